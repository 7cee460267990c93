"""Which figures of a form can be tested at all: for each, the relations that a wrong figure could break.

A relation tests a cell when it ties the cell to others; also one that holds as a rule but need not, since a rule asks
for the reason where it does not (XT608 of 年末结余). That a figure is not negative ties it to nothing: it does not count. Of a cell that a formula gives, nobody stated the figure:
what tests it tests the cells behind the formula.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from xltool.checks.case import Case
from xltool.contract.names import NUMERIC, Kind
from xltool.locate.form import system
from xltool.locate.relation import Constraint, System, TiedCell
from xltool.model.stated import Place, Stated
from xltool.model.target import Quantity, parse

#: Kinds that hold a figure which others may be reckoned from; a year is none.
_FIGURES = NUMERIC - {Kind.YEAR}


class FigureCoverage(NamedTuple):
    """One figure with the relations that test it: ``equations`` fix it from both sides, ``limits`` from one only."""

    cell: TiedCell
    equations: tuple[Constraint, ...]
    limits: tuple[Constraint, ...]


class Coverage(NamedTuple):
    """Every figure that a person filed, and what tests it."""

    figures: tuple[FigureCoverage, ...]

    @property
    def untested(self) -> tuple[FigureCoverage, ...]:
        """No relation tests these: any other figure would do as well."""
        return tuple(t for t in self.figures if not t.equations and not t.limits)

    @property
    def limited(self) -> tuple[FigureCoverage, ...]:
        """These are only kept below or above others."""
        return tuple(t for t in self.figures if not t.equations and t.limits)

    @property
    def single(self) -> tuple[FigureCoverage, ...]:
        """One relation tests these: it tells that something is wrong, but not which of its cells."""
        return tuple(t for t in self.figures if len(t.equations) == 1)

    @property
    def several(self) -> tuple[FigureCoverage, ...]:
        """Two relations or more test these."""
        return tuple(t for t in self.figures if len(t.equations) > 1)


def coverage(case: Case) -> Coverage:
    """What the relations of a form test."""
    form = system(case)
    tests = testing(form)
    figures = []
    for stated in case.cells:
        cell = _cell(case, form, stated)
        if cell is None or cell.free:
            continue
        found = tests.get(stated.place, ())
        limits = tuple(relation for relation in found if is_limit(relation))
        equations = tuple(relation for relation in found if not is_limit(relation))
        figures.append(FigureCoverage(cell, equations, limits))
    return Coverage(tuple(figures))


def testing(form: System) -> dict[Place, list[Constraint]]:
    """The relations that test each cell, directly or through formulas."""
    definitions = {id(relation) for relation in form.definitions.values()}
    tests: dict[Place, list[Constraint]] = {}
    for relation in form.relations:
        if len(relation.cells) < 2 or id(relation) in definitions:
            continue
        for place in sorted(_behind(form, relation.cells)):  # a set has another order in every process
            tests.setdefault(place, []).append(relation)
    return tests


def _behind(form: System, cells: frozenset[Place]) -> set[Place]:
    """The cells of a relation, with those that the formulas among them are made of."""
    found: set[Place] = set()
    waiting = list(cells)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            if place in form.definitions:
                waiting += form.definitions[place].cells
    return found


def is_limit(relation: Constraint) -> bool:
    """True where a relation says no more than that one figure is not above another."""
    bounds = [condition for condition in relation.conditions if condition.terms]
    return len(bounds) == 1 == len(relation.conditions) and (bounds[0].low is None) != (
        bounds[0].high is None
    )


def _cell(case: Case, form: System, stated: Stated) -> TiedCell | None:
    """A figure that a person filed as a cell; None for everything else."""
    if not _is_filed(stated):
        return None
    value = stated.amount or Fraction(0)
    alone = TiedCell(stated.place, value, Fraction(1), case.label(stated.place), case.say(stated))
    return form.cells.get(stated.place, alone)


def _is_filed(stated: Stated) -> bool:
    if stated.contract.kind is Kind.TARGET:
        return isinstance(parse(stated.text), Quantity)
    return stated.contract.kind in _FIGURES and stated.filed
