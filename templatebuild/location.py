"""What 错误定位 found, beside the list of findings: its rows are those of the list, its columns lie to the right.

Frozen heads and headings repeated on every printed page are thus right for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from templatebuild.beside import rule, warn_when_stale
from templatebuild.canvas import Sheet
from templatebuild.styles import BESIDE, CAPTION, HEADING, LINK, MARK_LOOKS, NOTE, SECTION
from xltool.book.port import column_letters
from xltool.contract.names import CONTRACT, LOCATED

#: The columns of the block and their widths; the last two are hidden.
_COLUMNS: Final = {"结论": 12, "单元格": 46, "说明": 96, "目标": 12, "显示": 12}
_HIDDEN: Final = ("目标", "显示")
_NOTE: Final = (
    "证实有误：不改这一格，无论怎样改别处，各项关系都不能成立。高度存疑：改动最少的每一种改法都要改这一格。\n"
    "存疑组：同组各格中至少有一格有误，右边写着不能同时成立的关系。由“错误定位”按钮或 xltool locate 文件名 --write 写入；审核不改动这里，改数以后请重新定位。\n"
    "打印时不印这几列；要打印，选中它们，打印“选定区域”。左边的清单筛选以后，这里的行也会隐去，请先清除筛选。"
)
#: What a conclusion begins with, in the look of the mark that asks for as much.
_LOOKS: Final = {"证实": 3, "高度存疑": 2, "存疑组": 1}


def draw_location(sheet: Sheet, heading: int, left: int) -> None:
    """Draw the block with its headings in that row, from the column ``left`` on (counted from 1)."""
    at = {word: column_letters(left + index) for index, word in enumerate(_COLUMNS)}
    sheet.work.set_column(left - 2, left - 2, 3)
    _head(sheet, at)
    first, last = heading + 1, heading + sheet.canvas.edition.rows
    for word, letter in at.items():
        sheet.put(f"{letter}{heading}", word, HEADING)
        _column(sheet, word, letter, first, last)
    _looks(sheet, at, first, last)


def _head(sheet: Sheet, at: Mapping[str, str]) -> None:
    left, right = at["结论"], at["说明"]
    sheet.put(f"{left}1:{right}1", "错误定位", SECTION | {"align": "center"})
    plain = {"border": 0, "align": "left", "font_color": "#000000", "bg_color": "#FFFFFF"}
    sheet.put(f"{left}3", "定位结果：", CAPTION)
    sheet.field("定位摘要", f"{at['单元格']}3:{right}3", **plain | {"bold": True})
    sheet.put(f"{left}4", "数据状态：", CAPTION)
    sheet.field("定位状态", f"{at['单元格']}4", **plain | {"text_wrap": False})
    sheet.put(f"{left}5:{right}7", _NOTE, NOTE | {"font_color": "#7F7F7F", "valign": "top"})
    sheet.put(f"{at['目标']}3", "定位时校验", CAPTION)
    sheet.field("定位校验", f"{at['显示']}3")
    warn_when_stale(sheet, f"{at['单元格']}4")


def _column(sheet: Sheet, word: str, letter: str, first: int, last: int) -> None:
    """The whole column has the look of the block: a file need not hold its blank cells, nor links that lead nowhere.

    Each link is put in when its row is written. Most workbooks never hold one, and every cell costs each run its time.
    """
    look = BESIDE | {"font_color": "#000000", "text_wrap": True, "valign": "top"}
    name = f"{LOCATED}_{word}"
    if CONTRACT[name].formula:
        look |= {"font_color": LINK["font_color"], "underline": 1}
    hidden = {"hidden": True} if word in _HIDDEN else {}
    sheet.work.set_column(f"{letter}:{letter}", _COLUMNS[word], sheet.canvas.format(look), hidden)
    sheet.canvas.define(name, sheet.area(f"{letter}{first}:{letter}{last}"))


def _looks(sheet: Sheet, at: Mapping[str, str], first: int, last: int) -> None:
    """Rows that hold nothing look empty; what was found for other figures is greyed.

    LibreOffice takes the first rule that holds, Excel adds them up: so each rule brings the lines with it.
    """
    lines: dict[str, object] = {"border": 1, "border_color": "#A6A6A6"}
    left, right = at["结论"], at["说明"]
    stale = f'LEFT(${at["单元格"]}$4,4)="数据已变"'
    looks = {value: look for value, _, _, look in MARK_LOOKS}
    for word, value in _LOOKS.items():
        begins = f'=AND(LEFT(${left}{first},{len(word)})="{word}",NOT({stale}))'
        rule(sheet, f"{left}{first}:{left}{last}", begins, looks[value] | lines)
    filled = f'OR(${left}{first}<>"",${right}{first}<>"")'
    area = f"{left}{first}:{right}{last}"
    rule(sheet, area, f"=AND({filled},{stale})", lines | {"font_color": "#A6A6A6"})
    rule(sheet, area, f"={filled}", lines)
