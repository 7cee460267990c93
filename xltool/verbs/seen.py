"""How the sheets of a workbook are seen that lies in a file: what pages draw of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.numerals import displayed
from xltool.book.looks.picture import PictureCell, Pictures, SheetPicture, pictures
from xltool.book.port import Cell, ErrorValue, Snapshot, Value, Workbook
from xltool.model.number import text_of


class SeenBook(NamedTuple):
    """The visible sheets of a workbook, and the place of each among all of them, from 1."""

    pictures: Pictures
    numbers: Mapping[str, int]


def seen(workbook: Workbook, snapshot: Snapshot) -> SeenBook | None:
    """How a workbook is seen, with the results of its formulas as they would be now; None of one that a program holds open.

    Of a workbook with several returns it is the sheets of the one that the snapshot is of. Raises WorkbookError where a
    part that says so is damaged.
    """
    if not isinstance(workbook, FileWorkbook):
        return None
    package = workbook.package()
    found = pictures(package)
    own = {area.sheet for area in snapshot.names.values()}
    kept = [sheet for sheet in found.sheets if not package.returns or sheet.name in own]
    numbers = {name: number for number, name in enumerate(package.worksheets, 1)}
    return SeenBook(found._replace(sheets=tuple(_as_now(each, found, snapshot) for each in kept)), numbers)


def _as_now(sheet: SheetPicture, found: Pictures, snapshot: Snapshot) -> SheetPicture:
    """The sheet with what its formulas give, where the file holds no result or an old one."""
    fresh = {
        (cell.row, cell.column): _drawn(cell, value, sheet, found)
        for cell, value in snapshot.fresh.items()
        if cell.sheet == sheet.name
    }
    return sheet._replace(cells={**sheet.cells, **fresh}) if fresh else sheet


def _drawn(cell: Cell, value: Value, sheet: SheetPicture, found: Pictures) -> PictureCell:
    before = sheet.cells.get((cell.row, cell.column), PictureCell("", 0, False))
    code = found.dresses[before.dress].code
    if isinstance(value, Decimal):
        return before._replace(text=displayed(code, value), figure=True)
    text = value.code if isinstance(value, ErrorValue) else text_of(value)
    return before._replace(text=displayed(code, text) if text else "", figure=False)
