"""What a text calls the items of 三公经费 for short: labels where it speaks of these, mere things elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from xltool.intake.prose.labels import OF_APPROPRIATIONS, RATES
from xltool.intake.prose.words import NUMBERS, Is, Word

#: Words of things that the form does not know.
_STRANGE: Final = (Is.UNKNOWN, Is.THING, Is.FUND, Is.OTHERS)


def spelled_out(words: list[Word], about: str) -> list[Word]:
    """The words of a sentence with nicknames as labels; ``about`` is the label that the text above speaks of."""
    found: list[Word] = []
    near = about in OF_APPROPRIATIONS
    for piece in _pieces(words):
        keys = {word.value for word in piece if word.what is Is.LABEL} - RATES
        near = (near or bool(keys & OF_APPROPRIATIONS)) and keys <= OF_APPROPRIATIONS
        found += (
            _meant(piece, n, near) if word.what is Is.NICKNAME else word for n, word in enumerate(piece)
        )
        near = near and not _goes_astray(piece, keys)
    return found


def _pieces(words: list[Word]) -> Iterator[list[Word]]:
    """The words between two marks, each mark with what stands before it."""
    place = 0

    def number(word: Word) -> int:
        nonlocal place
        here = place
        place += word.what is Is.ENDS and word.text not in "()"
        return here

    for _, piece in groupby(words, number):
        yield list(piece)


def _meant(piece: list[Word], place: int, near: bool) -> Word:
    """A nickname in front of an amount or a rate, or what it is otherwise."""
    word = piece[place]
    figure = next((each for each in piece[place + 1 :] if each.what in NUMBERS), None)
    counted = figure is not None and _counts(figure)
    goes_on = figure is None and not any(each.what in _STRANGE for each in piece)
    if near and not counted and (figure is not None or goes_on):
        return word._replace(what=Is.LABEL)
    return word._replace(what=Is.THING if word.text.startswith("接待") else Is.UNKNOWN, value="")


def _goes_astray(piece: list[Word], keys: set[str]) -> bool:
    """Whether a piece speaks of things of its own: the nicknames behind it may be theirs."""
    strange = any(word.what in _STRANGE for word in piece)
    each = any(word.what is Is.EACH for word in piece)  # 接待标准人均120元
    money = any(word.what in NUMBERS and not _counts(word) for word in piece) and not each
    return strange and not keys and (money or piece[-1].text == ":")


def _counts(word: Word) -> bool:
    return word.text.rstrip("+*")[-1] in "人名个"
