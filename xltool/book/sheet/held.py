"""What the cells of a row hold, put together cell by cell: for rows that are spelled in no usual way."""

from __future__ import annotations

from xltool.book.port import ErrorValue
from xltool.book.sheet.lines import Line, put
from xltool.typed import Any


class Held:
    """What the cells of one row hold, gathered in the order of their columns."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._values: list[tuple[int, object]] = []
        self._texts: list[tuple[int, int]] = []
        self._styles: list[tuple[int, int]] = []
        self._errors: list[tuple[int, ErrorValue]] = []
        self._formulas: list[tuple[int, str, bool]] = []
        self._grouped = False

    def in_order(self) -> Held:
        """The same with its cells in the order of their columns."""
        for cells in (self._values, self._texts, self._styles, self._errors, self._formulas):
            cells.sort(key=_first)
        return self

    def made(self) -> Line:
        """The row of all that was put into it."""
        held = (self._values, self._texts, self._errors, self._formulas)
        last = max((cells[-1][0] for cells in held if cells), default=0)
        return Line(
            self._number, tuple(self._values), tuple(self._texts), tuple(self._styles), tuple(self._errors),
            tuple(self._formulas), self._grouped, last,
        )  # fmt: skip

    def formula(self, column: int, text: str, shown: bool, grouped: bool) -> None:
        """A formula, whether it has a result, and whether it is one of several that are looked at together."""
        self._grouped |= grouped
        self._formulas.append((column, text, shown))

    @property
    def filled(self) -> bool:
        """Whether any cell holds something."""
        return bool(self._values or self._texts or self._errors or self._formulas)

    def text(self, column: int, text: str) -> None:
        """A text that stands in the cell itself."""
        if text:
            self._values.append((column, text))

    def put(self, column: int, style: bytes | None, kind: bytes, raw: bytes) -> None:
        """A value as its cell holds it; of a text in the table a number."""
        if kind == b"s":
            self._texts.append((column, int(raw)))
            return
        put(column, style, kind, raw, self._values, self._styles, self._errors)


def _first(cell: tuple[Any, ...]) -> int:
    column: int = cell[0]
    return column
