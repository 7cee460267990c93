"""Whose figures they are and of what time: the unit's own for the whole year, or others that no cell states."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from xltool.intake.prose.clauses import Segment
from xltool.intake.prose.labels import COUNTS, OF_APPROPRIATIONS, Subject, Year
from xltool.intake.prose.state import State
from xltool.intake.prose.words import Is, Word

#: Why a figure is none of the form: its words name nothing there, or it is part of something else.
NOT_OF_THE_FORM: Final = "不是工作簿里的名目"
A_PART: Final = "是别的数的组成部分，与工作簿同名的数口径不同"

NO_YEAR_SAID: Final = "没有写明是哪一年或哪种口径的数"

OF_OTHERS: Final = "是下属单位、别的单位或全地区的数"
_WITHOUT: Final = "扣除了一部分，与工作簿的口径不同"
OF_A_FUND: Final = "是某一项资金的数"
NARROW: Final = "只是财政拨款的数"
_INSTITUTION: Final = re.compile(
    r"(?:局|站|所|院|校|中心|队|馆|公司|园|场|厂|库|处|大队|支队|分局)(?<![之到各一好]处)$"
)
#: A whole area, of which a sentence may tell in passing.
_AT_LARGE: Final = re.compile("[全各上中其]|.?[直级本]")
_PLAN: Final = "是计划或目标"


class Scope:
    """The report's own year, and whether the sentence speaks of other units beside its own."""

    def __init__(self, year: str, has_parts: bool = False, project: str | None = None) -> None:
        self._own = year
        self.project = (
            project  # the title of the one project that the report is about; None of a department's
        )
        self.has_parts = (
            has_parts  # the report speaks of units below its own, so that 机关 is one part of several
        )
        self.of_several_units = self.in_parts = False
        self.unit_said = ""  # 单位：万元 above a table
        self.title: list[Word] = []  # the words of the line above, where it is no sentence
        self.cell_above: Subject | None = None  # what a row is of whose cells stand one below the other

    def in_sentence(self, words: list[Word]) -> None:
        """Look the whole sentence over."""
        self.of_several_units = any(word.what is Is.OTHERS for word in words)
        self.in_parts = self.has_parts or any(is_other_unit(word) for word in words)

    def year(self, said: str) -> Year:
        """The year that a year word says."""
        if said == "last":
            return Year.LAST
        if said == "this" or not self._own:
            return Year.THIS if said == "this" or said.isdigit() else Year.OTHER
        if not said.isdigit():
            return Year.OTHER
        return {0: Year.THIS, -1: Year.LAST}.get(int(said) - int(self._own), Year.OTHER)

    def compared_year(self, said: str) -> Year:
        """The year that a comparison speaks of: never the report's own, and unknown where that is."""
        return self.year(said) if self._own or not said.isdigit() else Year.OTHER


#: Words that may stand in front of the unit of which a clause begins to speak.
_BEFORE_THE_UNIT: Final = (Is.FILLER, Is.MARK, Is.YEAR, Is.PARTS, Is.ENDS)
_YEAR_ENDS: Final = re.compile("全年|年[末底]|(?:20\\d\\d[年.])?12月(?:31日|底|末)")
#: Words behind a figure that say where the money went: it is no longer, or not yet, in the figure of that name.
_ELSEWHERE: Final = re.compile(
    "转[入至由作]|收回|上缴|结转|挂账|挂在|退[回还]|追回|清退|调账|冲[减销]|调剂|拖欠|跨年|垫付|[计记列归]入|"
    "[未不](?:予|能|及时|再)*(?:在|列|入账|结算|计|纳入|支付|报销|核销)|由.{1,12}?(?:承担|垫付|负担|支付|列支|解决|报销|安排)"
)
_THEN_ELSEWHERE: Final = re.compile(
    "(?:已|均|并|现)*(?:全部|全额|及时)?(?:转入往来|挂账|退[回还]|追回|清退|冲[减销]|调账)"
)


def words_in_front(state: State, words: tuple[Word, ...], scope: Scope) -> None:
    """Take in what holds for the rest of the sentence, whether a figure follows or not."""
    compares = False
    first = next((word for word in words if word.what not in _BEFORE_THE_UNIT), None)
    state.planned = state.planned and not _is_fact(words)
    changes = any(word.what in (Is.UP, Is.DOWN) for word in words)
    if changes and any(word.text == "主要" for word in words):  # 主要是公务接待减少0.3万元
        state.reason = True
    for word in words:
        what = word.what
        if word is first and what is Is.OWN and word.text[0] != "该" and state.foreign == OF_OTHERS:
            state.foreign = ""  # 全县三公经费1260万元，我站11.9万元
        compares = compares or what is Is.COMPARED
        if what is Is.MARK:
            state.reason = state.noise = False
        elif what is Is.OWN and not scope.of_several_units:
            again = word.text[0] == "该" and state.foreign == OF_OTHERS  # 该中心: the one that was spoken of
            state.foreign = OF_OTHERS if again else ""
            state.noise = state.noise and again
        elif is_other_unit(word) or "本级" in word.text:
            state.foreign = OF_OTHERS
        elif what is Is.FUND:
            state.foreign = OF_A_FUND
        elif what is Is.WITHOUT:
            state.foreign = _WITHOUT
        elif what is Is.APPROPRIATED or what is Is.ONE_FUND:
            state.narrow = True
            state.one_fund = state.one_fund or what is Is.ONE_FUND
        elif what is Is.PART_OF_YEAR:
            state.part_of_year = True
        elif (what is Is.YEAR and not compares) or what is Is.WHOLE_YEAR or _YEAR_ENDS.match(word.text):
            state.part_of_year = False
        elif what is Is.PLANNED:
            state.planned = True
        elif what is Is.REASON:
            state.reason = True


def _is_fact(words: tuple[Word, ...]) -> bool:
    """控制在42万元以内，实际支出40万元: what was planned ends there."""
    return any("实际" in word.text for word in words) and all(word.what is not Is.PLANNED for word in words)


def tells_of_change(words: list[Word]) -> bool:
    """核减2名后, 调整为: what a sentence states first is not what it was in the end."""
    after = any(word.what is Is.UNKNOWN and word.text.startswith("后") for word in words)
    changes = any(word.what in (Is.UP, Is.DOWN, Is.ADJUSTED) or "调整" in word.text for word in words)
    return after and changes


def other_unit(state: State) -> str:
    """Why what follows is not the unit's own, where another unit was spoken of."""
    return OF_OTHERS if state.foreign == OF_OTHERS else ""


def led_by_another(words: list[Word]) -> bool | None:
    """Whether a sentence is about another unit of which it begins to speak; None where it names none, nor the own."""
    if any(word.what is Is.OWN and word.text[0] != "该" for word in words):
        return False
    first = next((word for word in words if word.what not in (Is.FILLER, Is.MARK, Is.YEAR, Is.ENDS)), None)
    below = first is not None and is_other_unit(first) and not _AT_LARGE.match(first.text)
    return True if below else None


def is_other_unit(word: Word) -> bool:
    """It names another unit, or units together."""
    return word.what is Is.OTHERS or (word.what is Is.UNKNOWN and bool(_INSTITUTION.search(word.text)))


def not_comparable(state: State, found: Segment, word: Word, behind: tuple[Word, ...], scope: Scope) -> str:
    """Why a figure cannot be compared, as far as its words tell; empty where nothing speaks against it."""
    all_of_it = bool(behind) and behind[0].text[:2] in ("均", "均由", "全部", "全额", "全由")
    behind_it = bool(behind) and behind[0].what is Is.ROUGH
    for holds, why in (
        (word.what is Is.FIGURE and word.value, word.value),
        (word.what is Is.RANGE or found.has(Is.ROUGH) or _rough(word), "是约数或范围"),
        (behind_it, "是约数或范围"),
        (any("口径" in each.text for each in behind), "注明了别的口径"),
        (any(each.what in (Is.FUND, Is.ONE_FUND) for each in behind) and not all_of_it, OF_A_FUND),
        (_is_of_others(word, found, behind), NOT_OF_THE_FORM),
        (_went_elsewhere(state, behind) and not all_of_it, "说的是其中一部分钱的去向"),
        (_is_some_of(found), A_PART),
        (len({scope.year(said) for said in found.years}) > 1, "前面写了不止一个年度"),
        (_is_part_of_staff(found, state), "是一部分人员或编制的数，或变动前的数"),
        (state.strange_item and bool(found.labels), "分不清是不是前一项那样的数"),
        (state.part_of_year, "只是一年里一段时间的数"),
        (state.foreign, state.foreign),
        (found.has(Is.DEPARTMENT_PART) and scope.in_parts, OF_OTHERS),
        (any(each.what is Is.DEPARTMENT_PART and "本级" in each.text for each in found.words), OF_OTHERS),
        (found.has(Is.FROM) and not (found.years or found.bases or found.compared_years), NO_YEAR_SAID),
        (state.planned, _PLAN),
        (found.has(Is.EACH), "是平均数"),
        (found.has(Is.SINCE), "是几年合计的数"),
        (state.reason, "是原因里的数"),
        (state.narrow and _is_narrow(found, state), NARROW),
    ):
        if holds:
            return why
    return ""


def _went_elsewhere(state: State, behind: tuple[Word, ...]) -> bool:
    """接待费0.9万元转入往来; 接待费0.3万元，已退回."""
    text = "".join(word.text for word in behind)
    return bool(_ELSEWHERE.search(text)) or (not text and bool(_THEN_ELSEWHERE.match(state.next_clause)))


def _is_some_of(found: Segment) -> bool:
    """公务接待费中有0.4万元: some of what is named, not all of it."""
    labelled = max(
        (n for n, word in enumerate(found.words) if word.what is Is.LABEL), default=len(found.words)
    )
    return any(word.text == "中" for word in found.words[labelled + 1 :])


def _is_of_others(word: Word, found: Segment, behind: tuple[Word, ...]) -> bool:
    """在职人员和9名退休人员: the people that are named behind the number."""
    named = bool(behind) and behind[0].what is Is.UNKNOWN
    joined = bool(found.words) and found.words[-1].text in ("和", "及")
    return named and (word.text.endswith("名") or (word.text.endswith("人") and joined))


def _is_part_of_staff(found: Segment, state: State) -> bool:
    """机关编制7名, 事业编制5名; 编制14名，核减2名后为12名."""
    people = bool(found.labels) and found.labels[-1] in COUNTS
    kinds = [word.what for word in found.words]
    of_a_kind = (Is.DEPARTMENT_PART, Is.LABEL) in pairwise(kinds) and found.labels[-1:] == ("编制数",)
    return people and (state.changed_later or of_a_kind)


def ambiguous_change(found: Segment) -> str:
    """减少为3.6万元 may be the change or what is left."""
    last = [word for word in found.words if word.what in (Is.UP, Is.DOWN, Is.FILLER)][-2:]
    direct = len(last) == 2 and last[0].what is not Is.FILLER and last[1].text in ("为", "是")
    return "分不清是增减额还是增减后的数" if direct else ""


#: Words for what changed.
_THINGS: Final = (Is.LABEL, Is.THING, Is.UNKNOWN)


def verb_first(found: Segment) -> bool:
    """追加基本支出6.2万元: what changed stands behind the verb."""
    kinds = [word.what for word in found.words if word.what in (Is.UP, Is.DOWN, *_THINGS)]
    return bool(kinds) and kinds[-1] in _THINGS and not {*kinds} <= {*_THINGS}


def carried_verb(state: State, found: Segment) -> str:
    """追加基本支出6.2万元、项目支出5万元: the second may be a change as well."""
    plain = not (found.bases or found.weak or found.years)
    return "分不清是增减额还是数" if state.verb_first and found.labels and plain else ""


def item_ends(state: State) -> None:
    """What a semicolon ends."""
    state.reason = state.planned = state.verb_first = state.strange_item = False
    state.narrow, state.one_fund = state.narrow_above, False
    if state.foreign == OF_A_FUND:
        state.foreign = ""
    while state.wholes and state.wholes[-1].foreign in (NOT_OF_THE_FORM, A_PART):
        state.wholes.pop()
    if state.wholes:
        state.subject, state.part = state.wholes[-1].slot.subject, state.subject


def _rough(word: Word) -> bool:
    return re.search("[余多来几]", word.text) is not None


def _is_narrow(found: Segment, state: State) -> bool:
    if state.one_fund:
        return True
    subject = state.subject or state.above
    said = (subject.key,) if subject else ()
    keys = found.specific or (said if said and said[0] in OF_APPROPRIATIONS else found.labels or said)
    return not keys or any(key not in OF_APPROPRIATIONS for key in keys)
