"""Names that are merely alike: held against the usual table, cell by cell, and against what a bureau would ask about."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xltool.ledger.alike import AlikeNames
from xltool.ledger.units import ListedUnit, Matching, UnitList

#: Few letters, so that much is in common; one from beyond the first 65,536.
_NAMES = some.lists(some.text("县局所站第一二𠮷", max_size=19), max_size=9)


def common(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    above = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, each in enumerate(other):
            row.append(above[place] + 1 if letter == each else max(above[place + 1], row[-1]))
        above = row
    return above[-1]


def ratio(one: str, other: str) -> float:
    return 2 * common(one, other) / (len(one) + len(other))


@given(_NAMES, some.text("县局所站第一二𠮷外", min_size=1, max_size=40), some.sampled_from([0.4, 0.75, 1.0]))
def test_every_name_that_is_alike_is_found_the_nearest_first(
    names: list[str], asked: str, alike: float
) -> None:
    names = list(dict.fromkeys(names))
    wanted = sorted((-ratio(asked, name), place) for place, name in enumerate(names))
    every = [names[place] for off, place in wanted if -off >= alike]
    found = AlikeNames(names)
    assert found.near(asked, alike, len(names)) == every
    assert found.near(asked, alike, 2) == every[:2]


def test_a_long_list_is_as_each_name_by_itself() -> None:
    drawn = random.Random(7)
    names = list(
        {"".join(drawn.choices("安化县教育水利农业局中心站所", k=drawn.randint(2, 30))) for _ in range(700)}
    )
    found = AlikeNames(names)
    for asked in drawn.sample(names, 20):
        asked = asked[1:] + "科"
        wanted = sorted((-ratio(asked, name), place) for place, name in enumerate(names))[:5]
        assert found.near(asked, 0.0, 5) == [names[place] for _, place in wanted]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("安化县教育局机关", ("安化县教育局",)),
        ("安化县教育局、", ("安化县教育局",)),
        ("安化教育局", ("安化县教育局",)),
        ("安化县民政局", ("安化县财政局", "安化县教育局")),
        ("省地质院", ()),
    ],
)
def test_near_names_are_asked_about_and_never_taken(name: str, near: tuple[str, ...]) -> None:
    units = UnitList([ListedUnit(each, {}) for each in ("安化县教育局", "安化县财政局", "某某乡人民政府")])
    found = units.match(name)
    assert found.unit is None and set(found.near) >= set(near[:1]) and len(found.near) <= 3
    assert found.matching is (Matching.NEAR if near else Matching.NONE)


def test_a_list_of_nothing() -> None:
    assert UnitList([]).match("安化县教育局").matching is Matching.NONE
