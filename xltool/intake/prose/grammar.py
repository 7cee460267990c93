"""One sentence read word by word: each figure with its claims, or with the reason why it cannot be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.intake.prose import scope as tell
from xltool.intake.prose import subjects
from xltool.intake.prose.clauses import NUMBERS, Clause, Segment, clauses, segment
from xltool.intake.prose.figures import Number, number
from xltool.intake.prose.labels import RATES, TOTAL, UNKNOWN, Basis, Subject, Year, kind_of
from xltool.intake.prose.scope import Scope
from xltool.intake.prose.state import Before, Reference, Slot, State, Whole
from xltool.intake.prose.words import Is, Word
from xltool.model.prose import Sort

#: More members than this no sentence lists with 分别.
_MOST_LISTED: Final = 12


class Claim(NamedTuple):
    """One way to understand a figure, by slots; ``base`` is what it is measured by."""

    sort: Sort
    of: Slot
    base: Slot | None = None
    sign: int = 1
    assumed: bool = False
    first: str = ""  # the name that the words themselves say, where several state the same


class Raw(NamedTuple):
    """One figure as it stands in the sentence, with its claims.

    ``whole`` is the amount whose list it stands in, ``part`` its label there; ``weak`` says that the label is that of
    the total only where the text has no better one: 本年收入合计 beside 收入总计, which is ``gross``: it counts what was
    carried over.
    """

    number: Number
    claims: tuple[Claim, ...]
    why: str = ""
    whole: Slot | None = None
    part: str = ""
    weak: bool = False
    gross: bool = False


class Reader:
    """Reads one sentence; ``after`` is what it leaves to the next."""

    def __init__(self, scope: Scope, before: Before) -> None:
        self._scope = scope
        self._before = before
        self._state = State(year=before.year, basis=before.basis, foreign=before.foreign, level=before.level)
        self._lead: tuple[Word, ...] = ()
        self.found: list[Raw] = []

    def read(self, words: list[Word]) -> list[Raw]:
        """The figures of the sentence in order."""
        self._scope.in_sentence(words)
        figures = [place for place, word in enumerate(words) if word.what in NUMBERS]
        self._state.named_last = (
            any(word.what is Is.LABEL for word in words[figures[-1] :]) if figures else False
        )
        for clause in clauses(words):
            if not clause.aside:
                self._clause(clause)
                continue
            kept = self._state.copy()
            self._clause(clause)
            self._state = kept
        return self.found

    @property
    def after(self) -> Before:
        """What the next sentence of the paragraph has to know."""
        state = self._state
        named_only = state.noise and not self.found and not state.fresh  # 行政运行（项）。年初预算为…
        subject = self._spoken_of() if state.level or state.fresh else self._before.subject
        return self._before._replace(
            subject=UNKNOWN if named_only else subject,
            level=state.level,
        )

    def _spoken_of(self) -> Subject | None:
        """What the sentence is about: that whose parts it lists, or what it named last."""
        wholes = self._state.wholes
        return wholes[0].slot.subject if wholes and wholes[0].slot.subject.key else self._state.subject

    def _clause(self, clause: Clause) -> None:
        if not clause.has_figure:
            self._topic(clause)
            self._lead = clause.words if clause.end == ":" and _says_what_kind(clause) else ()
            return
        clause = clause._replace(words=self._lead + clause.words)
        self._lead = ()
        if any(word.what is Is.RESPECTIVELY for word in clause.words):
            self._respectively(clause)
        else:
            self._figures(clause.words)
        if clause.end == ";":
            tell.item_ends(self._state)

    # figures -----------------------------------------------------------------------------------------------------

    def _figures(self, words: tuple[Word, ...]) -> None:
        front: list[Word] = []
        for index, word in enumerate(words):
            if word.what in NUMBERS:
                behind = words[index + 1] if index + 1 < len(words) else None
                self._figure(tuple(front), word, behind)
                front = []
            elif not (front == [] and index and _belongs_to_figure(word)):
                front.append(word)

    def _respectively(self, clause: Clause) -> None:
        """甲、乙分别为1万元、2万元: the first figure is the first member's."""
        place = next(n for n, word in enumerate(clause.words) if word.what is Is.RESPECTIVELY)
        front, rest = clause.words[:place], clause.words[place + 1 :]
        numbers = [word for word in rest if word.what in NUMBERS]
        first = next((n for n, word in enumerate(rest) if word.what in NUMBERS), len(rest))
        between = rest[:first]
        for listed in (Is.LABEL, Is.YEAR, *_KINDS_OF_AMOUNT):
            members = [word for word in front if word.what is listed or _alike(listed, word.what)]
            if len(members) == len(numbers) <= _MOST_LISTED and len(members) > 1:
                for member, each in zip(members, numbers, strict=True):
                    kept = tuple(word for word in front if word is member or word not in members)
                    self._figure(kept + between, each, None)
                if listed is Is.LABEL:
                    self._state.members = tuple(Subject(member.value) for member in members)
                return
        if len(self._state.members) == len(numbers) and not any(word.what is Is.LABEL for word in front):
            for subject, each in zip(self._state.members, numbers, strict=True):
                self._state.subject = subject
                self._figure(front + between, each, None)
            return
        for each in numbers:
            self._add(each, (), "“分别”的几个数对不上前面的名目")
        self._state.subject = UNKNOWN

    def _figure(self, front: tuple[Word, ...], word: Word, behind: Word | None) -> None:
        found = segment(front)
        if self._state.from_base and found.change is not None:
            reached = found.reached or (not word.text.endswith("%") and bool(tell.ambiguous_change(found)))
            found = found._replace(bases=(), years=(), labels=(), reached=reached)
        tell.words_in_front(self._state, front, self._scope)
        self._compare_with(found)
        if found.has(Is.PARTS):
            self._open_list()
        why = tell.not_comparable(self._state, found, word, behind, self._scope)
        year = behind.value if behind is not None and behind.what is Is.YEAR else ""
        if year:
            found = found._replace(years=(year,))
        if word.text.endswith("%"):
            self._percent(found, word, why)
        elif found.completed:
            self._budget_of_rate(found, word, why)
        elif found.change is not None and not found.reached:
            self._change(found, word, Sort.CHANGE, why or tell.ambiguous_change(found))
        else:
            self._level(found, word, why)

    def _level(self, found: Segment, word: Word, why: str) -> None:
        state = self._state
        subjects.close_lists(state, found.labels[-1] if found.labels else "")
        named = subjects.of_level(found, state, self._before)
        slots = [] if named.why and not subjects.is_strange(named) else list(self._slots(found, named))
        unlike = bool(named.subjects) and not _fits(named.subjects[0], word)
        why = named.why or why or (tell.NOT_OF_THE_FORM if unlike else "")
        why = why or tell.carried_verb(state, found)
        claims = tuple(Claim(Sort.LEVEL, slot, assumed=named.assumed, first=_said(found)) for slot in slots)
        whole = state.wholes[-1] if state.wholes else None
        if whole is not None and whole.changed and named.listed:
            claims += (Claim(Sort.CHANGE, slots[0], Slot(slots[0].subject, Year.LAST), 0),)
        raw = Raw(number(word), claims, why)
        if whole is not None and found.labels:
            raw = raw._replace(whole=whole.slot, part=found.labels[-1])
        self.found.append(raw._replace(weak=_is_weak(found), gross=_is_gross(found)))
        if not unlike and word.what is not Is.RANGE:
            self._keep_level(found, named, slots, why)

    def _keep_level(self, found: Segment, named: subjects.Named, slots: list[Slot], why: str) -> None:
        """What a level leaves to the words behind it."""
        state = self._state
        other_year = bool(found.years) and self._scope.year(found.years[-1]) is not Year.THIS
        aside = bool(found.compared_years or found.compared_bases or found.completed) or (
            state.level is not None and not found.labels and other_year and not state.fresh
        )
        state.subject = named.subjects[0] if named.subjects else UNKNOWN
        state.part = named.subjects[1] if len(named.subjects) > 1 else None
        if slots and (not state.stated or state.stated[-1].subject == slots[0].subject):
            state.stated.append(slots[0])
        else:
            state.stated = slots[:1]
        state.from_base = found.has(Is.FROM)
        if state.from_base:
            state.reference = Reference(slots[0].year, slots[0].basis) if slots and not why else None
        elif not aside:
            state.level = Whole(slots[0] if slots else Slot(state.subject), why)
            self._keep_topic(found)
        state.after_change = state.fresh = False
        state.verb_first = state.verb_first and bool(why)

    def _keep_topic(self, found: Segment) -> None:
        """The year and kind that a level says of itself may be meant of the next ones too."""
        state = self._state
        year = self._scope.year(found.years[-1]) if found.years else state.year
        basis = found.bases[-1] if found.bases else state.basis
        state.firm = state.firm and (year, basis) == (state.year, state.basis)
        state.year, state.basis = year, basis

    def _slots(self, found: Segment, named: subjects.Named) -> Iterator[Slot]:
        """The amounts that a level may be, the nearest first."""
        state = self._state
        for subject in named.subjects:
            year = self._scope.year(found.years[-1]) if found.years else None
            basis = found.bases[-1] if found.bases else None
            if found.compared_years or found.compared_bases:
                reference = self._reference(found)
                year, basis = reference.year or year or Year.THIS, reference.basis or basis
                if basis is None and state.level is not None and state.level.slot.subject == subject:
                    basis = state.level.slot.basis
                yield Slot(subject, year, basis or Basis.FINAL)
                continue
            if named.listed and state.wholes:
                of = state.wholes[-1].slot
                yield Slot(subject, year or of.year, basis or of.basis)
                continue
            yield from tell.alternatives(state, subject, year, basis, found)

    def _open_list(self) -> None:
        state = self._state
        if state.level is not None:
            state.wholes.append(state.level._replace(changed=state.after_change))
        elif state.subject is not None:
            state.wholes.append(Whole(Slot(UNKNOWN), tell.A_PART))

    # changes, shares, rates --------------------------------------------------------------------------------------

    def _percent(self, found: Segment, word: Word, why: str) -> None:
        if "百分点" in word.text:
            self._add(word, (), why or "是百分点的差")
        elif found.completed or (self._state.completing and not found.labels):
            found = found._replace(completed=found.completed or self._state.completing)
            self._state.completing = ""
            self._completion(found, word, why)
        elif found.has(Is.SHARE):
            self._share(found, word, why)
        elif found.change is not None and not found.reached:
            self._change(found, word, Sort.RATE, why)
        elif found.labels and found.labels[-1] in RATES:
            self._level(found, word, why)
        else:
            self._state.subject = UNKNOWN if found.strange else self._state.subject
            self._add(word, (), why or "不认识的比率")

    def _change(self, found: Segment, word: Word, sort: Sort, why: str) -> None:
        state = self._state
        subject = subjects.of_statement(found, state, self._before)
        reference = (
            self._reference(found) if found.compared_years or found.compared_bases else state.reference
        )
        state.after_change = True
        state.verb_first = tell.verb_first(found)
        if subject is not None:
            state.subject, state.part, state.fresh = subject, None, False
        if subject is not None and reference is None:
            reference = self._stated_before(subject, found)
        if subject is None or reference is None or not (reference.year or reference.basis):
            missing = "没有写明与什么相比" if subject else "没有写明是什么的增减"
            self._add(word, (), why or missing)
            return
        of = self._stated(subject, found)
        if reference.year is None:
            base = Slot(subject, of.year, reference.basis or Basis.BUDGET)
        else:
            base = Slot(subject, reference.year, reference.basis or of.basis)
        sign = {Is.UP: 1, Is.DOWN: -1}.get(found.change or Is.UP, 0)
        self._claim(word, (Claim(sort, of, base, sign),), why)

    def _claim(self, word: Word, claims: tuple[Claim, ...], why: str) -> None:
        """A statement is as little the unit's own as the amount it is made about."""
        level = self._state.level
        if level is not None and level.slot.subject == claims[0].of.subject:
            why = why or level.foreign.replace(tell.NOT_OF_THE_FORM, "")
        self._add(word, claims, why)

    def _share(self, found: Segment, word: Word, why: str) -> None:
        state = self._state
        subject = subjects.of_statement(found, state, self._before)
        whole, assumed = found.whole, False
        if not whole and not _says_of_what(found):
            whole, assumed = (state.wholes[-1].slot.subject.key if state.wholes else ""), True
            if not whole and subject is not None and subject.key in ("基本支出", "项目支出"):
                whole = TOTAL
        if subject is None or not whole or (assumed and subject.key == whole):
            self._add(word, (), why or "没有写明占什么的比重")
            return
        of = self._stated(subject, found)
        claim = Claim(Sort.SHARE, of, Slot(Subject(whole), of.year, of.basis), assumed=assumed)
        self._claim(word, (claim,), why)

    def _budget_of_rate(self, found: Segment, word: Word, why: str) -> None:
        """完成年初预算17.5万元的85.71%: the amount is the budget, and the rate comes next."""
        basis = _BUDGETS.get(found.completed, (Basis.BUDGET,))[0]
        self._level(found._replace(bases=(basis,)), word, why)
        self._state.completing = found.completed

    def _completion(self, found: Segment, word: Word, why: str) -> None:
        subject = subjects.of_statement(found, self._state, self._before)
        if subject is None:
            subject = Subject(TOTAL) if subjects.may_be_total(self._state, self._before) else UNKNOWN
        bases = _BUDGETS.get(found.completed)
        if found.bases and found.completed == "any" and found.bases[-1] is not Basis.FINAL:
            bases = (found.bases[-1],)
        if bases is None:
            bases = (Basis.INITIAL, Basis.ADJUSTED) if subject.key == TOTAL else (Basis.BUDGET,)
        year = self._stated(subject, found).year
        of = Slot(subject, year)
        claims = tuple(Claim(Sort.COMPLETION, of, Slot(subject, year, basis)) for basis in bases)
        if subject.key == TOTAL and _is_execution_rate(found) and year is Year.THIS:
            claims = (Claim(Sort.LEVEL, Slot(Subject("执行率"))),)
        self._claim(word, claims, why)

    def _stated(self, subject: Subject, found: Segment) -> Slot:
        """The amount that a statement is about: what the sentence stated of this subject last, else the year's own."""
        state = self._state
        slot = Slot(subject, state.year if state.firm or found.labels else Year.THIS)
        if state.level is not None and state.level.slot.subject == subject:
            slot = state.level.slot
        if found.years:
            slot = slot._replace(year=self._scope.year(found.years[-1]))
        return slot._replace(basis=found.bases[-1]) if found.bases else slot

    def _compare_with(self, found: Segment) -> None:
        if found.has(Is.COMPARED) and (found.compared_years or found.compared_bases):
            self._state.reference = self._reference(found)

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

    def _reference(self, found: Segment) -> Reference:
        years, bases = found.compared_years, found.compared_bases
        basis = bases[-1] if bases else None
        return Reference(
            self._scope.compared_year(years[-1]) if years else None,
            None if basis is Basis.FINAL and not years else basis,
        )

    # clauses without a figure ------------------------------------------------------------------------------------

    def _topic(self, clause: Clause) -> None:
        state, found = self._state, segment(clause.words)
        tell.words_in_front(state, clause.words, self._scope)
        self._compare_with(found)
        if found.has(Is.PARTS):
            self._open_list()
        lead = clause.end == ":"
        if found.years and not found.has(Is.COMPARED, Is.SINCE):
            state.year = self._scope.year(found.years[-1])
            state.firm = lead
        if found.bases and not found.has(Is.COMPARED, Is.REASON):
            state.basis, state.firm = found.bases[-1], lead
        if found.labels and not found.has(Is.COMPARED, Is.REASON):
            subjects.close_lists(state, found.labels[-1])
            state.subject, state.part = subjects.of_topic(found), None
            state.fresh = True
            if (lead or clause.words[-1].text == "中") and state.subject.key:  # “三公”经费支出决算中，
                slot = Slot(state.subject, state.year, state.basis or Basis.FINAL)
                state.wholes.append(Whole(slot, state.foreign))
        elif found.has(Is.THING):
            state.subject = UNKNOWN if not found.has(Is.REASON) else state.subject
        state.noise = state.noise or found.strange
        if clause.words and clause.words[0].what is Is.REASON:  # 因疫情影响，
            state.reason = False
        if clause.end == ";":
            tell.item_ends(state)

    def _add(self, word: Word, claims: tuple[Claim, ...], why: str) -> None:
        self.found.append(Raw(number(word), claims, why))


_WEAK: Final = re.compile("(?:收入|支出)(?:合计|总额)")
_KINDS_OF_AMOUNT: Final = (Is.FINAL,)
_BUDGETS: Final[dict[str, tuple[Basis, ...]]] = {"initial": (Basis.INITIAL,), "adjusted": (Basis.ADJUSTED,)}
_AMOUNTS: Final = frozenset((Is.FINAL, Is.INITIAL, Is.ADJUSTED, Is.BUDGET, Is.SPENT))


def _alike(listed: Is, what: Is) -> bool:
    """年初预算数和决算数分别为: members of one list, though of different kinds."""
    return listed is Is.FINAL and what in _AMOUNTS


def _belongs_to_figure(word: Word) -> bool:
    """左右, 以上, 元/人, (2023年): right behind a figure these are said of it."""
    return word.what is Is.YEAR or (word.what is Is.ROUGH and word.text[0] in "左上以之/")


def _said(found: Segment) -> str:
    """全年执行数 is the word of 附件2 for what was spent."""
    executed = any(word.what in (Is.SPENT, Is.FINAL) and "执行" in word.text for word in found.words)
    return "全年执行数" if executed else ""


def _says_what_kind(clause: Clause) -> bool:
    """收入：518.40万元: words before a colon that say of what kind the figure behind it is, and of what not yet."""
    kinds = {word.what for word in clause.words}
    return Is.LABEL not in kinds and not kinds.isdisjoint((*_AMOUNTS, Is.RECEIVED, Is.YEAR))


def _is_gross(found: Segment) -> bool:
    return any(word.what is Is.LABEL and word.text.endswith("总计") for word in found.words)


def _is_weak(found: Segment) -> bool:
    return any(word.what is Is.LABEL and _WEAK.fullmatch(word.text) for word in found.words)


def _fits(subject: Subject, word: Word) -> bool:
    return not subject.key or kind_of(subject.key) is number(word).kind


def _says_of_what(found: Segment) -> bool:
    """占 with words behind it that are no label: a share of something else."""
    words = found.words
    place = max(n for n, word in enumerate(words) if word.what is Is.SHARE)
    return any(word.what not in (Is.FILLER, Is.ROUGH) for word in words[place + 1 :])


def _is_execution_rate(found: Segment) -> bool:
    return any(word.what is Is.COMPLETED and word.text in ("预算执行率", "执行率") for word in found.words)
