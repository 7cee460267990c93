"""XT4xx, what target and actual value say: units that differ, words for a number, a miss without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.indicator_scores import (
    asked_for_reason,
    full_marks_unexplained,
    reached,
    unexplained,
)
from xltool.checks.rules.plausibility import deviates
from xltool.checks.rules.restated import points_as_filed
from xltool.checks.units import COUNT, TIME, measured
from xltool.indicators.rates import RATES, Rate, near_rate_of_title
from xltool.indicators.scores import Assessment, has_own_steps
from xltool.model.report import Indicator
from xltool.model.stated import percent
from xltool.model.target import HUNDRED, Quantity, Sense, Wording, approximately, parse, same_unit

#: Words by which people say that something was nought, or a number in numerals of words.
_NONE_OR_NUMBER = frozenset("无未没零一二三四五六七八九十百千万两")


@rule("XT417", "指标值要数，完成值没有数", Severity.EXPLAIN)
def word_for_a_number(case: Case) -> Iterator[Hit]:
    """查什么：指标值是“≤20万元”“300人”这样的数，完成值只写“完成”“已达标”之类的话，却得了分；指标值为0而写“未发生”的，100%而写“全部完成”的不算。

    为什么：没有完成的数，达没达标、得多少分都无从核对。
    怎么改：完成值改填实际完成的数。
    依据：财预〔2020〕10号（定量指标按完成值与指标值记分）。
    """
    for row in case.report.indicators:
        target, actual = parse(row.wanted), parse(row.reached)
        if not isinstance(target, Quantity) or not isinstance(actual, Wording) or not row.score.amount:
            continue
        whole = target.unit == "%" and target.value == HUNDRED.value and actual.text.startswith("全")
        if not whole and _NONE_OR_NUMBER.isdisjoint(actual.text):
            yield Hit(
                (row.actual,),
                f"指标值 {quoted(row.wanted)}，完成值只写“{quoted(row.reached)}”，得 {case.say(row.score)}。",
                operands=(row.target, row.score),
                expected="实际完成的数",
            )


@rule("XT418", "未达标或扣了分而没有写偏差原因", Severity.EXPLAIN)
def missed_without_a_reason(case: Case) -> Iterator[Hit]:
    """查什么：完成值没有达到指标值（不论差多少），或者得分低于分值，而偏差原因空白，或只写了“见附件”“情况属实”之类的话；差得很多的见 XT505，得了满分的见 XT408，指标写明自己的扣分办法的不算；定性指标等本工具判断不了达标与否的，只作提示。

    为什么：没有完成的，评审要看原因和改进措施；扣了分而不写原因，等于没有自评。
    怎么改：在偏差原因中写明为什么没有完成、怎么改进；完成值或得分填错的，改正。
    依据：附件2“偏差原因分析及改进措施”；财预〔2020〕10号。
    """
    for assessment in case.computed.assessments:
        row = assessment.indicator
        if (
            assessment.met
            or row.target.absent
            or not asked_for_reason(row)
            or _told_elsewhere(case, assessment)
        ):
            continue
        short = (
            row.score.amount is not None
            and row.weight.amount is not None
            and row.score.amount < row.weight.amount
        )
        if assessment.met is None and not short:
            continue
        done = "未达标" if assessment.met is False else "没有得满分"
        yield Hit(
            (row.reason,),
            f"指标值 {quoted(row.wanted)}，完成 {reached(assessment)}，{done}"
            f"（得 {case.say(row.score)}，满分 {case.say(row.weight)}），没有写明原因。",
            operands=(row.target, row.actual, row.score, row.weight),
            expected="原因和改进措施",
            severity=None if assessment.met is False else Severity.HINT,
        )


def _told_elsewhere(case: Case, assessment: Assessment) -> bool:
    """The row is XT505's or XT408's, says itself what is taken off, or its 得分 or 完成值 is not there yet (XT702).

    A rate of the form that is missed by less than its printed digits show is not missed for whoever reads it.
    """
    row = assessment.indicator
    if row.score.value is None or row.weight.value is None or row.actual.empty or has_own_steps(row):
        return True
    if points_as_filed(case.report, assessment) == row.weight.amount:
        return True
    return full_marks_unexplained(assessment) or deviates(assessment, case.scheme.thresholds.deviation)


#: Figures further apart than this are not of one unit.
_FAR = 100


@rule("XT419", "指标值与完成值的单位不同", Severity.EXPLAIN)
def units_differ(case: Case) -> Iterator[Hit]:
    """查什么：指标值与完成值都是数而单位不是一回事，如“60%”与“60家”；或者是一回事而差得太远，如“≥3万亩”与“3.05亩”；单位不同而换算后没有达到、又没有写原因的，如“≥2公里”与“1800米”。换算后达标的，和“个”“座”“台”这类量词，不算。

    为什么：单位不同就不能比；多是漏写了“万”，或者填串了行。
    怎么改：核对后把两格写成同一个单位。
    依据：财预〔2020〕10号（按完成值与指标值的比例记分）。
    """
    for row in case.report.indicators:
        target, actual = _compared(row)
        if target is None or actual is None or same_unit(target, actual):
            continue
        why = _not_comparable(target, actual, explained=not unexplained(row))
        if why:
            yield Hit(
                (row.actual,),
                f"指标值 {quoted(row.wanted)}，完成 {quoted(row.reached)}，{why}。",
                operands=(row.target, row.score),
                expected="与指标值同一单位的数",
            )


def _compared(row: Indicator) -> tuple[Quantity | None, Quantity | None]:
    """Both as numbers, each with a unit; None where it is none."""
    found = []
    for cell in (row.target, row.actual):
        value, _ = approximately(cell.text)
        found.append(value if isinstance(value, Quantity) and value.unit else None)
    return found[0], found[1]


def _not_comparable(target: Quantity, actual: Quantity, explained: bool) -> str:
    """What is wrong with two figures in different units; empty where people may mean the same by them."""
    wanted, reached = measured(target), measured(actual)
    kinds = {wanted.what, reached.what}
    if "" in kinds or kinds == {TIME, COUNT}:  # 4季度 are four times
        return ""
    if len(kinds) == 2:
        return "单位不同，无法比较"
    if not wanted.value or not reached.value:
        return ""
    ratio = reached.value / wanted.value
    alike = 1 <= 10 * abs(Fraction(actual.value) / Fraction(target.value)) <= 100
    if not Fraction(1, _FAR) < ratio < _FAR and (alike or target.sense is not Sense.AT_MOST):
        return "单位不同，差得太远，无法比较"
    missed = ratio > 1 if target.sense is Sense.AT_MOST else ratio < 1
    exact = wanted.what not in (TIME, COUNT)
    return "单位不同，换算成同一单位后没有达到指标值" if missed and exact and not explained else ""


@rule(
    "XT317",
    "指标完成值与表内相近的比率不同，本表无法核对",
    Severity.HINT,
)
def near_rate(case: Case) -> Iterator[Hit]:
    """查什么：三公经费变动率、预算完成率等指标，所依文件的算式要用本表没有的数；完成值与表内相近的比率不同时，列出表内的算法和结果供参考。

    为什么：算式不同，结果就可能不同，不能据此说填错；但照表内的数算一遍，容易看出是不是抄错。
    怎么改：核对所依的办法和算式；按表内的数填报的，改正完成值。
    依据：财预〔2013〕53号；各地办法的算式不尽相同。
    """
    for assessment in case.computed.assessments:
        row, why = assessment.indicator, _uncheckable(assessment)
        rate, actual = _nearest(assessment), parse(row.reached)
        if not why or rate is None or not isinstance(actual, Quantity):
            continue
        true, (part, base) = case.computed.rates[rate.name], rate.operands(case.report)
        if true is None or _may_be(actual, Decimal(true.numerator) / Decimal(true.denominator)):
            continue
        formula = rate.formula(
            f"{case.label(part.place)} {case.say(part)}", f"{case.label(base.place)} {case.say(base)}"
        )
        yield Hit(
            (row.actual,),
            f"完成值填报 {quoted(row.reached)}；{why}，无法核对。按本表的 {formula} 为 {percent(true)}，供参考。",
            operands=(part, base),
            cause="",
        )


def _uncheckable(assessment: Assessment) -> str:
    """Why the form cannot give what an indicator states; empty where it can, or where its title says nothing."""
    local = assessment.local
    if local is not None:
        lacking = "、".join(local.lacking)
        return f"办法的算式是 {local.formula.sentence}，本表没有{lacking}" if lacking else ""
    near = near_rate_of_title(assessment.indicator.title.text)
    return near[1] if near else ""


def _nearest(assessment: Assessment) -> Rate | None:
    """The rate of the form that comes nearest to an indicator whose own formula it cannot give."""
    if assessment.local is not None:
        return next((rate for rate in RATES if rate.name == assessment.local.formula.near), None)
    near = near_rate_of_title(assessment.indicator.title.text)
    return near[0] if near else None


def _may_be(actual: Quantity, true: Decimal) -> bool:
    """The row states this ratio, rounded or cut off, in percent or as the ratio itself."""
    unit = Decimal(1).scaleb(int(actual.value.as_tuple().exponent))
    readings = [true * 100] if actual.unit == "%" else [true * 100, true]
    return any(abs(actual.value - reading) < unit for reading in readings)
