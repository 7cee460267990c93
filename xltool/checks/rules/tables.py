"""XT2xx: the same figure in two tables."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.sums import lacks
from xltool.model.stated import Stated, sum_of


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


class _Side(NamedTuple):
    """One way of dividing 年度资金总额: its total where one was filled in, else the parts that were.

    ``found`` is what they come to; ``whole`` is False where a blank part may hold more.
    """

    what: str
    cells: tuple[Stated, ...]
    found: Fraction
    whole: bool

    @property
    def stated(self) -> str:
        """The side in words, with its figure."""
        return f"{self.what}{'' if self.cells[0].name.endswith('合计') else '各项相加'} {money(self.found)}"


def _side(what: str, total: Stated, *parts: Stated) -> _Side | None:
    """The side as far as it was filled in; None where nothing was, or where the form lacks the total and some part."""
    if total.amount is not None:
        return _Side(what, (total,), total.amount, True)
    if lacks(parts):
        return None
    filled = tuple(part for part in parts if part.amount is not None)
    return _Side(what, filled, sum_of(filled), len(filled) == len(parts)) if filled else None


def _sides(case: Case) -> tuple[_Side | None, _Side | None]:
    i, s = case.report.income, case.report.spending
    income = _side("按收入性质分", i.total, i.general_public, i.government_funds, i.special_account, i.other)
    return income, _side("按支出性质分", s.total, s.basic, s.project)


def _apart(one: _Side, other: _Side) -> bool:
    """No figure in a blank part can make the two equal."""
    if same_amount(one.found, other.found):
        return False
    return (one.found < other.found and one.whole) or (one.found > other.found and other.whole)


@rule("XT205", "收入合计与支出合计不符", Severity.MUST)
def both_sides(case: Case) -> Iterator[Hit]:
    """查什么：自评表“按收入性质分”与“按支出性质分”的合计是否相等；合计没有填的，比各分项之和，空白的分项补得平的不算。

    为什么：两边是同一笔年度资金的两种分法。
    怎么改：核对两边各项，改正填错的一个；合计空白的，补填合计。
    依据：附件2表内关系。
    """
    totals = case.report.income.total, case.report.spending.total
    if all(total.amount is not None for total in totals):
        yield from _equal(case, *totals)
        return
    income, spending = _sides(case)
    if income is not None and spending is not None and _apart(income, spending):
        gap = money(abs(income.found - spending.found))
        yield Hit(income.cells, f"{income.stated}，{spending.stated}，相差 {gap}。", spending.cells)


@rule("XT206", "支出合计与全年执行数、全年预算数都不符", Severity.MUST)
def spending_total(case: Case) -> Iterator[Hit]:
    """查什么：“按支出性质分”的合计（没有填的，各分项之和；一项也没有填的，“按收入性质分”的）是否等于全年执行数（按执行数分）或全年预算数（按预算数分）；两个数有一个空着的，看不出按哪个分，不查（见 XT716）。

    为什么：分项说明的就是年度资金总额，两种口径都有单位采用，但总要等于其中一个。
    怎么改：核对合计与年度资金总额一行。
    依据：附件2表内关系。
    """
    income, spending = _sides(case)
    side, budget = spending or income, case.report.budget
    others = (budget.executed, budget.adjusted)
    if side is None or any(cell.amount is None for cell in others) or _any_money_for_nothing(case):
        return  # the one that is blank may be the one that was divided
    amounts = [_Side("", (cell,), cell.amount or Fraction(0), True) for cell in others]
    if not all(_apart(side, amount) for amount in amounts):
        return
    told = side.cells[0] is case.report.spending.total
    yield Hit(
        side.cells,
        f"{'合计 ' + money(side.found) if told else side.stated}，"
        f"而{'、'.join(f'{case.label(c.place)} {case.say(c)}' for c in others)}。",
        operands=others,
        expected=others[0].amount if told else None,
    )


def _any_money_for_nothing(case: Case) -> bool:
    """年度资金总额 is nought all along its row although there was money: XT207 says so."""
    return any(True for _ in money_for_nothing(case))


@rule("XT207", "年度资金总额填0，而有收入或支出", Severity.MUST)
def money_for_nothing(case: Case) -> Iterator[Hit]:
    """查什么：全年预算数、全年执行数都填了0，而收入、支出各项或附件1的支出总额有金额。

    为什么：有钱收、有钱花，年度资金总额就不可能是0；填0会使执行率和执行率得分都算不出。
    怎么改：按批复和决算填报年初预算数、全年预算数、全年执行数。
    依据：附件2表内关系。
    """
    r = case.report
    if r.budget.adjusted.amount != 0 or r.budget.executed.amount != 0:
        return
    places = (*r.income, *r.spending, r.expenditure.total.final, r.narrative.total_spending)
    spent = next((cell for cell in places if cell.amount is not None and cell.amount > 0), None)
    if spent is not None:
        yield Hit(
            (r.budget.executed, r.budget.adjusted),
            f"全年预算数、全年执行数都填了 0，而{case.label(spent.place)}为 {case.say(spent)}。",
            operands=(spent,),
            expected="大于 0 的金额",
        )
