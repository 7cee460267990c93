"""Target and actual values: quantities, months, words, and what a program must not judge."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.model.target import (
    Month,
    Quantity,
    Sense,
    Unclear,
    Value,
    Wording,
    alike,
    approximately,
    in_percent,
    is_time,
    parse,
    same_unit,
)


def quantity(value: str, unit: str = "", sense: Sense | None = None) -> Quantity:
    return Quantity(Decimal(value), unit, sense)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("≥9次调研", quantity("9", "次调研", Sense.AT_LEAST)),
        ("≥ 95 ％", quantity("95", "%", Sense.AT_LEAST)),
        ("≧95%", quantity("95", "%", Sense.AT_LEAST)),
        ("⩾95%", quantity("95", "%", Sense.AT_LEAST)),
        ("＞＝95%", quantity("95", "%", Sense.AT_LEAST)),
        ("＞=95%", quantity("95", "%", Sense.AT_LEAST)),
        ("﹥95%", quantity("95", "%", Sense.AT_LEAST)),
        ("≮95%", quantity("95", "%", Sense.AT_LEAST)),
        ("≦5%", quantity("5", "%", Sense.AT_MOST)),
        ("⩽5%", quantity("5", "%", Sense.AT_MOST)),
        ("≯5%", quantity("5", "%", Sense.AT_MOST)),
        ("＜＝5%", quantity("5", "%", Sense.AT_MOST)),
        (">=95%", quantity("95", "%", Sense.AT_LEAST)),
        ("不低于95%", quantity("95", "%", Sense.AT_LEAST)),
        ("95%以上", quantity("95", "%", Sense.AT_LEAST)),
        ("95%及以上", quantity("95", "%", Sense.AT_LEAST)),
        ("≤100%", quantity("100", "%", Sense.AT_MOST)),
        ("控制在1,033.5万元以内", quantity("1033.5", "万元", Sense.AT_MOST)),
        ("不超过3起", quantity("3", "起", Sense.AT_MOST)),
        ("=100%", quantity("100", "%", Sense.EXACTLY)),
        ("　1次", quantity("1", "次")),
        ("19次", quantity("19", "次")),
        ("完成19次", quantity("19", "次")),
        ("146.15%　", quantity("146.15", "%")),
        ("96%。", quantity("96", "%")),
        ("0起", quantity("0", "起")),
        ("-5%", quantity("-5", "%")),
        ("−5", quantity("-5")),
        ("１，０３３．５０万元", quantity("1033.50", "万元")),
        ("1033.5", quantity("1033.5")),
        ("100m²", quantity("100", "平方米")),
        ("100㎡", quantity("100", "平方米")),
        ("12个月", quantity("12", "个月")),
        ("5个工作日内", quantity("5", "个工作日", Sense.AT_MOST)),
        ("30分钟内", quantity("30", "分钟", Sense.AT_MOST)),
        ("3处室内", quantity("3", "处室内")),
        ("9月前", Month(9)),
        ("9月底前", Month(9)),
        ("7月", Month(7)),
        ("2022年12月", Month(12, 2022)),
        ("12月31日前", Month(12)),
        ("有效促进", Wording("有效促进")),
        ("　促进", Wording("促进")),
        ("NaN", Wording("NaN")),
        ("∞", Wording("∞")),
        *((text, None) for text in ("", " ", "　", "—", "——", "-", "/", "无", "不适用", "。")),
    ],
)
def test_what_people_type_is_read(text: str, value: Value) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "约5",
            "5-6",
            "5~6次",
            "3/5",
            "1.033,5",
            "12,34",
            "1,0335",
            "1033.5.2",
            "1e308",
            "(5.00)",
            "+5",
            "¥5",
        ),
        *(
            "第1名",
            "前3名",
            "每月1次",
            "2022年",
            "2022.12.31前",
            "2022-5-1",
            "13月",
            "5号",
            "10³人",
            "½",
            "①",
        ),
        "9" * 25,
        "1" * 5000 + "次",
    ],
)
def test_what_is_not_certain_is_left_to_a_person(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Unclear)
    assert found.text == text and found.why


@pytest.mark.parametrize(
    ("target", "actual", "same"),
    [
        ("次调研", "次", True),
        ("次", "", True),
        ("", "", True),
        ("%", "%", True),
        ("%", "", False),
        ("次", "%", False),
        ("公里", "处", False),
    ],
)
def test_units_may_be_shortened_but_not_mixed(target: str, actual: str, same: bool) -> None:
    assert same_unit(quantity("1", target), quantity("1", actual)) is same
    assert same_unit(quantity("1", actual), quantity("1", target)) is same


@given(st.text())
def test_no_text_is_too_much(text: str) -> None:
    found = parse(text)
    assert found is None or isinstance(found, Quantity | Month | Wording | Unclear)
    if isinstance(found, Quantity):
        assert any(character.isdecimal() for character in text)
        assert (found.value == 0) == all(c.isdecimal() is False or int(c) == 0 for c in text)


@given(st.text(alphabet="0123456789.,%≥≤<>=年月日前-次 　（）()以上内起不低于超过", max_size=12))
def test_no_mixture_of_the_usual_signs_is_too_much(text: str) -> None:
    found = parse(text)
    if isinstance(found, Month):
        assert 1 <= found.month <= 12
    if isinstance(found, Quantity):
        assert not any(character.isdecimal() for character in found.unit)


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["", "≥", "≤", "不低于", "不超过"]),
    st.sampled_from(["", "%", "次", "万元"]),
)
def test_a_printed_target_reads_back(number: Decimal, sign: str, unit: str) -> None:
    found = parse(f"{sign}{number:,f}{unit}")
    senses = {"": None, "≥": Sense.AT_LEAST, "不低于": Sense.AT_LEAST}
    if isinstance(found, Unclear):  # "2022.05" may be a date
        assert not sign and not unit and 1900 <= number < 2100
    else:
        assert found == Quantity(number, unit, senses.get(sign, Sense.AT_MOST))


@pytest.mark.parametrize(
    ("target", "actual", "read"),
    [
        ("≤100%", "1.3438", "134.38"),
        ("≤100%", "134.38", "134.38"),
        ("≥95%", "0.8", "80"),
        ("≥95%", "1", "100"),
        ("≥95%", "0", "0"),
        ("≤0%", "0.2", "20"),
        ("≤0%", "-35", "-35"),
        ("≤1%", "0.9", "0.9"),
        ("≤1%", "0.009", "0.9"),
        ("≥95%", "8", None),
    ],
)
def test_a_bare_number_beside_a_percentage_is_a_percentage(
    target: str, actual: str, read: str | None
) -> None:
    wanted, found = alike(parse(target), parse(actual))
    assert wanted == parse(target)
    if read is None:
        assert isinstance(found, Unclear)
    else:
        assert isinstance(found, Quantity) and (found.value, found.unit) == (Decimal(read), "%")


def test_units_and_words_stay_what_they_are() -> None:
    for target, actual in (
        ("100%", "9次"),
        ("≥9次", "8"),
        ("100%", "全部完成"),
        ("9次", "95%"),
        ("9月前", "1"),
    ):
        assert alike(parse(target), parse(actual)) == (parse(target), parse(actual))


@given(
    st.decimals(min_value="0.01", max_value="10", places=4),
    st.decimals(min_value="0.25", max_value="4", places=2),
)
def test_a_ratio_and_its_percentage_points_read_alike(target: Decimal, times: Decimal) -> None:
    percentage, actual = Quantity(target * 100, "%"), target * times
    assert in_percent(Quantity(actual, ""), percentage).value == actual * 100  # type: ignore[union-attr]
    assert in_percent(Quantity(actual * 100, ""), percentage).value == actual * 100  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["约134.38%", "近 134.38%", "134.38%左右。", "大约１３４.３８％"])
def test_words_that_say_about_are_set_apart(text: str) -> None:
    assert approximately(text) == (Quantity(Decimal("134.38"), "%"), True)
    assert approximately("134.38%") == (Quantity(Decimal("134.38"), "%"), False)
    assert isinstance(parse("约134.38%"), Unclear), "no score is given for it"


def test_units_of_time() -> None:
    assert all(map(is_time, ("天", "个工作日", "工作日", "小时", "个月")))
    assert not any(map(is_time, ("", "次", "天次", "人天", "%")))
