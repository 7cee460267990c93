"""The first case as a report in our own words, and what a workbook made from it must hold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from examples.first_case import figures
from tests.intake.forms import Form, base_data_2022, of, self_evaluation
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Value
from xltool.contract.names import CONTRACT, Role

UNIT = "益阳市资阳区人民代表大会常务委员会"
#: Names that a report says in other words, or that are not read.
NOT_COMPARED = {"单位名称", "填表人", "评分办法"}


def filed() -> dict[str, object]:
    """The figures of the first case as filed."""
    return figures()


def narrative(values: dict[str, object]) -> list[str]:
    """The text of the report in our own words, with every figure of 正文数据."""
    parts = ("工资福利支出", "商品和服务支出", "对个人和家庭补助", "资本性支出")
    shares = [
        f"⑴、{part}{'支出' if part.endswith('补助') else ''}{of(values, f'正文_{part}')}万元，占总支出的"
        f"{'0.0%' if values.get(f'正文_{part}_占比') == 0 else of(values, f'正文_{part}_占比', '%')}，按规定使用。"
        for part in parts
    ]
    off_budget = of(values, "正文_预算外收入")
    off_budget += "" if "万元" in off_budget else "万元"
    return [
        f"{UNIT}2022年整体支出绩效评价报告",
        "现将本年度自评情况报告如下:",
        "一、单位概况",
        "机关下设机构2个：办公室（研究室）、联络工作委员会。到2022年12月为止,机关共有在职工作人员"
        f"{of(values, '正文_在职人数')}名，组成人员共33名，其中主任1名、副主任5名、委员27名。",
        f"1、收入情况：2022年，全年总收入{of(values, '正文_总收入')}万元，其中：预算内收入"
        f"{of(values, '正文_预算内收入')}万元，预算外收入{off_budget}。",
        f"2、支出情况：2022年，总支出为{of(values, '正文_总支出')}万元，其中：{''.join(shares)}",
        f"3、收支结余情况：2022年收支结余{of(values, '正文_年末结余')}万元。",
        "二、绩效情况",
        "全年开会6次，办理建议122件，办结率100%，任免干部74人次。",
        "2023年4月18日",
        "附件1",
    ]


def report(values: dict[str, object] | None = None, *, one_cell: bool = False) -> Form:
    """The whole report of 2022 with both annexes."""
    values = filed() if values is None else values
    contact = "填表人：张某某  填报日期：2023.4.18  联系电话：0737-0000000 单位负责人签字："
    return Form(
        [
            *narrative(values),
            "2022年度部门整体支出绩效评价基础数据表",
            base_data_2022(values),
            "说明：“公用经费”填报基本支出中的一般商品和服务支出。",
            contact,
            "附件2",
            "2022年度部门整体支出绩效自评表",
            self_evaluation(values, UNIT, one_cell=one_cell),
            contact,
        ]
    )


def held(path: Path) -> dict[tuple[str, int], Value]:
    """What the workbook holds: (name, row) -> content, for names that people fill in or that are typed over."""
    snapshot = FileWorkbook(path).snapshot()
    found: dict[tuple[str, int], Value] = {}
    for name in CONTRACT.values():
        filed = name.role in (Role.INPUT, Role.COMPUTED) and not name.optional
        if not filed or name.name.startswith("审核结果"):
            continue
        area = snapshot.names[name.name]
        assert isinstance(area, Area)
        for row in range(1, area.height - 1) if name.block else (0,):
            cell = Cell(area.sheet, area.top + row, area.left)
            value = snapshot.value(cell)
            if value is not None and cell not in snapshot.formulas:
                found[name.name, row] = value
    return found


def expected(values: dict[str, object]) -> dict[tuple[str, int], Value]:
    """The same from the figures of a case."""
    found: dict[tuple[str, int], Value] = {}
    for name, value in values.items():
        for row, each in enumerate(value, 1) if isinstance(value, list) else ((0, value),):
            if each not in (None, ""):
                found[name, row] = each if isinstance(each, str) else Decimal(str(each))
    return found


def comparable(found: dict[tuple[str, int], Value]) -> dict[tuple[str, int], object]:
    """Contents without what is layout: line breaks and spaces of texts (never of target values)."""
    kept = {at: value for at, value in found.items() if at[0] not in NOT_COMPARED}
    return {
        at: value
        if not isinstance(value, str) or at[0].endswith(("指标值", "完成值"))
        else "".join(value.split())
        for at, value in kept.items()
        if at[0] not in ("显示标记", "模板版本")
    }
