"""From what Excel hands to a worksheet function to exact numbers and back, cell by cell.

========================  =====================================================================================
in the cell               counts as
========================  =====================================================================================
a number, a date          itself, exact: the shortest decimal that gives Excel's float
blank, ``""``, a dash     blank, as the native formulas have it
text that is a number     that number, as in Excel's own arithmetic (``"1,033.5"``, ``"96.5%"``)
other text, TRUE, FALSE   ``#VALUE!``
an error                  the same error
========================  =====================================================================================

An error is a string here, its code as Excel shows it: pywin32 cannot hand Excel an error value (its VT_ERROR always
says "argument missing"), so the add-in's VBA makes true errors of them (``assembled.bas``).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final, NamedTuple

from xltool.book.sheet.cellvalue import serial
from xltool.contract.names import Kind
from xltool.model.parse import figure
from xltool.model.stated import Note, is_dash, quantized, trimmed

VALUE: Final = "#VALUE!"
NUMBER: Final = "#NUM!"
NOT_AVAILABLE: Final = "#N/A"

#: Error codes as xlwings gives them; those of later Excels reach us as the numbers of COM.
ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", VALUE, "#REF!", "#NAME?", NUMBER, NOT_AVAILABLE})
_COM_ERRORS: Final = range(-2146826288, -2146825988)


class CellError(Exception):
    """The cell shows this error; ``code`` is its text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decimal(value: object) -> Decimal | None:
    """The number in a cell, None where it is blank. Raises CellError for an error and for what is no number."""
    _refuse_errors(value)
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return _number_in(value)
    if isinstance(value, datetime.date):
        value = serial(value, date1904=False)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CellError(VALUE)
    if not math.isfinite(value):
        raise CellError(NUMBER)
    return Decimal(repr(value))


def number(value: object) -> Fraction | None:
    """The same, for exact arithmetic."""
    found = decimal(value)
    return None if found is None else Fraction(found)


def text(value: object) -> str:
    """What a cell says, as the main job reads a target: a number as its plain digits. Raises CellError."""
    _refuse_errors(value)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    found = decimal(value)
    return "" if found is None else trimmed(found)


def _refuse_errors(value: object) -> None:
    if isinstance(value, str) and value in ERRORS:
        raise CellError(value)
    if isinstance(value, int) and value in _COM_ERRORS:
        raise CellError(VALUE)


def _number_in(written: str) -> Decimal | None:
    if is_dash(written) or not written.strip():
        return None
    found = figure(written, Kind.PERCENT)  # the kind without a unit word of its own
    if found is None or found.notes != (Note.TEXT_NUMBER,):
        raise CellError(VALUE)
    return found.value


def rounded(value: Fraction | Decimal | None, places: int) -> float | None:
    """A result as Excel takes it, rounded half up like the native formulas; None leaves the cell blank.

    Raises CellError where it is beyond what a cell can hold.
    """
    if value is None:
        return None
    result = float(quantized(value, places))
    if not math.isfinite(result):
        raise CellError(NUMBER)
    return result


class ArgumentCells(NamedTuple):
    """The cells of a range: ``rows`` as far as the sheet is used, and the ``height`` and ``width`` of the whole range."""

    rows: Sequence[Sequence[object]]
    height: int
    width: int

    @property
    def single(self) -> bool:
        """Whether it is one cell, which stands for as many as the other ranges have."""
        return self.height == self.width == 1

    def at(self, row: int, column: int) -> object:
        """The content of a cell, None beyond what the sheet uses."""
        if self.single:
            row = column = 0
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else None


def cells_of(argument: object) -> ArgumentCells:
    """An argument as cells: a range, rows of values, one row, or one value."""
    if isinstance(argument, ArgumentCells):
        return argument
    rows: Any = argument if isinstance(argument, (list, tuple)) else [[argument]]
    if rows and not isinstance(rows[0], (list, tuple)):
        rows = [rows]
    return ArgumentCells(rows, len(rows), len(rows[0]))


def each(function: Callable[..., object], *arguments: object) -> Any:
    """The results of a function of cells over ranges, element by element; a single cell is used for all.

    One value where no argument is a range (or list), else rows of them, as many as the ranges have that are used;
    ``#VALUE!`` where the ranges have different shapes.
    """
    grids = [cells_of(argument) for argument in arguments]
    try:
        height, width = _used(grids)
    except CellError as error:
        return error.code
    results = [
        [one(partial(function, *[grid.at(row, column) for grid in grids])) for column in range(width)]
        for row in range(height)
    ]
    ranges = any(isinstance(argument, (list, tuple)) for argument in arguments)
    return results if ranges else results[0][0]


def together(*arguments: object) -> Iterator[list[object]]:
    """The contents of the same cell of each argument, cell by cell. Raises CellError as :func:`each` gives ``#VALUE!``."""
    grids = [cells_of(argument) for argument in arguments]
    height, width = _used(grids)
    return ([grid.at(row, column) for grid in grids] for row in range(height) for column in range(width))


def _used(grids: Sequence[ArgumentCells]) -> tuple[int, int]:
    """Rows and columns of some ranges, as far as any of them is used. Raises CellError where their shapes differ."""
    several = [grid for grid in grids if not grid.single] or grids[:1]
    if len({(grid.height, grid.width) for grid in several}) > 1:
        raise CellError(VALUE)
    return max(len(grid.rows) for grid in several), max(len(grid.rows[0]) for grid in several)


def one(function: Callable[[], object]) -> object:
    """What a function gives, the code of the error where it comes upon one."""
    try:
        return function()
    except CellError as error:
        return error.code
    except OverflowError:
        return NUMBER
