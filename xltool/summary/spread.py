"""How numbers are spread: quartiles, and which of them stand apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

#: Fewest members of a group that is looked through for outliers.
FEWEST: Final = 8
#: So many median deviations away stands apart (the modified z-score of Iglewicz and Hoaglin, 0.6745 × deviation ÷ MAD).
APART: Final = 3.5
_NORMAL: Final = 0.6745


class Spread(NamedTuple):
    """Count, least, quartiles and greatest of some numbers."""

    number: int
    least: float
    first: float
    median: float
    third: float
    greatest: float


def spread(values: Iterable[float]) -> Spread | None:
    """The spread of numbers, quartiles interpolated as Excel's QUARTILE.INC does; None without any."""
    ordered = sorted(values)
    if not ordered:
        return None
    first, middle, third = (_quantile(ordered, part) for part in (0.25, 0.5, 0.75))
    return Spread(len(ordered), ordered[0], first, middle, third, ordered[-1])


def median(values: Iterable[float]) -> float | None:
    """The median; None without any numbers."""
    ordered = sorted(values)
    return _quantile(ordered, 0.5) if ordered else None


def _quantile(ordered: Sequence[float], part: float) -> float:
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


class Apart(NamedTuple):
    """A number that stands apart: its place among those given, how far off in median deviations, signed."""

    place: int
    value: float
    off: float


class Compared(NamedTuple):
    """What came of a look at a group: median, median absolute deviation, who stands apart; or why it was not looked at."""

    median: float
    deviation: float
    apart: tuple[Apart, ...]
    why_not: str = ""


def compared(values: Sequence[float], worth: float) -> Compared:
    """Who stands apart from a group; a difference below ``worth`` is none, however close the others are together."""
    if len(values) < FEWEST:
        return Compared(0.0, 0.0, (), f"填报的少于 {FEWEST} 个单位")
    middle = median(values) or 0.0
    deviation = median(abs(value - middle) for value in values) or 0.0
    if deviation == 0:
        return Compared(middle, 0.0, (), "过半单位数值相同，绝对中位差为 0")
    return Compared(middle, deviation, tuple(_apart(values, middle, deviation, worth)))


def _apart(values: Sequence[float], middle: float, deviation: float, worth: float) -> Iterator[Apart]:
    for place, value in enumerate(values):
        if abs(value - middle) >= worth and _NORMAL * abs(value - middle) / deviation > APART:
            yield Apart(place, value, (value - middle) / deviation)
