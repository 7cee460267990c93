"""Which of several files counts, and which unit a name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.test_store import row
from xltool.batch.judgement import FileKind
from xltool.ledger.returns import PlacedFile, Standing, counted, placed
from xltool.ledger.rows import FileRow
from xltool.ledger.units import ListedUnit, Matching, UnitList, folded


def standings(*files: FileRow, year: int | None = None) -> list[Standing]:
    return [each.standing for each in placed(files, year)]


def sealed(number: int, **other: object) -> FileRow:
    return row(number, kind=FileKind.SEALED, seal="完好", **other)


def test_the_latest_counts() -> None:
    assert standings(row(1, sent=5.0), row(2, sent=9.0), row(3, sent=7.0)) == [
        Standing.OLDER,
        Standing.COUNTS,
        Standing.OLDER,
    ]


def test_the_latest_sealed_one_goes_before_a_later_one_that_is_not() -> None:
    files = (sealed(1, sent=5.0), sealed(2, sent=6.0), row(3, sent=9.0))
    found = placed(files)
    assert [each.standing for each in found] == [Standing.OLDER, Standing.COUNTS, Standing.OLDER]
    assert found[2].beside == files[1].origin


def test_a_broken_seal_counts_as_none() -> None:
    broken = row(1, kind=FileKind.SEALED, seal="有改动", sent=9.0)
    assert standings(broken, sealed(2, sent=5.0)) == [Standing.OLDER, Standing.COUNTS]


@pytest.mark.parametrize("times", [(5.0, 5.0), (None, 5.0), (None, None)])
def test_two_that_differ_and_cannot_be_told_apart_are_asked_about(times: tuple[float | None, ...]) -> None:
    found = standings(*(row(number, sent=sent) for number, sent in enumerate(times)))
    assert found == [Standing.UNDECIDED, Standing.UNDECIDED]


def test_the_same_content_under_another_name_is_one_file() -> None:
    found = placed([row(1, sent=5.0), row(2, sent=9.0, digest=row(1).digest)])
    assert [each.standing for each in found] == [Standing.SAME, Standing.COUNTS]
    assert found[0].beside == row(2).origin


def test_of_the_same_content_the_sealed_one_and_the_latest_stands_for_all() -> None:
    same = row(1).digest
    assert standings(row(1, sent=5.0), row(2, sent=7.0), row(3, sent=9.0, digest=same))[1:] == [
        Standing.OLDER,
        Standing.COUNTS,
    ]
    found = standings(row(1, sent=9.0), sealed(2, sent=5.0, digest=same), row(3, sent=8.0))
    assert found == [Standing.SAME, Standing.COUNTS, Standing.OLDER]


def test_times_of_different_clocks_say_nothing_of_each_other() -> None:
    mailed, saved = row(1, sent=5.0, sent_by="邮件日期"), row(2, sent=9.0, sent_by="文件修改时间")
    assert standings(mailed, saved) == [Standing.UNDECIDED, Standing.UNDECIDED]


def test_units_and_years_stand_for_themselves() -> None:
    files = (
        row(1, sent=1.0),
        row(2, sent=2.0, unit="乙局"),
        row(3, sent=3.0, year=2024),
        row(4, sent=4.0, unit="甲 局"),
    )
    assert standings(*files) == [Standing.OLDER, Standing.COUNTS, Standing.COUNTS, Standing.COUNTS]
    assert standings(*files, year=2025)[2] is Standing.OTHER_YEAR


def test_what_is_no_return() -> None:
    files = (row(1, kind=FileKind.BROKEN), row(2, kind=FileKind.SLIP), row(3, unit=" "), row(4))
    assert standings(*files) == [Standing.BROKEN, Standing.SLIP, Standing.NO_UNIT, Standing.COUNTS]


_FILES = st.lists(
    st.builds(
        row,
        st.integers(1, 6),
        unit=st.sampled_from(["甲局", "乙局", "甲 局"]),
        year=st.sampled_from([2024, 2025, None]),
        sent=st.sampled_from([None, 1.0, 2.0]),
        kind=st.sampled_from(FileKind),
        seal=st.sampled_from(["完好", "有改动", "未封存"]),
    )
)


@given(_FILES)
def test_of_a_unit_and_year_one_counts_or_somebody_is_asked(files: list[FileRow]) -> None:
    found = placed(files)
    assert [each.file for each in found] == files
    counts = [(folded(f.judgement.unit), f.judgement.year) for f in counted(found)]
    assert len(set(counts)) == len(counts)
    for each in found:
        key = folded(each.file.judgement.unit), each.file.judgement.year
        others = [o for o in found if (folded(o.file.judgement.unit), o.file.judgement.year) == key]
        if each.standing in (Standing.OLDER, Standing.SAME, Standing.UNDECIDED):
            assert any(o.standing in (Standing.COUNTS, Standing.UNDECIDED) for o in others)


@given(_FILES, st.randoms())
def test_the_order_in_which_they_came_in_does_not_matter(files: list[FileRow], dice: st.DataObject) -> None:
    shuffled = list(files)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    def told(rows: list[PlacedFile]) -> list[tuple[str, object]]:
        return sorted(
            (each.file.digest, each.standing) for each in rows if each.standing is not Standing.SAME
        )

    one, other = (
        {(digest, standing) for digest, standing in told(placed(order))} for order in (files, shuffled)
    )
    kinds = {f.digest: {g.judgement for g in files if g.digest == f.digest} for f in files}
    times = {f.digest: {g.sent for g in files if g.digest == f.digest} for f in files}
    if all(len(each) == 1 for each in (*kinds.values(), *times.values())):
        assert one == other


UNITS = UnitList(
    [ListedUnit(name, {}) for name in ("县教育局", "县教育局机关", "县水利局（本级）", "第一中学")]
)


@pytest.mark.parametrize(
    ("name", "matching", "unit"),
    [
        ("县教育局", Matching.EXACT, "县教育局"),
        (" 县教育局 ", Matching.NORMALISED, "县教育局"),
        ("县水利局(本级)", Matching.NORMALISED, "县水利局（本级）"),
        ("县 水利局【本级】", Matching.NORMALISED, "县水利局（本级）"),
        ("示范县教育局", Matching.NEAR, None),
        ("卫生健康局", Matching.NONE, None),
        ("", Matching.NONE, None),
    ],
)
def test_a_name_on_the_list(name: str, matching: Matching, unit: str | None) -> None:
    found = UNITS.match(name)
    assert found.matching is matching
    assert (found.unit.name if found.unit else None) == unit
    assert bool(found.near) is (matching is Matching.NEAR)


def test_what_is_missing_stands_in_the_order_of_the_list() -> None:
    found = UNITS.match("县教育局").unit
    assert found is not None
    assert [unit.name for unit in UNITS.missing([found])] == ["县教育局机关", "县水利局（本级）", "第一中学"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("县教育局机关2024年自评表.xlsx", "县教育局机关"),
        ("附件2-县 教育局.xlsx", "县教育局"),
        ("【县水利局(本级)】.xlsx", "县水利局（本级）"),
        ("自评表.xlsx", None),
        ("", None),
    ],
)
def test_the_longest_name_that_stands_in_a_text(text: str, unit: str | None) -> None:
    found = UNITS.within(text)
    assert (None if found is None else found.name) == unit
