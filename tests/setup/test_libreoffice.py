"""The extension goes into LibreOffice by its own ``unopkg``, is looked at by the doctor, and goes out again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc.extension import built
from tests.calc.window import NOBODY
from tests.setup.profiles import SOURCE, assembled, lay_quickly
from xltool.setup import install as installer
from xltool.setup import libreoffice
from xltool.setup.check import SetupState
from xltool.setup.profile import LINUX, Profile

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's folder, and a LibreOffice for that user: ``unopkg`` refuses to work for root, whom we may be."""
    folder = Path(tempfile.mkdtemp(prefix="xltool-home-"))
    folder.chmod(0o777)
    programs = folder / "bin"
    programs.mkdir()
    real = shutil.which("unopkg")
    assert real is not None, "unopkg is not installed (Debian package libreoffice-common)"
    change = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups " if os.geteuid() == 0 else ""
    (programs / "unopkg").write_text(f'#!/bin/sh\nexec {change}{real} "$@"\n', encoding="utf-8")
    (programs / "unopkg").chmod(0o755)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_in_and_out_again(home: Path) -> None:
    profile = Profile(LINUX, {"HOME": str(home)})
    assert libreoffice.check(profile).state is SetupState.BAD and not (home / ".config").exists()
    assert list(libreoffice.unregister(profile)) == []
    list(installer.install(profile, SOURCE, lay_quickly, assembled))
    assert libreoffice.check(profile).found.startswith("没有装上")
    extension = Path(shutil.copy(built(), home))
    for _ in range(2):
        (line,) = libreoffice.register(profile, extension)
        assert line == "✓ LibreOffice 的工具栏和菜单“绩效自评”"
    found = libreoffice.check(profile)
    assert found.state is SetupState.GOOD and "工作台" in found.found
    profile.extension_settings.write_text("{}", encoding="utf-8")
    assert libreoffice.check(profile).state is SetupState.BAD
    (line,) = libreoffice.unregister(profile)
    assert line == "✓ 已去掉LibreOffice 的工具栏和菜单“绩效自评”"
    assert list(libreoffice.unregister(profile)) == []


def test_an_open_libreoffice_is_said(home: Path) -> None:
    locked = home / ".config" / "libreoffice" / "4"
    locked.mkdir(parents=True)
    (locked / ".lock").write_text("[Lockdata]\nUser=nobody\nHost=here\nTime=now\nIPCServer=true\n")
    for folder in (locked, *locked.parents[:2]):
        folder.chmod(0o777)
    (line,) = libreoffice.register(Profile(LINUX, {"HOME": str(home)}), Path(shutil.copy(built(), home)))
    if os.geteuid() != 0:
        assert line.endswith("没有装上：LibreOffice 开着，请关闭所有 LibreOffice 窗口，再做一次")
    assert line.startswith("！")


def test_an_installation_that_lacks_the_extension_is_said(home: Path) -> None:
    (line,) = libreoffice.register(Profile(LINUX, {"HOME": str(home)}))
    assert line.endswith("安装来源里没有 绩效自评.oxt，请重新下载完整的 xltool")


def test_without_libreoffice_nothing_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    profile = Profile(LINUX, {"HOME": str(tmp_path)})
    (line,) = libreoffice.register(profile)
    assert line.startswith("－") and "没有 LibreOffice" in line
    assert libreoffice.check(profile).state is SetupState.UNKNOWN
