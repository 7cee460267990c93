"""Names of units as names of files."""

from __future__ import annotations

import pytest

from xltool.book.file.names import what_windows_makes_of
from xltool.feedback.names import NAMELESS, FileNames, file_name, readable


@pytest.mark.parametrize(
    ("unit", "stem"),
    [
        ("县教育局", "县教育局"),
        ("../../etc", "_.._etc"),
        ("..", NAMELESS),
        ("", NAMELESS),
        ("CON", "_CON"),
        ("nul.局", "_nul.局"),
        ("局.. ", "局"),
        ("=1+1", "1+1"),
        ("甲/乙\\丙:丁", "甲_乙_丙_丁"),
        ("甲\n乙\u202e丙", "甲_乙丙"),
    ],
)
def test_a_name_is_fit_for_any_system(unit: str, stem: str) -> None:
    assert file_name(unit) == stem
    assert not what_windows_makes_of(f"{stem}.eml")


def test_a_long_name_is_cut_between_signs() -> None:
    assert len(file_name("局" * 500).encode()) <= 150 and set(file_name("局" * 500)) == {"局"}


def test_two_units_never_share_a_name_and_one_keeps_its_own() -> None:
    names = FileNames()
    found = [names.of(key, shown) for key, shown in (("a", "甲:局"), ("b", "甲*局"), ("c", "甲?局"))]
    assert found == ["甲_局", "甲_局（2）", "甲_局（3）"]
    assert names.of("b", "甲*局") == "甲_局（2）"
    assert FileNames().of("x", "ABC") == "ABC"
    both = FileNames()
    assert both.of("x", "Abc").casefold() != both.of("y", "aBC").casefold()


def test_what_is_not_seen_does_not_get_into_a_letter() -> None:
    assert readable("甲\u202e局\x00\n乙", 80) == "甲局 乙"
    assert readable("字" * 90, 80) == "字" * 80 + "…"
