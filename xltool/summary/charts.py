"""What is worth a picture, each with a title that says it with its figure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from xltool.ledger.aggregates import RuleCount
from xltool.summary.figures import UnitFigures
from xltool.summary.gathered import Gathered
from xltool.summary.spread import median
from xltool.summary.table import Chart, Shows

_MOST: Final = 10
_LONG: Final = 18
_SCORES: Final = (60.0, 70.0, 80.0, 90.0, 95.0)
_RATES: Final = (0.8, 0.9, 0.95, 0.99)
_SPENT: Final = "支出总额_本年决算"


def charts(found: Gathered, made: UnitFigures, rules: Iterable[RuleCount], missing: int) -> tuple[Chart, ...]:
    """The charts for which there is anything to show."""
    return (
        *_returned(found, missing),
        *_commonest(rules, len(made.files)),
        *_scores(made),
        *_execution(made),
        *_groups(found, made),
    )


def _returned(found: Gathered, missing: int) -> Iterator[Chart]:
    if found.units is not None and found.units.units:
        all_ = len(found.units.units)
        there = all_ - missing
        title = f"应报 {all_} 个单位，已报 {there} 个（{there / all_:.2%}），还差 {missing} 个"
        rows = (("应报", float(all_)), ("已报", float(there)), ("未报", float(missing)))
        yield Chart(title, ("收报", "单位数"), rows)


def _commonest(rules: Iterable[RuleCount], units: int) -> Iterator[Chart]:
    serious = (each for each in rules if each.serious)
    rows = sorted(serious, key=lambda each: (-each.serious, each.code))[:_MOST]
    if rows:
        first = rows[0]
        said = (
            f"最常见的问题是“{first.serious_title}”：{first.serious} 个单位有，占 {first.serious / units:.2%}"
        )
        named = tuple((_short(f"{each.code} {each.serious_title}"), float(each.serious)) for each in rows)
        yield Chart(said, ("必改或须说明的问题", "单位数"), named, bar=True)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _scores(made: UnitFigures) -> Iterator[Chart]:
    values = [value for _, value in made.chosen(made.scores["总分"])] if "总分" in made.scores else []
    if values:
        high = sum(value >= _SCORES[3] for value in values)
        title = f"{len(values)} 个单位中 {high} 个自评在 90 分以上，中位数 {median(values):.2f} 分"
        yield Chart(title, ("总分", "单位数"), _binned(values, _SCORES, "分", 1))


def _execution(made: UnitFigures) -> Iterator[Chart]:
    values = [value for _, value in made.chosen(made.rates["执行率"])] if "执行率" in made.rates else []
    if values:
        low = sum(value < _RATES[1] for value in values)
        title = f"预算执行率的中位数是 {median(values):.2%}，{low} 个单位低于 90%"
        yield Chart(title, ("预算执行率", "单位数"), _binned(values, _RATES, "%", 100))


def _binned(
    values: list[float], edges: tuple[float, ...], unit: str, times: int
) -> tuple[tuple[str, float], ...]:
    """How many values lie below the first edge, between each two (the lower one included), from the last on."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    shown = [f"{edge * times:g}" for edge in edges]
    between = [f"{low}–{high}{unit}" for low, high in pairwise(shown)]
    labels = [f"{shown[0]}{unit}以下", *between, f"{shown[-1]}{unit}以上"]
    return tuple(zip(labels, map(float, counts), strict=True))


def _groups(found: Gathered, made: UnitFigures) -> Iterator[Chart]:
    column = next(iter(found.groups), "")
    sums = [
        (group, said[_SPENT].total)
        for (by, group), said in made.sums.items()
        if by == column and _SPENT in said
    ]
    sums.sort(key=lambda each: (-each[1], each[0]))
    if column and sums and (total := made.sums["", ""][_SPENT].total) > 0:
        group, most = sums[0]
        title = f"{group}的支出最多：{most:,.2f} 万元，占计入的 {most / total:.2%}"
        rows = tuple((_short(name), float(value)) for name, value in sums[:_MOST])
        yield Chart(title, (column, "支出决算（万元）"), rows, Shows.MONEY, bar=True)
