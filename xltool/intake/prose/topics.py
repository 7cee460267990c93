"""Clauses without a figure: what they leave to the figures behind them."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.prose import scope as tell
from xltool.intake.prose import subjects
from xltool.intake.prose.clauses import Clause, Segment, segment
from xltool.intake.prose.keep import divided_anew, open_list
from xltool.intake.prose.labels import COUNTS, RATES, TOTAL, UNKNOWN, Basis, Subject
from xltool.intake.prose.scope import Scope
from xltool.intake.prose.state import Slot, State, Whole
from xltool.intake.prose.statements import reference_of
from xltool.intake.prose.words import Is

#: Names that a colon behind them does not break down: they have no parts.
_WITHOUT_PARTS: Final = ("", *RATES, *COUNTS)


#: The rest of a list without its figure.
_REST: Final = re.compile("其[他余]|剩余")


def compare_with(state: State, scope: Scope, found: Segment) -> None:
    """Take in what the words compare with."""
    if found.has(Is.COMPARED) and found.compares:
        state.reference = reference_of(found, scope)


def pure_comparison(clause: Clause) -> tuple[str, ...]:
    """The years that 与2022年相比，compares with, where it says nothing else."""
    found = segment(clause.words)
    return () if found.labels or found.strange or found.compared_bases else found.compared_years


def take_topic(state: State, scope: Scope, clause: Clause) -> None:
    """Take in a clause without a figure: what it names, and of which year and kind what follows is."""
    found = segment(clause.words)
    tell.words_in_front(state, clause.words, scope)
    compare_with(state, scope, found)
    if found.has(Is.PARTS):
        open_list(state, divided_anew(found))
    lead = clause.end == ":"
    _kind(state, scope, found, lead)
    _names(state, clause, found, lead)
    state.noise = state.noise or found.strange
    if state.wholes and _REST.match("".join(word.text for word in clause.words)):
        state.subject = UNKNOWN  # 其中公务接待费3.9万元，其他为车辆费用，实际比预算节约2.5万元
    if clause.words and clause.words[0].what is Is.REASON:  # 因疫情影响，
        state.reason = False
    if clause.end == ";":
        tell.item_ends(state)


def _kind(state: State, scope: Scope, found: Segment, lead: bool) -> None:
    """Of which year and kind the figures behind the clause are; a lead-in makes it certain."""
    if found.years and not found.has(Is.COMPARED, Is.SINCE):
        state.year = scope.year(found.years[-1])
        subjects.end_lists_of_other_years(state)
        state.firm = lead and (bool(found.bases) or state.basis is None)
    if found.bases and not found.has(Is.COMPARED, Is.REASON, Is.ROUGH):  # 未超预算
        state.basis, state.firm = found.bases[-1], lead


def _names(state: State, clause: Clause, found: Segment, lead: bool) -> None:
    """What the figures behind the clause are of."""
    if clause.end == "=" and found.completed and not (found.labels or found.strange):
        state.subject = Subject(TOTAL)  # 预算完成率=
        state.rate = "执行率" if found.execution_rate else state.rate
    if found.labels and not found.has(Is.COMPARED, Is.REASON):
        subjects.close_lists(state, found.labels[-1])
        state.rate = found.labels[-1] if found.labels[-1] in RATES else ""
        state.subject, state.part = subjects.of_topic(found)
        state.fresh = True
        listed = lead or clause.words[-1].text == "中"  # “三公”经费支出决算中，
        if listed and state.subject.key not in _WITHOUT_PARTS:
            slot = Slot(state.subject, state.year, state.basis or Basis.FINAL)
            state.wholes.append(Whole(slot, state.foreign))
    elif (found.has(Is.THING) and not found.has(Is.REASON)) or (lead and found.strange):
        state.subject = UNKNOWN
