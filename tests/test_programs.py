"""Other programs are looked for where they are installed, never where workbooks lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltool import programs
from xltool.errors import WorkbookError
from xltool.sealed.pdf import office


def laid(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def mailed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which somebody laid programs of every name."""
    folder = laid(
        tmp_path / "收到的", "soffice", "libreoffice", "soffice.com", "soffice.EXE", "soffice.exe", "xdg-open"
    )
    laid(folder / "bin", "soffice", "soffice.exe")
    monkeypatch.chdir(folder)
    for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.mark.parametrize("system", ["linux", "win32"])
@pytest.mark.parametrize("path", ["", ".", f"{os.pathsep}", f"bin{os.pathsep}./bin", f'"."{os.pathsep}..'])
def test_the_current_folder_is_never_searched(
    mailed: Path, monkeypatch: pytest.MonkeyPatch, system: str, path: str
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("ProgramFiles", "")
    assert programs.libreoffice() is None
    assert programs.find_program("xdg-open") is None
    with pytest.raises(WorkbookError, match="没有找到 LibreOffice"):
        office()


def test_a_folder_of_the_search_path_is_searched(
    mailed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = laid(tmp_path / "程序", "libreoffice")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", os.pathsep.join([".", str(installed)]))
    assert programs.libreoffice() == str(installed / "libreoffice")


def test_on_windows_also_where_the_installer_puts_it(
    mailed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = laid(tmp_path / "Program Files" / "LibreOffice" / "program", "soffice.exe", "soffice.com")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("PATH", ".")
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "Program Files"))
    assert programs.libreoffice() == str(installed / "soffice.com")  # waits for its end, as the .exe does not
