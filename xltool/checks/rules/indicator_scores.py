"""XT4xx, the rows: the score of each indicator against what its figures give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, points, quoted
from xltool.checks.empty_words import names_nothing
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.restated import points_as_filed
from xltool.checks.rules.scores import cut_off, execution_scores
from xltool.checks.tie import rightly
from xltool.indicators.scores import POINT_PLACES, Assessment, as_printed, judged
from xltool.model.parse import plain
from xltool.model.report import Indicator
from xltool.model.stated import Stated, is_dash, percent, quantized, trimmed
from xltool.model.target import Quantity, Unclear, parse
from xltool.typed import TypedDict


def unexplained(indicator: Indicator) -> bool:
    """No reason was given for a deviation: the cell is blank, holds a dash or words that fit everything, as 情况属实."""
    reason = indicator.reason.text
    return not plain(reason) or is_dash(reason) or names_nothing(reason)


def asked_for_reason(indicator: Indicator) -> bool:
    """The form asks for a reason, and none was given."""
    return not indicator.reason.absent and unexplained(indicator)


def _scored(case: Case) -> Iterator[tuple[Assessment, Decimal, Fraction, Fraction]]:
    """Rows that arithmetic can judge and that have a score within its range: assessment, suggestion, score, weight."""
    for assessment in case.computed.assessments:
        score, weight = assessment.indicator.score.amount, assessment.indicator.weight.amount
        if assessment.points is None or score is None or weight is None:
            continue
        if score.numerator >= 0 and (score is weight or score <= weight):
            yield assessment, assessment.points, score, weight


def _restates(assessment: Assessment) -> bool:
    return assessment.computed is not None


def reached(assessment: Assessment) -> str:
    """The actual value in words; a rate of the form counts as computed: what was filed instead is another rule's business."""
    computed = assessment.computed
    actual = quoted(assessment.indicator.reached) or "空白"
    return actual if computed is None else f"{percent(computed)}（按表内数据）"


def _candidates(case: Case, assessment: Assessment) -> tuple[Decimal | Fraction, ...]:
    """What an indicator may score, rounded and exact: on the computed figure, or on the rate as the row prints it."""
    filed = points_as_filed(case.report, assessment) if _restates(assessment) else None
    also = (*assessment.also, *_in_proportion(assessment))
    exact = (points for points in (assessment.exact, filed, *also) if points is not None)
    return tuple(candidate for points in exact for candidate in (quantized(points, POINT_PLACES), points))


def _in_proportion(assessment: Assessment) -> tuple[Fraction, ...]:
    """What an indicator that is the 执行率 itself scores as the row of the 执行率 does, whatever its target: 财预〔2020〕10号."""
    rate, weight = assessment.computed, assessment.indicator.weight.amount
    if rate is None or weight is None or assessment.rate is None or assessment.rate.name != "执行率":
        return ()
    return tuple(max(Fraction(0), min(each, Fraction(1))) * weight for each in (as_printed(rate), rate))


@rule("XT406", "指标得分与按表内比率计算的得分不符", Severity.MUST)
def score_by_rate(case: Case) -> Iterator[Hit]:
    """查什么：与表内比率同名的指标，得分是否等于按算出的比率应得的分；未达标而已扣分、扣得与比例不同的，须说明，写了偏差原因的只作提示。

    为什么：比率由表内数据决定，是否达标没有斟酌的余地；未达标扣多少，各地办法不同。
    怎么改：按算出的比率改正得分；基础数据有误的，先改基础数据。
    依据：财预〔2013〕53号、财预〔2020〕10号。
    """
    for assessment, suggested, _, _ in _scored(case):
        score = assessment.indicator.score
        target = assessment.indicator.target
        if not _restates(assessment) or target.absent or rightly(score, suggested):
            continue
        candidates = _candidates(case, assessment)
        if rightly(score, *candidates) or cut_off(score, *candidates):
            continue
        rate = assessment.computed or Fraction(0)
        yield Hit(
            (score,),
            f"按表内数据该比率为 {percent(rate)}（指标值 {quoted(assessment.indicator.wanted)}），"
            f"{assessment.why}，应得 {trimmed(suggested)}分。",
            operands=(target, assessment.indicator.weight),
            expected=Fraction(suggested),
            **_by_local_rules(assessment, score.amount),
        )


class _Milder(TypedDict, total=False):
    """In place of a rule's own severity and remedy."""

    severity: Severity
    fix: str


def _by_local_rules(assessment: Assessment, score: Fraction | None) -> _Milder:
    """Points taken off a missed rate may follow a local table (so much for each point over, in steps) and are not wrong.

    Full marks for a missed rate are the rule's own business, unless the row says why.
    """
    row = assessment.indicator
    if assessment.met or (score == row.weight.amount and unexplained(row)):
        return {}
    told = score != row.weight.amount and not unexplained(row)
    return {
        "severity": Severity.HINT if told else Severity.EXPLAIN,
        "fix": "按比例改正得分；按本地办法另行扣分的，写明办法和算法；基础数据有误的，先改基础数据。",
    }


@rule("XT407", "已达标而未得满分", Severity.EXPLAIN)
def met_not_full(case: Case) -> Iterator[Hit]:
    """查什么：完成值已达到指标值，得分却低于分值。

    为什么：达标应得满分；扣了分的，要么完成值不实，要么另有原因。
    怎么改：改正得分或完成值；确应扣分的，写明与完成值不矛盾的原因。
    依据：财预〔2020〕10号。
    """
    for assessment, suggested, score, weight in _scored(case):
        row = assessment.indicator
        if _restates(assessment) or not assessment.met or suggested != weight or score >= weight:
            continue
        reason = "" if unexplained(row) else f"；偏差原因“{quoted(row.reason.text)}”与已达标矛盾"
        yield Hit(
            (row.score,),
            f"指标值 {quoted(row.wanted)}，完成 {quoted(row.reached)}，已达标，却只得 {case.say(row.score)}{reason}。",
            operands=(row.target, row.actual, row.weight),
            expected=weight,
        )


@rule("XT408", "未达标而得满分", Severity.EXPLAIN)
def full_not_met(case: Case) -> Iterator[Hit]:
    """查什么：完成值没有达到指标值，得分却等于分值，偏差原因又是空白。

    为什么：未达标应按比例扣分。
    怎么改：按比例改正得分；确有原因的，在偏差原因中写明。
    依据：财预〔2020〕10号。
    """
    for assessment, suggested, _, weight in _scored(case):
        row = assessment.indicator
        if suggested == weight or not full_marks_unexplained(assessment):
            continue
        yield Hit(
            (row.score,),
            f"指标值 {quoted(row.wanted)}，完成 {quoted(row.reached)}，未达标，{assessment.why}，应得 {trimmed(suggested)}分。",
            operands=(row.target, row.actual, row.weight),
            expected=Fraction(suggested),
            fix="按比例改正得分；确有原因的，写明原因。" if row.reason.absent else "",
        )


def full_marks_unexplained(assessment: Assessment) -> bool:
    """A missed target that arithmetic can score has full marks all the same, without a reason."""
    row = assessment.indicator
    if _restates(assessment) or assessment.met or assessment.points is None:
        return False
    return row.score.amount is not None and row.score.amount == row.weight.amount and unexplained(row)


@rule("XT409", "未达标指标的得分与按比例计算的得分不符", Severity.HINT)
def score_in_proportion(case: Case) -> Iterator[Hit]:
    """查什么：未达标的定量指标扣了分，但扣得与完成比例不一致，偏差原因又是空白；只评整分、小数略去的（9.78分评9分）不算。

    为什么：办法规定按完成值与指标值的比例记分；另行酌情扣分的应说明。
    怎么改：按比例改正得分，或在偏差原因中写明怎样评的分。
    依据：财预〔2020〕10号。
    """
    for assessment, suggested, score, weight in _scored(case):
        row = assessment.indicator
        if _restates(assessment) or assessment.met or score >= weight or not unexplained(row):
            continue
        candidates = _candidates(case, assessment)
        if rightly(row.score, *candidates) or cut_off(row.score, *candidates):
            continue
        if any(score == candidate // 1 for candidate in candidates):  # whole points alone
            continue
        yield Hit(
            (row.score,),
            f"{assessment.why}，应得 {trimmed(suggested)}分，填报 {case.say(row.score)}。",
            operands=(row.target, row.actual, row.weight),
            expected=Fraction(suggested),
        )


@rule("XT413", "得分截去了尾数", Severity.HINT)
def cut_score(case: Case) -> Iterator[Hit]:
    """查什么：执行率得分和按比例计算的指标得分，是否把多余的小数直接截去，而没有四舍五入。

    为什么：截尾与四舍五入相差最末一位，不算错误，但同一张表应统一。
    怎么改：改为四舍五入的数；执行率得分可点“恢复公式”按钮（或运行 xltool restore 文件名）。
    依据：财预〔2020〕10号。
    """
    scores: list[tuple[Stated, tuple[Decimal | Fraction, ...]]] = [execution_scores(case)]
    scores += [
        (assessment.indicator.score, _candidates(case, assessment))
        for assessment, suggested, _, _ in _scored(case)
        if (_restates(assessment) or not assessment.met)
        and not rightly(assessment.indicator.score, suggested)
    ]
    for cell, candidates in scores:
        if cut_off(cell, *candidates):
            true = Fraction(candidates[0])
            yield Hit(
                (cell,), f"{case.say(cell)} 截去了尾数，四舍五入为 {points(true)}。", expected=true, cause=""
            )


@rule("XT414", "看不出是百分数还是倍数", Severity.HINT)
def unclear_percentage(case: Case) -> Iterator[Hit]:
    """查什么：指标值与完成值一个是百分数，另一个没有百分号，大小又两种读法都可能，如“≥95%”旁边的“8”。

    为什么：8 可能是 8%，也可能是 800%，读法不同，达标与得分就不同；本工具不猜，也不计算建议得分。
    怎么改：带上百分号重填，如“8%”。
    依据：财预〔2020〕10号（按完成值与指标值的比例记分）。
    """
    for assessment in case.computed.assessments:
        row = assessment.indicator
        judged_by = judged(assessment)
        for cell, read in zip((row.target, row.actual), judged_by, strict=True):
            if isinstance(read, Unclear) and isinstance(parse(cell.text), Quantity):
                yield Hit((cell,), f"“{quoted(cell.text)}”{read.why}。", expected="带百分号的数")
