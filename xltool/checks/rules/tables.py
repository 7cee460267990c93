"""XT2xx: the same figure in two tables."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.model.stated import Stated


def _equal(case: Case, stated: Stated, other: Stated) -> Iterator[Hit]:
    """A hit where two cells that file the same figure differ; silent where one of them is blank."""
    if stated.amount is None or other.amount is None or same_amount(stated.amount, other.amount):
        return
    yield Hit(
        (stated,),
        f"{case.label(stated.place)}为 {money(stated.amount)}，{case.label(other.place)}为 {money(other.amount)}。",
        operands=(other,),
        expected=other.amount,
    )


@rule("XT201", "全年执行数与支出总额（本年决算）不符", Severity.MUST)
def executed(case: Case) -> Iterator[Hit]:
    """查什么：附件2的全年执行数是否等于附件1的支出总额（本年决算）。

    为什么：两张表填的是同一年的同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _equal(case, case.report.budget.executed, case.report.expenditure.total.final)


@rule("XT202", "年初预算数与支出总额（本年预算）不符", Severity.MUST)
def initial(case: Case) -> Iterator[Hit]:
    """查什么：附件2的年初预算数是否等于附件1的支出总额（本年预算）。

    为什么：两张表填的是同一份年初预算。
    怎么改：以批复的部门预算为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _equal(case, case.report.budget.initial, case.report.expenditure.total.budget)


def _by_budget(case: Case) -> bool:
    """The unit broke down its whole budget of the year, not what it spent: both ways are in use (see XT206)."""
    total, budget = case.report.spending.total.amount, case.report.budget
    return total is not None and total == budget.adjusted.amount != budget.executed.amount


@rule("XT203", "两张表的基本支出不符", Severity.MUST)
def basic(case: Case) -> Iterator[Hit]:
    """查什么：附件2的基本支出是否等于附件1的基本支出（本年决算）；附件2按全年预算数分的，不比较。

    为什么：两张表填的是同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    if not _by_budget(case):
        yield from _equal(case, case.report.spending.basic, case.report.expenditure.basic.final)


@rule("XT204", "两张表的项目支出不符", Severity.MUST)
def project(case: Case) -> Iterator[Hit]:
    """查什么：附件2的项目支出是否等于附件1的项目支出（本年决算）；附件2按全年预算数分的，不比较。

    为什么：两张表填的是同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    if not _by_budget(case):
        yield from _equal(case, case.report.spending.project, case.report.expenditure.project.final)


@rule("XT205", "收入合计与支出合计不符", Severity.MUST)
def both_sides(case: Case) -> Iterator[Hit]:
    """查什么：自评表“按收入性质分”与“按支出性质分”的合计是否相等。

    为什么：两边是同一笔年度资金的两种分法。
    怎么改：核对两边各项，改正填错的一个。
    依据：附件2表内关系。
    """
    yield from _equal(case, case.report.income.total, case.report.spending.total)


@rule("XT206", "支出合计与全年执行数、全年预算数都不符", Severity.MUST)
def spending_total(case: Case) -> Iterator[Hit]:
    """查什么：“按支出性质分”的合计是否等于全年执行数（按执行数分）或全年预算数（按预算数分）。

    为什么：分项说明的就是年度资金总额，两种口径都有单位采用，但总要等于其中一个。
    怎么改：核对合计与年度资金总额一行。
    依据：附件2表内关系。
    """
    total, budget = case.report.spending.total, case.report.budget
    others = [cell for cell in (budget.executed, budget.adjusted) if cell.amount is not None]
    whole = total.amount
    if whole is None or not others or any(same_amount(whole, cell.amount or Fraction(0)) for cell in others):
        return
    yield Hit(
        (total,),
        f"合计 {money(whole)}，而{'、'.join(f'{case.label(c.place)} {case.say(c)}' for c in others)}。",
        operands=tuple(others),
        expected=others[0].amount,
    )
