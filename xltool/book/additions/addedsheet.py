"""An added sheet as a worksheet part: texts stand in its cells, so that the table of texts is not touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from xml.sax.saxutils import quoteattr

from xltool.book.additions.addition import AddedCell, AddedColumn, AddedLook, AddedSheet, Highlight
from xltool.book.additions.conditions import condition_elements, reference
from xltool.book.parts.opc import DECLARATION
from xltool.book.parts.xmltext import escaped
from xltool.book.sheet.cellgroups import cell_name
from xltool.book.sheet.cellvalue import encoded, type_said


def added_part(
    sheet: AddedSheet, looks: Mapping[AddedLook, int], highlights: Mapping[Highlight, int], main: str
) -> bytes:
    """The worksheet part, in the namespace of the workbook; numbers say which look is which format."""
    columns = b"".join(_column(column, looks) for column in sheet.columns)
    places = sorted(sheet.cells)
    rows = {row: list(group) for row, group in groupby(places, key=lambda place: place[0])}
    numbers = sorted({*rows, *sheet.heights})
    lines = b"".join(_row(sheet, number, rows.get(number, []), looks) for number in numbers)
    merges = b"".join(b'<mergeCell ref="%b"/>' % reference(area).encode() for area in sheet.merges)
    merged = b'<mergeCells count="%d">%b</mergeCells>' % (len(sheet.merges), merges) if merges else b""
    return b"".join(
        (
            DECLARATION,
            b'<worksheet xmlns="%b"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' % main.encode(),
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0">%b</sheetView></sheetViews>'
            % _pane(sheet.frozen, sheet.beside),
            b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>%b</sheetData>'
            % (columns, lines),
            merged,
            condition_elements(sheet.conditions, highlights, 1, b""),
            _choices(sheet),
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            b'<pageSetup paperSize="9"%b fitToHeight="0"%b orientation="landscape"/></worksheet>'
            % (
                (b' fitToWidth="%d"' % sheet.wide, b' pageOrder="overThenDown"')
                if sheet.wide > 1
                else (b"", b"")
            ),
        )
    )


def _pane(rows: int, columns: int) -> bytes:
    """The rows above and the columns left of what is scrolled."""
    if not rows and not columns:
        return b""
    pane = {(True, False): b"bottomLeft", (False, True): b"topRight"}.get(
        (rows > 0, columns > 0), b"bottomRight"
    )
    split = b' xSplit="%d"' % columns if columns else b""
    split += b' ySplit="%d"' % rows if rows else b""
    first = cell_name(rows + 1, columns + 1).encode()
    return b'<pane%b topLeftCell="%b" activePane="%b" state="frozen"/><selection pane="%b"/>' % (
        split, first, pane, pane,
    )  # fmt: skip


def _column(column: AddedColumn, looks: Mapping[AddedLook, int]) -> bytes:
    style = b' style="%d"' % looks[column.look] if column.look else b""
    hidden = b' hidden="1"' if column.hidden else b""
    return b'<col min="%d" max="%d" width="%g"%b%b customWidth="1"/>' % (
        column.first, column.last, column.width, style, hidden,
    )  # fmt: skip


def _row(
    sheet: AddedSheet, number: int, places: list[tuple[int, int]], looks: Mapping[AddedLook, int]
) -> bytes:
    height = sheet.heights.get(number)
    told = b' ht="%g" customHeight="1"' % height if height else b""
    cells = b"".join(_cell(place, sheet.cells[place], looks) for place in places)
    return b'<row r="%d"%b>%b</row>' % (number, told, cells)


def _cell(place: tuple[int, int], cell: AddedCell, looks: Mapping[AddedLook, int]) -> bytes:
    opening = b'<c r="%b"' % cell_name(*place).encode()
    opening += b' s="%d"' % looks[cell.look] if cell.look else b""
    kind, value = encoded(cell.value, bool(cell.formula), b"", False)
    formula = b"<f>%b</f>" % escaped(cell.formula) if cell.formula else b""
    opening += type_said(kind)
    return opening + (b">%b%b</c>" % (formula, value) if formula or value else b"/>")


def _choices(sheet: AddedSheet) -> bytes:
    listed = b"".join(_choice(place, words) for place, words in sheet.choices.items())
    count = len(sheet.choices)
    return b'<dataValidations count="%d">%b</dataValidations>' % (count, listed) if listed else b""


def _choice(place: tuple[int, int], words: tuple[str, ...]) -> bytes:
    listed = escaped('"' + ",".join(words) + '"')
    where = quoteattr(cell_name(*place)).encode()
    return (
        b'<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorStyle="warning" sqref=%b>'
        b"<formula1>%b</formula1></dataValidation>" % (where, listed)
    )


def looks_of(sheet: AddedSheet) -> Iterator[AddedLook]:
    """Every look that a sheet needs."""
    held = (*(cell.look for cell in sheet.cells.values()), *(column.look for column in sheet.columns))
    yield from (look for look in held if look is not None)
