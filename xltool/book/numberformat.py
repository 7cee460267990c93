"""Number formats: whether a cell shows the figure that it holds, or another one.

Only what is sure is said: fractions, powers of ten and colours are taken as they come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from xltool.book.cellvalue import Shown
from xltool.book.sheetpart import Sheet, address, start_tag
from xltool.book.xmltext import attributes, tree

GENERAL: Final = "General"
#: Formats that have a number and no text in the file (ECMA-376 part 1, 18.8.30); the others of that kind are dates.
_BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    48: "##0.0E+0",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss"),
    49: "@",
}
_DATE: Final = "yyyy-m-d"
#: Texts, spaces of a character's width, fillers, and what stands in brackets; what is shown of each is a group.
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_CONDITION: Final = re.compile(r"\[[<>=]")
_SCALED: Final = re.compile(r"[0#?],+(?![0#?,])")
_DECIMALS: Final = re.compile(r"\.([0#?]*)")


def format_codes(styles: bytes, where: str) -> tuple[str, ...]:
    """The number format of each cell format of a styles part. Raises WorkbookError where it is damaged."""
    tables = {child.tag: child for child in tree(styles, where).children}
    own: dict[str, str] = {}
    if "numFmts" in tables:
        listed = (child.attributes for child in tables["numFmts"].children)
        own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in listed}
    formats = tables["cellXfs"].children if "cellXfs" in tables else []
    numbers = (child.attributes.get("numFmtId", "0") for child in formats)
    return tuple(own.get(number) or _built_in(number) for number in numbers)


def _built_in(number: str) -> str:
    """The format of this number that no file spells out; the general one where it is no number at all."""
    return _BUILT_IN.get(int(number), _DATE) if re.fullmatch("[0-9]{1,5}", number) else GENERAL


_MARKED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hHmMsS]+\])[^\]]*\]')
_LENGTH: Final = re.compile(r"\[[hHmMsS]+\]")


def dates(codes: Iterable[str]) -> dict[int, Shown]:
    """Which cell formats show a number as a date or a length of time, from the number format of each."""
    shown = ((index, _shown(code)) for index, code in enumerate(codes))
    return {index: kind for index, kind in shown if kind is not None}


@lru_cache(maxsize=512)
def _shown(code: str) -> Shown | None:
    first = re.sub(_MARKED, "", next(_split(code)))
    if "general" in first.lower() or not re.search("[ymdhsYMDHS]", first):
        return None
    clock = _LENGTH.search(first) or (re.search("[hsHS]", first) and not re.search("[ydYD]", first))
    return Shown.LENGTH if clock else Shown.MOMENT


def cell_formats(sheet: Sheet, codes: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], str]]:
    """The formats of those cells that have another one than the general one, by (row, column)."""
    for match in start_tag(sheet.prefix, b"c").finditer(sheet.mask, sheet.begin, sheet.end):
        stated = attributes(match[1]).get(b"s", b"")
        number = int(stated) if stated.isdigit() and len(stated) < 7 else 0
        code = codes[number] if number < len(codes) else GENERAL
        place = address(match[1])
        if code != GENERAL and place is not None:
            yield place, code


def shows_another(code: str, value: Decimal, places: int | None = None) -> bool:
    """Whether this format shows another figure than the value, or none.

    ``places`` are the decimals of the value that have to be seen; None where a rounded figure will do.
    """
    return any(_section_shows_another(section, value, places) for section in _sections(code, value))


def _sections(code: str, value: Decimal) -> list[str]:
    """The sections of a format that this value may be shown by."""
    sections = list(_split(code))
    if _CONDITION.search(code):
        return sections[:3]
    if value < 0 and len(sections) > 1:
        return [sections[1]]
    return [sections[2] if not value and len(sections) > 2 else sections[0]]


def _split(code: str) -> Iterator[str]:
    place = 0
    while place <= len(code):
        match = _SECTION.match(code, place)
        assert match is not None
        yield match[0]
        place = match.end() + 1


def _section_shows_another(section: str, value: Decimal, places: int | None) -> bool:
    literals = "".join(group or "" for match in _LITERAL.findall(section) for group in match)
    bare = re.sub(_LITERAL, "", section)
    if re.search(r"\d", literals):
        return True
    if "general" in bare.lower() or "@" in bare:
        return False
    if re.search(r"[1-9ymdhsYMDHS]", bare) or not re.search("[0#?]", bare) or _SCALED.search(bare):
        return True
    if places is None or re.search("[/Ee]", bare):
        return False
    decimals = _DECIMALS.search(bare)
    exact = _rounded(value, places).scaleb(2 * bare.count("%"))
    return exact != _rounded(exact, len(decimals[1]) if decimals else 0)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if value.adjusted() < 20 else value
