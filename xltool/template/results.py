"""Sheet 审核结果: the findings, on rows that are there from the start; links are formulas that read the row.

Beside them stands what 错误定位 found.
"""

from __future__ import annotations

from typing import Final

from xltool.book.names import RESULT_ROWS, RESULTS, block_columns
from xltool.book.port import column_letters
from xltool.template import entry
from xltool.template.beside import legend, rule, warn_when_stale
from xltool.template.canvas import Canvas, Formula, Sheet
from xltool.template.location import draw_location
from xltool.template.page import YEAR_TITLE, headline, page, print_too
from xltool.template.styles import BASE, CAPTION, HEADING, INPUT, LINK, MARK_LOOKS, NOTE, PLAIN, TITLE

_HEADING: Final = 8
_WIDTHS: Final = (4.5, 9.5, 7.5, 43, 19, 13, 13, 12, 29, 26, 20, 8)
#: Room for four lines: not every program fits row heights to wrapped text when it opens a file.
_ROW: Final = 54
_HIDDEN: Final = 4
#: Rows that are printed. The link formulas make empty rows count as filled, so a print area over all of them
#: would print a dozen blank pages; findings come sorted by severity, so these are the ones that matter.
_PRINTED: Final = 40
_CENTRED: Final = ("序号", "级别", "代码", "状态")


def draw_results(canvas: Canvas) -> None:
    """Draw the sheet."""
    sheet = canvas.sheet("审核结果")
    for column, width in enumerate(_WIDTHS):
        sheet.work.set_column(column, column, width)
    first_hidden = len(_WIDTHS)
    sheet.work.set_column(first_hidden, first_hidden + _HIDDEN - 1, 12, None, {"hidden": True})
    _head(sheet)
    first, last = _HEADING + 1, _HEADING + RESULT_ROWS
    for index, name in enumerate(block_columns(RESULTS), 1):
        _column(sheet, name.name, column_letters(index), first, last)
    sheet.heights(first, last, _ROW)
    _looks(sheet, first, last)
    sheet.work.freeze_panes(_HEADING, 0)
    sheet.work.repeat_rows(_HEADING - 1)
    located = draw_location(sheet, _HEADING)
    page(sheet, f"L{_HEADING + _PRINTED}", landscape=True)
    print_too(sheet, located)


def _head(sheet: Sheet) -> None:
    sheet.put("A1:L1", headline(YEAR_TITLE, "年度部门整体支出绩效自评审核结果"), TITLE)
    sheet.put("A2", Formula('"填报单位："&{单位名称}'), PLAIN)
    sheet.put("L2", "单位：万元", PLAIN | {"align": "right"})
    bold = BASE | {"bold": True, "text_wrap": True, "bottom": 1, "top": 1}
    sheet.field("审核摘要", "A3:L3", **bold | {"border": 0, "align": "left", "font_color": "#000000"})
    sheet.put("A4:B4", "数据状态：", CAPTION)
    plain = {"border": 0, "align": "left", "font_color": "#000000", "text_wrap": False}
    sheet.field("数据状态", "C4:D4", **plain)
    sheet.put("A5:B5", "审核规则：", CAPTION)
    sheet.field("审核规则", "C5:L5", **plain)
    for column, title in zip("JKL", ("基础数据表", "自评表", "正文数据"), strict=True):
        _link(sheet, f"{column}4", title, "A1", title)
    _link(sheet, "I4", "审核结果", "R1", "错误定位")
    legend(sheet, [f"{column}6" for column in "DEFGHIJ"])
    note = f"写明理由填“说明”栏；只打印前 {_PRINTED} 条，更多的请在“页面布局”里重设打印区域。"
    sheet.put("A7:L7", note, NOTE | {"font_color": "#7F7F7F"})
    for row, height in ((1, 30), (2, 18), (3, 24), (4, 18), (5, 18), (6, 18), (7, 18)):
        sheet.work.set_row(row - 1, height)
    _checksums(sheet)
    warn_when_stale(sheet, "C4:D4")


def _link(sheet: Sheet, cell: str, title: str, place: str, shown: str) -> None:
    look = sheet.canvas.format(LINK | {"font_size": 10})
    sheet.work.write_url(cell, f"internal:'{title}'!{place}", look, f"→ {shown}")


def _checksums(sheet: Sheet) -> None:
    """In the hidden columns: one number over all inputs now, and the same at the time of the review."""
    sheet.put("M3", "输入校验", CAPTION)
    sheet.field("输入校验", "N3")
    sheet.put("M4", "审核时", CAPTION)
    sheet.field("核算_输入校验", "N4")


def _column(sheet: Sheet, name: str, letter: str, first: int, last: int) -> None:
    word = name.removeprefix(RESULTS + "_")
    sheet.put(f"{letter}{_HEADING}", word, HEADING)
    sheet.work.set_row(_HEADING - 1, 22)
    look: dict[str, object] = {"border": 0, "font_color": "#000000", "font_size": 10, "text_wrap": True}
    # At the top, so that a text that is too long loses its end and not its beginning.
    look |= {"align": "center" if word in _CENTRED else "left", "valign": "top"}
    if word == "位置":
        look |= {"font_color": LINK["font_color"], "underline": 1}
    if word == "说明":
        look |= {"bg_color": "#FFFFFF", "font_color": INPUT["font_color"], "locked": False}
        entry.prompt(
            sheet, f"{letter}{first}:{letter}{last}", "说明", "写明理由。重新审核后，说明仍跟着这一条。"
        )
    sheet.rows(name, letter, first, last, **look)


def _looks(sheet: Sheet, first: int, last: int) -> None:
    """Rows without a finding look empty; others get lines, and their 级别 the colour of its mark.

    LibreOffice takes the first rule that holds, Excel adds them up: so each rule brings the lines with it.
    """
    lines: dict[str, object] = {"border": 1, "border_color": "#A6A6A6"}
    for value, _, word, look in sorted(MARK_LOOKS, key=lambda mark: mark[0] != 4):
        column = "L" if value == 4 else "B"
        rule(sheet, f"A{first}:C{last}", f'=ISNUMBER(SEARCH("{word}",${column}{first}))', look | lines)
    filled = f'=OR($A{first}<>"",$D{first}<>"",$K{first}<>"")'
    rule(sheet, f"K{first}:K{last}", filled, lines | {"bg_color": INPUT["bg_color"]})
    rule(sheet, f"A{first}:L{last}", filled, lines)
