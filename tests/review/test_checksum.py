"""The native checksum of what was filed: what changes it, and what must not make it an error or leave it out of date."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xltool
from tests.review.workbook import seen, shown, typed
from tests.support.held import changed, where
from xltool.book.formula.calculate import results
from xltool.book.port import Snapshot, Value

Book = Callable[[str], Path]
FRESH = "审核后数字未改动"
#: Numbers that one program writes with an exponent and another does not.
LONG = (430902210000000001, 1e15, 1e-7, 1e20)
WORDS = (
    "项目明细_名称#3",
    "绩效指标_三级指标#3",
    "绩效指标_年度指标值#3",
    "绩效指标_实际完成值#3",
    "单位名称",
)


@pytest.fixture(scope="module")
def sound(built: dict[str, Path]) -> Snapshot:
    return seen(built["sound"])


def checksum(snapshot: Snapshot) -> Value:
    cell = where(snapshot, "输入校验")
    found, missing = results(snapshot, cells=[cell])
    assert not missing
    return found[cell]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["绩效指标_得分", "绩效指标_分值", "项目明细_本年决算", "绩效指标_实际完成值"]),
    st.permutations(range(1, 5)),
    st.lists(st.decimals(0, 3000, places=2), min_size=2, max_size=2, unique=True),
)
def test_exchanged_rows_change_it(
    sound: Snapshot, column: str, rows: list[int], figures: list[Decimal]
) -> None:
    one, other = (f"{column}#{row}" for row in rows[:2])
    before, after = (dict(zip((one, other), each, strict=True)) for each in (figures, figures[::-1]))
    assert (checksum(changed(sound, before)) != checksum(changed(sound, after))) is True


@pytest.mark.parametrize(
    "name", ["绩效指标_得分#2", "项目明细_名称#2", "绩效指标_年度指标值#2", "年度", "单位名称"]
)
def test_an_error_in_a_cell_is_no_error_of_its(sound: Snapshot, name: str) -> None:
    broken = changed(sound, {name: "#N/A"})
    assert isinstance(checksum(broken), Decimal)
    assert checksum(broken) != checksum(sound)
    assert checksum(changed(broken, {"全年执行数": 493})) != checksum(broken), "all else still counts"


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("number", LONG)
def test_a_long_number_among_words_leaves_nothing_out_of_date(book: Book, name: str, number: float) -> None:
    path = book("sound")
    typed(path, {name: Decimal(str(number))})
    xltool.recalc(path)
    assert shown(path, "数据状态") == FRESH
    assert shown(path, "输入校验") == shown(path, "核算_输入校验") == checksum(seen(path))
    assert not xltool.recalc(path).changed


def test_numbers_as_text_are_told_apart_from_numbers(sound: Snapshot) -> None:
    assert checksum(changed(sound, {"绩效指标_得分#2": "15"})) != checksum(sound)
    assert checksum(changed(sound, {"绩效指标_实际完成值#1": "13公里"})) != checksum(sound)
    assert checksum(changed(sound, {"填报日期": 45034})) != checksum(changed(sound, {"填报日期": 45035}))
