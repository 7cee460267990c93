"""Rates written out: 预算完成率=（1388.92/1400.00）×100%=99.21%, its operands as figures of the sentence and its result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xltool.intake.prose.labels import COUNTS
from xltool.intake.prose.units import UNSAID, money_without_unit
from xltool.intake.prose.words import NUMBERS, Is, Word
from xltool.model.prose import TextFigure, TextQuotient

_DIVIDES: Final = ("/", "÷")
#: So many words in front of a formula may name it.
_NAME_BEFORE: Final = 12
_BARE: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
#: Why an operand is not compared that stands without a label.
_NAMELESS: Final = "是算式里没有写名目的数"
#: More is reckoned than one quotient.
_MORE: Final = re.compile(r"[-+−*×]")


class Quotient(NamedTuple):
    """Where in the sentence the result of a formula, its dividend and its divisor stand."""

    result: int
    top: int
    bottom: int


def written_out(words: list[Word]) -> list[Word]:
    """The words with the brackets of formulas dropped and their bare operands as figures."""
    found = list(words)
    for start, end in reversed(list(_formulas(words))):
        if any(word.what is Is.UNKNOWN and _MORE.search(word.text) for word in words[start:end]):
            continue
        found[start:end] = _operands(
            [word for word in words[start:end] if word.text not in ("(", ")")],
            words[max(0, start - _NAME_BEFORE) : start],
        )
    return found


def quotients(words: list[Word]) -> Iterator[Quotient]:
    """The formulas of a sentence that divide one figure by another and state the percentage."""
    for start, end in _formulas(words):
        inside = words[start:end]
        figures = [word for word in inside if word.what in NUMBERS]
        equals = end < len(words) and words[end].text == "="
        result = (
            next((word for word in words[end + 1 : end + _NAME_BEFORE] if word.what is not Is.FILLER), None)
            if equals
            else None
        )
        marks = [word.text for word in inside if word.text in _DIVIDES]
        strange = any(word.what is Is.UNKNOWN and _MORE.search(word.text) for word in inside)
        if result is None or strange or len(marks) != 1 or [w.what for w in figures] != [Is.FIGURE] * 2:
            continue
        if result.what is Is.FIGURE and result.text.endswith("%"):
            yield Quotient(result.start, figures[0].start, figures[1].start)


def divided(found: Iterable[Quotient], figures: Mapping[int, TextFigure]) -> Iterator[TextQuotient]:
    """The quotients with their figures, given by where these stand."""
    for each in found:
        top, bottom, result = (figures.get(place) for place in (each.top, each.bottom, each.result))
        if top is not None and bottom is not None and result is not None and top.kind is bottom.kind:
            yield TextQuotient(result, top, bottom)


def _formulas(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Start and end of what divides behind a = or a colon."""
    for before, word in enumerate(words):
        if word.what is not Is.ENDS or word.text not in ("=", ":"):
            continue
        end = before + 1
        while end < len(words) and not _ends_formula(words[end]):
            end += 1
        if any(each.what is Is.ENDS and each.text in _DIVIDES for each in words[before + 1 : end]):
            yield before + 1, end


def _ends_formula(word: Word) -> bool:
    return word.what is Is.ENDS and word.text not in (*_DIVIDES, "(", ")")


def _operands(words: list[Word], front: list[Word]) -> list[Word]:
    """The bare numbers next to the mark of division as figures; people where it is about staff, else money."""
    bare = [word for word in words if _is_operand(word)]
    staff = any(word.value in COUNTS or word.value == "在职人员控制率" for word in (*front, *words))
    unit = "人" if staff else "万元"
    said = staff or money_without_unit([word.text for word in bare])
    found = []
    for place, word in enumerate(words):
        if not _is_operand(word):
            found.append(word)
            continue
        nameless = not place or words[place - 1].text in _DIVIDES
        why = _NAMELESS if nameless else "" if said else UNSAID
        found.append(word._replace(what=Is.FIGURE, text=f"{word.text}{unit}", value=why))
    return found


def _is_operand(word: Word) -> bool:
    return word.what is Is.UNKNOWN and _BARE.fullmatch(word.text) is not None
