"""A table as sheets of a workbook: headings that stay in sight, filters, links, paper; as many sheets as the rows need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from math import ceil, isfinite
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.summary.links import formula
from xltool.summary.looks import FONT, SummaryLooks
from xltool.summary.table import CellLink, Row, SheetTable, Shows, TableColumn, Value, number_of, text_of
from xltool.summary.texts import fit, inert

#: Rows that a sheet holds.
ROWS: Final = 1_048_576
#: Width in digits over which a note runs, and the height of a line of it in points.
_NOTE_WIDTH: Final = 120
LINE: Final = 14.0
_SHORT_LINK: Final = 255
#: What a break of a line leaves unused; lines that a row shows at most, the rest is read in the cell.
_LOOSE: Final = 1.12
_MOST_LINES: Final = 12


def write_table(book: Workbook, looks: SummaryLooks, table: SheetTable, longest: int = ROWS) -> list[str]:
    """Write the sheets of a table; returns their names. ``longest`` is the number of rows that a sheet holds."""
    rows = iter(table.rows)
    names: list[str] = []
    room = longest - len(table.notes) - 2
    while True:
        first = list(islice(rows, 1))
        if not first and names:
            return names
        name = table.title + (str(len(names) + 1) if names else "")
        _sheet(book, looks, table._replace(title=name), chain(first, islice(rows, room - 1)), bool(first))
        names.append(name)


def _sheet(book: Workbook, looks: SummaryLooks, table: SheetTable, rows: Iterable[Row], filled: bool) -> None:
    sheet = book.add_worksheet(table.title)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    head = _top(sheet, looks, table)
    last = head
    for last, row in enumerate(rows, head + 1):
        _row(sheet, looks, table, last, row)
    if filled:
        sheet.autofilter(head, 0, last, len(table.columns) - 1)
    else:
        write_note(sheet, looks, head + 1, table.empty, *_across(table.columns))
    sheet.freeze_panes(head + 1, table.frozen)
    sheet.repeat_rows(head)
    sheet.outline_settings(symbols_below=False)
    paper(sheet)
    if table.printed:
        sheet.print_area(0, 0, last, table.printed - 1)


def paper(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, numbered."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f'&L&"{FONT}"&9&A&C&"{FONT}"&9第 &P 页 共 &N 页')
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _top(sheet: Worksheet, looks: SummaryLooks, table: SheetTable) -> int:
    """Title, notes and headings; returns the row of the headings."""
    sheet.set_row(0, 24)
    write_text(sheet, 0, 0, table.title, looks.title)
    across, width = _across(table.columns)
    for row, note in enumerate(table.notes, 1):
        write_note(sheet, looks, row, note, across, width)
    head = len(table.notes) + 1
    lines = max((ceil(shown_width(column.title) / column.width) for column in table.columns), default=1)
    sheet.set_row(head, LINE * max(lines, 1) + 6)
    for place, column in enumerate(table.columns):
        write_text(sheet, head, place, column.title, looks.head)
    return head


def _across(columns: tuple[TableColumn, ...]) -> tuple[int, int]:
    """Over how many columns a note runs, and how wide these are together."""
    width = 0
    for place, column in enumerate(columns):
        width += column.width
        if width >= _NOTE_WIDTH:
            return place, width
    return len(columns) - 1, width


def write_note(sheet: Worksheet, looks: SummaryLooks, row: int, note: str, across: int, width: int) -> None:
    """A note in grey over columns that are so wide together, as high as it needs."""
    sheet.set_row(row, LINE * ceil(shown_width(note) * 1.1 / width) + 3)
    if across:
        sheet.merge_range(row, 0, row, across, inert(fit(note)), looks.note)
    else:
        write_text(sheet, row, 0, note, looks.note)


def shown_width(text: str) -> int:
    """Width of a text in digits: a Chinese sign is as wide as two."""
    return len(text.encode("gb18030", errors="replace"))


def _row(sheet: Worksheet, looks: SummaryLooks, table: SheetTable, place: int, row: Row) -> None:
    follows = table.outline is not None and text_of(row[table.outline]).startswith("└")
    lines = _lines(table.columns, row)
    if lines > 1 or follows:
        sheet.set_row(place, LINE * lines + 2, None, {"level": 1} if follows else {})
        # XlsxWriter keeps what it knows of a row to the end; the one before the last is written
        for kept in (sheet.row_info, sheet.row_sizes):
            kept.pop(place - 2, None)
    for column, (value, kind) in enumerate(zip(row, _kinds(table.columns), strict=True)):
        write_cell(sheet, looks, place, column, value, kind)


def _lines(columns: tuple[TableColumn, ...], row: Row) -> int:
    """Lines of the longest text of a row. Programs trust the height in a file and do not fit a row to its text."""
    lines = 1
    for value, column in zip(row, columns, strict=True):
        text = text_of(value)
        if len(text) * 2 > column.width and column.shows is not Shows.LINK:
            lines = max(lines, sum(_broken(part, column.width) for part in text.split("\n")))
    return min(lines, _MOST_LINES)


def _broken(text: str, width: int) -> int:
    """Lines that a text without ends of lines takes."""
    wide = shown_width(text)
    return 1 if wide <= width else ceil(wide * _LOOSE / width)


def _kinds(columns: tuple[TableColumn, ...]) -> Iterator[Shows]:
    return (column.shows for column in columns)


def write_cell(
    sheet: Worksheet, looks: SummaryLooks, row: int, column: int, value: Value, shows: Shows
) -> None:
    """One cell of a table: a number stays one, every text is written as a text."""
    number, own = number_of(value)
    if number is not None:
        if isfinite(number):
            sheet.write_number(row, column, float(number), looks.number(own or shows))
        else:
            sheet.write_blank(row, column, None, looks.text)
    elif isinstance(value, CellLink) and value.address:
        text = " ".join(fit(value.text, _SHORT_LINK).split()) or "打开"
        sheet.write_formula(row, column, formula(text, value.address), looks.link, text)
    elif shows is Shows.SEVERITY and text_of(value):
        write_text(sheet, row, column, text_of(value), looks.severity(text_of(value)))
    else:
        write_text(sheet, row, column, text_of(value), looks.text)


def write_text(sheet: Worksheet, row: int, column: int, text: str, form: object) -> None:
    """A text as a text, whatever it looks like; none is a blank cell."""
    if text:
        sheet.write_string(row, column, inert(fit(text)), form)
    else:
        sheet.write_blank(row, column, None, form)
