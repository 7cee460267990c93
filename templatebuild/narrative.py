"""Sheet 正文数据: the figures that the report's text states, so that they can be checked against the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from templatebuild import entry
from templatebuild.beside import Beside, draw_beside
from templatebuild.canvas import Canvas, Formula, Sheet
from templatebuild.page import DATED, UNDERLINED, YEAR_TITLE, headline, mirror, page
from templatebuild.styles import APPENDIX, BASE, CAPTION, HEADING, LABEL, NOTE, PLAIN, TITLE
from xltool.contract.names import NARRATIVE_SHARES

_TOP: Final = 5
_ROWS: Final = (
    ("在职人数", "年末在职人数（人）", 0, "正文“单位概况”"),
    ("总收入", "全年总收入", 0, "正文“收入情况”"),
    ("预算内收入", "其中：预算内收入", 2, ""),
    ("预算外收入", "预算外收入", 5, ""),
    ("总支出", "全年总支出", 0, "正文“支出情况”"),
    ("工资福利支出", "其中：工资福利支出", 2, ""),
    ("商品和服务支出", "商品和服务支出", 5, ""),
    ("对个人和家庭补助", "对个人和家庭补助支出", 5, ""),
    ("资本性支出", "资本性支出", 5, ""),
    ("其他支出", "其他支出（以上四项之外）", 5, ""),
    ("年末结余", "年末收支结余", 0, "正文“收支结余情况”"),
)
#: A head count in a column of amounts keeps the same room on its right.
_ROOM: Final = {"在职人数": {"num_format": "0_ "}}
_HINT: Final = "照自评报告正文抄录，便于与附表核对；正文没有写的可以空着，四项之外没有支出的填 0。占比由公式计算，正文写的占比与此不同的，可照正文改写。"
_SMALL: Final[dict[str, object]] = {"font_size": 10, "align": "center"}


def draw_narrative(canvas: Canvas) -> None:
    """Draw the sheet."""
    sheet = canvas.sheet("正文数据")
    sheet.widths(A=34, B=18, C=16, D=26)
    sheet.put("A1", "核对用表", APPENDIX)
    sheet.put("A2:D2", headline(YEAR_TITLE, "年度部门整体支出绩效自评报告正文数据"), TITLE)
    sheet.put("A3", Formula('"填报单位："&{单位名称}'), PLAIN)
    sheet.put("D3", "单位：万元", PLAIN | {"align": "right"})
    for column, heading in zip("ABCD", ("项目", "正文所写的数", "占总支出的比重", "在正文何处"), strict=True):
        sheet.put(f"{column}4", heading, HEADING)
    for row, height in ((1, 15), (2, 28), (3, 18), (4, 24)):
        sheet.work.set_row(row - 1, height)
    lines = [line for line in _ROWS if canvas.edition.carries(f"正文_{line[0]}")]
    last = _TOP + len(lines) - 1
    beside = Beside(4, _TOP, last + 3)
    draw_beside(sheet, beside)
    _rows(sheet, beside, lines)
    _foot(sheet, last + 1)
    sheet.work.freeze_panes(4, 0)
    page(sheet, f"D{last + 3}", tall=1)


def _rows(sheet: Sheet, beside: Beside, lines: Sequence[tuple[str, str, int, str]]) -> None:
    for row, (name, label, indent, where) in enumerate(lines, _TOP):
        sheet.put(f"A{row}", label, BASE | {"border": 1, "indent": indent + 1})
        sheet.field(f"正文_{name}", f"B{row}", align="right", **_ROOM.get(name, {}))
        if name in NARRATIVE_SHARES:
            _share(sheet, beside, row, name)
        else:
            sheet.put(f"C{row}", None, LABEL)
        sheet.put(f"D{row}", where, NOTE | {"border": 1, "align": "center"})
        sheet.work.set_row(row - 1, 24)
    entry.counts(sheet, f"B{_TOP}")
    entry.amounts(sheet, f"B{_TOP + 1}:B{_TOP + len(lines) - 1}")


def _share(sheet: Sheet, beside: Beside, row: int, part: str) -> None:
    sheet.field(f"正文_{part}_占比", f"C{row}")
    entry.computed(sheet, f"C{row}")
    sheet.put(f"{beside.panel(0)}{row}", "占比核算", CAPTION)
    sheet.field(f"核算_正文_{part}_占比", f"{beside.panel(1)}{row}", **_SMALL)


def _foot(sheet: Sheet, row: int) -> None:
    sheet.put(f"A{row}:D{row}", _HINT, NOTE)
    right = PLAIN | {"align": "right"}
    sheet.put(f"A{row + 1}", "填表人：", right)
    sheet.put(f"B{row + 1}", mirror("填表人"), UNDERLINED)
    sheet.put(f"C{row + 1}", "填报日期：", right)
    sheet.put(f"D{row + 1}", mirror("填报日期"), DATED)
    sheet.put(f"A{row + 2}", "单位负责人签字：", right)
    sheet.put(f"B{row + 2}", None, UNDERLINED)
    sheet.put(f"C{row + 2}", "（公章）", right)
    for offset, height in enumerate((32, 24, 27)):
        sheet.work.set_row(row + offset - 1, height)
