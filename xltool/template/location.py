"""What 错误定位 found, beside the list of findings: its rows are those of the list, its columns lie to the right.

Frozen heads and headings repeated on every printed page are thus right for both.
"""

from __future__ import annotations

from typing import Final

from xltool.book.names import CONTRACT, LOCATED, RESULT_ROWS
from xltool.template.beside import rule, warn_when_stale
from xltool.template.canvas import Sheet
from xltool.template.styles import BESIDE, CAPTION, HEADING, LINK, MARK_LOOKS, NOTE, SECTION

#: Column of the sheet -> column of the block and its width; the last two are hidden.
_COLUMNS: Final = {
    "R": ("结论", 12),
    "S": ("单元格", 46),
    "T": ("说明", 96),
    "U": ("目标", 12),
    "V": ("显示", 12),
}
_FIRST, _LAST, _HIDDEN, _BESIDE_HIDDEN = "R", "T", "U", "V"
#: Rows that are printed; two pages.
_PRINTED: Final = 28
_NOTE: Final = (
    "证实有误：不改这一格，无论怎样改别处，各项关系都不能成立。高度存疑：改动最少的每一种改法都要改这一格。\n"
    "存疑组：同组各格中至少有一格有误，右边写着不能同时成立的关系。\n"
    "由“错误定位”按钮或 xltool locate 文件名 --write 写入；审核不改动这里，改数以后请重新定位。"
)
#: What a conclusion begins with, in the look of the mark that asks for as much.
_LOOKS: Final = {"证实": 3, "高度存疑": 2, "存疑组": 1}


def draw_location(sheet: Sheet, heading: int) -> str:
    """Draw the block with its headings in that row; the address of what is printed of it."""
    sheet.work.set_column("Q:Q", 3)
    _head(sheet)
    first, last = heading + 1, heading + RESULT_ROWS
    for letter, (word, width) in _COLUMNS.items():
        sheet.put(f"{letter}{heading}", word, HEADING)
        _column(sheet, f"{LOCATED}_{word}", letter, width, first, last)
    _looks(sheet, first, last)
    return f"{_FIRST}1:{_LAST}{heading + _PRINTED}"


def _head(sheet: Sheet) -> None:
    sheet.put(f"{_FIRST}1:{_LAST}1", "错误定位", SECTION | {"align": "center"})
    plain = {"border": 0, "align": "left", "font_color": "#000000", "bg_color": "#FFFFFF"}
    sheet.put(f"{_FIRST}3", "定位结果：", CAPTION)
    sheet.field("定位摘要", f"S3:{_LAST}3", **plain | {"bold": True})
    sheet.put(f"{_FIRST}4", "数据状态：", CAPTION)
    sheet.field("定位状态", "S4", **plain | {"text_wrap": False})
    sheet.put(f"{_FIRST}5:{_LAST}7", _NOTE, NOTE | {"font_color": "#7F7F7F", "valign": "top"})
    sheet.put(f"{_HIDDEN}3", "定位时校验", CAPTION)
    sheet.field("定位校验", f"{_BESIDE_HIDDEN}3")
    warn_when_stale(sheet, "S4")


def _column(sheet: Sheet, name: str, letter: str, width: float, first: int, last: int) -> None:
    """The whole column has the look of the block: a file need not hold its blank cells, nor links that lead nowhere.

    Each link is put in when its row is written. Most workbooks never hold one, and every cell costs each run its time.
    """
    look = BESIDE | {"font_color": "#000000", "text_wrap": True, "valign": "top"}
    if CONTRACT[name].formula:
        look |= {"font_color": LINK["font_color"], "underline": 1}
    hidden = {"hidden": True} if letter >= _HIDDEN else {}
    sheet.work.set_column(f"{letter}:{letter}", width, sheet.canvas.format(look), hidden)
    sheet.canvas.define(name, sheet.area(f"{letter}{first}:{letter}{last}"))


def _looks(sheet: Sheet, first: int, last: int) -> None:
    """Rows that hold nothing look empty; what was found for other figures is greyed.

    LibreOffice takes the first rule that holds, Excel adds them up: so each rule brings the lines with it.
    """
    lines: dict[str, object] = {"border": 1, "border_color": "#A6A6A6"}
    stale = 'LEFT($S$4,4)="数据已变"'
    looks = {value: look for value, _, _, look in MARK_LOOKS}
    for word, value in _LOOKS.items():
        begins = f'=AND(LEFT($R{first},{len(word)})="{word}",NOT({stale}))'
        rule(sheet, f"{_FIRST}{first}:{_FIRST}{last}", begins, looks[value] | lines)
    filled = f'OR($R{first}<>"",$T{first}<>"")'
    area = f"{_FIRST}{first}:{_LAST}{last}"
    rule(sheet, area, f"=AND({filled},{stale})", lines | {"font_color": "#A6A6A6"})
    rule(sheet, area, f"={filled}", lines)
