"""XT3xx: rates of the form, whether they are right and whether they have to be explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.tie import Tie
from xltool.checks.ties import broken, ties
from xltool.indicators.rates import BY_NAME, RATES
from xltool.indicators.scores import as_printed
from xltool.model.interval import Interval, point, rounded, truncated
from xltool.model.stated import Stated, percent


def stated_rates(case: Case, narrative: bool) -> Iterator[tuple[Tie, Fraction | None]]:
    """The rates that a person filed in a cell of their own, with what they are: those of the narrative, or of the tables."""
    for tie in ties(case, "rate"):
        if tie.relation.whole.startswith("正文_") is narrative:
            yield tie, case.computed.rates[tie.relation.whole]


def wrong_rates(case: Case, narrative: bool) -> Iterator[Hit]:
    """Stated rates that neither rounding nor truncation explains."""
    for tie, true in stated_rates(case, narrative):
        if true is not None and is_wrong(tie, true):
            yield wrong(case, tie, true)


def is_wrong(tie: Tie, true: Fraction) -> bool:
    """Neither rounding nor truncation makes the stated rate of the true one."""
    (cell,), (part, base) = tie.whole, tie.parts
    if cell.value is None or true in cell.interval:
        return False
    return not explained(possible(true, part, base), cell.value, cell.places)


def wrong(case: Case, tie: Tie, true: Fraction) -> Hit:
    """A stated rate that is not what its two figures give."""
    (cell,), (part, base) = tie.whole, tie.parts
    return Hit(
        (cell,),
        f"填报 {case.say(cell)}，按{case.label(part.place)} {case.say(part)} 和"
        f"{case.label(base.place)} {case.say(base)} 计算为 {percent(true)}。",
        operands=(part, base),
        expected=true,
        tie=tie,
    )


def cut_rates(case: Case, narrative: bool) -> Iterator[Hit]:
    """Stated rates whose last digits were cut off instead of rounded."""
    for tie, true in stated_rates(case, narrative):
        (cell,), operands = tie.whole, tie.parts
        if true is None or cell.value is None or true in cell.interval:
            continue
        may_be = possible(true, *operands)
        if cell.interval.meets(may_be) or not truncated(cell.value, cell.places).meets(may_be):
            continue
        said = f"{case.say(cell)} 截去了尾数，四舍五入为 {percent(true)}。"
        yield Hit((cell,), said, operands, true, cause="", tie=tie)


def possible(true: Fraction, part: Stated, base: Stated) -> Interval:
    """What part ÷ base may be when figures of the text stand for all numbers that round to their digits."""
    if part.value is None or base.value is None:
        return point(true)
    over, under = part.interval, base.interval
    if under.low <= 0 or (over.low == over.high and under.low == under.high):
        return point(true)
    ends = [number / bound for number in (over.low, over.high) for bound in (under.low, under.high)]
    return Interval(min(ends), max(ends))


def explained(known: Interval, value: Decimal | Fraction, places: int) -> bool:
    """Whether a figure with so many decimals is one of these numbers, rounded or cut off."""
    return rounded(value, places).meets(known) or truncated(value, places).meets(known)


@rule("XT301", "比率与按表内数据计算的结果不符", Severity.MUST)
def wrong_rate(case: Case) -> Iterator[Hit]:
    """查什么：填报的比率是否与表内数据相符：{rate:在职人员控制率}；{rate:执行率}；{rate:楼堂馆所_规模控制率}；{rate:楼堂馆所_投资概算控制率}。

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
    for tie, true in (*stated_rates(case, False), *stated_rates(case, True)):
        (cell,), (part, base) = tie.whole, tie.parts
        if not (cell.amount or part.amount or base.amount):
            continue  # zero of nothing: a unit that built nothing writes 0 all along the row
        if true is None:
            missing = [c for c in (part, base) if c.amount is None or (c is base and not c.amount)]
            names = "、".join(f"{case.label(c.place)}为{case.say(c)}" for c in missing)
            yield Hit((cell,), f"填报 {case.say(cell)}，但{names}。", tuple(missing))


#: Control rates with the threshold above which they have to be explained; the marked cell is the rate of the
#: form where there is one, else the amount that went over.
_CONTROLLED = (
    "在职人员控制率",
    "公用经费控制率",
    "三公经费控制率",
    "楼堂馆所_规模控制率",
    "楼堂馆所_投资概算控制率",
)


def _over(case: Case, names: tuple[str, ...], limit: Fraction | None) -> Iterator[Hit]:
    cells = case.single
    if limit is None:
        return
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
    """查什么：在职人员、公用经费、三公经费、楼堂馆所的控制率是否超过评分办法的上限（一般为100%），如：{rate:公用经费控制率}。

    为什么：超编、超预算、超规模都要说明原因，评审时必问。
    怎么改：核对数据；属实的，写明原因和整改措施。
    依据：财预〔2013〕53号；上限见评分办法。
    """
    yield from _over(case, _CONTROLLED, case.scheme.thresholds.control_rate)


@rule("XT312", "三公经费比上年增加", Severity.EXPLAIN, limit="change_rate")
def three_public_growth(case: Case) -> Iterator[Hit]:
    """查什么：三公经费比上年是否增加，即变动率是否大于评分办法的上限（一般为0）：{rate:三公经费变动率}。

    为什么：三公经费要求只减不增。
    怎么改：核对数据；属实的，写明原因。
    依据：财预〔2013〕53号（原文比较预算，本表没有上年预算，故比较决算）。
    """
    true, (new, old) = _rate(case, "三公经费变动率")
    limit = case.scheme.thresholds.change_rate
    if true is not None and limit is not None and as_printed(true) > limit:
        yield Hit(
            (new,),
            f"三公经费变动率 {percent(true)}（{case.say(old)} → {case.say(new)}）。",
            operands=(old,),
            expected=f"不高于 {percent(limit)}",
        )


def _rate(case: Case, name: str) -> tuple[Fraction | None, tuple[Stated, Stated]]:
    """A rate of the form as it is computed, and its two figures."""
    return case.computed.rates[name], BY_NAME[name].operands(case.report)


@rule("XT313", "预算调整幅度大", Severity.EXPLAIN, limit="adjustment_rate")
def adjustment(case: Case) -> Iterator[Hit]:
    """查什么：预算调整的幅度是否超过评分办法的上限：{rate:预算调整率}。

    为什么：大幅追加或追减说明年初预算编得不细，评审要求说明。
    怎么改：核对年初和全年预算数；属实的，写明调整的原因和批复。
    依据：参照财预〔2013〕53号；上限见评分办法。
    """
    true, (adjusted, initial) = _rate(case, "预算调整率")
    limit = case.scheme.thresholds.adjustment_rate
    if true is None or limit is None or abs(as_printed(true)) <= limit:
        return
    executed = case.report.budget.executed
    same = adjusted.amount == executed.amount
    note = "；且全年预算数与全年执行数分文不差，疑为按执行数倒填" if same else ""
    yield Hit(
        (adjusted,),
        f"预算调整率 {percent(true)}，超过 {percent(limit)}（{case.say(initial)} → {case.say(adjusted)}）{note}。",
        operands=(initial, executed) if same else (initial,),
        expected=f"幅度不超过 {percent(limit)}",
    )


@rule("XT314", "预算执行率偏低", Severity.EXPLAIN, limit="execution_rate_low")
def low_execution(case: Case) -> Iterator[Hit]:
    """查什么：执行率是否低于评分办法的下限：{rate:执行率}。

    为什么：执行率低说明资金没有用出去，要说明原因。
    怎么改：核对全年预算数和执行数；属实的，写明原因。
    依据：参照四川省自评表填报要求；下限见评分办法。
    """
    true, (executed, adjusted) = _rate(case, "执行率")
    limit = case.scheme.thresholds.execution_rate_low
    if true is not None and as_printed(true) < limit:
        yield Hit(
            (executed,),
            f"预算执行率 {percent(true)}，低于 {percent(limit)}。",
            operands=(adjusted,),
            expected=f"不低于 {percent(limit)}",
        )


@rule("XT315", "执行数大于全年预算数", Severity.EXPLAIN)
def over_execution(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{execution}。

    为什么：没有预算不得支出；全年预算数应是调整后的预算，超出要说明。
    怎么改：核对全年预算数是否填了调整后的数；属实的，写明原因。
    依据：《预算法》关于支出必须以经批准的预算为依据的要求（参照）。
    """
    for tie in broken(case, "execution"):
        (adjusted,), (executed,) = tie.whole, tie.parts
        yield Hit(
            (executed,),
            f"全年执行数 {case.say(executed)} 大于全年预算数 {case.say(adjusted)}。",
            operands=(adjusted,),
            expected=f"不大于 {case.say(adjusted)}",
            tie=tie,
        )
