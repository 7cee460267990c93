"""The manual of rules as a workbook of its own (规则手册): one row a rule, to be filtered, read and printed.

It is no sheet of the template: every run would read it, and a form that goes round by mail would carry it along.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from templatebuild.canvas import PROPERTIES, options
from templatebuild.page import set_up
from templatebuild.styles import BASE, HEADING, MARK_LOOKS, NOTE
from templatebuild.styles import TITLE as TITLE_LOOK
from xltool.checks.manual import INTRODUCTION, TITLE, ManualEntry, documented, entry
from xltool.checks.registry import HEADINGS
from xltool.verbs.row_heights import lines

#: What ``python -m templatebuild`` builds, from the root of the repository.
RULE_MANUAL: Final = Path("templates/审核规则手册.xlsx")

#: Columns with their widths; the last four are the headings of a rule's page.
_COLUMNS: Final = ("代码", "级别", "类别", "规则", *HEADINGS)
WIDTHS: Final = (7, 9, 11, 18, 29, 29, 27, 15)
_HEAD: Final = 2 + len(INTRODUCTION)
_CELL: Final = BASE | {
    "font_size": 10,
    "text_wrap": True,
    "border": 1,
    "border_color": "#A6A6A6",
    "valign": "top",
}
#: Points that a line takes in the tallest of the fonts that stand in for 宋体 at this size, and a row beside its lines.
_LINE: Final = 14.5
_MARGIN: Final = 5


def build_rule_manual(path: Path) -> None:
    """Write the manual of every rule, in the words of :mod:`xltool.checks.manual`."""
    book = xlsxwriter.Workbook(str(path), options())
    book.set_properties({**PROPERTIES, "title": TITLE})
    sheet = book.add_worksheet("规则手册")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _head(book, sheet)
    entries = [entry(rule) for rule in documented()]
    for row, said in enumerate(entries, _HEAD):
        _row(book, sheet, row, said)
    last = _HEAD + len(entries) - 1
    sheet.autofilter(_HEAD - 1, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_HEAD, 0)
    sheet.repeat_rows(_HEAD - 1)
    set_up(sheet, landscape=True)
    sheet.print_area(0, 0, last, len(_COLUMNS) - 1)
    book.close()


def _head(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    edge = len(_COLUMNS) - 1
    sheet.merge_range(0, 0, 0, edge, TITLE, book.add_format(dict(TITLE_LOOK)))
    sheet.set_row(0, 30)
    for row, sentence in enumerate(INTRODUCTION, 1):
        sheet.merge_range(row, 0, row, edge, sentence, book.add_format(dict(NOTE)))
        sheet.set_row(row, 18)
    sheet.write_row(_HEAD - 1, 0, _COLUMNS, book.add_format(dict(HEADING)))
    sheet.set_row(_HEAD - 1, 21)


def _row(book: xlsxwriter.Workbook, sheet: Worksheet, row: int, said: ManualEntry) -> None:
    page = dict(said.page)
    # what a rule says beside the usual headings (that it is on trial) stands below its title
    title = "\n".join([said.title, *(f"{name}：{text}" for name, text in said.page if name not in HEADINGS)])
    texts = (said.code, said.severity, said.family, title, *(page[heading] for heading in HEADINGS))
    looks = {symbol + word: look for _, symbol, word, look in MARK_LOOKS}
    for column, text in enumerate(texts):
        look = looks[said.severity] if _COLUMNS[column] == "级别" else {}
        sheet.write_string(row, column, text, book.add_format({**_CELL, **look}))
    tallest = max(lines(text, width - 1) for text, width in zip(texts, WIDTHS, strict=True))
    sheet.set_row(row, _MARGIN + _LINE * tallest)
