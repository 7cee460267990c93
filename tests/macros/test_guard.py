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


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recording_addin(tmp_path_factory.mktemp("addin") / "xltool.xlam")


def refused(addin: Path, book: Path, culprit: str) -> None:
    """Clicking says one sentence that names the culprit, and asks nothing of Python."""
    ((_, line),) = recorded(addin, REVIEW, active=book)
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
def test_settings_beside_the_workbook(addin: Path, tmp_path: Path, name: str) -> None:
    book = copy(tmp_path / "收到的 附件")
    settings = book.with_name(name)
    settings.write_text('"INTERPRETER_WIN","C:\\\\evil.exe"\n', encoding="ascii")
    refused(addin, book, str(settings))
    settings.unlink()
    settings.mkdir()  # a folder of that name is no file of settings
    allowed(addin, book)


def test_settings_beside_a_workbook_that_holds_the_macros(tmp_path: Path) -> None:
    book = recording_workbook(tmp_path / "自评.xlsm")
    (tmp_path / "xlwings.conf").write_bytes(b"")
    ((_, line),) = recorded(book, REVIEW)
    assert line.startswith("SAY ") and "xlwings.conf”" in line


@pytest.mark.parametrize("folder", ["a;b", "x^&calc&", "100%", "$HOME", "${X}"])
def test_a_path_that_would_be_misunderstood(addin: Path, tmp_path: Path, folder: str) -> None:
    culprit = next(character for character in folder if character in ";^%$")
    refused(addin, copy(tmp_path / folder), culprit)
    refused(addin, copy(tmp_path, f"{folder}.xlsx"), culprit)


def test_a_path_of_every_day(addin: Path, tmp_path: Path) -> None:
    allowed(addin, copy(tmp_path / "财务 (2022)&'绩效'" / "data$", "自评表 - 副本 (1).xlsx"))


def test_a_workbook_of_somebody_else(addin: Path, tmp_path: Path) -> None:
    book = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(book)
    refused(addin, book, "模板版本")


def test_paths_that_no_linux_has(addin: Path) -> None:
    """Web addresses of OneDrive, shares, and workbooks that were never saved."""
    web = "https://corp-my.sharepoint.com/personal/li_corp_cn/Documents/绩效 2022"
    script = [
        ("call", "XtGuard.XtBadPath", rf"\\server\data$\{name}") for name in ("自评.xlsx", "a;b.xlsx")
    ] + [("call", "XtGuard.XtBadPath", f"{web}/{name}.xlsx") for name in ("a%20b", "%PATH%", "a%2", "a;b")]
    good_share, bad_share, spaces, variable, half, list_mark = run_macros(addin, script)
    assert good_share == spaces == ""
    assert all("没有运行" in text for text in (bad_share, variable, half, list_mark))
    script = [
        ("call", "XtGuard.XtFolders", "工作簿1", ""),
        ("call", "XtGuard.XtFolders", r"D:\表\自评.xlsx", r"D:\表"),
        ("call", "XtGuard.XtCopies", "/od", web),
        ("call", "XtGuard.XtCopies", "/od", "https://d.docs.live.net/1a2b/绩效"),
        ("call", "XtGuard.XtCopies", "/od", "https://d.docs.live.net/1a2b"),
    ]
    unsaved, local, company, person, root = (answer.split("\n")[:-1] for answer in run_macros(addin, script))
    assert unsaved == [""] and local == [r"D:\表"]
    assert "/od/绩效 2022" in company
    assert "/od/绩效" in person
    assert "/od" in root
