"""Brackets: where they close, and what the words in front of them say of the figures inside."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.prose.words import AMOUNTS, NUMBERS, Is, Word

#: People that no form counts as 在职.
_OTHER_STAFF: Final = re.compile("临聘|临时|编外|聘用|合同|退休|离休|劳务|派遣|借调|遗属")


def year_first(inside: list[Word]) -> list[Word]:
    """(4.1万元，2022年) -> (2022年4.1万元)."""
    kinds = [word.what for word in inside if word.what not in (Is.ENDS, Is.FILLER)]
    if kinds != [Is.FIGURE, Is.YEAR]:
        return inside
    return sorted(
        (word for word in inside if word.what is not Is.ENDS), key=lambda word: word.what is not Is.YEAR
    )


def broken_down(here: list[Word], inside: list[Word]) -> list[Word]:
    """追加8万元(基本支出5万元、项目支出3万元): a bracket right behind a figure that lists labels tells of its parts."""
    kinds = [word.what for word in inside if word.what is not Is.FILLER]
    lists = kinds[:2] == [Is.LABEL, Is.FIGURE] and kinds.count(Is.LABEL) == kinds.count(Is.FIGURE) > 1
    if not here or not lists:
        return inside
    if here[-1].what is Is.FIGURE:
        return [Word(Is.PARTS, "其中", inside[0].start, inside[0].start), *inside]
    begin = max((n + 1 for n, word in enumerate(here) if word.what in NUMBERS), default=0)
    verbs = [word for word in here[begin:] if word.what in (Is.UP, Is.DOWN)]
    return verbs[-1:] + inside  # 收回指标(基本支出3.2万元、项目支出4.1万元)


#: What a bracket behind it is a figure of: 公务接待费(3.9万元), 比年初预算(4.6万元), 比上年(4.1万元).
_NAMES: Final = (Is.LABEL, Is.YEAR, Is.BUDGET, Is.INITIAL, Is.ADJUSTED)
#: What may stand in brackets before a figure whose label stands in front of the bracket.
_SAYS_NO_NAME: Final = (Is.FILLER, Is.YEAR, *AMOUNTS)


def named_before(here: list[Word], since: int, inside: list[Word]) -> list[Word]:
    """公务接待费(3.9万元)低于预算: the words in front of a bracket that name the figure in it.

    Of the items before, which end at ``since``, only year and kind hold on: 上年接待费(4.1万元)、用车费(9.6万元).
    """
    front = inside[: next(n for n, word in enumerate(inside) if word.what in NUMBERS)]
    if not here or here[-1].what not in _NAMES or any(word.what not in _SAYS_NO_NAME for word in front):
        return []
    begin = max((n + 1 for n, word in enumerate(here) if word.what in NUMBERS), default=0)
    before, item = here[begin:since], here[max(begin, since) :]
    own = {word.what for word in front} - {Is.FILLER}
    said_again = {*own, *AMOUNTS} if own & {*AMOUNTS} else own
    said = [word for word in item if word.what not in said_again]
    return _shared(before, {word.what for word in (*front, *item)}) + said


def _shared(before: list[Word], told: set[Is]) -> list[Word]:
    """What of the items before holds for one that says ``told`` itself: its label, or their year and kind."""
    if Is.LABEL not in told:  # 公用经费(56.4万元)比年初预算(60万元)
        return [word for word in before if word.what is Is.LABEL][-1:]
    compared = next((n for n, word in enumerate(before) if word.what is Is.COMPARED), len(before))
    kinds = {Is.YEAR} - told | (set() if told & {*AMOUNTS} else {*AMOUNTS})
    return [word for word in before[:compared] if word.what in kinds]


def adds_other_staff(inside: list[Word]) -> bool:
    """(含临聘): words in brackets that speak of people other than 在职."""
    return _OTHER_STAFF.search("".join(word.text for word in inside)) is not None


def flat(words: list[Word]) -> list[Word]:
    """Words in brackets without the brackets inside these."""
    return [word for word in words if word.text not in ("(", ")")]


def brackets(words: list[Word]) -> dict[int, int]:
    """Place of each opening bracket that is closed, outermost only -> place where it closes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, word in enumerate(words):
        if word.text == "(":
            opened.append(index)
        elif word.text == ")" and opened:
            start = opened.pop()
            found[start] = index
    return found
