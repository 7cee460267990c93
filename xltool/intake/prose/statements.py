"""Statements about two amounts: changes, shares and completion rates, each with what it is said of and measured by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.intake.prose import scope as tell
from xltool.intake.prose import subjects
from xltool.intake.prose.claims import Claim
from xltool.intake.prose.clauses import Segment
from xltool.intake.prose.labels import ABOVE, CAR, TOTAL, UNKNOWN, Basis, Subject, Year
from xltool.intake.prose.scope import Scope
from xltool.intake.prose.state import Before, Reference, Slot, State
from xltool.intake.prose.words import Is
from xltool.model.prose import Sort

#: Which budget 完成…预算的 speaks of.
BUDGETS: Final[dict[str, tuple[Basis, ...]]] = {"initial": (Basis.INITIAL,), "adjusted": (Basis.ADJUSTED,)}


class Statement(NamedTuple):
    """The claims of a statement, or why it says nothing that can be compared."""

    claims: tuple[Claim, ...] = ()
    why: str = ""


class Statements:
    """Reads the statements of one sentence against its state."""

    def __init__(self, state: State, scope: Scope, before: Before) -> None:
        self._state, self._scope, self._before = state, scope, before

    def change(self, found: Segment, sort: Sort) -> Statement:
        """增加0.5万元, 下降12.2%: against what was compared with, or what the sentence stated before."""
        state = self._state
        subject = subjects.of_statement(found, state, self._before)
        reference = reference_of(found, self._scope) if found.compares else state.reference
        state.after_change, state.verb_first = True, tell.verb_first(found)
        if subject is None:
            return Statement(why="没有写明是什么的增减")
        self._speak_of(subject)
        if found.saved and state.measured_by:
            reference = reference or Reference(None, state.measured_by)
        reference = reference or self._stated_before(subject, found)
        if reference is None or not (reference.year or reference.basis):
            return Statement(why="没有写明与什么相比")
        of = self._stated(subject, found)
        if reference.year is None:
            base = Slot(subject, of.year, reference.basis or Basis.BUDGET)
        else:
            base = Slot(subject, reference.year, reference.basis or of.basis)
        sign = {Is.UP: 1, Is.DOWN: -1}.get(found.change or Is.UP, 0)
        return self._of_its_level(Claim(sort, of, base, sign))

    def share(self, found: Segment) -> Statement:
        """占三公经费的30.3%."""
        subject = subjects.of_statement(found, self._state, self._before)
        whole, assumed = found.whole, False
        self._state.share_of = whole or self._state.share_of
        if not whole and not found.says_of_what:
            whole, assumed = self._assumed_whole(subject), True
        if subject is None or not whole or (assumed and subject.key == whole):
            return Statement(why="没有写明占什么的比重")
        of = self._stated(subject, found)
        base = Slot(Subject(whole), of.year, found.whole_basis or of.basis)
        sort = Sort.COMPLETION if subject.key == whole else Sort.SHARE  # 实际支出占预算的95.5%
        if of == base:
            return Statement(why="没有写明占什么的比重")
        return self._of_its_level(Claim(sort, of, base, assumed=assumed))

    def _assumed_whole(self, subject: Subject | None) -> str:
        """What a share is of where it does not say so: what the sentence breaks down, or all spending."""
        said = self._state.share_of
        if said and subject is not None and said in ABOVE.get(subject.key, ()):
            return said
        if self._state.wholes:
            return self._state.wholes[-1].slot.subject.key
        topic = self._state.subject
        if topic is not None and subject is not None and topic.key in ABOVE.get(subject.key, ()):
            return topic.key  # 三公经费结构上，接待占26%
        key = subject.key if subject is not None else ""
        return TOTAL if key in ("基本支出", "项目支出") else ""

    def completion(self, found: Segment) -> Statement:
        """完成年初预算的83.8%; of the whole department, 预算执行率 is a figure of the form itself."""
        subject = subjects.of_statement(found, self._state, self._before)
        if subject is None:
            subject = Subject(TOTAL) if subjects.may_be_total(self._state, self._before) else UNKNOWN
        rate_between = found.execution_rate and self._state.rate  # 公用经费控制率89.9%，预算执行率98.9%
        if not found.labels and (rate_between or found.department_rate):
            subject = Subject(TOTAL)
        year = self._stated(subject, found).year
        if subject.key == TOTAL and found.execution_rate and year is Year.THIS:
            return self._of_its_level(Claim(Sort.LEVEL, Slot(Subject("执行率"))))
        of = Slot(subject, year)
        bases = _bases(found, subject)
        if found.labels:
            self._speak_of(subject)
        self._state.measured_by = bases[0]
        return self._of_its_level(
            *(Claim(Sort.COMPLETION, of, Slot(subject, year, basis)) for basis in bases)
        )

    def _speak_of(self, subject: Subject) -> None:
        """What the words behind a statement may leave out."""
        state = self._state
        state.subject, state.part, state.fresh = subject, None, False
        if subject.key == CAR:
            state.subject, state.part = (Subject(key) for key in subjects.CARS)

    def _of_its_level(self, *claims: Claim) -> Statement:
        """A statement is as little the unit's own as the amount it is made about."""
        level = self._state.level
        if claims[0].of.subject.key == CAR:
            claims = tuple(each for claim in claims for each in _of_either(claim))
        if level is None or level.slot.subject != claims[0].of.subject:
            return Statement(claims)
        return Statement(claims, level.foreign.replace(tell.NOT_OF_THE_FORM, ""))

    def _stated(self, subject: Subject, found: Segment) -> Slot:
        """The amount that a statement is about: what the sentence stated of this subject last, else the year's own."""
        state = self._state
        slot = Slot(subject, state.year if state.firm or found.labels else Year.THIS)
        if state.level is not None and state.level.slot.subject == subject:
            slot = state.level.slot
        if found.years:
            slot = slot._replace(year=self._scope.year(found.years[-1]))
        return slot._replace(basis=found.bases[-1]) if found.bases else slot

    def _stated_before(self, subject: Subject, found: Segment) -> Reference | None:
        """2022年4万元，2023年3万元，减少1万元: what the sentence stated of the same thing before."""
        now = self._stated(subject, found)
        others = [slot for slot in self._state.stated if slot.subject == subject and slot != now]
        if not others or now not in self._state.stated:
            return None
        before = others[-1]
        if before.basis is now.basis is Basis.FINAL:
            return Reference(before.year)
        return Reference(None, before.basis) if before.year is now.year else None


def _of_either(claim: Claim) -> Iterator[Claim]:
    """用车费占三公经费的58%: of buying and running, or of running alone."""
    for subject in map(Subject, subjects.CARS):
        base = claim.base
        if base is not None and base.subject.key == CAR:
            base = base._replace(subject=subject)
        yield claim._replace(of=claim.of._replace(subject=subject), base=base)


def reference_of(found: Segment, scope: Scope) -> Reference:
    """What a comparison compares with."""
    years, bases = found.compared_years, found.compared_bases
    basis = bases[-1] if bases else None
    return Reference(
        scope.compared_year(years[-1]) if years else None,
        None if basis is Basis.FINAL and not years else basis,
    )


def _bases(found: Segment, subject: Subject) -> tuple[Basis, ...]:
    """The budgets that a completion rate may be measured by."""
    if found.bases and found.completed == "any" and found.bases[-1] is not Basis.FINAL:
        return (found.bases[-1],)
    either = (Basis.INITIAL, Basis.ADJUSTED) if subject.key == TOTAL else (Basis.BUDGET,)
    return BUDGETS.get(found.completed, either)
