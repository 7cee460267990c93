"""What forms lack in practice: points, totals, and points that stand on a row above those with the targets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import xltool
from templatebuild.build import build
from tests.forms.books import as_foreign
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.checks.finding import Finding
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import headline

HEAD = {"单位名称": "某县某处", "年度": 2023, "全年预算数": 300, "全年执行数": 300, "年初预算数": 300}
LEVELS = {"绩效指标_一级指标#1": "产出指标", "绩效指标_二级指标#1": "数量指标"}
WITHOUT_POINTS = {
    **LEVELS, "绩效指标_三级指标#1": "走访户数", "绩效指标_年度指标值#1": "≥80户", "绩效指标_实际完成值#1": "85户",
    "绩效指标_三级指标#2": "建档率", "绩效指标_年度指标值#2": "100%", "绩效指标_实际完成值#2": "100%",
}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("faults") / "表.xlsx"
    build(path, projects=3, indicators=5)
    return FileWorkbook(path).snapshot()


def checked(empty: Snapshot, *cells: Mapping[str, object], gone: tuple[str, ...] | None = None) -> Outcome:
    """The outcome of a template with these cells; as a foreign form without some names where ``gone`` names them."""
    filled = changed(empty, {name: value for each in (HEAD, *cells) for name, value in each.items()})
    return xltool.check(Held(filled if gone is None else as_foreign(filled, gone)))


def of(outcome: Outcome, *codes: str) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.code in codes]


POINTS = ("绩效指标_分值", "绩效指标_得分", "分值合计", "总分", "执行率分值", "执行率得分")


def test_a_form_without_points_is_not_asked_for_them(empty: Snapshot) -> None:
    outcome = checked(empty, WITHOUT_POINTS, gone=POINTS)
    assert of(outcome, "XT702", "XT712", "XT402", "XT401") == []
    assert "得分：本表没有分值和得分" in headline(outcome)
    missing = {each.code: each.missing for each in outcome.unasked}
    assert missing["XT402"] == ("指标分值",) and missing["XT408"] == ("指标分值", "指标得分")


def test_a_form_with_room_for_points_that_has_none_is_told_once(empty: Snapshot) -> None:
    outcome = checked(empty, WITHOUT_POINTS, {"执行率分值": ""})
    assert of(outcome, "XT702") == []
    (told,) = of(outcome, "XT712")
    assert told.message.startswith("本表没有分值和得分") and told.cells[0].place.name == "总分"
    one = checked(empty, WITHOUT_POINTS, {"绩效指标_分值#1": 50, "绩效指标_得分#1": 50})
    assert {cell.place.row for f in of(one, "XT702") for cell in f.cells} == {2}, (
        "one row has points: the other lacks them"
    )


GROUP = {
    **LEVELS, "绩效指标_三级指标#1": "改造面积", "绩效指标_分值#1": 60, "绩效指标_得分#1": 60,
    "绩效指标_三级指标#2": "　其中：北片", "绩效指标_年度指标值#2": "7亩", "绩效指标_实际完成值#2": "7亩",
    "绩效指标_三级指标#3": "　其中：南片", "绩效指标_年度指标值#3": "5亩", "绩效指标_实际完成值#3": "5亩",
    "绩效指标_一级指标#4": "效益指标", "绩效指标_三级指标#4": "增收", "绩效指标_年度指标值#4": "≥2万元",
    "绩效指标_实际完成值#4": "2.5万元", "绩效指标_分值#4": 30, "绩效指标_得分#4": 30,
}  # fmt: skip


@pytest.mark.parametrize("gone", [None, ()])
def test_points_on_the_row_above_are_those_of_the_rows_below(
    empty: Snapshot, gone: tuple[str, ...] | None
) -> None:
    assert of(checked(empty, GROUP, gone=gone), "XT702") == []
    starred = {
        "绩效指标_三级指标#1": "★改造面积",
        "绩效指标_年度指标值#1": "12亩",
        "绩效指标_实际完成值#1": "12亩",
    }
    assert of(checked(empty, GROUP, starred, gone=gone), "XT702") == []


def test_a_row_below_one_that_has_targets_of_its_own_lacks_its_points(empty: Snapshot) -> None:
    own = {"绩效指标_年度指标值#1": "12亩", "绩效指标_实际完成值#1": "12亩"}
    rows = {f.cells[0].place.row for f in of(checked(empty, GROUP, own), "XT702")}
    assert rows == {2, 3}
    alone = {name: "" for name in GROUP if name.endswith(("#2", "#3"))}
    assert {f.cells[0].place.row for f in of(checked(empty, GROUP, alone), "XT702")} == {1}


SUMS = {"项目支出_本年决算": 120, "支出_合计": 300, "支出_基本支出": 180, "支出_项目支出": 120}


def test_a_total_that_the_form_has_not_is_not_proposed(empty: Snapshot) -> None:
    gone = tuple(
        f"{row}_{year}" for row in ("支出总额", "基本支出") for year in ("上年决算", "本年预算", "本年决算")
    )
    outcome = checked(empty, SUMS, gone=gone)
    assert of(outcome, "XT101", "XT108", "XT109", "XT201", "XT203") == []


@pytest.mark.parametrize("gone", [None, ()])
def test_a_blank_total_is_not_proposed_from_one_of_its_parts(
    empty: Snapshot, gone: tuple[str, ...] | None
) -> None:
    outcome = checked(empty, SUMS, gone=gone)
    for finding in of(outcome, "XT108"):
        assert finding.expected == "" and finding.remedies == ()
    lacking = checked(empty, SUMS, gone=("基本支出_本年决算",))
    assert of(lacking, "XT108") == [], "what the form has no cell for may be the rest"


def test_names_on_sheets_of_ours_are_absent_and_settings_there_count(empty: Snapshot) -> None:
    """As on a bureau's form onto which all names were put, most of them on a sheet that nobody sees."""
    parked = {
        name: area._replace(sheet="别处") for name, area in empty.names.items() if area.sheet == "正文数据"
    }
    moved = empty._replace(
        names={**empty.names, **parked},
        grids={**empty.grids, "别处": empty.grids["正文数据"]},
    )
    filled = as_foreign(changed(moved, {**HEAD, "正文_总支出": 400, "支出总额_本年决算": 300}))
    seen = xltool.check(Held(filled))
    assert [f.code for f in seen.findings if f.code == "XT604"] == ["XT604"]
    hidden = xltool.check(Held(filled._replace(hidden=frozenset({"核算", "别处"}))))
    assert hidden.report.narrative.total_spending.absent and of(hidden, "XT604") == []
    year = filled.names["年度"]._replace(sheet="核算", top=5, bottom=5)
    own = [["某省绩效自评表"], [], [], [], [None, 2022]]
    set_there = filled._replace(names={**filled.names, "年度": year}, grids={**filled.grids, "核算": own})
    assert xltool.check(Held(set_there)).report.year.value == 2022


def test_the_control_without_the_mark_goes_on_working(empty: Snapshot, tmp_path: Path) -> None:
    outcome = checked(empty, WITHOUT_POINTS)
    assert not outcome.form.foreign and of(outcome, "XT716")
