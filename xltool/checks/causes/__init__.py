"""Likely causes: how a wrong figure may have come about. A cause is offered as 疑为, never as a fact.

One mechanism for all rules: the registry asks here for every finding that compares a figure with an expected one, and
only then, so that a workbook without findings pays nothing. How the expected figure comes about (a copy, a sum, a
ratio) is reckoned from the cells of the finding, not declared by each rule. The first cause that fits is told, and only
where a figure taken at random would hardly ever have fitted it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from xltool.checks.case import Case, Hit
from xltool.checks.causes.columns import another_year, columns_exchanged, subtracted
from xltool.checks.causes.pairs import other_pair
from xltool.checks.causes.question import Cause, Question, Slip, ask, scale_of
from xltool.checks.causes.ratios import growth_for_ratio, inverted, last_year
from xltool.checks.causes.rows import counted_wrongly, one_score_off
from xltool.checks.causes.scale import fewer_decimals, hundredfold, last_digit, point_shifted, wan, wrong_sign
from xltool.checks.causes.typed import miscounted_digits, mistyped, transposed
from xltool.contract.names import NUMERIC
from xltool.model.stated import Place

__all__ = ["Cause", "Slip", "cause_of", "remedies"]

_ORDER: tuple[Callable[[Question], Cause | None], ...] = (
    subtracted,
    fewer_decimals,
    last_digit,
    hundredfold,
    wan,
    point_shifted,
    wrong_sign,
    inverted,
    growth_for_ratio,
    columns_exchanged,
    another_year,
    last_year,
    other_pair,
    one_score_off,
    transposed,
    miscounted_digits,
    mistyped,
    *(counted_wrongly(slip) for slip in (Slip.LEFT_OUT, Slip.TWICE, Slip.SIGN)),
)


def cause_of(case: Case, hit: Hit) -> Cause | None:
    """The first cause that fits; None where the hit compares no figures or nothing explains the difference."""
    question = ask(case, hit)
    if question is None:
        return None
    return next((cause for asked in _ORDER if (cause := asked(question)) is not None), None)


def remedies(case: Case, hit: Hit) -> Iterator[tuple[Place, Fraction]]:
    """Each cell that may be the wrong one with the figure, in the unit of the contract, that would make the hit go away."""
    question = ask(case, hit)
    for suspect in () if question is None else question.every:
        if suspect.cell.contract.kind in NUMERIC:
            yield suspect.cell.place, suspect.needed / scale_of(suspect.cell)
