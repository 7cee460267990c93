"""What a figure is a figure of: the label in front of it, the one before that, or the total."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from xltool.intake.prose.clauses import Segment, segment
from xltool.intake.prose.labels import (
    BOTH,
    CAR,
    CHILDREN,
    COUNTS,
    GENERIC,
    HEADS,
    RATES,
    TOTAL,
    UNKNOWN,
    Basis,
    Subject,
    ends_list,
)
from xltool.intake.prose.scope import A_PART, NOT_OF_THE_FORM
from xltool.intake.prose.state import Before, State
from xltool.intake.prose.words import Is, Word

NO_PLACE: Final = "工作簿没有这一年度或口径的数"
SEVERAL: Final = "一个数前面有几个名目或口径"


#: Rows that are told again of each fund, and of other units.
_REPEATED: Final = ("基本支出", "项目支出", "公用经费")


#: What 公务用车费 may be of, the nearest first.
CARS: Final = ("公务用车购置和维护", "公车运行维护")


class Named(NamedTuple):
    """The subjects that a level may be of, the nearest first; ``listed`` it stands in the list of a whole."""

    subjects: tuple[Subject, ...] = ()
    why: str = ""
    listed: bool = False
    assumed: bool = False


def close_lists(state: State, label: str, opened: bool = False) -> None:
    """End the lists that a label stands beside, not in; ``opened`` says that 其中 stands right in front of it."""
    while label and state.wholes:
        if not state.wholes[-1].slot.subject.key and (opened or label not in HEADS):
            return  # 执行数78.4万元，其中政府采购32万元: of what nobody knows
        whole = state.wholes[-1].slot.subject.key
        if state.wholes[-1].foreign and label in _REPEATED:
            return
        if label in CHILDREN.get(whole, ()) or not ends_list(whole, label):
            return
        ended = state.wholes.pop()
        if not state.wholes:
            state.year, state.basis, state.firm = ended.slot.year, ended.slot.basis, False
            if ended.slot.basis is Basis.FINAL:
                state.basis = None


#: What is broken down into rows of the form alone; parts of 基本支出 are those of other wholes too.
_WHOLE_IN_FORM: Final = CHILDREN.keys() - {"基本支出"}


def end_lists_of_other_years(state: State) -> None:
    """2022年支出612.4万元，其中基本支出402.6万元；2023年，: the list does not go on in another year."""
    own = all(not each.foreign and each.slot.subject.key in _WHOLE_IN_FORM for each in state.wholes)
    if own and any(each.slot.year is not state.year for each in state.wholes):
        state.wholes.clear()


def of_level(found: Segment, state: State, before: Before) -> Named:
    """What an amount is of."""
    if len(set(found.bases)) > 1:
        return Named(why=SEVERAL)
    if found.strange:
        return Named((_stranger(found),), why=NOT_OF_THE_FORM)
    if found.labels:
        return _labelled(found, state)
    return _bare(found, state, before)


def _labelled(found: Segment, state: State) -> Named:
    key = _one(found.labels)
    if not key:
        return Named(why=SEVERAL)
    if (
        key == TOTAL
        and _sums_up(found)
        and state.subject is not None
        and state.subject.key not in ("", *GENERIC)
    ):
        return Named((state.subject, Subject(TOTAL)))  # 三公经费预算总额…，支出总额…
    if found.leftover and _is_rest(state):
        return Named((Subject(key),), why="是别的数的结余")
    named = Named(tuple(map(Subject, CARS if key == CAR else (key,))))
    if not state.wholes or key in RATES:
        return named
    whole = state.wholes[-1]
    if whole.foreign:
        return named._replace(why=whole.foreign)
    listed = key in CHILDREN.get(whole.slot.subject.key, ())
    return named._replace(listed=listed, why="" if listed else A_PART)


def _is_rest(state: State) -> bool:
    """结余 behind a budget, or behind money of one kind, is what is left of that."""
    subject = state.subject or state.above
    if subject is not None and not subject.key:
        return True  # of money that the form does not know
    if any(slot.basis is not Basis.FINAL for slot in state.stated):
        return True
    return subject is not None and subject.key not in ("", TOTAL, "总收入", BOTH, *COUNTS)


def _sums_up(found: Segment) -> bool:
    return any(word.what is Is.LABEL and word.text.startswith("支出") for word in found.words)


def _one(labels: tuple[str, ...]) -> str:
    """The label that counts: 三公经费中公务接待费 is the latter, 三公经费支出总额 the former; empty for two of a kind."""
    special = [label for label in labels if label not in GENERIC]
    if not special:
        return labels[-1] if len(labels) == 1 else ""
    for whole, part in pairwise(special):
        if part not in CHILDREN.get(whole, ()):
            return ""
    return special[-1]


def _bare(found: Segment, state: State, before: Before) -> Named:
    """决算3.6万元 continues the label before it; with none before it, 年初预算452.3万元 is that of the whole."""
    said = bool(found.bases) or found.weak or found.has(Is.RECEIVED, Is.ARRANGED)
    compared = found.compares
    said = said or any(word.text.startswith(("全年", "累计")) for word in found.words)
    said = said or found.has(Is.OWN)  # 全县三公经费1260万元，我站11.9万元
    said = said or (state.after_change and any(word.text.startswith("达") for word in found.words))
    total = Subject(TOTAL)
    if found.has(Is.RECEIVED):
        alone = (
            state.subject is None and not state.noise and before.subject in (None, total) and before.headed
        )
        return Named((Subject("总收入"),), assumed=True) if alone else Named((UNKNOWN,), why=NOT_OF_THE_FORM)
    subject = state.subject
    if any("采购" in word.text for word in found.words) and (subject is None or subject.key != "政府采购"):
        return Named((UNKNOWN,), why=NOT_OF_THE_FORM)  # 实际采购12万元
    if subject is None and found.has(Is.APPROPRIATED, Is.ONE_FUND, Is.FUND):
        return Named((UNKNOWN,), why="是某一项资金的数")
    spends = any(word.what is Is.SPENT and word.text.startswith("支出") for word in found.words)
    if (
        subject is not None and subject.key == "总收入" and (found.weak or spends)
    ):  # 本年收入402万元，本年支出401万元
        return Named((total,), assumed=True)
    if subject is None and compared and state.ahead not in ("", *GENERIC) and _of_whole(before):
        return Named((Subject(state.ahead), total))
    if subject is not None:
        if not (said or found.years or compared or state.fresh or found.reached):
            return Named((subject,), why="没有写明是什么的数")
        if not subject.key:
            return Named((subject,), why=NOT_OF_THE_FORM)
        if subject.key != TOTAL and _may_be_of_all(found) and not compared:
            return Named((subject, total))
        other = state.part or (state.wholes[-1].slot.subject if state.wholes else None)
        return Named((subject, other) if other and other.key and other != subject else (subject,))
    above = before.subject is not None and before.subject.key not in ("", *GENERIC)
    said = said or (above and bool(found.years) and not state.noise)  # 三公经费15万元。2022年为16.8万元
    if not (said or compared):
        return Named((UNKNOWN,), why="没有写明是什么的数")
    return _of_all(found, state, before)


def _of_whole(before: Before) -> bool:
    return before.subject is None or before.subject.key in GENERIC


def _may_be_of_all(found: Segment) -> bool:
    """年初预算 and 全年执行数 are said of the whole department too."""
    return any(basis in (Basis.INITIAL, Basis.ADJUSTED) for basis in found.bases) or any(
        word.what in (Is.SPENT, Is.FINAL) and word.text[:2] in ("全年", "本年", "年度", "当年")
        for word in found.words
    )


def _of_all(found: Segment, state: State, before: Before) -> Named:
    total = Subject(TOTAL)
    if state.named_last:
        return Named((UNKNOWN,), why="没有写明是什么的数")
    special = _may_be_of_all(found) or found.strong_total
    above = before.subject
    if above is not None and above.key not in (TOTAL, "总收入", "收支总计"):
        if found.strong_total and special:
            return Named((total,))
        if not above.key:
            return Named((UNKNOWN,), why="没有写明是什么的数")
        return Named((above, total) if above.key else (total,))
    told = before.headed or above is not None or found.has(Is.OWN) or bool(found.years and found.weak)
    if not special and (state.noise or not told):
        return Named((UNKNOWN,), why="没有写明是什么的数")
    if not before.whole_department and not found.strong_total:
        return Named((UNKNOWN,), why="没有写明是什么的数")
    return Named((total,), assumed=not special)


def may_be_total(state: State, before: Before) -> bool:
    """Whether a rate without a label is said of the whole department."""
    return state.subject is None and not state.noise and before.whole_department and _of_whole(before)


def of_statement(found: Segment, state: State, before: Before) -> Subject | None:
    """What a change, a share or a rate is said of; None where nothing was named, UNKNOWN where strange words stand."""
    if found.strange:
        return _stranger(found)
    if found.labels:
        key = _one(found.labels)
        return Subject(key) if key else UNKNOWN
    if state.subject is None and not state.noise and before.subject is not None:
        return before.subject
    if state.subject is None and found.weak and may_be_total(state, before):
        return Subject(TOTAL)
    return state.subject


def of_topic(found: Segment) -> tuple[Subject, Subject | None]:
    """What a clause without a figure names, and what else it may be."""
    told = segment(_before_purpose(found.words))
    key = "" if told.strange else _one(told.labels)
    if key == CAR:
        return Subject(CARS[0]), Subject(CARS[1])
    return Subject(key) if key else UNKNOWN, None


#: 公务接待费受来访减少影响: what stands behind is no name either.
_PURPOSE: Final = re.compile("(?:用于|主要|反映)$|受|由|按|实行")


def _before_purpose(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """基本支出主要用于保障运转: what stands behind the purpose names nothing."""
    labelled = next((n for n, word in enumerate(words) if word.what is Is.LABEL), len(words))
    for place in range(labelled + 1, len(words)):
        if words[place].what is Is.PARTS or _PURPOSE.match(words[place].text):
            return words[:place]
    return words


def _stranger(found: Segment) -> Subject:
    """What is no label of the form, told from others of the kind by its words."""
    told = (Is.UNKNOWN, Is.THING, Is.LABEL, Is.RECEIVED)
    return Subject("", "".join(word.text for word in found.words if word.what in told))


def is_strange(named: Named) -> bool:
    """Whether it is a thing of its own that the sentence may compare with itself."""
    return named.why == NOT_OF_THE_FORM and bool(named.subjects) and named.subjects[0] != UNKNOWN
