"""Whether linear bounds can hold together: an exact simplex over fractions that names the bounds that cannot.

The method is the one of solvers for linear arithmetic (Dutertre and de Moura 2006): every row is a variable of its
own, bounds stand on variables only, and a basic variable that no neighbour can bring within its bounds is, with the
bounds that stop them, an irreducible contradiction. Bland's rule makes it end. Figures that move in steps are found
by branching.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

#: A bound with the number of the row that asks for it, or a negative number of a branching.
_Bound = tuple[Fraction, int]
#: Branchings after which figures in steps are taken to exist: a wide cone holds some, if far out.
_MOST_BRANCHES = 60


class TableauRow(NamedTuple):
    """``low`` ≤ Σ factor × variable ≤ ``high``; no ``terms``: the sum is 0."""

    terms: Mapping[int, Fraction]
    low: Fraction | None
    high: Fraction | None


def contradiction(
    rows: Sequence[TableauRow], start: Sequence[Fraction], steps: Sequence[Fraction | None]
) -> frozenset[int] | None:
    """Numbers of rows that cannot hold together, or None where all can.

    Variable i starts the search at ``start[i]`` and moves in ``steps[i]`` (None: freely).
    """
    tableau = _Tableau(start)
    for number, row in enumerate(rows):
        found = tableau.add(row, number, steps)
        if found is not None:
            return found
    return _search(tableau, steps, [_MOST_BRANCHES])


def _search(tableau: _Tableau, steps: Sequence[Fraction | None], left: list[int]) -> frozenset[int] | None:
    found = tableau.check()
    if found is not None:
        return found
    split = next(
        (i for i, step in enumerate(steps) if step and (tableau.values[i] / step).denominator != 1), None
    )
    if split is None or not left[0]:
        return None
    left[0] -= 1
    mark = -1 - left[0]
    step = steps[split]
    assert step is not None
    whole = tableau.values[split] / step
    reasons: frozenset[int] = frozenset()
    for low, high in ((None, floor(whole) * step), (ceil(whole) * step, None)):
        branch = tableau.copy()
        found = branch.bound(split, low, high, mark)
        found = _search(branch, steps, left) if found is None else found
        if found is None or mark not in found:
            return found
        reasons |= found
    return reasons - {mark}


class _Tableau:
    """Basic variables as sums of the others; the first variables are the problem's, one more for each long row."""

    def __init__(self, start: Sequence[Fraction]) -> None:
        self.values = list(start)
        self.lower: dict[int, _Bound] = {}
        self.upper: dict[int, _Bound] = {}
        self.rows: dict[int, dict[int, Fraction]] = {}

    def copy(self) -> _Tableau:
        twin = _Tableau(self.values)
        twin.lower, twin.upper = dict(self.lower), dict(self.upper)
        twin.rows = {basic: dict(row) for basic, row in self.rows.items()}
        return twin

    def add(self, row: TableauRow, owner: int, steps: Sequence[Fraction | None]) -> frozenset[int] | None:
        """Take up a row before the first check; the contradiction if there is one at once."""
        if not row.terms:
            fails = (row.low is not None and row.low > 0) or (row.high is not None and row.high < 0)
            return frozenset({owner}) if fails else None
        if len(row.terms) == 1:
            ((variable, factor),) = row.terms.items()
            return self.bound(variable, *_solved(row, factor, steps[variable]), owner)
        new = len(self.values)
        self.values.append(sum((f * self.values[v] for v, f in row.terms.items()), Fraction(0)))
        # the bounds on single variables may have moved basic ones: there are none before the first check
        self.rows[new] = dict(row.terms)
        return self.bound(new, row.low, row.high, owner)

    def bound(
        self, variable: int, low: Fraction | None, high: Fraction | None, owner: int
    ) -> frozenset[int] | None:
        """Tighten the bounds of a variable; the contradiction if its two bounds cross."""
        if low is not None and (variable not in self.lower or low > self.lower[variable][0]):
            self.lower[variable] = (low, owner)
        if high is not None and (variable not in self.upper or high < self.upper[variable][0]):
            self.upper[variable] = (high, owner)
        least, most = self.lower.get(variable), self.upper.get(variable)
        if least and most and least[0] > most[0]:
            return frozenset({least[1], most[1]})
        if variable not in self.rows:
            if least and self.values[variable] < least[0]:
                self._move(variable, least[0])
            elif most and self.values[variable] > most[0]:
                self._move(variable, most[0])
        return None

    def _move(self, variable: int, target: Fraction) -> None:
        change = target - self.values[variable]
        self.values[variable] = target
        for basic, row in self.rows.items():
            if variable in row:
                self.values[basic] += row[variable] * change

    def check(self) -> frozenset[int] | None:
        """Bring every variable within its bounds; the bounds that make it impossible, None when done."""
        while True:
            broken = min((basic for basic in self.rows if self._target(basic) is not None), default=None)
            if broken is None:
                return None
            target = self._target(broken)
            assert target is not None
            rising = target > self.values[broken]
            row = self.rows[broken]
            entering = min((v for v in row if self._can_move(v, rising == (row[v] > 0))), default=None)
            if entering is None:
                return self._reasons(broken, rising)
            self._pivot(broken, entering, target)

    def _target(self, basic: int) -> Fraction | None:
        value, least, most = self.values[basic], self.lower.get(basic), self.upper.get(basic)
        if least and value < least[0]:
            return least[0]
        return most[0] if most and value > most[0] else None

    def _can_move(self, variable: int, up: bool) -> bool:
        bound = (self.upper if up else self.lower).get(variable)
        return bound is None or (self.values[variable] < bound[0] if up else self.values[variable] > bound[0])

    def _reasons(self, broken: int, rising: bool) -> frozenset[int]:
        own = self.lower if rising else self.upper
        stops = ((self.upper if rising == (f > 0) else self.lower)[v] for v, f in self.rows[broken].items())
        return frozenset([own[broken][1], *(owner for _, owner in stops)])

    def _pivot(self, leaving: int, entering: int, target: Fraction) -> None:
        row = self.rows.pop(leaving)
        factor = row.pop(entering)
        change = (target - self.values[leaving]) / factor
        self.values[leaving] = target
        self.values[entering] += change
        solved = {v: -f / factor for v, f in row.items()}
        solved[leaving] = 1 / factor
        for basic, other in self.rows.items():
            share = other.pop(entering, None)
            if share is not None:
                self.values[basic] += share * change
                _add(other, solved, share)
        self.rows[entering] = solved


def _add(row: dict[int, Fraction], other: Mapping[int, Fraction], share: Fraction) -> None:
    for variable, factor in other.items():
        total = row.get(variable, Fraction(0)) + share * factor
        if total:
            row[variable] = total
        else:
            del row[variable]


def _solved(
    row: TableauRow, factor: Fraction, step: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """Bounds of the only variable of a row, on its steps."""
    ends = [None if end is None else end / factor for end in (row.low, row.high)]
    low, high = ends if factor > 0 else ends[::-1]
    if not step:
        return low, high
    return (
        None if low is None else ceil(low / step) * step,
        None if high is None else floor(high / step) * step,
    )
