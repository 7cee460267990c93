"""The port: what a workbook is to the rest of the program, whoever holds it open.

Two adapters stand behind it: :mod:`xltool.book.file.workbook` (a file on disk) and the live one (an open Excel
workbook). Everything above this room sees a :class:`Snapshot`, never a file or an application, and answers
with :class:`Edits`.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from xltool.typed import Any, NamedTuple, Protocol


class Cell(NamedTuple):
    """One cell: sheet name, row and column, both counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """The address as a person reads it, e.g. ``自评表!H27``."""
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Area(NamedTuple):
    """A rectangle of cells on one sheet; all four edges included, counted from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def first(self) -> Cell:
        """The top left cell."""
        return Cell(self.sheet, self.top, self.left)

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    def covers(self, cell: Cell) -> bool:
        """True when the cell lies in the area."""
        return (
            cell.sheet == self.sheet
            and self.top <= cell.row <= self.bottom
            and self.left <= cell.column <= self.right
        )


class ErrorValue(NamedTuple):
    """An error shown by a cell, e.g. ``#DIV/0!``."""

    code: str


class BrokenName(NamedTuple):
    """A defined name that does not lead to one area of this workbook, with the text it holds."""

    text: str
    reason: str


#: What a cell shows. Numbers are the shortest decimal that gives the float the file holds.
Value = Decimal | str | bool | datetime.date | datetime.timedelta | ErrorValue | None

#: One sheet as rows of raw values from A1 on, ragged at the right; a float is turned into a Decimal when it is read.
Grid = list[list[object]]


#: What a snapshot or an edit holds where nothing was given.
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Snapshot(NamedTuple):
    """A workbook at one moment, as plain data.

    ``formulas`` holds the text without its equals sign, shared formulas written out for each cell;
    ``uncalculated`` the formula cells that no program has computed yet. ``foreign_formulas`` says that there are
    formulas (on other sheets, or beyond our small language) which only a spreadsheet program can bring up to date. ``fresh`` holds the
    results of formulas whose stored result is missing or out of date; they are what the workbook shows. ``backup`` is
    the name of the untouched copy that lies beside the file, if one does. ``names`` are those that lead to one area of this workbook,
    ``broken`` the others; ``hidden`` are the sheets that nobody sees.
    """

    title: str
    grids: Mapping[str, Grid]
    names: Mapping[str, Area]
    formulas: Mapping[Cell, str] = _NOTHING
    uncalculated: frozenset[Cell] = frozenset()
    errors: Mapping[Cell, ErrorValue] = _NOTHING
    merges: Mapping[str, tuple[Area, ...]] = _NOTHING
    foreign_formulas: bool = False
    fresh: Mapping[Cell, Value] = _NOTHING
    backup: str = ""
    broken: Mapping[str, BrokenName] = _NOTHING
    hidden: frozenset[str] = frozenset()

    def raw(self, cell: Cell) -> object:
        """The value as the reader gave it (a float stays a float); None where blank or outside the sheet."""
        if self.fresh and cell in self.fresh:
            return blank_as_none(self.fresh[cell])
        return self.stored(cell)

    def stored(self, cell: Cell) -> object:
        """The value that the workbook holds, which for a formula may be out of date; None where blank."""
        if self.errors and cell in self.errors:
            return self.errors[cell]
        sheet, number, column = cell
        grid = self.grids.get(sheet, ())
        if not 1 <= number <= len(grid):
            return None
        row = grid[number - 1]
        found = row[column - 1] if 1 <= column <= len(row) else None
        return None if found == "" else found

    def column(self, area: Area) -> list[object]:
        """What :meth:`raw` gives for each row of the first column of an area, read in one go."""
        index, grid = area.left - 1, self.grids.get(area.sheet, [])
        found = [
            row[index] if index < len(row) and row[index] != "" else None
            for row in grid[area.top - 1 : area.bottom]
        ]
        found += [None] * (area.height - len(found))
        for cell in (*self.errors, *self.fresh):
            if cell.column == area.left and area.covers(cell):
                found[cell.row - area.top] = self.raw(cell)
        return found

    def held(self, area: Area) -> dict[Cell, object]:
        """The cells of an area that hold or show something, with what :meth:`raw` gives for each."""
        rows = enumerate(self.grids.get(area.sheet, [])[area.top - 1 : area.bottom], area.top)
        found = {
            Cell(area.sheet, number, column): value
            for number, row in rows
            if len(row) >= area.left
            for column, value in enumerate(row[area.left - 1 : area.right], area.left)
            if value is not None and value != ""
        }
        odd = [cell for cell in (*self.errors, *self.fresh) if area.covers(cell)]
        found |= {cell: self.raw(cell) for cell in odd}
        return {cell: value for cell, value in found.items() if value is not None} if odd else found

    def value(self, cell: Cell) -> Value:
        """The value of the cell with numbers as exact decimals; None where blank."""
        return exact(self.raw(cell))


class Insertion(NamedTuple):
    """``extra`` rows put in above row ``at`` of a sheet: what stands there or below moves down."""

    sheet: str
    at: int
    extra: int

    def row(self, number: int) -> int:
        """Where a row of the sheet stands afterwards."""
        return number + self.extra if number >= self.at else number

    def cell(self, cell: Cell) -> Cell:
        """Where a cell stands afterwards."""
        return cell._replace(row=self.row(cell.row)) if cell.sheet == self.sheet else cell

    def area(self, area: Area) -> Area:
        """The area afterwards; one around the place has more rows."""
        if area.sheet != self.sheet:
            return area
        return area._replace(top=self.row(area.top), bottom=self.row(area.bottom))


class Edits(NamedTuple):
    """What is to change: constants, fresh results of formulas that stay, and formulas put (back) in place.

    ``insertion`` comes before everything else: cells are named by where they stand after it.

    A value of None empties the cell and keeps its format. Text is always written as text, whatever it starts
    with. ``recalculate`` asks the next program that opens the workbook to compute every formula afresh.
    """

    values: Mapping[Cell, Value] = _NOTHING
    results: Mapping[Cell, Value] = _NOTHING
    formulas: Mapping[Cell, str] = _NOTHING
    recalculate: bool = False
    insertion: Insertion | None = None


class Workbook(Protocol):
    """The same few operations on an open workbook and on a file."""

    def snapshot(self) -> Snapshot:
        """The workbook as it is now. Raises :class:`xltool.errors.WorkbookError` where it cannot be read."""
        ...

    def apply(self, edits: Edits, *, keep_before: bool = False) -> bool:
        """Make the edits, all or none; True when something changed.

        With ``keep_before``, what they overwrite in the form is kept first, so that a person can have it back; what
        was kept of an earlier change stays until these edits are known to be possible. Raises
        :class:`xltool.errors.WorkbookError` where it cannot be written or kept.
        """
        ...


def exact(raw: object) -> Value:
    """A reader's value as the contract knows it: floats become the shortest decimal that gives them."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return raw or None
    if isinstance(raw, float):
        return _shortest(raw)
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, datetime.datetime) and raw.time() == datetime.time():
        return raw.date()  # a reader of the file tells a day from a moment by its format, Excel does not
    if isinstance(raw, (Decimal, ErrorValue, datetime.date, datetime.timedelta)):
        return raw
    return str(raw)


@lru_cache(maxsize=8192)
def _shortest(number: float) -> Decimal:
    if number.is_integer() and abs(number) < 1e15:
        return Decimal(int(number))
    return Decimal(repr(number))


def blank_as_none(value: Value) -> Value:
    """A formula's empty text counts as blank, as it looks."""
    return None if value == "" else value


def column_letters(column: int) -> str:
    """``1 -> A``, ``27 -> AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """``A -> 1``, ``AA -> 27``; letters must be A to Z in either case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
