"""Rows high enough for the texts in them: no program widens a row by itself for the text of a merged area.

A row is only ever made higher, and only where a wrapped text would be cut when it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import Element, attributes, tree
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.references import address
from xltool.book.sheet.sheetcontent import content, filled
from xltool.book.sheet.sheetpart import Row, Sheet, rows, start_tag, style_of

#: Widths are counted in digits of a typeface of this size; a Chinese character is a little wider than two of them.
_SIZE: Final = 11.0
_WIDE: Final = 2.1
_USUAL_WIDTH: Final = 9.0
_USUAL_HEIGHT: Final = 15.0
#: Height of a line by the size of its typeface: what it takes at least, and with room between the lines.
_TIGHT: Final = 1.35
_AIRY: Final = 1.5
#: Room above and below a text, in points, and at its sides, in digits; and the highest that a row may be.
_MARGIN: Final = 6.0
_SIDES: Final = 1.5
_HIGHEST: Final = 409.0
_HEIGHT = re.compile(rb"""\s(?:ht|customHeight)\s*=\s*(?:"[^"]*"|'[^']*')""")


class Look(NamedTuple):
    """What of a cell format makes a text take room: whether it is wrapped, and the size of its typeface in points."""

    wrapped: bool
    size: float


class _Text(NamedTuple):
    """A wrapped text: the rows over which it stands, the columns, and how it looks."""

    text: str
    top: int
    bottom: int
    left: int
    right: int
    look: Look


def looks(styles: bytes, where: str) -> tuple[Look, ...]:
    """The look of each cell format of a styles part. Raises WorkbookError where it is damaged."""
    tables = {child.tag: child.children for child in tree(styles, where).children}
    sizes = [float(_value(font, "sz") or _SIZE) for font in tables.get("fonts", ())]
    return tuple(_look(each, sizes) for each in tables.get("cellXfs", ()))


def _value(font: Element, name: str) -> str:
    return next((child.attributes.get("val", "") for child in font.children if child.tag == name), "")


def _look(form: Element, sizes: Sequence[float]) -> Look:
    wrapped = any(child.attributes.get("wrapText") in ("1", "true") for child in form.children)
    font = int(form.attributes.get("fontId", "0"))
    return Look(wrapped, sizes[font] if font < len(sizes) else _SIZE)


def with_room(
    sheet: Sheet, formats: Sequence[Look], context: Context, places: Collection[tuple[int, int]]
) -> bytes:
    """The part with rows high enough for the wrapped texts in these cells, given as (row, column)."""
    listed = rows(sheet)
    heights = {row.number: height for row in listed if (height := _stated(sheet, row))}
    widths = _widths(sheet)
    wanted: dict[int, float] = {}
    for text in _texts(sheet, formats, context, places):
        room = sum(heights.get(row, _USUAL_HEIGHT) for row in range(text.top, text.bottom + 1))
        lines = _lines(text, sum(widths.get(c, _USUAL_WIDTH) for c in range(text.left, text.right + 1)))
        if lines * text.look.size * _TIGHT > room:
            more = lines * text.look.size * _AIRY + _MARGIN - room
            height = heights.get(text.bottom, _USUAL_HEIGHT) + more
            wanted[text.bottom] = max(wanted.get(text.bottom, 0.0), height)
    return _heightened(sheet, listed, wanted) if wanted else sheet.data


def _texts(
    sheet: Sheet, formats: Sequence[Look], context: Context, places: Collection[tuple[int, int]]
) -> Iterator[_Text]:
    grid = filled(sheet, context)
    merges = {(top, left): (bottom, right) for _, top, left, bottom, right in content(sheet).merges}
    for match in start_tag(sheet.prefix, b"c").finditer(sheet.mask, sheet.begin, sheet.end):
        number, place = style_of(match[1]), address(match[1])
        if place not in places or place is None or number >= len(formats) or not formats[number].wrapped:
            continue
        row = grid[place[0] - 1] if place[0] <= len(grid) else []
        held = row[place[1] - 1] if place[1] <= len(row) else ""
        if held and isinstance(held, str):
            bottom, right = merges.get(place, place)
            yield _Text(held, place[0], bottom, place[1], right, formats[number])


def _lines(text: _Text, width: float) -> int:
    room = max((width - _SIDES) * _SIZE / text.look.size, _WIDE)
    return sum(max(1, ceil(_length(line) / room)) for line in text.text.split("\n"))


def _length(line: str) -> float:
    return sum(_WIDE if east_asian_width(character) in "WFA" else 1 for character in line)


def _stated(sheet: Sheet, row: Row) -> float:
    return float(attributes(sheet.mask[row.start : row.begin]).get(b"ht", b"0"))


def _widths(sheet: Sheet) -> Mapping[int, float]:
    found: dict[int, float] = {}
    for match in start_tag(sheet.prefix, b"col").finditer(sheet.mask, 0, sheet.begin):
        given = attributes(match[1])
        low, high = int(given.get(b"min", b"0")), min(int(given.get(b"max", b"0")), 200)
        found |= dict.fromkeys(range(low, high + 1), float(given.get(b"width", b"9")))
    return found


def _heightened(sheet: Sheet, listed: Sequence[Row], wanted: Mapping[int, float]) -> bytes:
    splices = []
    for row in listed:
        if row.number in wanted:
            tag = re.sub(_HEIGHT, b"", sheet.data[row.start : row.begin])
            name = len(b"<" + sheet.prefix + b"row")
            height = b' ht="%g" customHeight="1"' % min(round(wanted[row.number]), _HIGHEST)
            splices.append(Splice(row.start, row.begin, tag[:name] + height + tag[name:]))
    return spliced(sheet.data, splices)
