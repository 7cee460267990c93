"""Reports in our own words: the official forms as tables of merged cells, filled with any figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class C(NamedTuple):
    """One cell of a form: its text, how many columns and rows it covers."""

    text: str = ""
    span: int = 1
    down: int = 1


Row = list[C]
Values = Mapping[str, object]


@dataclass
class Form:
    """A report: paragraphs (str) and tables (lists of rows that hold only the cells which begin in them)."""

    blocks: list[str | list[Row]] = field(default_factory=list)

    def tables(self) -> Iterator[list[Row]]:
        return (block for block in self.blocks if isinstance(block, list))


def said(value: object, unit: str = "") -> str:
    """A figure as people type it: thousands with a comma, ratios as percentages, points with 分."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    number = Decimal(str(value))
    if unit == "%":
        return f"{(number * 100).normalize():f}%"
    text = f"{number:,f}"
    return text + unit


def of(values: Values, name: str, unit: str = "") -> str:
    return said(values.get(name), unit)


def column(values: Values, name: str) -> Sequence[object]:
    found = values.get(name) or ()
    assert isinstance(found, Sequence) and not isinstance(found, str)
    return found


def three(values: Values, row: str) -> Row:
    return [C(of(values, f"{row}_{each}")) for each in ("上年决算", "本年预算", "本年决算")]


def line(label: str, cells: Row) -> Row:
    return [C(label, 4), *cells]


def _staff(values: Values, year: int) -> list[Row]:
    head = [C("财政供养人员情况（人）", 4, 2), C("编制数"), C(f"{year}年实际\n在职人数"), C("控制率")]
    return [
        head,
        [C(of(values, "编制数")), C(of(values, "在职人数")), C(of(values, "在职人员控制率", "%") + "　")],
    ]


def _heading(year: int) -> Row:
    return [
        C("经费控制情况（万元）", 4),
        C(f"{year - 1}年决算数"),
        C(f"{year}年预算数"),
        C(f"{year}年决算数"),
    ]


def _projects(values: Values) -> list[Row]:
    names = column(values, "项目明细_名称")
    columns = [column(values, f"项目明细_{each}") for each in ("上年决算", "本年预算", "本年决算")]
    return [
        line(
            f"  {name}", [C(f"{Decimal(str(c[i])):.2f}" if c[i] not in (None, "") else "　") for c in columns]
        )
        for i, name in enumerate(names)
    ]


def _three_public(values: Values) -> list[Row]:
    rows = (
        ("三公经费", "三公经费"),
        ("　 1、公务用车购置和维护经费", "公务用车购置和维护"),
        ("       其中：公车购置", "公车购置"),
        ("             公车运行维护", "公车运行维护"),
        ("   2、出国经费", "出国经费"),
        ("   3、公务接待", "公务接待"),
    )
    return [line(label, three(values, name)) for label, name in rows]


def _buildings(values: Values, year: int) -> list[Row]:
    names = ("批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率")
    units = {"规模控制率": "%", "投资概算控制率": "%"}
    printed = (
        "批复规模\n（㎡）",
        "实际规模（㎡）",
        "规模控制率",
        "预算投资（万元）",
        "实际投资（万元）",
        "投资概算控制率",
    )
    head = [C(f"楼堂馆所控制情况\n（{year}年完工项目）", 1, 2), *(C(label) for label in printed)]
    return [head, [C(of(values, f"楼堂馆所_{name}", units.get(name, "")) or "　") for name in names]]


def _measures(values: Values) -> list[Row]:
    return [[C("厉行节约保障措施"), C(str(values.get("厉行节约保障措施") or ""), 6)]]


def base_data_2022(values: Values, year: int = 2022) -> list[Row]:
    fixed = [
        line("支出总额", three(values, "支出总额")),
        line("基本支出", three(values, "基本支出")),
        line("    其中：公用经费", three(values, "公用经费")),
        line("项目支出", three(values, "项目支出")),
    ]
    return [
        *_staff(values, year),
        _heading(year),
        *fixed,
        *_projects(values),
        *_three_public(values),
        line("政府采购金额", three(values, "政府采购")),
        *_buildings(values, int(str(values.get("楼堂馆所_完工年度") or year - 1))),
        *_measures(values),
    ]


def base_data_2018(values: Values, year: int = 2018) -> list[Row]:
    """三公 → 项目 → 公用 with its children → 采购 → 预算调整; neither 支出总额 nor 基本支出."""
    other = [C("12.5"), C("10"), C("9.8")]
    return [
        *_staff(values, year),
        _heading(year),
        *_three_public(values),
        line("项目支出：", three(values, "项目支出")),
        *_projects(values),
        line("公用经费", three(values, "公用经费")),
        line("  其中：办公经费", other),
        line("        水费、电费、差旅费", [C("3"), C("3"), C("2.6")]),
        line("        会议费、培训费", [C("1"), C(""), C("0.5")]),
        line("政府采购金额", three(values, "政府采购")),
        line("部门基本支出预算调整", [C("——"), C("——"), C("30")]),
        *_measures(values),
    ]


def base_data_2023(values: Values, year: int = 2023) -> list[Row]:
    """三公 → 项目 → 公用 with its children → 采购 → 基本支出预算调整 → 楼堂馆所; other words for the same rows."""
    rows = base_data_2018(values, year)
    words = {
        "   2、出国经费": "   2、因公出国（境）费",
        "   3、公务接待": "   3、公务接待费",
        "三公经费": "“三公”经费",
        "项目支出：": "项目支出",
        "部门基本支出预算调整": "基本支出预算调整",
    }
    renamed = [[cell._replace(text=words.get(cell.text, cell.text)) for cell in row] for row in rows]
    return [*renamed[:-1], *_buildings(values, year), renamed[-1]]


_FUNDS = (
    ("其中：  一般公共预算", "收入_一般公共预算"),
    ("政府性基金拨款", "收入_政府性基金"),
    ("纳入专户管理的非税收入拨款", "收入_专户非税"),
    ("其他资金", "收入_其他资金"),
)


def self_evaluation(values: Values, unit: str, *, one_cell: bool = False) -> list[Row]:
    """附件2: every row 9 columns wide; with ``one_cell`` all funds of a side stand in one cell."""
    return [
        [C("预算部门", 2), C(f"{unit}　", 7)],
        *_budget(values),
        *_funds(values, one_cell),
        [C("年度总体目标", 1, 2), C("预期目标", 4), C("实际完成情况　", 4)],
        [C(str(values.get("预期目标") or ""), 4), C(str(values.get("实际完成情况") or ""), 4)],
        *_indicators(values),
        [C("总分", 6), C(of(values, "分值合计", "分")), C(f"　{of(values, '总分', '分')}"), C("　")],
    ]


def _budget(values: Values) -> list[Row]:
    heads = ("年初\n预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    figures = [
        of(values, name, unit)
        for name, unit in (
            ("年初预算数", ""),
            ("全年预算数", ""),
            ("全年执行数", ""),
            ("执行率分值", "分"),
            ("执行率", "%"),
            ("执行率得分", "分"),
        )
    ]
    return [
        [C("年度预\n算申请\n（万元）", 1, 2), C("", 2), *map(C, heads)],
        [C("年度资金总额", 2), *map(C, figures)],
    ]


def _funds(values: Values, one_cell: bool) -> list[Row]:
    left = [
        f"按收入性质分：{of(values, '收入_合计')}",
        *(f"{label}：{of(values, name)}" for label, name in _FUNDS),
    ]
    right = [
        f"按支出性质分：{of(values, '支出_合计')}",
        f"其中：基本支出：{of(values, '支出_基本支出')}",
        f"项目支出：\t{of(values, '支出_项目支出')}",
    ]
    if one_cell:
        return [[C(""), C("\n".join(left), 4), C("\n".join(right).replace("\t", ""), 4)]]
    return [
        [C(""), C(left[index], 4), C(right[index] if index < len(right) else "", 4)]
        for index in range(len(left))
    ]


def _indicators(values: Values) -> list[Row]:
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度\n指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因\n分析及\n改进措施",
    )
    columns = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
    given = {name: column(values, f"绩效指标_{name}") for name in ("一级指标", "二级指标", *columns)}
    count = len(given["三级指标"])
    rows: list[Row] = [[C("绩\n效\n指\n标\n", 1, count + 1), *map(C, heads)]]
    for index in range(count):
        row = []
        for level in ("一级指标", "二级指标"):
            if given[level][index]:
                row.append(C(_broken(str(given[level][index])), 1, _reach(given[level], index)))
        for name in columns:
            text = said(given[name][index], "分" if name in ("分值", "得分") else "")
            row.append(C(text))
        rows.append(row)
    return rows


def _broken(text: str) -> str:
    """A label as narrow columns break it: a long one after its third character, a weight on a line of its own."""
    head, bracket, weight = text.replace("\n", "").partition("（")
    head = f"{head[:3]}\n{head[3:]}" if len(head) > 5 else head
    return f"{head}\n\n{bracket}{weight}" if bracket else head


def _reach(column_: Sequence[object], index: int) -> int:
    """Rows that a level covers: to the next one that is filled in."""
    return next((i - index for i in range(index + 1, len(column_)) if column_[i]), len(column_) - index)
