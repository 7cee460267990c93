"""The gates of a foreign form: what it has to have at the least, and how its names have to lie."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

import xltool
from tests.forms.books import FORMS, as_foreign, write_form
from xltool.book.file.workbook import FileWorkbook
from xltool.book.live.merges import hidden_sheets
from xltool.book.port import Area, BrokenName, Snapshot
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError
from xltool.model.gates import check_gates

CASE = Path(__file__).resolve().parents[2] / "examples" / "first-case" / "资阳2022-原样.xlsx"


def form(tmp_path: Path, kind: str = "without_annex") -> Snapshot:
    return FileWorkbook(write_form(tmp_path / "外来.xlsx", kind)).snapshot()


def without(snapshot: Snapshot, *gone: str) -> Snapshot:
    return snapshot._replace(names={name: area for name, area in snapshot.names.items() if name not in gone})


def test_a_form_carries_what_it_carries(tmp_path: Path) -> None:
    found = check_gates(form(tmp_path))
    assert found.foreign and found.areas.keys() == {*FORMS["without_annex"][1], "表样"}
    assert found.lacking == KNOWN.keys() - found.areas.keys() and found.own_sheets == {"核算"}


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (("单位名称",), "还没有标出“单位名称”："),
        (("单位名称", "年度"), "还没有标出“单位名称”、“年度”："),
        (
            ("全年执行数", "绩效指标_三级指标"),
            "还没有标出“全年预算数”和“全年执行数”（或者“绩效指标_三级指标”）：",
        ),
        (("全年执行数",), ""),
        (("绩效指标_三级指标",), ""),
    ],
)
def test_what_it_needs_at_the_least_is_said(tmp_path: Path, gone: tuple[str, ...], said: str) -> None:
    snapshot = without(form(tmp_path), *gone)
    if not said:
        assert check_gates(snapshot).foreign
        return
    with pytest.raises(WorkbookError, match=said.replace("（", ".").replace("）", ".")):
        check_gates(snapshot)


def test_a_broken_or_parked_name_is_absent(tmp_path: Path) -> None:
    snapshot = form(tmp_path)
    names = {**snapshot.names, "年初预算数": Area("核算", 3, 2, 3, 2)}
    del names["总分"]
    broken = {"总分": BrokenName("#REF!", "指向已删除的单元格（#REF!）")}
    found = check_gates(snapshot._replace(names=names, broken=broken))
    assert not found.carries("年初预算数") and not found.carries("总分")


def test_without_the_mark_it_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="不是本工具的模板"):
        check_gates(FileWorkbook(write_form(tmp_path / "外来.xlsx", "money", marked=False)).snapshot())


def test_a_workbook_of_ours_that_lost_names_stays_ours_and_damaged() -> None:
    ours = FileWorkbook(CASE).snapshot()
    with pytest.raises(WorkbookError, match="缺少 1 个名称（编制数）"):
        check_gates(without(ours, "编制数"))
    assert check_gates(as_foreign(ours, {"编制数", "模板版本"})).foreign


def test_names_have_to_lie_apart_and_in_one_piece(tmp_path: Path) -> None:
    snapshot = form(tmp_path)
    for name, area, said in (
        ("全年预算数", Area("表", 4, 3, 5, 3), "应当指向一个单元格，现在指向 2 行 1 列"),
        ("全年预算数", snapshot.names["全年执行数"], "指向同一处"),
        ("绩效指标_分值", Area("表", 9, 6, 12, 6), "行不一致"),
        ("审核摘要", Area("表", 6, 2, 6, 2), "应当指向表格以外的单元格"),
    ):
        with pytest.raises(WorkbookError, match=said):
            check_gates(snapshot._replace(names={**snapshot.names, name: area}))


def test_the_row_of_totals_may_be_the_end_of_a_table(tmp_path: Path) -> None:
    book = write_form(tmp_path / "外来.xlsx", "without_annex")
    outcome = xltool.check(book)
    assert [row.title.text for row in outcome.report.indicators] == ["培训人次", "合格率", "群众满意度"]
    assert outcome.report.outside == () and outcome.report.open_blocks == ()


@pytest.mark.parametrize(("words", "outside"), [("合计", 0), ("总分", 0), ("带动就业", 2)])
def test_what_stands_on_the_last_row_of_a_table_and_is_no_total_is_told(
    tmp_path: Path, words: str, outside: int
) -> None:
    book = write_form(tmp_path / "外来.xlsx", "indicators")
    filled = openpyxl.load_workbook(book)
    filled["表"]["B8"], filled["表"]["C8"], filled["表"]["D8"] = words, "5人", "6人"
    filled.save(book)
    outcome = xltool.check(book)
    assert len(outcome.report.outside) == outside
    assert [f.code for f in outcome.findings if f.code == "XT001"] == ["XT001"] * outside


def test_excel_is_asked_which_sheets_nobody_sees() -> None:
    states = {"表": -1, "核算": 0, "深藏": 2}
    listed = [SimpleNamespace(Name=name, Visible=state) for name, state in states.items()]

    class Worksheets:
        Count = len(listed)

        def __call__(self, number: int) -> SimpleNamespace:
            return listed[number - 1]

    assert hidden_sheets(Worksheets()) == {"核算", "深藏"}


def test_a_form_annotated_for_a_newer_program_is_refused(tmp_path: Path) -> None:
    snapshot = form(tmp_path)
    names = {**snapshot.names, "模板版本": Area("核算", 2, 1, 2, 1)}
    grids = {**snapshot.grids, "核算": [["某省绩效自评表"], ["9.0"]]}
    with pytest.raises(WorkbookError, match="请先升级"):
        check_gates(snapshot._replace(names=names, grids=grids))
