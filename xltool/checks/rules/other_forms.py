"""What only other forms have: the tables 资金来源 and 任务, and the column 得分系数. All on trial."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, money, points, quoted
from xltool.checks.empty_words import names_nothing
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.rates import is_wrong, wrong
from xltool.checks.tie import Tie, rightly
from xltool.checks.ties import broken, ties
from xltool.indicators.scores import Assessment
from xltool.model.interval import Interval, rounded, truncated
from xltool.model.parse import decimals
from xltool.model.stated import Stated, percent
from xltool.model.target import Quantity, parse
from xltool.typed import Final

_TRIAL: Final = "各地的表不同，先看它在各种表上是否都判得对。"
_ONE: Final = Fraction(1)


def _added(case: Case, tie: Tie) -> Hit:
    """A total of the money row that the rows of a table do not come to."""
    (total,), every = tie.whole, tuple(sorted((*tie.parts, *tie.unused), key=lambda cell: cell.place.row))
    left_blank = f"（其中 {len(tie.unused)} 行未填）" if tie.unused else ""
    return Hit(
        tie.whole,
        f"{case.label(total.place)} {case.say(total)}，{case.label(every[0].place)}等 {len(every)} 行相加为 "
        f"{money(tie.found)}{left_blank}。",
        operands=every,
        expected=tie.found,
        tie=tie,
        subject="" if tie is _first(case, tie) else case.label(every[0].place),
    )


def _first(case: Case, tie: Tie) -> Tie:
    """Of the ways in which the rows divide one total, the first."""
    return next(each for each in ties(case, tie.relation.family) if each.relation is tie.relation)


@rule("XT110", "资金来源各行之和与年度资金总额不符", Severity.MUST, trial=_TRIAL)
def funds(case: Case) -> Iterator[Hit]:
    """查什么：表上分行列了资金来源（或基本支出、项目支出）的，下式是否成立：{funds}；“其中”以下各行不计才相等的不算，看不出哪些行该计的不比；编号、缩进说明是上一行分项的（基本支出下的1.人员经费、2.公用经费），不重复计。

    为什么：各行说明年度资金总额由什么组成，加起来应是这个总额。
    怎么改：核对总额和各行，改正填错的一个，补上漏列的一行。
    依据：各地自评表的年度资金总额一栏。
    """
    for tie in broken(case, "funds"):
        yield _added(case, tie)


@rule("XT111", "任务表合计与年度资金总额不符", Severity.EXPLAIN, trial=_TRIAL)
def tasks(case: Case) -> Iterator[Hit]:
    """查什么：任务表末有合计行的，下式是否成立：{tasks}；没有合计行的，任务可能只列了主要的，不比。

    为什么：有合计的任务表列的是全部资金，应与年度资金总额一致。
    怎么改：核对各项任务的金额；有资金不属于任何任务的，写明是什么。
    依据：各地自评表的任务一栏。
    """
    for tie in broken(case, "tasks"):
        yield _added(case, tie)


@rule("XT320", "资金来源或任务的执行率与本行数据不符", Severity.MUST, trial=_TRIAL)
def row_rate(case: Case) -> Iterator[Hit]:
    """查什么：资金来源各行、任务各行填的执行率是否相符：{row_rate}。

    为什么：执行率由本行两个数决定，四舍五入和截尾都解释不了的差异就是算错或填错了行。
    怎么改：改正执行率，或本行的预算数、执行数。
    依据：财预〔2020〕10号，附件2。
    """
    for tie in ties(case, "row_rate"):
        part, base = (cell.amount for cell in tie.parts)
        if part is not None and base and is_wrong(tie, part / base):
            yield wrong(case, tie, part / base)


@rule("XT321", "资金来源或任务的执行数大于预算数", Severity.EXPLAIN, trial=_TRIAL)
def overspent(case: Case) -> Iterator[Hit]:
    """查什么：资金来源各行、任务各行，下式是否成立：{spent}。

    为什么：没有预算不得支出；预算数应是调整后的，超出要说明。
    怎么改：核对这一行的预算数和执行数；属实的，写明原因。
    依据：参照《预算法》。
    """
    for tie in broken(case, "spent"):
        (budget,), (spent,) = tie.whole, tie.parts
        yield Hit(
            (spent,),
            f"{case.label(spent.place)} {case.say(spent)}，大于{case.label(budget.place)} {case.say(budget)}。",
            operands=(budget,),
            expected=f"不大于 {case.say(budget)}",
            tie=tie,
        )


#: A bare coefficient up to this may be the ratio itself; a larger one is in percent.
_RATIO_UP_TO: Final = 10


def _shares(coefficient: Stated) -> list[Interval]:
    """What share of its points a coefficient may stand for, from none to all of them; nothing where it is no number."""
    read = parse(coefficient.text)
    if not isinstance(read, Quantity) or read.unit not in ("", "%"):
        return []
    digits = rounded(read.value, decimals(read.value))
    scales = (Fraction(1, 100), _ONE) if not read.unit and read.value <= _RATIO_UP_TO else (Fraction(1, 100),)
    return [Interval(_reached(digits.low * scale), _reached(digits.high * scale)) for scale in scales]


def _reached(share: Fraction) -> Fraction:
    return max(Fraction(0), min(share, _ONE))


@rule("XT420", "得分与得分系数不符", Severity.EXPLAIN, trial=_TRIAL)
def coefficient(case: Case) -> Iterator[Hit]:
    """查什么：表上有得分系数的，下式是否成立：{coefficient}；系数按百分数或按比值填都可以。

    为什么：系数说明这一项得几成分，与得分矛盾就有一个填错了。
    怎么改：按完成情况核对系数，改正系数或得分。
    依据：各地自评表的得分系数一栏。
    """
    assessed = {each.indicator.row: each for each in case.computed.assessments}
    for tie in ties(case, "coefficient"):
        (score,), (share, weight) = tie.whole, tie.parts
        may_be = _shares(share)
        if may_be and score.value is not None and weight.amount and not _agrees(score, weight.amount, may_be):
            yield _disagree(case, tie, may_be[0], assessed.get(score.place.row))


def _agrees(score: Stated, weight: Fraction, shares: list[Interval]) -> bool:
    value = score.value or Decimal(0)
    places = max(1, decimals(value))
    stated = (rounded(value, places), truncated(value, places))
    given = [Interval(share.low * weight, share.high * weight) for share in shares]
    return any(one.meets(other) for one in stated for other in given)


def _disagree(case: Case, tie: Tie, share: Interval, assessment: Assessment | None) -> Hit:
    """The score is accused; where it is what the figures of its row give, the coefficient."""
    (score,), (coefficient, weight) = tie.whole, tie.parts
    full, points = weight.amount or _ONE, None if assessment is None else assessment.points
    right = points is not None and rightly(score, points)
    told = f"得分系数 {quoted(coefficient.text)}，分值 {case.say(weight)}，得分填报 {case.say(score)}。"
    if right:
        by_score = percent((score.amount or Fraction(0)) / full)
        return Hit((coefficient,), told, (score, weight), expected=by_score, tie=tie)
    return Hit((score,), told, (coefficient, weight), expected=(share.low + share.high) / 2 * full, tie=tie)


@rule("XT421", "自评得分与复核得分不同", Severity.EXPLAIN)
def reviewed(case: Case) -> Iterator[Hit]:
    """查什么：表上自评得分旁边另有复核得分的，两个得分是否相同：{reviewed}；复核没有填的不比，表上写了差异说明的不算；没有差异说明一栏而写了偏差原因的，只作提示。

    为什么：复核改了得分，说明自评与评审的看法不同，要说得清差在哪里。
    怎么改：核对这一项的得分；自评有误的改正自评，看法不同的写明差异的原因。
    依据：各地自评表的复核一栏。
    """
    different = broken(case, "reviewed")
    rows = {row.row: row for row in case.report.indicators} if different else {}
    parts = [tie for tie in different if tie.whole[0].name != "总分_复核"]
    by_parts = sum((tie.left - tie.found for tie in parts), Fraction(0))
    for tie in different:
        (again,), (own,) = tie.whole, tie.parts
        row, follows = rows.get(again.place.row), tie not in parts and tie.left - tie.found == by_parts
        if (parts and follows) or (row is not None and not _unexplained(row.difference)):
            continue
        apart = points(abs(tie.left - tie.found))
        told = f"自评 {case.say(own)}，复核 {case.say(again)}，相差 {apart}。"
        asked = row is None or not row.difference.absent or _unexplained(row.reason)
        yield Hit(
            (own, again),
            told,
            expected=f"与复核的 {case.say(again)} 相同，或写明差异",
            severity=None if asked else Severity.HINT,
            tie=tie,
        )


def _unexplained(reason: Stated) -> bool:
    return reason.empty or names_nothing(reason.text)
