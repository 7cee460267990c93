"""Which figures another relation of the form confirms: a cell that ties elsewhere is hardly the one that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case, same_amount
from xltool.checks.ties import cells_of
from xltool.contract.relations import RELATIONS, Tied, When, family, parts_of
from xltool.model.stated import Place, Stated

#: The cells of 附件2 that repeat a total of 附件1, with that total.
COPIES = {relation.whole: relation.parts[0] for name in ("executed", "initial") for relation in family(name)}
#: Sums of filed figures.
_CONFIRMING = (When.FILLED, When.ONCE, When.BY_PARTS, When.EVERY)
#: The two incomes of the text are made from one another by subtraction as often as not: they confirm nothing.
_WEAK = ("text_incomes", "text_sources")


def confirmed(case: Case, cells: Sequence[Stated]) -> frozenset[Place]:
    """Those of the cells that stand in a relation that holds, other than the one between all of them."""
    asked = {cell.place for cell in cells}
    found: set[Place] = set()
    groups = dict.fromkeys(group for cell in cells for group in _by_name().get(cell.name, ()))
    for names in groups:
        if not case.report.lacking.isdisjoint(names):
            continue
        group = cells_of(case, names)
        filled = {cell.place for cell in group if cell.amount}
        if len(filled) > 1 and not filled <= asked and _holds(group):
            found |= filled & asked
    return frozenset(found)


def _holds(group: Sequence[Stated]) -> bool:
    whole, *parts = group
    found = sum((part.amount for part in parts if part.amount), Fraction(0))
    return whole.amount is not None and same_amount(whole.amount, found)


@cache
def _by_name() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The groups in which each name stands."""
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in _groups():
        for name in group:
            groups[name] = (*groups.get(name, ()), group)
    return groups


def _groups() -> Iterator[tuple[str, ...]]:
    """A whole with its parts; what repeats a total of 附件1 is the sum of its parts too."""
    for relation in RELATIONS:
        if relation.family in _WEAK:
            continue
        if relation.kind is Tied.SUM and relation.when in _CONFIRMING and relation.whole:
            yield (relation.whole, *relation.parts)
        elif relation.kind is Tied.SAME:
            yield from ((relation.whole, part) for part in relation.parts)
    for copy, total in COPIES.items():
        yield (copy, *parts_of(total))
