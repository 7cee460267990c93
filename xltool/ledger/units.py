"""The bureau's list of units, and which of them the name in a return means.

A name is the same exactly, or once blanks, widths and brackets are left out of account. One that is merely alike is asked
about and never taken: 县教育局 and 县教育局机关 may be two units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from xltool.ledger.alike import AlikeNames
from xltool.model.unit_names import folded as folded

#: So much of a name is the same where it is worth asking about, and so many are named.
_ALIKE: Final = 0.75
_ASKED: Final = 3
#: So many characters of a name tell a unit in a longer text.
_TELLING: Final = 3


class ListedUnit(NamedTuple):
    """A unit that has to file; ``columns`` are the other columns of the list (乡镇、部门 …), by which sums are grouped."""

    name: str
    columns: Mapping[str, str]


class Matching(StrEnum):
    """How a name was found on the list; the value is what a user reads."""

    EXACT = "相同"
    NORMALISED = "去掉空格、全半角后相同"
    NEAR = "相近，请核对"
    NONE = "不在名单上"


class MatchedUnit(NamedTuple):
    """The unit that a name means, or those that it may mean."""

    matching: Matching
    unit: ListedUnit | None = None
    near: tuple[str, ...] = ()


class UnitList:
    """The units that have to file, in the order of the bureau's list."""

    def __init__(self, units: Sequence[ListedUnit]) -> None:
        self.units = tuple(units)
        self._exact = {unit.name: unit for unit in units}
        self._folded = {folded(unit.name): unit for unit in units}
        self._lengths = sorted({len(name) for name in self._folded if len(name) >= _TELLING}, reverse=True)

    def match(self, name: str) -> MatchedUnit:
        """The unit on the list that a name in a return means."""
        if unit := self._exact.get(name):
            return MatchedUnit(Matching.EXACT, unit)
        key = folded(name)
        if unit := self._folded.get(key):
            return MatchedUnit(Matching.NORMALISED, unit)
        near = self._alike.near(key, _ALIKE, _ASKED) if key else []
        if near:
            return MatchedUnit(Matching.NEAR, None, tuple(self._folded[each].name for each in near))
        return MatchedUnit(Matching.NONE)

    @cached_property
    def _alike(self) -> AlikeNames:
        return AlikeNames(tuple(self._folded))

    def within(self, text: str) -> ListedUnit | None:
        """The unit whose name stands in a text, as in the name of a file; the longest of several."""
        said = folded(text)
        for length in self._lengths:
            for place in range(len(said) - length + 1):
                if unit := self._folded.get(said[place : place + length]):
                    return unit
        return None

    def missing(self, found: Iterable[ListedUnit]) -> tuple[ListedUnit, ...]:
        """The units of which nothing came in, in the order of the list."""
        there = {unit.name for unit in found}
        return tuple(unit for unit in self.units if unit.name not in there)
