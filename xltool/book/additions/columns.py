"""Columns right of a form: their widths among those of the sheet, and what its rows looked like before they held anything there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from xltool.book.additions.addition import AddedColumn, Fact
from xltool.book.parts.outline import PartNode
from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import attributes
from xltool.book.port import column_letters
from xltool.book.sheet import sheetpart
from xltool.book.sheet.references import corners
from xltool.book.sheet.sheetpart import Found, Row, Sheet, start_tag

_EDGES: Final = rb"""(\s)(min|max)(\s*=\s*["'])(\d+)(["'])"""
_SPANS: Final = rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')"""
_RANGE: Final = re.compile(rb"""\sspans\s*=\s*["'](\d+):(\d+)["']""")

_COLS, _CUT, _NEW = "列宽", "列宽|原", "列宽|新"
#: The extent that a sheet states, and the one of its cells: not every program tells the right one.
_EXTENT, _HELD, _ROWS = "范围", "范围|实", "行"


def widened(
    data: bytes, root: PartNode, columns: Sequence[AddedColumn]
) -> tuple[list[Splice], tuple[Fact, ...]]:
    """The splices that give these columns their widths, and what the sheet said of them before.

    A width that reaches over all columns to the end of the sheet is cut in two around them.
    """
    first, last = columns[0].first, columns[-1].last
    new = b"".join(_col(root.prefix, column) for column in columns)
    listed = root.first("cols")
    rows = root.first("sheetData")
    assert rows is not None
    if listed is None:
        tag = root.prefix + b"cols"
        return [Splice(rows.start, rows.start, b"<%b>%b</%b>" % (tag, new, tag))], (
            Fact(_COLS, "-"),
            Fact(_NEW, new.decode()),
        )
    cut = [node for node in listed.children if _edges(node)[1] >= first and _edges(node)[0] <= last]
    if not cut:
        later = (node.start for node in listed.children if _edges(node)[0] > last)
        place = next(later, listed.closing)
        return [Splice(place, place, new)], (Fact(_COLS, "+"), Fact(_NEW, new.decode()))
    before = data[cut[0].start : cut[-1].end]
    pieces = [_limited(data, node, (1, first - 1)) for node in cut]
    pieces += [new, *(_limited(data, node, (last + 1, 1 << 20)) for node in cut)]
    spelled = b"".join(pieces)
    facts = (Fact(_COLS, "+"), Fact(_CUT, before.decode()), Fact(_NEW, spelled.decode()))
    return [Splice(cut[0].start, cut[-1].end, spelled)], facts


def _col(prefix: bytes, column: AddedColumn) -> bytes:
    hidden = b' hidden="1"' if column.hidden else b""
    return b'<%bcol min="%d" max="%d" width="%g"%b customWidth="1"/>' % (
        prefix, column.first, column.last, column.width, hidden,
    )  # fmt: skip


def _edges(node: PartNode) -> tuple[int, int]:
    low, high = node.attributes.get("min", ""), node.attributes.get("max", "")
    return (int(low), int(high)) if low.isdigit() and high.isdigit() else (0, 0)


def _limited(data: bytes, node: PartNode, within: tuple[int, int]) -> bytes:
    """The element of a width as far as its columns lie within these; empty where none do."""
    low, high = _edges(node)
    low, high = max(low, within[0]), min(high, within[1])
    if low > high:
        return b""
    edges = {b"min": b"%d" % low, b"max": b"%d" % high}
    raw = data[node.start : node.end]
    return re.sub(_EDGES, lambda m: m[1] + m[2] + m[3] + edges[m[2]] + m[5], raw)


def narrowed(
    data: bytes, root: PartNode, columns: tuple[int, int], facts: Mapping[str, str]
) -> Iterator[Splice]:
    """The splices that take the widths of these columns out again; as they were where nobody has changed them since."""
    listed = root.first("cols")
    if listed is None:
        return
    inside = data[listed.opened : listed.closing]
    new = facts.get(_NEW, "").encode()
    if new and inside.count(new) == 1:
        inside = inside.replace(new, facts.get(_CUT, "").encode())
    else:
        pieces = []
        for node in listed.children:
            pieces += [
                _limited(data, node, (1, columns[0] - 1)),
                _limited(data, node, (columns[1] + 1, 1 << 20)),
            ]
        inside = b"".join(pieces)
    if inside.strip():
        yield Splice(listed.opened, listed.closing, inside)
    else:
        yield Splice(listed.start, listed.end)


# Rows


def row_facts(sheet: Sheet) -> tuple[Fact, ...]:
    """What is lost of a sheet when cells come and go beside its form: its extent, which columns its rows say to span."""
    extent = _extent_of(sheet)
    told = b"" if extent is None else sheet.data[extent[0] : extent[1]]
    runs = []
    rows = enumerate(sheetpart.rows(sheet))
    for (_, kind), group in groupby(rows, lambda each: (each[1].number - each[0], _kind(sheet, each[1]))):
        numbers = [row.number for _, row in group]
        runs.append(f"{numbers[0]}-{numbers[-1]}={kind}")
    if sheet.self_closed:
        runs = ["0"]
    held = _box(_cells(sheet))
    return (
        Fact(_EXTENT, told.decode()),
        Fact(_HELD, _spelled(held) if held else ""),
        Fact(_ROWS, ";".join(runs)),
    )


def _cells(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for row in sheetpart.rows(sheet):
        yield from ((cell.row, cell.column) for cell in sheetpart.cells(sheet, row))


def _box(places: Iterable[tuple[int, int]]) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of cells."""
    rows, columns = zip(*found, strict=True) if (found := list(places)) else ((), ())
    return (min(rows), min(columns), max(rows), max(columns)) if rows else None


def _spelled(box: tuple[int, int, int, int]) -> str:
    return f"{column_letters(box[1])}{box[0]}:{column_letters(box[3])}{box[2]}"


def _extent_of(sheet: Sheet) -> tuple[int, int] | None:
    """Where the extent that a sheet states of itself stands."""
    match = start_tag(sheet.prefix, b"dimension").search(sheet.mask, 0, sheet.begin)
    stated = attributes(match[1]).get(b"ref", b"") if match else b""
    if match is None or not stated:
        return None
    start = sheet.data.index(stated, match.start(1))
    return start, start + len(stated)


def _kind(sheet: Sheet, row: Row) -> str:
    """The columns that a row says to span, and how it is closed where it holds nothing."""
    spans = _RANGE.search(sheet.data, row.start, row.begin)
    told = f"{spans[1].decode()}:{spans[2].decode()}" if spans else ""
    if row.begin != row.body_end or sheet.data[row.begin - 2 : row.begin] == b"/>":
        return told
    return f"{told}/"


def emptied(sheet: Sheet, columns: tuple[int, int], facts: Mapping[str, str]) -> bytes:
    """The part without the cells in these columns; rows and extent are spelled as before, as far as that is known."""
    before = dict(_runs(facts.get(_ROWS, "")))
    splices: list[Splice] = []
    rows = sheetpart.rows(sheet)
    left = len(rows)
    for row in rows:
        change = _row(sheet, row, columns, before.get(row.number))
        splices += change
        left -= Splice(row.start, row.end) in change
    if not left and facts.get(_ROWS) == "0" and not sheet.self_closed:
        opening = sheet.data.rindex(b"<", 0, sheet.begin)
        closing = sheet.data.index(b">", sheet.end) + 1
        splices = [Splice(opening, closing, sheet.data[opening : sheet.begin - 1] + b"/>")]
    splices += _extent(sheet, columns, facts)
    return spliced(sheet.data, splices)


def _row(sheet: Sheet, row: Row, columns: tuple[int, int], before: str | None) -> list[Splice]:
    """The splices that take cells out of a row, and spell it as before; it goes where it was made for these cells."""
    cells = list(sheetpart.cells(sheet, row))
    gone = [cell for cell in cells if columns[0] <= cell.column <= columns[1]]
    tag = sheet.data[row.start : row.begin]
    if len(gone) == len(cells) and not _besides(sheet, row, cells):
        other = bool(before and before.endswith("/")) and tag.endswith(b"/>")
        return [_closed(row, tag, before)] if gone or other or _wide(tag, columns) else []
    splices = [Splice(*cell.match.span()) for cell in gone]
    if gone or _wide(tag, columns):
        splices.append(Splice(row.start, row.begin, _spanned(tag, before)))
    return splices


def _wide(tag: bytes, columns: tuple[int, int]) -> bool:
    spans = _RANGE.search(tag)
    return spans is not None and int(spans[2]) >= columns[0]


def _besides(sheet: Sheet, row: Row, cells: list[Found]) -> bool:
    """Whether a row holds anything but its cells and blanks."""
    ends = [row.begin, *(cell.match.end() for cell in cells)]
    starts = [*(cell.match.start() for cell in cells), row.body_end]
    return any(sheet.data[end:start].strip() for end, start in zip(ends, starts, strict=True))


def _closed(row: Row, tag: bytes, before: str | None) -> Splice:
    """A row that holds nothing any more."""
    if before is None and attributes(tag).keys() <= {b"r", b"spans"}:
        return Splice(row.start, row.end)
    spelled = _spanned(tag, before)
    spelled = spelled[:-2] if spelled.endswith(b"/>") else spelled[:-1]
    name = re.match(rb"<([^\s>/]+)", tag)
    assert name is not None
    end = b"></" + name[1] + b">" if before and before.endswith("/") else b"/>"
    return Splice(row.start, row.end, spelled + end)


def _spanned(tag: bytes, before: str | None) -> bytes:
    """The start tag of a row with the columns that it said to span; without any where that is not known."""
    told = (before or "").rstrip("/").encode()
    return re.sub(_SPANS, lambda m: re.sub(rb"\d+:\d+", told, m[0]) if told else b"", tag, count=1)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    for run in text.split(";"):
        rows, equals, kind = run.partition("=")
        first, _, last = rows.partition("-")
        if equals and first.isdigit() and last.isdigit():
            yield from ((number, kind) for number in range(int(first), int(last) + 1))


def _extent(sheet: Sheet, columns: tuple[int, int], facts: Mapping[str, str]) -> Iterator[Splice]:
    """The extent without these columns: as it was said before, unless cells came to the form."""
    place = _extent_of(sheet)
    now = corners(sheet.data[place[0] : place[1]]) if place else None
    if place is None or now is None or now[3] < columns[0]:
        return
    told = facts.get(_EXTENT, "")
    edges = [corners(each.encode()) for each in (told, facts.get(_HELD, ""))]
    known = [edge for each in edges if each is not None for edge in (each[:2], each[2:])]
    left = [place for place in _cells(sheet) if not columns[0] <= place[1] <= columns[1]]
    before, after = _box(known), _box([*known, *left])
    new = told if told and before == after else _spelled(after or (1, 1, 1, 1))
    yield Splice(*place, new.encode())
