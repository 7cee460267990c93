"""Relations between amounts: sums in a table, the same figure in two tables, and the figures of the text.

Which of them exist, between which cells, and whether they hold, is what the rules go by too (:mod:`xltool.checks.ties`);
here they become conditions that a search can reckon with. In a sum a blank part counts 0 and may be what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Final

from xltool.checks.tie import Tie
from xltool.checks.ties import divided_by, ties
from xltool.contract.names import PROJECTS, Kind
from xltool.contract.optional import KNOWN
from xltool.contract.relations import RELATIONS, Relation, Tied, Tolerance, When
from xltool.contract.units import last_place
from xltool.locate.cells import MISSING_PROJECT, Cells, slack
from xltool.locate.relation import Condition, Constraint, TiedCell, between
from xltool.model.stated import Stated, shown

_ONE = Fraction(1)
_NOUGHT = Fraction(0)
#: What amounts are held against each other by; a quotient of two is a rate.
_KINDS: Final = frozenset((Tied.SUM, Tied.SAME, Tied.AT_MOST))
#: What people count or pay.
_AMOUNTS: Final = frozenset((Kind.AMOUNT, Kind.COUNT))


@cache
def amount_families() -> tuple[str, ...]:
    """The families of the table that bind amounts or head counts, in its order; what our own formula gives binds nobody."""
    return tuple(dict.fromkeys(relation.family for relation in RELATIONS if _binds_amounts(relation)))


def _binds_amounts(relation: Relation) -> bool:
    if relation.kind not in _KINDS or relation.when is When.STATED or not relation.whole:
        return False
    return all(KNOWN[name].kind in _AMOUNTS for name in (relation.whole, *relation.parts))


def amount_relations(cells: Cells) -> Iterator[Constraint]:
    """Everything that has to hold between amounts and between head counts.

    What usually holds among them backs its cells where it holds, and accuses nobody where it fails: money may have been
    carried over from last year, more may have been spent than was planned.
    """
    for family in amount_families():
        for tie in ties(cells.case, family):
            if not (tie.judged or tie.worded) or (tie.usual and not tie.holds):
                continue
            if tie.relation.when is When.ONCE:
                yield _rows(cells, tie)
            elif tie.relation.kind is Tied.SUM:
                yield sum_constraint(cells, tie)
            elif tie.relation.kind is Tied.AT_MOST:
                yield limit_constraint(cells, tie)
            else:
                yield _same(cells, tie)


def sum_constraint(cells: Cells, tie: Tie, *more: TiedCell, what: str = "") -> Constraint:
    """A total is the sum of its parts; ``more`` are rows that may have been left out of them.

    Nothing either where the form has no cell for a part.

    ``what`` stands for the parts in the sentence.
    """
    whole, pieces = cells.of(tie.whole[0]), [*(cells.of(part) for part in tie.parts), *more]
    terms = _terms([whole], pieces)
    return _of(
        tie,
        cells.defined(
            whole,
            Constraint(
                f"{whole.label} = {what or _together(pieces)}",
                f"填报 {whole.shown}，相加为 {shown(tie.found, tie.whole[0].contract.kind)}",
                (_within(tie, terms, tolerance(tie, tie.left - tie.found)),),
            ),
        ),
    )


def _rows(cells: Cells, tie: Tie) -> Constraint:
    """A row that has no money in this year may have lost it, and a row may have been left out."""
    column = tie.whole[0].name.rpartition("_")[2]
    rows = tuple(sorted((*tie.parts, *tie.unused), key=lambda cell: cell.place.row))
    projects = rows[0].contract.block == PROJECTS
    row, counted = ("项目", "个项目") if projects else (rows[0].contract.block, "行")
    label = f"漏列的{row}（{column}）"
    missing = cells.missing(MISSING_PROJECT, column, label, 0 if projects else rows[0].place.row)
    what = f"其下 {len(rows)} {counted}与漏列的{row}之和"
    return sum_constraint(cells, tie._replace(parts=rows), missing, what=what)._replace(tie=tie)


def _same(cells: Cells, tie: Tie) -> Constraint:
    """Two cells (or the parts of a total that was left blank) come to the same figure."""
    chosen = _chosen(cells, tie)
    if chosen is None:
        return _either(cells, tie)
    first, second = ([cells.of(cell) for cell in side] for side in (tie.whole, chosen))
    gap = tie.left - sum((cell.value for cell in second), _NOUGHT)
    relation = Constraint(
        f"{_together(first)} = {_together(second)}",
        f"分别填报 {'、'.join(cell.shown for cell in (*first, *second))}",
        (_within(tie, _terms(first, second), tolerance(tie, gap)),),
    )
    if len(first) == 1 == len(second):
        relation = cells.defined(first[0], cells.defined(second[0], relation))
    return _of(tie, relation)


def _chosen(cells: Cells, tie: Tie) -> tuple[Stated, ...] | None:
    """What the whole is the same as; None where that may be either of two figures as far as can be told."""
    if tie.relation.when is not When.EITHER:
        return tie.parts
    by = divided_by(cells.case)
    chosen = tuple(part for part in tie.parts if part.name == by)
    other = tie.holds and tie.left != sum((part.amount or _NOUGHT for part in chosen), _NOUGHT)
    return None if other or not chosen else chosen


def _either(cells: Cells, tie: Tie) -> Constraint:
    """A total is one of two figures; where it is neither, one of the three is wrong."""
    whole, others = ([cells.of(cell) for cell in side] for side in (tie.whole, tie.parts))
    guards = (*whole, *others)
    return _of(
        tie,
        Constraint(
            f"{_together(whole)} = {' 或 '.join(cell.label for cell in others)}",
            f"分别填报 {'、'.join(cell.shown for cell in guards)}",
            (between([], low=None if tie.holds else _ONE, guards=guards),),
        ),
    )


def limit_constraint(cells: Cells, tie: Tie) -> Constraint:
    """Figures are together not larger than another, or only by what rounding explains."""
    pieces, last = [cells.of(part) for part in tie.parts], cells.of(tie.whole[0])
    terms = _terms(pieces, [last])
    return _of(
        tie,
        Constraint(
            f"{_together(pieces)} 不大于 {last.label}",
            f"分别填报 {'、'.join(cell.shown for cell in (*pieces, last))}",
            (between(terms, high=tolerance(tie, max(_NOUGHT, tie.found - tie.left))),),
        ),
    )


def _of(tie: Tie, relation: Constraint) -> Constraint:
    return relation._replace(tie=tie, usual=tie.usual)


def _together(cells: Sequence[TiedCell]) -> str:
    return " + ".join(cell.label for cell in cells)


def _terms(left: Sequence[TiedCell], right: Sequence[TiedCell]) -> list[tuple[TiedCell, Fraction]]:
    return [*((cell, _ONE) for cell in left), *((cell, -_ONE) for cell in right)]


def _within(tie: Tie, terms: list[tuple[TiedCell, Fraction]], by: Fraction) -> Condition:
    """The two sides differ by no more than this; rows without a score may add up to their weights."""
    if tie.room:
        by = max(by, tie.whole[0].interval.high - tie.left)
    return between(terms, -by, by + tie.room)


def tolerance(tie: Tie, gap: Fraction) -> Fraction:
    """How far the two sides of a tie may lie apart, which as they were filed differ by ``gap``.

    It is wider than the digits of the form where somebody wrote finer ones; what the rules let pass is let pass here,
    and what they do not is not.
    """
    figures = (*tie.whole, *tie.parts)
    least = slack(*figures) if tie.relation.tolerance is Tolerance.DIGITS else _NOUGHT
    finer = any(figure.value is not None and figure.places > figure.contract.places for figure in figures)
    exact = tie.relation.tolerance is Tolerance.EXACT
    usual = max(least, last_place() / 2) if finer and not exact else least
    if tie.holds:
        return usual if tie.room else max(usual, abs(gap))
    return usual if usual < abs(gap) else least
