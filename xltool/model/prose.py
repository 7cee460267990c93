"""The sentences of a report's text that state figures, as plain data; who reads them out of a document is intake's business."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xltool.book.names import Kind
from xltool.model.interval import Interval, rounded, truncated


class TextFigure(NamedTuple):
    """One figure of a sentence and the names of the contract that it may be compared with, the nearest first.

    ``value`` is in the contract's unit (a percent is the ratio) with ``places`` decimals as written (-2: in hundreds,
    as 0.14亿元 is in 万元); ``text`` as written. ``whole`` is the name of the denominator where the figure is a share
    of it, else empty.
    """

    names: tuple[str, ...]
    value: Decimal
    places: int
    kind: Kind
    text: str
    whole: str = ""

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
        return truncated(self.value, max(0, self.places))


class TextList(NamedTuple):
    """A number of things and what the sentence lists of them: the stated and the counted number, and the words."""

    stated: int
    counted: int
    text: str


class Sentence(NamedTuple):
    """One sentence, where it stands (``第12段``), its figures, its lists, and its slips of the pen as quoted words."""

    text: str
    where: str
    figures: tuple[TextFigure, ...] = ()
    lists: tuple[TextList, ...] = ()
    slips: tuple[str, ...] = ()


class Prose(NamedTuple):
    """A report's text: the sentences that hold something to compare, and the file's name."""

    title: str
    sentences: tuple[Sentence, ...]
