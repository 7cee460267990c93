"""Each route by which a workbook could bring a program along is refused before Python is asked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.support.office import run_macros
from xltool.resources import template_path

from .workbooks import recorded, recording_addin, recording_workbook

pytestmark = pytest.mark.libreoffice

REVIEW = ["XtButtons.XtReview"]
ANNOTATE = ["XtButtons.XtAnnotate"]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recording_addin(tmp_path_factory.mktemp("addin") / "xltool.xlam")


def refused(addin: Path, book: Path, culprit: str, clicks: list[str] = REVIEW) -> None:
    """Clicking says one sentence that names the culprit, and asks nothing of Python."""
    ((_, line),) = recorded(addin, clicks, active=book)
    said = line.removeprefix("SAY ")
    assert said != line and f"“{culprit}”" in said
    assert len(re.findall("[。！？]", said)) == 1


def allowed(addin: Path, book: Path) -> None:
    ((_, line),) = recorded(addin, REVIEW, active=book)
    assert line.startswith("PYTHON ")


def copy(folder: Path, name: str = "自评.xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(template_path(), folder / name))


@pytest.mark.parametrize(
    ("sheet", "state"),
    [
        ("xlwings.conf", "visible"),
        ("XLWings.Conf", "hidden"),
        ("xltool.conf", "veryHidden"),
        ("evil.py", "visible"),
        ("帮助.PY", "veryHidden"),
    ],
)
def test_a_sheet_that_xlwings_would_obey(addin: Path, tmp_path: Path, sheet: str, state: str) -> None:
    book = copy(tmp_path)
    opened = openpyxl.load_workbook(book)
    opened.create_sheet(sheet).sheet_state = state
    opened.save(book)
    refused(addin, book, sheet)


def test_a_chart_sheet_that_xlwings_would_obey(addin: Path, tmp_path: Path) -> None:
    book = copy(tmp_path)
    opened = openpyxl.load_workbook(book)
    opened.create_chartsheet("xlwings.conf")
    opened.save(book)
    refused(addin, book, "xlwings.conf")


def test_a_sheet_in_the_workbook_that_holds_the_macros(tmp_path: Path) -> None:
    book = recording_workbook(tmp_path / "自评.xlsm")
    rename = ("rename_sheet", "填表说明", "xltool.conf")
    script = [rename, ("call", *REVIEW), ("call", "XtHost.XtRecord")]
    assert "SAY 没有运行：工作簿里有名为“xltool.conf”的工作表" in run_macros(book, script)[-1]
    other = copy(tmp_path, "另一个.xlsx")
    assert "“xltool.conf”" in run_macros(book, script, active=other)[-1]


@pytest.mark.parametrize("name", ["xlwings.conf", "xltool.conf"])
def test_settings_beside_the_workbook_are_nobodys_business(addin: Path, tmp_path: Path, name: str) -> None:
    """Our Python takes settings from the user's profile alone; who works with xlwings has such a file."""
    book = copy(tmp_path / "收到的 附件")
    book.with_name(name).write_text('"INTERPRETER_WIN","C:\\\\other.exe"\n', encoding="ascii")
    allowed(addin, book)


@pytest.mark.parametrize(
    "name",
    [
        "执行率100%",
        "完成90%、执行100%",
        "%不是变量%",
        "a;b ^&calc& (1)",
        "R&D 'x' $HOME ${X} !PATH!",
        "50%%",
        "%",
        "a=b%=%",
    ],
)
def test_names_of_every_day(addin: Path, tmp_path: Path, name: str) -> None:
    """Between quotation marks they are letters; the folder is on no command line at all."""
    allowed(addin, copy(tmp_path, f"{name}.xlsx"))
    allowed(addin, copy(tmp_path / f"100%;^ %PATH% {name}", "自评.xlsx"))


@pytest.mark.parametrize(
    ("name", "culprit"),
    [
        ("%PATH%", "%PATH%"),
        ("90%CmdCmdLine%&calc&", "%CmdCmdLine%"),
        ("%a%HOME%", "%HOME%"),
        ("%cmdcmdline:~5,1%&calc&", "%cmdcmdline:~5,1%"),
        ('a" & calc & "', '"'),
    ],
)
def test_a_name_that_cmd_would_read_otherwise(addin: Path, tmp_path: Path, name: str, culprit: str) -> None:
    """What stands for a variable may end the quotation: the command line of cmd.exe itself does, in %CMDCMDLINE%."""
    refused(addin, copy(tmp_path, f"{name}.xlsx"), culprit)


def test_names_that_no_file_has_here(addin: Path) -> None:
    """A workbook on the web may be called anything."""
    names = ("a\rb", "a\nb", "a%20b%E6%B1%87.xlsx", "%=C%", "%%", "x%ERRORLEVEL%")
    script = [("call", "XtGuard.XtBadName", name) for name in names]
    line_end, line_feed, web, equals, nothing, variable = run_macros(addin, script)
    assert web == equals == nothing == ""
    assert "没有运行" in line_end and "没有运行" in line_feed and "“%ERRORLEVEL%”" in variable


def test_a_path_of_every_day(addin: Path, tmp_path: Path) -> None:
    allowed(addin, copy(tmp_path / "财务 (2022)&'绩效'" / "data$", "自评表 - 副本 (1).xlsx"))


def test_a_workbook_of_somebody_else(addin: Path, tmp_path: Path) -> None:
    book = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(book)
    refused(addin, book, "模板版本")
    ((_, asked),) = recorded(addin, ANNOTATE, active=book)
    assert asked.startswith("PYTHON ") and "'annotate'" in asked


def test_a_form_of_somebody_else_brings_no_program_along_either(addin: Path, tmp_path: Path) -> None:
    book = tmp_path / "表样.xlsx"
    made = openpyxl.Workbook()
    made.create_sheet("xlwings.conf").sheet_state = "hidden"
    made.save(book)
    refused(addin, book, "xlwings.conf", ANNOTATE)
