"""The page beside a workbook that is open in what answers like Excel's window: the same whole job as beside LibreOffice.

The desk is the installed one, in Windows' Python: it finds the window through ``xlwings.apps`` and speaks real COM to it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import xltool
from examples.first_case import AS_FILED
from tests.addin.test_buttons import contents
from tests.calc.window import until
from tests.desk.beside import BesidePage, said
from tests.desk.running import Visitor
from tests.excel.bed import Bed
from tests.windows.clicks import pressed
from tests.windows.desk import DeskOnWindows, desk_on, end_desks, led_to
from tests.windows.excel_model import Model, excel_under_wine
from tests.windows.wine import Machine
from xltool.addin.beside.excel import EXCEL
from xltool.addin.passing import PASSED
from xltool.book.file.workbook import FileWorkbook
from xltool.book.live.excel import excel_workbook
from xltool.contract.names import RESULTS
from xltool.verbs.adopt import adopt
from xltool.verbs.explain import explain

NAME = "案 例 (1)&2 100%.xlsx"
REASON = ("XT311|在职人员控制率", "编制尚未核定到位，已报编办")


@pytest.fixture
def path(installed: Machine) -> Path:
    folder = installed.drive / "工作 簿&旁边"
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(AS_FILED, folder / NAME))


@pytest.fixture
def book(excel: Bed, path: Path) -> Any:
    return excel.open_with_addin(path)


@pytest.fixture
def filed(path: Path, tmp_path: Path) -> Path:
    """The same workbook as a file, for the verbs on files."""
    return Path(shutil.copy(path, tmp_path / "文件.xlsx"))


@pytest.fixture
def model(installed: Machine, excel: Bed, book: Any, scripts: Path) -> Iterator[Model]:
    """The window; nobody has been asked today what a write does to Excel's own undo."""
    (installed.root / "undo" / "asked.txt").unlink(missing_ok=True)
    with excel_under_wine(excel, installed, scripts / "window.py") as made:
        yield made


@pytest.fixture
def desk(installed: Machine, model: Model) -> Iterator[DeskOnWindows]:
    with desk_on(installed, "--live") as made:
        yield made
    end_desks(installed)


@pytest.fixture
def page(desk: DeskOnWindows) -> BesidePage:
    return found(Visitor(desk))


def found(visitor: Visitor) -> BesidePage:
    """The page of the one workbook that is listed."""
    (listed,) = visitor.get("/api/books").json["books"]
    assert (listed["program"], listed["name"]) == (EXCEL, NAME)
    return BesidePage(visitor, listed["id"])


def now(book: Any) -> dict[Any, Any]:
    return contents(excel_workbook(book).snapshot())


def in_file(path: Path) -> dict[Any, Any]:
    return contents(FileWorkbook(path).snapshot())


def test_the_whole_job(page: BesidePage, excel: Bed, book: Any, filed: Path) -> None:
    before = now(book)
    assert page.view["beside"] == EXCEL and page.view["sheets"] == []
    assert [each["key"] for each in page.view["findings"]] == [
        each.key for each in xltool.check(filed).findings
    ]
    # a click selects the cell in the window, and writes nothing
    page.post("/go", address="自评表!H18")
    active = excel.application.ActiveCell
    assert (active.Worksheet.Name, active.Row, active.Column) == ("自评表", 18, 8)
    assert "转不到" in page.refused("/go", address="没有这张表!A1")
    assert "Ctrl+Z" in page.refused("/reason", key=REASON[0], text=REASON[1])
    assert now(book) == before
    # calculated, explained, scored: what it is on a file
    assert "在职人员控制率 146.15%" in said(page.press("recalc", True))
    xltool.recalc(filed)
    assert now(book) == in_file(filed)
    page.change("/reason", key=REASON[0], text=REASON[1])
    explain(filed, *REASON)
    assert now(book) == in_file(filed)
    (told,) = [each for each in page.view["findings"] if each["key"] == REASON[0]]
    assert told["state"] == "已说明" and not page.view["undo"]
    page.press("adopt", True)
    assert page.view["undo"]
    page.change("/undo")
    assert now(book) == in_file(filed)
    page.press("adopt", True)
    adopt(filed)
    xltool.recalc(filed)
    assert now(book) == in_file(filed) and excel.application.StatusBar is False
    assert "请在那里保存" in page.refused("/save")


def test_what_is_typed_in_excel_comes_to_the_page(page: BesidePage, book: Any) -> None:
    book.sheets["基础数据表"]["E11"].value = 7.5
    until(lambda: page.pulse()["revision"] != page.view["revision"], "the page to notice", 60)


def test_an_excel_that_has_ended_is_said(installed: Machine, scripts: Path, excel: Bed, book: Any) -> None:
    with ExitStack() as window:
        window.enter_context(excel_under_wine(excel, installed, scripts / "window.py"))
        with desk_on(installed, "--live") as desk:
            page = found(Visitor(desk))
            window.close()
            assert "已经关闭" in page.refused("/go", address="自评表!H18")
            until(lambda: "已经关闭" in page.pulse()["gone"], "the page to say that it is gone", 60)
            assert page.visitor.get("/api/books").json["books"] == []


def test_clicks_on_the_ribbon_are_taken_by_the_desk(
    page: BesidePage,
    installed: Machine,
    scripts: Path,
    model: Model,
    excel: Bed,
    book: Any,
    filed: Path,
) -> None:
    """Whatever does the work itself says first that it starts: nothing here does."""
    page.press("recalc", True)
    for button in ("recalculate", "review", "clear"):
        revision = page.pulse()["revision"]
        click = pressed(installed, scripts, model, excel, button)
        assert (click.code, click.errors, len(click.boxes)) == (0, "", 1), click
        assert "绩效自评：正在启动…" not in click.statuses
        assert page.pulse()["revision"] > revision
        if button == "review":
            assert excel.application.ActiveSheet.Name == RESULTS
            xltool.recalc(filed)
            assert now(book) == in_file(filed) and "▲" in click.boxes[0]
    assert {"recalculate", "review", "clear"} == PASSED
    assert "标记、审核结果已清除" in click.boxes[0]


def test_a_click_is_done_by_its_own_process_where_something_is_to_be_asked_or_no_desk_runs(
    desk: DeskOnWindows,
    installed: Machine,
    scripts: Path,
    model: Model,
    excel: Bed,
) -> None:
    first = pressed(installed, scripts, model, excel, "recalculate")  # today's question
    assert first.statuses[0] == "绩效自评：正在启动…" and "现在继续吗" in first.boxes[0]
    second = pressed(installed, scripts, model, excel, "recalculate")
    assert "绩效自评：正在启动…" not in second.statuses and second.boxes == first.boxes[1:]
    desk.kill()
    third = pressed(installed, scripts, model, excel, "recalculate")
    assert third.statuses[0] == "绩效自评：正在启动…" and third.boxes == second.boxes
    assert (first.code, second.code, third.code) == (0, 0, 0)


def test_the_button_of_the_ribbon_starts_a_desk_and_opens_the_page_on_this_workbook(
    installed: Machine,
    scripts: Path,
    model: Model,
    excel: Bed,
) -> None:
    try:
        for _ in range(2):
            click = pressed(installed, scripts, model, excel, "desk")
            assert (click.code, click.errors, click.boxes) == (0, "", []), click
            visitor = Visitor(led_to(installed))
            listed = visitor.get("/api/books").json
            assert listed["front"] in [each["id"] for each in listed["books"]]
        page = found(visitor)
        page.post("/go", address="自评表!H18")
        assert excel.application.ActiveCell.Row == 18
    finally:
        end_desks(installed)
