"""XT6xx: figures of the report's text against each other and against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.rates import cut_rates, wrong_rates
from xltool.checks.tie import Tie
from xltool.checks.ties import broken, cells_of, ties
from xltool.contract.relations import Relation, family
from xltool.model.interval import total
from xltool.model.stated import Stated


def _against(case: Case, tie: Tie, settled: bool = False) -> Hit:
    """The hit where a figure of the text cannot stand for the sum of cells of a table.

    Silent too where the form has no cell for one of them.

    Where some of the cells are blank, what is left may stand in them: then these are asked for, unless it is ``settled``
    that they are nought.
    """
    (stated,), others, filled, true = tie.whole, tie.parts, tie.filled, tie.found
    if tie.lacking and not settled:
        more = stated.interval.low > true
        told = "、".join(case.label(cell.place) for cell in tie.lacking)
        return Hit(
            (stated,),
            f"正文为 {case.say(stated)}，表内已填的相加为 {money(true)}，{told}未填。",
            operands=others,
            expected="补填空白的一项，没有的填0" if more else f"不低于 {money(true)}",
            severity=Severity.EXPLAIN if more else None,
            supposed=true,
            tie=tie,
        )
    names = " + ".join(f"{case.label(cell.place)} {case.say(cell)}" for cell in filled)
    return Hit(
        (stated,),
        f"正文为 {case.say(stated)}，表内{names}{'' if len(filled) == 1 else f' = {money(true)}'}。",
        operands=filled,
        expected=true,
        tie=tie,
    )


def _sum(case: Case, family: str) -> Iterator[Hit]:
    """A hit where the parts of the text cannot add up to its total, whatever their rounding; all must be filled in."""
    for tie in broken(case, family):
        if not tie.usual:
            yield Hit(
                tie.whole,
                f"填报 {case.say(tie.whole[0])}，各部分相加为 {money(tie.found)}。",
                operands=tie.parts,
                expected=tie.found,
                tie=tie,
            )


@rule("XT601", "正文占比与金额不符", Severity.MUST)
def wrong_share(case: Case) -> Iterator[Hit]:
    """查什么：正文中各项支出的占比是否与金额相符，如：{rate:正文_工资福利支出_占比}。

    为什么：占比由正文自己的两个金额决定，“0.0%”之类多是模板里没有改的占位数。
    怎么改：按算出的占比改正正文，或点“恢复公式”按钮（或运行 xltool restore 文件名）。
    依据：正文数据之间的关系。
    """
    yield from wrong_rates(case, narrative=True)


@rule("XT602", "正文收入与自评表收入不符", Severity.MUST)
def income_parts(case: Case) -> Iterator[Hit]:
    """查什么：正文与自评表之间，下式是否成立：{text_incomes}。

    为什么：同一份报告里同一笔收入只能有一个数；正文四舍五入的，按其位数比较。
    怎么改：以自评表（决算）为准改正正文，或改正自评表。
    依据：正文与附件2的关系。
    """
    # where the filled ones make up the total of the table, the blank ones are nought
    settled = any(tie.judged and same_amount(tie.left, tie.found) for tie in ties(case, "income"))
    for tie in broken(case, "text_incomes"):
        yield _against(case, tie, settled)


@rule("XT603", "正文总收入与自评表不符", Severity.MUST)
def total_income(case: Case) -> Iterator[Hit]:
    """查什么：正文与自评表之间，下式是否成立：{text_income}。

    为什么：两处填的是同一个数。
    怎么改：以决算为准，改正其中一处。
    依据：正文与附件2的关系。
    """
    yield from (_against(case, tie) for tie in broken(case, "text_income"))


@rule("XT604", "正文总支出与附件1支出总额不符", Severity.MUST)
def total_spending(case: Case) -> Iterator[Hit]:
    """查什么：正文与附件1之间，下式是否成立：{text_spending}。

    为什么：两处填的是同一个数。
    怎么改：以决算为准，改正其中一处。
    依据：正文与附件1的关系。
    """
    yield from (_against(case, tie) for tie in broken(case, "text_spending"))


@rule("XT605", "正文支出各部分之和与总支出不符", Severity.MUST)
def spending_parts(case: Case) -> Iterator[Hit]:
    """查什么：正文里，下式是否成立：{text_parts}；没有填全的，已填的几项是否已经超出。

    为什么：各部分构成全部支出，按各数的位数考虑四舍五入。对企业补助、债务利息等不在前四项之内，填“其他支出”；有一项空着而合计不足的，只能请补填；旧版模板没有“其他支出”，合计不足的请说明；合计超出总支出的，总有一个数是错的。
    怎么改：核对各数，改正填错的一个；前四项之外还有支出的，填入“其他支出”，没有的填 0。
    依据：正文数据之间的关系。
    """
    yield from _sum(case, "text_parts")
    yield from _parts(case)


def _parts(case: Case) -> Iterator[Hit]:
    """What the parts of 总支出 leave open: blank is not zero, and a part that the form has no cell for is neither."""
    for tie in ties(case, "text_excess"):
        if not tie.judged:
            continue
        (whole,) = tie.whole
        if whole.interval.meets(total(part.interval for part in tie.parts)):
            continue
        if tie.found > tie.left:
            yield Hit(
                tie.whole,
                f"填报 {case.say(whole)}，已填的各部分相加已有 {money(tie.found)}，超过总支出。",
                tie.parts,
                tie=tie,
            )
        elif not (case.report.foreign and case.report.lacking.intersection(tie.relation.parts)):
            # what a foreign form has no cell for may be what is left
            blank = [part for part in cells_of(case, tie.relation.parts) if part.amount is None]
            yield _left(case, tie, blank)


def _left(case: Case, tie: Tie, blank: Sequence[Stated]) -> Hit:
    (whole,), filled = tie.whole, tie.parts
    said = (
        f"填报 {case.say(whole)}，已填的各部分相加为 {money(tie.found)}，还差 {money(tie.left - tie.found)}"
    )
    if not blank:
        fix = (
            "对企业补助等不在四部分之内的支出，请在“说明”栏写明名目和金额；没有的，核对各数，改正填错的一个。"
        )
        more = "；本表没有“其他支出”一行，看不出差额是不是四部分之外的支出"
        return Hit(tie.whole, f"{said}{more}。", filled, severity=Severity.EXPLAIN, fix=fix)
    names = "、".join(f"“{case.label(part.place)}”" for part in blank)
    return Hit(
        (whole, *blank),
        f"{said}，而{names}空着。",
        filled,
        severity=Severity.EXPLAIN
        if len(blank) == 1
        else Severity.HINT,  # a text may name but some of the parts
        fix=f"请补填{names}，没有发生的填 0；都有发生而没有遗漏的，核对各数，改正填错的一个。",
    )


@rule("XT606", "正文预算内外收入之和与总收入不符", Severity.MUST)
def income_sum(case: Case) -> Iterator[Hit]:
    """查什么：正文里，下式是否成立：{text_sources}。

    为什么：两部分构成全部收入；按各数的位数考虑四舍五入。
    怎么改：核对三个数，改正填错的一个。
    依据：正文数据之间的关系。
    """
    yield from _sum(case, "text_sources")


@rule("XT607", "正文在职人数与附件1不符", Severity.MUST)
def staff(case: Case) -> Iterator[Hit]:
    """查什么：正文与附件1之间，下式是否成立：{text_staff}。

    为什么：两处填的是同一个数。
    怎么改：以编制部门核定的数为准，改正其中一处。
    依据：正文与附件1的关系。
    """
    for tie in broken(case, "text_staff"):
        (stated,), (other,) = tie.whole, tie.parts
        yield Hit(
            (stated,),
            f"正文为 {case.say(stated)}，附件1为 {case.say(other)}。",
            operands=(other,),
            expected=other.amount,
            tie=tie,
        )


@rule("XT608", "正文结余与收支之差不符", Severity.EXPLAIN)
def balance(case: Case) -> Iterator[Hit]:
    """查什么：正文里，下式是否成立：{text_balance}。

    为什么：当年收支结余应等于收支之差；使用上年结转的，应说明。
    怎么改：核对三个数；有上年结转结余的，写明金额。
    依据：正文数据之间的关系。
    """
    for tie in broken(case, "text_balance"):
        (income,), (spending, left) = tie.whole, tie.parts
        gap = tie.left - (spending.amount or Fraction(0))
        yield Hit(
            (left,),
            f"填报结余 {case.say(left)}，总收入减总支出为 {money(gap)}。",
            operands=(income, spending),
            expected=gap,
            tie=tie,
        )


@rule("XT620", "正文总支出大于总收入", Severity.EXPLAIN)
def spent_more(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{text_covered}；填了年末结余而与收支之差不符的，见 XT608。

    为什么：花的比收的多，多出的钱从哪里来要说清楚；用上年结转支付的，写明就可以。
    怎么改：核对两个数；属实的，写明用了多少上年结转结余。
    依据：正文数据之间的关系。
    """
    for tie in broken(case, "text_covered"):
        (income,), (spending,) = tie.whole, tie.parts
        if not any(True for _ in balance(case)):
            yield Hit(
                (spending,),
                f"总支出 {case.say(spending)}，总收入 {case.say(income)}，多出 {money(tie.found - tie.left)}。",
                operands=(income,),
                expected=f"不大于 {case.say(income)}，或写明上年结转",
                tie=tie,
            )


@rule("XT621", "正文数据只填了一部分", Severity.HINT)
def part_of_the_text(case: Case) -> Iterator[Hit]:
    """查什么：正文数据里填了一些数，其余的却空着；其余各项正好等于合计、没有剩下的，不算；空着一部分支出而总支出还差一截的，见 XT605。

    为什么：空着的数无从核对，抄漏了也看不出来。
    怎么改：照报告正文补填；正文确实没有写的，可以空着，是零的填0。
    依据：正文数据之间的关系。
    """
    cells = cells_of(case, _of_the_text())
    blank = tuple(cell for cell in cells if cell.blank)
    if not blank or all(cell.value is None for cell in cells):
        return
    told = {cell.place for hit in _parts(case) for cell in hit.accused}
    sums = family("text_parts", "text_sources", "text_balance")
    told |= {cell.place for relation in sums for cell in _nothing_left(case, relation)}
    blank = tuple(cell for cell in blank if cell.place not in told)
    if blank:
        names = "、".join(case.label(cell.place) for cell in blank)
        yield Hit(blank, f"{len(blank)} 处未填：{names}。", collected=True)


@cache
def _of_the_text() -> tuple[str, ...]:
    """The figures of the narrative that somebody has to give: all but the shares."""
    parts, sources, balance = family("text_parts", "text_sources", "text_balance")
    staff = family("text_staff")[0].whole
    return staff, *sources.parts, sources.whole, parts.whole, *parts.parts, balance.parts[-1]


def _nothing_left(case: Case, relation: Relation) -> Iterator[Stated]:
    """The blank parts of a total for which the other parts leave nothing."""
    whole, parts = cells_of(case, (relation.whole,)), cells_of(case, relation.parts)
    filled = [part for part in parts if part.amount is not None]
    if not filled or not whole or whole[0].amount is None:
        return
    if whole[0].interval.meets(total(part.interval for part in filled)):
        yield from (part for part in parts if part.blank)


@rule("XT609", "正文占比截去了尾数", Severity.HINT)
def cut_share(case: Case) -> Iterator[Hit]:
    """查什么：正文占比是否把多余的小数直接截去，而没有四舍五入。

    为什么：截尾与四舍五入相差最末一位，不算错误，但各项之和可能不足100%。
    怎么改：改为四舍五入的数。
    依据：正文数据之间的关系。
    """
    yield from cut_rates(case, narrative=True)
