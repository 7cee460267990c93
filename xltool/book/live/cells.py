"""What Excel hands over of a block of cells, and what it is handed, as the port's values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from xltool.book.port import Area, Cell, ErrorValue, Grid, Value

#: More cells than this, from A1 to the last used one: only the part around the names is read.
_CELLS_LIMIT: Final = 2_000_000
#: Rows and columns read beyond the names: figures just below a table are findings.
_AROUND: Final = 2

#: The numbers by which COM hands over an error (0x800A0000 and Excel's XlCVError); any other came later.
_ERRORS: Final = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
_NEWER: Final = "#VALUE!"


class Block:
    """The cells of one sheet from A1 on: what a reader of the file would find in them.

    ``shown``, ``exact`` and ``formulas`` are Excel's ``Value``, ``Value2`` and ``Formula`` of the area. A date shows
    as one in ``Value`` alone; numbers are exact in ``Value2`` alone, where the only whole numbers (Python's int) are
    the codes of errors: that is how an error is told from a blank.
    """

    def __init__(self, area: Area, shown: Any, exact: Any, formulas: Any) -> None:
        self.grid: Grid = []
        self.formulas: dict[Cell, str] = {}
        self.errors: dict[Cell, ErrorValue] = {}
        rows = zip(_rows(shown), _rows(exact), _rows(formulas), strict=True)
        for row, triples in enumerate(rows, area.top):
            line: list[object] = []
            for column, (looks, value, formula) in enumerate(zip(*triples, strict=True), area.left):
                line.append(self._take(Cell(area.sheet, row, column), looks, value, formula))
            self.grid.append(line)

    def _take(self, cell: Cell, looks: object, value: object, formula: object) -> object:
        if isinstance(formula, str) and formula.startswith("=") and formula != value:
            self.formulas[cell] = formula[1:]
        if isinstance(value, int) and not isinstance(value, bool):
            self.errors[cell] = ErrorValue(_ERRORS.get(value, _NEWER))
            return None
        if isinstance(looks, datetime.datetime):
            return datetime.datetime(*looks.timetuple()[:6])  # as it stands, without pywin32's time zone
        return value


def limits(used: Area, areas: Iterable[Area]) -> Area:
    """What to read of a sheet: from A1 to the last used cell, or around the names where formats run too far."""
    whole = used._replace(top=1, left=1)
    if whole.height * whole.width <= _CELLS_LIMIT:
        return whole
    ours = [area for area in areas if area.sheet == used.sheet]
    bottom, right = max(area.bottom for area in ours), max(area.right for area in ours)
    return whole._replace(bottom=min(whole.bottom, bottom + _AROUND), right=min(whole.right, right + _AROUND))


def outgoing(value: Value) -> object:
    """A value as Excel is to be told it: text with its apostrophe, so that Excel makes no number or formula of it."""
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, Decimal):
        return float(value)
    return value.code if isinstance(value, ErrorValue) else value


def _rows(block: Any) -> tuple[tuple[object, ...], ...]:
    """A block as rows; Excel gives that of a single cell bare."""
    return block if isinstance(block, tuple) else ((block,),)
