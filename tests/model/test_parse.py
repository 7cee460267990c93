"""Figures as people type them: read with certainty, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.contract.names import NUMERIC, Kind
from xltool.model.parse import decimals, figure, odd_digits, plain
from xltool.model.stated import Note

TYPED = [
    ("1,033.5", Kind.AMOUNT, "1033.5", 1),
    ("１，０３３．５０", Kind.AMOUNT, "1033.50", 2),
    ("1 033.5", Kind.AMOUNT, "1033.5", 1),
    ("66.52万元+", Kind.AMOUNT, "66.52", 2),
    ("10335000元", Kind.AMOUNT, "1033.5000", 4),
    ("1.2亿元", Kind.AMOUNT, "12000.0", 1),
    ("(5.00)", Kind.AMOUNT, "-5.00", 2),
    ("（5）", Kind.AMOUNT, "-5", 0),
    ("−5", Kind.AMOUNT, "-5", 0),
    ("+5", Kind.AMOUNT, "5", 0),
    ("88.90。", Kind.AMOUNT, "88.90", 2),
    ("0", Kind.AMOUNT, "0", 0),
    ("５０．", Kind.AMOUNT, "50", 0),
    ("146.15%　", Kind.PERCENT, "1.4615", 4),
    ("１００％", Kind.PERCENT, "1", 2),
    ("5‰", Kind.PERCENT, "0.005", 3),
    ("1.4615", Kind.PERCENT, "1.4615", 4),
    ("6.25分", Kind.POINTS, "6.25", 2),
    ("57人", Kind.COUNT, "57", 0),
    ("39 名", Kind.COUNT, "39", 0),
    ("120㎡", Kind.AREA, "120", 0),
    ("120.5m²", Kind.AREA, "120.5", 1),
    ("2022年", Kind.YEAR, "2022", 0),
    ("2022年度", Kind.YEAR, "2022", 0),
]


@pytest.mark.parametrize(("text", "kind", "value", "places"), TYPED)
def test_what_people_type_is_read(text: str, kind: Kind, value: str, places: int) -> None:
    found = figure(text, kind)
    assert found is not None
    assert found.value == Decimal(value)
    assert found.places == places
    assert Note.TEXT_NUMBER in found.notes


@pytest.mark.parametrize(
    ("text", "kind", "notes"),
    [
        ("1,033.5", Kind.AMOUNT, {Note.TEXT_NUMBER}),
        ("146.15%", Kind.PERCENT, {Note.TEXT_NUMBER}),
        ("66.52万元+", Kind.AMOUNT, {Note.TEXT_NUMBER, Note.UNIT_WORD, Note.EXTRA_CHARACTERS}),
        ("6.25分", Kind.POINTS, {Note.TEXT_NUMBER, Note.UNIT_WORD}),
        ("5元", Kind.AMOUNT, {Note.TEXT_NUMBER, Note.YUAN}),
    ],
)
def test_what_is_odd_is_noted(text: str, kind: Kind, notes: set[Note]) -> None:
    found = figure(text, kind)
    assert found is not None and set(found.notes) == notes


@pytest.mark.parametrize("kind", sorted(NUMERIC))
@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "　",
            "—",
            "——",
            "-",
            "/",
            "无",
            "约5",
            "5-6",
            "5~6",
            "5左右",
            "NaN",
            "nan",
            "∞",
            "inf",
            "-inf",
        ),
        *(
            "1.033,5",
            "12,34",
            "1,0335",
            "1,,033",
            "1e308",
            "1E5",
            "5.6.7",
            ".5",
            "--5",
            "+-5",
            "(5",
            "5)",
        ),
        *(
            "五",
            "壹万",
            "0x12",
            "5 %%",
            "1½",
            "10³",
            "①",
            "¥5",
            "$5",
            "=5",
            "#REF!",
            "TRUE",
            "2022-5-1",
        ),
        "9" * 65,
        "1" + "0" * 5000,
        "1" + ",000" * 30,
    ],
)
def test_what_is_not_certain_is_not_guessed(text: str, kind: Kind) -> None:
    assert figure(text, kind) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5人", Kind.AMOUNT),
        ("5万元", Kind.COUNT),
        ("5%", Kind.AMOUNT),
        ("5分", Kind.PERCENT),
        ("5年", Kind.AREA),
    ],
)
def test_a_unit_of_another_kind_is_not_read(text: str, kind: Kind) -> None:
    assert figure(text, kind) is None


@pytest.mark.parametrize("unit", ["", "万元", "元", "亿元"])
def test_a_long_figure_loses_no_digit(unit: str) -> None:
    found = figure("1" * 55 + "." + "7" * 4 + unit, Kind.AMOUNT)
    assert found is not None
    factor = {"元": "0.0001", "亿元": "10000"}.get(unit, "1")
    left, right = found.value.as_integer_ratio(), Decimal(factor).as_integer_ratio()
    assert left[0] * right[1] * 10**4 == int("1" * 55 + "7777") * right[0] * left[1]


@given(st.text(), st.sampled_from(sorted(NUMERIC)))
def test_no_text_is_too_much(text: str, kind: Kind) -> None:
    found = figure(text, kind)
    plain(text)
    odd_digits(text)
    if found is not None and found.value == 0:
        assert not any(digit in plain(text) for digit in "123456789")
        assert any(character.isdecimal() for character in plain(text))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
    st.sampled_from(["{:f}", "{:,f}", " {:f}　", "{:,f}万元", "{:f}万元+"]),
)
def test_a_formatted_amount_reads_back(number: Decimal, form: str) -> None:
    found = figure(form.format(number), Kind.AMOUNT)
    assert found is not None
    assert (found.value, found.places) == (number, 2)


@given(st.integers(0, 10**9), st.integers(0, 6))
def test_full_width_reads_like_half_width(digits: int, places: int) -> None:
    half = f"{Decimal(digits).scaleb(-places):,f}"
    full = half.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})
    assert figure(full, Kind.AMOUNT) == figure(half, Kind.AMOUNT)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_are_the_places_that_a_number_needs(number: Decimal) -> None:
    needed = decimals(number)
    numerator, denominator = number.as_integer_ratio()
    assert numerator * 10**needed % denominator == 0
    assert needed == 0 or numerator * 10 ** (needed - 1) % denominator
