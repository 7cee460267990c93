"""The sentences of a report's text that state figures, as plain data; who reads them out of a document is intake's business."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from xltool.contract.names import Kind
from xltool.model.interval import Interval, point, rounded, truncated


class Sort(StrEnum):
    """What a figure of a sentence says; the value is what a user reads."""

    LEVEL = "数"
    CHANGE = "增减额"
    RATE = "增减率"
    SHARE = "占比"
    COMPLETION = "完成率"


class Term(NamedTuple):
    """One amount that a figure is said of, or measured by.

    ``names`` are the names of the contract that state it, the nearest first; ``own`` what the sentence itself states of
    it (the middle of each is the figure as printed); ``words`` call it by name for a reader.
    """

    names: tuple[str, ...] = ()
    own: tuple[Interval, ...] = ()
    words: str = ""


class Reading(NamedTuple):
    """One way to understand a figure: what it says of ``of``, measured by ``base`` where it says more than an amount.

    ``sign`` is -1 where the words say that something fell, 0 where they do not say which way it went. ``firm`` marks a
    share whose whole the form states too, so that the form alone can judge it.
    """

    sort: Sort
    of: Term
    base: Term = Term()
    sign: int = 1
    firm: bool = False


class TextFigure(NamedTuple):
    """One figure of a sentence and how it may be understood; every way must disagree before it is called wrong.

    ``value`` is in the contract's unit (a percent is the ratio) with ``places`` decimals as written (-2: in hundreds,
    as 0.14亿元 is in 万元); ``text`` as written, ``at`` its place in the sentence. ``why`` is the reason why it cannot
    be compared, empty where it has a reading.
    """

    readings: tuple[Reading, ...]
    value: Decimal
    places: int
    kind: Kind
    text: str
    at: int = 0
    why: str = ""

    @property
    def interval(self) -> Interval:
        """Every number that rounds to the figure as written."""
        if self.places >= 0:
            return rounded(self.value, self.places)
        half = Fraction(10**-self.places, 2)
        return Interval(Fraction(self.value) - half, Fraction(self.value) + half)

    @property
    def cut(self) -> Interval:
        """Every number that gives the figure when its further digits are cut off."""
        if self.places >= 0:
            return truncated(self.value, self.places)
        return Interval(Fraction(self.value), Fraction(self.value) + 10**-self.places, open_high=True)

    @property
    def widest(self) -> Interval:
        """Every number that rounds to the figure, or gives it when its further digits are cut off."""
        low, high = self.interval.low, self.interval.high
        return Interval(min(low, self.cut.low), max(high, self.cut.high))

    @property
    def exact(self) -> Interval:
        """The figure taken as it stands."""
        return point(self.value)


class TextSum(NamedTuple):
    """A whole and parts of it that a sentence lists and that make it up: names for a reader, and the figures."""

    whole: str
    stated: TextFigure
    parts: tuple[TextFigure, ...]
    names: tuple[str, ...]


class TextQuotient(NamedTuple):
    """A percentage and the two figures that its sentence divides to reach it."""

    result: TextFigure
    top: TextFigure
    bottom: TextFigure


class TextList(NamedTuple):
    """A number of things and what the sentence lists of them: the stated and the counted number, and the words."""

    stated: int
    counted: int
    text: str


class Sentence(NamedTuple):
    """One sentence, where it stands (``第12段``), its figures, sums, quotients, lists, and slips of the pen as quoted words."""

    text: str
    where: str
    figures: tuple[TextFigure, ...] = ()
    sums: tuple[TextSum, ...] = ()
    quotients: tuple[TextQuotient, ...] = ()
    lists: tuple[TextList, ...] = ()
    slips: tuple[str, ...] = ()


class Prose(NamedTuple):
    """A report's text: the sentences that hold something to compare, and the file's name."""

    title: str
    sentences: tuple[Sentence, ...]
