"""The first two sheets as they are drawn: the overview with its small tables, and the charts beside their figures."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.summary.looks import FONT, SummaryLooks
from xltool.summary.sheets import LINE, paper, shown_width, write_cell, write_note, write_text
from xltool.summary.table import Chart, Row, Section, Shows, text_of
from xltool.summary.texts import fit

_WIDTHS: Final = (32, 20, 12, 20, 12, 20, 12)
#: From this width on a last column of words runs to the edge of the page.
_WORDY: Final = 30


def write_overview(
    book: Workbook, looks: SummaryLooks, title: str, notes: tuple[str, ...], sections: tuple[Section, ...]
) -> None:
    """总览: one small table below the other."""
    sheet = book.add_worksheet("总览")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 28)
    write_text(sheet, 0, 0, title, looks.title)
    row = _notes(sheet, looks, 1, notes)
    breaks = []
    for section in sections:
        breaks += [row + 1] if section.fresh else []
        row = _section(sheet, looks, row + 1, section)
    sheet.set_h_pagebreaks(breaks)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    paper(sheet)


def _notes(sheet: Worksheet, looks: SummaryLooks, row: int, notes: tuple[str, ...]) -> int:
    for note in notes:
        write_note(sheet, looks, row, note, len(_WIDTHS) - 1, sum(_WIDTHS))
        row += 1
    return row


def _section(sheet: Worksheet, looks: SummaryLooks, row: int, section: Section) -> int:
    """Title, notes, headings and rows; returns the row behind it."""
    sheet.set_row(row, 20)
    write_text(sheet, row, 0, section.title, looks.section)
    row = _notes(sheet, looks, row + 1, section.notes)
    if not section.rows:
        return row
    wordy = section.columns[-1].width >= _WORDY
    for place, column in enumerate(section.columns):
        write_text(sheet, row, place, column.title, looks.head)
    if wordy:
        sheet.merge_range(
            row, len(section.columns) - 1, row, len(_WIDTHS) - 1, section.columns[-1].title, looks.head
        )
    for cells in section.rows:
        row += 1
        _line(sheet, looks, row, section, cells, wordy)
    return row + 1


def _line(sheet: Worksheet, looks: SummaryLooks, row: int, section: Section, cells: Row, wordy: bool) -> None:
    last = len(cells) - 1
    lines = _lines_of(cells[: last if wordy else len(cells)])
    if lines > 1:
        sheet.set_row(row, LINE * lines + 2)
    if wordy and isinstance(cells[last], str):
        sheet.merge_range(row, last, row, len(_WIDTHS) - 1, fit(str(cells[last])), looks.text)
        cells = cells[:last]
    for place, (value, column) in enumerate(zip(cells, section.columns, strict=False)):
        write_cell(sheet, looks, row, place, value, column.shows)


def _lines_of(cells: Row) -> int:
    """Lines of the text that needs most in the columns of the sheet."""
    return max(ceil(shown_width(text_of(cell)) / width) for cell, width in zip(cells, _WIDTHS, strict=False))


# Charts

_CHART_ROWS: Final = 15
_FORMATS: Final = {Shows.COUNT: "#,##0", Shows.MONEY: "#,##0.00"}
_SHEET: Final = "图表"


def write_charts(book: Workbook, looks: SummaryLooks, charts: tuple[Chart, ...]) -> None:
    """图表: each chart with its figures on its left."""
    sheet = book.add_worksheet(_SHEET)
    for place, width in enumerate((36, 20, 2)):
        sheet.set_column(place, place, width)
    sheet.set_default_row(16)
    sheet.set_row(0, 28)
    write_text(sheet, 0, 0, _SHEET, looks.title)
    row = 2
    for chart in charts:
        _figures(sheet, looks, row, chart)
        sheet.insert_chart(row, 3, _drawn(book, chart, row), {"object_position": 2, "y_offset": 5})
        row += _CHART_ROWS
    sheet.set_h_pagebreaks(range(2 + 2 * _CHART_ROWS, row, 2 * _CHART_ROWS))
    paper(sheet)


def _figures(sheet: Worksheet, looks: SummaryLooks, row: int, chart: Chart) -> None:
    for place, head in enumerate(chart.heads):
        write_text(sheet, row, place, head, looks.head)
    for down, (category, value) in enumerate(chart.rows, row + 1):
        write_cell(sheet, looks, down, 0, category, Shows.TEXT)
        write_cell(sheet, looks, down, 1, value, chart.shows)


def _drawn(book: Workbook, chart: Chart, row: int) -> Any:
    made = book.add_chart({"type": "bar" if chart.bar else "column"})
    last = row + len(chart.rows)
    font = {"name": FONT, "size": 9}
    made.add_series(
        {
            "name": [_SHEET, row, 1],
            "categories": [_SHEET, row + 1, 0, last, 0],
            "values": [_SHEET, row + 1, 1, last, 1],
            # what programs show that do not reckon: rows that were written are not kept
            "categories_data": [fit(category) for category, _ in chart.rows],
            "values_data": [value for _, value in chart.rows],
            "fill": {"color": "#44546A"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": _FORMATS[chart.shows], "font": font},
        }
    )
    made.set_title(
        {"name": fit(chart.title), "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False}
    )
    made.set_legend({"none": True})
    named = {"num_font": font, "major_gridlines": {"visible": False}, "reverse": chart.bar}
    figures = {"visible": False, "major_gridlines": {"visible": False}}
    made.set_y_axis(named if chart.bar else figures)
    made.set_x_axis(figures if chart.bar else named)
    made.set_size({"width": 760, "height": 300})
    return made
