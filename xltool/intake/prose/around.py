"""What stands around a figure or a clause, seen before it is read: behind it, in the next clause, in the whole sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from xltool.contract.names import Kind
from xltool.intake.prose.claims import Raw
from xltool.intake.prose.clauses import Clause, Segment
from xltool.intake.prose.figures import number
from xltool.intake.prose.labels import Subject, kind_of
from xltool.intake.prose.scope import tells_of_change
from xltool.intake.prose.state import State
from xltool.intake.prose.words import NUMBERS, Is, Word
from xltool.model.prose import Sort


def look_over(state: State, words: list[Word]) -> None:
    """Take in what the whole sentence says of figures at its beginning."""
    state.changed_later = tells_of_change(words)
    figures = [place for place, word in enumerate(words) if word.what in NUMBERS]
    if figures:
        state.named_last = any(_names_money(word) for word in words[figures[-1] :])
        state.ahead = next((word.value for word in words[figures[0] :] if word.what is Is.LABEL), "")


def _names_money(word: Word) -> bool:
    return word.what is Is.LABEL and word.value != "年末结余" and kind_of(word.value) is Kind.AMOUNT


def fits(subject: Subject, word: Word) -> bool:
    """Whether a figure is counted in what its subject is counted in."""
    return not subject.key or kind_of(subject.key) is number(word).kind


def with_next(every: Iterable[Clause]) -> Iterator[tuple[Clause, tuple[str, str]]]:
    """Each clause with the words of the one behind it where that has no figure, and the year that a bracket behind it begins with."""
    listed = list(every)
    for clause, following in zip_longest(listed, listed[1:]):
        if following is None:
            yield clause, ("", "")
        elif following.has_figure:
            first = following.words[0]
            yield clause, ("", first.value if following.aside and first.what is Is.YEAR else "")
        else:
            yield clause, ("".join(word.text for word in following.words), "")


def behind(words: tuple[Word, ...], place: int) -> tuple[Word, ...]:
    """The words between a figure and the next one."""
    rest = words[place + 1 :]
    end = next((n for n, word in enumerate(rest) if word.what in NUMBERS), len(rest))
    return rest[:end]


def in_another_unit(found: Segment, word: Word, before: list[Raw]) -> Raw | None:
    """公用经费56.4万元（即564000元）: the figure that one in brackets states again."""
    if not before or found.labels or found.strange:
        return None
    here, last = number(word), before[-1].number
    again = any(each.text in ("即", "折合", "合") for each in found.words)
    bare = not found.words and {here.unit, last.unit} == {"元", "万元"}
    return before[-1] if (again or bare) and last.kind is here.kind else None


def change_of_rate(found: Segment, before: list[Raw], rest: tuple[Word, ...]) -> Raw | None:
    """增加13.3万元（3.3%）: the change whose rate stands bare in brackets behind it."""
    bare = not rest and all(word.what is Is.FILLER for word in found.words)
    claims = before[-1].claims if bare and before else ()
    return before[-1] if claims and claims[0].sort is Sort.CHANGE else None
