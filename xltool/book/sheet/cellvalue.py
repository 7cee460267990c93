"""Values of cells: what the program knows, and how a worksheet part spells it."""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType

from xltool.book.parts.xmltext import escaped, plain, writable, xstring, xstring_escaped
from xltool.book.port import ErrorValue, Value
from xltool.errors import ProgramError
from xltool.typed import Final, NamedTuple

#: The day after 31 December 9999, and how many days later the other date system begins.
_LAST_DAY: Final = 2_958_466
_DAYS_1904: Final = 1462


class Shown(Enum):
    """What a format shows a number as, where not as a number."""

    MOMENT = auto()
    LENGTH = auto()


class Context(NamedTuple):
    """What a sheet's values depend on outside its part."""

    shared_string: Callable[[int], str | None]
    date1904: bool
    #: Cell formats that show a number as a date, or as a length of time; none where numbers are to stay numbers.
    dates: Mapping[int, Shown] = MappingProxyType({})


class Missing(NamedTuple):
    """What a cell holds that leads to a text which the workbook does not have."""

    number: str


#: For what is read of a cell without the workbook around it.
NO_TEXTS: Final = Context(lambda _: None, False)
#: A number as spreadsheet files hold it; Python reads more than that.
_NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
#: An index of more digits leads nowhere, and takes Python long to read.
_LONGEST_INDEX: Final = 9
#: Numbers that are no numbers: some programs write them, Excel reads none of them.
_NONE: Final = ErrorValue("#NUM!")
_ERROR: Final = r"#[A-Z0-9/_]{1,20}[!?]?"
_NO_NUMBER: Final = r"(?i)[+-]?(?:nan|inf|infinity)"


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


def type_said(kind: bytes | None) -> bytes:
    """The attribute that says a cell's type; empty for that which needs none."""
    return b' t="%b"' % kind if kind else b""


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
    """The value a cell of this type holds; numbers as float, an unreadable one as it stands.

    A number that is none (``NaN``, ``1E309``) is an error of its cell, as LibreOffice shows it.
    """
    if kind == b"s":
        return _shared(plain(raw).strip(), context)
    if kind in (b"str", b"inlineStr"):
        return xstring(raw)
    text = plain(raw).strip()
    if kind == b"b":
        return text in ("1", "true") if text else None
    if kind == b"e":
        return ErrorValue(text if re.fullmatch(_ERROR, text) else "#VALUE!")
    if kind == b"d":
        return _stated_moment(text)
    return _number(text)


def _shared(index: str, context: Context) -> object:
    if not index:
        return None
    leads = index.isascii() and index.isdigit() and len(index) <= _LONGEST_INDEX
    text = context.shared_string(int(index)) if leads else None
    return Missing(index) if text is None else text


def _number(text: str) -> object:
    if re.fullmatch(_NUMBER, text):
        number = float(text)
        return number if math.isfinite(number) else _NONE
    return _NONE if re.fullmatch(_NO_NUMBER, text) else text or None


def _stated_moment(text: str) -> object:
    """A date that a file spells out."""
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text or None


def moment(number: float, shown: Shown, date1904: bool) -> object:
    """What a number of days shows as a moment or a length of time; itself where it shows none."""
    if not 0 <= number < (_LAST_DAY - (_DAYS_1904 if date1904 else 0)):
        return number
    length = datetime.timedelta(milliseconds=round(number * 86_400_000))
    if shown is Shown.LENGTH:
        return length
    if date1904:
        return datetime.datetime(1904, 1, 1) + length
    # the file format counts a 29 February 1900 that never was
    return datetime.datetime(1899, 12, 30 if number >= 60 else 31) + length


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
