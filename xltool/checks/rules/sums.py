"""XT1xx: sums inside one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.checks.case import Case, Hit, money
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.tie import Tie
from xltool.checks.ties import broken, ties
from xltool.model.stated import Stated

#: A finding names at most this many parts of a sum.
_MOST_NAMED = 200
#: The sums of the tables.
_SUMS = ("total", "projects", "vehicles", "three_public", "income", "spending")


def _hits(case: Case, family: str, what: str = "各部分") -> Iterator[Hit]:
    """A hit for each total of a family that is not the sum of its parts.

    Silent too where the form has no cell for one of them, which may hold the rest.

    Blank is not zero: what is left of the total may stand in a blank part (see XT109), and what the total should be
    is told only where every part is there.
    """
    for tie in broken(case, family):
        if not tie.lacking or tie.found > tie.left:
            yield _hit(tie, what)


def _hit(tie: Tie, what: str) -> Hit:
    found, blank, unused = tie.found, len(tie.lacking), tie.unused
    note = (
        f"（还有 {blank} 项未填，已经超出）" if blank else f"（其中 {len(unused)} 项未填）" if unused else ""
    )
    every = (*tie.parts, *unused)
    return Hit(
        tie.whole,
        f"填报 {money(tie.left)}，{what}相加为 {money(found)}{note}。",
        operands=every if len(every) <= _MOST_NAMED else (),  # the blank ones too: one may be missing
        expected=f"不低于 {money(found)}" if blank else found,
        supposed=found,
        tie=tie,
    )


def blank_totals(case: Case) -> Iterator[Tie]:
    """Totals that were left blank although some part of them was spent."""
    for family in _SUMS:
        for tie in ties(case, family):
            if tie.whole[0].blank and any(part.value for part in tie.parts):
                yield tie


#: Without these nothing can be judged: 附件1's first rows are what every rate and every total comes from.
ROWS_NEEDED = ("支出总额", "基本支出", "公用经费", "项目支出")


@rule("XT101", "支出总额与基本支出、项目支出之和不符", Severity.MUST)
def total_expenditure(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列，下式是否成立：{total}。

    为什么：支出总额只由这两部分组成，不等说明至少有一个数填错或漏填。
    怎么改：核对该列的三个数，改正填错的一个。
    依据：附件1表内关系。
    """
    yield from _hits(case, "total")


@rule("XT102", "项目支出与项目明细之和不符", Severity.MUST)
def project_rows(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列，下式是否成立：{projects}；不计“其中”“小计”各行才相等的，只作提示。

    为什么：说明要求填报基本支出以外的所有项目；差额就是没有列出的项目。
    怎么改：补列漏填的项目，或改正项目支出。
    依据：附件1说明。
    """
    for tie in ties(case, "projects"):
        (total,), rows = tie.whole, len(tie.parts) + len(tie.unused)
        if tie.broken and (not tie.lacking or tie.found > tie.left):
            yield _hit(tie, f"{rows} 个项目")
        if rows < len(case.report.projects):
            yield Hit(
                tie.whole,
                f"不计“其中”“小计”各行，{rows} 个项目相加正好是 {case.say(total)}；那几行会被合计公式重复计入。",
                severity=Severity.HINT,
                fix="删去“其中”“小计”各行，或并入所属的项目。",
            )


@rule("XT103", "公务用车经费与购置、运行之和不符", Severity.MUST)
def vehicles(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列，下式是否成立：{vehicles}。

    为什么：两项之外没有别的公车经费。
    怎么改：核对该列的三个数，改正填错的一个。
    依据：附件1表内关系。
    """
    yield from _hits(case, "vehicles")


@rule("XT104", "三公经费与三项之和不符", Severity.MUST)
def three_public(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列，下式是否成立：{three_public}；其中一项空白而填了它自己的分项的，按分项算。

    为什么：三公经费只由这三项组成。
    怎么改：核对该列的四个数，改正填错的一个。
    依据：附件1表内关系。
    """
    yield from _hits(case, "three_public", "三项")


@rule("XT105", "收入合计与各项收入之和不符", Severity.MUST)
def income(case: Case) -> Iterator[Hit]:
    """查什么：自评表里，下式是否成立：{income}。

    为什么：四项资金包括了全部来源。
    怎么改：核对合计和各项，改正填错的一个。
    依据：附件2表内关系。
    """
    yield from _hits(case, "income")


@rule("XT106", "支出合计与基本支出、项目支出之和不符", Severity.MUST)
def spending(case: Case) -> Iterator[Hit]:
    """查什么：自评表里，下式是否成立：{spending}。

    为什么：两项包括了全部支出。
    怎么改：核对三个数，改正填错的一个。
    依据：附件2表内关系。
    """
    yield from _hits(case, "spending")


@rule("XT107", "公用经费大于基本支出", Severity.MUST)
def operating_within_basic(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列，下式是否成立：{operating}。

    为什么：公用经费是基本支出的一部分，不可能比整体大。
    怎么改：核对两个数，改正填错的一个。
    依据：附件1表内关系（其中：公用经费）。
    """
    for tie in broken(case, "operating"):
        yield Hit(
            tie.parts,
            f"公用经费 {money(tie.found)} 大于基本支出 {money(tie.left)}。",
            operands=tie.whole,
            expected=f"不大于 {money(tie.left)}",
            tie=tie,
        )


@rule("XT108", "有分项而合计空白", Severity.HINT)
def blank_total(case: Case) -> Iterator[Hit]:
    """查什么：支出总额、项目支出、三公经费、公务用车经费、收入合计、支出合计是否空白，而其下分项有发生额；支出总额、项目支出空白的，必须补填。

    为什么：合计空白时，各表之间的核对和比率都无从算起；空白不等于零。
    怎么改：填上合计；有分项未填的，先补填分项。
    依据：附件1、附件2填报要求。
    """
    for tie in blank_totals(case):
        (total,), found, blank = tie.whole, tie.found, len(tie.lacking)
        more = f"，还有 {blank} 项未填" if blank else ""
        if case.report.merged:  # a sum that is not put into a merged return lacks a unit's figure
            more, blank = f"{more}，合并时如有单位缺这个数，相加不全，见“合并明细”", blank + 1
        yield Hit(
            tie.whole,
            f"{case.label(total.place)}未填，而其下已填的 {len(tie.filled)} 项相加为 {money(found)}{more}。",
            operands=tie.parts if len(tie.parts) <= _MOST_NAMED else (),
            expected=None if blank else found,
            severity=Severity.MUST if total.name.startswith(ROWS_NEEDED) else None,
            tie=tie,
        )


#: Blank parts that one finding names and marks.
_MOST_ASKED = 5


@rule("XT109", "合计大于已填各项之和，有分项未填", Severity.EXPLAIN)
def blank_part(case: Case) -> Iterator[Hit]:
    """查什么：支出总额、项目支出、三公经费、公务用车经费、收入合计、支出合计比已填的各分项之和大，而有分项空白。

    为什么：空白不等于零；多出的钱可能就在空白的分项里，不补填就无从核对。
    怎么改：补填空白的分项，确实没有的填0；补填后仍不相等的，改正合计或分项。
    依据：附件1、附件2填报要求。
    """
    for family in _SUMS:
        for tie in broken(case, family):
            blank = [part for part in tie.lacking if part.blank]
            if blank and tie.left > tie.found:
                yield _short(case, tie, blank)


def _short(case: Case, tie: Tie, blank: Sequence[Stated]) -> Hit:
    (total,), filled = tie.whole, tie.filled
    asked = tuple(blank[:_MOST_ASKED])
    named = "、".join(case.label(part.place) for part in asked)
    return Hit(
        (total, *asked),
        f"{case.label(total.place)} {money(tie.left)}，已填各项相加为 {money(tie.found)}，差 "
        f"{money(tie.left - tie.found)}；{named}{'等' if len(blank) > len(asked) else ''} {len(blank)} 项未填。",
        operands=filled if len(filled) <= _MOST_NAMED else (),
        expected="补填空白的分项，没有的填0",
        supposed=tie.found,
        tie=tie,
    )
