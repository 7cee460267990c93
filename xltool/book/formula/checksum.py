"""The checksum of what was filed, calculated without taking its formula to pieces.

That formula (:data:`xltool.contract.names.FILED` says over which names) holds four fifths of all formula text of a
workbook. Where the contract's own text stands in its cell, the number is made here from the same cells, to the last
bit what the formula gives; any other text goes the long way. A test holds the two against each other.
"""

from collections.abc import Sequence
from functools import lru_cache

from xltool.book.formula.excel import LONGEST, VALUE, CalculationError, Raw, finite, length, rounded
from xltool.book.formula.functions import total
from xltool.book.formula.parse import Reads
from xltool.book.formula.scope import Book
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, ErrorValue, Snapshot
from xltool.contract.names import CHECKSUM, FILED, NUMERIC, Kind, formula_in
from xltool.typed import Final, NamedTuple

NAME: Final = CHECKSUM
#: Rows of a table beyond which the formula itself gives up.
_MOST_ROWS: Final = 200_000
_FILED: Final = tuple(name.name for name in FILED)
_PLACES: Final = 4
#: Kinds whose figures count, and kinds whose texts count; a target or a date is filled in as either.
_FIGURES: Final = NUMERIC | {Kind.TARGET, Kind.DATE}
_WORDS: Final = frozenset(Kind) - NUMERIC
#: How many characters more a character of a target counts for.
_DRAWN_OUT: Final = {character: int(character) for character in "123456789"}


class Checksum(NamedTuple):
    """The contract's own checksum formula as it stands in one workbook: its cell, what it reads, each name's part in it."""

    cell: Cell
    reads: Reads
    sheets: tuple[str, ...]
    terms: tuple[tuple[Kind, Cell | Area, float], ...]

    def value(self, book: Book) -> float:
        """The number that the formula shows. Raises CalculationError where it shows an error."""
        for sheet in self.sheets:
            book.sheet(sheet)
        summed = 0.0
        for kind, place, weight in self.terms:
            try:
                if isinstance(place, Cell):
                    term = finite(_single(kind, book.read(place)) * weight)
                else:
                    term = finite(_column(kind, book.contents(place), weight))
            except CalculationError:
                term = -weight
            summed += term
        return rounded(finite(summed), _PLACES)


def intact(snapshot: Snapshot) -> Checksum | None:
    """The checksum of a workbook where the contract's own formula stands in its cell, None otherwise."""
    own = snapshot.names.get(NAME)
    if own is None or not snapshot.broken.keys().isdisjoint(_FILED):
        return None
    return _intact(own.first, snapshot.formulas.get(own.first), tuple(map(snapshot.names.get, _FILED)))


@lru_cache(maxsize=64)
def _intact(own: Cell, formula: str | None, found: tuple[Area | None, ...]) -> Checksum | None:
    """The same for all workbooks that are laid out alike."""
    carried = [(name, area) for name, area in zip(FILED, found, strict=True) if area is not None]
    names = {name.name: area for name, area in carried}
    if formula != render(formula_in(NAME, names), names, own):
        return None
    if any(name.block and not _fits(area) for name, area in carried):
        return None
    places = [area if name.block else area.first for name, area in carried]
    weighted = enumerate(zip((name for name, _ in carried), places, strict=True), 1)
    terms = tuple((name.kind, place, float(weight)) for weight, (name, place) in weighted)
    sheets = tuple(dict.fromkeys(area.sheet for area in names.values() if area.sheet != own.sheet))
    return Checksum(own, _reads(places), sheets, terms)


def _fits(column: Area) -> bool:
    return column.left == column.right and column.bottom - column.top < _MOST_ROWS


def _reads(places: Sequence[Cell | Area]) -> Reads:
    """What the formula refers to."""
    areas = [Area(p.sheet, p.row, p.column, p.row, p.column) if isinstance(p, Cell) else p for p in places]
    return Reads(tuple(areas), frozenset([(area.sheet, area.left) for area in areas]))


def _single(kind: Kind, value: Raw) -> float:
    """The sample of one cell."""
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    figure = value if type(value) is float and kind in _FIGURES else 0.0
    return figure + (_length(kind, value) if kind in _WORDS and type(value) is str else 0.0)


def _column(kind: Kind, values: Sequence[Raw], weight: float) -> float:
    """The samples of the rows, each by its distance from the first; figures by their squares too."""
    for value in values:
        if isinstance(value, ErrorValue):
            raise CalculationError(value)
    found = 0.0
    if kind in _WORDS:
        found = _by_row([_length(kind, value) if type(value) is str else 0.0 for value in values])
    if kind in _FIGURES:
        figures = [value if type(value) is float else 0.0 for value in values]
        found += _by_row(figures)
    weighted = found * weight
    return weighted + total([figure * figure for figure in figures]) if kind in NUMERIC else weighted


def _by_row(samples: Sequence[float]) -> float:
    return total([sample * row for row, sample in enumerate(samples)])


def _length(kind: Kind, text: str) -> float:
    """LEN of a text, in a target with each digit drawn out to one character more than it counts."""
    size, shown = length(text), len(text)
    if kind is Kind.TARGET:
        drawn_out = sum([_DRAWN_OUT.get(character, 0) for character in text])
        size, shown = size + drawn_out, shown + drawn_out
    if shown > LONGEST:
        raise CalculationError(VALUE)
    return size
