"""XT3xx: rates of the form, whether they are right and whether they have to be explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, percent
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.indicators.rates import RATES, Rate
from xltool.indicators.scores import Assessment, as_printed, attainment, judged
from xltool.model.interval import Interval, point, rounded, truncated
from xltool.model.parse import decimals
from xltool.model.report import Report
from xltool.model.stated import Stated
from xltool.model.target import Quantity, approximately


def stated_rates(case: Case, narrative: bool) -> Iterator[tuple[Rate, Stated]]:
    """The rates that a person filed in a cell of their own: those of the narrative, or those of the tables."""
    for rate in RATES:
        cell = case.single.get(rate.name)
        if cell is not None and cell.filed and cell.name.startswith("正文_") is narrative:
            yield rate, cell


def wrong_rates(case: Case, narrative: bool) -> Iterator[Hit]:
    """Stated rates that neither rounding nor truncation explains."""
    for rate, cell in stated_rates(case, narrative):
        true = case.computed.rates[rate.name]
        part, base = rate.operands(case.report)
        if true is None or cell.value is None or cell.amount is None or true in cell.interval:
            continue
        if _explained(_possible(true, part, base), cell.value, cell.places):
            continue
        yield Hit(
            (cell,),
            f"填报 {case.say(cell)}，按{case.label(part.place)} {case.say(part)} 和"
            f"{case.label(base.place)} {case.say(base)} 计算为 {percent(true)}。",
            operands=(part, base),
            expected=true,
        )


def cut_rates(case: Case, narrative: bool) -> Iterator[Hit]:
    """Stated rates whose last digits were cut off instead of rounded."""
    for rate, cell in stated_rates(case, narrative):
        true = case.computed.rates[rate.name]
        if true is None or cell.value is None or true in cell.interval:
            continue
        operands = rate.operands(case.report)
        possible = _possible(true, *operands)
        if cell.interval.meets(possible) or not truncated(cell.value, cell.places).meets(possible):
            continue
        yield Hit(
            (cell,), f"{case.say(cell)} 截去了尾数，四舍五入为 {percent(true)}。", operands, true, cause=""
        )


def _possible(true: Fraction, part: Stated, base: Stated) -> Interval:
    """What part ÷ base may be when figures of the text stand for all numbers that round to their digits."""
    if part.value is None or base.value is None:
        return point(true)
    over, under = part.interval, base.interval
    if under.low <= 0 or (over.low == over.high and under.low == under.high):
        return point(true)
    ends = [number / bound for number in (over.low, over.high) for bound in (under.low, under.high)]
    return Interval(min(ends), max(ends))


def _explained(possible: Interval, value: Decimal | Fraction, places: int) -> bool:
    return rounded(value, places).meets(possible) or truncated(value, places).meets(possible)


@rule("XT301", "比率与按表内数据计算的结果不符", Severity.MUST)
def wrong_rate(case: Case) -> Iterator[Hit]:
    """查什么：在职人员控制率、预算执行率、楼堂馆所控制率等填报数，是否等于表内数据算出的结果。

    为什么：比率由表内两个数决定，四舍五入和截尾都解释不了的差异就是算错或用错了数。
    怎么改：改正比率，或点“恢复公式”按钮（或运行 xltool restore 文件名）；若基础数据有误，改基础数据。
    依据：财预〔2013〕53号、财预〔2020〕10号。
    """
    yield from wrong_rates(case, narrative=False)


@rule("XT302", "比率截去了尾数", Severity.HINT)
def cut_rate(case: Case) -> Iterator[Hit]:
    """查什么：比率是否把多余的小数直接截去，而没有四舍五入。

    为什么：截尾与四舍五入相差最末一位，不算错误，但同一张表应统一。
    怎么改：改为四舍五入的数，或点“恢复公式”按钮（或运行 xltool restore 文件名）。
    依据：财预〔2013〕53号、财预〔2020〕10号。
    """
    yield from cut_rates(case, narrative=False)


@rule("XT303", "填了比率却没有计算它的数", Severity.EXPLAIN)
def rate_without_base(case: Case) -> Iterator[Hit]:
    """查什么：填报了比率，而分子或分母空白，或者分母为零。

    为什么：没有基础数据的比率无法核对；空白不等于零。
    怎么改：补填基础数据，或删去比率。
    依据：财预〔2013〕53号。
    """
    for rate, cell in (*stated_rates(case, False), *stated_rates(case, True)):
        part, base = rate.operands(case.report)
        if not (cell.amount or part.amount or base.amount):
            continue  # zero of nothing: a unit that built nothing writes 0 all along the row
        if case.computed.rates[rate.name] is None and not (part.absent or base.absent):
            missing = [c for c in (part, base) if c.amount is None or (c is base and not c.amount)]
            names = "、".join(f"{case.label(c.place)}为{case.say(c)}" for c in missing)
            yield Hit((cell,), f"填报 {case.say(cell)}，但{names}。", tuple(missing))


@rule("XT304", "指标完成值与表内比率不符", Severity.MUST)
def restated_rate(case: Case) -> Iterator[Hit]:
    """查什么：绩效指标中与表内比率同名的指标（如公用经费控制率），完成值是否等于按表内数据算出的比率。

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
        )


#: A bare number up to so many times the rate is meant as the ratio that it is, a larger one in percentage points.
_RATIO_UP_TO = 10


def _restated(assessment: Assessment) -> tuple[tuple[Fraction, int], ...]:
    """The ratios that an indicator row may state for a rate of the form, with their decimals, the likeliest first.

    A number without a percent sign may be the ratio (as a cell in percent format holds it) or percentage points.
    Nothing where the row states none.
    """
    actual, about = approximately(assessment.indicator.actual.text)
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
    if rate is None or true is None:
        return None
    possible = _possible(true, *rate.operands(report))
    return next((found for found in _restated(assessment) if _explained(possible, *found)), None)


def points_as_filed(report: Report, assessment: Assessment) -> Fraction | None:
    """The exact points of a row that states a rate of the form, reckoned with the rate as it is printed there.

    None where the row states none, or a wrong one.
    """
    found, weight, rate = (
        _right_reading(report, assessment),
        assessment.indicator.weight.amount,
        assessment.rate,
    )
    if found is None or weight is None or rate is None:
        return None
    target, _ = judged(assessment.indicator, rate, assessment.computed)
    wanted = Fraction(target.value) / 100 if isinstance(target, Quantity) else Fraction(1)
    sense = target.sense if isinstance(target, Quantity) else None
    part = attainment(wanted, found[0], sense or rate.good)
    return None if part is None else part * weight


#: Control rates with the threshold above which they have to be explained; the marked cell is the rate of the
#: form where there is one, else the amount that went over.
_CONTROLLED = (
    "在职人员控制率",
    "公用经费控制率",
    "三公经费控制率",
    "楼堂馆所_规模控制率",
    "楼堂馆所_投资概算控制率",
)


def _over(case: Case, names: tuple[str, ...], limit: Fraction) -> Iterator[Hit]:
    cells = case.single
    for rate in RATES:
        true = case.computed.rates[rate.name]
        if rate.name not in names or true is None or as_printed(true) <= limit:
            continue
        part, base = rate.operands(case.report)
        accused = cells.get(rate.name, part)
        title = cells[rate.name].contract.label if rate.name in cells else rate.name
        yield Hit(
            (accused,),
            f"{title} {percent(true)}，超过 {percent(limit)}（{case.say(part)} ÷ {case.say(base)}）。",
            operands=tuple(cell for cell in (part, base) if cell is not accused),
            expected=f"不高于 {percent(limit)}",
        )


@rule("XT311", "控制率超过上限", Severity.EXPLAIN, limit="control_rate")
def over_control(case: Case) -> Iterator[Hit]:
    """查什么：在职人员、公用经费、三公经费、楼堂馆所的控制率是否超过评分办法的上限（一般为100%）。

    为什么：超编、超预算、超规模都要说明原因，评审时必问。
    怎么改：核对数据；属实的，写明原因和整改措施。
    依据：财预〔2013〕53号；上限见评分办法。
    """
    yield from _over(case, _CONTROLLED, case.scheme.thresholds.control_rate)


@rule("XT312", "三公经费比上年增加", Severity.EXPLAIN, limit="change_rate")
def three_public_growth(case: Case) -> Iterator[Hit]:
    """查什么：三公经费本年决算是否比上年决算增加（变动率大于评分办法的上限，一般为0）。

    为什么：三公经费要求只减不增。
    怎么改：核对数据；属实的，写明原因。
    依据：财预〔2013〕53号（原文比较预算，本表没有上年预算，故比较决算）。
    """
    true = case.computed.rates["三公经费变动率"]
    limit = case.scheme.thresholds.change_rate
    if true is not None and as_printed(true) > limit:
        row = case.report.expenditure.three_public
        yield Hit(
            (row.final,),
            f"三公经费变动率 {percent(true)}（{case.say(row.prior_final)} → {case.say(row.final)}）。",
            operands=(row.prior_final,),
            expected=f"不高于 {percent(limit)}",
        )


@rule("XT313", "预算调整幅度大", Severity.EXPLAIN, limit="adjustment_rate")
def adjustment(case: Case) -> Iterator[Hit]:
    """查什么：预算调整率（全年预算数比年初预算数）的幅度是否超过评分办法的上限。

    为什么：大幅追加或追减说明年初预算编得不细，评审要求说明。
    怎么改：核对年初和全年预算数；属实的，写明调整的原因和批复。
    依据：参照财预〔2013〕53号；上限见评分办法。
    """
    true = case.computed.rates["预算调整率"]
    limit = case.scheme.thresholds.adjustment_rate
    if true is None or abs(as_printed(true)) <= limit:
        return
    budget = case.report.budget
    same = budget.adjusted.amount == budget.executed.amount
    note = "；且全年预算数与全年执行数分文不差，疑为按执行数倒填" if same else ""
    yield Hit(
        (budget.adjusted,),
        f"预算调整率 {percent(true)}，超过 {percent(limit)}（{case.say(budget.initial)} → {case.say(budget.adjusted)}）{note}。",
        operands=(budget.initial, budget.executed) if same else (budget.initial,),
        expected=f"幅度不超过 {percent(limit)}",
    )


@rule("XT314", "预算执行率偏低", Severity.EXPLAIN, limit="execution_rate_low")
def low_execution(case: Case) -> Iterator[Hit]:
    """查什么：预算执行率是否低于评分办法的下限。

    为什么：执行率低说明资金没有用出去，要说明原因。
    怎么改：核对全年预算数和执行数；属实的，写明原因。
    依据：参照四川省自评表填报要求；下限见评分办法。
    """
    true = case.computed.rates["执行率"]
    limit = case.scheme.thresholds.execution_rate_low
    if true is not None and as_printed(true) < limit:
        budget = case.report.budget
        yield Hit(
            (budget.executed,),
            f"预算执行率 {percent(true)}，低于 {percent(limit)}。",
            operands=(budget.adjusted,),
            expected=f"不低于 {percent(limit)}",
        )


@rule("XT315", "执行数大于全年预算数", Severity.EXPLAIN)
def over_execution(case: Case) -> Iterator[Hit]:
    """查什么：全年执行数是否大于全年预算数。

    为什么：没有预算不得支出；全年预算数应是调整后的预算，超出要说明。
    怎么改：核对全年预算数是否填了调整后的数；属实的，写明原因。
    依据：《预算法》关于支出必须以经批准的预算为依据的要求（参照）。
    """
    budget = case.report.budget
    executed, adjusted = budget.executed.amount, budget.adjusted.amount
    if executed is not None and adjusted is not None and executed > adjusted:
        yield Hit(
            (budget.executed,),
            f"全年执行数 {case.say(budget.executed)} 大于全年预算数 {case.say(budget.adjusted)}。",
            operands=(budget.adjusted,),
            expected=f"不大于 {case.say(budget.adjusted)}",
        )
