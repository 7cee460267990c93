"""The sentences of a report's text that state figures, as plain data; who reads them out of a document is intake's business."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xltool.book.names import Kind


class TextFigure(NamedTuple):
    """One figure of a sentence and the names of the contract that it may be compared with, the nearest first.

    ``value`` is in the contract's unit (a percent is the ratio) with ``places`` decimals as written; ``text`` as
    written. ``whole`` is the name of the denominator where the figure is a share of it, else empty.
    """

    names: tuple[str, ...]
    value: Decimal
    places: int
    kind: Kind
    text: str
    whole: str = ""


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
