"""How likely chance alone would have matched: a cause that many figures would fit explains none of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from xltool.checks.causes.digits import places_of
from xltool.model.stated import quantized

#: Nothing is claimed where more than one random figure in so many would have been explained: a slip that is one in
#: thirty of all mistakes is then the truth nineteen times in twenty.
MOST = Fraction(1, 500)


def of_figure(outcomes: int, *figures: Fraction) -> Fraction:
    """The share of figures of this many digits that so many outcomes are; zeros common to the figures' ends are none."""
    return Fraction(outcomes, 10 ** significant(*figures))


def significant(*figures: Fraction) -> int:
    """Digits of the longest of the figures, without the zeros with which all of them end."""
    places = max(places_of(figure) for figure in figures)
    whole = [int(abs(quantized(figure, places)) * 10**places) for figure in figures]
    length = max(len(str(number)) for number in whole)
    return length - min(_zeros(number) for number in whole)


def _zeros(number: int) -> int:
    text = str(number)
    return len(text) - len(text.rstrip("0")) if number else len(text)


def of_gap(gap: Fraction, possible: Iterable[Fraction]) -> Fraction:
    """The share of all gaps with the digits of this one that would have been explained by one of the possible gaps."""
    form = _form(gap)
    explained = {other for other in possible if other and _form(other) == form}
    digits = form[0]
    return Fraction(len(explained), 2 * (9 if digits == 1 else 81 * 10 ** (digits - 2)))


def _form(gap: Fraction) -> tuple[int, int]:
    """How many digits a gap has from its first to its last one that is not zero, and where the last one stands."""
    places = places_of(gap)
    text = str(int(abs(quantized(gap, places)) * 10**places))
    bare = text.rstrip("0")
    return max(len(bare), 1), len(text) - len(bare) - places
