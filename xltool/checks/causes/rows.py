"""Slips of adding up: a part left out, added twice or with the wrong sign, or changed after the total was written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from xltool.checks.case import points
from xltool.checks.causes import chance
from xltool.checks.causes.evidence import MOST_PARTS, by_gap
from xltool.checks.causes.question import Cause, Question, Slip
from xltool.contract.names import Kind
from xltool.contract.relations import Tied
from xltool.model.stated import Place

_ROWS: dict[Slip, tuple[int, str]] = {
    Slip.LEFT_OUT: (0, "合计漏加了 {}（差额正好是它）"),
    Slip.TWICE: (2, "合计重复加了 {}（差额正好是它）"),
    Slip.SIGN: (-1, "合计减去了 {}，而应加上（差额是它的两倍）"),
}


def one_score_off(question: Question) -> Cause | None:
    """A total of points that is exact when one score, and only one, takes the value that it should have."""
    if question.tied is not Tied.SUM or question.kind is not Kind.POINTS:
        return None
    case, should = question.case, _scores(question)
    gap = question.value - question.expected
    fitting = [cell for cell, _ in question.parts if should.get(cell.place) == (cell.amount or 0) + gap]
    if len(fitting) != 1:
        return None
    cell, was = fitting[0], should[fitting[0].place]
    text = f"疑为先按{case.label(cell.place)} {points(was)}合计，后来改成 {case.say(cell)}而没有改总分"
    return Cause(Slip.CHANGED, text, (cell.place,))


def _scores(question: Question) -> dict[Place, Fraction]:
    """What each score should be, as far as arithmetic can tell."""
    computed = question.case.computed
    found = {
        a.indicator.score.place: Fraction(a.points) for a in computed.assessments if a.points is not None
    }
    head = computed.scores["执行率得分"]
    return found if head is None else {**found, question.case.report.budget.execution_score.place: head}


def counted_wrongly(slip: Slip) -> Callable[[Question], Cause | None]:
    """The question whether a part was added in this wrong way."""
    times, how = _ROWS[slip]

    def asked(question: Question) -> Cause | None:
        parts = [suspect for suspect in question.every if suspect.part]
        if not 1 < len(parts) <= MOST_PARTS or question.ties(question.stated):
            return None
        fitting = [suspect for suspect in parts if suspect.same(suspect.needed, suspect.value * times)]
        if len(fitting) != 1 or by_gap(fitting[0], parts, lambda value: (value * times,)) > chance.MOST:
            return None
        cell = fitting[0].cell
        return Cause(slip, f"疑为{how.format(question.name(cell))}", (cell.place,))

    return asked
