"""分别: the figures of a list one by one, each with the words that are said of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from xltool.intake.prose.words import AMOUNTS, NUMBERS, Is, Word

#: More members than this no sentence lists with 分别.
_MOST: Final = 12
#: What the members of a list may differ in.
_LISTED: Final = ((Is.LABEL,), (Is.YEAR,), AMOUNTS)


class Member(NamedTuple):
    """The words that are said of one figure of a list, and the label that names it among the others."""

    words: tuple[Word, ...]
    number: Word
    label: str = ""


class Listing(NamedTuple):
    """A clause with 分别: the words on both sides of it that stand before the figures, and the figures."""

    front: tuple[Word, ...]
    between: tuple[Word, ...]
    numbers: tuple[Word, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """Each figure with the words of its member; none where the words do not come one for each figure."""
        for kinds in _LISTED:
            places = [n for n, word in enumerate(self.front) if word.what in kinds]
            if 1 < len(places) == len(self.numbers) <= _MOST:
                return tuple(self._members(places))
        return ()

    def _members(self, places: list[int]) -> Iterator[Member]:
        """甲预算、乙决算: what comes once for each member is said of that one, all else of every one."""
        bounds = [*places, len(self.front)]
        own = [range(start, end) for start, end in pairwise(bounds)]
        paired = {
            n
            for kinds in _LISTED
            if all(sum(self.front[n].what in kinds for n in piece) == 1 for piece in own)
            for n in range(bounds[0], bounds[-1])
            if self.front[n].what in kinds
        }
        for piece, place, number in zip(own, places, self.numbers, strict=True):
            kept = tuple(word for n, word in enumerate(self.front) if n in piece or n not in paired)
            at = self.front[place]
            yield Member(
                self._with_year(kept, place) + self.between, number, at.value if at.what is Is.LABEL else ""
            )

    def _with_year(self, words: tuple[Word, ...], place: int) -> tuple[Word, ...]:
        """2023年预算、决算及2022年决算: of several years the last one in front of a member is its own."""
        years = [(n, word) for n, word in enumerate(self.front) if word.what is Is.YEAR]
        own = [word for n, word in years if n < place][-1:]
        if len(years) < 2 or self.front[place].what not in AMOUNTS or not own:
            return words
        return tuple(word for word in words if word.what is not Is.YEAR or word is own[0])


def listing(words: tuple[Word, ...]) -> Listing:
    """The clause around its 分别."""
    place = next(n for n, word in enumerate(words) if word.what is Is.RESPECTIVELY)
    front, rest = words[:place], words[place + 1 :]
    first = next((n for n, word in enumerate(rest) if word.what in NUMBERS), len(rest))
    return Listing(front, rest[:first], tuple(word for word in rest if word.what in NUMBERS))
