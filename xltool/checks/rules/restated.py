"""XT3xx, the indicators: what a row states of a rate that the form, or the scheme's own formula, gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xltool.checks.case import Case, Hit
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.rates import explained, possible
from xltool.checks.tie import tied
from xltool.indicators.scores import Assessment, attainment, judged
from xltool.model.interval import point
from xltool.model.parse import decimals
from xltool.model.report import Report
from xltool.model.stated import percent
from xltool.model.target import Quantity, approximately


@rule("XT304", "指标完成值与表内比率不符", Severity.MUST)
def restated_rate(case: Case) -> Iterator[Hit]:
    """查什么：绩效指标中与表内比率同名的指标，完成值是否等于按表内数据算出的比率，如：{rate:公用经费控制率}。

    为什么：同一份报告里同一个比率只能有一个数。
    怎么改：按算出的比率改正完成值，并重新评分。
    依据：财预〔2013〕53号；附件1、附件2表间关系。
    """
    for assessment in case.computed.assessments:
        readings, rate, true = _restated(assessment), assessment.rate, assessment.computed
        if not readings or rate is None or true is None or _right_reading(case.report, assessment):
            continue
        value, places = readings[0]
        part, base = rate.operands(case.report)
        yield Hit(
            (assessment.indicator.actual,),
            f"完成值填报 {percent(value)}，按{rate.formula(case.label(part.place), case.label(base.place))} 应为 {percent(true)}。",
            operands=(part, base),
            expected=true,
            found=value,
            places=places,
            tie=tied(rate.relation, (assessment.indicator.actual,), (part, base)),
        )


@rule(
    "XT319",
    "指标完成值与评分办法的算式算出的不同",
    Severity.MUST,
    trial="各地对同一个指标有几种算法，办法里写的未必是单位所用的。",
)
def local_rate_restated(case: Case) -> Iterator[Hit]:
    """查什么：评分办法为某个指标规定了算式（如预算控制率），表内又有算它的数时，完成值是否等于算出的结果。

    为什么：同一个指标只能有一个算法，评审按办法的算式核对。
    怎么改：按办法的算式改正完成值，并重新评分；用的是别的算法的，写明算式。
    依据：评分办法所列的文件。
    """
    for assessment in case.computed.assessments:
        local, true, readings = assessment.local, assessment.computed, _restated(assessment)
        if local is None or true is None or not readings or _right_reading(case.report, assessment):
            continue
        value, places = readings[0]
        yield Hit(
            (assessment.indicator.actual,),
            f"完成值填报 {percent(value)}，按 {local.formula.sentence} 应为 {percent(true)}（{local.formula.basis}）。",
            operands=tuple(case.single[term] for term in local.formula.terms),
            expected=true,
            found=value,
            places=places,
            cause="",
        )


#: A bare number up to so many times the rate is meant as the ratio that it is, a larger one in percentage points.
_RATIO_UP_TO = 10


def _restated(assessment: Assessment) -> tuple[tuple[Fraction, int], ...]:
    """The ratios that an indicator row may state for a rate of the form, with their decimals, the likeliest first.

    A number without a percent sign may be the ratio (as a cell in percent format holds it) or percentage points.
    Nothing where the row states none.
    """
    actual, about = approximately(assessment.indicator.reached)
    if assessment.computed is None or not isinstance(actual, Quantity) or actual.unit not in ("%", ""):
        return ()
    value, places = Fraction(actual.value), decimals(actual.value)
    # 约130% stands for anything from 125 to 135
    points = value / 100, places + (1 if about and value % 10 == 0 else 2)
    if actual.unit:
        return (points,)
    ratio = value, max(2, places)
    return (ratio, points) if abs(value) <= _RATIO_UP_TO * abs(assessment.computed) else (points, ratio)


def _right_reading(report: Report, assessment: Assessment) -> tuple[Fraction, int] | None:
    """The ratio that the row states where it is the rate of the form, as far as its digits tell."""
    rate, true = assessment.rate, assessment.computed
    if true is None:
        return None
    may_be = point(true) if rate is None else possible(true, *rate.operands(report))
    return next((found for found in _restated(assessment) if explained(may_be, *found)), None)


def points_as_filed(report: Report, assessment: Assessment) -> Fraction | None:
    """The exact points of a row that states a rate of the form, reckoned with the rate as it is printed there.

    None where the row states none, or a wrong one.
    """
    found, weight = _right_reading(report, assessment), assessment.indicator.weight.amount
    if found is None or weight is None or assessment.good is None or assessment.also:
        return None
    target, _ = judged(assessment)
    wanted = Fraction(target.value) / 100 if isinstance(target, Quantity) else Fraction(1)
    sense = target.sense if isinstance(target, Quantity) else None
    part = attainment(wanted, found[0], sense or assessment.good)
    return None if part is None else part * weight
