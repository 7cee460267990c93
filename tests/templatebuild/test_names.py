"""Every name of the contract leads to the right cells, and the cells hold what the contract says."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from templatebuild.build import build
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.text import canonical, render
from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import (
    CONTRACT,
    FORM_SHEETS,
    GROWING,
    INDICATORS,
    LOCATED,
    MARKS,
    PROJECTS,
    RESULT_ROWS,
    RESULTS,
    REVIEW,
    TEMPLATE_VERSION,
    Kind,
    block_columns,
    names_of,
)
from xltool.errors import ProgramError

from .filled import FILLED

SHEETS = ["填表说明", "基础数据表", "自评表", "正文数据", "审核结果"]
BLOCK_ROWS = {PROJECTS: 18 + 2, INDICATORS: 11 + 2, RESULTS: RESULT_ROWS, LOCATED: RESULT_ROWS}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return built(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return built(tmp_path_factory.mktemp("filled"), values=FILLED)


def built(folder: Path, **options: object) -> Snapshot:
    path = folder / "book.xlsx"
    build(path, **options)  # type: ignore[arg-type]
    return FileWorkbook(path).snapshot()


def area(snapshot: Snapshot, name: str) -> Area:
    found = snapshot.names[name]
    assert isinstance(found, Area), name
    return found


def rows(snapshot: Snapshot, name: str) -> list[object]:
    """Values of a block column between its edges."""
    sheet, top, left, bottom, _ = area(snapshot, name)
    return [snapshot.raw(Cell(sheet, row, left)) for row in range(top + 1, bottom)]


def test_sheets_stand_in_the_order_of_work(tmp_path: Path) -> None:
    build(tmp_path / "book.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "book.xlsx").sheet_names == SHEETS


@pytest.mark.parametrize("name", names_of(TEMPLATE_VERSION), ids=lambda name: name.name)
def test_a_name_has_the_shape_of_its_kind(empty: Snapshot, name: object) -> None:
    entry = CONTRACT[name.name]  # type: ignore[attr-defined]
    found = area(empty, entry.name)
    if entry.name.startswith((MARKS, REVIEW)):
        return  # below
    expected = (BLOCK_ROWS[entry.block], 1) if entry.block else (1, 1)
    assert (found.height, found.width) == expected


def test_no_two_cells_bear_two_names(empty: Snapshot) -> None:
    cells: dict[Cell, str] = {}
    for name in (each.name for each in names_of(TEMPLATE_VERSION)):
        if name.startswith((MARKS, REVIEW)):
            continue
        place = area(empty, name)
        for row in range(place.top, place.bottom + 1):
            cell = Cell(place.sheet, row, place.left)
            other = cells.setdefault(cell, name)
            edges = {name, other} & {"项目支出_上年决算", "项目支出_本年预算", "项目支出_本年决算"}
            assert other == name or edges, (cell, name, other)  # the 项目支出 row is the edge of its block


@pytest.mark.parametrize("block", GROWING)
def test_the_columns_of_a_block_share_their_rows(empty: Snapshot, block: str) -> None:
    places = [area(empty, name.name) for name in block_columns(block)]
    assert len({(place.sheet, place.top, place.bottom) for place in places}) == 1
    sheet, _, left, bottom, _ = places[0]
    assert "在此行上方插入行" in str(empty.raw(Cell(sheet, bottom, left)))


@pytest.mark.parametrize("sheet", FORM_SHEETS)
def test_mark_columns_mirror_the_form(empty: Snapshot, sheet: str) -> None:
    marks, review = area(empty, MARKS + sheet), area(empty, REVIEW + sheet)
    assert (marks.sheet, marks.top, marks.bottom) == (review.sheet, review.top, review.bottom)
    assert review.width == 1 and review.left == marks.width + 2
    carried = (name for name in names_of(TEMPLATE_VERSION) if name.role.name in ("INPUT", "COMPUTED"))
    here = [area(empty, name.name) for name in carried]
    form = [place for place in here if place.sheet == sheet]
    assert form
    for place in form:  # every cell that may be accused has its mark
        assert marks.top <= place.top <= place.bottom <= marks.bottom
        assert place.left <= marks.width


def test_every_formula_is_the_contract_s(empty: Snapshot) -> None:
    checked = 0
    for name in (name for name in CONTRACT.values() if name.formula and not name.block):
        place = area(empty, name.name)
        for row in range(place.top, place.bottom + 1):
            cell = Cell(place.sheet, row, place.left)
            expected = render(name.formula, empty.names, cell)
            assert expected is not None
            assert canonical(empty.formulas[cell], cell.sheet) == canonical(expected, cell.sheet), name.name
            checked += 1
    assert checked > 20


def test_nothing_is_left_to_calculate(empty: Snapshot, filled: Snapshot) -> None:
    assert not empty.uncalculated and not filled.uncalculated
    assert not empty.errors and not filled.errors


def test_rates_and_totals_are_right_without_any_program(filled: Snapshot) -> None:
    expected = {
        "在职人员控制率": 0.9,
        "预算调整率": 0.2,
        "公用经费控制率": 0.7,
        "三公经费控制率": 0.6,
        "三公经费变动率": -0.25,
        "政府采购执行率": None,
        "项目明细合计_上年决算": 7.25,
        "项目明细合计_本年预算": 37.1,
        "项目明细合计_本年决算": 37,
        "楼堂馆所_规模控制率": 0.99,
        "楼堂馆所_投资概算控制率": None,
        "执行率": 0.75,
        "执行率得分": 7.5,
        "分值合计": 100,
        "总分": 96,
        "正文_工资福利支出_占比": 0.3333,
        "数据状态": "尚未审核",
    }
    assert {name: filled.raw(area(filled, name).first) for name in expected} == expected


def test_headings_read_well_with_and_without_a_year(empty: Snapshot, filled: Snapshot) -> None:
    blank = [empty.raw(Cell("基础数据表", row, column)) for row, column in ((2, 1), (6, 5), (6, 6))]
    given = [filled.raw(Cell("基础数据表", row, column)) for row, column in ((2, 1), (6, 5), (6, 6))]
    assert [str(text).strip() for text in blank] == [
        "年度部门整体支出绩效评价基础数据表",
        "上年决算数",
        "本年预算数",
    ]
    assert given == ["2022年度部门整体支出绩效评价基础数据表", "2021年决算数", "2022年预算数"]


def test_values_take_their_rows_and_more_where_needed(filled: Snapshot, tmp_path: Path) -> None:
    assert rows(filled, "项目明细_名称")[:5] == ["1、甲", "2、乙", "3、丙", "4、丁", None]
    assert len(rows(filled, "绩效指标_得分")) == 4
    many = built(tmp_path, projects=2, values={"项目明细_本年预算": list(range(1, 41))})
    assert rows(many, "项目明细_本年预算") == list(range(1, 41))


def test_a_value_for_a_computed_name_stands_instead_of_its_formula(tmp_path: Path) -> None:
    snapshot = built(tmp_path, values={"执行率": 1.0593, "执行率分值": 10, "总分": None})
    place = area(snapshot, "执行率").first
    assert place not in snapshot.formulas and snapshot.raw(place) == 1.0593
    assert snapshot.raw(area(snapshot, "执行率得分").first) == 10
    total = area(snapshot, "总分").first
    assert total not in snapshot.formulas and snapshot.raw(total) is None


def test_levels_are_merged_over_the_blanks_below_and_only_there(filled: Snapshot) -> None:
    top = area(filled, "绩效指标_一级指标").top
    merged = {(place.left, place.top - top, place.bottom - top) for place in filled.merges["自评表"]}
    assert {found for found in merged if found[0] in (2, 3) and found[1] > 0} >= {(2, 1, 3), (3, 1, 2)}
    inside = [
        place
        for place in filled.merges["自评表"]
        if area(filled, "绩效指标_分值").top < place.top < area(filled, "绩效指标_分值").bottom
    ]
    assert inside and all(place.width == 1 for place in inside)  # no horizontal merge in a block


def test_the_template_s_own_entries_are_filled_in(empty: Snapshot) -> None:
    expected = {"评分办法": "湖南2022", "显示标记": "是", "模板版本": TEMPLATE_VERSION, "执行率分值": 10}
    assert {name: empty.raw(area(empty, name).first) for name in expected} == expected
    blank = [
        name.name
        for name in CONTRACT.values()
        if name.kind is Kind.AMOUNT and not name.formula and not name.block
        and empty.raw(area(empty, name.name).first) is not None
    ]  # fmt: skip
    assert not blank


@pytest.mark.parametrize(
    ("options", "word"), [({"layout": "x"}, "表样"), ({"values": {"不是名称": 1}}, "不是名称")]
)
def test_what_cannot_be_built_is_said(tmp_path: Path, options: dict[str, object], word: str) -> None:
    with pytest.raises(ProgramError, match=word):
        build(tmp_path / "x.xlsx", **options)  # type: ignore[arg-type]
