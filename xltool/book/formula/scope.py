"""What a formula may ask while it is calculated: of the workbook around it, and of the expressions inside it."""

from collections.abc import Callable, Sequence

from xltool.book.formula.excel import Raw
from xltool.book.port import Area, Cell
from xltool.typed import NamedTuple, Protocol


class Array(NamedTuple):
    """Values of a range or of an expression over ranges, row by row."""

    height: int
    width: int
    values: Sequence[Raw]


class Book(Protocol):
    """What a formula may ask of the workbook around it; each raises UnsupportedError where it cannot tell."""

    def read(self, cell: Cell) -> Raw:
        """The value of one cell."""
        ...

    def contents(self, area: Area) -> list[Raw]:
        """The values in a range; blank cells at its end may be missing."""
        ...

    def sheet(self, name: str) -> str:
        """The sheet that a prefix means."""
        ...

    def named(self, name: str) -> Area:
        """The area of a defined name."""
        ...


class FormulaScope(NamedTuple):
    """Where a formula stands while it is calculated."""

    book: Book
    own: Cell


class Node(Protocol):
    """An expression; each method raises CalculationError where Excel shows an error."""

    def scalar(self, scope: FormulaScope, /) -> Raw:
        """Its one value."""
        ...

    def operand(self, scope: FormulaScope, /) -> Area | Raw:
        """The range that it refers to, or else its value."""
        ...

    def array(self, scope: FormulaScope, /) -> Array:
        """All its values."""
        ...


#: A function that decides for itself how to look at its arguments.
Function = Callable[[FormulaScope, tuple[Node, ...]], Raw]
