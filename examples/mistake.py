"""The register of mistakes: what a kind of mistake is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from examples.returns import Content, Return, Spot, number

#: Changed cells, or None where the mistake cannot be made in this cell.
Changes = Mapping[Spot, Content] | None
Make = Callable[[Return, Spot, Random], "Changes | Return"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: its name, what it is called, and how it is made."""

    kind: str
    label: str
    make: Make


MISTAKES: Final[dict[str, Mistake]] = {}


def mistake(label: str) -> Callable[[Make], Make]:
    """Register a function as a kind of mistake under its own name."""

    def register(make: Make) -> Make:
        MISTAKES[make.__name__] = Mistake(make.__name__, label, make)
        return make

    return register


def same(one: Content, other: Content) -> bool:
    """The two contents are the same to a reader: 5 and 5.00 are."""
    first, second = number(one), number(other)
    return one == other if first is None or second is None else first == second
