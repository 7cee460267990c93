"""What the unit behind a figure measures, and what two units have in common."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xltool.checks.units import COUNT, MONEY, TIME, measured
from xltool.model.target import Quantity, parse


def figure(text: str) -> tuple[str, Fraction]:
    read = parse(text)
    assert isinstance(read, Quantity)
    return measured(read)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3公里", "3000米"),
        ("15亩", "1公顷"),
        ("2吨", "2000千克"),
        ("2吨", "4000斤"),
        ("1.2亿元", "12000万元"),
        ("1.2万元", "12000元"),
        ("3天", "72小时"),
        ("5‰", "0.5%"),
        ("3万株", "30000棵"),
        ("12座", "12处"),
        ("3千米", "3KM"),
        ("200元/人", "200元"),
    ],
)
def test_two_ways_to_write_one_figure(one: str, other: str) -> None:
    assert figure(one) == figure(other)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("3万元", MONEY),
        ("6个工作日", TIME),
        ("6个月", TIME),
        ("30余人", COUNT),
        ("7", ""),
        ("2万", ""),
    ],
)
def test_what_is_measured(text: str, what: str) -> None:
    assert figure(text)[0] == what


@pytest.mark.parametrize(
    ("one", "other"), [("3亩", "3公里"), ("60%", "60家"), ("4万元", "4人"), ("2吨", "2小时")]
)
def test_what_cannot_be_compared(one: str, other: str) -> None:
    assert figure(one)[0] != figure(other)[0]
