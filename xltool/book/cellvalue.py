"""Values of cells: what the program knows, and how a worksheet part spells it."""

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from xltool.book.port import ErrorValue, Value
from xltool.book.xmltext import escaped, plain, writable, xstring, xstring_escaped
from xltool.errors import ProgramError

#: What most texts are free of: markup, escapes, control characters, halves of a surrogate pair, white space.


class Context(NamedTuple):
    """What a sheet's values depend on outside its part."""

    shared_string: Callable[[int], str | None]
    date1904: bool


def number_text(value: Decimal | float | int) -> str:
    """The shortest text of the number as spreadsheet files hold it."""
    number = float(value)
    if not math.isfinite(number):
        raise ProgramError(f"这个数超出了单元格能存的范围：{value}")
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number).replace("e", "E")


def serial(value: datetime.date | datetime.timedelta, date1904: bool) -> float:
    """A date or a length of time as the number of days that a cell holds."""
    day = datetime.timedelta(days=1)
    if isinstance(value, datetime.timedelta):
        return value / day
    moment = (
        value
        if isinstance(value, datetime.datetime)
        else datetime.datetime(value.year, value.month, value.day)
    )
    if date1904:
        return (moment.replace(tzinfo=None) - datetime.datetime(1904, 1, 1)) / day
    days = (moment.replace(tzinfo=None) - datetime.datetime(1899, 12, 30)) / day
    return days if days >= 61 else days - 1  # the file format counts a 29 February 1900 that never was


def encoded(value: Value, result: bool, prefix: bytes, date1904: bool) -> tuple[bytes | None, bytes]:
    """Type attribute and value element of a constant, or of the result of a formula."""
    if value is None or value == "":
        return (b"str", b"<%bv></%bv>" % (prefix, prefix)) if result else (None, b"")
    if isinstance(value, str) and not result:
        needs_space = "\n" in value or value != value.strip(" \t")
        space = b' xml:space="preserve"' if needs_space else b""
        text = xstring_escaped(writable(value))
        return b"inlineStr", b"<%bis><%bt%b>%b</%bt></%bis>" % (prefix, prefix, space, text, prefix, prefix)
    kind, text = _scalar(value, date1904)
    return kind, b"<%bv>%b</%bv>" % (prefix, text, prefix)


def _scalar(value: Value, date1904: bool) -> tuple[bytes | None, bytes]:
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, str):
        return b"str", xstring_escaped(writable(value))
    if isinstance(value, ErrorValue):
        return b"e", escaped(value.code)
    if isinstance(value, (datetime.date, datetime.timedelta)):
        return None, number_text(serial(value, date1904)).encode()
    if isinstance(value, (Decimal, int, float)):
        return None, number_text(value).encode()
    raise ProgramError(f"单元格不能存这种值：{type(value).__name__}")


def decoded(kind: bytes, raw: bytes, context: Context) -> object:
    """The value a cell of this type holds; numbers as float, an unreadable one as it stands."""
    if kind == b"s":
        index = plain(raw).strip()
        text = context.shared_string(int(index)) if index.isdecimal() else None
        return index if text is None else text
    if kind == b"str":
        return xstring(raw)
    text = plain(raw).strip()
    if kind == b"b":
        return text in ("1", "true")
    if kind == b"e":
        return ErrorValue(text)
    try:
        return float(text) if text else None
    except ValueError:
        return text


def equal(held: object, wanted: Value, date1904: bool) -> bool:
    """Whether a cell already holds this value; numbers are equal when they are the same float."""
    if isinstance(wanted, str):
        return isinstance(held, str) and held == writable(wanted)
    if wanted is None or isinstance(wanted, (bool, ErrorValue)):
        return type(held) is type(wanted) and held == wanted
    if not isinstance(held, float):
        return False
    if isinstance(wanted, (datetime.date, datetime.timedelta)):
        return held == serial(wanted, date1904)
    return held == float(wanted)
