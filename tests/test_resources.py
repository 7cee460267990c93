"""The files that travel with the program are found, in a checkout and in an installed wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from xltool import resources
from xltool.errors import ProgramError

REPOSITORY = Path(__file__).resolve().parents[1]


def test_a_checkout_uses_the_files_it_builds() -> None:
    assert resources.template_path() == REPOSITORY / "templates" / "部门整体支出绩效自评.xlsx"
    assert resources.template_path("hunan-2022") == resources.template_path()
    assert resources.template_path(macros=True) == resources.template_path().with_suffix(".xlsm")
    assert resources.rule_manual_path() == REPOSITORY / "templates" / "审核规则手册.xlsx"
    assert resources.report_template_path() == REPOSITORY / "templates" / "自评报告.docx"
    assert resources.report_template_path(project=True) == REPOSITORY / "templates" / "项目支出自评报告.docx"
    assert resources.addin_path() == REPOSITORY / "templates" / "xltool.xlam"
    assert resources.first_case_path() == REPOSITORY / "examples" / "first-case"


def test_an_unknown_form_is_said_with_what_there_is() -> None:
    with pytest.raises(ProgramError, match=r"「nowhere-1999」.*hunan-2022"):
        resources.template_path("nowhere-1999")


def test_a_missing_file_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "xltool")
    with pytest.raises(ProgramError, match=r"部门整体支出绩效自评\.xlsx」，请重新安装"):
        resources.template_path()
    with pytest.raises(ProgramError, match=r"first-case/无此文件\.xlsx"):
        resources.first_case_path("无此文件.xlsx")


def test_installed_files_come_before_those_of_a_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in ("xltool/data/templates", "templates"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "部门整体支出绩效自评.xlsx").write_bytes(b"")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "xltool")
    assert "data" in resources.template_path().parts


@pytest.mark.slow
def test_an_installed_wheel_finds_its_files(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path / "dist"), str(REPOSITORY)])
    (wheel,) = (tmp_path / "dist").glob("xltool-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "xltool/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "templates/"))]
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    _run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)])
    script = (
        "import xltool.resources as r\n"
        "print(r.__file__)\n"
        "print(r.template_path())\n"
        "print(len(r.template_path().read_bytes()))\n"
        "print(r.first_case_path().is_dir())\n"
    )
    module, template, size, has_case = _run([str(python), "-I", "-c", script]).splitlines()
    assert Path(module).is_relative_to(tmp_path / "venv")
    assert Path(template).is_relative_to(Path(module).parent / "data")
    assert int(size) == resources.template_path().stat().st_size
    assert has_case == "True"


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        cwd=REPOSITORY.parent,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
