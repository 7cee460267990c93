"""Which figures another relation of the form confirms: a cell that ties elsewhere is hardly the one that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from fractions import Fraction

from xltool.checks.case import Case, same_amount
from xltool.contract.names import YEAR_COLUMNS
from xltool.model.stated import Place, Stated

_IN_A_COLUMN = (
    ("支出总额", "基本支出", "项目支出"),
    ("公务用车购置和维护", "公车购置", "公车运行维护"),
    ("三公经费", "公务用车购置和维护", "出国经费", "公务接待"),
)
_FIXED = (
    ("收入_合计", "收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金"),
    ("支出_合计", "支出_基本支出", "支出_项目支出"),
    (
        "正文_总支出",
        "正文_工资福利支出",
        "正文_商品和服务支出",
        "正文_对个人和家庭补助",
        "正文_资本性支出",
        "正文_其他支出",
    ),
    ("全年执行数", "支出总额_本年决算"),
    ("年初预算数", "支出总额_本年预算"),
    ("全年执行数", "基本支出_本年决算", "项目支出_本年决算"),
    ("年初预算数", "基本支出_本年预算", "项目支出_本年预算"),
    ("支出_合计", "全年执行数"),
    ("支出_合计", "全年预算数"),
    ("支出_基本支出", "基本支出_本年决算"),
    ("支出_项目支出", "项目支出_本年决算"),
    ("收入_合计", "支出_合计"),
    ("正文_总收入", "收入_合计"),
    ("正文_总支出", "支出总额_本年决算"),
    ("正文_在职人数", "在职人数"),
)


def confirmed(case: Case, cells: Sequence[Stated]) -> frozenset[Place]:
    """Those of the cells that stand in a relation that holds, other than the one between all of them."""
    asked = {cell.place for cell in cells}
    found: set[Place] = set()
    for group in _relations(case, {cell.name for cell in cells}):
        filled = {cell.place for cell in group if cell.amount}
        if len(filled) > 1 and not filled <= asked and _holds(group):
            found |= filled & asked
    return frozenset(found)


def _holds(group: Sequence[Stated]) -> bool:
    whole, *parts = group
    found = sum((part.amount for part in parts if part.amount), Fraction(0))
    return whole.amount is not None and same_amount(whole.amount, found)


def _relations(case: Case, names: Set[str]) -> Iterator[Sequence[Stated]]:
    """The relations in which one of these names stands."""
    for at, column in enumerate(YEAR_COLUMNS):
        for rows in _IN_A_COLUMN:
            group = [f"{row}_{column}" for row in rows]
            if not names.isdisjoint(group) and case.single.keys() >= set(group):
                yield [case.single[name] for name in group]
        both = (f"项目支出_{column}", f"项目明细_{column}")
        if not names.isdisjoint(both) and case.report.lacking.isdisjoint(both):
            yield [case.single[f"项目支出_{column}"], *(p.columns()[at] for p in case.report.projects)]
    for relation in _FIXED:
        if not names.isdisjoint(relation):
            yield [case.single[name] for name in relation if name in case.single]
