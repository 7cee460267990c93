"""Smallest repairs of a system of relations, exactly: implicit hitting sets over exact feasibility.

The search keeps *conflicts*: sets of cells at least one of which must be wrong, each proved by relations that cannot
all hold. The cheapest set of cells that hits all known conflicts is freed; if the relations can hold then, it is a
smallest repair, and if not, the contradiction gives a new conflict (Reiter 1987; Moreno-Centeno and Karp 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from xltool.locate.hitting import bits, cheapest
from xltool.locate.relation import Condition, Constraint, System, TiedCell
from xltool.locate.simplex import TableauRow, contradiction
from xltool.model.stated import Place

#: What a firm cell costs, an ordinary one 1: it is doubted where that spares more than two others.
_FIRM = 3


def price(cell: TiedCell) -> int:
    """What it costs to doubt a cell."""
    return _FIRM if cell.firm else 1


class Conflict(NamedTuple):
    """Cells of which at least one is wrong, and the relations that cannot all hold while they stand."""

    cells: int
    relations: frozenset[int]


class Search:
    """The repairs of one system. Sets of cells are bits: bit i is ``places[i]``.

    ``tick`` is called often and may raise to stop a search; what was found until then stays true.
    """

    def __init__(self, system: System, tick: Callable[[], None] = lambda: None) -> None:
        # likelier cells and larger figures are tried first: it saves time and changes no result
        ordered = sorted(system.cells.values(), key=lambda cell: (cell.order, -cell.value))
        self.places = tuple(cell.place for cell in ordered)
        self.relations: Sequence[Constraint] = system.relations
        self._number = {place: number for number, place in enumerate(self.places)}
        self._cells = tuple(ordered)
        self._tick = tick
        self.free = self._bits(cell.place for cell in self._cells if cell.free)
        self.costs = [price(cell) for cell in self._cells]
        self._conditions = [
            _Indexed(
                condition, number, self._bits(p for p, _ in condition.terms), self._bits(condition.guards)
            )
            for number, relation in enumerate(system.relations)
            for condition in relation.conditions
        ]
        self._touching: list[list[int]] = [[] for _ in self._cells]
        for number, condition in enumerate(self._conditions):
            for cell in bits(condition.terms):
                self._touching[cell].append(number)
        self._known: dict[tuple[int, frozenset[int]], frozenset[int] | None] = {}
        self.conflicts: list[Conflict] = []
        values = system.values
        for condition in self._conditions:
            if not condition.cells & self.free and not condition.condition.holds(values):
                self._learn(condition.cells, frozenset({condition.relation}))

    def _bits(self, places: Iterable[Place]) -> int:
        return sum(1 << self._number[place] for place in places)

    def _learn(self, cells: int, relations: frozenset[int]) -> None:
        conflict = Conflict(cells, relations)
        if conflict not in self.conflicts:
            self.conflicts.append(conflict)

    def cost(self, cells: int) -> int:
        """What it costs to doubt these cells."""
        return sum(self.costs[cell] for cell in bits(cells))

    def repair(self, limit: int | None = None, must: int = 0, banned: int = 0) -> int | None:
        """The cheapest cells whose change repairs everything, at most at the cost ``limit``; None if there are none."""
        limit = sum(self.costs) if limit is None else limit
        while True:
            sets = [conflict.cells for conflict in self.conflicts]
            chosen = cheapest(sets, self.costs, limit, must, banned, self._tick)
            if chosen is None or not self._contradictions(chosen):
                return chosen

    def _contradictions(self, chosen: int) -> bool:
        """True where the relations cannot hold with these cells free; the conflicts that say so are kept."""
        found = False
        while True:
            self._tick()
            conflict = self.conflict(chosen)
            if conflict is None:
                return found
            found = True
            self._learn(*conflict)
            if not conflict.cells:
                return found
            chosen |= conflict.cells  # what else is wrong, whichever of these is

    def conflict(self, chosen: int, strictly: bool = False) -> Conflict | None:
        """Why the relations cannot all hold with the chosen cells free; None where they can.

        ``strictly``: without those that only usually hold.
        """
        loose = chosen | self.free
        for variables, numbers in self._blocks(loose):
            if strictly:
                numbers = [n for n in numbers if not self.relations[self._conditions[n].relation].usual]
            key = variables, frozenset(numbers)
            if key not in self._known:
                self._known[key] = self._contradiction(variables, numbers)
            failing = self._known[key]
            if failing is not None:
                cells = 0
                for number in failing:
                    cells |= self._conditions[number].cells
                return Conflict(cells & ~loose, frozenset(self._conditions[n].relation for n in failing))
        return None

    def _blocks(self, loose: int) -> list[tuple[int, list[int]]]:
        """The conditions on the loose cells that are in force, in blocks that share no loose cell."""
        blocks: list[tuple[int, list[int]]] = []
        left = loose
        while left:
            variables, todo, numbers = 0, left & -left, set[int]()
            while todo:
                cell = (todo & -todo).bit_length() - 1
                variables |= 1 << cell
                for number in self._touching[cell]:
                    if not self._conditions[number].guards & loose:
                        numbers.add(number)
                        todo |= self._conditions[number].terms & loose
                todo &= ~variables
            left &= ~variables
            if numbers:
                blocks.append((variables, sorted(numbers)))
        return blocks

    def _contradiction(self, variables: int, numbers: Sequence[int]) -> frozenset[int] | None:
        """Numbers of conditions that cannot hold together; cells outside the block keep their figures."""
        place = {self.places[cell]: index for index, cell in enumerate(bits(variables))}
        rows = [self._row(self._conditions[number].condition, place) for number in numbers]
        cells = [self._cells[cell] for cell in bits(variables)]
        found = contradiction(
            rows, [cell.value for cell in cells], [cell.step if cell.whole else None for cell in cells]
        )
        return None if found is None else frozenset(numbers[row] for row in found)

    def _row(self, condition: Condition, variables: dict[Place, int]) -> TableauRow:
        terms: dict[int, Fraction] = {}
        fixed = Fraction(0)
        for place, factor in condition.terms:
            if place in variables:
                terms[variables[place]] = factor
            else:
                fixed += factor * self._cells[self._number[place]].value
        low, high = (None if end is None else end - fixed for end in (condition.low, condition.high))
        return TableauRow(terms, low, high)


class _Indexed(NamedTuple):
    """A condition with the number of its relation and its cells as bits."""

    condition: Condition
    relation: int
    terms: int
    guards: int

    @property
    def cells(self) -> int:
        return self.terms | self.guards
