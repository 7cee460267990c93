"""What is said of found and missed mistakes is true, and what some rule should find is found."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from examples.found import OTHER, REASONS, Tally, Tried, lines, reason, tally, tried
from examples.generator import Injection, clean_return
from examples.mistakes import MISTAKES, apply
from examples.returns import Spot
from examples.writing import PlainWorkbook
from xltool.verbs.check import check

SEEDS = range(60001, 60061)


@pytest.fixture(scope="module")
def counted() -> Tally:
    return tally(SEEDS)


def of_kind(kind: str, name: str) -> Iterator[Tried]:
    """Mistakes of this kind in this cell, in the clean returns that have it."""
    for seed in range(40):
        clean = clean_return(seed)
        rows = range(1, clean.indicators + 1) if name.startswith("绩效指标_") else (0,)
        for spot in (Spot(name, row) for row in rows):
            broken = apply(clean, kind, spot, Random(seed))
            if broken is not None:
                made = Injection(kind, "", *spot, clean.content(spot), broken.content(spot))
                outcomes = (check(PlainWorkbook(filed)) for filed in (clean, broken))
                yield Tried(made, clean, broken, *outcomes)


def test_most_mistakes_are_found_and_none_is_missed_without_a_reason(counted: Tally) -> None:
    assert counted.workbooks == len(SEEDS) and counted.made.total() >= 2 * len(SEEDS) - 5
    assert counted.share >= Fraction(85, 100)
    assert all(counted.found[kind] <= counted.made[kind] for kind in MISTAKES)
    missed = {kind: sum(map(len, reasons.values())) for kind, reasons in counted.missed.items()}
    assert {k: counted.made[k] - counted.found[k] for k in missed} == missed
    told = {why for reasons in counted.missed.values() for why in reasons}
    assert told and OTHER not in told and told <= REASONS.keys()


def test_the_report_names_every_kind_that_was_made(counted: Tally) -> None:
    report = "\n".join(lines(counted))
    assert (
        f"工作簿 {len(SEEDS)} 份，差错 {counted.made.total()} 处，发现 {counted.found.total()} 处" in report
    )
    assert all(f"  {MISTAKES[kind].label}：{count} 处" in report for kind, count in counted.made.items())


def test_a_return_without_a_mistake_has_nothing_new() -> None:
    clean = clean_return(7)
    outcome = check(PlainWorkbook(clean))
    same = Tried(Injection("digit_changed", "", "总分", 0, 1, 1), clean, clean, outcome, outcome)
    assert same.new == [] and not same.found


def test_the_same_finding_about_another_figure_is_new() -> None:
    """A total that was wrong already and is made wrong again."""
    for seed in range(40):
        clean = clean_return(seed)
        first = apply(clean, "stale_rate", Spot("总分"), Random(1))
        second = first and apply(first, "point_moved", Spot("总分"), Random(1))
        if first and second:
            before, after = (check(PlainWorkbook(filed)) for filed in (first, second))
            made = Injection("point_moved", "", "总分", 0, None, None)
            assert Tried(made, first, second, before, after).found
            return
    raise AssertionError("no return has a total that can be wrong")


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("digit_changed", "政府采购_上年决算", "这一格没有别的数可以核对"),
        ("space_added", "预期目标", "大段文字首尾的空格算作缩进"),
        ("decimals_lost", "正文_工资福利支出", "只是少写了几位小数，仍是同一个数"),
    ],
)
def test_why_a_mistake_is_missed(kind: str, name: str, why: str) -> None:
    told = [reason(one) for one in of_kind(kind, name) if not one.found]
    assert len(told) >= 3 and set(told) == {why}


@pytest.mark.parametrize(
    ("kind", "name"), [("heading_points", "绩效指标_一级指标"), ("sign_flipped", "基本支出_本年决算")]
)
def test_mistakes_that_are_always_found(kind: str, name: str) -> None:
    found = [one.found for one in of_kind(kind, name)]
    assert len(found) >= 3 and all(found)


def test_all_made_are_tried_in_turn() -> None:
    seeds = list(range(60001, 60007))
    made = [one for one in tried(seeds) if one.after is not None]
    assert len(made) >= sum(1 + seed % 3 for seed in seeds) - 1
    assert all(one.clean.values != one.broken.values for one in made)
