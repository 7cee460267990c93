"""XT2xx: the same figure in two tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.checks.case import Case, Hit, money
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.tie import Tie
from xltool.checks.ties import broken, nothing_but_money
from xltool.model.stated import Stated, sum_of


def _hits(case: Case, family: str) -> Iterator[Hit]:
    """A hit where two cells that file the same figure differ."""
    return (_differ(case, tie) for tie in broken(case, family))


def _differ(case: Case, tie: Tie) -> Hit:
    (stated,), (other,) = tie.whole, tie.parts
    return Hit(
        (stated,),
        f"{case.label(stated.place)}为 {money(tie.left)}，{case.label(other.place)}为 {money(tie.found)}。",
        operands=(other,),
        expected=other.amount,
        tie=tie,
    )


@rule("XT201", "全年执行数与支出总额（本年决算）不符", Severity.MUST)
def executed(case: Case) -> Iterator[Hit]:
    """查什么：附件2与附件1之间，下式是否成立：{executed}。

    为什么：两张表填的是同一年的同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _hits(case, "executed")


@rule("XT202", "年初预算数与支出总额（本年预算）不符", Severity.MUST)
def initial(case: Case) -> Iterator[Hit]:
    """查什么：附件2与附件1之间，下式是否成立：{initial}。

    为什么：两张表填的是同一份年初预算。
    怎么改：以批复的部门预算为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _hits(case, "initial")


@rule("XT203", "两张表的基本支出不符", Severity.MUST)
def basic(case: Case) -> Iterator[Hit]:
    """查什么：两张表之间，下式是否成立：{basic}；附件2按全年预算数分的，不比较。

    为什么：两张表填的是同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _hits(case, "basic")


@rule("XT204", "两张表的项目支出不符", Severity.MUST)
def project(case: Case) -> Iterator[Hit]:
    """查什么：两张表之间，下式是否成立：{project}；附件2按全年预算数分的，不比较。

    为什么：两张表填的是同一笔支出。
    怎么改：以决算报表为准，改正其中一个。
    依据：附件1、附件2表间关系。
    """
    yield from _hits(case, "project")


def _side(cells: Sequence[Stated]) -> str:
    """One way of dividing 年度资金总额 in words, with its figure: its total, else the parts that were filled in."""
    what, _, _ = cells[0].name.partition("_")
    added = "" if cells[0].name.endswith("合计") else "各项相加"
    return f"按{what}性质分{added} {money(sum_of(cells))}"


def _filled(cells: Sequence[Stated]) -> tuple[Stated, ...]:
    return tuple(cell for cell in cells if cell.amount is not None)


@rule("XT205", "收入合计与支出合计不符", Severity.MUST)
def both_sides(case: Case) -> Iterator[Hit]:
    """查什么：自评表里，下式是否成立：{both_sides}；合计没有填的，比各分项之和，空白的分项补得平的不算。

    为什么：两边是同一笔年度资金的两种分法。
    怎么改：核对两边各项，改正填错的一个；合计空白的，补填合计。
    依据：附件2表内关系。
    """
    for tie in broken(case, "both_sides"):
        if all(cells[0].name.endswith("合计") for cells in (tie.whole, tie.parts)):
            yield _differ(case, tie)
        else:
            gap = money(abs(tie.left - tie.found))
            message = f"{_side(tie.whole)}，{_side(tie.parts)}，相差 {gap}。"
            yield Hit(_filled(tie.whole), message, _filled(tie.parts), tie=tie)


@rule("XT206", "支出合计与全年执行数、全年预算数都不符", Severity.MUST)
def spending_total(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{divided}（按执行数分的等于前者，按预算数分的等于后者；合计没有填的，比各分项之和，一项也没有填的，比“按收入性质分”的）；两个数有一个空着的，看不出按哪个分，不查（见 XT716）。

    为什么：分项说明的就是年度资金总额，两种口径都有单位采用，但总要等于其中一个。
    怎么改：核对合计与年度资金总额一行。
    依据：附件2表内关系。
    """
    for tie in broken(case, "divided"):
        others, side = tie.parts, _filled(tie.whole)
        told = side[0] == case.report.spending.total
        yield Hit(
            side,
            f"{'合计 ' + money(tie.left) if told else _side(side)}，"
            f"而{'、'.join(f'{case.label(c.place)} {case.say(c)}' for c in others)}。",
            operands=others,
            expected=others[0].amount if told else None,
            tie=tie,
        )


@rule("XT207", "年度资金总额填0，而有收入或支出", Severity.MUST)
def money_for_nothing(case: Case) -> Iterator[Hit]:
    """查什么：全年预算数、全年执行数都填了0，而收入、支出各项或附件1的支出总额有金额。

    为什么：有钱收、有钱花，年度资金总额就不可能是0；填0会使执行率和执行率得分都算不出。
    怎么改：按批复和决算填报年初预算数、全年预算数、全年执行数。
    依据：附件2表内关系。
    """
    spent, budget = nothing_but_money(case), case.report.budget
    if spent is not None:
        yield Hit(
            (budget.executed, budget.adjusted),
            f"全年预算数、全年执行数都填了 0，而{case.label(spent.place)}为 {case.say(spent)}。",
            operands=(spent,),
            expected="大于 0 的金额",
        )


@rule("XT208", "项目支出与各项目自评表的合计不符", Severity.EXPLAIN)
def every_project(case: Case) -> Iterator[Hit]:
    """查什么：一个工作簿里既有部门的自评表，又有各项目的自评表（用 annotate --sheet 一起标注）时，部门表上的项目支出与各项目的合计是否一致：本年决算对全年执行数，本年预算对年初预算数（或全年预算数），按支出性质分的项目支出对全年执行数（或全年预算数），资金来源里“项目支出”一行逐栏对；有项目没有填的一栏不比。

    为什么：部门的项目支出由各个项目的支出组成，不一致就是漏报了项目，或有一处填错。
    怎么改：补上没有自评表的项目，或改正填错的一个；有项目按规定不单独自评的，写明是哪些、多少钱。
    依据：部门自评表与项目自评表的关系。
    """
    if case.projects is not None:
        from xltool.checks.projects import differing

        yield from differing(case, case.projects)
