"""Target and actual values of indicators: "≥9次调研", "≤100%", "9月前", "有效促进"."""

import re
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from xltool.model.parse import odd_digits, plain
from xltool.model.stated import is_dash, trimmed
from xltool.typed import Final, NamedTuple


class Sense(Enum):
    """Which way an actual value must lie from its target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EXACTLY = "="


class Quantity(NamedTuple):
    """A number with its unit; percentages as printed (96 for "96%") with unit "%"."""

    value: Decimal
    unit: str
    sense: Sense | None = None


class Month(NamedTuple):
    """A month as a deadline or a date of completion, with its year where it was written."""

    month: int
    year: int | None = None


class Wording(NamedTuple):
    """A target in words only."""

    text: str


class Unclear(NamedTuple):
    """A value that a program must not judge, with the reason in the user's words."""

    text: str
    why: str


#: Before a target that was taken over from last year, until a person takes it away.
UNCONFIRMED: Final = "【上年】"

Value = Quantity | Month | Wording | Unclear | None

_AT_LEAST = (
    "≥",
    "≧",
    "⩾",
    "≮",
    ">=",
    "=>",
    ">",
    "不低于",
    "不少于",
    "不小于",
    "大于等于",
    "大于",
    "至少",
    "达到",
    "超过",
)
_AT_MOST = (
    "≤",
    "≦",
    "⩽",
    "≯",
    "<=",
    "=<",
    "<",
    "不高于",
    "不超过",
    "不大于",
    "不多于",
    "小于等于",
    "小于",
    "低于",
    "控制在",
    "至多",
)
# "起" is no comparison: it counts incidents ("0起")
_AT_LEAST_AFTER = ("以上", "及以上")
_AT_MOST_AFTER = ("以内", "以下", "及以下", "之内")
#: Units of time, which 内 may follow ("5个工作日内"); 室内 and 国内 are no comparison.
_TIME = frozenset(
    ("工作日", "个工作日", "自然日", "天", "个月", "周", "个星期", "年", "小时", "个小时", "分钟", "秒")
)
_NEUTRAL = ("完成", "已完成", "实际完成", "实际", "共", "共计", "全年", "年度")
#: Words around a number that is not meant to the last digit.
_ABOUT_BEFORE = ("大约", "大概", "将近", "接近", "约", "近")
_ABOUT_AFTER = ("左右", "上下")
_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:,\d{3})*(?:\.\d+)?")
#: A deadline may have its sense before it: ≤12月; and the part of the month behind it, or a day.
_BEFORE_MONTH = ("≤", "≦", "<=", "=<", "=", "不超过")
_MONTHS = frozenset(map(str, range(1, 13)))
_OF_MONTH = frozenset(("", "份", "底", "末", "前", "底前", "末前"))
#: Longer numbers are codes or telephone numbers.
_MOST_DIGITS = 24
_DATE = r"\d+[年月日号]|^(?:19|20)\d\d(?P<dot>[-/.])(?:0?[1-9]|1[0-2])(?:(?P=dot)\d{1,2})?[前底末]?$"
_TAIL = "。.；;，,、"


@lru_cache(maxsize=512)
def parse(text: str) -> Value:
    """What a target or actual text says; None where nothing was filled in."""
    folded = plain(text).replace("m2", "平方米").rstrip(_TAIL)
    if not folded or is_dash(folded):
        return None
    if UNCONFIRMED in text:
        return Unclear(text, "是上年的指标值，还没有确认")
    month = _month(folded) if "月" in folded else None
    if month:
        return month
    if odd_digits(text):
        return Unclear(text, "数字写法不清")
    if (folded.startswith(("19", "20")) or any(map(folded.__contains__, "年月日号"))) and re.search(
        _DATE, folded
    ):
        return Unclear(text, "是日期")
    numbers = list(_NUMBER.finditer(folded))
    if not numbers:
        return Wording(folded)
    if len(numbers) > 1:
        return Unclear(text, "含有多个数字")
    return _quantity(folded, numbers[0])


def _month(text: str) -> Month | None:
    """The month that a text is, with the day or part of it that may follow; None where it is anything else."""
    before, _, after = text.partition("月")
    before = before.removeprefix(next(filter(before.startswith, _BEFORE_MONTH), ""))
    year, of_year, month = before.rpartition("年")
    day = after.removesuffix("前").removesuffix("日")
    if month not in _MONTHS or not (
        after in _OF_MONTH or (0 < len(day) < 3 and day.isdecimal() and "日" in after)
    ):
        return None
    if not of_year:
        return Month(int(month))
    known = len(year) == 4 and year.startswith(("19", "20")) and year.isdecimal()
    return Month(int(month), int(year)) if known else None


def _quantity(text: str, number: re.Match[str]) -> Value:
    before, after = text[: number.start()], text[number.end() :]
    sense, unit = _sense(before, after)
    if after.startswith((".", ",")) or any(map(str.isdecimal, after)) or len(number.group()) > _MOST_DIGITS:
        return Unclear(text, "数字写法不清")
    if before and sense is None and before not in _NEUTRAL:
        return Unclear(text, "数字前有文字")
    return Quantity(Decimal(number.group().replace(",", "")), unit, sense)


def _sense(before: str, after: str) -> tuple[Sense | None, str]:
    """The comparison that the words around a number state, and the unit without them."""
    for word in sorted(_AT_LEAST_AFTER + _AT_MOST_AFTER, key=len, reverse=True):
        if after.endswith(word):
            return (Sense.AT_LEAST if word in _AT_LEAST_AFTER else Sense.AT_MOST), after.removesuffix(word)
    if after.endswith("内") and is_time(after[:-1]):
        return Sense.AT_MOST, after.removesuffix("内")
    if before in _AT_LEAST:
        return Sense.AT_LEAST, after
    if before in _AT_MOST:
        return Sense.AT_MOST, after
    return (Sense.EXACTLY, after) if before == "=" else (None, after)


def is_time(unit: str) -> bool:
    """True for a unit of time: how long something took or lasted."""
    return unit in _TIME


#: So many in each of several spans of time are not so many in the year.
_EACH = ("/", "每")
_SPANS = ("季", "月", "周", "星期", "天", "日", "工作日")


def same_unit(target: Quantity, actual: Quantity) -> bool:
    """True when the two numbers may be compared: equal units, or one leaves out or shortens the other's."""
    if "%" in (target.unit, actual.unit):
        return target.unit == actual.unit
    longer, shorter = sorted((target.unit, actual.unit), key=len, reverse=True)
    if not longer.startswith(shorter):
        return False
    more = longer[len(shorter) :]
    return not (more.startswith(_EACH) and more[1:].removeprefix("个").startswith(_SPANS))


@lru_cache(maxsize=512)
def approximately(text: str) -> tuple[Value, bool]:
    """What a text says apart from 约, 近 or 左右, and whether one of these stands in it."""
    folded = plain(text).rstrip(_TAIL)
    before = next(filter(folded.startswith, _ABOUT_BEFORE), "")
    after = next(filter(folded.endswith, _ABOUT_AFTER), "")
    bare = folded.removeprefix(before).removesuffix(after)
    return parse(text if bare == folded else bare), bare != folded


HUNDRED = Quantity(Decimal(100), "%")
#: A bare number up to so many times the percentage beside it is a ratio (1.3438, which a cell shows as 134.38%);
#: a hundred times as much, down to this many times less, are percentage points (134.38). In between it may be either.
_NEAR = 5


def alike(target: Value, actual: Value, usual: Quantity | None = None) -> tuple[Value, Value]:
    """Target and actual value in percent both where one is a percentage and the other a bare number.

    ``usual`` is what a target is held against too where the actual value does not settle how it is meant.
    """
    if isinstance(target, Quantity) and isinstance(actual, Quantity):
        if target.unit == "%" and not actual.unit:
            return target, in_percent(actual, target)
        if actual.unit == "%" and not target.unit:
            return in_percent(target, actual, *filter(None, [usual])), actual
    return target, actual


def in_percent(bare: Quantity, *beside: Quantity) -> Quantity | Unclear:
    """A number without a unit as the percentage that it stands for, told by the percentages beside it.

    :class:`Unclear` where both ways of reading it are possible.
    """
    points, ratio = bare._replace(unit="%"), bare._replace(unit="%", value=bare.value * 100)
    if not bare.value:
        return points
    for percentage in beside:
        times = abs(Fraction(ratio.value) / Fraction(percentage.value or HUNDRED.value))
        if times <= _NEAR:
            return ratio
        if times * _NEAR >= 100:
            return points
    return Unclear(f"{bare.value}", f"看不出是 {trimmed(ratio.value)}% 还是 {trimmed(points.value)}%")
