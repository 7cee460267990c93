"""Sheet 基础数据表 (附件1): staff, expenditure of three columns, projects, buildings, economy measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from templatebuild import entry
from templatebuild.beside import Beside, draw_beside, hide_end_row, rule
from templatebuild.canvas import Canvas, Formula, Sheet, longest
from templatebuild.layout import Layout, Row
from templatebuild.page import LAST_YEAR, THIS_YEAR, UNDERLINED, YEAR_TITLE, headline, page
from templatebuild.styles import (
    APPENDIX,
    BASE,
    BESIDE,
    CAPTION,
    END_ROW,
    END_ROW_HEIGHT,
    HEADING,
    INPUT,
    LABEL,
    NOTE,
    PLAIN,
    TITLE,
)
from xltool.contract.names import PROJECTS, YEAR_COLUMNS, block_columns
from xltool.verbs.row_heights import measures_height

_TOP: Final = 4
_FIRST: Final = 7
_ROW: Final = 16.5
_COLUMNS: Final = dict(zip(YEAR_COLUMNS, "EFG", strict=True))
_BUILDINGS: Final = (
    ("B", "批复规模", "批复规模\n（㎡）"),
    ("C", "实际规模", "实际规模\n（㎡）"),
    ("D", "规模控制率", "规模控制率"),
    ("E", "预算投资", "预算投资\n（万元）"),
    ("F", "实际投资", "实际投资\n（万元）"),
    ("G", "投资概算控制率", "投资概算\n控制率"),
)


def draw_base_data(canvas: Canvas, layout: Layout, projects: int) -> None:
    """Draw the sheet with at least that many project rows."""
    sheet = canvas.sheet("基础数据表")
    sheet.widths(A=22, B_D=11, E_G=14)
    _head(sheet, layout)
    _staff(sheet)
    top = _fixed(sheet, _FIRST, layout.rows_before_projects) - 1  # the 项目支出 row is the block's top edge
    count = longest(canvas.values, [name.name for name in block_columns(PROJECTS)], projects)
    end = _projects(sheet, top, count)
    after = end + 1
    buildings = _fixed(sheet, after, layout.rows_after_projects)
    entry.amounts(sheet, f"E{_FIRST}:G{buildings - 1}")
    last = _foot(sheet, layout, _buildings(sheet, buildings))
    beside = Beside(7, _TOP, last)
    hide_end_row(sheet, beside, "A", "G", end)  # before the other rules: LibreOffice takes the first
    draw_beside(sheet, beside, wrap=False)
    _look_of_projects(sheet, top, end)
    _panel(sheet, beside, top, after, buildings)
    sheet.work.freeze_panes(6, 1)
    sheet.work.repeat_rows(5)
    page(sheet, f"G{last}")


def _head(sheet: Sheet, layout: Layout) -> None:
    sheet.put("A1", "附件1", APPENDIX)
    sheet.put("A2:G2", headline(YEAR_TITLE, layout.base_title), TITLE)
    sheet.put("A3", Formula('"填报单位："&{单位名称}'), PLAIN)
    sheet.put("G3", "单位：万元", PLAIN | {"align": "right"})
    for row, height in ((1, 15), (2, 28), (3, 18)):
        sheet.work.set_row(row - 1, height)


def _staff(sheet: Sheet) -> None:
    sheet.put("A4:D5", "财政供养人员情况（人）", LABEL)
    for column, heading in (
        ("E", "编制数"),
        ("F", headline(THIS_YEAR, "年实际\n在职人数")),
        ("G", "控制率"),
    ):
        sheet.put(f"{column}4", heading, HEADING)
    for column, name in (("E", "编制数"), ("F", "在职人数"), ("G", "在职人员控制率")):
        sheet.field(name, f"{column}5")
    entry.counts(sheet, "E5:F5")
    entry.computed(sheet, "G5")
    sheet.put("A6:D6", "经费控制情况（万元）", HEADING)
    for column, pattern, title in (
        ("E", LAST_YEAR, "年决算数"),
        ("F", THIS_YEAR, "年预算数"),
        ("G", THIS_YEAR, "年决算数"),
    ):
        sheet.put(f"{column}6", headline(pattern, title), HEADING)
    for row, height in ((4, 31.5), (5, 18), (6, 18)):
        sheet.work.set_row(row - 1, height)


def _label(sheet: Sheet, row: int, text: object, look: dict[str, object]) -> None:
    """A label that runs over A:D without a merge, which a block must not hold."""
    look = look | {"top": 1, "bottom": 1}
    sheet.put(f"A{row}", text, look | {"left": 1})
    sheet.fill(f"B{row}:C{row}", look)
    sheet.fill(f"D{row}", look | {"right": 1})


def _fixed(sheet: Sheet, row: int, rows: Sequence[Row]) -> int:
    """Draw fixed rows from this row on; the row after the last."""
    for line in rows:
        _label(sheet, row, line.label, BASE | {"indent": line.indent + 1})
        for column, letter in _COLUMNS.items():
            sheet.field(f"{line.name}_{column}", f"{letter}{row}")
        sheet.work.set_row(row - 1, _ROW)
        row += 1
    return row


def _projects(sheet: Sheet, top: int, count: int) -> int:
    """Draw the block below its top edge; its end row."""
    end = top + count + 1
    look = {key: value for key, value in INPUT.items() if key != "border"}
    for row in range(top + 1, end):
        _label(sheet, row, None, look | {"indent": 2})
        sheet.work.set_row(row - 1, _ROW, sheet.canvas.format(BASE | {"locked": False}))
    edges: dict[str, object] = {
        "border": 0,
        "top": 1,
        "bottom": 1,
        "left": 1,
        "indent": 2,
        "text_wrap": False,
    }
    sheet.column("项目明细_名称", "A", top, end, **edges)
    for column, letter in _COLUMNS.items():
        sheet.column(f"项目明细_{column}", letter, top, end)
    sheet.put(
        f"A{end}", "（增加项目：在此行上方插入行）", END_ROW | {"left": 1, "top": 1, "bottom": 1, "indent": 2}
    )
    sheet.fill(f"B{end}:F{end}", END_ROW | {"top": 1, "bottom": 1})
    sheet.fill(f"G{end}", END_ROW | {"top": 1, "bottom": 1, "right": 1})
    sheet.work.set_row(end - 1, END_ROW_HEIGHT)
    entry.prompt(sheet, f"A{top}:A{end}", "项目名称", "每个项目一行，名称与预算批复一致。")
    return end


def _look_of_projects(sheet: Sheet, top: int, end: int) -> None:
    """A row inserted first takes its formats from the row 项目支出: it is to look like one that a person fills in.

    Last of the rules, so that marks and the white of printing come first.
    """
    look = {"bg_color": INPUT["bg_color"], "font_color": INPUT["font_color"]}
    # the end row is in the area, so that the area grows with rows put in above it, and keeps its own look
    typed = f'=AND($A{top}<>"项目支出",ISERROR(SEARCH("在此行上方插入",$A{top})))'
    rule(sheet, f"A{top}:D{end}", typed, look)


def _buildings(sheet: Sheet, row: int) -> int:
    """Draw 楼堂馆所; the row after it."""
    title = 'IF(COUNT({楼堂馆所_完工年度})=0,"    ",{楼堂馆所_完工年度})'
    sheet.put(f"A{row}:A{row + 1}", Formula(f'"楼堂馆所控制情况\n（"&{title}&"年完工项目）"'), LABEL)
    for column, name, heading in _BUILDINGS:
        sheet.put(f"{column}{row}", heading, LABEL)
        sheet.field(f"楼堂馆所_{name}", f"{column}{row + 1}", align="center")
    sheet.heights(row, row, 30)
    sheet.heights(row + 1, row + 1, 22)
    entry.areas(sheet, f"B{row + 1}:C{row + 1}")
    entry.amounts(sheet, f"E{row + 1}:F{row + 1}")
    entry.computed(sheet, f"D{row + 1}", f"G{row + 1}")
    return row + 2


def _foot(sheet: Sheet, layout: Layout, row: int) -> int:
    """Draw the measures, the note and the signatures; the last row."""
    sheet.put(f"A{row}", "厉行节约保障措施", LABEL)
    text = sheet.canvas.values.get("厉行节约保障措施")
    sheet.field("厉行节约保障措施", f"B{row}:G{row}", font_size=10.5, indent=1)
    sheet.work.set_row(row - 1, measures_height(text))
    entry.prompt(sheet, f"B{row}", "厉行节约保障措施", "分条填写。换行按 Alt+Enter。")
    sheet.put(f"A{row + 1}:G{row + 1}", layout.base_note, NOTE)
    sheet.work.set_row(row, 30)
    sign = row + 2
    right = PLAIN | {"align": "right"}
    sheet.put(f"A{sign}", "填表人：", right)
    sheet.field("填表人", f"B{sign}", border=0, bottom=4, text_wrap=False)
    sheet.put(f"C{sign}:D{sign}", "填报日期：", right)
    sheet.field("填报日期", f"E{sign}", border=0, bottom=4)
    sheet.put(f"F{sign}", "联系电话：", right)
    look = {key: value for key, value in INPUT.items() if key != "border"}
    sheet.put(f"G{sign}", None, look | {"bottom": 4, "num_format": "@", "shrink": True})
    sheet.put(f"A{sign + 1}", "单位负责人签字：", right)
    sheet.fill(f"B{sign + 1}:D{sign + 1}", UNDERLINED)
    sheet.put(f"F{sign + 1}", "（公章）", right)
    sheet.heights(sign, sign, 24)
    sheet.heights(sign + 1, sign + 1, 27)
    entry.prompt(sheet, f"E{sign}", "填报日期", "如 2023-4-18。")
    return sign + 1


def _panel(sheet: Sheet, beside: Beside, top: int, after: int, buildings: int) -> None:
    """Rates and sums of ours, each beside a fixed row: a cell beside a block row would go with a deleted row."""
    label, first, second, third = (beside.panel(index) for index in range(4))

    def line(row: int, text: str, name: str) -> None:
        sheet.put(f"{label}{row}", text, CAPTION)
        sheet.field(name, f"{first}{row}", **_SMALL)

    sheet.put(f"{first}4", "核算／参考值", BESIDE | {"align": "center", "bold": True})
    line(5, "控制率核算", "核算_在职人员控制率")
    for row, name in ((_FIRST, "预算调整率"), (_FIRST + 2, "公用经费控制率")):
        line(row, name, name)
    sheet.put(f"{label}{top}", "项目明细合计", CAPTION)
    for column, letter in zip(YEAR_COLUMNS, (first, second, third), strict=True):
        sheet.field(f"项目明细合计_{column}", f"{letter}{top}", **_SMALL)
        sheet.put(f"{letter}{top - 1}", None, BESIDE)
    line(after, "三公控制率", "三公经费控制率")
    sheet.put(f"{second}{after}", "三公变动率", CAPTION)
    sheet.field("三公经费变动率", f"{third}{after}", **_SMALL)
    line(buildings - 1, "政府采购执行率", "政府采购执行率")
    line(buildings + 1, "规模控制率核算", "核算_楼堂馆所_规模控制率")
    sheet.put(f"{second}{buildings + 1}", "投资控制率核算", CAPTION)
    sheet.field("核算_楼堂馆所_投资概算控制率", f"{third}{buildings + 1}", **_SMALL)


_SMALL: Final[dict[str, object]] = {"font_size": 10, "align": "center"}
