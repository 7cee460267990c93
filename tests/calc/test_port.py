"""LibreOffice's port by itself, without a window: odd contents are read and written as on a file."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.calc.extension import finish, hidden_document, live
from tests.test_three_ways import cells, formulas
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits, ErrorValue, Insertion, Value
from xltool.resources import template_path

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

DATA = "基础数据表"
#: Contents that a reader may take for something else, by their cells.
ODD: dict[str, object] = {
    "E11": True,
    "E12": False,
    "E13": datetime.date(2022, 5, 1),
    "E14": datetime.datetime(2022, 5, 1, 8, 30),
    "E15": datetime.timedelta(hours=30),
    "E16": "001",
    "E17": " 12 ",
    "E18": '=IF(F18="a;b,c","x,y;z",SUM(F11:F12,G11))',
    "E19": "第一行\n第二行",
    "E20": 0.1 + 0.2,
    "E21": 1e-9,
    "E22": "=1/0",
    "E23": "=NA()",
    "E24": "='自评表'!H6&\"'\"",
}
NAMES = {
    "常量": "3",
    "文字": '"甲,乙;丙"',
    "没了": "#REF!",
    "整列": f"{DATA}!$B:$B",
    "两处": f"{DATA}!$A$1,{DATA}!$C$3",
    "算式": f"SUM({DATA}!$A$1:$A$3,1)",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The template as openpyxl saves it, with odd contents and names, every formula calculated by LibreOffice."""
    book = openpyxl.load_workbook(template_path())
    for address, content in ODD.items():
        book[DATA][address] = content
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    made = tmp_path / "怪.xlsx"
    book.save(made)
    return made


def test_odd_contents_are_read_as_from_the_file(excel: Bed, path: Path) -> None:
    seen, filed = live(hidden_document(excel, path)).snapshot(), FileWorkbook(path).snapshot()
    for address in ODD:
        cell = Cell(DATA, int(address[1:]), 5)
        if cell not in filed.formulas:
            assert seen.value(cell) == filed.value(cell) and type(seen.value(cell)) is type(filed.value(cell))
    assert formulas(seen) == formulas(filed)
    assert seen.errors[Cell(DATA, 22, 5)] == ErrorValue("#DIV/0!")
    assert seen.errors[Cell(DATA, 23, 5)] == ErrorValue("#N/A")
    assert seen.names == filed.names
    assert {n: b.reason for n, b in seen.broken.items()} == {n: b.reason for n, b in filed.broken.items()}
    assert set(NAMES) <= seen.broken.keys()


WRITTEN: tuple[Value, ...] = (
    *(Decimal("0.1"), Decimal("-1033.50"), "001", "=1+1", "'引号", "甲\n乙", True, False, None),
    *(ErrorValue("#DIV/0!"), ErrorValue("#N/A")),
)


def test_what_is_written_is_read_again_and_undone(excel: Bed, path: Path) -> None:
    document = hidden_document(excel, path)
    workbook = live(document)
    before = cells(workbook.snapshot())
    told = {Cell(DATA, row, 6): value for row, value in enumerate(WRITTEN, 11)}
    assert workbook.apply(Edits(values=told))
    finish(workbook)
    seen = live(document).snapshot()
    assert {place: seen.value(place) for place in told} == told
    assert [type(seen.value(place)) for place in told] == [type(value) for value in WRITTEN]
    assert not told.keys() & seen.formulas.keys()
    document.getUndoManager().undo()
    assert cells(live(document).snapshot()) == before


def test_a_refusal_in_the_middle_puts_everything_back(excel: Bed, path: Path) -> None:
    """Cells behind a matrix formula cannot be written one by one."""
    document = hidden_document(excel, path)
    sheet = document.Sheets.getByName(DATA)
    sheet.getCellRangeByName("F11:F13").setArrayFormula("=A1:A3")
    workbook = live(document)
    before = cells(workbook.snapshot()), formulas(workbook.snapshot())
    edits = Edits(
        values={Cell(DATA, 40, 5): Decimal(7), Cell(DATA, 13, 5): "改"},
        formulas={Cell(DATA, 41, 5): "1+1", Cell(DATA, 14, 5): "SUM("},
    )
    refuse(workbook)
    with pytest.raises(RuntimeError):
        workbook.apply(edits)
    finish(workbook)
    after = live(document).snapshot()
    assert (cells(after), formulas(after)) == before
    assert document.isAutomaticCalculationEnabled() and not document.hasControllersLocked()


def refuse(workbook: Any) -> None:
    """The second formula is refused."""
    put, told = workbook._host.put_formula, []

    def refusing(cell: Cell, formula: str) -> None:
        told.append(cell)
        if len(told) == 2:
            raise RuntimeError("refused")
        put(cell, formula)

    workbook._host.put_formula = refusing


def test_rows_are_put_in_and_taken_out_again(excel: Bed, path: Path) -> None:
    document = hidden_document(excel, path)
    workbook = live(document)
    before = workbook.snapshot()
    rows = Insertion(DATA, 20, 3)
    assert workbook.apply(Edits(values={Cell(DATA, 21, 5): Decimal(5)}, insertion=rows))
    finish(workbook)
    seen = live(document).snapshot()
    assert seen.value(Cell(DATA, 21, 5)) == 5
    assert seen.names == {name: rows.area(area) for name, area in before.names.items()}
    document.getUndoManager().undo()
    assert live(document).snapshot().names == before.names
