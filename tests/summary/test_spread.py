"""Quartiles as Excel has them, and who stands apart."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.summary.spread import FEWEST, compared, median, spread

NUMBERS = st.lists(st.integers(-1_000_000, 1_000_000), min_size=2, max_size=30)


@given(NUMBERS)
def test_quartiles_are_those_of_quartile_inc(values: list[int]) -> None:
    found = spread(values)
    assert found is not None
    assert list(found[2:5]) == pytest.approx(statistics.quantiles(values, n=4, method="inclusive"), abs=1e-6)
    assert (found.number, found.least, found.greatest) == (len(values), min(values), max(values))


def test_of_none_there_is_no_spread() -> None:
    assert spread([]) is None and median([]) is None
    assert spread([3.0]) == (1, 3.0, 3.0, 3.0, 3.0, 3.0)


def test_one_that_stands_apart() -> None:
    found = compared([0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 2.0], 0.01)
    assert found.median == pytest.approx(0.935) and found.deviation == pytest.approx(0.02)
    (one,) = found.apart
    assert (one.place, one.value) == (7, 2.0)
    assert one.off == pytest.approx((2.0 - 0.935) / 0.02)


def test_a_difference_that_is_worth_nothing_is_none() -> None:
    close = [1.0 + step / 10_000 for step in range(8)] + [1.005]
    assert compared(close, 0.001).apart and not compared(close, 0.01).apart


@pytest.mark.parametrize(
    ("values", "why"),
    [([1.0] * (FEWEST - 1), "少于"), ([1.0] * 8 + [2.0], "绝对中位差为 0")],
)
def test_a_group_that_cannot_be_compared_says_why(values: list[float], why: str) -> None:
    found = compared(values, 0.01)
    assert why in found.why_not and not found.apart


@given(st.lists(st.integers(-1000, 1000), min_size=FEWEST, max_size=30), st.integers(-50, 50))
def test_who_stands_apart_does_not_depend_on_where_zero_is(values: list[int], shift: int) -> None:
    moved = [value + shift for value in values]
    one, other = compared(values, 1), compared(moved, 1)
    assert [(each.place, each.off) for each in one.apart] == [(each.place, each.off) for each in other.apart]
