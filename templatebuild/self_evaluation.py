"""Sheet 自评表 (附件2): budget execution, income and spending, goals, indicators and the total."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from templatebuild import entry
from templatebuild.beside import Beside, draw_beside, hide_end_row
from templatebuild.canvas import Canvas, Sheet, column_values, longest
from templatebuild.layout import Layout
from templatebuild.page import DATED, UNDERLINED, YEAR_TITLE, headline, mirror, page
from templatebuild.styles import (
    APPENDIX,
    BASE,
    CAPTION,
    END_ROW,
    END_ROW_HEIGHT,
    FORMULA,
    HEADING,
    LABEL,
    PLAIN,
    TITLE,
    named_style,
    number_format,
)
from xltool.contract.names import CONTRACT, INDICATORS, block_columns
from xltool.verbs.row_heights import INDICATOR_WIDTHS, goals_height, indicator_height

_TOP: Final = 4
_HEADING: Final = 14  # the heading of the indicators is the block's top edge
_BUDGET: Final = (
    ("D", "年初预算数", "年初预算数"),
    ("E", "全年预算数", "全年预算数"),
    ("F", "全年执行数", "全年执行数"),
    ("G", "分值", "执行率分值"),
    ("H", "执行率", "执行率"),
    ("I", "得分", "执行率得分"),
)
_FUNDS: Final = (
    (7, "按收入性质分：", "收入_合计", "按支出性质分：", "支出_合计"),
    (8, "其中：一般公共预算：", "收入_一般公共预算", "其中：基本支出：", "支出_基本支出"),
    (9, "政府性基金拨款：", "收入_政府性基金", "项目支出：", "支出_项目支出"),
    (10, "纳入专户管理的非税收入拨款：", "收入_专户非税", "", ""),
    (11, "其他资金：", "收入_其他资金", "", ""),
)
_COLUMNS: Final = (
    ("B", "一级指标", "一级指标"),
    ("C", "二级指标", "二级指标"),
    ("D", "三级指标", "三级指标"),
    ("E", "年度指标值", "年度\n指标值"),
    ("F", "实际完成值", "实际\n完成值"),
    ("G", "分值", "分值"),
    ("H", "得分", "得分"),
    ("I", "偏差原因", "偏差原因\n分析及\n改进措施"),
)
_SMALL: Final[dict[str, object]] = {"font_size": 10, "align": "center"}


def draw_self_evaluation(canvas: Canvas, layout: Layout, indicators: int) -> None:
    """Draw the sheet with at least that many indicator rows."""
    sheet = canvas.sheet("自评表")
    sheet.widths(A=4.5, B=9, C=11, D=28, E_F=12, G=9, H=10, I=15)
    _head(sheet, layout)
    _budget(sheet)
    _goals(sheet)
    count = longest(canvas.values, [name.name for name in block_columns(INDICATORS)], indicators)
    end = _HEADING + count + 1
    beside = Beside(9, _TOP, end + 3)
    hide_end_row(sheet, beside, "B", "I", end)  # before the other rules: LibreOffice takes the first
    draw_beside(sheet, beside)
    _indicators(sheet, beside, end)
    _total(sheet, end + 1)
    _sign(sheet, end + 2)
    _panel(sheet, beside, end + 1)
    sheet.work.freeze_panes(4, 0)
    sheet.work.repeat_rows(_HEADING - 1)
    page(sheet, f"I{end + 3}")


def _head(sheet: Sheet, layout: Layout) -> None:
    sheet.put("A1", "附件2", APPENDIX)
    sheet.put("A2:I2", headline(YEAR_TITLE, layout.evaluation_title), TITLE)
    sheet.put("I3", "单位：万元", PLAIN | {"align": "right"})
    sheet.put("A4:B4", "预算部门", LABEL)
    sheet.put("C4:I4", mirror("单位名称"), FORMULA | {"align": "center"})
    for row, height in ((1, 15), (2, 28), (3, 18), (4, 21)):
        sheet.work.set_row(row - 1, height)


def _budget(sheet: Sheet) -> None:
    sheet.put("A5:A11", "年度\n预算\n申请\n（万\n元）", LABEL)
    sheet.put("B5:C5", None, LABEL)
    sheet.put("B6:C6", "年度资金总额", LABEL)
    for column, heading, name in _BUDGET:
        sheet.put(f"{column}5", heading, HEADING)
        sheet.field(name, f"{column}6", align="center")
    sheet.heights(5, 5, 21)
    sheet.heights(6, 6, 28)
    for row, left, income, right, spending in _FUNDS:
        _pair(sheet, row, "B", "D", "E", left, income)
        if spending:
            _pair(sheet, row, "F", "H", "I", right, spending)
    sheet.put("F10:I11", None, LABEL)
    sheet.heights(7, 11, 19.5)
    for area in ("D6:F6", "E7:E11", "I7:I9"):
        entry.amounts(sheet, area)
    entry.points(sheet, "G6")
    entry.computed(sheet, "H6", "I6")


def _pair(sheet: Sheet, row: int, first: str, last: str, column: str, text: str, name: str) -> None:
    """A printed label and its figure, which read as one line: 「其中：一般公共预算：1,322.44」."""
    sheet.put(f"{first}{row}:{last}{row}", text, BASE | {"align": "right", "left": 1, "top": 1, "bottom": 1})
    sheet.field(name, f"{column}{row}", align="left", border=0, right=1, top=1, bottom=1)


def _goals(sheet: Sheet) -> None:
    sheet.put("A12:A13", "年度\n总体\n目标", LABEL)
    sheet.put("B12:E12", "预期目标", HEADING)
    sheet.put("F12:I12", "实际完成情况", HEADING)
    sheet.field("预期目标", "B13:E13", font_size=10.5, indent=1)
    sheet.field("实际完成情况", "F13:I13", font_size=10.5, indent=1)
    values = sheet.canvas.values
    sheet.work.set_row(11, 18)
    sheet.work.set_row(12, goals_height(values.get("预期目标"), values.get("实际完成情况")))
    entry.prompt(sheet, "B13", "预期目标", "分条填写：目标1：…  目标2：…  换行按 Alt+Enter。")
    entry.prompt(sheet, "F13", "实际完成情况", "与预期目标逐条对应填写。")


def _indicators(sheet: Sheet, beside: Beside, end: int) -> None:
    for column, name, heading in _COLUMNS:  # a row inserted first takes its formats from the heading
        kind = CONTRACT[f"绩效指标_{name}"].kind
        sheet.put(f"{column}{_HEADING}", heading, HEADING | number_format(kind))
    sheet.work.set_row(_HEADING - 1, 52)
    for row in range(_HEADING + 1, end):
        height = _height(sheet.canvas.values, row - _HEADING - 1)
        sheet.work.set_row(row - 1, height, sheet.canvas.format(BASE | {"locked": False}))
    for column, name, _ in _COLUMNS:
        look: dict[str, object] = {"align": "left", "indent": 1} if column == "D" else {"align": "center"}
        sheet.column(f"绩效指标_{name}", column, _HEADING, end, text_wrap=True, **look)
    sheet.put(f"{beside.panel(0)}{_HEADING}", "建议得分", HEADING | {"font_size": 10})
    sheet.column("绩效指标_建议得分", beside.panel(0), _HEADING, end, **_SMALL)
    sheet.column("绩效指标_审核", beside.review, _HEADING, end, border=0, font_color="#000000", align="left")
    _merge_levels(sheet)
    sheet.put(f"B{end}", "（增加指标：在此行上方插入行）", END_ROW | {"left": 1, "top": 1, "bottom": 1})
    sheet.fill(f"C{end}:H{end}", END_ROW | {"top": 1, "bottom": 1})
    sheet.fill(f"I{end}", END_ROW | {"top": 1, "bottom": 1, "right": 1})
    sheet.work.set_row(end - 1, END_ROW_HEIGHT)
    sheet.put(f"A{_HEADING}:A{end}", "绩\n效\n指\n标", LABEL)
    _prompts(sheet, end)


def _height(values: Mapping[str, object], index: int) -> float:
    """Height of an indicator row."""
    texts: dict[str, object] = {}
    for column in INDICATOR_WIDTHS:
        given = column_values(values, f"绩效指标_{column}")
        texts[column] = given[index] if index < len(given) else None
    return indicator_height(texts)


def _merge_levels(sheet: Sheet) -> None:
    """Merge 一级 and 二级 cells downwards where the values leave the cells below a filled one blank."""
    for column, name in (("B", "绩效指标_一级指标"), ("C", "绩效指标_二级指标")):
        given = column_values(sheet.canvas.values, name)
        starts = [index for index, value in enumerate(given) if value not in (None, "")]
        for start, stop in pairwise([*starts, len(given)]):
            if stop - start > 1:
                first, last = _HEADING + 1 + start, _HEADING + stop
                look = named_style(name) | {"align": "center", "text_wrap": True}
                sheet.put(f"{column}{first}:{column}{last}", given[start], look)


def _prompts(sheet: Sheet, end: int) -> None:
    first, last = _HEADING, end  # with both edges, so that a row added first or last is helped too
    entry.prompt(
        sheet, f"E{first}:E{last}", "年度指标值", "照通知填写，如 ≥95%、100%、12次、9月底前、有效改善。"
    )
    entry.prompt(
        sheet, f"F{first}:F{last}", "实际完成值", "用与指标值相同的单位和说法，如 96%、19次、有效改善。"
    )
    entry.points(sheet, f"G{first}:H{last}")
    entry.prompt(
        sheet, f"I{first}:I{last}", "偏差原因", "没有完成、或超过指标值 30% 以上的，请写明原因和改进措施。"
    )
    sheet.work.ignore_errors({"number_stored_as_text": f"E{_HEADING}:F{end}"})


def _total(sheet: Sheet, row: int) -> None:
    sheet.put(f"A{row}:F{row}", "总分", HEADING)
    sheet.field("分值合计", f"G{row}", bold=True)
    sheet.field("总分", f"H{row}", bold=True)
    sheet.put(f"I{row}", None, LABEL)
    sheet.work.set_row(row - 1, 21)
    entry.computed(sheet, f"G{row}", f"H{row}")


def _sign(sheet: Sheet, row: int) -> None:
    """填表人 and 填报日期 are filled in once, on 基础数据表."""
    right = PLAIN | {"align": "right"}
    sheet.put(f"A{row}:B{row}", "填表人：", right)
    sheet.put(f"C{row}", mirror("填表人"), UNDERLINED | {"shrink": True})
    sheet.put(f"D{row}", "填报日期：", right)
    sheet.put(f"E{row}:F{row}", mirror("填报日期"), DATED)
    sheet.put(f"G{row}:H{row}", "联系电话：", right)
    sheet.put(f"I{row}", None, UNDERLINED | {"num_format": "@", "shrink": True, "locked": False})
    sheet.put(f"A{row + 1}:C{row + 1}", "单位负责人签字：", right)
    sheet.put(f"D{row + 1}", None, UNDERLINED)
    sheet.put(f"G{row + 1}:H{row + 1}", "（公章）", right)
    sheet.heights(row, row, 24)
    sheet.heights(row + 1, row + 1, 27)


def _panel(sheet: Sheet, beside: Beside, total: int) -> None:
    pairs = (
        (0, 6, "执行率核算", "核算_执行率"),
        (2, 6, "执行率得分核算", "核算_执行率得分"),
        (0, total, "建议总分", "建议总分"),
        (2, total, "总分核算", "核算_总分"),
        (0, total + 1, "等级", "等级"),
        (2, total + 1, "分值合计核算", "核算_分值合计"),
    )
    for column, row, label, name in pairs:
        sheet.put(f"{beside.panel(column)}{row}", label, CAPTION)
        sheet.field(name, f"{beside.panel(column + 1)}{row}", **_SMALL)
