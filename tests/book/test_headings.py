"""A name stands in the row and column of its heading, or it is told whose place it took."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from templatebuild.build import build
from tests.support.held import changed, exchanged, form_of
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Snapshot
from xltool.model import headings
from xltool.model.heading_words import PARTS

NAMES = [slot.name for part in PARTS for slot in part]


def displaced(snapshot: Snapshot) -> dict[str, str]:
    return headings.displaced(form_of(snapshot))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("headings") / "空白.xlsx"
    build(path)
    return FileWorkbook(path).snapshot()


def heading(snapshot: Snapshot, name: str, rows: int = 0, columns: int = 0) -> Cell:
    area = snapshot.names[name]
    assert isinstance(area, Area)
    return area.first._replace(row=area.top - rows, column=area.left - columns)


def test_an_empty_template_has_every_name_in_its_place(empty: Snapshot) -> None:
    assert displaced(empty) == {}


def test_any_two_cells_that_change_places_are_named(empty: Snapshot) -> None:
    for one, other in combinations(NAMES, 2):
        assert displaced(exchanged(empty, [(one, other)])) == {one: other, other: one}


def _moved(snapshot: Snapshot, name: str, cell: Cell) -> Snapshot:
    names = dict(snapshot.names)
    names[name] = Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)
    return snapshot._replace(names=names)


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_that_was_moved_where_no_heading_is_stands_in_no_place(empty: Snapshot, name: str) -> None:
    own = heading(empty, name)
    below = own._replace(row=own.row + 200, column=own.column + 30)
    assert displaced(_moved(empty, name, below)) == {name: ""}
    elsewhere = below._replace(sheet="填表说明" if own.sheet != "填表说明" else "自评表")
    assert displaced(_moved(empty, name, elsewhere)) == {name: ""}


def test_a_cell_that_is_moved_onto_another_sheet_takes_a_place_there(empty: Snapshot) -> None:
    there = heading(empty, "公务接待_本年决算")
    assert displaced(_moved(empty, "全年执行数", there)) == {"全年执行数": "公务接待_本年决算"}


@pytest.mark.parametrize("name", ["公用经费_本年预算", "正文_总支出", "执行率得分"])
def test_a_heading_that_nobody_knows_accuses_nobody_though_a_project_is_called_so(
    empty: Snapshot, name: str
) -> None:
    area, block = empty.names[name], empty.names["项目明细_名称"]
    assert isinstance(area, Area) and isinstance(block, Area)
    told = _typed(empty, area.first._replace(column=1), "另一种说法")
    assert displaced(changed(told, {"项目明细_名称#1": "公用经费", "项目明细_名称#2": "总支出"})) == {}


def test_three_that_go_round_are_each_told_whose_place_they_took(empty: Snapshot) -> None:
    turned = exchanged(
        empty, [("出国经费_本年决算", "公务接待_本年决算"), ("公务接待_本年决算", "政府采购_本年决算")]
    )
    assert displaced(turned) == {
        "出国经费_本年决算": "公务接待_本年决算",
        "公务接待_本年决算": "政府采购_本年决算",
        "政府采购_本年决算": "出国经费_本年决算",
    }


def _typed(snapshot: Snapshot, cell: Cell, text: str) -> Snapshot:
    grids = {sheet: [list(row) for row in grid] for sheet, grid in snapshot.grids.items()}
    grids[cell.sheet][cell.row - 1][cell.column - 1] = text
    fresh = {each: value for each, value in snapshot.fresh.items() if each != cell}
    return snapshot._replace(grids=grids, fresh=fresh)


@pytest.mark.parametrize("text", ["上年实际支出", "上年数", "2021年度决算数（万元）", ""])
def test_a_heading_in_other_words_accuses_nobody(empty: Snapshot, text: str) -> None:
    """Whatever a person writes over the heading of one column."""
    assert displaced(_typed(empty, heading(empty, "支出总额_上年决算", rows=1), text)) == {}


def test_a_heading_of_another_column_accuses_the_cells_below(empty: Snapshot) -> None:
    """The heading says 本年预算 above what the program reads as 上年决算."""
    found = displaced(_typed(empty, heading(empty, "支出总额_上年决算", rows=1), "本年预算数"))
    assert found["支出总额_上年决算"] == "支出总额_本年预算" and "支出总额_本年决算" not in found


def test_of_two_headings_with_years_the_earlier_is_last_years(empty: Snapshot) -> None:
    """A wrong 年度 on the cover does not matter."""
    typed = _typed(empty, heading(empty, "支出总额_上年决算", rows=1), "2018年决算数")
    typed = _typed(typed, heading(empty, "支出总额_本年决算", rows=1), "2019年决算数")
    assert displaced(changed(typed, {"年度": 2024})) == {}
    assert len(displaced(exchanged(typed, [("基本支出_上年决算", "基本支出_本年决算")]))) == 2


def test_a_foreign_form_is_not_looked_at(empty: Snapshot) -> None:
    moved = exchanged(empty, [("编制数", "在职人数")])
    foreign = moved._replace(names={**moved.names, "表样": Area("填表说明", 1, 1, 1, 1)})
    assert displaced(foreign) == {}


def test_workbooks_of_the_first_case_are_in_order() -> None:
    for path in Path(__file__).resolve().parents[2].glob("examples/first-case/*.xlsx"):
        assert displaced(FileWorkbook(path).snapshot()) == {}
