"""The clauses of a sentence, and the words in front of each figure sorted by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.intake.prose.brackets import (
    adds_other_staff,
    brackets,
    broken_down,
    flat,
    named_before,
    year_first,
)
from xltool.intake.prose.labels import GENERIC, TOTAL, Basis
from xltool.intake.prose.words import AMOUNTS, NUMBERS, Is, Word


class Clause(NamedTuple):
    """Words up to a mark of punctuation, the mark, and whether they stand in brackets."""

    words: tuple[Word, ...]
    end: str
    aside: bool = False

    @property
    def has_figure(self) -> bool:
        """A number with its unit stands in it."""
        return any(word.what in NUMBERS for word in self.words)

    @property
    def says_what_kind(self) -> bool:
        """收入：518.40万元: words before a colon say of what kind the figure behind it is, and of what not yet."""
        kinds = {word.what for word in self.words}
        return Is.LABEL not in kinds and not kinds.isdisjoint((*AMOUNTS, Is.RECEIVED, Is.YEAR))


def clauses(words: list[Word]) -> Iterator[Clause]:
    """The clauses in order; a bracket with figures in it is a clause of its own behind the one it stands in."""
    here: list[Word] = []
    asides: list[Clause] = []
    kinds: set[Is] = set()
    index = since = 0  # the words of this item begin there
    closes = brackets(words)
    while index < len(words):
        word, close = words[index], closes.get(index)
        if close is not None:
            inside = words[index + 1 : close]
            if any(each.what in NUMBERS for each in inside):
                inside = broken_down(here, year_first(inside))
                whole = named_before(here, since, inside) + flat(inside)
                asides += (each._replace(aside=True) for each in clauses(whole))
            elif inside and (inside[0].what is not Is.PARTS or adds_other_staff(inside)):
                # (含人员经费) says nothing of the figure, (含临聘) does
                here += (each for each in inside if each.what is not Is.ENDS)
            index, since = close + 1, len(here)
            continue
        index += 1
        if word.what is not Is.ENDS:
            here.append(word)
            kinds.add(word.what)
        elif not (word.text == "、" and _listing(kinds, words, index)):
            yield Clause(tuple(here), word.text)
            yield from asides
            here, asides, kinds, since = [], [], set(), 0
        else:
            since = len(here)
    yield Clause(tuple(here), "")
    yield from asides


def _listing(kinds: set[Is], words: list[Word], index: int) -> bool:
    """Whether 、 stands between members of a list whose figures come one by one (分别), or between mere words."""
    if Is.RESPECTIVELY in kinds or kinds.isdisjoint(NUMBERS):
        return True
    for word in words[index : index + 24]:
        if word.what is Is.RESPECTIVELY:
            return True
        if word.what in NUMBERS or (word.what is Is.ENDS and word.text != "、"):
            return False
    return False


_WEAK: Final = re.compile("(?:收入|支出)(?:合计|总额)")


class Segment(NamedTuple):
    """What the words in front of one figure say."""

    words: tuple[Word, ...]
    kinds: frozenset[Is]
    labels: tuple[str, ...] = ()
    whole: str = ""
    whole_basis: Basis | None = None
    years: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    weak: bool = False  # 支出 alone
    strong_total: bool = False
    compared_years: tuple[str, ...] = ()
    compared_bases: tuple[Basis, ...] = ()
    change: Is | None = None
    reached: bool = False
    completed: str = ""
    leftover: bool = False  # 结余 alone

    def has(self, *kinds: Is) -> bool:
        """One of these kinds of words is among them."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def specific(self) -> tuple[str, ...]:
        """The labels other than those of totals."""
        return tuple(label for label in self.labels if label not in GENERIC)

    @property
    def compares(self) -> bool:
        """It says what is compared with."""
        return bool(self.compared_years or self.compared_bases)

    @property
    def said_name(self) -> str:
        """The name that the words themselves say: 全年执行数 is the word of 附件2 for what was spent."""
        executed = any(word.what in (Is.SPENT, Is.FINAL) and "执行" in word.text for word in self.words)
        if executed:
            return "全年执行数"
        of_all = any(word.text in ("整体", "部门") or word.value == TOTAL for word in self.words)
        return "支出总额_本年预算" if of_all and self.has(Is.BUDGET) else ""

    @property
    def gross(self) -> bool:
        """A total that includes what was carried over: 收入总计."""
        return any(word.what is Is.LABEL and word.text.endswith("总计") for word in self.words)

    @property
    def weak_total(self) -> bool:
        """A label that is the total's only where the text has no better one: 收入合计."""
        return any(word.what is Is.LABEL and _WEAK.fullmatch(word.text) for word in self.words)

    @property
    def says_of_what(self) -> bool:
        """占 with words behind it that are no label: a share of something else."""
        place = max(
            (n for n, word in enumerate(self.words) if word.what is Is.SHARE), default=len(self.words)
        )
        return any(word.what not in (Is.FILLER, Is.ROUGH) for word in self.words[place + 1 :])

    @property
    def execution_rate(self) -> bool:
        """The rate is called by the name that it has in 附件2."""
        return any(word.what is Is.COMPLETED and word.text in ("预算执行率", "执行率") for word in self.words)

    @property
    def for_purpose(self) -> bool:
        """动用2.4万元，用于公用经费1.4万元: what the money before was used for."""
        used = next((n for n, word in enumerate(self.words) if word.text == "用于"), len(self.words))
        return any(word.what is Is.LABEL for word in self.words[used:])

    @property
    def department_rate(self) -> bool:
        """部门预算完成率: of all spending, whatever was spoken of before."""
        return any(word.what is Is.COMPLETED and "部门" in word.text for word in self.words)

    @property
    def saved(self) -> bool:
        """A change that speaks of the budget by its own word: 节约."""
        return any(word.what in _CHANGES and re.match("节|超|结余", word.text) for word in self.words)

    @property
    def strange(self) -> bool:
        """Words stand in it that nobody knows, or that name a thing with money of its own."""
        return self.has(Is.UNKNOWN, Is.THING)


_BASES: Final = {
    Is.FINAL: Basis.FINAL,
    Is.INITIAL: Basis.INITIAL,
    Is.ADJUSTED: Basis.ADJUSTED,
    Is.BUDGET: Basis.BUDGET,
}
_CHANGES: Final = (Is.UP, Is.DOWN, Is.EITHER_WAY)
_FIRMLY_SPENT: Final = ("决算", "实际", "执行")


class _Sorter:
    """Sorts words one by one; a comparison and a share have words of their own behind them."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.whole = self.completed = ""
        self.years: list[str] = []
        self.bases: list[Basis] = []
        self.compared_years: list[str] = []
        self.compared_bases: list[Basis] = []
        self.change: Is | None = None
        self._adjusted_to = False
        self.whole_basis: Basis | None = None
        self.weak = self.reached = self.compares = self.shares = False

    def take(self, word: Word) -> None:
        """One more word."""
        what = word.what
        if what is Is.COMPARED:
            self.compares = True
            if word.text == "同比":
                self.compared_years.append("last")
        elif what is Is.SHARE:
            self.shares = True
        elif what in _CHANGES:
            self.change, self.compares = what, False
            self.weak = self.weak or word.text.endswith("支出")
        elif what is Is.REACHED:
            self.reached = self.change is not None
        elif what is Is.COMPLETED:
            self.completed = word.value or "any"
        elif what is Is.YEAR or (what is Is.WHOLE_YEAR and word.value):
            (self.compared_years if self.compares else self.years).append(word.value)
        else:
            self._amount(word)

    def _amount(self, word: Word) -> None:
        spent = word.what is Is.SPENT
        if self.shares:
            if word.what is Is.LABEL:
                self.whole = word.value
            elif spent:
                self.whole = self.whole or "总支出"
            else:
                self.whole_basis = _BASES.get(word.what, self.whole_basis)
            return
        if word.text == "结余" and self.compares:  # 较预算结余0.7万元
            self.change, self.compares = Is.DOWN, False
        elif word.what is Is.LABEL:
            self.labels.append(word.value)
        elif spent and not any(each in word.text for each in _FIRMLY_SPENT):
            self.weak = True
        elif basis := Basis.FINAL if spent else _BASES.get(word.what):
            if basis is Basis.FINAL and self.bases and self._adjusted_to:  # 由年初预算…调整为决算
                self.bases.pop()
            self._adjusted_to = word.text[:2] == "调整" and word.text[-1] in "为到至"
            (self.compared_bases if self.compares else self.bases).append(basis)


def _of_all(word: Word) -> bool:
    return word.what in _BASES and ("总" in word.text or "部门" in word.text)


def _bases(found: list[Basis]) -> tuple[Basis, ...]:
    """预算 beside 年初预算 says nothing more."""
    precise = [basis for basis in found if basis is not Basis.BUDGET]
    return tuple(dict.fromkeys(precise if precise and Basis.FINAL not in precise else found))


def segment(words: tuple[Word, ...]) -> Segment:
    """The words in front of a figure, sorted."""
    sorter = _Sorter()
    for word in words:
        sorter.take(word)
    return Segment(
        words,
        frozenset(word.what for word in words),
        tuple(dict.fromkeys(sorter.labels)),
        sorter.whole,
        sorter.whole_basis,
        tuple(dict.fromkeys(sorter.years)),
        _bases(sorter.bases),
        sorter.weak,
        any(word.text in ("整体", "部门") or _of_all(word) for word in words),
        tuple(sorter.compared_years),
        tuple(sorter.compared_bases),
        sorter.change,
        sorter.reached,
        sorter.completed,
        any(word.what is Is.LABEL and word.text == "结余" for word in words),
    )
