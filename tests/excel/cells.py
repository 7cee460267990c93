"""Rectangles of cells of a LibreOffice sheet, read and written by the rules of Excel's ``Range``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from tests.support.office_server import compiled
from xltool.book.live.merges import address_of, area_of_address
from xltool.book.port import Area

#: LibreOffice's number of an error -> the number by which COM hands it over.
ERRORS = {
    521: -2146826288,
    532: -2146826281,
    519: -2146826273,
    502: -2146826273,
    524: -2146826265,
    525: -2146826259,
    503: -2146826252,
    32767: -2146826246,
}
#: com.sun.star.sheet.CellFlags (and util.NumberFormat), FormulaResult
DATES, NUMBER_RESULT, TEXT_RESULT, FAILED, ANY_RESULT = 2, 1, 2, 4, 7
CURRENCY = 8
#: Decimal places of VT_CY, as which an amount of money comes in ``Value`` and pywin32 hands over a Decimal.
MONEY = Decimal("0.0001")
CONTENT = 1 + 2 + 4 + 16
XL_A1 = 1
#: (sheet, row, column, formula in LibreOffice's spelling) -> in Excel's
_SPELT: dict[tuple[str, int, int, str], str] = {}
EPOCH = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC)


class Address(NamedTuple):
    """A rectangle on some sheet; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @staticmethod
    def of_text(text: str) -> Address:
        area = area_of_address("", text)
        return Address(area.top, area.left, area.bottom, area.right)

    @staticmethod
    def of_uno(place: Any) -> Address:
        return Address(place.StartRow + 1, place.StartColumn + 1, place.EndRow + 1, place.EndColumn + 1)

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def text(self) -> str:
        """As Excel writes it: ``$A$1:$B$2``."""
        corners = address_of(Area("", *self)).split(":")
        return ":".join(
            "$" + c.rstrip("0123456789") + "$" + c.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for c in corners
        )

    def around(self, other: Address) -> Address:
        return Address(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def cell(self, row: int, column: int) -> Address:
        top, left = self.top + row - 1, self.left + column - 1
        return Address(top, left, top, left)

    def in_sheet(self, sheet: Any) -> Any:
        return sheet.getCellRangeByPosition(self.left - 1, self.top - 1, self.right - 1, self.bottom - 1)

    def meets(self, other: Address) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def filtered_rows(cells: Any) -> set[int]:
    """The rows of a range, counted from 0 in it, that a filter hides."""
    place = cells.RangeAddress
    shown = {
        row
        for seen in cells.queryVisibleCells().getRangeAddresses()
        for row in range(seen.StartRow, seen.EndRow + 1)
    }
    unseen = [row for row in range(place.StartRow, place.EndRow + 1) if row not in shown]
    first = place.StartRow
    return {row - first for row in unseen if cells.Rows.getByIndex(row - first).IsFiltered}


def merged_areas(sheet: Any) -> list[Address]:
    """Every merged area of a sheet, found by halving what holds one."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return _merged_within(sheet, Address.of_uno(cursor.RangeAddress))


def _merged_within(sheet: Any, area: Address) -> list[Address]:
    if not area.in_sheet(sheet).getIsMerged():
        return []
    if area.height > 1:
        middle = area.top + area.height // 2
        parts = (area._replace(bottom=middle - 1), area._replace(top=middle))
    elif area.width > 1:
        middle = area.left + area.width // 2
        parts = (area._replace(right=middle - 1), area._replace(left=middle))
    else:
        cursor = sheet.createCursorByRange(area.in_sheet(sheet))
        cursor.collapseToMergedArea()
        return [Address.of_uno(cursor.RangeAddress)]
    return [found for part in parts for found in _merged_within(sheet, part)]


def money_areas(document: Any, sheet: Any) -> list[Address]:
    """The cells of a sheet with a format of some currency."""
    groups = sheet.UniqueCellFormatRanges
    alike = [groups.getByIndex(index) for index in range(groups.Count)]
    return [
        Address.of_uno(place)
        for ranges in alike
        if has_format(document, ranges.getByIndex(0), CURRENCY)
        for place in ranges.getRangeAddresses()
    ]


def has_format(document: Any, cells: Any, kind: int) -> bool:
    """Whether cells have a number format of a kind."""
    return bool(document.NumberFormats.getByKey(cells.NumberFormat).Type & kind)


class CellData:
    """The cells of one rectangle; ``money`` finds those of its sheet with a format of some currency."""

    def __init__(
        self, document: Any, sheet: Any, address: Address, money: Callable[[], Iterable[Address]]
    ) -> None:
        self._document = document
        self._sheet = sheet
        self._address = address
        self._money = money
        self._cells = address.in_sheet(sheet)

    def read(self, dates: bool) -> tuple[tuple[object, ...], ...]:
        """What the cells hold: floats, texts, None, the numbers of errors; days as dates where asked for."""
        data = self._cells.getDataArray()
        rows = [[None if value == "" else value for value in row] for row in data]
        for row, column in self._places(self._cells.queryFormulaCells(TEXT_RESULT)):
            rows[row][column] = data[row][column]  # a formula that gives "" is not blank to Excel
        for row, column in self._places(self._cells.queryFormulaCells(FAILED)):
            rows[row][column] = ERRORS[self._cells.getCellByPosition(column, row).getError()]
        if dates:
            dated = [
                place
                for place in self._places(self._cells.queryFormulaCells(NUMBER_RESULT))
                if self._is_date(*place)
            ]
            for row, column in (*dated, *self._places(self._cells.queryContentCells(DATES))):
                rows[row][column] = EPOCH + datetime.timedelta(days=data[row][column])
            for row, column in self._within(self._money()):
                amount = rows[row][column]
                rows[row][column] = Decimal(amount).quantize(MONEY) if type(amount) is float else amount
        return tuple(map(tuple, rows))

    def _is_date(self, row: int, column: int) -> bool:
        return has_format(self._document, self._cells.getCellByPosition(column, row), DATES)

    def formulas(self) -> tuple[tuple[object, ...], ...]:
        """Formulas in Excel's spelling with their equals sign; other cells by their text as typed."""
        rows = [["" if value is None else _typed(value) for value in row] for row in self.read(dates=False)]
        own = self._cells.getFormulaArray()
        for row, column in self._places(self._cells.queryFormulaCells(ANY_RESULT)):
            rows[row][column] = self._in_excel(row, column, own[row][column])
        return tuple(map(tuple, rows))

    def _in_excel(self, row: int, column: int, own: str) -> str:
        """A formula as Excel spells it; the same ones stand in all workbooks made from one template."""
        key = (self._sheet.Name, self._address.top + row, self._address.left + column, own)
        if key not in _SPELT:
            parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
            parser.FormulaConvention, parser.CompileEnglish = XL_A1, True
            cell = self._cells.getCellByPosition(column, row)
            pieces = parser.printFormula(cell.getTokens(), cell.CellAddress).split('"')
            pieces[::2] = [piece.replace(";", ",") for piece in pieces[::2]]
            _SPELT[key] = "=" + '"'.join(pieces)
        return _SPELT[key]

    def _places(self, ranges: Any) -> list[tuple[int, int]]:
        """(row, column) within the rectangle of each cell of some of its ranges."""
        return self._within(map(Address.of_uno, ranges.getRangeAddresses()))

    def _within(self, areas: Iterable[Address]) -> list[tuple[int, int]]:
        """(row, column) within the rectangle of each cell of some areas that lies in it."""
        own = self._address
        return [
            (row - own.top, column - own.left)
            for area in areas
            for row in range(max(area.top, own.top), min(area.bottom, own.bottom) + 1)
            for column in range(max(area.left, own.left), min(area.right, own.right) + 1)
        ]

    def write(self, content: object) -> None:
        """Set every cell as Excel's ``Value`` does: one content for all, or rows of contents."""
        height, width = self._address.height, self._address.width
        if not isinstance(content, (list, tuple)):
            content = [[content] * width] * height
        rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in content]
        if len(rows) != height or any(len(row) != width for row in rows):
            raise AssertionError(
                "Excel would fill the rest with #N/A: the block and its cells differ in size"
            )
        hidden = filtered_rows(self._cells) if height * width > 1 else set()
        if hidden:
            self._write_behind_filter(rows[0], hidden)
            return
        if all(value is None or isinstance(value, float) or _is_text(value) for row in rows for value in row):
            self._cells.setDataArray(
                tuple(
                    tuple("" if v is None else v[1:] if isinstance(v, str) else v for v in row)
                    for row in rows
                )
            )
            return
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                self._type(self._cells.getCellByPosition(column, row), value)

    def _write_behind_filter(self, first: list[object], hidden: set[int]) -> None:
        """Excel's rule for a block across rows that a filter hides: every visible row gets the first, the others nothing."""
        for row in range(self._address.height):
            if row not in hidden:
                for column, value in enumerate(first):
                    self._type(self._cells.getCellByPosition(column, row), value)

    def _type(self, cell: Any, value: object) -> None:
        if value is None:
            cell.clearContents(CONTENT)
        elif _is_text(value):
            cell.String = str(value)[1:]
        elif isinstance(value, str) and value.startswith("="):
            cell.setTokens(compiled(self._document, cell, value[1:]))
        elif isinstance(value, str):
            cell.Formula = value  # read as if typed: "001" is 1
        elif isinstance(value, datetime.datetime):
            cell.Value = (value.replace(tzinfo=datetime.UTC) - EPOCH) / datetime.timedelta(days=1)
        else:
            cell.Value = float(value.quantize(MONEY) if isinstance(value, Decimal) else value)  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.startswith("'")


def _typed(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
