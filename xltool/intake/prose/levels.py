"""The amounts that a level may be: its subject with the year and kind that its own words, its list or its sentence give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from xltool.contract.names import Kind
from xltool.intake.prose.clauses import Segment
from xltool.intake.prose.labels import TOTAL, Basis, Subject, Year, kind_of
from xltool.intake.prose.scope import Scope
from xltool.intake.prose.state import Slot, State
from xltool.intake.prose.statements import reference_of
from xltool.intake.prose.subjects import Named
from xltool.intake.prose.words import Is

#: 核定公用经费60万元: of the budget, or what was spent in the end.
_GRANTED: Final = ("核定", "批复", "下达", "核准")
_SUMS: Final = re.compile("支出(?:总计|合计)$")
_EXPENSE: Final = re.compile("(?:费|费用|经费|采购)支出$")


def slots_of(found: Segment, named: Named, state: State, scope: Scope) -> Iterator[Slot]:
    """The amounts that a level may be, the nearest first, each of them once."""
    each = (_slots(found, subject, named.listed, state, scope) for subject in named.subjects)
    yield from dict.fromkeys(chain.from_iterable(each))


def _slots(found: Segment, subject: Subject, listed: bool, state: State, scope: Scope) -> Iterator[Slot]:
    year = scope.year(found.years[-1]) if found.years else None
    basis = found.bases[-1] if found.bases else None
    if kind_of(subject.key) is not Kind.AMOUNT:  # no budget has a rate or people
        begins = any(word.what is Is.YEAR and word.text.endswith("初") for word in found.words)
        year = year or (reference_of(found, scope).year if found.compares else None)
        yield Slot(subject, Year.OTHER if begins else year or state.year)
    elif found.compares:
        yield _compared(found, Slot(subject, year or Year.THIS), basis, state, scope)
    elif listed and state.wholes:
        of = state.wholes[-1].slot
        for each in (of, *state.wholes[-1].also):
            yield Slot(subject, year or each.year, basis or each.basis)
    else:
        yield from _alternatives(state, subject, year, basis, found)


def _compared(found: Segment, slot: Slot, basis: Basis | None, state: State, scope: Scope) -> Slot:
    """比上年4.1万元: what is compared with is of the kind of what was stated before."""
    reference = reference_of(found, scope)
    basis = reference.basis or basis
    if basis is None and state.level is not None and state.level.slot.subject == slot.subject:
        basis = state.level.slot.basis
    return slot._replace(year=reference.year or slot.year, basis=basis or Basis.FINAL)


def _closes(found: Segment) -> bool:
    """支出总计 closes an account whose income stands before it: both are of one kind."""
    return any(word.what is Is.LABEL and _SUMS.search(word.text) for word in found.words)


def _alternatives(
    state: State, subject: Subject, year: Year | None, basis: Basis | None, found: Segment
) -> Iterator[Slot]:
    """The amounts that a level may be: as the words before it say, and, where that is not certain, as usual."""
    granted = any(word.text in _GRANTED for word in found.words)
    arranged = (found.has(Is.ARRANGED) or granted) and basis is None
    near = Slot(
        subject, year or state.year, basis or state.basis or (Basis.BUDGET if arranged else Basis.FINAL)
    )
    bare = not found.labels and found.weak and subject.key != TOTAL  # 预算4.3万元，支出3.6万元: in contrast
    summed = any(word.what is Is.LABEL and word.text.startswith("支出") for word in found.words)
    ended = found.weak and found.has(Is.WHOLE_YEAR)  # 截至12月31日支出640.3万元
    if (bare or ended or (summed and not state.firm)) and basis is None:
        near = near._replace(basis=Basis.FINAL)
    of_expense = any(word.what is Is.LABEL and _EXPENSE.search(word.text) for word in found.words)
    if of_expense and basis is None and not state.firm:
        yield near._replace(basis=Basis.FINAL)  # 公用经费预算60万元，公用经费支出56.4万元
    yield near
    if (
        summed
        and not state.firm
        and basis is None
        and state.basis not in (None, near.basis)
        and _closes(found)
    ):
        yield near._replace(basis=state.basis)  # 预算收入总计655.8万元，支出总计655.8万元
    usual = Slot(subject, year or Year.THIS, basis or Basis.FINAL)
    if usual != near and not state.firm:
        yield usual
