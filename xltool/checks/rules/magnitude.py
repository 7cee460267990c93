"""XT5xx: amounts that are too large to be in 万元."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.checks.case import Case, Hit, same_amount
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.ties import cells_of, ties
from xltool.contract.names import Kind
from xltool.contract.relations import family
from xltool.contract.units import WAN
from xltool.model.stated import Stated, sum_of

#: 元 taken for 万元 makes a figure about 10,000 times too large.
_UNIT_SLIP = (2000, 50000)


@rule("XT506", "金额量级异常", Severity.EXPLAIN, limit="implausible_amount")
def magnitude(case: Case) -> Iterator[Hit]:
    """查什么：金额是否大得不像以万元填报，或与同一行的其他列、另一张表的同一个数相差近万倍；合计如此的，正好相加为它的各分项也算。

    为什么：把元当作万元填报是最常见的错误之一。
    怎么改：核对单位，按万元填报。
    依据：表头“单位：万元”。
    """
    reported: set[Stated] = set()
    limit = int(case.scheme.thresholds.implausible_amount)
    for cell in case.figures:
        if cell.value is not None and abs(cell.value) > limit and cell.contract.kind is Kind.AMOUNT:
            reported.add(cell)
            yield Hit((cell,), f"{case.say(cell)[:40]} 过大，{_doubt(cell)}。", fix=_fix(cell))
    for large, small in _slips(case):
        if large not in reported:
            reported.add(large)
            yield Hit(
                (large,),
                f"{case.say(large)} 约为{case.label(small.place)} {case.say(small)} 的一万倍，{_doubt_of_pair(large)}。",
                operands=(small,),
                fix=_fix(large),
            )
    for part, total in _parts_of_slips(case, reported):
        yield Hit(
            (part,),
            f"{case.say(part)} 与其余各项正好相加为{_said_of(total)}{case.label(total.place)}，{_doubt(part, '也')}。",
            operands=(total,),
            fix=_fix(part),
        )


#: What files the same figure twice.
_SAME = ("initial", "executed", "text_income", "both_sides", "text_spending")
#: The same, where 附件2 does not break down the whole budget.
_SAME_AS_SPENT = ("basic", "project")
#: 年度资金总额 on its row, and what is the same by way of it.
_BESIDE = (("年初预算数", "全年预算数", "全年执行数"), ("支出_合计", "支出总额_本年决算"))


def _doubt(cell: Stated, also: str = "") -> str:
    """What is doubted of an amount: on a form in 万元 that it is in 元, on another that it is in the form's unit."""
    return f"疑为{also}以元填报" if cell.money is WAN else f"疑为{also}没有按{cell.money.unit}填报"


def _doubt_of_pair(large: Stated) -> str:
    """The same of the larger of two: on a form that is not in 万元 either may be the wrong one."""
    return _doubt(large) if large.money is WAN else f"疑为有一格没有按{large.money.unit}填报"


def _fix(cell: Stated) -> str:
    """How to mend it on a form that is not in 万元; empty for the rule's own words."""
    return "" if cell.money is WAN else f"核对单位，按{cell.money.unit}填报。"


def _said_of(cell: Stated) -> str:
    return "以元填报的" if cell.money is WAN else f"没有按{cell.money.unit}填报的"


def _side_by_side(case: Case) -> Iterator[tuple[Stated, ...]]:
    """Amounts that are of one size: of one row, or the same figure in two tables."""
    yield from (row.columns() for row in case.report.expenditure)
    yield from (row.columns() for row in case.report.projects)
    yield from (cells_of(case, names) for names in _BESIDE)
    for each in _SAME:
        yield from (cells_of(case, (r.whole, *r.parts)) for r in family(each))
    for each in _SAME_AS_SPENT:
        yield from ((*tie.whole, *tie.parts) for tie in ties(case, each))


def _slips(case: Case) -> Iterator[tuple[Stated, Stated]]:
    """Pairs of amounts side by side of which one is about 10,000 times the other."""
    for group in _side_by_side(case):
        filled = [(cell.value, cell) for cell in group if cell.value is not None and cell.value > 0]
        if len(filled) < 2:
            continue
        least, small = min(filled, key=lambda pair: pair[0])
        for value, large in filled:
            if least * _UNIT_SLIP[0] <= value <= least * _UNIT_SLIP[1]:
                yield large, small


def _parts_of_slips(case: Case, slips: set[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """The parts that come to a total in 元, each with the total: they are in 元 too."""
    for each in ("income", "spending", "text_sources", "text_parts"):
        for relation in family(each):
            filled = [part for part in cells_of(case, relation.parts) if part.amount]
            for total in cells_of(case, (relation.whole,)):
                if total in slips and total.amount is not None and same_amount(total.amount, sum_of(filled)):
                    yield from ((part, total) for part in filled if part not in slips)
