"""Who may have made a slip, whether that says anything, and the sentence for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from xltool.checks.causes import chance
from xltool.checks.causes.question import Alternative, Cause, Question, Slip
from xltool.contract.names import Kind

Fit = Callable[[Alternative], bool]
#: Every figure that the slip can have turned into this one.
Originals = Callable[[Fraction], Iterable[Fraction]]

#: A cause that any of more cells may have is no help.
MOST_NAMED = 2
_EXACT = (Kind.AMOUNT, Kind.COUNT, Kind.AREA)
#: Sums of more parts are matched by chance, and would take long.
MOST_PARTS = 60


def among(
    question: Question, slip: Slip, how: str, fit: Fit, outcomes: int, originals: Originals
) -> Cause | None:
    """The slip in one of the cells; None where it fits none, too many, or figures taken at random too often.

    A cell that should hold the expected figure itself is judged by its digits (``outcomes`` counts the figures that
    the slip can make of them); of a part among others, the
    difference is all there is to go by.
    """
    suspects = question.suspects
    if len(suspects) > MOST_PARTS:
        suspects = tuple(suspect for suspect in suspects if not suspect.part)
    fitting = [suspect for suspect in suspects if fit(suspect)]
    alone = len(suspects) == 1  # everything else is confirmed: this figure and what it should be are certain
    whole = [suspect for suspect in fitting if alone or not suspect.part]
    if not fitting or len(fitting) > MOST_NAMED:
        return None
    if whole:
        likely = max(chance.of_figure(outcomes, *_digits_of(question, suspect)) for suspect in whole)
    else:
        likely = by_gap(fitting[0], suspects, originals)
    return None if likely > chance.MOST else cause_of_any(question, slip, how, fitting)


def _digits_of(question: Question, suspect: Alternative) -> tuple[Fraction, ...]:
    """The figures whose digits tell; what a rate or score should be has more of them than anybody would type."""
    return (suspect.value, suspect.needed) if question.kind in _EXACT else (suspect.value,)


def by_gap(fitting: Alternative, suspects: Sequence[Alternative], originals: Originals) -> Fraction:
    """How often a difference at random would be explained by the slip in some part."""
    parts = [suspect.value for suspect in suspects if suspect.part]
    return chance.of_gap(
        fitting.needed - fitting.value, (was - value for value in parts for was in originals(value))
    )


def cause_of_any(question: Question, slip: Slip, how: str, fitting: Sequence[Alternative]) -> Cause | None:
    """The cause with the cells of which one made the slip, and what each would have to be."""
    if not 0 < len(fitting) <= MOST_NAMED:
        return None
    told = "，或".join(
        f"{question.name(s.cell)}（似应为 {question.tell(s.needed, s.cell)}）" for s in fitting
    )
    return Cause(slip, f"疑为{how}：{told}", tuple(suspect.cell.place for suspect in fitting))
