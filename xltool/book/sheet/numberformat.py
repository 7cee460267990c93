"""Number formats of cells, as the parts of a workbook give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from xltool.book.parts.xmltext import new_parser, parse, utf8
from xltool.book.sheet.cellvalue import Shown
from xltool.typed import Final

GENERAL: Final = "General"
_ACCOUNTING: Final = '_ * #,##0{0}_ ;_ * -#,##0{0}_ ;_ * "-"{1}_ ;_ @_ '
#: Formats that have a number and no text in the file (ECMA-376 part 1, 18.8.30), as a Chinese program shows them.
BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    49: "@",
    5: '"￥"#,##0;"￥"-#,##0',
    6: '"￥"#,##0;[Red]"￥"-#,##0',
    7: '"￥"#,##0.00;"￥"-#,##0.00',
    8: '"￥"#,##0.00;[Red]"￥"-#,##0.00',
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy/m/d h:mm",
    30: "m-d-yy",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    **dict.fromkeys((41, 42), _ACCOUNTING.format("", "")),
    **dict.fromkeys((43, 44), _ACCOUNTING.format(".00", "??")),
}
_SECTION: Final = r'(?s)(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;"\\])*'


def format_codes(styles: bytes, where: str) -> tuple[str, ...]:
    """The number format of each cell format of a styles part. Raises WorkbookError where it is damaged."""
    tables: dict[str, list[dict[str, str]]] = {}
    open_tags: list[str] = []

    def start(name: str, found: dict[str, str]) -> None:
        depth = len(open_tags)
        if depth == 1:
            name = name.rpartition("}")[2]
            tables[name] = []
        elif depth == 2 and open_tags[1] in ("numFmts", "cellXfs"):
            tables[open_tags[1]].append(found)
        open_tags.append(name)

    # a tree of the part, nine tenths of which are fonts and borders, takes a start 2 ms more
    parser = new_parser(where)
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_tags.pop()
    parse(parser, utf8(styles, where), where)
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in tables.get("numFmts", ())}
    numbers = (item.get("numFmtId", "0") for item in tables.get("cellXfs", ()))
    return tuple(own.get(number) or _built_in(number) for number in numbers)


def _built_in(number: str) -> str:
    """The format of this number that no file spells out; the general one where there is none of that number."""
    usual = number.isascii() and number.isdigit() and len(number) < 6
    return BUILT_IN.get(int(number), GENERAL) if usual else GENERAL


_MARKED: Final = r'"[^"]*"|\\.|_.|\*.|\[(?![hHmMsS]+\])[^\]]*\]'
_LENGTH: Final = r"\[[hHmMsS]+\]"
_PARTS: Final = frozenset("ymdhsYMDHS")


def dates(codes: Iterable[str]) -> dict[int, Shown]:
    """Which cell formats show a number as a date or a length of time, from the number format of each."""
    shown = ((index, _shown(code)) for index, code in enumerate(codes))
    return {index: kind for index, kind in shown if kind is not None}


@lru_cache(maxsize=512)
def _shown(code: str) -> Shown | None:
    if _PARTS.isdisjoint(code):
        return None
    first = re.sub(_MARKED, "", next(sections(code)))
    parts = _PARTS.intersection(first)
    if "general" in first.lower() or not parts:
        return None
    clock = re.search(_LENGTH, first) or (parts & set("hsHS") and not parts & set("ydYD"))
    return Shown.LENGTH if clock else Shown.MOMENT


def sections(code: str) -> Iterator[str]:
    """The sections of a format: of positive numbers, of negative ones, of nought, of texts."""
    place, section = 0, re.compile(_SECTION)
    while place <= len(code):
        match = section.match(code, place)
        assert match is not None
        yield match[0]
        place = match.end() + 1
