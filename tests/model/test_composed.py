"""One target out of three cells, and the actual value with the unit of its row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.model.composed import actual_text, sign_of, target_text, unit_of
from xltool.model.target import Month, Quantity, Sense, parse


@pytest.mark.parametrize(
    ("value", "sense", "unit", "text"),
    [
        ("5", "≤", "%", "≤5%"),
        ("5200", "＝", "人", "=5200人"),
        ("12", "≤", "月", "≤12月"),
        ("12月", "≤", "", "≤12月"),
        ("5%", "≤", "%", "≤5%"),
        ("≤5", "≤", "%", "≤5%"),
        ("不超过5", "≤", "%", "不超过5"),
        ("90", "正向", "%", "≥90%"),
        ("5", "反向指标", "次", "5次"),
        ("5", "反向", "次", "≤5次"),
        ("≤100", "定量指标", "%", "≤100%"),
        ("-3", "≤", "%", "≤-3%"),
        ("1,200", "≥", "亩", "≥1,200亩"),
        ("高", "定性指标", "", "高"),
        ("有所改善", "＝", "", "有所改善"),
        ("40", "≥", "/", "≥40"),
        ("", "≥", "%", ""),
        ("20万元", "≤", "", "≤20万元"),
    ],
)
def test_targets(value: str, sense: str, unit: str, text: str) -> None:
    assert target_text(value, sense, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "target", "text"),
    [
        ("3", "%", "≤5%", "3%"),
        ("0.2", "%", "≤5%", "0.2%"),
        ("9", "月", "≤12月", "9月"),
        ("9月", "月", "≤12月", "9月"),
        ("已完成", "次", "≥5次", "已完成"),
        ("96", "%", "≥95%", "96%"),
        ("0.96", "%", "≥95%", "0.96"),  # as a cell in percent holds it: read beside the target
        ("0.98", "%", "≤100%", "0.98"),
        ("1.05", "%", "≤100%", "1.05%或105%"),
        ("0", "%", "≥95%", "0%"),
    ],
)
def test_actual_values(value: str, unit: str, target: str, text: str) -> None:
    assert actual_text(value, unit, target) == text


def test_what_is_no_sense_and_no_unit() -> None:
    assert [sign_of(text) for text in ("定性", "定量", "", "不少于", "大于")] == ["", "", "", "≥", ">"]
    assert [unit_of(text) for text in ("无", "/", "—", "定性", "", "％")] == ["", "", "", "", "", "%"]


def test_a_deadline_may_have_its_sense() -> None:
    assert parse("≤12月") == Month(12) and parse("=9月底前") == Month(9)
    assert parse("≤5%") == Quantity(Decimal(5), "%", Sense.AT_MOST)
    assert not isinstance(parse("≥9月"), Month)
