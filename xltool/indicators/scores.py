"""Scores after 财预〔2020〕10号: of the 执行率 row, of each indicator as far as arithmetic can tell, and in all."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from xltool.contract.names import Kind
from xltool.indicators.local import LocalRate
from xltool.indicators.rates import Rate, near_rate_of_title, rate_of_title
from xltool.indicators.scheme import Scheme, Tier
from xltool.indicators.senses import usual_sense
from xltool.model.parse import plain
from xltool.model.report import Indicator
from xltool.model.stated import Stated, quantized, shown, trimmed
from xltool.model.target import (
    HUNDRED,
    Month,
    Quantity,
    Sense,
    Unclear,
    Value,
    Wording,
    alike,
    is_time,
    parse,
    same_unit,
)
from xltool.typed import NamedTuple

#: Decimal places of a ratio in the form (0.00 %) and of points.
RATE_PLACES = 4
POINT_PLACES = 2


def as_printed(rate: Fraction) -> Fraction:
    """The rate as the form prints it, at 0.01 %, half up: what a limit is held against."""
    return Fraction(quantized(rate, RATE_PLACES))


def execution_score(rate: Fraction | None, weight: Fraction | None) -> Fraction | None:
    """执行率得分 = min(执行率, 100 %) × 分值, in points, never below 0. Source: 财预〔2020〕10号.

    The rate counts as the form prints it, at 0.01 %; the score is rounded to 0.01 points. None where either is
    blank.
    """
    if rate is None or weight is None:
        return None
    reached = max(Fraction(0), min(as_printed(rate), Fraction(1)))
    return Fraction(quantized(reached * weight, POINT_PLACES))


def attainment(target: Fraction, actual: Fraction, sense: Sense) -> Fraction | None:
    """How much of a quantitative target was reached, 0 to 1. Source: 财预〔2020〕10号.

    Met: 1. Not met: 完成值 ÷ 指标值 where more is better, 指标值 ÷ 完成值 where less is better. None where
    arithmetic cannot tell (a target of zero or negative figures that was missed).
    """
    met = actual <= target if sense is Sense.AT_MOST else actual >= target
    if met:
        return Fraction(1)
    if target < 0 or actual < 0 or (sense is not Sense.AT_MOST and target == 0):
        return None
    part = target / actual if sense is Sense.AT_MOST else actual / target
    return max(Fraction(0), min(part, Fraction(1)))


class Assessment(NamedTuple):
    """What the program makes of one indicator.

    ``points`` is the suggested score at 0.01 points, None where a person has to decide; ``why`` says in the
    user's words how it came about or why there is none. ``met`` tells whether the target was reached, None where
    undecidable; ``ratio`` is 完成值 ÷ 指标值. ``rate`` is the contract's rate that the row restates, if any, or
    ``local`` what the scheme's own formula gives, and ``computed`` the value of either as a ratio. ``exact`` are the
    points before they are rounded, ``also`` others that the scheme's words allow.
    """

    indicator: Indicator
    points: Decimal | None
    why: str
    met: bool | None = None
    ratio: Fraction | None = None
    rate: Rate | None = None
    computed: Fraction | None = None
    exact: Fraction | None = None
    local: LocalRate | None = None
    also: tuple[Fraction, ...] = ()

    @property
    def good(self) -> Sense | None:
        """Which way the rate of the row is good; None where it restates none."""
        return self.local.formula.sense if self.local else self.rate.good if self.rate else None


_LATE = "未按时完成，请人工评分"
#: A row that says itself how points are taken off: 每低于5%扣2分, 未完成不得分, 90%以上得8分, 酌情扣分.
_STEPS = (
    r"每[^,。;]{0,20}?[扣减加][^,。;]{0,6}?\d*(?:\.\d+)?%?分|扣完为止|酌情[扣减给]|不得分"
    r"|(?:得|计|记|扣|给)\d+(?:\.\d+)?分|(?:得|计|记|给)满分"
)


@lru_cache(maxsize=256)
def _says_steps(text: str) -> bool:
    return ("分" in text or "扣" in text) and re.search(_STEPS, plain(text)) is not None


def has_own_steps(indicator: Indicator) -> bool:
    """The row states a way of its own to take points off: what a missed target then scores is for a person to say."""
    return any(map(_says_steps, (indicator.title.text, indicator.wanted, indicator.standard.text)))


def assess(
    indicator: Indicator, rates: dict[str, Fraction | None], scheme: Scheme, local: LocalRate | None = None
) -> Assessment:
    """The suggested score of one indicator: of a rate of the form on the computed rate, else on what was filed.

    ``local`` is what the scheme's own formula of the indicator gives, where it has one: then no other rate counts.
    """
    rate = None if local else rate_of_title(indicator.title.text)
    computed = local.value if local else rates.get(rate.name) if rate else None
    known = Assessment(indicator, None, "", None, None, rate, computed, None, local)
    target, actual = judged(known)
    decided = _decide(indicator, target, actual, known.good, scheme)
    if isinstance(decided, str):
        return known._replace(why=decided, met=False if decided == _LATE else None)
    reached, ratio = decided
    return _scored(known._replace(met=reached == 1, ratio=ratio), reached, _missed_by(target, actual), scheme)


def judged(assessment: Assessment) -> tuple[Value, Value]:
    """Target and actual value as they are held against each other: of a rate of the form the computed one."""
    indicator, good, computed = assessment.indicator, assessment.good, assessment.computed
    target, actual = parse(indicator.wanted), parse(indicator.reached)
    if good is None or computed is None or not (target is None or isinstance(target, Quantity)):
        return alike(target, actual)
    actual = Quantity(Decimal(str(quantized(computed * 100, 2))), "%")
    return alike(target or HUNDRED._replace(sense=good), actual, HUNDRED)


def _missed_by(target: Value, actual: Value) -> Fraction | None:
    """How far a quantity lies from its target: percentage points as a ratio, else the share of the target."""
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity):
        return None
    apart = abs(Fraction(target.value) - Fraction(actual.value))
    if target.unit == "%":
        return apart / 100
    return apart / abs(Fraction(target.value)) if target.value else None


def _lack(cell: Stated) -> str:
    return "本表没有" if cell.absent else "未填"


def _decide(
    indicator: Indicator, target: Value, actual: Value, good: Sense | None, scheme: Scheme
) -> tuple[Fraction | None, Fraction | None] | str:
    """Attainment and 完成值 ÷ 指标值, or in the user's words why neither can be told."""
    if target is None:
        return f"{_lack(indicator.target)}年度指标值"
    if actual is None:
        return f"{_lack(indicator.actual)}实际完成值"
    for value, what in ((target, "年度指标值"), (actual, "实际完成值")):
        if isinstance(value, Unclear):
            return f"{what}{value.why}，请人工评分"
    if isinstance(target, Month) and isinstance(actual, Month):
        if target.year != actual.year:  # on one side only, or another year: it may be the next
            return "两个日期的年份不一致，请人工评分"
        return (Fraction(1), None) if actual.month <= target.month else _LATE
    if isinstance(target, Wording) or isinstance(actual, Wording):
        return f"定性指标，请按档次评分：{_tiers(scheme.tiers)}"
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity):
        return "指标值与完成值不是同一种量，请人工评分"
    if not same_unit(target, actual):
        return "指标值与完成值单位不同，请人工评分"
    if actual.sense not in (None, Sense.EXACTLY):
        return "实际完成值不是确数，请人工评分"
    wanted, reached = Fraction(target.value), Fraction(actual.value)
    if not wanted and reached and target.sense in (None, Sense.EXACTLY) and good is None:
        return "指标值为零而完成值不为零，请人工评分"  # "0起" is as low as it can be, not a floor
    near = near_rate_of_title(indicator.title.text)
    usual = near[0].good if near else usual_sense(indicator.level2.text, indicator.title.text)
    told = target.sense or good or usual
    if told is None and wanted != reached and is_time(target.unit):
        return "看不出时间是越长越好还是越短越好，请人工评分"
    sense = told or Sense.AT_LEAST
    part = attainment(wanted, reached, sense)
    if part is None:
        return "指标值为零或为负且未达标，请人工评分"
    return part, (reached / wanted if wanted else None)


@lru_cache(maxsize=16)
def _tiers(tiers: tuple[Tier, ...]) -> str:
    """The tiers of a scheme in few words: their titles up to the first 并 or 且, and their shares."""
    return "；".join(
        f"{_unqualified(tier.title)} {_whole(tier.highest)}～{_whole(tier.lowest)}" for tier in tiers
    )


def _unqualified(title: str) -> str:
    ends = [end for sign in "并且，," if (end := title.find(sign, 1)) > 0]
    return title[: min(ends, default=len(title))]


def _whole(ratio: Fraction) -> str:
    return shown(ratio, Kind.PERCENT, 0)


def _scored(
    known: Assessment, reached: Fraction | None, missed: Fraction | None, scheme: Scheme
) -> Assessment:
    """The assessment with its points: in full, in the steps of the scheme, or in proportion."""
    indicator, ratio = known.indicator, known.ratio
    weight = indicator.weight.amount
    if weight is None or reached is None:
        return known._replace(why=f"{_lack(indicator.weight)}分值")
    if not known.met and has_own_steps(indicator):
        return known._replace(why="指标写明了自己的扣分办法，请按它评分")
    steps = known.local.formula.steps if known.local else None
    if not known.met and steps is not None and missed is not None:
        points = steps.points(weight, missed)
        why = f"按办法每差 {_whole(steps.every)} 扣 {trimmed(quantized(steps.deduct, POINT_PLACES))}分"
        also = (steps.strictly(weight, missed),)
        return known._replace(points=quantized(points, POINT_PLACES), why=why, exact=points, also=also)
    points = reached * weight
    why = "已达标，得满分" if known.met else f"完成 {quantized(reached * 100, 2)}%，按比例得分"
    if (
        known.met
        and ratio is not None
        and ratio > 1 + scheme.over_target_threshold
        and scheme.over_target_deduct
    ):
        points = max(Fraction(0), points - scheme.over_target_deduct)
        why = "大幅超过指标值，按办法扣分"
    return known._replace(points=quantized(points, POINT_PLACES), why=why, exact=points)
