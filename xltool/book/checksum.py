"""The checksum of what was filed, calculated without taking its formula to pieces.

That formula (:data:`xltool.book.names.FILED` says over which names) holds four fifths of all formula text of a
workbook. Where the contract's own text stands in its cell, the number is made here from the same cells, to the last
bit what the formula gives; any other text goes the long way. A test holds the two against each other.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltool.book.excel import LONGEST, VALUE, CalculationError, Raw, finite, length, rounded
from xltool.book.formula import render
from xltool.book.functions import Book
from xltool.book.names import CONTRACT, FILED, NUMERIC, Kind, Name
from xltool.book.parse import Reads
from xltool.book.port import Area, Cell, ErrorValue, Snapshot
from xltool.book.tree import Reference

NAME: Final = "输入校验"
#: Rows of a table beyond which the formula itself gives up.
_MOST_ROWS: Final = 200_000
_FORMULA: Final = CONTRACT[NAME].formula
_PLACES: Final = 4
#: Kinds whose figures count, and kinds whose texts count; a target or a date is filled in as either.
_FIGURES: Final = NUMERIC | {Kind.TARGET, Kind.DATE}
_WORDS: Final = frozenset(Kind) - NUMERIC
#: How many characters more a character of a target counts for.
_DRAWN_OUT: Final = {character: int(character) for character in "123456789"}


class Checksum(NamedTuple):
    """The contract's own checksum formula as it stands in one workbook: its cell and the area of each name."""

    cell: Cell
    areas: tuple[Area, ...]

    def value(self, book: Book) -> float:
        """The number that the formula shows. Raises CalculationError where it shows an error."""
        total = 0.0
        for weight, (name, area) in enumerate(zip(FILED, self.areas, strict=True), 1):
            total = finite(total + self._term(book, name, area, float(weight)))
        return rounded(total, _PLACES)

    def reads(self) -> Reads:
        """What the formula refers to."""
        found = tuple(map(self._reference, FILED, self.areas))
        return Reads(found, frozenset([(area.sheet, area.left) for area in found]))

    def _reference(self, name: Name, area: Area) -> Reference:
        sheet = "" if area.sheet == self.cell.sheet else area.sheet
        bottom = area.bottom if name.block else area.top
        return Reference(sheet, area.top, area.left, bottom, area.left, bottom == area.top)

    def _term(self, book: Book, name: Name, area: Area, weight: float) -> float:
        if area.sheet != self.cell.sheet:
            area = area._replace(sheet=book.sheet(area.sheet))
        try:
            if not name.block:
                return finite(_single(name.kind, book.read(area.first)) * weight)
            return _column(name.kind, book.contents(area), weight)
        except CalculationError:
            return -weight


def intact(snapshot: Snapshot) -> Checksum | None:
    """The checksum of a workbook where the contract's own formula stands in its cell, None otherwise."""
    own = snapshot.names.get(NAME)
    if not isinstance(own, Area):
        return None
    found = [snapshot.names.get(name.name) for name in FILED]
    areas = tuple([area for area in found if isinstance(area, Area)])
    if len(areas) < len(found) or not _fits(areas):
        return None
    ours = snapshot.formulas.get(own.first) == render(_FORMULA, snapshot.names, own.first)
    return Checksum(own.first, areas) if ours else None


def _fits(areas: tuple[Area, ...]) -> bool:
    return all(
        area.left == area.right and area.bottom - area.top < _MOST_ROWS
        for name, area in zip(FILED, areas, strict=True)
        if name.block
    )


def _single(kind: Kind, value: Raw) -> float:
    """The sample of one cell."""
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    figure = value if type(value) is float and kind in _FIGURES else 0.0
    return finite(figure + (_length(kind, value) if kind in _WORDS and type(value) is str else 0.0))


def _column(kind: Kind, values: Sequence[Raw], weight: float) -> float:
    """The samples of the rows, each by its distance from the first; figures by their squares too."""
    for value in values:
        if isinstance(value, ErrorValue):
            raise CalculationError(value)
    total = 0.0
    if kind in _WORDS:
        total = _by_row([_length(kind, value) if type(value) is str else 0.0 for value in values])
    if kind in _FIGURES:
        figures = [value if type(value) is float else 0.0 for value in values]
        total = finite(total + _by_row(figures))
    weighted = finite(total * weight)
    if kind not in NUMERIC:
        return weighted
    return finite(weighted + _total([figure * figure for figure in figures]))


def _by_row(samples: Sequence[float]) -> float:
    return _total([sample * row for row, sample in enumerate(samples)])


def _total(samples: Sequence[float]) -> float:
    """The sum from left to right; the built-in of newer Pythons compensates, which Excel does not."""
    total = 0.0
    for sample in samples:
        total += sample
    return finite(total)


def _length(kind: Kind, text: str) -> float:
    """LEN of a text, in a target with each digit drawn out to one character more than it counts."""
    size, shown = length(text), len(text)
    if kind is Kind.TARGET:
        drawn_out = sum([_DRAWN_OUT.get(character, 0) for character in text])
        size, shown = size + drawn_out, shown + drawn_out
    if shown > LONGEST:
        raise CalculationError(VALUE)
    return size
