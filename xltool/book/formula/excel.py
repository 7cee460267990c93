"""Excel's own ideas about values: conversion, comparison, rounding and the text of a number.

Everything is an IEEE double here, as in Excel; exact arithmetic is the business of the rooms above. Where Excel's
answer depends on its language or on collation, :class:`UnsupportedError` is raised rather than a guess made.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from xltool.book.port import ErrorValue
from xltool.typed import Final

#: A value inside a calculation; None is a blank cell, which "" is not.
Raw = float | str | bool | ErrorValue | None

DIVISION: Final = ErrorValue("#DIV/0!")
NUMBER: Final = ErrorValue("#NUM!")
VALUE: Final = ErrorValue("#VALUE!")

#: Characters that a cell holds.
LONGEST: Final = 32_767
_SMALLEST: Final = 2.2250738585072014e-308
_NUMERIC = (
    r" *([+-]? *(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.[0-9]))(?:\.[0-9]*)?(?:[Ee][+-]?[0-9]+)?) *(%?) *"
)
# Text with a digit that Excel may take for a date, a time, a fraction or an amount of money, by its language.
_PERHAPS = r"""(?xis)[-+\d\s/:.,年月日%％()（）]+|.*[时:].*|.*[¥￥$€£].*|.*[\uff01-\uff5e].*
    |.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[ap]m?\s*$|e[+-]?\d).*"""
_EPOCH: Final = datetime.datetime(1899, 12, 30)
_MARCH_1900: Final = datetime.datetime(1900, 3, 1)


class UnsupportedError(Exception):
    """Outside the part of Excel that is computed here; the text says what, for the developer."""


class CalculationError(Exception):
    """A calculation that ends in one of Excel's errors."""

    def __init__(self, error: ErrorValue) -> None:
        super().__init__(error.code)
        self.error = error


def plain(value: object) -> Raw:
    """A value of a cell, as a reader or a rule gave it, as Excel calculates with it; "" counts as blank."""
    if value is None or isinstance(value, (float, bool, ErrorValue)):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, (int, Decimal)):
        return float(value)
    return _serial(value)


def _serial(value: object) -> Raw:
    """Dates and times as Excel's count of days since 1900 (with its 29 February 1900)."""
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(days=1)
    if isinstance(value, datetime.time):
        return _serial(datetime.datetime.combine(_EPOCH, value) - _EPOCH)
    if not isinstance(value, datetime.date):
        return str(value)
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    days: float = (value.replace(tzinfo=None) - _EPOCH) / datetime.timedelta(days=1)
    return days if value.replace(tzinfo=None) >= _MARCH_1900 else days - 1


def number(value: Raw) -> float:
    """The operand of an arithmetic operation. Raises :class:`CalculationError` where Excel shows an error."""
    if type(value) is float:
        return value
    if value is None:
        return 0.0
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    return _number_in_text(value) if isinstance(value, str) else float(value)


def _number_in_text(text: str) -> float:
    found = re.fullmatch(_NUMERIC, text)
    if found is not None:
        return finite(
            float(found.group(1).replace(",", "").replace(" ", "")) / (100 if found.group(2) else 1)
        )
    if any(map(str.isdigit, text)) and re.fullmatch(_PERHAPS, text):
        raise UnsupportedError(f"text that may be a date or an amount: {text!r}")
    raise CalculationError(VALUE)


def finite(result: float) -> float:
    """A result as Excel keeps it: no infinity (#NUM!), no denormals, no negative zero."""
    if not math.isfinite(result):
        raise CalculationError(NUMBER)
    return result if abs(result) >= _SMALLEST else 0.0


def text(value: Raw) -> str:
    """The value as ``&`` and LEN see it: numbers in General format with up to 15 digits."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    size = abs(value)
    if size and not (1e-4 <= size < 1e15 or size >= 1e21 or size < 1e-20):
        raise UnsupportedError("a number that Excel writes with or without an exponent, we do not know which")
    return f"{value + 0.0:.15G}"


def truth(value: Raw) -> bool:
    """The value as a condition."""
    if not isinstance(value, str):
        return number(value) != 0
    if value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    if any(map(str.isdigit, value)):
        raise UnsupportedError(f"text with digits as a condition: {value!r}")
    raise CalculationError(VALUE)


def length(value: Raw) -> float:
    """LEN: Excel counts the units of UTF-16, so a rare character such as 𠮷 counts twice."""
    shown = value if type(value) is str else text(value)
    # the first unit says which byte of the others comes first; Python knows this encoding without loading it
    return float(len(shown.encode("utf-16", "surrogatepass")) // 2 - 1)


def compare(left: Raw, right: Raw) -> int:
    """-1, 0 or 1: numbers to 15 digits, before text (whatever the case), before FALSE and TRUE."""
    for value in (left, right):
        if isinstance(value, ErrorValue):
            raise CalculationError(value)
    left, right = _blank_as(left, right), _blank_as(right, left)
    ranks = _rank(left), _rank(right)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(left, str) and isinstance(right, str):
        return _compare_texts(left.lower(), right.lower())
    return _compare_numbers(number(left), number(right))


def _blank_as(value: Raw, other: Raw) -> Raw:
    """A blank cell compares as the nothing of the other's kind."""
    if value is not None:
        return value
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


def _rank(value: Raw) -> int:
    return 2 if isinstance(value, bool) else int(isinstance(value, str))


def _compare_numbers(left: float, right: float) -> int:
    near = abs(left - right) <= 1e-14 * abs(left)
    if left == right or (near and f"{left:.15g}" == f"{right:.15g}"):
        return 0
    return -1 if left < right else 1


def _compare_texts(left: str, right: str) -> int:
    if left == right:
        return 0
    if left and right and not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()):
        # Who comes first depends on the language; callers that ask only whether they differ need not know.
        return 2
    return -1 if left < right else 1


def rounded(value: float, places: float) -> float:
    """ROUND: half away from zero, judged on the 15 digits that Excel shows: 2.675 gives 2.68, 1.005 gives 1.01."""
    whole = max(-400, min(400, math.trunc(places)))
    digits = Decimal(f"{value:.15g}")
    if not digits or whole > 14 - digits.adjusted():
        return value
    return finite(float(digits.quantize(Decimal(1).scaleb(-whole), ROUND_HALF_UP)) + 0.0)


def _add(left: Raw, right: Raw) -> Raw:
    return finite(number(left) + number(right))


def _subtract(left: Raw, right: Raw) -> Raw:
    return finite(number(left) - number(right))


def _multiply(left: Raw, right: Raw) -> Raw:
    return finite(number(left) * number(right))


def _divide(left: Raw, right: Raw) -> Raw:
    dividend, divisor = number(left), number(right)
    if divisor == 0:
        raise CalculationError(DIVISION)
    return finite(dividend / divisor)


def _power(left: Raw, right: Raw) -> Raw:
    base, exponent = number(left), number(right)
    if base == 0 and exponent <= 0:
        raise CalculationError(NUMBER if exponent == 0 else DIVISION)
    try:
        result = base**exponent
    except OverflowError:
        raise CalculationError(NUMBER) from None
    if isinstance(result, complex):
        raise CalculationError(NUMBER)
    if base and finite(float(result)) == 0:
        raise UnsupportedError("a power too small for a double")
    return finite(float(result))


def _join(left: Raw, right: Raw) -> Raw:
    joined = text(left) + text(right)
    if len(joined) > LONGEST:
        raise CalculationError(VALUE)
    return joined


def _order(left: Raw, right: Raw) -> int:
    order = compare(left, right)
    if abs(order) > 1:
        raise UnsupportedError("order of texts")
    return order


#: Operators between two values.
BINARY: Final[dict[str, Callable[[Raw, Raw], Raw]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "^": _power,
    "&": _join,
    "=": lambda left, right: compare(left, right) == 0,
    "<>": lambda left, right: compare(left, right) != 0,
    "<": lambda left, right: _order(left, right) < 0,
    ">": lambda left, right: _order(left, right) > 0,
    "<=": lambda left, right: _order(left, right) <= 0,
    ">=": lambda left, right: _order(left, right) >= 0,
}
#: Signs; a plus leaves even a text as it is.
UNARY: Final[dict[str, Callable[[Raw], Raw]]] = {
    "-": lambda value: finite(-number(value)),
    "+": lambda value: value,
    "%": lambda value: finite(number(value) / 100),
}
