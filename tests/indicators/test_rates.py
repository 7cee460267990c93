"""Every rate of the contract: table of cases, blanks and zero denominators, and the titles that restate one."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.contract.names import CONTRACT, Role
from xltool.indicators import rates as room
from xltool.indicators.rates import RATES, near_rate_of_title, rate_of_title

F = Fraction
ALL = [
    room.staff_control_rate,
    room.execution_rate,
    room.adjustment_rate,
    room.control_rate,
    room.change_rate,
    room.procurement_execution_rate,
    room.carry_over_rate,
    room.share,
]
GROWTH = [room.adjustment_rate, room.change_rate]
amounts = st.fractions(0, 10**6, max_denominator=100)


@pytest.mark.parametrize(
    ("function", "new", "base", "expected"),
    [
        (room.staff_control_rate, F(57), F(39), F(57, 39)),
        (room.execution_rate, F("1388.92"), F("1388.92"), F(1)),
        (room.adjustment_rate, F("1388.92"), F("1033.5"), F("355.42") / F("1033.5")),
        (room.control_rate, F("81.94"), F("117.2"), F("81.94") / F("117.2")),
        (room.change_rate, F(3), F(4), F(-1, 4)),
        (room.change_rate, F(0), F(4), F(-1)),
        (room.procurement_execution_rate, F(0), F(4), F(0)),
        (room.carry_over_rate, F(-5), F(100), F(-1, 20)),
        (room.share, F("22.95"), F("1388.92"), F("22.95") / F("1388.92")),
    ],
)
def test_the_table(function: object, new: Fraction, base: Fraction, expected: Fraction) -> None:
    assert function(new, base) == expected  # type: ignore[operator]


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize(
    ("new", "base"), [(None, F(4)), (F(4), None), (None, None), (F(4), F(0)), (F(0), F(0)), (None, F(0))]
)
def test_without_a_base_a_rate_is_undefined(function: object, new: object, base: object) -> None:
    assert function(new, base) is None  # type: ignore[operator]


@given(amounts, amounts.filter(bool), amounts.filter(bool))
def test_the_unit_does_not_matter(part: Fraction, base: Fraction, factor: Fraction) -> None:
    for function in ALL:
        assert function(part * factor, base * factor) == function(part, base)


@given(amounts, amounts, amounts.filter(bool))
def test_more_is_more(less: Fraction, more: Fraction, base: Fraction) -> None:
    for function in ALL:
        one, other = sorted((less, more))
        assert (function(one, base) or 0) <= (function(other, base) or 0)


@given(amounts, amounts.filter(bool))
def test_growth_is_the_ratio_less_one(new: Fraction, old: Fraction) -> None:
    for function in GROWTH:
        assert function(new, old) == new / old - 1


def test_every_rate_of_the_contract_is_computed_from_the_cells_of_its_formula() -> None:
    """The native formula and the Python function stand on the same two cells in the same order."""
    computed = {rate.name for rate in RATES}
    native = {
        name.name: re.findall(r"\{([^}:]+)\}", name.formula)
        for name in CONTRACT.values()
        if name.role in (Role.COMPUTED, Role.SHOWN) and name.kind.value == "比率"
    }
    assert native.keys() <= computed
    assert computed - native.keys() == {"结转结余率"}
    for rate in RATES:
        if rate.name in native:
            used = dict.fromkeys(native[rate.name])
            assert tuple(used) == tuple(_names(rate))


def _names(rate: room.Rate) -> list[str]:
    class Recorder:
        def __init__(self, path: str = "") -> None:
            self.path = path

        def __getattr__(self, name: str) -> Recorder:
            return Recorder(f"{self.path}.{name}" if self.path else name)

    by_path = {name.path: name.name for name in CONTRACT.values()}
    return [by_path[cell.path] for cell in rate.operands(Recorder())]  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("公用经费控制率", "公用经费控制率"),
        ("“三公经费”控制率", "三公经费控制率"),
        ("「三公经费」控制率", "三公经费控制率"),
        (" 预算 执行率　", "执行率"),
        ("财政供养人员控制率", "在职人员控制率"),
        ("投资概算控制率", "楼堂馆所_投资概算控制率"),
        ("结转结余率", "结转结余率"),
    ],
)
def test_titles_that_restate_a_rate(title: str, name: str) -> None:
    found = rate_of_title(title)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "title", ["", "三公经费变动率", "预算完成率", "公用经费", "质量达标率", "公用经费控制率提高", "满意度"]
)
def test_titles_that_do_not(title: str) -> None:
    assert rate_of_title(title) is None


@pytest.mark.parametrize(
    ("title", "name"), [("“三公经费”变动率", "三公经费变动率"), ("预算 完成率", "执行率")]
)
def test_titles_whose_own_formula_the_form_cannot_give(title: str, name: str) -> None:
    """They are set beside the nearest rate, and never called wrong by it."""
    found = near_rate_of_title(title)
    assert found is not None and found[0].name == name and found[1]


def test_a_formula_is_told_in_words() -> None:
    by_name = {rate.name: rate for rate in RATES}
    assert by_name["公用经费控制率"].formula("甲", "乙") == "甲 ÷ 乙"
    assert by_name["预算调整率"].formula("甲", "乙") == "（甲 − 乙）÷ 乙"


def test_no_title_leads_to_two_rates() -> None:
    titles = [title for rate in RATES for title in (rate.name, *rate.aliases)]
    assert len(titles) == len(set(titles))
