"""Intervals: what a printed figure may stand for."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xltool.model.interval import Interval, point, rounded, total, truncated

numbers = st.fractions(-1000, 1000, max_denominator=10**4)
printed = st.decimals(min_value=-1000, max_value=1000, places=2)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    open_ends = (False, False) if low == high else (draw(st.booleans()), draw(st.booleans()))
    return Interval(low, high, *open_ends)


def test_the_literal_cases_of_the_first_case() -> None:
    assert Fraction("1388.92") / Fraction("1033.5") in truncated(Decimal("1.3438"), 4)
    assert Fraction("1388.92") / Fraction("1033.5") not in rounded(Decimal("1.3438"), 4)
    assert Fraction("1322.44") in rounded(Decimal("1322.4"), 1)
    assert Fraction("66.48") not in rounded(Decimal("66.52"), 2)


@given(numbers)
def test_a_point_holds_itself_alone(number: Fraction) -> None:
    assert number in point(number)
    assert number + Fraction(1, 10**9) not in point(number)


@given(numbers, st.integers(0, 4))
def test_a_number_lies_in_the_interval_of_what_it_rounds_or_is_cut_to(number: Fraction, places: int) -> None:
    with localcontext(prec=60):
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        step = Decimal(1).scaleb(-places)
        for way in (ROUND_HALF_UP, ROUND_HALF_EVEN):
            assert Fraction(exact) in rounded(exact.quantize(step, way), places)
        cut = exact.quantize(step, ROUND_DOWN)
    if cut == 0 and number < 0:  # "-0.00" is printed as 0.00
        return
    assert Fraction(exact) in truncated(cut, places)


@given(printed)
def test_truncation_is_half_open_towards_zero(number: Decimal) -> None:
    found = truncated(number, 2)
    unit = Fraction(1, 100)
    away = Fraction(number) + (unit if number >= 0 else -unit)
    assert number in found and away not in found
    assert (Fraction(number) + away) / 2 in found


@given(printed, st.integers(0, 3))
def test_more_digits_say_more(number: Decimal, places: int) -> None:
    wide, narrow = rounded(number, places), rounded(number, places + 1)
    assert wide.low < narrow.low and narrow.high < wide.high


@given(intervals(), intervals(), numbers, numbers)
def test_sums_hold_the_sums_of_what_they_are_made_of(
    one: Interval, other: Interval, a: Fraction, b: Fraction
) -> None:
    if a in one and b in other:
        assert a + b in one + other
        assert a - b in one - other
    assert -a in -one if a in one else -a not in -one


@given(st.lists(intervals(), max_size=5))
def test_a_total_does_not_depend_on_the_order(parts: list[Interval]) -> None:
    assert total(parts) == total(reversed(parts))
    assert total([]) == point(0)


@given(intervals(), intervals())
def test_meeting_is_mutual_and_shown_by_a_number(one: Interval, other: Interval) -> None:
    assert one.meets(other) is other.meets(one)
    low, high = max(one.low, other.low), min(one.high, other.high)
    shared = any(number in one and number in other for number in (low, high, (low + high) / 2))
    assert one.meets(other) is shared


def test_touching_ends_meet_only_where_both_are_closed() -> None:
    left, right = Interval(Fraction(0), Fraction(1)), Interval(Fraction(1), Fraction(2))
    assert left.meets(right)
    assert not Interval(Fraction(0), Fraction(1), open_high=True).meets(right)
    assert not left.meets(Interval(Fraction(1), Fraction(2), open_low=True))


def test_other_things_are_in_no_interval() -> None:
    assert 0.5 not in Interval(Fraction(0), Fraction(1))
    assert "0" not in Interval(Fraction(0), Fraction(1))
