"""Slips of the fingers: digits transposed, dropped, added or mistyped."""

from __future__ import annotations

from fractions import Fraction

from xltool.checks.causes import digits
from xltool.checks.causes.chance import significant
from xltool.checks.causes.digits import Typing
from xltool.checks.causes.evidence import among
from xltool.checks.causes.question import Alternative, Cause, Question, Slip
from xltool.contract.names import PLACES, Kind
from xltool.contract.relations import Tied
from xltool.model.interval import truncated
from xltool.model.stated import quantized

#: Totals of points begin with 9 or 8: that 98 and 89 are alike says nothing.
_HALF_A_GRADE = 5


def transposed(question: Question) -> Cause | None:
    """Two neighbouring digits exchanged."""
    if question.kind is Kind.POINTS and abs(question.value - question.expected) >= _HALF_A_GRADE:
        return None
    found = _typed(question, Slip.TRANSPOSED, "相邻两位数字颠倒", (digits.digits_exchanged,))
    if found is None or _typed(question, Slip.COUNT, "", (digits.dropped,)) is None:
        return found
    return found._replace(text=found.text.replace("颠倒", "颠倒，或漏打了一个0", 1))  # 68.3 for 68.03: both


def miscounted_digits(question: Question) -> Cause | None:
    """A digit missing in one figure, or one too many in another: the two look alike where cells are compared."""
    if question.kind is Kind.POINTS:
        return None
    return _typed(question, Slip.COUNT, "漏打或多打一位数字", (digits.dropped, digits.digit_added))


def mistyped(question: Question) -> Cause | None:
    """One digit for another. In a sum any part may have it, unless all others are confirmed; and a gap that is an amount, or twice one, says more."""
    if question.kind is Kind.POINTS or (question.tied is Tied.SUM and len(question.suspects) > 1):
        return None
    found = _typed(question, Slip.MISTYPED, "打错一位数字", (digits.digit_changed,))
    gap = abs(question.value - question.expected)
    if found is None or any(cell.amount in (gap, gap / 2) for cell in question.case.figures):
        return None
    return found


def _typed(question: Question, slip: Slip, how: str, ways: tuple[Typing, ...]) -> Cause | None:
    def fit(suspect: Alternative) -> bool:
        meant = _meant(question, suspect)
        return any(digits.fits(way, suspect.value, figure) for way in ways for figure in meant)

    figure, expected = question.value * question.scale, question.expected * question.scale
    length = significant(figure) if question.kind is Kind.PERCENT else significant(figure, expected)
    outcomes = max(digits.makes(way, length) for way in ways)
    return among(
        question,
        slip,
        how,
        fit,
        outcomes,
        lambda value: (was for way in ways for was in digits.originals(way, value)),
    )


def _meant(question: Question, suspect: Alternative) -> list[Fraction]:
    """What the cell would have shown: an amount exactly, a rate or score at two decimals, rounded or cut off."""
    if question.kind not in (Kind.PERCENT, Kind.POINTS) or suspect.cell is not question.stated:
        return [suspect.needed]
    places = PLACES[question.kind]
    near = Fraction(quantized(suspect.needed, places))
    below = near - Fraction(1, 10**places)
    return [near, below] if suspect.needed in truncated(below, places) else [near]
