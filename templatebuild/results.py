"""Sheet 审核结果: the findings, one a row; links are formulas that read the row.

Beside them stands what 错误定位 found.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from templatebuild import entry
from templatebuild.beside import legend, rule, warn_when_stale
from templatebuild.canvas import Canvas, Formula, Sheet, column_values
from templatebuild.location import draw_location
from templatebuild.page import YEAR_TITLE, headline, set_up
from templatebuild.styles import BASE, CAPTION, HEADING, INPUT, LINK, MARK_LOOKS, NOTE, PLAIN, TITLE
from xltool.book.port import column_letters
from xltool.contract.names import NOT_REVIEWED, RESULTS

_HEADING: Final = 8
#: Columns from A on with their widths; what the edition has no name for is left out.
_SHOWN: Final = {
    "序号": 5.5,
    "级别": 9.5,
    "代码": 7.5,
    "起因": 7.5,
    "问题": 45,
    "位置": 18,
    "单元格": 13,
    "现值": 11,
    "应为": 11,
    "差额": 10,
    "单位": 6.5,
    "可能原因": 30,
    "怎么改": 28,
    "说明": 20,
    "状态": 8,
}
_HIDDEN: Final = ("目标", "显示", "键", "指纹")
#: Room for four lines: not every program fits row heights to wrapped text when it opens a file.
_ROW: Final = 60
_CENTRED: Final = ("序号", "级别", "代码", "起因", "单元格", "单位", "状态")
_NUMBERS: Final = ("现值", "应为", "差额")
#: Numbers of the column 起因 read as the number of the row that they mean.
_FORMATS: Final = {"起因": '"第"0"条"'}


class _Table(NamedTuple):
    """The columns of the list as this edition has them, and its rows."""

    letters: dict[str, str]
    first: int
    last: int

    @property
    def right(self) -> str:
        """The letter of the last column that is shown."""
        return self.letters["状态"]

    def area(self, left: str, right: str) -> str:
        """The address of the rows between two columns."""
        return f"{self.letters[left]}{self.first}:{self.letters[right]}{self.last}"


def draw_results(canvas: Canvas) -> None:
    """Draw the sheet."""
    sheet = canvas.sheet("审核结果")
    shown = [word for word in _SHOWN if canvas.edition.carries(f"{RESULTS}_{word}")]
    letters = {word: column_letters(index) for index, word in enumerate((*shown, *_HIDDEN), 1)}
    table = _Table(letters, _HEADING + 1, _HEADING + canvas.edition.rows)
    _head(sheet, table)
    for word in letters:
        _column(sheet, table, word)
    _first_line(sheet, table)
    sheet.heights(table.first, table.last, _ROW)
    _looks(sheet, table)
    sheet.work.freeze_panes(_HEADING, 0)
    sheet.work.repeat_rows(_HEADING - 1)
    sheet.work.autofilter(f"A{_HEADING}:{table.right}{table.last}")
    if canvas.edition.carries("定位摘要"):
        draw_location(sheet, _HEADING, len(letters) + 2)
    set_up(sheet.work, landscape=True)
    sheet.work.print_area(f"A1:{table.right}1048576")  # whole columns: printed as far as they are filled


def _head(sheet: Sheet, table: _Table) -> None:
    at, right = table.letters, table.right
    sheet.put(f"A1:{right}1", headline(YEAR_TITLE, "年度部门整体支出绩效自评审核结果"), TITLE)
    sheet.put("A2", Formula('"填报单位："&{单位名称}'), PLAIN)
    if "单位" not in at:
        sheet.put(f"{right}2", "单位：万元", PLAIN | {"align": "right"})
    bold = BASE | {"bold": True, "text_wrap": True, "bottom": 1, "top": 1}
    sheet.field("审核摘要", f"A3:{right}3", **bold | {"border": 0, "align": "left", "font_color": "#000000"})
    sheet.put("A4:B4", "数据状态：", CAPTION)
    plain = {"border": 0, "align": "left", "font_color": "#000000", "text_wrap": False}
    state = f"C4:{at['问题']}4"
    sheet.field("数据状态", state, **plain)
    sheet.put("A5:B5", "审核规则：", CAPTION)
    sheet.field("审核规则", f"C5:{right}5", **plain)
    for word, title in zip(("怎么改", "说明", "状态"), ("基础数据表", "自评表", "正文数据"), strict=True):
        _link(sheet, f"{at[word]}4", title, "A1", title)
    if sheet.canvas.edition.carries("定位摘要"):
        _link(sheet, f"{at['可能原因']}4", "审核结果", f"{column_letters(len(at) + 2)}1", "错误定位")
    first = ord(at["问题"]) - 64
    legend(sheet, [f"{column_letters(first + offset)}6" for offset in range(8)])
    note = "写明理由填“说明”栏，重新审核后仍跟着这一条。点列标题上的箭头可以只看某一级别或某一张表。“起因”写着第几条的，先改那一条，改好后这一条多半随之消失。"
    sheet.put(f"A7:{right}7", note, NOTE | {"font_color": "#7F7F7F"})
    for row, height in ((1, 30), (2, 18), (3, 24), (4, 18), (5, 18), (6, 18), (7, 18)):
        sheet.work.set_row(row - 1, height)
    _checksums(sheet, at)
    warn_when_stale(sheet, state)


def _link(sheet: Sheet, cell: str, title: str, place: str, shown: str) -> None:
    look = sheet.canvas.format(LINK | {"font_size": 10})
    sheet.work.write_url(cell, f"internal:'{title}'!{place}", look, f"→ {shown}")


def _checksums(sheet: Sheet, at: dict[str, str]) -> None:
    """In the hidden columns: one number over all inputs now, and the same at the time of the review."""
    for row, (words, name) in enumerate((("输入校验", "输入校验"), ("审核时", "核算_输入校验")), 3):
        sheet.put(f"{at['目标']}{row}", words, CAPTION)
        sheet.field(name, f"{at['显示']}{row}")


def _column(sheet: Sheet, table: _Table, word: str) -> None:
    """The whole column has the look of the list: a file need not hold its blank cells, nor links that lead nowhere.

    Each link is put in when its row is written. Most rows never hold one, and every cell costs each run its time.
    """
    letter, name = table.letters[word], f"{RESULTS}_{word}"
    sheet.put(f"{letter}{_HEADING}", word, HEADING | {"valign": "top"})
    sheet.work.set_row(_HEADING - 1, 34)  # the arrow of the filter stands below the word
    look = _look(word)
    if word == "说明":
        words = "写明理由。重新审核后，说明仍跟着这一条。"
        entry.prompt(sheet, f"{letter}{table.first}:{letter}{table.last}", "说明", words)
    hidden = {"hidden": True} if word in _HIDDEN else {}
    whole = None if sheet.canvas.edition.prepared else sheet.canvas.format(BASE | look)
    sheet.work.set_column(f"{letter}:{letter}", _SHOWN.get(word, 12), whole, hidden)
    if sheet.canvas.edition.prepared:
        sheet.rows(name, letter, table.first, table.last, **look)
    else:
        sheet.canvas.define(name, sheet.area(f"{letter}{table.first}:{letter}{table.last}"))
        for row, given in enumerate(column_values(sheet.canvas.values, name), table.first):
            sheet.put(f"{letter}{row}", given, BASE | look)


def _look(word: str) -> dict[str, object]:
    look: dict[str, object] = {"border": 0, "font_color": "#000000", "font_size": 10, "text_wrap": True}
    # At the top, so that a text that is too long loses its end and not its beginning.
    align = "center" if word in _CENTRED else "right" if word in _NUMBERS else "left"
    look |= {"align": align, "valign": "top"}
    if word == "位置":
        look |= {"font_color": LINK["font_color"], "underline": 1}
    if word == "说明":
        look |= {"font_color": INPUT["font_color"], "locked": False}
    return look | ({"num_format": _FORMATS[word]} if word in _FORMATS else {})


def _first_line(sheet: Sheet, table: _Table) -> None:
    """Before the first review the list says how to get one; the review writes over it."""
    written = any(name.startswith(f"{RESULTS}_") for name in sheet.canvas.values)
    if not sheet.canvas.edition.prepared and not written:
        sheet.put(f"{table.letters['问题']}{table.first}", NOT_REVIEWED, BASE | _look("问题"))


def _looks(sheet: Sheet, table: _Table) -> None:
    """Rows without a finding look empty; others get lines, and their 级别 the colour of its mark.

    LibreOffice takes the first rule that holds, Excel adds them up: so each rule brings the lines with it.
    """
    at, first = table.letters, table.first
    lines: dict[str, object] = {"border": 1, "border_color": "#A6A6A6"}
    for value, _, word, look in sorted(MARK_LOOKS, key=lambda mark: mark[0] != 4):
        column = at["状态"] if value == 4 else at["级别"]
        found = f'=ISNUMBER(SEARCH("{word}",${column}{first}))'
        rule(sheet, table.area("序号", "代码"), found, look | lines)
    filled = f'OR($A{first}<>"",${at["问题"]}{first}<>"",${at["说明"]}{first}<>"")'
    rule(sheet, table.area("说明", "说明"), f"={filled}", lines | {"bg_color": INPUT["bg_color"]})
    if "单位" in at:
        unit = f"${at['单位']}{first}"
        decimals = f'=OR({unit}="万元",{unit}="%")'
        rule(sheet, table.area("现值", "差额"), decimals, lines | {"num_format": "#,##0.00"})
    rule(sheet, table.area("序号", "状态"), f"={filled}", lines)
