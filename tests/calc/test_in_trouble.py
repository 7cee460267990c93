"""What may go wrong between LibreOffice and the program: each is one sentence, and the document is as it was."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.calc.test_buttons import now, same_as_file, steps
from tests.calc.window import CalcWindow, until
from tests.test_three_ways import cells
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits
from xltool.contract.names import RESULTS
from xltool.verbs.clear import clear

pytestmark = pytest.mark.libreoffice

FORM = "自评表"


@pytest.fixture
def document(window: CalcWindow, document: Any) -> Iterator[Any]:
    """The workbook; afterwards the buttons lead to the installed program again."""
    yield document
    window.use({"python": sys.executable})


def program(folder: Path, body: str) -> dict[str, str]:
    """Settings that lead to a program of our own instead of the installed one."""
    path = folder / "程序"
    head = f"""\
        #!{sys.executable} -I
        import json, sys, time
        def ask(number, do, **more):
            print(json.dumps(dict(id=number, do=do, **more)), flush=True)
            return json.loads(sys.stdin.readline())
        """
    path.write_text(textwrap.dedent(head) + textwrap.dedent(body), encoding="utf-8")
    path.chmod(0o755)
    return {"python": str(path)}


#: Writes two cells, with calculation held, and goes no further.
HALF = f"""
    ask(1, "hold")
    ask(2, "write", sheet={FORM!r}, area=[18, 8, 19, 8], rows=[[1.0], ["乱"]])
    ask(3, "insert_rows", sheet={FORM!r}, at=30, extra=2)
    """


def test_a_program_that_dies_leaves_nothing_behind(window: CalcWindow, document: Any, tmp_path: Path) -> None:
    before = cells(now(document))
    for body in (HALF, HALF + "print('no JSON', flush=True); time.sleep(60)", ""):
        window.use(program(tmp_path, body))
        window.click(document, "recalculate")
        assert window.answer().startswith("计算程序中途停止了，表格已恢复到点按钮之前的样子")
        window.rest(document)
        assert cells(now(document)) == before
        assert steps(document) == [] and document.isAutomaticCalculationEnabled()
        assert not document.hasControllersLocked()


def test_a_program_that_hangs_is_stopped_by_the_person(
    window: CalcWindow, document: Any, tmp_path: Path
) -> None:
    before = cells(now(document))
    window.use(program(tmp_path, HALF + "time.sleep(600)"))
    window.click(document, "recalculate")
    small = until(lambda: next(iter(window.dialogs()), None), "the small window")
    assert (
        window.labels(small) == {"停止"} and not document.CurrentController.Frame.ContainerWindow.isEnabled()
    )
    window.push(small, "停止")
    assert window.answer() == "已停止，表格已恢复到点按钮之前的样子。"
    window.rest(document)
    assert cells(now(document)) == before and steps(document) == []


def test_a_program_that_stops_by_itself_keeps_what_it_has(
    window: CalcWindow, document: Any, tmp_path: Path
) -> None:
    ends = """
    while not ask(9, "cancelled")["answer"]:
        time.sleep(0.1)
    ask(10, "write", sheet="自评表", area=[18, 8, 18, 8], rows=[[1.0]])
    ask(11, "tell", text="停下了")
    ask(12, "done")
    """
    window.use(program(tmp_path, ends))
    window.click(document, "locate")
    small = until(lambda: next(iter(window.dialogs()), None), "the small window")
    window.push(small, "停止")
    dialog = window.dialog()
    time.sleep(4)  # longer than a program that does not stop is waited for
    assert window.text(dialog) == "停下了"
    window.press(dialog, "确定")
    window.rest(document)
    assert document.Sheets.getByName(FORM).getCellRangeByName("H18").Value == 1.0
    assert steps(document) == ["绩效自评：错误定位"]


def test_without_the_program_the_way_out_is_said(window: CalcWindow, document: Any, tmp_path: Path) -> None:
    for settings in ({"python": str(tmp_path / "没有")}, {}, {"python": str(tmp_path)}):
        window.use(settings)
        window.click(document, "review")
        assert window.answer().startswith("没有找到计算程序：请在命令行运行 xltool install")
    window.use({"python": str(Path("/usr/bin/python3"))})  # one that lacks our package
    window.click(document, "review")
    assert window.answer().startswith("计算程序中途停止了")


def test_a_document_stays_open_while_a_button_works(
    window: CalcWindow, document: Any, tmp_path: Path
) -> None:
    from com.sun.star.util import CloseVetoException

    window.use(program(tmp_path, "time.sleep(600)"))
    window.click(document, "recalculate")
    small = until(lambda: next(iter(window.dialogs()), None), "the small window")
    with pytest.raises(CloseVetoException):
        document.close(False)
    window.click(document, "recalculate")  # and a second click does nothing
    assert len(window.dialogs()) == 1
    window.push(small, "停止")
    window.answer()
    window.rest(document)


def test_a_protected_sheet_and_a_read_only_document(window: CalcWindow, document: Any, path: Path) -> None:
    before = cells(now(document))
    document.Sheets.getByName(RESULTS).protect("")
    window.click(document, "recalculate")
    assert window.answer() == (
        f"工作表“{RESULTS}”受保护，没有写入：请先撤销工作表保护（工具 → 保护工作表）。"
    )
    assert cells(now(document)) == before
    document.close(True)
    opened = window.open(path, read_only=True)
    window.click(opened, "recalculate")
    assert window.answer().startswith("工作簿是以只读方式打开的，没有写入")
    assert cells(now(opened)) == before


def test_a_workbook_of_somebody_else_and_one_never_saved(window: CalcWindow, document: Any) -> None:
    blank = window.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    window.click(blank, "recalculate")
    assert "模板版本" in window.answer()
    window.click(blank, "next")
    assert "当前工作簿不是绩效自评表" in window.answer()
    window.click(blank, "seal")
    assert window.answer().startswith("工作簿还没有保存过")


def test_what_a_filter_hides_is_written_too(window: CalcWindow, document: Any, filed: Path) -> None:
    window.click(document, "recalculate")
    window.answer()
    window.rest(document)
    hide_all_but(document, "◆须说明")
    document.Sheets.getByName("基础数据表").getCellRangeByName("E11").setValue(
        7.5
    )  # of a finding that is hidden now
    window.click(document, "recalculate")
    window.answer()
    window.rest(document)
    FileWorkbook(filed).apply(Edits(values={Cell("基础数据表", 11, 5): Decimal("7.5")}, recalculate=True))
    xltool.recalc(filed)
    same_as_file(document, filed)
    window.click(document, "clear")
    window.answer()
    window.rest(document)
    clear(filed)
    same_as_file(document, filed)


def hide_all_but(document: Any, wanted: str) -> None:
    """The filter of 审核结果, set to one severity."""
    import uno

    sheet = document.Sheets.getByName(RESULTS)
    cells_of_list = sheet.getCellRangeByName("A8:O60")
    field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field, field.IsNumeric, field.StringValue = 1, False, wanted
    field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    descriptor = cells_of_list.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((field,))
    cells_of_list.filter(descriptor)
    assert not sheet.Rows.getByIndex(8).IsVisible


def test_calculation_by_hand_stays_by_hand(window: CalcWindow, document: Any, filed: Path) -> None:
    document.enableAutomaticCalculation(False)
    before = cells(now(document))  # LibreOffice itself has not calculated all there is
    window.click(document, "recalculate")
    window.answer()
    window.rest(document)
    assert not document.isAutomaticCalculationEnabled()
    xltool.recalc(filed)
    changed, wanted = (
        {cell: value for cell, value in cells(snapshot).items() if before.get(cell) != value}
        for snapshot in (now(document), FileWorkbook(filed).snapshot())
    )
    assert changed == wanted and "审核后数字未改动" in changed.values()  # formulas are up to date, too


def test_what_is_being_typed_counts(window: CalcWindow, document: Any, path: Path) -> None:
    """A person types a figure and clicks on the toolbar without pressing Enter."""
    sheet = document.Sheets.getByName("基础数据表")
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByName("E11"))
    document.CurrentController.Frame.ComponentWindow.setFocus()
    window.xdotool("key", "Right", "Left")
    time.sleep(0.5)
    window.type("7.5")
    window.click_on_toolbar(document, "重新计算")
    window.answer()
    window.rest(document)
    assert sheet.getCellRangeByName("E11").Value == 7.5
    assert now(document).value(now(document).names["审核结果_序号"].first) == 1
