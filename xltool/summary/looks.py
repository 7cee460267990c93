"""How the sheets of a summary look: the fonts of the templates, the colours of the severities, formats of numbers."""

from __future__ import annotations

import datetime
from typing import Any, BinaryIO, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xltool.summary.table import Shows

FONT: Final = "宋体"
_BASE: Final[dict[str, object]] = {"font_name": FONT, "font_size": 10, "valign": "top"}
_LINED: Final[dict[str, object]] = {**_BASE, "border": 1, "border_color": "#BFBFBF"}
_NUMBERS: Final = {
    Shows.COUNT: "#,##0",
    Shows.MONEY: "#,##0.00",
    Shows.PERCENT: "0.00%",
    Shows.POINTS: "0.00",
    Shows.NUMBER: "General",
    Shows.TIMES: "#,##0.0",
}
#: Sign of a severity -> its looks: never the colour alone.
_SEVERITIES: Final[dict[str, dict[str, object]]] = {
    "▲": {"bg_color": "#F4B183", "bold": True},
    "◆": {"bg_color": "#BDD7EE"},
    "●": {"bg_color": "#E7E6E6"},
}


class SummaryLooks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.title = self._made(book, _BASE, bold=True, font_size=16)
        self.section = self._made(book, _BASE, bold=True, font_size=12)
        self.note = self._made(book, _BASE, font_color="#595959", text_wrap=True)
        self.head = self._made(
            book, _LINED, bold=True, bg_color="#F2F2F2", text_wrap=True, align="center", valign="vcenter"
        )
        self.text = self._made(book, _LINED, text_wrap=True)
        self.link = self._made(book, _LINED, text_wrap=True, font_color="#0563C1", underline=1)
        self._plain = self._made(book, _LINED)
        self._numbers = {shows: self._made(book, _LINED, num_format=code) for shows, code in _NUMBERS.items()}
        self._severities = {sign: self._made(book, _LINED, **looks) for sign, looks in _SEVERITIES.items()}

    @staticmethod
    def _made(book: Workbook, base: dict[str, object], **more: object) -> Format:
        return book.add_format({**base, **more})

    def number(self, shows: Shows) -> Format:
        """The format of a number that is shown so."""
        return self._numbers.get(shows, self._numbers[Shows.NUMBER])

    def severity(self, text: str) -> Format:
        """The format of a severity with its sign."""
        return self._severities.get(text[:1], self._plain)


def new_book(path: str | BinaryIO, folder: str) -> Workbook:
    """A workbook (parts of which stand in a folder meanwhile) that is written row by row and keeps none of them. Same content, same bytes."""
    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    book = xlsxwriter.Workbook(path, options)
    book.use_zip64()
    book.set_properties({"title": "绩效自评汇总", "created": datetime.datetime(2000, 1, 1)})
    return book
