"""Intervals of exact numbers: what a printed figure may stand for."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce

from xltool.typed import NamedTuple

Number = Fraction | Decimal | int


class Interval(NamedTuple):
    """All numbers from ``low`` to ``high``; ``open_high`` leaves ``high`` itself out, ``open_low`` ``low``."""

    low: Fraction
    high: Fraction
    open_low: bool = False
    open_high: bool = False

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, (Fraction, Decimal, int)):
            return False
        value = Fraction(number)
        above = self.low < value or (value == self.low and not self.open_low)
        below = value < self.high or (value == self.high and not self.open_high)
        return above and below

    def __add__(self, other: "Interval") -> "Interval":  # type: ignore[override]
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.open_low or other.open_low,
            self.open_high or other.open_high,
        )

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.open_high, self.open_low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def meets(self, other: "Interval") -> bool:
        """True when some number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return low in self and low in other


def point(number: Number) -> Interval:
    """The interval that holds this number alone."""
    value = Fraction(number)
    return Interval(value, value)


@lru_cache(maxsize=512)
def rounded(number: Number, places: int) -> Interval:
    """Every number that rounds to ``number`` at ``places`` decimals; both half-way points are allowed.

    Half up, half to even and half down are all in use, so a tie may have gone either way.
    """
    numerator, denominator = number.as_integer_ratio()
    steps = 2 * 10**places  # half a unit of the last place is one step; in whole numbers this is quicker
    middle, whole = numerator * steps, denominator * steps
    return Interval(Fraction(middle - denominator, whole), Fraction(middle + denominator, whole))


def truncated(number: Number, places: int) -> Interval:
    """Every number whose further digits were cut off to give ``number`` at ``places`` decimals."""
    value, unit = Fraction(number), Fraction(1, 10**places)
    if value < 0:
        return Interval(value - unit, value, open_low=True)
    return Interval(value, value + unit, open_high=True)


def total(intervals: Iterable[Interval]) -> Interval:
    """What the sum of figures may be when each may be anything in its interval; zero for no figures."""
    found = list(intervals)
    return reduce(Interval.__add__, found) if found else point(0)
