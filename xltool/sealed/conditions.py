"""Whether a conditional format may hold for what a cell holds: only what surely does not hold may be left out of account.

A condition that hides a figure is the easiest forgery of all, and Excel, WPS and LibreOffice calculate the last digits of
doubles each in its own way. So no arithmetic is trusted here, only comparison of figures that are far apart or the same,
and texts only with numbers and with nothing. Whatever else a condition asks, it may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import isfinite
from typing import Final

from xltool.book.formula.calculate import UNSUPPORTED, Calculator
from xltool.book.formula.excel import CalculationError, Raw, UnsupportedError, truth
from xltool.book.formula.parse import parse, reads
from xltool.book.formula.scope import FormulaScope
from xltool.book.formula.text import TokenKind, shift, tokens
from xltool.book.formula.tree import Unknown
from xltool.book.looks.rules import FormatCondition, FormatRule
from xltool.book.port import Cell, ErrorValue, Snapshot, column_letters

_COMPARED: Final = {
    "lessThan": "{0}<({1})",
    "lessThanOrEqual": "{0}<=({1})",
    "equal": "{0}=({1})",
    "notEqual": "{0}<>({1})",
    "greaterThanOrEqual": "{0}>=({1})",
    "greaterThan": "{0}>({1})",
    "between": "OR(AND({0}>=({1}),{0}<=({2})),AND({0}>=({2}),{0}<=({1})))",
    "notBetween": "OR({0}<({1}),{0}>({2}))",
}
_FUNCTIONS: Final = frozenset(
    {"AND", "OR", "NOT", "ISBLANK", "ISNUMBER", "ISTEXT", "ISERROR", "TRUE", "FALSE"}
)
_OPERATORS: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
_KINDS: Final = frozenset(
    {
        TokenKind.SPACE,
        TokenKind.STRING,
        TokenKind.NUMBER,
        TokenKind.REFERENCE,
        TokenKind.OPEN,
        TokenKind.CLOSE,
        TokenKind.COMMA,
    }
)
#: Figures that differ by less than this share of themselves are the same to some programs.
_APART: Final = 1e-9


def may_hold(rule: FormatRule, book: Snapshot, cell: Cell) -> bool:
    """Whether a conditional format may hold for a cell that it covers; False only where it surely does not."""
    try:
        return any(_holds(rule.condition, book, cell, *corner) for corner in _corners(rule))
    except (CalculationError, UnsupportedError, RecursionError):
        return True


def _corners(rule: FormatRule) -> set[tuple[int, int]]:
    """From where the references of a condition may count: the first of its areas, or the corner of them all."""
    top, left = (min(area[side] for area in rule.areas) for side in (0, 1))
    return {rule.areas[0][:2], (top, left)}


def _holds(condition: FormatCondition, book: Snapshot, cell: Cell, top: int, left: int) -> bool:
    by_value = _BY_VALUE.get(condition.kind)
    if by_value is not None:
        return by_value(_settled(Calculator(book), cell))
    formulas = [shift(each, cell.row - top, cell.column - left) for each in condition.formulas]
    if any(not _is_plain(each, cell.sheet) for each in formulas):
        raise UnsupportedError("more than comparison")
    asked = _asked(condition, formulas, f"{column_letters(cell.column)}{cell.row}")
    calculator = Calculator(book)
    _refuse_close(asked, calculator, cell.sheet)
    return truth(parse(asked).scalar(FormulaScope(calculator, cell)))


def _blank(value: Raw) -> bool:
    return value is None or (isinstance(value, str) and not any(map(str.isalnum, value)))


_BY_VALUE: Final[dict[str, Callable[[Raw], bool]]] = {
    "containsBlanks": _blank,
    "containsErrors": lambda value: isinstance(value, ErrorValue),
}


def _asked(condition: FormatCondition, formulas: list[str], address: str) -> str:
    """A condition as one formula. Raises UnsupportedError for any other than comparison and expression."""
    if condition.kind == "expression" and len(formulas) == 1:
        return formulas[0]
    asked = _COMPARED.get(condition.operator, "") if condition.kind == "cellIs" else ""
    if not asked or len(formulas) != 1 + ("{2}" in asked):
        raise UnsupportedError(condition.kind)
    return asked.format(address, *formulas)


def _is_plain(formula: str, sheet: str) -> bool:
    """Whether a formula only compares cells, numbers and the empty text, without anything that may be read in two ways."""
    if isinstance(parse(formula), Unknown) or reads(formula, sheet) is None:
        return False
    return all(
        kind in _KINDS
        or (kind == TokenKind.OPERATOR and text in _OPERATORS)
        or (kind == TokenKind.FUNCTION and text.upper() in _FUNCTIONS)
        for kind, text in tokens(formula)
    )


def _refuse_close(formula: str, calculator: Calculator, sheet: str) -> None:
    """Raise UnsupportedError where what is compared is so close, or so long, that programs differ about it."""
    values = list(_values(formula, calculator, sheet))
    if len({value.strip().casefold() for value in values if isinstance(value, str)}) > 1:
        raise UnsupportedError("texts")
    sizes = {abs(value) for value in values if isinstance(value, float)}
    if any(not isfinite(size) or (size and not _APART < size < 1 / _APART**2) for size in sizes):
        raise UnsupportedError("very large or very small figures")
    if any(abs(one - other) <= _APART * max(one, other) for one, other in combinations(sizes, 2)):
        raise UnsupportedError("figures too close")


def _values(formula: str, calculator: Calculator, sheet: str) -> Iterator[Raw]:
    """The constants of a formula and what its cells hold."""
    for kind, text in tokens(formula):
        if kind == TokenKind.NUMBER:
            yield float(text)
        elif kind == TokenKind.STRING and text != '""':
            raise UnsupportedError("a text, which each program compares in its own way")
    seen = reads(formula, sheet)
    for area in seen.areas if seen else ():
        if area.height * area.width > 1:
            raise UnsupportedError("a range")
        value = _settled(calculator, area.first._replace(sheet=calculator.sheet(area.sheet)))
        if isinstance(value, str) and _blank(value):
            raise UnsupportedError("a text of signs that are not seen")
        yield value


def _settled(calculator: Calculator, cell: Cell) -> Raw:
    """What a cell shows. Raises UnsupportedError where we cannot tell."""
    value = calculator.value(cell)
    if value is UNSUPPORTED:
        raise UnsupportedError(cell.address)
    return value
