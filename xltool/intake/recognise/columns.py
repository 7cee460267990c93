"""The columns of the indicators: which heading stands for which name, where several could."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.intake.forms.wordings import (
    BUDGET,
    DIFFERENCE,
    INDICATOR_PARTS,
    INDICATORS,
    INDICATORS_BESIDE,
    NO_INDICATOR,
    PARTS,
)
from xltool.intake.recognise.meaning import Leaf, Meaning, is_reviewed, meaning
from xltool.intake.recognise.words import inlined, spellings, words

TITLE, TARGET, ACTUAL, WEIGHT, SCORE = "三级指标", "年度指标值", "实际完成值", "分值", "得分"
REVIEWED_SCORE: Final = "复核得分"
LEVELS: Final = ("一级指标", "二级指标")
#: Headings of money, which no table of indicators has.
_MONEY: Final = ("年初预算数", "全年预算数", "全年执行数")
_CHANGED: Final = "调整目标值"
_KNOWN: Final = (*PARTS, *INDICATOR_PARTS, *INDICATORS)
_INITIAL: Final = re.compile("年初|期初")
_CHANGE: Final = re.compile("调整|变更")
_ACTUAL_UNIT: Final = "度量单位"


class IndicatorColumn(NamedTuple):
    """A column with a name; ``plain`` says that its words alone tell it, and that no other could be meant."""

    name: str
    leaf: Leaf
    plain: bool


class IndicatorColumns(NamedTuple):
    """The columns of a table, and those among which a person may have to choose: of targets, of points."""

    found: tuple[IndicatorColumn, ...]
    targets: tuple[Leaf, ...] = ()
    weights: tuple[Leaf, ...] = ()

    def leaf(self, name: str) -> Leaf | None:
        """The heading of a name."""
        return next((column.leaf for column in self.found if column.name == name), None)


def is_heading(several: Sequence[Leaf]) -> bool:
    """Whether these are the headings of a table of indicators."""
    names = {found.name for leaf in several if (found := _plain(leaf))}
    levels = names & {*LEVELS, TITLE}
    beside = names & {TARGET, ACTUAL, WEIGHT, SCORE, "指标性质", "度量单位", "偏差原因", _CHANGED}
    if len(levels) > 1 and (beside or len(several) > 3):
        return True
    if TITLE in levels and ((len(beside) > 1 and len(several) > 3) or {TARGET, ACTUAL} <= names):
        return True
    if not any(_may_be_title(leaf) for leaf in several):
        return False
    return len(beside & {TARGET, ACTUAL, WEIGHT, SCORE}) > 2 or _is_like_heading(several)


def _is_like_heading(several: Sequence[Leaf]) -> bool:
    """Whether headings say beside each other that they are those of indicators: points, what they are for, no money."""
    if any((found := meaning(leaf.text, BUDGET)) and found.name in _MONEY for leaf in several):
        return False
    read = {
        found.name
        for leaf in several
        if not _is_other(leaf) and (found := leaf.read(_KNOWN, INDICATORS_BESIDE))
    }
    return len(read & {TARGET, ACTUAL, "评价标准", "偏差原因"}) > 1 and len(read & {WEIGHT, SCORE}) > 1


def _may_be_title(leaf: Leaf) -> bool:
    found = leaf.read(_KNOWN, INDICATORS_BESIDE)
    return found is not None and found.name in (TITLE, *LEVELS)


def is_head(text: str) -> bool:
    """Whether a cell says by itself which column of indicators it heads."""
    found = meaning(text, _KNOWN)
    return found is not None and found.plain


def needs_over(leaf: Leaf) -> bool:
    """Whether a heading says what it is only together with what stands over it."""
    return bool(leaf.over) and not is_head(leaf.text) and _plain(leaf) is not None


def reads(leaf: Leaf) -> bool:
    """Whether a heading of two rows says something of indicators."""
    return leaf.read(_KNOWN, INDICATORS_BESIDE) is not None


def columns_of(several: Sequence[Leaf]) -> IndicatorColumns:
    """The names of the columns under these headings."""
    open_ones = [leaf for leaf in several if not _is_other(leaf)]
    read = {leaf: found for leaf in open_ones if (found := leaf.read(_KNOWN, INDICATORS_BESIDE))}
    taken: dict[str, IndicatorColumn] = {}
    for level in LEVELS:
        _take(taken, level, _named(read, level))
    _take_title(taken, read)
    title = taken[TITLE].leaf if TITLE in taken else None
    right = [leaf for leaf in read if title is None or leaf.left > title.left]
    again = [leaf for leaf in several if is_reviewed(leaf) and (title is None or leaf.left > title.left)]
    targets = _take_targets(taken, read, right)
    _take(taken, ACTUAL, _named(read, ACTUAL, right), first=_is_value)
    weights = _take_weights(taken, read, right)
    own = [each for each in _named(read, SCORE, right) if each[0] not in again]
    _take(taken, SCORE, own, first=_is_own)
    if SCORE in taken:
        _take(taken, REVIEWED_SCORE, [(leaf, True) for leaf in again], first=_says_so)
    reasons = [(leaf, plain and _tells_why(leaf)) for leaf, plain in _reasons(read, right)]
    _take(taken, "偏差原因", reasons, first=_tells_why)
    _take_difference(taken, several, again)
    for part in ("指标性质", "得分系数", "评价标准"):
        _take(taken, part, _named(read, part, right))
    _take_unit(taken, _named(read, _ACTUAL_UNIT, right))
    ordered = sorted(taken.values(), key=lambda column: column.leaf.left)
    return IndicatorColumns(tuple(ordered), targets, weights)


def _take_difference(
    taken: dict[str, IndicatorColumn], several: Sequence[Leaf], again: Sequence[Leaf]
) -> None:
    """Why a reviewer's points differ, where that is not the only reason that the form asks for."""
    if REVIEWED_SCORE in taken:
        differs = [
            leaf for leaf in several if any(map(DIFFERENCE.fullmatch, filter(None, spellings(leaf.text))))
        ]
        _take(taken, "差异说明", [(leaf, True) for leaf in differs if leaf.left > again[0].left])


def _says_so(leaf: Leaf) -> bool:
    """Of several reviewers the one whose points are called 复核."""
    return "复核" in _said(leaf)


def _reasons(read: _Read, right: Sequence[Leaf]) -> list[tuple[Leaf, bool]]:
    """What may tell the reason of a deviation; 差异说明 beside a reason is about two people's points."""
    several = [(leaf, each.plain) for leaf, each in read.items() if each.name == "偏差原因" and leaf in right]
    reasons = [each for each in several if "原因" in words(each[0].text)]
    return reasons if len(reasons) == 1 else _named(read, "偏差原因", right)


def _plain(leaf: Leaf) -> Meaning | None:
    found = None if _is_other(leaf) else leaf.read(_KNOWN)
    return found if found and found.plain else None


def _is_other(leaf: Leaf) -> bool:
    return any(
        NO_INDICATOR.fullmatch(each) for each in (words(leaf.text), inlined(leaf.text)) if each
    ) and not ("偏差" in leaf.text or "未完成" in leaf.text)


_Read = Mapping[Leaf, Meaning]


def _named(read: _Read, name: str, among: Iterable[Leaf] = ()) -> list[tuple[Leaf, bool]]:
    """The headings that may stand for a name: those whose words say it alone, or else the others."""
    places = set(among) or set(read)
    found = [(leaf, each.plain) for leaf, each in read.items() if each.name == name and leaf in places]
    plain = [each for each in found if each[1]]
    return plain or found


def _take(
    taken: dict[str, IndicatorColumn],
    name: str,
    several: list[tuple[Leaf, bool]],
    first: Callable[[Leaf], bool] = lambda leaf: False,  # noqa: ARG005
) -> None:
    """The best of several headings for a name; where one is not better than the others, that is no certain choice."""
    used = {column.leaf for column in taken.values()}
    free = [each for each in several if each[0] not in used]
    if not free:
        return
    better = [each for each in free if first(each[0])] or free
    leaf, plain = better[0]
    taken[name] = IndicatorColumn(name, leaf, plain and len(better) == 1)


def _take_title(taken: dict[str, IndicatorColumn], read: _Read) -> None:
    """三级指标; where none is called so, what stands right of the last level and is called after indicators."""
    plain = [leaf for leaf, each in read.items() if each == Meaning(TITLE, True)]
    if plain:
        taken[TITLE] = IndicatorColumn(TITLE, plain[0], len(plain) == 1)
        return
    last = max((column.leaf.right for column in taken.values()), default=0)
    figures = [
        leaf.left
        for leaf, each in read.items()
        if each.plain and each.name in (TARGET, ACTUAL, WEIGHT, SCORE)
    ]
    beside = [
        leaf
        for leaf, each in read.items()
        if each.name == TITLE and last < leaf.left and leaf.left < min(figures, default=leaf.left + 1)
    ]
    if beside:
        taken[TITLE] = IndicatorColumn(TITLE, beside[-1], False)


def _take_targets(taken: dict[str, IndicatorColumn], read: _Read, right: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The target that holds and, where there are two, the one of the beginning of the year."""
    several = [leaf for leaf, _ in (*_named(read, TARGET, right), *_named(read, _CHANGED, right))]
    several.sort(key=lambda leaf: leaf.left)
    changed = [leaf for leaf in several if _says(leaf, _CHANGE)]
    initial = [leaf for leaf in several if _says(leaf, _INITIAL) and leaf not in changed]
    others = [leaf for leaf in several if leaf not in (*changed, *initial)]
    actual = any(each == Meaning(ACTUAL, True) for each in read.values())
    if not actual and len(others) > 1 and (bare := _bare(others)):
        taken[ACTUAL] = IndicatorColumn(ACTUAL, bare, True)
        others.remove(bare)
    order = (*changed, *others, *initial)
    if not order:
        return ()
    plain = read[order[0]].plain and len(order) == 1
    taken[TARGET] = IndicatorColumn(TARGET, order[0], plain)
    if initial and order[0] is not initial[0]:
        taken["年初指标值"] = IndicatorColumn("年初指标值", initial[0], len(initial) == 1)
    return order if len(order) > 1 else ()


def _bare(several: Sequence[Leaf]) -> Leaf | None:
    """指标值 beside 目标值 is what was reached."""
    found = [leaf for leaf in several if words(leaf.text) == "指标值"]
    goals = [leaf for leaf in several if re.search("目标|计划|标准", _said(leaf))]
    return found[0] if len(found) == 1 and goals and goals[0].left < found[0].left else None


def _take_weights(taken: dict[str, IndicatorColumn], read: _Read, right: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The points of an indicator: right of its title; of two there, that which is called 分值."""
    several = _named(read, WEIGHT, right)
    if not several:
        only = _named(read, WEIGHT)
        several = [(leaf, False) for leaf, _ in only] if len(only) == 1 else []
    _take(
        taken, WEIGHT, several, first=lambda leaf: "分" in words(leaf.text) and "权" not in words(leaf.text)
    )
    if len(several) < 2:
        return ()
    chosen = taken[WEIGHT]
    taken[WEIGHT] = chosen._replace(plain=False)
    return tuple(leaf for leaf, _ in several)


def _take_unit(taken: dict[str, IndicatorColumn], several: list[tuple[Leaf, bool]]) -> None:
    """The unit of the target; one behind the actual value belongs to that."""
    actual = taken[ACTUAL].leaf if ACTUAL in taken else None
    before = [each for each in several if not (len(several) > 1 and actual and each[0].left > actual.left)]
    _take(taken, _ACTUAL_UNIT, [each for each in before if "完成" not in words(each[0].over)])


def _says(leaf: Leaf, pattern: re.Pattern[str]) -> bool:
    return pattern.search(_said(leaf)) is not None


def _said(leaf: Leaf) -> str:
    return f"{inlined(leaf.over)}{inlined(leaf.text)}"


def _is_value(leaf: Leaf) -> bool:
    return words(leaf.text).endswith(("值", "数"))


def _is_own(leaf: Leaf) -> bool:
    """What the unit gave itself, where others give points too."""
    return "自评" in _said(leaf)


def _tells_why(leaf: Leaf) -> bool:
    return any("偏差" in each or "未完成" in each or "原因" in each for each in spellings(leaf.text))
