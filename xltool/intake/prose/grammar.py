"""One sentence read word by word: each figure with its claims, or with the reason why it cannot be compared."""

from __future__ import annotations

from typing import Final

from xltool.contract.names import Kind
from xltool.intake.prose import around, subjects
from xltool.intake.prose import scope as tell
from xltool.intake.prose.claims import Claim, Raw
from xltool.intake.prose.clauses import Clause, Segment, clauses, segment
from xltool.intake.prose.figures import number
from xltool.intake.prose.flattened import figures as table_figures
from xltool.intake.prose.flattened import table_in
from xltool.intake.prose.formulas import Quotient, quotients
from xltool.intake.prose.keep import divided_anew, keep_level, left_level, open_list
from xltool.intake.prose.labels import CONTROL, RATES, UNKNOWN, Basis, Subject, Year, kind_of
from xltool.intake.prose.levels import slots_of
from xltool.intake.prose.members import listing
from xltool.intake.prose.order import in_order, prepared
from xltool.intake.prose.scope import Scope
from xltool.intake.prose.state import Before, Slot, State
from xltool.intake.prose.statements import BUDGETS, Statement, Statements
from xltool.intake.prose.topics import compare_with, pure_comparison, take_topic
from xltool.intake.prose.words import NUMBERS, Is, Word
from xltool.model.prose import Sort

#: Marks inside a formula.
_RECKONS: Final = ("=", "/", "÷")


class Reader:
    """Reads one sentence; ``after`` is what it leaves to the next."""

    def __init__(self, scope: Scope, before: Before) -> None:
        self._scope = scope
        self._before = before
        self._state = State(year=before.year, basis=before.basis, foreign=before.foreign, level=before.level)
        self._state.above = before.subject
        self._state.narrow = self._state.narrow_above = before.narrow
        self._said = Statements(self._state, scope, before)
        self._lead: tuple[Word, ...] = ()
        self._formula: tuple[Word, ...] = ()
        self._compared: tuple[str, ...] = ()
        self.found: list[Raw] = []
        self.quotients: list[Quotient] = []

    def read(self, words: list[Word], sentence: str) -> list[Raw]:
        """The figures of the sentence in order; the words are those of the sentence."""
        above = self._before.subject
        words = prepared(words, above)
        self.quotients = list(quotients(words))
        if (table := table_in(words, sentence, self._scope)) is not None:
            front = self._scope.title + words[: table.start]
            self.found += table_figures(table, front, sentence, self._scope, self._before)
            words = words[: table.start] + words[table.end :]
        self._scope.in_sentence(words)
        around.look_over(self._state, words)
        for clause, following in around.with_next(clauses(words)):
            self._state.next_clause, self._state.year_behind = following
            if clause.aside and not self._state.aside:
                kept = self._state.copy()
                self._state.aside = True
            self._clause(clause)
            if clause.aside and not clause.end:  # the bracket closes
                self._state.restore(kept)
        return self.found

    @property
    def after(self) -> Before:
        """What the next sentence of the paragraph has to know."""
        state = self._state
        named_only = state.noise and not self.found and not state.fresh  # 行政运行（项）。年初预算为…
        subject = self._spoken_of() if state.level or state.fresh else self._before.subject
        return self._before._replace(
            subject=UNKNOWN if named_only else subject,
            level=left_level(state),
            others=tell.other_unit(state),
        )

    def _spoken_of(self) -> Subject | None:
        """What the sentence is about: that whose parts it lists, or what it named last."""
        wholes = self._state.wholes
        return wholes[0].slot.subject if wholes and wholes[0].slot.subject.key else self._state.subject

    def _clause(self, clause: Clause) -> None:
        if not clause.has_figure:
            if not self._formula:
                take_topic(self._state, self._scope, clause)
            if not clause.aside:
                self._formula = (self._formula or clause.words) if clause.end in _RECKONS else ()
            self._compared = pure_comparison(clause)
            self._lead = clause.words if clause.end == ":" and clause.says_what_kind else ()
            return
        clause = clause._replace(words=self._lead + self._result_of(clause))
        self._lead = ()
        if any(word.what is Is.RESPECTIVELY for word in clause.words):
            self._respectively(clause)
        else:
            self._figures(in_order(clause.words))
        self._compared = ()
        self._state.strange_item = self._state.strange_item and clause.end == "、"
        if clause.words[-1].text == "中":  # 三公经费11.9万元中，
            open_list(self._state)
        if clause.end == ";":
            tell.item_ends(self._state)

    def _result_of(self, clause: Clause) -> tuple[Word, ...]:
        """公用经费控制率=30.2/33.6×100%=89.88%: what stands before the first = names what comes behind the last."""
        formula, self._formula = self._formula, self._formula if clause.end in _RECKONS else ()
        return formula + clause.words if clause.words[0].text.endswith("%") else clause.words

    def _figures(self, words: tuple[Word, ...]) -> None:
        front: list[Word] = []
        for index, word in enumerate(words):
            if word.what in NUMBERS:
                self._figure(tuple(front), word, around.behind(words, index))
                front = []
                self._named_behind(words, index)
            elif not (front == [] and index and word.said_of_figure):
                front.append(word)

    def _named_behind(self, words: tuple[Word, ...], index: int) -> None:
        """其中100万元以上项目1个、支出110万元: what stands behind the figure names the item, and what comes next is of it."""
        front = [word.what for word in words[:index]]
        last = not any(word.what in NUMBERS for word in words[index + 1 :])
        if last and Is.PARTS in front and Is.LABEL not in front and segment(words[index + 1 :]).strange:
            self._state.subject = UNKNOWN

    def _respectively(self, clause: Clause) -> None:
        """甲、乙分别为1万元、2万元: the first figure is the first member's."""
        listed = listing(clause.words)
        for member in listed.members:
            self._figure(member.words, member.number, ())
        labels = [member.label for member in listed.members if member.label]
        if labels:
            self._state.members = tuple(map(Subject, labels))
        if not listed.members:
            words = listed.front + listed.between
            self._of_members(words, listed.numbers, any(word.what is Is.LABEL for word in listed.front))

    def _of_members(self, words: tuple[Word, ...], numbers: tuple[Word, ...], labelled: bool) -> None:
        """分别占总支出的64%、36%: of the members that were listed before."""
        members = self._state.members or self._listed()
        if labelled or len(members) != len(numbers):
            for each in numbers:
                self._add(each, (), "“分别”的几个数对不上前面的名目")
            self._state.subject = UNKNOWN
            return
        for subject, each in zip(members, numbers, strict=True):
            self._state.subject = subject
            self._figure(words, each, ())

    def _listed(self) -> tuple[Subject, ...]:
        """2023年甲4万元、乙7万元，2024年分别为: what the sentence has stated so far, each once."""
        slots = [raw.claims[0].of for raw in self.found if raw.claims and not raw.why]
        subjects_so_far = tuple(dict.fromkeys(slot.subject for slot in slots))
        return subjects_so_far if len(subjects_so_far) == len(self.found) else ()

    def _figure(self, front: tuple[Word, ...], word: Word, behind: tuple[Word, ...]) -> None:
        found = segment(front)
        if self._state.from_base and found.change is not None:
            reached = found.reached or (not word.text.endswith("%") and bool(tell.ambiguous_change(found)))
            found = found._replace(bases=(), years=(), labels=(), reached=reached)
        if found.change is not None and not found.compares:  # 下降10.7%（与2022年相比）
            said = segment(behind)
            found = found._replace(compared_years=said.compared_years, compared_bases=said.compared_bases)
        if found.has(Is.FROM) and not found.compares:  # 与2022年相比，三公经费由16.8万元降至15万元
            found = found._replace(compared_years=self._compared)
        tell.words_in_front(self._state, front, self._scope)
        compare_with(self._state, self._scope, found)
        if found.has(Is.PARTS) or found.for_purpose:
            open_list(self._state, divided_anew(found))
        why = tell.not_comparable(self._state, found, word, behind, self._scope)
        if behind and behind[0].what is Is.YEAR:
            found = found._replace(years=(behind[0].value,))
        if word.text.endswith("%"):
            self._percent(found, word, why, behind)
        elif found.completed:
            self._budget_of_rate(found, word, why)
        elif found.whole and found.change is None:
            self._whole_of_share(found, word, why)
        elif found.change is not None and not found.reached:
            self._statement(word, self._said.change(found, Sort.CHANGE), why or tell.ambiguous_change(found))
        else:
            self._level(found, word, why)

    def _level(self, found: Segment, word: Word, why: str) -> None:
        state = self._state
        if state.aside and (last := around.in_another_unit(found, word, self.found)):
            self._add(word, last.claims, why or last.why)
            return
        subjects.close_lists(state, found.labels[-1] if found.labels else "", found.has(Is.PARTS))
        named = subjects.of_level(found, state, self._before)
        slots = (
            []
            if named.why and not subjects.is_strange(named)
            else list(slots_of(found, named, self._state, self._scope))
        )
        unlike = bool(named.subjects) and not around.fits(named.subjects[0], word)
        said = named.why if named.why != tell.NOT_OF_THE_FORM or not why else why
        why = said or why or (tell.NOT_OF_THE_FORM if unlike else "")
        why = why or tell.carried_verb(state, found)
        odd = found.strange or named.why == subjects.SEVERAL
        state.strange_item = state.strange_item or (odd and bool(found.labels))
        if why == tell.NO_YEAR_SAID:
            slots = [slot._replace(year=Year.OTHER, basis=Basis.FINAL) for slot in slots[:1]]
        claims = tuple(
            Claim(Sort.LEVEL, slot, assumed=named.assumed, first=found.said_name) for slot in slots
        )
        whole = state.wholes[-1] if state.wholes else None
        if whole is not None and whole.changed and named.listed:
            claims += (Claim(Sort.CHANGE, slots[0], Slot(slots[0].subject, Year.LAST), 0),)
        raw = Raw(number(word), claims, why)
        if whole is not None and found.labels:
            raw = raw._replace(whole=whole.slot, part=found.labels[-1])
        self.found.append(raw._replace(weak=found.weak_total, gross=found.gross))
        counted = (
            number(word).kind is Kind.COUNT
            and kind_of(state.subject.key if state.subject else "") is Kind.AMOUNT
        )
        people = counted and not found.labels  # 公务接待费3.6万元，接待286人，比上年减少0.5万元
        if not (unlike or people) and word.what is not Is.RANGE and not word.text.endswith("%"):
            keep_level(self._state, self._scope, found, named, slots, why)

    def _percent(self, found: Segment, word: Word, why: str, behind: tuple[Word, ...]) -> None:
        if "百分点" in word.text:
            self._add(word, (), why or "是百分点的差")
        elif found.completed or (self._state.completing and not found.labels):
            found = found._replace(completed=found.completed or self._state.completing)
            self._state.completing = ""
            self._statement(word, self._said.completion(found), why)
        elif found.has(Is.SHARE) or (self._state.sharing and not found.labels):
            behind_it = "" if found.says_of_what else segment(behind).whole  # 占比13.6%(占基本支出的比重)
            found = found._replace(whole=found.whole or self._state.sharing or behind_it)
            self._state.sharing = ""
            self._statement(word, self._said.share(found), why)
        elif found.change is not None and not found.reached:
            self._statement(word, self._said.change(found, Sort.RATE), why)
        elif found.labels and found.labels[-1] in RATES:
            self._state.rate = found.labels[-1]
            self._level(found, word, why)
        elif found.has(Is.CONTROL) and not (found.strange or found.labels):
            self._control_rate(found, word, why)
        elif self._state.aside and (last := around.change_of_rate(found, self.found, behind)):
            rates = tuple(claim._replace(sort=Sort.RATE) for claim in last.claims)
            self._add(word, rates, why or last.why)
        elif self._rate_goes_on(found):
            self._level(found._replace(labels=(self._state.rate,)), word, why)
        else:
            self._state.subject = UNKNOWN if found.strange else self._state.subject
            self._add(word, (), why or "不认识的比率")

    def _control_rate(self, found: Segment, word: Word, why: str) -> None:
        """三公经费14.2万元，决算11.9万元，控制率83.8%."""
        key = CONTROL.get(self._state.subject.key, "") if self._state.subject else ""
        if key:
            self._level(found._replace(labels=(key,)), word, why)
        else:
            self._add(word, (), why or "不认识的比率")

    def _rate_goes_on(self, found: Segment) -> bool:
        """“三公”经费控制率（83.8%）; 控制率100%以下得满分，我站为83.8%."""
        plain = not (found.strange or found.labels or found.compares or found.has(Is.COMPARED))
        return bool(self._state.rate) and plain

    def _statement(self, word: Word, statement: Statement, why: str) -> None:
        if (
            statement.claims
            and not word.text.endswith("%")
            and not around.fits(statement.claims[0].of.subject, word)
        ):
            why = why or tell.NOT_OF_THE_FORM  # 接待费3.6万元，接待286人，减少12人
        self._add(word, statement.claims, why or statement.why)

    def _budget_of_rate(self, found: Segment, word: Word, why: str) -> None:
        """完成年初预算17.5万元的85.71%: the amount is the budget, and the rate comes next."""
        basis = BUDGETS.get(found.completed, (Basis.BUDGET,))[0]
        self._level(found._replace(bases=(basis,)), word, why)
        self._state.completing = found.completed

    def _whole_of_share(self, found: Segment, word: Word, why: str) -> None:
        """占总支出640.3万元的35%: the amount is the whole, and the share of it comes next."""
        state = self._state
        kept = state.subject, state.part, state.level
        bases = (found.whole_basis,) if found.whole_basis else ()
        self._level(found._replace(labels=(found.whole,), bases=bases), word, why)
        state.subject, state.part, state.level = kept
        state.sharing = found.whole

    def _add(self, word: Word, claims: tuple[Claim, ...], why: str) -> None:
        self.found.append(Raw(number(word), claims, why))
