"""Slips of the whole figure: rounded, cut off, a unit in the last place, scale, sign."""

from __future__ import annotations

from fractions import Fraction

from xltool.checks.causes import chance
from xltool.checks.causes.digits import places_of
from xltool.checks.causes.evidence import among, cause_of_any
from xltool.checks.causes.question import Alternative, Cause, Question, Slip
from xltool.contract.names import PLACES, Kind
from xltool.contract.relations import Tied
from xltool.model.interval import rounded, truncated

_LEFT = ("整数", "一位小数")
#: The last place of an amount as it is printed.
_UNIT = Fraction(1, 10 ** PLACES[Kind.AMOUNT])
#: 万元 in 元.
_WAN = 10_000


def fewer_decimals(question: Question) -> Cause | None:
    """The figure is another one at fewer decimals: rounded, else cut off."""
    if question.kind is not Kind.AMOUNT:
        return None  # a rate or score stands for all numbers of its digits: then nothing was found wrong
    for slip, how, interval in (
        (Slip.ROUNDED, "四舍五入到", rounded),
        (Slip.TRUNCATED, "截去尾数，只留", truncated),
    ):
        for suspect in question.suspects:
            places = places_of(suspect.value)
            if suspect.part or places >= min(places_of(suspect.needed), len(_LEFT)):
                continue
            coarse = places == 0 or question.tied is Tied.SAME
            if not coarse or abs(suspect.value - suspect.needed) <= _UNIT:
                continue  # too little to go by, or left to the next question
            likely = chance.of_figure(1, suspect.value)
            if suspect.needed in interval(suspect.value, places) and likely <= chance.MOST:
                return cause_of_any(question, slip, how + _LEFT[places], [suspect])
    return None


def last_digit(question: Question) -> Cause | None:
    """One unit of the last place: what adding up rounded figures leaves, or a slip in the last digit."""
    gap = abs(question.value - question.expected)
    if question.kind is Kind.AMOUNT:
        near = gap * question.scale == _UNIT
    else:
        whole = question.kind is Kind.PERCENT and question.places >= PLACES[Kind.PERCENT] + 2
        near = whole and gap < Fraction(1, 10**question.places)
    if not near:
        return None
    was = question.tell(question.expected * question.scale)
    text = f"疑为进位的尾差，或末位打错：与 {was} 只差末位的1"
    return Cause(Slip.LAST_DIGIT, text, (question.stated.place, *(cell.place for cell, _ in question.parts)))


def hundredfold(question: Question) -> Cause | None:
    """A percentage a hundred times too big or too small."""
    if question.kind is not Kind.PERCENT or not question.value:
        return None
    if not (
        any(is_printed(question, question.expected * factor) for factor in (100, Fraction(1, 100)))
        or _typed_as_points(question)
    ):
        return None
    whole = Alternative(question.stated, question.value * 100, question.expected * 100)
    return cause_of_any(question, Slip.HUNDRED, "百分号多乘或漏乘了100", [whole])


def _typed_as_points(question: Question) -> bool:
    """A percentage with fewer digits, typed as a plain number: 146 for 146 %, which stands for 146.15 %."""
    typed = rounded(question.value, places_of(question.value))
    return question.expected * 100 in typed and chance.of_figure(1, question.value) <= chance.MOST


def is_printed(question: Question, number: Fraction) -> bool:
    """The stated ratio is this number, rounded or cut off."""
    value, places = question.value, question.places
    return number in rounded(value, places) or number in truncated(value, places)


def wan(question: Question) -> Cause | None:
    """元 where 万元 are meant, or the other way round."""
    how = "元与万元混淆，差10000倍"
    if question.tied is Tied.RATIO:
        return _operand(question, Slip.WAN, how, _WAN, own=False)
    if question.kind is not Kind.AMOUNT:
        return None
    fitting = [suspect for suspect in question.suspects if _by_wan(suspect)]
    too_big = [suspect for suspect in fitting if suspect.value > suspect.needed]
    return cause_of_any(question, Slip.WAN, how, too_big or fitting)


def _operand(question: Question, slip: Slip, how: str, factor: int, own: bool) -> Cause | None:
    """The ratio would be right if one of its two cells (or, with ``own``, it itself) were this many times as big."""
    if not any(is_printed(question, question.expected * by) for by in (factor, Fraction(1, factor))):
        return None
    if chance.of_figure(2, question.value * question.scale) > chance.MOST:
        return None
    cells = [question.stated] * own + [cell for cell, _ in question.parts]
    told = "，或".join(question.name(cell) for cell in cells)
    return Cause(slip, f"疑为{how}：{told}", tuple(cell.place for cell in cells))


def _by_wan(suspect: Alternative) -> bool:
    value, needed = suspect.value, suspect.needed
    if not value or not needed:
        return False
    fine = max(places_of(value), PLACES[Kind.AMOUNT])
    return suspect.same(value / _WAN, needed) or needed / _WAN in rounded(value, fine)


def point_shifted(question: Question) -> Cause | None:
    """The decimal point one place off."""
    how = "小数点错位，差10倍"
    if question.tied is Tied.RATIO:
        return _operand(question, Slip.POINT, how, 10, own=True) if question.value else None

    def fit(suspect: Alternative) -> bool:
        return _times(question, suspect, Fraction(10)) or _times(question, suspect, Fraction(1, 10))

    return among(question, Slip.POINT, how, fit, 2, lambda value: (value * 10, value / 10))


def wrong_sign(question: Question) -> Cause | None:
    """Minus for plus, in a figure or in the way in which it was added."""
    found = [
        suspect for suspect in question.suspects if suspect.value and _times(question, suspect, Fraction(-1))
    ]
    negative = [suspect for suspect in found if suspect.value < 0 < suspect.needed]
    if negative and chance.of_figure(1, negative[0].value) <= chance.MOST:
        return cause_of_any(question, Slip.SIGN, "正负号填反", negative)
    return None


def _times(question: Question, suspect: Alternative, factor: Fraction) -> bool:
    """The figure is this many times what it should be."""
    if not suspect.value:
        return False
    if question.kind is Kind.PERCENT:
        return is_printed(question, question.expected * factor)
    return suspect.same(suspect.value, suspect.needed * factor)
