"""Case -> system: the cells of one form and all relations that exist between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from xltool.checks.case import Case, taken_out
from xltool.contract.units import Telling
from xltool.locate.amounts import amount_relations
from xltool.locate.cells import Cells
from xltool.locate.points import point_relations
from xltool.locate.rates import rate_relations
from xltool.locate.relation import Constraint, System, between
from xltool.model.stated import Place


def system(case: Case) -> System:
    """The relations of a form as far as it was filled in."""
    cells = Cells(case)
    with Telling(case.report.money):
        found = [*amount_relations(cells), *rate_relations(cells), *point_relations(cells)]
        return System(
            cells.finished(), (*found, *_not_negative(cells, taken_out(case.report))), cells.definitions
        )


def _not_negative(cells: Cells, allowed: Collection[Place]) -> Iterator[Constraint]:
    """``allowed`` are amounts that may be negative."""
    for cell in cells.all.values():
        if cell.place not in cells.signed and cell.place not in allowed:
            yield Constraint(
                f"{cell.label} 不为负",
                f"填报 {cell.shown}",
                (between([(cell, Fraction(1))], low=Fraction(0)),),
            )
