"""Rounding and printing against Python's own decimal arithmetic; what a stated figure may stand for."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.contract.names import Kind
from xltool.model.interval import point, rounded
from xltool.model.stated import Origin, Place, Stated, is_dash, quantized, shown, sum_of, trimmed

finite = st.decimals(allow_nan=False, allow_infinity=False)


@given(finite.filter(lambda number: abs(number.adjusted()) < 400), st.integers(0, 6))
def test_quantized_is_round_half_up(number: Decimal, places: int) -> None:
    with localcontext(prec=1000):
        expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert quantized(number, places) == expected
    assert quantized(Fraction(number), places) == expected
    assert quantized(number, places).as_tuple().exponent == -places


@given(st.lists(st.none() | finite.filter(lambda number: abs(number.adjusted()) < 4000), max_size=5))
def test_a_sum_is_exact_whatever_the_sizes(numbers: list[Decimal | None]) -> None:
    cells = [Stated(Place("支出总额_本年决算"), number) for number in numbers]
    assert sum_of(cells) == sum((Fraction(number) for number in numbers if number is not None), Fraction(0))


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.675", 2, "2.68"),
        ("0.5", 0, "1"),
        ("1e308", 2, "1" + "0" * 308 + ".00"),
        ("5e-324", 2, "0.00"),
    ],
)
def test_ties_go_away_from_zero_and_no_size_is_too_much(number: str, places: int, text: str) -> None:
    assert f"{quantized(Decimal(number), places):f}" == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_trimmed_says_the_same_number_in_plain_digits(number: float) -> None:
    exact = Decimal(repr(number))
    text = trimmed(exact)
    assert Decimal(text) == exact
    assert "e" not in text.lower() and not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("number", "kind", "places", "text"),
    [
        ("1033.5", Kind.AMOUNT, None, "1,033.50万元"),
        ("0.699147", Kind.PERCENT, None, "69.91%"),
        ("1.461538", Kind.PERCENT, 0, "146%"),
        ("6.250", Kind.POINTS, None, "6.25分"),
        ("10.00", Kind.POINTS, None, "10分"),
        ("57", Kind.COUNT, None, "57人"),
        ("2022", Kind.YEAR, None, "2022年"),
        ("0.125", Kind.AMOUNT, None, "0.13万元"),
        ("1e17", Kind.AMOUNT, 0, "100,000,000,000,000,000万元"),
        ("-1e308", Kind.AMOUNT, None, "-1.000E+308万元"),
        ("1e308", Kind.POINTS, None, "1.000E+308分"),
        ("57e17", Kind.PERCENT, None, "5.700E+20%"),
    ],
)
def test_figures_are_shown_with_their_units(number: str, kind: Kind, places: int | None, text: str) -> None:
    assert shown(Decimal(number), kind, places) == text
    assert shown(Fraction(number), kind, places) == text


def test_nothing_is_shown_as_nothing() -> None:
    assert shown(None, Kind.AMOUNT) == ""


@pytest.mark.parametrize("text", ["—", "——", "-", "－", "/", "无", "无。", " — ", "不适用", "N/A"])
def test_dashes_and_words_for_nothing(text: str) -> None:
    assert is_dash(text)
    assert Stated(Place("政府采购_上年决算"), text=text, origin=Origin.TYPED).blank


@pytest.mark.parametrize("text", ["", " ", "0", "无误", "无锡", "-5", "—5", "有"])
def test_what_only_looks_like_it(text: str) -> None:
    assert not is_dash(text)


def stated(name: str, value: str, places: int, origin: Origin = Origin.TYPED) -> Stated:
    return Stated(Place(name), Decimal(value), places, value, origin)


def test_what_a_figure_may_stand_for_depends_on_where_it_stands() -> None:
    amount = stated("支出总额_本年决算", "1388.92", 2)
    assert amount.interval == point(Decimal("1388.92"))
    assert stated("正文_总支出", "1388.9", 1).interval == rounded(Decimal("1388.9"), 1)
    assert stated("执行率", "1.0593", 4).interval == rounded(Decimal("1.0593"), 4)
    assert stated("总分", "96.25", 2).interval == rounded(Decimal("96.25"), 2)


def test_what_nobody_stated_has_no_interval() -> None:
    blank = Stated(Place("总分"))
    assert blank.blank and blank.amount is None and not blank.filed
    with pytest.raises(ValueError):
        _ = blank.interval
    assert not stated("总分", "95", 0, Origin.CONTRACT).filed
    assert stated("总分", "95", 0, Origin.FOREIGN).filed
