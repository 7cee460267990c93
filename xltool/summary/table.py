"""A table as plain data: what stands in its columns, and its rows, which are made as they are written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import NamedTuple


class Shows(Enum):
    """What the cells of a column are, by which they get their format."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"  # 万元
    PERCENT = "percent"  # of a ratio: 1 is shown as 100.00%
    POINTS = "points"
    NUMBER = "number"
    TIMES = "times"
    SEVERITY = "severity"
    LINK = "link"


class CellLink(NamedTuple):
    """A cell that leads somewhere: the text and the address, which may be empty."""

    text: str
    address: str


class ShownAs(NamedTuple):
    """A value that is shown otherwise than its column."""

    value: float | Decimal | None
    shows: Shows


Value = str | float | Decimal | CellLink | ShownAs | None
Row = tuple[Value, ...]


class TableColumn(NamedTuple):
    """A column: its heading, what it holds, its width in digits of the sheet's font."""

    title: str
    shows: Shows = Shows.TEXT
    width: int = 12


class SheetTable(NamedTuple):
    """A sheet: ``notes`` stand above its heading, ``frozen`` columns stay in sight, ``empty`` is said where it has no rows.

    ``printed`` is the number of columns that go on paper (0: all); a row whose text in the column ``outline`` begins with ``└`` belongs to the
    one above it.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    frozen: int = 1
    printed: int = 0
    outline: int | None = None
    empty: str = "没有。"


class Section(NamedTuple):
    """A small table of the overview; a ``fresh`` one begins on a new page."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    fresh: bool = False


class Chart(NamedTuple):
    """A chart whose title says what it shows; ``rows`` are categories and one number each, ``bar`` lays it on its side."""

    title: str
    heads: tuple[str, str]
    rows: tuple[tuple[str, float], ...]
    shows: Shows = Shows.COUNT
    bar: bool = False


def number_of(value: Value) -> tuple[float | Decimal | None, Shows | None]:
    """The number in a cell and how it wants to be shown; (None, None) for texts and blanks."""
    if isinstance(value, ShownAs):
        return value.value, value.shows
    if isinstance(value, int | float | Decimal):
        return value, None
    return None, None


def text_of(value: Value) -> str:
    """The text of a cell; empty for numbers and blanks."""
    if isinstance(value, CellLink):
        return value.text
    return value if isinstance(value, str) else ""
