"""A sheet that is added to a workbook: plain data, written as one worksheet part with texts in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.book.parts.opc import DECLARATION
from xltool.book.parts.xmltext import attributes, damaged, escaped, utf8
from xltool.book.port import column_letters
from xltool.book.sheet.cellvalue import encoded
from xltool.book.sheet.sheetpart import whole

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEXT_FORMAT: Final = 49  # the built-in number format @


class CellLook(NamedTuple):
    """How a cell looks; sizes in points, ``horizontal`` as in the file format. Long texts are wrapped."""

    font: str = "宋体"
    size: float = 11
    bold: bool = False
    bordered: bool = True
    horizontal: str = "left"


class NewCell(NamedTuple):
    """A cell: its column from 1, its text, its look."""

    column: int
    text: str
    look: CellLook


class NewRow(NamedTuple):
    """A row, below the one before; its height in points, 0 for the usual one."""

    cells: tuple[NewCell, ...]
    height: int = 0


class NewSheet(NamedTuple):
    """A sheet of its own. ``widths`` are those of its columns in characters, ``names`` lead to (row, column)."""

    title: str
    rows: tuple[NewRow, ...]
    widths: tuple[int, ...]
    merges: tuple[str, ...] = ()
    hidden: bool = False
    names: Mapping[str, tuple[int, int]] = {}
    print_titles: str = ""

    @property
    def looks(self) -> tuple[CellLook, ...]:
        """Every look that a cell has, once."""
        return tuple(dict.fromkeys(cell.look for row in self.rows for cell in row.cells))


def sheet_part(sheet: NewSheet, styles: Mapping[CellLook, int]) -> bytes:
    """The worksheet part; ``styles`` says which cell format of the workbook is which look."""
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (number, number, width)
        for number, width in enumerate(sheet.widths, 1)
    )
    rows = b"".join(_row(number, row, styles) for number, row in enumerate(sheet.rows, 1))
    merges = b"".join(b'<mergeCell ref="%b"/>' % area.encode() for area in sheet.merges)
    merged = b'<mergeCells count="%d">%b</mergeCells>' % (len(sheet.merges), merges) if merges else b""
    selected = b"" if sheet.hidden else b' tabSelected="1"'
    return (
        DECLARATION
        + b'<worksheet xmlns="%b"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' % _MAIN.encode()
        + b'<sheetViews><sheetView showGridLines="0"%b workbookViewId="0"/></sheetViews>' % selected
        + b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>%b</sheetData>%b'
        % (columns, rows, merged)
        + b'<printOptions horizontalCentered="1"/><pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" '
        b'header="0.3" footer="0.3"/><pageSetup paperSize="9" fitToHeight="0" orientation="portrait"/>'
        + b"<headerFooter><oddFooter>%b</oddFooter></headerFooter></worksheet>"
        % escaped("&C第 &P 页 共 &N 页")
    )


def _row(number: int, row: NewRow, styles: Mapping[CellLook, int]) -> bytes:
    height = b' ht="%d" customHeight="1"' % row.height if row.height else b""
    return b'<row r="%d"%b>%b</row>' % (
        number,
        height,
        b"".join(_cell(number, cell, styles) for cell in row.cells),
    )


def _cell(row: int, cell: NewCell, styles: Mapping[CellLook, int]) -> bytes:
    opening = b'<c r="%b%d" s="%d"' % (column_letters(cell.column).encode(), row, styles[cell.look])
    kind, element = encoded(cell.text, False, b"", False)
    return opening + (b' t="%b">%b</c>' % (kind, element) if kind else b"/>")


def with_looks(part: bytes, looks: Sequence[CellLook], where: str) -> tuple[bytes, dict[CellLook, int]]:
    """The styles part with these looks at the end of its tables, and the number of each as a cell format.

    Raises WorkbookError where the part has no such tables.
    """
    data = utf8(part, where)
    found = start_tag_prefix(data, where)
    fonts = {look: _font(look, found) for look in looks}
    data, first_font = _appended(data, found, b"fonts", list(fonts.values()), where)
    data, border = _appended(data, found, b"borders", [_border(found)], where)
    formats = [
        _format(look, found, first_font + index, border if look.bordered else 0)
        for index, look in enumerate(looks)
    ]
    data, first = _appended(data, found, b"cellXfs", formats, where)
    return data, {look: first + index for index, look in enumerate(looks)}


def start_tag_prefix(data: bytes, where: str) -> bytes:
    """The namespace prefix (``x:``, mostly none) of a styles part."""
    match = re.search(rb"<(?:([A-Za-z_][\w.-]*):)?styleSheet(?=[\s/>])", data)
    if match is None:
        raise damaged(where)
    return match[1] + b":" if match[1] else b""


def _appended(data: bytes, prefix: bytes, table: bytes, items: list[bytes], where: str) -> tuple[bytes, int]:
    """The part with items at the end of one table, and the number of the first of them."""
    match = whole(prefix, table).search(data)
    if match is None or match[2] is None:
        raise damaged(where)
    count = int(attributes(match[1]).get(b"count", b"-1"))
    if count < 0:
        raise damaged(where)
    opening = data[match.start() : match.start(2)].replace(b'"%d"' % count, b'"%d"' % (count + len(items)), 1)
    return data[: match.start()] + opening + match[2] + b"".join(items) + data[match.end(2) :], count


def _font(look: CellLook, prefix: bytes) -> bytes:
    bold = b"<%bb/>" % prefix if look.bold else b""
    inside = b'%b<%bsz val="%g"/><%bname val="%b"/>' % (bold, prefix, look.size, prefix, look.font.encode())
    return b"<%bfont>%b</%bfont>" % (prefix, inside, prefix)


def _border(prefix: bytes) -> bytes:
    sides = b"".join(_sides(prefix))
    return b"<%bborder>%b<%bdiagonal/></%bborder>" % (prefix, sides, prefix, prefix)


def _sides(prefix: bytes) -> Iterator[bytes]:
    for side in (b"left", b"right", b"top", b"bottom"):
        yield b'<%b style="thin"><%bcolor rgb="FF000000"/></%b>' % (prefix + side, prefix, prefix + side)


def _format(look: CellLook, prefix: bytes, font: int, border: int) -> bytes:
    indent = b' indent="1"' if look.bordered and look.horizontal == "left" else b""
    return (
        b'<%bxf numFmtId="%d" fontId="%d" fillId="0" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" '
        b'applyBorder="1" applyAlignment="1"><%balignment horizontal="%b" vertical="center" wrapText="1"%b/></%bxf>'
        % (prefix, _TEXT_FORMAT, font, border, prefix, look.horizontal.encode(), indent, prefix)
    )
