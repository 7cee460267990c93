"""The live adapter: xlwings' real Windows engine on a real spreadsheet program, against the file adapter."""

from __future__ import annotations

import datetime
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import xltool
from examples.first_case import AS_FILED, figures
from templatebuild.build import build
from tests.excel.pywin32 import ComError, refusal
from tests.support.office import edit
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.text import canonical
from xltool.book.live import com
from xltool.book.live.cells import Block
from xltool.book.live.excel import excel_workbook
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Area, Cell, Edits, ErrorValue, Snapshot, Value
from xltool.errors import WorkbookError
from xltool.resources import addin_path

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

FORM = "自评表"
#: Result codes of a real Excel: a cell being edited, a dialog open (two of them), Excel gone (three).
EDITING, REJECTED, LATER = 0x800AC472 - 2**32, 0x80010001 - 2**32, 0x8001010A - 2**32
GONE, DISCONNECTED, FAILED = 0x800706BA - 2**32, 0x80010108 - 2**32, 0x800706BE - 2**32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案 甲=1.xlsx"))


@pytest.fixture
def live(excel: Bed, path: Path) -> LiveWorkbook:
    """The first case, open, with our add-in loaded."""
    return excel_workbook(excel.open_with_addin(path))


def contents(snapshot: Snapshot) -> dict[Cell, Value]:
    found = {
        Cell(sheet, row, column): snapshot.value(Cell(sheet, row, column))
        for sheet, grid in snapshot.grids.items()
        for row in range(1, len(grid) + 1)
        for column in range(1, len(grid[row - 1]) + 1)
    }
    return {cell: value for cell, value in found.items() if value is not None}


def same(one: Snapshot, other: Snapshot) -> None:
    """Nothing but the title and what has not been calculated may differ between two ways of looking."""
    assert one.names == other.names
    assert contents(one) == contents(other)
    assert {cell: canonical(text, cell.sheet) for cell, text in one.formulas.items()} == {
        cell: canonical(text, cell.sheet) for cell, text in other.formulas.items()
    }
    assert one.errors == other.errors


# Reading


def test_excel_and_the_file_say_the_same(live: LiveWorkbook, path: Path) -> None:
    seen, filed = live.snapshot(), FileWorkbook(path).snapshot()
    same(seen, filed)
    assert {sheet: set(areas) for sheet, areas in seen.merges.items()} == {
        sheet: set(areas) for sheet, areas in filed.merges.items() if areas
    }


def test_without_our_addin_names_and_merges_are_asked_for_one_by_one(excel: Bed, path: Path) -> None:
    """Nor is Excel asked for its macro: it would look for the add-in in the folder of a workbook that was mailed."""
    alone, filed = excel_workbook(excel.open(path)).snapshot(), FileWorkbook(path).snapshot()
    same(alone, filed)
    wanted = {area for area in filed.merges[FORM] if area.left in (2, 3) and 14 < area.top < 27}
    assert wanted and wanted <= set(alone.merges[FORM]) <= set(filed.merges[FORM])
    assert not excel.application.looked_for


def test_what_excel_alone_returns_is_read_as_what_it_is(
    excel: Bed, path: Path, tmp_path: Path, live: LiveWorkbook
) -> None:
    script: list[tuple[Any, ...]] = [
        ("set", FORM, "K2", "=1/0"),
        ("set", FORM, "K3", "=NA()"),
        ("set", FORM, "K4", '=""'),
        ("set", FORM, "K5", "001"),
        ("set", FORM, "K6", 7),
        ("set", FORM, "K7", "=DATE(2023,4,18)"),
        ("set", FORM, "K8", "'=1+1"),
    ]
    other = excel_workbook(excel.open(edit(path, script, tmp_path / "返回值.xlsx"))).snapshot()
    assert other.errors[Cell(FORM, 2, 11)] == ErrorValue("#DIV/0!")
    assert other.errors[Cell(FORM, 3, 11)] == ErrorValue("#N/A")
    assert other.value(Cell(FORM, 4, 11)) is None and Cell(FORM, 4, 11) in other.formulas
    assert other.value(Cell(FORM, 5, 11)) == "001"
    assert other.value(Cell(FORM, 6, 11)) == Decimal(7)
    assert other.value(Cell(FORM, 7, 11)) == datetime.date(2023, 4, 18)
    assert other.value(Cell(FORM, 8, 11)) == "'=1+1" and Cell(FORM, 8, 11) not in other.formulas


def test_an_amount_in_a_format_of_money_keeps_all_its_digits(excel: Bed, live: LiveWorkbook) -> None:
    """Excel's ``Value`` cuts it to four decimals, and so does COM with a Decimal that it is given."""
    cell = Cell("审核结果", 40, 3)
    document = excel.application.ActiveWorkbook.document
    money = document.NumberFormats.addNew("[$¥-804]#,##0.00", document.CharLocale)
    document.Sheets.getByName(cell.sheet).getCellByPosition(2, 39).NumberFormat = money
    amounts: list[Value] = [Decimal("1388.923456"), Decimal("0.00005")]
    for amount in amounts:
        assert live.apply(Edits(values={cell: amount, Cell(FORM, 40, 20): datetime.date(2023, 4, 18)}))
        assert live.snapshot().value(cell) == amount
        assert isinstance(excel.application.ActiveWorkbook.Worksheets(cell.sheet).Range("C40").Value, Decimal)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ([("delete_rows", FORM, 27, 1)], "#REF!"),
        ([("delete_name", "总分")], "缺少 1 个名称（总分）"),
    ],
)
def test_broken_names_meet_the_same_gates(
    excel: Bed, path: Path, tmp_path: Path, script: list[tuple[Any, ...]], sentence: str
) -> None:
    broken = edit(path, script, tmp_path / "坏.xlsx")
    for book in (broken, excel.open(broken)):
        with pytest.raises(WorkbookError, match=sentence):
            xltool.check(book)
    excel.load_addin(addin_path())
    with pytest.raises(WorkbookError, match=sentence):
        xltool.check(excel.xlwings.books.active)


# Writing


def test_text_stays_text_and_blank_is_blank(live: LiveWorkbook, path: Path) -> None:
    snapshot = live.snapshot()
    wanted: dict[Cell, Value] = {
        Cell("审核结果", 20 + number, 4): value
        for number, value in enumerate(["=1+1", "+5", "-3", "@a", "001", "100%", "1/2", "'x", "2022年5月"])
    }
    wanted[Cell("审核结果", 40, 3)] = Decimal("0.1")
    assert live.apply(Edits(values=wanted))
    again = live.snapshot()
    assert {cell: again.value(cell) for cell in wanted} == wanted
    assert again.formulas.keys() == snapshot.formulas.keys()
    assert live.apply(Edits(values=dict.fromkeys(wanted, None)))
    same(live.snapshot(), snapshot)


def test_recalculated_live_or_on_file_the_workbook_is_the_same(
    excel: Bed, live: LiveWorkbook, path: Path, tmp_path: Path
) -> None:
    on_file = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    here, there = xltool.recalc(live), xltool.recalc(on_file)
    assert (here.findings, here.computed, here.changed) == (there.findings, there.computed, True)
    same(live.snapshot(), FileWorkbook(on_file).snapshot())
    assert not xltool.recalc(live).changed


@pytest.mark.parametrize("live_first", [True, False])
def test_one_way_after_the_other(excel: Bed, tmp_path: Path, path: Path, live_first: bool) -> None:
    """What was changed live and saved, then on the file, and the reverse: nothing is left to do, all results agree."""
    if live_first:
        book = excel.open(path)
        xltool.recalc(book)
        saved = tmp_path / "存盘.xlsx"
        book.save(str(saved))
        before = FileWorkbook(saved).snapshot()
        assert xltool.recalc(saved).findings
        same(FileWorkbook(saved).snapshot(), before)
    else:
        xltool.recalc(path)
        book = excel.open(path)
        before = excel_workbook(book).snapshot()
        assert not xltool.recalc(book).changed
        same(excel_workbook(book).snapshot(), before)
        same(before, FileWorkbook(path).snapshot())


def test_merged_cells_carry_their_marks(excel: Bed, path: Path, tmp_path: Path) -> None:
    on_file = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    book = excel.open(path)
    xltool.recalc(book)  # without the add-in
    xltool.recalc(on_file)
    same(excel_workbook(book).snapshot(), FileWorkbook(on_file).snapshot())


def test_a_protected_sheet_is_refused_and_nothing_written(excel: Bed, live: LiveWorkbook) -> None:
    before = live.snapshot()
    sheet = excel.application.Workbooks.active.document.Sheets.getByName("正文数据")
    sheet.protect("")
    with pytest.raises(WorkbookError, match="工作表“正文数据”受保护，没有写入"):
        xltool.recalc(live)
    with pytest.raises(WorkbookError, match="工作表“正文数据”受保护，没有写入"):
        live.apply(Edits(formulas={Cell("正文数据", 60, 1): "1+1"}))
    sheet.unprotect("")
    same(live.snapshot(), before)


def test_when_excel_fails_in_the_middle_everything_is_put_back(excel: Bed, live: LiveWorkbook) -> None:
    before = live.snapshot()
    outcome = xltool.check(live)
    assert outcome.findings
    crossings = 0

    def cross(name: str) -> None:
        nonlocal crossings
        crossings += name == "Value"
        if crossings == 12:  # five sheets were read; then the seventh block is refused
            crossings += 1
            raise refusal("out of memory")

    excel.boundary.cross = cross  # type: ignore[method-assign]
    try:
        with pytest.raises(ComError):
            xltool.recalc(live)
    finally:
        del excel.boundary.cross
    assert crossings > 12
    same(live.snapshot(), before)


def state(excel: Bed) -> tuple[object, ...]:
    application = excel.application
    book = application.Workbooks.active
    controller = book.document.CurrentController
    return (
        application.ScreenUpdating,
        application.EnableEvents,
        application.Calculation,
        application.StatusBar,
        application.Selection.Address,
        application.ActiveSheet.Name,
        controller.getFirstVisibleRow(),
        controller.getFirstVisibleColumn(),
    )


@pytest.mark.parametrize("calculation", [-4105, -4135])
def test_settings_are_as_they_were(excel: Bed, live: LiveWorkbook, calculation: int) -> None:
    application = excel.application
    application.Calculation = calculation
    application.ScreenUpdating = application.EnableEvents = False
    application.ActiveWorkbook.Worksheets(3).Activate()
    application.ActiveWorkbook.Worksheets(3).Range("C7").Select()
    application.ActiveWorkbook.document.CurrentController.setFirstVisibleRow(4)
    before = state(excel)
    xltool.recalc(live)
    assert state(excel) == before
    with pytest.raises(ComError):
        live.apply(Edits(values={Cell("没有这个表", 1, 1): "x"}))
    assert state(excel) == before


@pytest.mark.parametrize("calculation", [-4105, -4135])
def test_nobody_notices_what_happens_in_between(excel: Bed, live: LiveWorkbook, calculation: int) -> None:
    """No handler of an event runs, nothing flickers, nothing is calculated cell by cell, from first write to last."""
    excel.application.Calculation = calculation
    excel.application.noticed.clear()
    assert xltool.recalc(live).changed
    assert excel.application.noticed == []
    excel.application.ActiveWorkbook.Worksheets(1).Range("A60").Value = 1.0
    assert "Change: an event" in excel.application.noticed  # the bed does see it


@pytest.mark.parametrize("stuck", ["EnableEvents", "Calculation", "ScreenUpdating"])
def test_a_setting_that_stays_stuck_keeps_no_other_from_coming_back(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch, stuck: str
) -> None:
    for name, seconds in (("_PAUSE", 0.01), ("PATIENCE", 0.05), ("RESTORING", 0.2)):
        monkeypatch.setattr(com, name, seconds)
    live.snapshot()
    written = False

    def cross(name: str) -> None:
        nonlocal written
        written = written or name == "Value"
        if written and name == stuck:
            raise ComError(EDITING, "busy", None, None)

    monkeypatch.setattr(excel.boundary, "cross", cross)
    live.apply(Edits(values={Cell("审核结果", 20, 4): "x"}))
    application = excel.application
    now = {name: getattr(application, name) for name in ("EnableEvents", "Calculation", "ScreenUpdating")}
    usual = {"EnableEvents": True, "Calculation": -4105, "ScreenUpdating": True}
    assert {name for name in usual if now[name] != usual[name]} == {stuck}


def test_with_manual_calculation_our_formulas_are_up_to_date(excel: Bed, live: LiveWorkbook) -> None:
    excel.application.Calculation = -4135
    xltool.recalc(live)
    snapshot = live.snapshot()
    assert set(excel.application.calculated) == set(snapshot.grids)
    status: Any = snapshot.names["数据状态"]
    assert snapshot.value(status.first) == "审核后数字未改动"


def filtered(excel: Bed, title: str, address: str, column: int, text: str) -> Any:
    """Filter a table by what its column holds, as a person does."""
    sheet = excel.application.ActiveWorkbook.document.Sheets.getByName(title)
    cells = sheet.getCellRangeByName(address)
    descriptor = cells.createFilterDescriptor(True)
    field = descriptor.FilterFields2[0] if descriptor.FilterFields2 else None
    if field is None:
        import uno

        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField2")
    field.Field, field.StringValue, field.IsNumeric, field.Operator = column, text, False, 2  # EQUAL
    descriptor.ContainsHeader = True
    descriptor.setFilterFields2((field,))
    cells.filter(descriptor)
    return sheet


def test_behind_a_filter_every_row_is_written(
    excel: Bed, live: LiveWorkbook, path: Path, tmp_path: Path
) -> None:
    """In Excel a block across filtered rows gives every visible row its first one (xlwings issue 747)."""
    on_file = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    xltool.recalc(live)
    changed = Cell(FORM, 27, 8)
    live.apply(Edits(values={changed: Decimal("95.25")}))
    rows = filtered(excel, "审核结果", "A8:P60", 1, "▲必改").Rows
    filtered(excel, FORM, "A14:I26", 6, "8")
    hidden = [row + 1 for row in range(60) if rows.getByIndex(row).IsFiltered]
    assert {30, 40} <= set(hidden) and 10 not in hidden
    before = live.snapshot()
    xltool.recalc(live)
    after = live.snapshot()
    written = {
        row
        for row in range(1, 61)
        for column in range(1, 17)
        if before.value(Cell("审核结果", row, column)) != after.value(Cell("审核结果", row, column))
    }
    assert written & set(hidden) and written - set(hidden), "on both sides of what can be seen"
    assert [row + 1 for row in range(60) if rows.getByIndex(row).IsFiltered] == hidden, (
        "the filter is the person's"
    )
    xltool.recalc(on_file)  # a row that was written once keeps its link
    FileWorkbook(on_file).apply(Edits(values={changed: Decimal("95.25")}))
    xltool.recalc(on_file)
    same(live.snapshot(), FileWorkbook(on_file).snapshot())


# A busy Excel


def test_busy_in_the_middle_of_writing_it_is_all_put_back(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than a call waits, but no longer than putting back does; settings come back in any case."""
    monkeypatch.setattr(com, "_PAUSE", 0.01)
    monkeypatch.setattr(com, "PATIENCE", 0.1)
    before, settings = live.snapshot(), state(excel)
    busy_until = 0.0

    def cross(name: str) -> None:
        nonlocal busy_until
        crossings[name] = crossings.get(name, 0) + 1
        if crossings.get("Value") == 12 and not busy_until:
            busy_until = time.monotonic() + 1
        if time.monotonic() < busy_until:
            raise ComError(EDITING, "busy", None, None)

    crossings: dict[str, int] = {}
    monkeypatch.setattr(excel.boundary, "cross", cross)
    with pytest.raises(WorkbookError, match="Excel 正忙"):
        xltool.recalc(live)
    monkeypatch.undo()
    assert busy_until and state(excel) == settings
    same(live.snapshot(), before)


def test_where_nothing_can_be_put_back_it_says_so(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("_PAUSE", 0.01), ("PATIENCE", 0.05), ("RESTORING", 0.2)):
        monkeypatch.setattr(com, name, seconds)
    live.snapshot()
    excel.boundary.refuse(ComError(EDITING, "busy", None, None), times=10_000, only="Value")
    with pytest.raises(WorkbookError, match="表格可能只写了一部分"):
        live.apply(Edits(values={Cell("审核结果", 20, 4): "x"}))
    assert excel.application.ScreenUpdating and excel.application.Calculation == -4105


def test_a_rejected_call_that_looks_like_a_missing_attribute_is_waited_for(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pywin32 takes RPC_E_CALL_REJECTED for "no such attribute"."""
    monkeypatch.setattr(com, "_PAUSE", 0.01)
    excel.boundary.refuse(AttributeError("Value"), times=4, only="Value")
    assert xltool.recalc(live).changed


def test_dates_are_told_as_the_days_that_the_workbook_counts(excel: Bed, live: LiveWorkbook) -> None:
    cell = Cell("审核结果", 30, 4)
    for date1904, serial in ((False, 45034), (True, 43572)):
        excel.application.ActiveWorkbook.Date1904 = date1904
        live.apply(Edits(values={cell: datetime.date(2023, 4, 18)}))
        assert live.snapshot().value(cell) in (Decimal(serial), datetime.date(2023, 4, 18))


@pytest.mark.parametrize("code", [EDITING, REJECTED, LATER])
@pytest.mark.parametrize("inner", [True, False])
def test_a_busy_excel_is_waited_for(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch, code: int, inner: bool
) -> None:
    monkeypatch.setattr(com, "_PAUSE", 0.01)
    busy = refusal("busy", code) if inner else ComError(code, "busy", None, None)
    excel.boundary.refuse(busy, times=5)
    assert xltool.recalc(live).changed
    excel.boundary.refuse(busy, times=3, only="Value")
    assert not xltool.recalc(live).changed


@pytest.mark.parametrize("fails", [False, True])
def test_xlwings_waits_as_it_did_before(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """It serves other people's code in the same process; with one attempt only while ours is at work."""
    engine = SimpleNamespace(N_COM_ATTEMPTS=0)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", engine)
    with suppress(ZeroDivisionError), com.our_own_patience():
        assert engine.N_COM_ATTEMPTS == 1
        assert not fails or 1 / 0
    assert engine.N_COM_ATTEMPTS == 0


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (EDITING, "Excel 正忙"),
        (REJECTED, "Excel 正忙"),
        (LATER, "Excel 正忙"),
        (GONE, "Excel 已经关闭"),
        (DISCONNECTED, "Excel 已经关闭"),
        (FAILED, "Excel 已经关闭"),
    ],
)
def test_one_that_stays_busy_or_is_gone_is_said_so(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    monkeypatch.setattr(com, "_PAUSE", 0.01)
    monkeypatch.setattr(com, "PATIENCE", 0.1)
    before = live.snapshot()
    excel.boundary.refuse(ComError(code, "busy", None, None), times=40 if "关闭" in sentence else 10_000)
    with pytest.raises(WorkbookError, match=sentence):
        xltool.recalc(live)
    excel.boundary.refuse(refusal(""), times=0)
    excel.boundary._refusals.clear()
    same(live.snapshot(), before)


# How much crosses


def _calls(excel: Bed, path: Path, act: Callable[[Any], object]) -> int:
    book = excel.open(path)
    excel.boundary.calls = 0
    act(book)
    return excel.boundary.calls


def test_few_calls_and_no_more_with_more_projects(excel: Bed, path: Path, tmp_path: Path) -> None:
    excel.load_addin(addin_path())
    assert _calls(excel, path, xltool.recalc) <= 400
    counts = []
    for size in (18, 400):
        values = figures()
        values["项目明细_名称"] = [f"{number}、项目" for number in range(1, size + 1)]
        for year in ("上年决算", "本年预算", "本年决算"):
            values[f"项目明细_{year}"] = [float(number) for number in range(size)]
        build(tmp_path / f"{size}.xlsx", values=values)
        counts.append(_calls(excel, tmp_path / f"{size}.xlsx", xltool.recalc))
    assert counts[1] <= counts[0]


def test_alone_it_takes_more_calls_but_no_more_with_more_projects(
    excel: Bed, tmp_path: Path, path: Path
) -> None:
    few = _calls(excel, path, lambda book: excel_workbook(book).snapshot())
    build(tmp_path / "多.xlsx", projects=400, values=figures())
    many = _calls(excel, tmp_path / "多.xlsx", lambda book: excel_workbook(book).snapshot())
    assert many <= few <= 800


def test_the_newer_kinds_of_error_keep_their_names() -> None:
    codes = {
        -2146826243: "#SPILL!",
        -2146826238: "#CALC!",
        -2146826239: "#FIELD!",
        -2146826245: "#GETTING_DATA",
    }
    for number, name in codes.items():
        block = Block(Area("表", 1, 1, 1, 1), number, number, "=A2")
        assert block.errors == {Cell("表", 1, 1): ErrorValue(name)} and block.grid == [[None]]
