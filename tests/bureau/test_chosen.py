"""What is chosen by a filter, what stands in a column, and which files are nobody's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bureau.cases import GOOD, MISSING, TOLD_WHY, UNITS, WRONG, small
from tests.summary.county import KINDS, TOWNS, County, keep, row, unit_name
from xltool.bureau.kept import KeptLedger
from xltool.bureau.rows import UnitChoice, UnitQuery, chosen_keys, group_values, page_of_units
from xltool.bureau.strangers import stranger_counts, strangers
from xltool.errors import WorkbookError
from xltool.ledger.units import folded
from xltool.summary.figures import NO_GROUP
from xltool.summary.gathered import Gathered
from xltool.summary.wanted import Wanted


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county of which one file cannot be read, and one comes from a unit that is not on the list."""
    county = small(tmp_path_factory.mktemp("county"))
    broken, foreign = county.folder / "坏.xlsx", county.folder / "外来.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(40))
    foreign.write_bytes(county.filed[0].path.read_bytes())
    rows = [row(each.path, 1_700_000_000.0 + nth) for nth, each in enumerate(county.filed)]
    other = row(foreign, 1_700_000_500.0)
    rows += [row(broken, None), other._replace(judgement=other.judgement._replace(unit="外县某局"))]
    keep(county.ledger, rows)
    for unit in county.units.units[:1]:
        unit.columns["乡镇"] = " "  # a cell of the list that says nothing
    return county


@pytest.fixture
def found(made: County) -> Iterator[Gathered]:
    held = KeptLedger()
    with held.use(Wanted(made.ledger, units=made.units)) as gathered:
        yield gathered
    held.close()


def test_units_by_their_keys_are_those(found: Gathered) -> None:
    assert chosen_keys(found, UnitChoice((WRONG, GOOD))) == [WRONG, GOOD]


def test_a_filter_chooses_what_its_list_shows_but_some(found: Gathered) -> None:
    absent = [folded(unit_name(place)) for place in range(UNITS - MISSING, UNITS)]
    query = UnitQuery(state="未报")
    assert chosen_keys(found, UnitChoice(filtered=query)) == absent
    assert chosen_keys(found, UnitChoice(filtered=query, but=frozenset(absent[:1]))) == absent[1:]
    everything = chosen_keys(found, UnitChoice(filtered=UnitQuery()))
    assert len(everything) == UNITS + 1 and {WRONG, TOLD_WHY, folded("外县某局")} <= set(everything)


def test_a_column_without_a_value_filters_nothing_and_is_shown(found: Gathered) -> None:
    page = page_of_units(found, UnitQuery(group="部门"))
    assert page["total"] == UNITS + 1
    assert {each["group"] for each in page["rows"]} == {*KINDS, ""}
    with pytest.raises(WorkbookError, match="没有可以分组的"):
        chosen_keys(found, UnitChoice(filtered=UnitQuery(group="没有的列")))


def test_every_value_of_a_column_leads_to_its_units(found: Gathered) -> None:
    (towns, kinds) = group_values(found)
    assert (towns["column"], set(towns["values"])) == ("乡镇", {*TOWNS, NO_GROUP})
    assert (kinds["column"], set(kinds["values"])) == ("部门", set(KINDS))
    totals = [page_of_units(found, UnitQuery(group="乡镇", of=each))["total"] for each in towns["values"]]
    assert sum(totals) == UNITS
    assert totals[towns["values"].index(NO_GROUP)] == 1


def test_files_that_are_nobodys_are_counted_and_listed(found: Gathered) -> None:
    numbers = stranger_counts(found)
    assert (numbers["broken"], numbers["off_list"]) == (1, 1)
    for kind, number in numbers.items():
        page = strangers(found, kind, 0, 100)
        assert (page["total"], len(page["rows"])) == (number, number)
        assert all(each["why"] for each in page["rows"])
    (broken,) = strangers(found, "broken", 0, 1)["rows"]
    (off,) = strangers(found, "off_list", 0, 1)["rows"]
    assert broken["name"] == "坏.xlsx" and off["unit"] == "外县某局" and "名单上没有" in off["why"]
    assert strangers(found, "broken", 1, 1)["rows"] == []


@pytest.mark.parametrize(("kind", "size"), [("别的", 10), ("broken", 0), ("broken", 501)])
def test_what_no_page_would_ask_is_refused(found: Gathered, kind: str, size: int) -> None:
    with pytest.raises(WorkbookError, match="没有这一类文件"):
        strangers(found, kind, 0, size)
