"""One worksheet part as bytes with an index: rows, cells, formulas, errors, merged areas.

What a part says, an XML parser decides. It proves each part well-formed; where the rows are spelled the usual way
(:mod:`xltool.book.sheet.lines`) nothing is left that could be read two ways, and where they are not, it walks the part and
refuses what could (:mod:`xltool.book.sheet.strictrows`). Only then tags are found by patterns, on a copy of the part in which
comments and CDATA are blanked (:func:`xltool.book.parts.xmltext.masked`): a match is a real tag of the sheet's own namespace,
and its place is its place in the part.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import attrgetter

from xltool.book.parts.xmltext import (
    ATTRIBUTES,
    attributes,
    damaged,
    masked,
    refuse_malformed,
    unclear,
    utf8,
    xstring,
)
from xltool.book.port import column_letters
from xltool.book.sheet.endings import NO_ENDING, Ending
from xltool.book.sheet.lines import Line
from xltool.book.sheet.proof import SheetFrame, is_proved, is_usual
from xltool.book.sheet.references import address
from xltool.book.sheet.usualrows import usual_rows
from xltool.errors import WorkbookError
from xltool.typed import Final, NamedTuple

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet(?=[\s/>])")
_PLAIN_NUMBER = re.compile(rb"""\s+r=["']([0-9]+)["']""")
_PLAIN_COLUMNS = rb'min="[0-9]{1,5}" max="[0-9]{1,5}"'

_LAST_COLUMN = attrgetter("last_column")
#: More cells than this, from A1 to the last filled one, no form has.
_MOST_CELLS: Final = 10_000_000


@cache
def _letters(column: int) -> bytes:
    return column_letters(column).encode()


@lru_cache(maxsize=256)
def start_tag(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """The start tag of elements with this namespace prefix (``x:``, mostly none); group 1 is the attributes."""
    return re.compile(rb"<" + re.escape(prefix) + name + rb"(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>")


@lru_cache(maxsize=256)
def whole(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """A whole element that does not hold its like; group 1 is the attributes and group 2 the content."""
    tag = re.escape(prefix) + name
    pattern = rb"<" + tag + rb"(?=[\s/>])(" + ATTRIBUTES + rb")(?:/>|>(.*?)</" + tag + rb"\s*>)"
    return re.compile(pattern, re.DOTALL)


@lru_cache(maxsize=16)
def usual_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A blank cell or one with a plain formula, as most programs spell it: the tag as far as its style, the formula."""
    tag = re.escape(prefix)
    cell = rb'<(%bc r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?)(?:/>|(?: t="str")?>' % tag
    cell += rb"(<%bf>[^<]*</%bf>)(?:<%bv>[^<]*</%bv>|<%bv/>)?</%bc>)" % ((tag,) * 6)
    return re.compile(cell)


class Sheet(NamedTuple):
    """A worksheet part; ``begin`` and ``end`` bound the rows, ``self_closed`` says that there are none and its tag has no end tag.

    ``name`` is the sheet's, ``where`` names it in messages. ``lines`` are the rows that hold anything, the last of them those of the ``ending``.
    """

    name: str
    where: str
    data: bytes
    mask: bytes
    prefix: bytes
    begin: int
    end: int
    self_closed: bool
    lines: tuple[Line, ...]
    ending: Ending = NO_ENDING


class Row(NamedTuple):
    """A row: its number, where its tag starts and ends, and where its cells and the whole row end."""

    number: int
    start: int
    begin: int
    body_end: int
    end: int
    numbered: bool


class Found(NamedTuple):
    """A cell of the file: row and column from 1, its match on the mask, and whether it says where it stands."""

    row: int
    column: int
    match: re.Match[bytes]
    addressed: bool


def open_sheet(part: bytes, where: str, name: str = "") -> Sheet:
    """Find the rows of a worksheet part; ``where`` names file and part in messages, ``name`` is the sheet's.

    Raises UnreadableContentError where it is no worksheet, or where programs would read it differently (see
    :mod:`xltool.book.sheet.strictrows`), WorkbookError where it declares entities.
    """
    data = utf8(part, where)
    usual = _usual(data, where, name)
    if usual is not None:
        _refuse_odd_columns(data, usual.begin, usual.prefix, where, name)
        return usual
    from xltool.book.sheet.strictrows import walked

    refuse_malformed(data, where, name)
    mask = masked(data, where)
    root = _ROOT.search(mask)
    if root is None:
        raise damaged(where, name)
    prefix = root[1] + b":" if root[1] else b""
    begin, self_closed = _first_row(mask, prefix, root.end())
    end = begin if self_closed else mask.find(b"</" + prefix + b"sheetData", begin)
    if begin < 0 or end < 0:
        raise damaged(where, name)
    _refuse_odd_columns(mask, begin, prefix, where, name)
    return Sheet(name, where, data, mask, prefix, begin, end, self_closed, walked(data, where, name))


def _usual(data: bytes, where: str, name: str) -> Sheet | None:
    """The sheet of a well-formed part that is spelled the usual way; None for any other."""
    root = _ROOT.search(data)
    if root is None:
        return None
    prefix = root[1] + b":" if root[1] else b""
    begin, self_closed = _first_row(data, prefix, root.end())
    end = begin if self_closed else data.find(b"</" + prefix + b"sheetData", begin)
    if begin < 0 or end < 0:
        return None
    tags = data[root.start() : data.find(b">", root.end()) + 1] + data[data.rfind(b"<", 0, begin) : begin]
    frame = SheetFrame(data[:begin], data[end:], tags, prefix)
    found = usual_rows(data, begin, end, prefix) if is_usual(frame) else None
    if found is None or not is_proved(frame, found):
        return None
    return Sheet(
        name,
        where,
        data,
        data,
        prefix,
        begin,
        end,
        self_closed,
        (*found.lines, *found.ending.lines),
        found.ending,
    )


def _refuse_odd_columns(mask: bytes, end: int, prefix: bytes, where: str, name: str) -> None:
    """Raise UnreadableContentError where the first or last column of a width is no number."""
    tag = b"<%bcol " % prefix
    if mask.count(tag, 0, end) == len(re.findall(re.escape(tag) + _PLAIN_COLUMNS, mask[:end])):
        return
    for match in start_tag(prefix, b"col").finditer(mask, 0, end):
        found = attributes(match[1])
        if not all(re.fullmatch(rb"[0-9]{1,5}", found.get(edge, b"")) for edge in (b"min", b"max")):
            raise unclear(where, "", "列宽的列号无法辨认", name)


def _first_row(mask: bytes, prefix: bytes, start: int) -> tuple[int, bool]:
    """Where the rows begin, less than 0 where they do not, and whether there are none and no end tag."""
    usual = b"<%bsheetData>" % prefix
    place = mask.find(usual, start)
    if place >= 0:
        return place + len(usual), False
    opening = start_tag(prefix, b"sheetData").search(mask, start)
    return (-1, False) if opening is None else (opening.end(), bool(opening[2]))


def rows(sheet: Sheet) -> list[Row]:
    """The rows of the sheet in file order; a row without a number follows the one before it."""
    found: list[Row] = []
    mask, closing, number, position = sheet.mask, b"</" + sheet.prefix + b"row", 0, sheet.begin
    find = start_tag(sheet.prefix, b"row").search
    while (match := find(mask, position, sheet.end)) is not None:
        stated = _row_number(match[1])
        number = int(stated) if stated else number + 1
        body_end = position = match.end()
        if not match[2]:
            body_end = mask.find(closing, position, sheet.end)
            position = mask.find(b">", body_end) + 1
            if body_end < 0:
                raise damaged(sheet.where)
        found.append(Row(number, match.start(), match.end(), body_end, position, stated is not None))
    return found


def _row_number(raw: bytes) -> bytes | None:
    usual = _PLAIN_NUMBER.match(raw)
    return usual[1] if usual else attributes(raw).get(b"r")


def opening_tag(prefix: bytes, row: int, column: int) -> bytes:
    """How the tag of a cell begins where it is spelled the usual way."""
    return b'<%bc r="%b%d"' % (prefix, _letters(column), row)


def cell_at(sheet: Sheet, row: Row, column: int) -> Found | None:
    """The cell of this address where it is spelled the usual way; None says nothing about the others."""
    tag = opening_tag(sheet.prefix, row.number, column)
    place = sheet.mask.find(tag, row.begin, row.body_end)
    match = whole(sheet.prefix, b"c").match(sheet.mask, place, row.body_end) if place >= 0 else None
    return Found(row.number, column, match, True) if match else None


def cells(sheet: Sheet, row: Row) -> Iterator[Found]:
    """The cells of one row in file order; a cell without an address follows the one before it."""
    column = 0
    for match in whole(sheet.prefix, b"c").finditer(sheet.mask, row.begin, row.body_end):
        stated = address(match[1])
        column = stated[1] if stated else column + 1
        yield Found(row.number, column, match, stated is not None)


def extent(sheet: Sheet) -> tuple[int, int]:
    """Last row and last column that hold something."""
    lines = sheet.lines
    return (lines[-1].number, max(map(_LAST_COLUMN, lines))) if lines else (1, 1)


def refuse_sparse(sheet: Sheet, most: int = _MOST_CELLS) -> None:
    """Raise WorkbookError for a sheet with one lone value far out: a reader would fill everything in between.

    ``most`` are the cells from A1 to the last filled one that are let pass.
    """
    down, across = extent(sheet)
    if down * across > most:
        raise WorkbookError(
            f"{sheet.where} 里有内容的范围太大（到第 {down} 行、第 {across} 列）；请删去表格以外的内容再试。"
        )


def body(sheet: Sheet, match: re.Match[bytes], group: int = 2) -> bytes:
    """What the part really holds where a pattern matched its mask; empty where it matched nothing."""
    start, end = match.span(group)
    return sheet.data[start:end] if start >= 0 else b""


def text_of(prefix: bytes, content: bytes) -> str:
    """The text of a rich or plain string element: its runs, without phonetic guides."""
    opening, closing = b"<%bt>" % prefix, b"</%bt>" % prefix
    if content.startswith(opening) and content.count(b"<") == 2 and content.endswith(closing):
        return xstring(content[len(opening) : -len(closing)])
    if b"rPh" in content:
        content = whole(prefix, b"rPh").sub(b"", content)
    return "".join(xstring(match[2] or b"") for match in whole(prefix, b"t").finditer(content))


def style_of(raw: bytes) -> int:
    """The number of the format that a cell's attributes state, 0 where they leave it out or blank."""
    return int(attributes(raw).get(b"s") or 0)
