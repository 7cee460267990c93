"""Pages of the list of units, held against all of its rows; what is kept open hears of runs and decisions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bureau.cases import ABSENT, GOOD, TOLD_WHY, UNITS, WHO, WRONG, again, copied, rule, rule_reasons
from tests.summary.county import TOWNS, County, unit_name
from xltool.bureau.kept import KeptLedger
from xltool.bureau.overview import KeptCharts, chart_data, counts
from xltool.bureau.rows import MOST_ROWS, SORTS, UnitQuery, page_of_units
from xltool.errors import WorkbookError
from xltool.ledger.one_run import is_going_on, only_run
from xltool.ledger.progress import Progress
from xltool.ledger.units import folded
from xltool.summary.wanted import Wanted

#: The field of a row that each order goes by.
FIELDS = {"name": "name", "state": "state", "must": "must", "explain": "explain", "score": "score"} | {
    "execution_rate": "execution_rate",
    "sent": "sent",
}


@pytest.fixture(scope="module")
def made(source: County) -> County:
    """One for all tests here, kept open: those that write take a copy."""
    return source


@pytest.fixture
def kept() -> Iterator[KeptLedger]:
    held = KeptLedger()
    yield held
    held.close()


def page(kept: KeptLedger, made: County, **asked: Any) -> dict[str, Any]:
    with kept.use(Wanted(made.ledger, units=made.units)) as found:
        return page_of_units(found, UnitQuery(**asked))


def names(found: dict[str, Any]) -> list[str]:
    return [row["name"] for row in found["rows"]]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("sort", FIELDS)
def test_pages_in_an_order_are_all_units_once_in_that_order(
    made: County, kept: KeptLedger, sort: str, down: bool
) -> None:
    held = Wanted(made.ledger, units=made.units)
    with kept.use(held) as found:
        pages = [
            page_of_units(found, UnitQuery(sort=sort, down=down, first=first, size=7))
            for first in range(0, UNITS, 7)
        ]
    rows = [row for each in pages for row in each["rows"]]
    assert {each["total"] for each in pages} == {UNITS} and len({row["key"] for row in rows}) == UNITS
    values = [row[FIELDS[sort]] for row in rows]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=down) and values[len(known) :] == [None] * (UNITS - len(known))


def test_without_an_order_units_stand_as_on_the_list(made: County, kept: KeptLedger) -> None:
    shown = names(page(kept, made))
    filed = [name for name in shown if name in {each.unit for each in made.filed}]
    assert filed == [unit_name(place) for place in range(len(made.filed))] and len(shown) == UNITS


def test_filters_leave_what_they_say(made: County, kept: KeptLedger) -> None:
    every = page(kept, made)["rows"]
    assert "sort" not in every[0] and set(SORTS) == {"list", *FIELDS}
    wrong = page(kept, made, state="待改")
    assert names(wrong) == [row["name"] for row in every if row["state"] == "待改"] and wrong["total"] == 2
    town = page(kept, made, group="乡镇", of=TOWNS[1])
    assert names(town) == [name for name in names({"rows": every}) if name.startswith(TOWNS[1])]
    assert {row["group"] for row in town["rows"]} == {TOWNS[1]}
    searched = page(kept, made, search="第 05 事务")  # blanks and widths are no difference
    assert [row["key"] for row in searched["rows"]] == [WRONG]
    assert page(kept, made, search="05", state="可收")["rows"] == []
    assert page(kept, made, search="'; DROP TABLE x; --%_")["total"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "s.name; --"},
        {"size": MOST_ROWS + 1},
        {"size": 0},
        {"first": -1},
        {"group": "没有的列"},
    ],
)
def test_what_cannot_be_asked_is_refused(made: County, kept: KeptLedger, asked: dict[str, Any]) -> None:
    with pytest.raises(WorkbookError):
        page(kept, made, **asked)


def test_what_is_kept_open_hears_of_decisions_and_of_runs(
    made: County, kept: KeptLedger, tmp_path: Path
) -> None:
    own = copied(made, tmp_path / "own")
    wanted = Wanted(own.ledger, units=own.units)
    with kept.use(wanted) as first:
        numbers = counts(first)
    before = kept.revision(wanted)
    assert kept.revision(wanted) == before and numbers["total"] == UNITS
    rule(own, [GOOD], "收下")
    assert kept.revision(wanted) != before
    with kept.use(wanted) as found:
        assert found is first
        said = {each["state"]: each["count"] for each in counts(found)["states"]}
        rows = page_of_units(found, UnitQuery(state="收下"))["rows"]
    assert said["收下"] == 1 and [(row["key"], row["decided"]["who"]) for row in rows] == [(GOOD, WHO)]
    after = kept.revision(wanted)
    with only_run(own.ledger):  # a run that ended is taken up whether or not another one begins
        assert is_going_on(own.ledger)
    assert not is_going_on(own.ledger) and kept.revision(wanted) == after
    again(own, 4, 2)
    assert kept.revision(wanted) != after
    with kept.use(wanted) as found:
        assert found is not first
        assert {row["key"]: row for row in page_of_units(found, UnitQuery())["rows"]}[GOOD]["versions"] == 2


def test_many_decisions_are_taken_up_at_once(made: County, kept: KeptLedger, tmp_path: Path) -> None:
    own = copied(made, tmp_path / "own")
    page(kept, own)
    keys = [folded(each.unit) for each in own.filed]
    for _ in range(7):  # more lines than are taken up one by one
        rule(own, keys, "退回")
    rule(own, keys, "收下")
    assert page(kept, own, state="收下")["total"] == len(keys)


def test_a_unit_that_changed_since_a_page_saw_it_is_not_decided_on(
    made: County, kept: KeptLedger, tmp_path: Path
) -> None:
    own = copied(made, tmp_path / "own")
    wanted = Wanted(own.ledger, units=own.units)
    with kept.use(wanted):
        seen = kept.sightings.number
    again(own, 4, 2)
    with kept.use(wanted) as found:
        assert kept.sightings.number > seen
        kept.sightings.refuse_unseen(found, [WRONG, ABSENT, TOLD_WHY, "没有的单位"], seen)
        with pytest.raises(WorkbookError, match=f"^{GOOD}的表在您看过以后变了"):
            kept.sightings.refuse_unseen(found, [WRONG, GOOD], seen)
        now = kept.sightings.number
        kept.sightings.refuse_unseen(found, [GOOD], now)
    with (
        kept.use(wanted._replace(year=1999)) as found,
        pytest.raises(WorkbookError, match="换了年度"),
    ):  # nothing came in for either year: a reminder is one of the year that she saw
        kept.sightings.refuse_unseen(found, [ABSENT], now)


def first_layout(path: Path) -> None:
    with sqlite3.connect(path) as data:
        for column in ("written", *Progress._fields):
            data.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        data.executescript("DROP TABLE left_out; DROP TABLE decisions; PRAGMA user_version = 1;")


def second_layout(path: Path) -> None:
    with sqlite3.connect(path) as data:
        data.executescript("DROP TABLE decisions; PRAGMA user_version = 2;")


@pytest.mark.parametrize("older", [first_layout, second_layout])
def test_the_first_decision_in_a_ledger_of_an_earlier_program_is_taken_up_where_it_is_kept_open(
    made: County, kept: KeptLedger, tmp_path: Path, older: Callable[[Path], None]
) -> None:
    own = copied(made, tmp_path / "own")
    older(own.ledger)
    assert page(kept, own, state="收下")["total"] == 0
    rule(own, [GOOD], "收下")
    assert [row["key"] for row in page(kept, own, state="收下")["rows"]] == [GOOD]
    rule(own, [GOOD], "撤销")
    assert page(kept, own, state="收下")["total"] == 0


def test_charts_say_in_words_what_they_show(made: County) -> None:
    drawn = chart_data(Wanted(made.ledger, units=made.units))
    assert drawn[0]["title"].startswith(f"应报 {UNITS} 个单位")
    for each in drawn:
        assert each["values"] and each["text"].startswith(each["title"])
        assert all(label in each["text"] for label, _ in each["values"])
    assert TOLD_WHY and any(each["unit"] == "万元" for each in drawn)


def test_charts_are_drawn_again_for_a_run_or_a_reason_and_for_nothing_else(
    made: County, tmp_path: Path
) -> None:
    own, charts = copied(made, tmp_path / "own"), KeptCharts()
    wanted = Wanted(own.ledger, units=own.units)
    first = charts.drawn(wanted)
    rule(own, [GOOD], "收下")
    assert charts.drawn(wanted) is first
    rule_reasons(own, TOLD_WHY, "退回")
    second = charts.drawn(wanted)
    assert second is not first
    with only_run(own.ledger):
        again(own, 4, 2)
        assert charts.drawn(wanted) is second
    assert charts.drawn(wanted) is not second
    assert charts.drawn(wanted._replace(year=1999)) != second
