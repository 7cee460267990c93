"""XT4xx, what target and actual value say: units that differ, words for a number, a miss without a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltool.checks.case import Case, Hit, percent, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.indicator_scores import full_marks_unexplained, reached, unexplained
from xltool.checks.rules.plausibility import deviates
from xltool.checks.rules.rates import points_as_filed
from xltool.indicators.rates import near_rate_of_title
from xltool.indicators.scores import Assessment, has_own_steps
from xltool.model.report import Indicator
from xltool.model.target import Quantity, Sense, Wording, approximately, parse, same_unit

#: Words by which people say that something was nought, or a number in numerals of words.
_NONE_OR_NUMBER = re.compile(r"[无未没零]|[一二三四五六七八九十百千万两]")


@rule("XT417", "指标值要数，完成值没有数", Severity.EXPLAIN)
def word_for_a_number(case: Case) -> Iterator[Hit]:
    """查什么：指标值是“≤20万元”“300人”这样的数，完成值只写“完成”“已达标”之类的话，却得了分；指标值为0而写“未发生”的不算。

    为什么：没有完成的数，达没达标、得多少分都无从核对。
    怎么改：完成值改填实际完成的数。
    依据：财预〔2020〕10号（定量指标按完成值与指标值记分）。
    """
    for row in case.report.indicators:
        target, actual = parse(row.target.text), parse(row.actual.text)
        if not isinstance(target, Quantity) or not isinstance(actual, Wording) or not row.score.amount:
            continue
        if not _NONE_OR_NUMBER.search(actual.text):
            yield Hit(
                (row.actual,),
                f"指标值 {quoted(row.target.text)}，完成值只写“{quoted(row.actual.text)}”，得 {case.say(row.score)}。",
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
        if assessment.met or not unexplained(row) or _told_elsewhere(case, assessment):
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
            f"指标值 {quoted(row.target.text)}，完成 {reached(assessment)}，{done}"
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
    if row.score.value is None or row.weight.value is None or row.actual.blank or has_own_steps(row):
        return True
    if points_as_filed(case.report, assessment) == row.weight.amount:
        return True
    return full_marks_unexplained(assessment) or deviates(assessment, case.scheme.thresholds.deviation)


#: Words for multiples before a unit, and units of measure in the smaller of their kind.
_MULTIPLES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_MEASURES = {
    "公里": (1000, "米"),
    "千米": (1000, "米"),
    "吨": (1000, "公斤"),
    "千克": (1, "公斤"),
    "小时": (60, "分钟"),
    "个小时": (60, "分钟"),
    "年": (12, "个月"),
    "月": (1, "个月"),
    "平方公里": (10**6, "平方米"),
}
#: Words that people use one for another when they count.
_COUNTERS = frozenset("个项件次场家户份批篇处条期人名位例起")


def _in_base(quantity: Quantity) -> tuple[Decimal, str]:
    """The number in the base unit of its own: 3万亩 is 30000 亩, 2公里 2000 米."""
    factor, unit = 1, quantity.unit
    multiple = re.match("[十百千]?[万亿]|[十百千]", unit)
    if multiple and len(unit) > len(multiple.group()) and unit not in _MEASURES:
        factor, unit = _MULTIPLES[multiple.group()], unit[multiple.end() :]
    elif unit in _MULTIPLES:
        factor, unit = _MULTIPLES[unit], ""
    size, unit = _MEASURES.get(unit, (1, unit))
    return quantity.value * factor * size, unit


@rule("XT419", "指标值与完成值的单位不同", Severity.EXPLAIN)
def units_differ(case: Case) -> Iterator[Hit]:
    """查什么：指标值与完成值都是数而单位不同，如“≥3万亩”与“3.05亩”、“60%”与“60家”；换算后仍达标的（“≥3万亩”与“30500亩”），和“个”“次”“家”这类互用的量词，不算。

    为什么：单位不同就不能比；多是漏写了“万”，或者填串了行。
    怎么改：核对后把两格写成同一个单位。
    依据：财预〔2020〕10号（按完成值与指标值的比例记分）。
    """
    for row in case.report.indicators:
        target, actual = _compared(row)
        if target is None or actual is None or same_unit(target, actual) or _counted_alike(target, actual):
            continue
        wanted, reached = _in_base(target), _in_base(actual)
        if wanted[1] == reached[1] and _met(target.sense, wanted[0], reached[0]):
            continue
        yield Hit(
            (row.actual,),
            f"指标值 {quoted(row.target.text)}，完成 {quoted(row.actual.text)}，单位不同，无法比较。",
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


def _counted_alike(target: Quantity, actual: Quantity) -> bool:
    return set(target.unit) | set(actual.unit) <= _COUNTERS


def _met(sense: Sense | None, wanted: Decimal, reached: Decimal) -> bool:
    """The target is reached once both stand in one unit; without a comparison where they are near to each other."""
    if sense is Sense.AT_MOST:
        return wanted / 100 <= reached <= wanted
    return wanted <= reached <= wanted * 100


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
    for row in case.report.indicators:
        near, actual = near_rate_of_title(row.title.text), parse(row.actual.text)
        if near is None or not isinstance(actual, Quantity):
            continue
        rate, why = near
        true, (part, base) = case.computed.rates[rate.name], rate.operands(case.report)
        if true is None or _may_be(actual, Decimal(true.numerator) / Decimal(true.denominator)):
            continue
        formula = rate.formula(
            f"{case.label(part.place)} {case.say(part)}", f"{case.label(base.place)} {case.say(base)}"
        )
        yield Hit(
            (row.actual,),
            f"完成值填报 {quoted(row.actual.text)}；{why}，无法核对。按本表的 {formula} 为 {percent(true)}，供参考。",
            operands=(part, base),
            cause="",
        )


def _may_be(actual: Quantity, true: Decimal) -> bool:
    """The row states this ratio, rounded or cut off, in percent or as the ratio itself."""
    unit = Decimal(1).scaleb(int(actual.value.as_tuple().exponent))
    readings = [true * 100] if actual.unit == "%" else [true * 100, true]
    return any(abs(actual.value - reading) < unit for reading in readings)
