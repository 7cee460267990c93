"""A worksheet part with its formulas replaced by what they show, and without anything that is not to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from xltool.book.defined import LAST_COLUMN
from xltool.book.parts.pruning import pruned
from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import attributes
from xltool.book.port import Value
from xltool.book.sheet import sheetpart
from xltool.book.sheet.cellvalue import Context, encoded, type_said
from xltool.book.sheet.sheetcontent import content, held
from xltool.book.sheet.sheetpart import Found, Sheet, start_tag, whole

#: Children of a worksheet that stay. Comments, buttons, embedded objects, links (texts stay), validations (nothing is
#: to be typed), scenarios and what other programs add are left out.
_KEPT: Final = frozenset(
    {
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
        *("autoFilter", "sortState", "mergeCells", "phoneticPr", "conditionalFormatting"),
        *(
            "printOptions",
            "pageMargins",
            "pageSetup",
            "headerFooter",
            "rowBreaks",
            "colBreaks",
            "ignoredErrors",
        ),
        *("drawing", "legacyDrawingHF", "drawingHF", "picture"),
    }
)
#: Attributes of a cell that go with its formula or with values of other kinds than its own.
_GOES = rb"""\s(?:t|cm|vm|ph)\s*=\s*(?:"[^"]*"|'[^']*')"""
_STYLE = rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')"""
_METADATA = re.compile(rb"""\s(?:cm|vm)\s*=""")
_RELATED = rb"""\s[\w.-]+:id\s*=\s*(?:"[^"]*"|'[^']*')"""
_SELECTED = rb"""\stabSelected\s*=\s*(?:"[^"]*"|'[^']*')"""
_STRING = rb"""\st\s*=\s*["']s["']"""


def frozen(
    sheet: Sheet,
    shown: Mapping[tuple[int, int], Value],
    context: Context,
    last_column: int,
    dropped: frozenset[str],
) -> bytes:
    """The part as it is to be sent.

    ``shown`` holds fresh results of formulas (others keep the result that they hold), ``last_column`` the last one
    that is to be seen (0: all), ``dropped`` the children that lead to what is left out. Cells under a merged area,
    which nobody sees, are emptied.
    """
    thawed = _cells_frozen(sheet, shown, context, last_column)
    part = pruned(
        thawed,
        sheet.where,
        _KEPT - dropped,
        {
            "pageSetup": lambda piece: re.sub(_RELATED, b"", piece),  # the settings of somebody's printer
            "sheetViews": lambda piece: re.sub(_SELECTED, b"", piece),
            "cols": lambda piece: b"" if last_column else piece,
        },
    )
    return _columns_hidden(sheet, part, last_column) if last_column else part


def _cells_frozen(
    sheet: Sheet, shown: Mapping[tuple[int, int], Value], context: Context, last_column: int
) -> bytes:
    covered = set(_under_merges(sheet))
    splices = []
    for row in sheetpart.rows(sheet):
        for cell in sheetpart.cells(sheet, row):
            at = (cell.row, cell.column)
            unseen = 0 < last_column < cell.column
            if not (unseen or at in covered or at in shown or _is_special(sheet, cell)):
                continue
            value = shown[at] if at in shown else held(sheet, cell.match, context)
            new = _written(sheet, cell, None if at in covered else value, context, unseen)
            splices.append(Splice(*cell.match.span(), new))
    return spliced(sheet.data, splices)


def _is_special(sheet: Sheet, cell: Found) -> bool:
    """Whether a cell holds a formula, or leads to metadata of its value."""
    if _METADATA.search(cell.match[1]):
        return True
    inside = cell.match.span(2)
    return inside[0] >= 0 and whole(sheet.prefix, b"f").search(sheet.mask, *inside) is not None


def _written(sheet: Sheet, cell: Found, value: object, context: Context, unseen: bool) -> bytes:
    """The cell with a constant; in a hidden column without its look, since a centred text runs over into the form."""
    kind, element = encoded(cast(Value, value), False, sheet.prefix, context.date1904)
    raw = re.sub(_GOES, b"", sheetpart.body(sheet, cell.match, 1)).rstrip()
    raw = re.sub(_STYLE, b"", raw) if unseen else raw
    if not element:
        return b"<%bc%b/>" % (sheet.prefix, raw)
    return b"<%bc%b%b>%b</%bc>" % (sheet.prefix, raw, type_said(kind), element, sheet.prefix)


def _under_merges(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The cells of merged areas but the first of each, which alone is seen."""
    for _, top, left, bottom, right in content(sheet).merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    yield row, column


def _columns_hidden(sheet: Sheet, part: bytes, last: int) -> bytes:
    """The part with every column beyond the last one hidden, the others as wide as they were."""
    prefix = sheet.prefix
    kept = b"".join(_columns_up_to(sheet, last))
    hidden = b'<%bcol min="%d" max="%d" width="9" hidden="1" customWidth="1"/>' % (
        prefix,
        last + 1,
        LAST_COLUMN,
    )
    place = start_tag(prefix, b"sheetData").search(part)
    assert place is not None
    cols = b"<%bcols>%b%b</%bcols>" % (prefix, kept, hidden, prefix)
    return part[: place.start()] + cols + part[place.start() :]


def _columns_up_to(sheet: Sheet, last: int) -> Iterator[bytes]:
    for match in start_tag(sheet.prefix, b"col").finditer(sheet.mask, 0, sheet.begin):
        found = attributes(match[1])
        low, high = int(found.get(b"min", b"0")), int(found.get(b"max", b"0"))
        if low > last:
            continue
        raw = sheetpart.body(sheet, match, 1).rstrip()
        if high > last:
            raw = re.sub(rb"""(\smax\s*=\s*)["'][0-9]+["']""", rb'\g<1>"%d"' % last, raw)
        yield b"<%bcol%b/>" % (sheet.prefix, raw)


def strings_used(sheet: Sheet) -> Iterator[int]:
    """The entries of the table of texts to which the cells of a part lead."""
    for match in whole(sheet.prefix, b"c").finditer(sheet.mask, sheet.begin, sheet.end):
        value = whole(sheet.prefix, b"v").search(sheet.mask, *match.span(2)) if match[2] else None
        if value is not None and re.search(_STRING, match[1]) and value[2].strip().isdigit():
            yield int(value[2])
