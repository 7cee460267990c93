"""One relation in one report: its cells, what both sides come to, whether it can be judged, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import same_amount
from xltool.contract.relations import QUOTIENTS, Relation, Tied, Tolerance, When
from xltool.model.interval import rounded, total
from xltool.model.parse import decimals
from xltool.model.stated import Stated, sum_of
from xltool.typed import NamedTuple

_NOUGHT = Fraction(0)
Cells = tuple[Stated, ...]


class Tie(NamedTuple):
    """One relation in one report.

    ``whole`` and ``parts`` are its cells, the blank ones too; a total that was left blank is stood for by its parts.
    ``left`` and ``found`` are what the two sides come to as far as they were filled in; where the whole may be any of
    the parts, ``found`` is the first. ``judged`` says that both have
    figures and no figure that is missing could make them agree unasked, ``holds`` that they agree as they were filed.
    ``unused`` are cells of rows without money in that year: no parts that are missing. ``room`` is what rows without a
    score may add at most. ``usual``: it holds as a rule but need not.
    """

    relation: Relation
    whole: Cells
    parts: Cells
    left: Fraction
    found: Fraction
    judged: bool
    holds: bool
    unused: Cells = ()
    room: Fraction = _NOUGHT
    usual: bool = False

    @property
    def broken(self) -> bool:
        """It can be judged, and does not hold."""
        return self.judged and not self.holds

    @property
    def filled(self) -> Cells:
        """The parts with a figure."""
        return tuple([part for part in self.parts if part.value is not None])

    @property
    def lacking(self) -> Cells:
        """The parts without a figure."""
        return tuple([part for part in self.parts if part.value is None])

    @property
    def worded(self) -> bool:
        """What is left of a total in a table may be what a word stands for: the word is XT004's, not the total."""
        return _worded(self.relation, self.parts, self.left, self.found)


def tied(
    relation: Relation,
    whole: Cells,
    parts: Cells,
    unused: Cells = (),
    room: Fraction = _NOUGHT,
    usual: bool = False,
) -> Tie:
    """The tie of these cells. A rate is judged by its digits, where its value is known (see the rules of rates)."""
    if relation.kind in QUOTIENTS or relation.kind is Tied.POINTS:
        return Tie(relation, whole, parts, _NOUGHT, _NOUGHT, False, False)
    left = _sum(whole) if relation.constant is None else Fraction(relation.constant)
    found = _sum(parts[:1] if relation.when is When.EITHER else parts)
    judged = _is_judged(relation, whole, parts, left, found)
    holds = judged and _holds(relation, whole, parts, left, found, room)
    return Tie(relation, whole, parts, left, found, judged, holds, unused, room, usual)


def of_full_marks(relation: Relation, added: Sequence[Stated], own: Fraction | None) -> Relation:
    """The relation with the full marks that a form announces as its ``own``, where its points do not make the usual ones."""
    if own is None or sum_of(added) == relation.constant:
        return relation
    beside = sum_of(
        cell for cell in added if cell.place.row
    )  # the row of the 执行率 may be left out of the total
    return relation._replace(constant=int(sum_of(added) if beside == own else own))


def _sum(cells: Sequence[Stated]) -> Fraction:
    return _amount(cells[0]) if len(cells) == 1 else sum_of(cells)


def _amount(cell: Stated) -> Fraction:
    amount = cell.amount
    return _NOUGHT if amount is None else amount


def _is_judged(relation: Relation, whole: Cells, parts: Cells, left: Fraction, found: Fraction) -> bool:
    """A blank part of a sum may hold what is left of its total, and is asked for; a word in its place is not."""
    missing = [part for part in parts if part.value is None]
    if len(missing) == len(parts):
        return False
    if relation.constant is not None:
        return any(part.value is not None for part in parts if part.place.row)
    open_whole = [cell for cell in whole if cell.value is None]
    if open_whole and len(open_whole) == len(whole):
        return False
    if relation.kind is Tied.SAME:
        more = bool(open_whole) and any(left < figure for figure in _figures(relation, parts, found))
        return not more and not (missing and left > found)
    if not missing or relation.when is When.STATED:  # points: a score that is missing has its room
        return True
    if relation.when in (When.EVERY, When.USUAL):
        return False
    return not _worded(relation, parts, left, found)


def _worded(relation: Relation, parts: Cells, left: Fraction, found: Fraction) -> bool:
    table = relation.kind is Tied.SUM and relation.tolerance is Tolerance.PLACES
    if not table or relation.when is When.STATED or left <= found:
        return False
    missing = [part for part in parts if part.value is None]
    return 0 < len(missing) < len(parts) and not any(cell.blank for cell in missing)


def _figures(relation: Relation, parts: Cells, found: Fraction) -> tuple[Fraction, ...]:
    """The figures that the whole may be."""
    if relation.when is When.EITHER:
        return tuple(map(_amount, parts))
    return (found,)


def _holds(
    relation: Relation, whole: Cells, parts: Cells, left: Fraction, found: Fraction, room: Fraction
) -> bool:
    tolerance, at_most = relation.tolerance, relation.kind is Tied.AT_MOST
    if left is found or left == found or (at_most and found < left):
        return True  # whatever their digits allow
    if tolerance is Tolerance.DIGITS:
        one = total(cell.interval for cell in whole)
        other = total(part.interval for part in parts if part.value is not None)
        return other.low <= one.high if at_most else one.meets(other)
    if room:
        slack = whole[0].interval
        return found <= slack.high and slack.low <= found + room
    if tolerance is Tolerance.SCORE:
        return all(rightly(score, left) for score in parts)
    if tolerance is Tolerance.EXACT:
        return False
    return any(same_amount(left, figure) for figure in _figures(relation, parts, found))


def rightly(score: Stated, *candidates: Decimal | Fraction) -> bool:
    """The stated score is one of the candidates, as far as its digits tell.

    A whole number counts as exact to 0.1: 10 points are full marks, not 9.6 rounded.
    """
    if score.value is None or score.value in candidates:
        return True
    may_be = rounded(score.value, max(1, decimals(score.value)))
    return any(candidate in may_be for candidate in candidates)
