"""What is added to a workbook, as plain data: its sheets, its names, what stands beside the forms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from xltool.book.port import Area, Value, column_letters

#: Built-in number formats of the file format.
GENERAL: Final = 0
PERCENT: Final = 10
DECIMALS: Final = 4


class AddedLook(NamedTuple):
    """How a cell of an added sheet looks: size in points, colours as RRGGBB (empty: none), ``number`` a built-in format."""

    size: int = 11
    bold: bool = False
    underlined: bool = False
    ink: str = ""
    ground: str = ""
    line: str = ""
    horizontal: str = "left"
    vertical: str = "center"
    wrapped: bool = False
    number: int = GENERAL


class Highlight(NamedTuple):
    """How a conditional format changes a cell; colours as RRGGBB, ``decimals`` shows numbers with two places.

    ``underlined`` is twice, ``dashed`` how the ``line`` around it is drawn.
    """

    ground: str = ""
    ink: str = ""
    bold: bool = False
    italic: bool = False
    line: str = ""
    decimals: bool = False
    underlined: bool = False
    dashed: bool = False


class AddedCondition(NamedTuple):
    """A conditional format: where it holds, its formula as for the top left cell, what it does."""

    area: Area
    formula: str
    highlight: Highlight


class AddedCell(NamedTuple):
    """What a cell holds: a constant, or a formula with the result that it shows."""

    value: Value = None
    formula: str = ""
    look: AddedLook | None = None


class AddedColumn(NamedTuple):
    """Columns of one width in characters; ``look`` is that of their blank cells."""

    first: int
    last: int
    width: float
    hidden: bool = False
    look: AddedLook | None = None


class AddedSheet(NamedTuple):
    """A sheet put at the end. ``cells`` are by row and column, ``heights`` of rows in points, ``choices`` lists of one cell.

    ``frozen`` rows and ``beside`` columns stay in sight; ``printed`` is what of it is put on paper, ``wide`` pages side by side,
    with the row ``repeated`` on every page, and where there are several the columns ``beside`` too.
    """

    title: str
    cells: Mapping[tuple[int, int], AddedCell]
    columns: tuple[AddedColumn, ...]
    heights: Mapping[int, float] = MappingProxyType({})
    merges: tuple[Area, ...] = ()
    conditions: tuple[AddedCondition, ...] = ()
    choices: Mapping[tuple[int, int], tuple[str, ...]] = MappingProxyType({})
    hidden: bool = False
    frozen: int = 0
    printed: Area | None = None
    beside: int = 0
    repeated: int = 0
    wide: int = 1

    @property
    def repeating(self) -> str:
        """What is printed on every page, as references without their sheet; empty where there is nothing."""
        columns = f"$A:${column_letters(self.beside)}" if self.wide > 1 and self.beside else ""
        rows = f"${self.repeated}:${self.repeated}" if self.repeated else ""
        return ",".join(filter(None, (columns, rows)))


class Beside(NamedTuple):
    """What stands right of a form, on its own sheet: columns, conditional formats, a few texts by row and column.

    By its ``number`` is written down what the sheet looked like: titles may change.
    """

    number: str
    columns: tuple[AddedColumn, ...]
    conditions: tuple[AddedCondition, ...] = ()
    texts: Mapping[tuple[int, int], str] = MappingProxyType({})


class Fact(NamedTuple):
    """One thing that could not be told from a workbook any more: what it is about, and what it was."""

    key: str
    text: str


class Addition(NamedTuple):
    """All that is added. ``printed`` are print areas for sheets that have none.

    ``record`` is the name of the cell, on the last of the sheets, from which on it is written what the parts looked like;
    without one nothing is written down, and what was added stays for good.
    The names hold on the sheet ``scope`` alone; everywhere where there is none. ``formulas`` are hidden names that stand
    for formulas.
    """

    sheets: tuple[AddedSheet, ...]
    names: Mapping[str, Area]
    beside: Mapping[str, Beside]
    printed: Mapping[str, Area]
    record: str
    facts: tuple[Fact, ...] = ()
    scope: str = ""
    formulas: Mapping[str, str] = MappingProxyType({})


class Removal(NamedTuple):
    """What is to be taken out: sheets and names that are ours, columns right of a form, print areas, what was written down.

    ``names`` are in small letters, and so are all that begin with ``beginning``; ``numbers`` are those of the sheets by which was written down what they looked like;
    conditions are ours that look at the name ``marker``. The names are those that hold on the sheet ``scope`` alone, and the
    conditions those on it; without one, the names of the whole workbook, and conditions on any sheet.
    """

    sheets: frozenset[str]
    names: frozenset[str]
    columns: Mapping[str, tuple[int, int]]
    numbers: Mapping[str, str]
    printed: frozenset[str]
    marker: str
    facts: Mapping[str, str]
    scope: str = ""
    beginning: str = "\0"
