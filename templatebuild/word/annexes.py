"""附件1 and 附件2 as tables, with the labels of the printed form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from docx.shared import Pt

from templatebuild.layout import Layout
from templatebuild.word.writer import Cell, Row, Writer
from xltool.contract.names import YEAR_COLUMNS

#: Columns in millimetres, 176 together. 附件1: the label over four of them, three years; 附件2: see :data:`_HEADINGS`.
_BASE: Final = (36.0, 19.0, 19.0, 18.0, 28.0, 28.0, 28.0)
_EVALUATION: Final = (9.5, 18.5, 18.5, 30.0, 21.0, 21.0, 17.0, 17.5, 23.0)
_ROW: Final = 5.1
_ABOVE: Final = Pt(8)

_BUILDINGS: Final = (
    ("批复规模\n（㎡）", "批复规模"),
    ("实际规模\n（㎡）", "实际规模"),
    ("规模\n控制率", "规模控制率"),
    ("预算投资\n（万元）", "预算投资"),
    ("实际投资\n（万元）", "实际投资"),
    ("投资概算\n控制率", "投资概算控制率"),
)
_FUNDS: Final = (
    ("按收入性质分：{收入_合计}", "按支出性质分：{支出_合计}"),
    ("其中：一般公共预算：{收入_一般公共预算}", "其中：基本支出：{支出_基本支出}"),
    ("政府性基金拨款：{收入_政府性基金}", "项目支出：{支出_项目支出}"),
    ("纳入专户管理的非税收入拨款：{收入_专户非税}", ""),
    ("其他资金：{收入_其他资金}", ""),
)
_HEADINGS: Final = (
    "一级指标", "二级指标", "三级指标", "年度\n指标值", "实际\n完成值", "分值", "得分", "偏差原因\n分析及\n改进措施",
)  # fmt: skip
_SIGNED: Final = "填表人：{填表人}　　填报日期：{填报日期}　　联系电话："
_SEALED: Final = "单位负责人签字：　　　　　　　　　　　　　　　　　　　　　　　　　　　（公章）"


def annexes(writer: Writer, layout: Layout) -> None:
    """Both annexes, each on a page of its own."""
    writer.paragraph("附件1", "附件标记")
    writer.paragraph(f"{{年度}}{layout.base_title}", "附件标题")
    writer.table(_BASE, _base(layout), _ROW)
    writer.paragraph(layout.base_note, "表格文字", keep=True)
    _signed(writer)
    writer.paragraph("附件2", "附件标记").paragraph_format.page_break_before = True
    writer.paragraph(f"{{年度}}{layout.evaluation_title}", "附件标题")
    writer.table(_EVALUATION, map(Row, _evaluation()), _ROW)
    _signed(writer)


def project_annex(writer: Writer) -> None:
    """The form of a project as its one annex."""
    writer.paragraph("附件", "附件标记")
    writer.paragraph("{年度}年度项目支出绩效自评表", "附件标题")
    writer.table(_EVALUATION, map(Row, _of_a_project()), _ROW)
    _signed(writer)


def _signed(writer: Writer) -> None:
    writer.paragraph(_SIGNED, "表格文字", keep=True, above=_ABOVE)
    writer.paragraph(_SEALED, "表格文字", above=_ABOVE)


def _base(layout: Layout) -> Iterator[Row]:
    staff = Cell("财政供养人员情况（人）", 4, "restart")
    yield Row([staff, Cell("编制数"), Cell("{年度}年实际\n在职人数"), Cell("控制率")], True)
    yield Row([Cell("", 4, "continue"), Cell("{编制数}"), Cell("{在职人数}"), Cell("{在职人员控制率}")], True)
    years = (Cell("{上年度}年决算数"), Cell("{年度}年预算数"), Cell("{年度}年决算数"))
    yield Row([Cell("经费控制情况（万元）", 4), *years], True)
    for line in layout.rows_before_projects:
        yield _amounts(line.label, line.name, line.indent)
    yield _amounts("{项目明细_名称}", "项目明细", 1)
    for line in layout.rows_after_projects:
        yield _amounts(line.label, line.name, line.indent)
    label = Cell("楼堂馆所控制情况\n（{楼堂馆所_完工年度}年\n完工项目）", 1, "restart")
    headings = [Cell(heading) for heading, _ in _BUILDINGS]
    yield Row([cell._replace(keep=True) for cell in (label, *headings)])
    yield Row([Cell("", 1, "continue"), *(Cell(f"{{楼堂馆所_{name}}}") for _, name in _BUILDINGS)])
    yield Row([Cell("厉行节约\n保障措施"), Cell("{厉行节约保障措施}", 6, align="left")])


def _amounts(label: str, name: str, indent: int) -> Row:
    amounts = [Cell(f"{{{name}_{column}}}", align="right") for column in YEAR_COLUMNS]
    return Row([Cell(label, 4, align="left", indent=indent), *amounts])


def _of_a_project() -> Iterator[list[Cell]]:
    yield [Cell("项目名称", 2), Cell("{项目名称}", 3), Cell("单位名称", 2), Cell("{单位名称}", 2)]
    headings, values = _money()
    yield [Cell("项目\n资金\n（万\n元）", 1, "restart"), Cell("", 2), *map(Cell, headings)]
    yield [Cell("", 1, "continue"), Cell("年度资金总额", 2), *map(Cell, values)]
    yield from _goals_and_indicators()


def _evaluation() -> Iterator[list[Cell]]:
    yield [Cell("预算部门", 2), Cell("{单位名称}", 7)]
    yield from _budget()
    yield from _goals_and_indicators()


def _goals_and_indicators() -> Iterator[list[Cell]]:
    goals = Cell("年度\n总体\n目标", 1, "restart")
    yield [goals, Cell("预期目标", 4), Cell("实际完成情况", 4)]
    yield [
        Cell("", 1, "continue"),
        Cell("{预期目标}", 4, align="left", middle=False),
        Cell("{实际完成情况}", 4, align="left", middle=False),
    ]
    yield [Cell("绩\n效\n指\n标", 1, "restart"), *map(Cell, _HEADINGS)]
    yield [
        Cell("", 1, "continue"),
        Cell("{绩效指标_一级指标}", 1, "restart"),
        Cell("{绩效指标_二级指标}", 1, "restart"),
        Cell("{绩效指标_三级指标}", align="left"),
        Cell("{绩效指标_年度指标值}"),
        Cell("{绩效指标_实际完成值}"),
        Cell("{绩效指标_分值}"),
        Cell("{绩效指标_得分}"),
        Cell("{绩效指标_偏差原因}", align="left"),
    ]
    yield [Cell("总分", 6), Cell("{分值合计}"), Cell("{总分}"), Cell("")]


def _money() -> tuple[tuple[str, ...], tuple[str, ...]]:
    headings = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    values = ("{年初预算数}", "{全年预算数}", "{全年执行数}", "{执行率分值}", "{执行率}", "{执行率得分}")
    return headings, values


def _budget() -> Iterator[list[Cell]]:
    headings, values = _money()
    yield [Cell("年度\n预算\n申请\n（万\n元）", 1, "restart"), Cell("", 2), *map(Cell, headings)]
    yield [Cell("", 1, "continue"), Cell("年度资金总额", 2), *map(Cell, values)]
    for income, spending in _FUNDS:
        yield [
            Cell("", 1, "continue"),
            Cell(income, 4, align="left", indent=2),
            Cell(spending, 4, align="left", indent=2),
        ]
