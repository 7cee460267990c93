"""Number formats: whether a cell shows what it holds, by a list of what such a format may consist of.

A format may give the digits of the number with a point, groups of three and a percent sign, the minus of a negative
section, spaces, a colour that is seen, and the unit of its kind of figure. Whatever else it may say, it is not let pass: fractions, powers of ten,
scales, conditions, other texts, other numerals.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xltool.book.looks.colours import RGB
from xltool.book.sheet.numberformat import sections

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<core>General|G/通用格式|[#0?,.%]+|@)|(?P<bare>.)",
    re.DOTALL | re.IGNORECASE,
)
#: Colours that are seen on a white ground, and the two languages in which such a program writes digits as they are.
_BRACKETS: Final = re.compile(
    r"red|blue|black|green|magenta|红色|蓝色|黑色|绿色|\$-0?(?:804|409)", re.IGNORECASE
)
_MONEY: Final = re.compile(r"\$[￥¥](?:-0?804)?")
_DIGITS: Final = re.compile(r"(?:#,##0|#,###|#{0,2}0|#)(?:\.([0#]*))?(%?)")
_TEXT: Final = tuple(("", "@", "", room) for room in ("", " ", "  "))
#: Which section holds may be asked of a number in words of its own.
_CONDITION: Final = re.compile(r"\[\s*[<>=]")
#: What breaks a line in the middle of a format.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INKS: Final = {
    **dict.fromkeys(("red", "红色"), (255, 0, 0)),
    **dict.fromkeys(("blue", "蓝色"), (0, 0, 255)),
    **dict.fromkeys(("black", "黑色"), (0, 0, 0)),
    **dict.fromkeys(("green", "绿色"), (0, 255, 0)),
    "magenta": (255, 0, 255),
}
_GENERAL: Final = ("general", "g/通用格式")
_DATE: Final = re.compile(r"(?:y{2,4}|m{1,5}|d{1,4}|年|月|日|[-/. ]){1,9}", re.IGNORECASE)


#: Year, month, day; with four digits of the year the month may stand first, as built-in formats of other languages have it.
_ORDER: Final = re.compile("(?:yy|yyyy)m{1,4}d{1,2}|m{1,2}d{1,2}yyyy")


class FigureSort(NamedTuple):
    """What a kind of figure lets a format say.

    ``units`` are texts that may stand behind its digits, ``money`` a sign before them; ``percent`` says that it is
    a rate; ``places`` are the decimals that have to be seen, None where a rounded figure will do.
    """

    units: tuple[str, ...] = ()
    money: bool = False
    percent: bool = False
    places: int | None = None


def shown(code: str, value: Decimal, sort: FigureSort) -> str | None:
    """The digits and texts that a figure of this sort is shown by; None where its format is none that it may have."""
    if not value.is_finite() or _CONDITION.search(code):
        return None
    number, section = _section(code, value)
    parts = _parts(section, money=sort.money)
    if parts is None:
        return None
    before, core, after, room = parts
    if number == 2 and value == 0 and core.strip("?") == "" and (before + after).strip() == "-":
        return "-"
    if number == 1:
        if (before, after[:1]) == ("(", ")"):
            after = after[1:]
        elif before != "-":
            return None
    elif before:
        return None
    if after and after not in sort.units:
        return None
    digits = _digits(core, value, sort)
    return None if digits is None else digits + after + room


def _digits(core: str, value: Decimal, sort: FigureSort) -> str | None:
    if core.lower() in _GENERAL or core == "@":
        return f"{value.normalize():f}" if abs(value.adjusted()) < 20 else None
    match = _DIGITS.fullmatch(core)
    if match is None or (match[2] and not sort.percent):
        return None
    decimals = len(match[1] or "")
    if sort.percent and not match[2] and decimals < 4:
        return None
    number = value.scaleb(2) if match[2] else value
    rounded = _rounded(number, decimals)
    exact = number if sort.places is None else _rounded(value, sort.places) * (100 if match[2] else 1)
    if (sort.places is not None and exact != rounded) or (value == 0 and "0" not in core):
        return None
    return f"{rounded:f}{match[2]}"


def inks(code: str, value: object) -> tuple[RGB, ...]:
    """The colours in which a format may write a value, whatever its typeface says."""
    listed = list(sections(code))
    said = _section(code, value)[1] if isinstance(value, Decimal) else listed[-1] if len(listed) != 3 else ""
    brackets = (match["bracket"] for match in _TOKEN.finditer(said))
    return tuple(_INKS[each.lower()] for each in brackets if each and each.lower() in _INKS)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if value.adjusted() < 20 else value


def _section(code: str, value: Decimal) -> tuple[int, str]:
    """The section of a format by which a value is shown, and its number."""
    listed = list(sections(code))
    number = 1 if value < 0 else 2 if value == 0 else 0
    return (number, listed[number]) if number < len(listed) else (0, listed[0])


def _parts(section: str, *, money: bool) -> tuple[str, str, str, str] | None:
    """What stands before the digits, the digits, what stands behind them, and what is left blank around them.

    None where there is something else.
    """
    around, core, room = ["", ""], "", ""
    if _CONTROL.search(section):
        return None
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "core":
            if core:
                return None
            core = text
        elif kind == "bracket":
            if not _BRACKETS.fullmatch(text) and not (money and _MONEY.fullmatch(text)):
                return None
        elif kind == "fill" and text != " ":
            return None
        elif kind == "space":
            room += text
        elif kind in ("quoted", "escaped", "bare"):
            around[bool(core)] += text.strip()
            room += " " * (len(text) - len(text.strip()))
    before = around[0].lstrip("￥¥") if money else around[0]
    return before, core, around[1], room


@lru_cache(maxsize=1024)
def keeps_text(code: str) -> bool:
    """Whether a text is shown as it is: no section for texts, or one that says nothing but the text."""
    listed = list(sections(code))
    with_text = [section for section in listed if re.search("@", re.sub(r'"[^"]*"|\\.', "", section))]
    if with_text:
        return with_text == listed[-1:] and _parts(listed[-1], money=False) in _TEXT
    return len(listed) < 4 and all(_is_number(section) or is_date(section) for section in listed[:1])


def _is_number(section: str) -> bool:
    parts = _parts(section, money=True)
    return parts is not None and (parts[1].lower() in _GENERAL or bool(_DIGITS.fullmatch(parts[1])))


@lru_cache(maxsize=1024)
def is_date(code: str) -> bool:
    """Whether a format shows a day as that day: its year, month and day in one of the usual orders, and usual signs."""
    section = next(sections(code))
    said = ""
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "bracket" and not _BRACKETS.fullmatch(text):
            return False
        if kind == "fill" and text != " ":
            return False
        said += text if kind in ("quoted", "escaped", "bare", "core") else ""
    letters = re.sub("[^ymd]", "", said.lower())
    return bool(_DATE.fullmatch(said)) and bool(_ORDER.fullmatch(letters))
