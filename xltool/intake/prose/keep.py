"""What a figure leaves to the words behind it."""

from __future__ import annotations

from typing import Final

from xltool.intake.prose.clauses import Segment
from xltool.intake.prose.labels import UNKNOWN, Basis, Year
from xltool.intake.prose.scope import A_PART, NO_YEAR_SAID, Scope
from xltool.intake.prose.state import Reference, Slot, State, Whole
from xltool.intake.prose.subjects import Named
from xltool.intake.prose.words import Is

#: Amounts of one thing, and lists inside lists, that are remembered.
_MOST_KEPT: Final = 6


def keep_level(state: State, scope: Scope, found: Segment, named: Named, slots: list[Slot], why: str) -> None:
    """What a level leaves to the words behind it."""
    other_year = bool(found.years) and scope.year(found.years[-1]) is not Year.THIS
    aside = bool(found.compares or found.completed) or (
        bool(state.stated) and not found.labels and other_year and not state.fresh
    )
    state.subject = named.subjects[0] if named.subjects else UNKNOWN
    state.part = named.subjects[1] if len(named.subjects) > 1 else None
    if slots and (not state.stated or state.stated[-1].subject == slots[0].subject):
        state.stated = [*state.stated[-_MOST_KEPT:], slots[0]]
    else:
        state.stated = slots[:1]
    year = scope.year(found.years[-1]) if found.years else state.year
    state.last = Whole(slots[0] if slots else Slot(state.subject, year), why)
    _tell_whole(state, named, slots)
    state.from_base = found.has(Is.FROM)
    if state.from_base:
        state.reference = Reference(slots[0].year, slots[0].basis) if slots and not why else None
        if (
            slots and why == NO_YEAR_SAID
        ):  # 从4.1万元减少到3.6万元，下降12.2%: measured by the sentence's own figure
            state.reference = Reference(Year.OTHER, Basis.FINAL)
    elif not aside:
        state.level = state.last
        _keep_topic(state, scope, found)
    state.after_change = state.fresh = False
    state.rate = ""
    state.verb_first = state.verb_first and bool(why)


def _tell_whole(state: State, named: Named, slots: list[Slot]) -> None:
    """三公经费预算17.5万元，其中公务接待4.6万元，实际15万元，其中: the list may go on with parts of the second amount."""
    whole = state.wholes[-1] if state.wholes else None
    if whole is not None and not named.listed and whole.slot.subject in named.subjects[1:]:
        also = tuple(slot for slot in slots if slot.subject == whole.slot.subject)
        state.wholes[-1] = whole._replace(also=whole.also + also)


def _keep_topic(state: State, scope: Scope, found: Segment) -> None:
    """The year and kind that a level says of itself may be meant of the next ones too."""
    year = scope.year(found.years[-1]) if found.years else state.year
    basis = found.bases[-1] if found.bases else state.basis
    state.firm = state.firm and (year, basis) == (state.year, state.basis)
    state.year, state.basis = year, basis


def left_level(state: State) -> Whole | None:
    """The amount that a list in the next sentence may break down, with the others of it that this one stated."""
    level = state.level
    if level is None:
        return None
    return level._replace(also=tuple(slot for slot in state.stated if slot != level.slot))


def divided_anew(found: Segment) -> bool:
    """按经济分类: what was broken down before is broken down in another way."""
    return any(word.what is Is.PARTS and word.text.startswith("按") for word in found.words)


def open_list(state: State, anew: bool = False) -> None:
    """What was stated last is broken down from here on, or ``anew`` what the list so far broke down."""
    level = state.last if state.aside else state.level
    if anew and state.wholes:
        del state.wholes[1:]
    elif anew and state.level is not None and state.above not in (None, state.level.slot.subject):
        return  # the sentence above ended with one of the parts
    elif level is not None:
        state.wholes.append(level._replace(changed=state.after_change))
    elif state.subject is not None or state.after_change:
        state.wholes.append(Whole(Slot(UNKNOWN), A_PART))
    del state.wholes[:-_MOST_KEPT]
