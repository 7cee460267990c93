"""Relations as plain data: what has to hold between cells of the form, each with the sentence that says it."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import NamedTuple

from xltool.checks.tie import Tie
from xltool.model.stated import Place


class TiedCell(NamedTuple):
    """One cell that a person filled in (or should have): its figure in the contract's unit, a blank counts 0.

    ``step`` is the last digit at which it is filed. A head count is ``whole``; an amount may stand for a finer one,
    since people reckon with their ledgers before they round. ``firm`` cells (编制数, 分值) are doubted only where nothing
    else repairs the form. A ``free`` cell was stated by nobody: a formula of the template gives it.
    ``order`` sorts the cells of a group, the likelier ones first; it never decides which are in it.
    """

    place: Place
    value: Fraction
    step: Fraction
    label: str
    shown: str
    whole: bool = False
    firm: bool = False
    free: bool = False
    order: int = 0


class Condition(NamedTuple):
    """``low`` ≤ Σ coefficient × cell ≤ ``high``; it holds good only while every cell of ``guards`` is right.

    A guard is a cell whose own figure made the bounds (a stated rate) or the coefficients.
    """

    terms: tuple[tuple[Place, Fraction], ...]
    low: Fraction | None
    high: Fraction | None
    guards: frozenset[Place] = frozenset()

    @property
    def cells(self) -> frozenset[Place]:
        """Every cell the condition speaks of; where it fails, at least one of them is wrong."""
        return self.guards.union(place for place, _ in self.terms)

    def holds(self, values: Mapping[Place, Fraction]) -> bool:
        """True where the figures satisfy it."""
        total = sum((factor * values[place] for place, factor in self.terms), Fraction(0))
        return not (
            (self.low is not None and total < self.low) or (self.high is not None and total > self.high)
        )


class Constraint(NamedTuple):
    """What has to hold: a sentence for the reader, the figures that were filed, and the conditions for arithmetic.

    ``usual`` is what holds as a rule but need not: it is evidence, never a proof. ``tie`` is the relation of the
    contract's table that it is, as the rules ask it of this form; None for what stands in no table.
    """

    sentence: str
    figures: str
    conditions: tuple[Condition, ...]
    usual: bool = False
    tie: Tie | None = None

    @property
    def cells(self) -> frozenset[Place]:
        """Every cell that some condition speaks of."""
        return frozenset().union(*(condition.cells for condition in self.conditions))

    def holds(self, values: Mapping[Place, Fraction]) -> bool:
        """True where the figures satisfy every condition."""
        return all(condition.holds(values) for condition in self.conditions)


class System(NamedTuple):
    """The cells of one form and everything that has to hold between them."""

    cells: Mapping[Place, TiedCell]
    relations: tuple[Constraint, ...]
    #: Of a cell that nobody stated, the relation by which its formula gives it: that one holds whatever is filed.
    definitions: Mapping[Place, Constraint] = MappingProxyType({})

    @property
    def values(self) -> dict[Place, Fraction]:
        """The figures as they were filed."""
        return {place: cell.value for place, cell in self.cells.items()}

    def failing(self) -> tuple[Constraint, ...]:
        """The relations that the filed figures do not satisfy."""
        values = self.values
        return tuple(relation for relation in self.relations if not relation.holds(values))


def between(
    terms: Iterable[tuple[TiedCell, Fraction]],
    low: Fraction | None = None,
    high: Fraction | None = None,
    guards: Iterable[TiedCell] = (),
) -> Condition:
    """A condition between cells."""
    return Condition(
        tuple((cell.place, factor) for cell, factor in terms),
        low,
        high,
        frozenset(cell.place for cell in guards),
    )


def just_inside(limit: Fraction, terms: Iterable[tuple[TiedCell, Fraction]]) -> Fraction:
    """The distance from ``limit`` within which no sum of the terms can lie: it turns < into ≤.

    Cells are filed in steps, so the sums are, and the next one lies at least that far away.
    """
    denominators = [limit.denominator]
    for cell, factor in terms:
        denominators += [(factor * cell.step).denominator, (factor * cell.value).denominator]
    return Fraction(1, lcm(*denominators))
