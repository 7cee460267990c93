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
        found += _meant(piece, near)
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


def _meant(piece: list[Word], near: bool) -> Iterator[Word]:
    """The words of a piece with nicknames as labels in front of an amount or a rate, or as what they are otherwise."""
    figures = [n for n, word in enumerate(piece) if word.what in NUMBERS]
    strange = any(word.what in _STRANGE for word in piece)
    passed = 0
    for place, word in enumerate(piece):
        passed += passed < len(figures) and figures[passed] < place
        if word.what is not Is.NICKNAME:
            yield word
            continue
        figure = piece[figures[passed]] if passed < len(figures) else None
        if near and (not strange if figure is None else not _counts(figure)):
            yield word._replace(what=Is.LABEL)
        else:
            yield word._replace(what=Is.THING if word.text.startswith("接待") else Is.UNKNOWN, value="")


def _goes_astray(piece: list[Word], keys: set[str]) -> bool:
    """Whether a piece speaks of things of its own: the nicknames behind it may be theirs."""
    strange = any(word.what in _STRANGE for word in piece)
    each = any(word.what is Is.EACH for word in piece)  # 接待标准人均120元
    money = any(word.what in NUMBERS and not _counts(word) for word in piece) and not each
    return strange and not keys and (money or piece[-1].text == ":")


def _counts(word: Word) -> bool:
    return word.text.rstrip("+*")[-1] in "人名个"
