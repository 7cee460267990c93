"""Number formats of cells, as the parts of a workbook give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

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
    49: "@",
}
_DATE: Final = "yyyy-m-d"
_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')


def format_codes(styles: bytes, where: str) -> tuple[str, ...]:
    """The number format of each cell format of a styles part. Raises WorkbookError where it is damaged."""
    tables = {child.tag: child for child in tree(styles, where).children}
    own: dict[str, str] = {}
    if "numFmts" in tables:
        listed = (child.attributes for child in tables["numFmts"].children)
        own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in listed}
    formats = tables["cellXfs"].children if "cellXfs" in tables else []
    numbers = (child.attributes.get("numFmtId", "0") for child in formats)
    return tuple(own.get(number, _BUILT_IN.get(int(number), _DATE)) for number in numbers)


def cell_formats(sheet: Sheet, codes: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], str]]:
    """The formats of those cells that have another one than the general one, by (row, column)."""
    for match in start_tag(sheet.prefix, b"c").finditer(sheet.mask, sheet.begin, sheet.end):
        number = int(attributes(match[1]).get(b"s", b"0"))
        code = codes[number] if number < len(codes) else GENERAL
        place = address(match[1])
        if code != GENERAL and place is not None:
            yield place, code


def _split(code: str) -> Iterator[str]:
    place = 0
    while place <= len(code):
        match = _SECTION.match(code, place)
        assert match is not None
        yield match[0]
        place = match.end() + 1
