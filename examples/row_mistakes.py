"""Mistakes in the rows of the tables and in words: targets, scores, headings, prompts left in."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

from examples.mistake import Changes, mistake
from examples.returns import Content, Return, Spot, number
from xltool.contract.names import (
    INDICATORS,
    PROJECTS,
    Kind,
)
from xltool.model.stated import trimmed
from xltool.model.target import Quantity, Sense, Wording, parse


def _row(filed: Return, spot: Spot, column: str) -> Content:
    return filed.content(Spot(f"绩效指标_{column}", spot.row))


@mistake("删掉了一行")
def row_deleted(filed: Return, spot: Spot, _rng: Random) -> Return | None:
    """A row of a table is gone, named by its title (not one whose heading covers the rows below)."""
    if spot.name == "项目明细_名称":
        return filed.without_row(PROJECTS, spot.row)
    if spot.name != "绩效指标_三级指标" or _row(filed, spot, "一级指标") is not None:
        return None
    return filed.without_row(INDICATORS, spot.row)


@mistake("文字后留有空格")
def space_added(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """An ideographic space at the end of a text."""
    content = filed.content(spot)
    return {spot: f"{content}　"} if isinstance(content, str) else None


@mistake("留下了占位符")
def placeholder_left(filed: Return, spot: Spot, rng: Random) -> Changes:
    """The prompt of the printed form is still there."""
    content = filed.content(spot)
    return {spot: rng.choice(("XX", "【待填】"))} if isinstance(content, str) else None


@mistake("词语重复")
def word_doubled(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """A word pasted twice."""
    content = filed.content(spot)
    found = re.search(r"[\u4e00-\u9fff]{2}", content) if isinstance(content, str) else None
    if found is None or not isinstance(content, str):
        return None
    return {spot: content[: found.end()] + found.group() + content[found.end() :]}


@mistake("得分超过分值")
def score_above_weight(filed: Return, spot: Spot, rng: Random) -> Changes:
    """More points than there are."""
    weight = number(_row(filed, spot, "分值"))
    if spot.name == "执行率得分":
        weight = number(filed.content(Spot("执行率分值")))
    elif spot.name != "绩效指标_得分":
        return None
    return None if weight is None else {spot: weight + rng.choice((Decimal("0.5"), 1, 2))}


def _met(filed: Return, spot: Spot) -> bool | None:
    """Whether the row's target was reached; None where it is no plain number."""
    target, actual = (parse(str(_row(filed, spot, c) or "")) for c in ("年度指标值", "实际完成值"))
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or target.unit != actual.unit:
        return None
    return actual.value <= target.value if target.sense is Sense.AT_MOST else actual.value >= target.value


@mistake("达标却扣分")
def met_but_deducted(filed: Return, spot: Spot, rng: Random) -> Changes:
    """A target that was reached does not get its full points."""
    score, weight = number(filed.content(spot)), number(_row(filed, spot, "分值"))
    if spot.name != "绩效指标_得分" or score is None or score != weight or not _met(filed, spot):
        return None
    return {spot: score - min(score, rng.choice((Decimal("0.5"), Decimal(1), Decimal(2))))}


@mistake("未达标却得满分")
def full_but_not_met(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """The points stay full although the actual value is (or becomes) short of the target."""
    met, weight = _met(filed, spot), number(_row(filed, spot, "分值"))
    if met is None or weight is None:
        return None
    if spot.name == "绩效指标_得分" and not met:
        return {spot: weight}
    if spot.name != "绩效指标_实际完成值" or not met or number(_row(filed, spot, "得分")) != weight:
        return None
    target = parse(str(_row(filed, spot, "年度指标值")))
    worse = (
        Decimal("1.2") if isinstance(target, Quantity) and target.sense is Sense.AT_MOST else Decimal("0.8")
    )
    return {spot: f"{trimmed(target.value * worse)}{target.unit}"} if isinstance(target, Quantity) else None


@mistake("指标数字打错")
def indicator_mistyped(filed: Return, spot: Spot, rng: Random) -> Changes:
    """One digit in a target or an actual value becomes another."""
    content = filed.content(spot)
    digits = [m.start() for m in re.finditer(r"\d", content)] if isinstance(content, str) else []
    if spot.kind is not Kind.TARGET or not digits or not isinstance(content, str):
        return None
    at = rng.choice(digits)
    other = rng.choice([d for d in "123456789" if d != content[at]])
    return {spot: content[:at] + other + content[at + 1 :]}


@mistake("比较符号写反")
def comparator_flipped(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """≥ for ≤ or the other way round."""
    content = filed.content(spot)
    if spot.name != "绩效指标_年度指标值" or not isinstance(content, str) or content[:1] not in ("≥", "≤"):
        return None
    return {spot: ("≤" if content[0] == "≥" else "≥") + content[1:]}


@mistake("定性程度降低")
def wording_weakened(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """有效改善 becomes 改善."""
    content = filed.content(spot)
    weak = re.sub("^(有效|显著|明显|持续)", "", content) if isinstance(content, str) else content
    if spot.name != "绩效指标_实际完成值" or weak == content or not isinstance(parse(str(content)), Wording):
        return None
    return {spot: weak}


@mistake("一级指标标注的分值写错")
def heading_points(filed: Return, spot: Spot, rng: Random) -> Changes:
    """产出指标（50分） becomes 产出指标（60分）."""
    content = filed.content(spot)
    found = re.search(r"(\d+)(?=分)", content) if isinstance(content, str) else None
    if spot.name != "绩效指标_一级指标" or found is None or not isinstance(content, str):
        return None
    wrong = int(found.group()) + rng.choice((-10, -5, 5, 10))
    return {spot: content[: found.start()] + str(wrong) + content[found.end() :]}
