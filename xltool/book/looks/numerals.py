"""What a cell displays: a stored number written by its number format, as a spreadsheet program in Chinese writes it.

Unlike :mod:`xltool.book.looks.formats`, which lets only plain formats pass, this writes any format as well as it can.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from xltool.book.sheet.numberformat import GENERAL, dates, sections

_PIECE: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<room>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<power>[eE][+-]0+)|(?P<mask>[#0?,.%]+)|(?P<text>@)"
    r"|(?P<day>AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4})|(?P<bare>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*\]")
_HOLDS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
}
_WEEKDAYS: Final = "一二三四五六日"
#: Digits that a cell of the general format shows, and from where on it writes powers of ten.
_DIGITS, _POWERS = 10, 11
_DAY: Final = datetime.timedelta(days=1)
_LAST_DAY: Final = 2_958_466
_Piece = tuple[str, str]


def displayed(code: str, value: Decimal | str, *, date1904: bool = False) -> str:
    """What a cell of this number format shows for a number or a text."""
    if isinstance(value, str):
        return _text(code, value)
    if dates([code]) and 0 <= value < _LAST_DAY:
        return _moment(_sections(code)[0], value, date1904=date1904)
    section, bare = _section(code, value)
    return _number(section, bare)


def general(value: Decimal) -> str:
    """A number as a cell without a number format shows it."""
    if value == 0:
        return "0"
    if value.adjusted() >= _POWERS or value.adjusted() < -9:
        digits, _, power = f"{value:.5E}".partition("E")
        return f"{_shortened(digits)}E{power[0]}{power[1:].zfill(2)}"
    places = max(0, _DIGITS - 1 - max(value.adjusted(), 0))
    return _shortened(f"{_rounded(value, places):f}")


def _shortened(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    return tuple(sections(code))


@lru_cache(maxsize=1024)
def _pieces(section: str) -> tuple[_Piece, ...]:
    return tuple(_each_piece(section))


def _each_piece(section: str) -> Iterator[_Piece]:
    for match in _PIECE.finditer(section):
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "bracket" and text.startswith("$"):
            yield "quoted", text[1:].partition("-")[0]
        elif kind == "room":
            yield "quoted", " "
        elif kind != "fill":
            yield kind, text


def _text(code: str, value: str) -> str:
    around = _around_text(code)
    return value if around is None else "".join(value if kind == "text" else text for kind, text in around)


@lru_cache(maxsize=512)
def _around_text(code: str) -> tuple[_Piece, ...] | None:
    """What a format shows of a text, and around it; None where it shows the text alone."""
    listed = _sections(code)
    pieces = _pieces(listed[3] if len(listed) > 3 else listed[-1])
    if len(listed) <= 3 and not any(kind == "text" for kind, _ in pieces):
        return None
    return tuple((kind, text) for kind, text in pieces if kind != "bracket")


def _section(code: str, value: Decimal) -> tuple[str, Decimal]:
    """The section by which a number is shown, and the number that is shown by it."""
    listed = _sections(code)
    asked = [_CONDITION.search(each) for each in listed]
    if any(asked):
        for section, condition in zip(listed, asked, strict=True):
            if condition is None or _HOLDS[condition[1]](value, Decimal(condition[2])):
                return section, value
        return GENERAL, value
    if value < 0 and len(listed) > 1:
        return listed[1], -value
    return (listed[2] if value == 0 and len(listed) > 2 else listed[0]), value


def _number(section: str, value: Decimal) -> str:
    pieces = _pieces(section)
    mask = "".join(text for kind, text in pieces if kind == "mask")
    if any(kind == "power" for kind, _ in pieces) or "/" in [text for kind, text in pieces if kind == "bare"]:
        return general(value)
    written = iter([_masked(mask, value)])
    shown = []
    for kind, text in pieces:
        if kind == "mask":
            shown.append(next(written, ""))
        elif kind in ("general", "text"):
            shown.append(general(value))
        elif kind != "bracket":
            shown.append(text)
    return "".join(shown)


def _masked(mask: str, value: Decimal) -> str:
    """A number by its digits' mask: ``#,##0.00``, ``0.0%``, thousands left out by commas at the end."""
    percent = mask.count("%")
    whole, _, part = mask.replace("%", "").partition(".")
    scaled = value.scaleb(2 * percent)
    for side in (whole, part):
        scaled = scaled.scaleb(-3 * (len(side) - len(side.rstrip(",")))) if side.endswith(",") else scaled
    part = part.replace(",", "")
    least, most = part.count("0"), len(part)
    digits = f"{abs(_rounded(scaled, most)):f}"
    left, _, right = digits.partition(".")
    right = right.rstrip("0").ljust(least, "0") if len(right) > least else right
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        left = f"{int(left):,}".rjust(len(left), "0") if left else ""
    point = "." if "." in mask and (right or least == most) and most else ""
    sign = "-" if scaled < 0 and set(digits) - set("0.") else ""
    return f"{sign}{left}{point}{right}{'%' * percent}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if value.adjusted() < 15 else value


def _moment(section: str, value: Decimal, *, date1904: bool) -> str:
    pieces = _pieces(section)
    days = float(value)
    start = datetime.datetime(1904, 1, 1) if date1904 else datetime.datetime(1899, 12, 30)
    early = not date1904 and days < 60  # the file format counts a 29 February 1900 that never was
    moment = start + _DAY * (days + 1 if early else days) + datetime.timedelta(microseconds=500)
    half = any("/" in text for kind, text in pieces if kind == "day")
    shown, hours = [], False
    for number, (kind, text) in enumerate(pieces):
        if kind == "bracket" and set(text.lower()) in ({"h"}, {"m"}, {"s"}):
            unit = {"h": 24, "m": 1440, "s": 86400}[text[0].lower()]
            shown.append(str(int(days * unit + 1e-6)))
            hours = True
        elif kind == "day":
            minutes = text[0] in "mM" and (hours or _before_seconds(pieces[number + 1 :]))
            shown.append(_unit(text, moment, minutes=minutes, half=half))
            hours = text[0] in "hH" or (hours and text[0] not in "ydYD")
        elif kind != "bracket":
            shown.append(text)
    return "".join(shown)


def _before_seconds(pieces: tuple[_Piece, ...]) -> bool:
    return next((text[0] in "sS" for kind, text in pieces if kind == "day"), False)


def _unit(text: str, moment: datetime.datetime, *, minutes: bool, half: bool) -> str:
    """One part of a date or a time, as wide as its letters say."""
    letter, wide = text[0].lower(), len(text)
    if "/" in text:
        return "上午" if moment.hour < 12 else "下午"
    if letter == "a":
        return ("星期" if wide > 3 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "y":
        return f"{moment.year:04}" if wide > 2 else f"{moment.year % 100:02}"
    if letter == "m" and not minutes and wide > 2:
        return f"{moment.month}月"
    if letter == "d" and wide > 2:
        return "星期" + _WEEKDAYS[moment.weekday()]
    found = {
        "m": moment.minute if minutes else moment.month,
        "d": moment.day,
        "h": (moment.hour - 1) % 12 + 1 if half else moment.hour,
        "s": moment.second,
    }[letter]
    return f"{found:02}" if wide > 1 else str(found)
