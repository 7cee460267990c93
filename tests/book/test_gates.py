"""Gates: names that would make the program write into the form, or count without end, are refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from tests.book.packages import replacing, rezip
from tests.support.held import changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.parts.archive import read_archive, write_archive
from xltool.book.port import Area, Snapshot
from xltool.contract.names import CONTRACT, OLDEST_TEMPLATE, TEMPLATE_VERSION
from xltool.errors import WorkbookError
from xltool.model import gates
from xltool.model.gates import check_gates

CASE = Path(__file__).resolve().parents[2] / "examples" / "first-case"
SHEET = "自评表"


@pytest.fixture(scope="module")
def sound() -> Snapshot:
    return FileWorkbook(CASE / "资阳2022-原样.xlsx").snapshot()


def renamed(snapshot: Snapshot, **areas: Area) -> Snapshot:
    return snapshot._replace(names={**snapshot.names, **areas})


def test_the_first_case_passes(sound: Snapshot) -> None:
    check_gates(sound)


def test_a_renamed_sheet_passes(sound: Snapshot) -> None:
    names = {
        name: area._replace(sheet="附件2") if area.sheet == SHEET else area
        for name, area in sound.names.items()
    }
    check_gates(sound._replace(names=names, grids={**sound.grids, "附件2": sound.grids[SHEET]}))


def test_a_sheet_that_is_not_there_is_named_and_nothing_else(tmp_path: Path) -> None:
    """Its names have neighbours on other sheets: by these, the places of what is gone were told wrongly."""
    whole = read_archive((CASE / "资阳2022-原样.xlsx").read_bytes(), "")
    book = tmp_path / "少一张.xlsx"
    part = FileWorkbook(CASE / "资阳2022-原样.xlsx").package().worksheets["基础数据表"]
    book.write_bytes(write_archive(whole, {}, dropped=(part,)))
    with pytest.raises(
        WorkbookError, match="里没有工作表“基础数据表”（被删除了，或者文件不完整）"
    ) as refused:
        xltool.check(book)
    assert str(refused.value).count("工作表") == 1 and "xltool repair" in str(refused.value)


@pytest.mark.parametrize("cell", [(9, 8), (9, 20), (60, 6)])
def test_a_cell_that_was_cut_out_of_the_form_is_named_where_it_went(
    sound: Snapshot, cell: tuple[int, int]
) -> None:
    moved = Area("基础数据表", *cell, *cell)
    with pytest.raises(WorkbookError, match="“公用经费（本年预算）”不在自己的格子里了") as refused:
        check_gates(renamed(sound, 公用经费_本年预算=moved))
    assert moved.first.address in str(refused.value) and "Ctrl+Z" in str(refused.value)


MISPLACED = {
    "审核 on 偏差原因": ("审核_自评表", Area(SHEET, 4, 9, 29, 9)),
    "审核 on the labels of the form": ("审核_自评表", Area(SHEET, 4, 1, 29, 1)),
    "审核 on another sheet": ("审核_自评表", Area("正文数据", 4, 9, 29, 9)),
    "审核 two columns wide": ("审核_自评表", Area(SHEET, 4, 10, 29, 11)),
    "审核 cut": ("审核_自评表", Area(SHEET, 4, 11, 20, 11)),
    "审核 on 建议得分": ("审核_自评表", Area(SHEET, 4, 12, 29, 12)),
    "审核 of one sheet on the results": ("审核_填表说明", Area("审核结果", 9, 4, 308, 4)),
    "marks cut to one cell": ("标记_自评表", Area(SHEET, 4, 16, 4, 16)),
    "marks cut in their rows": ("标记_自评表", Area(SHEET, 4, 16, 20, 24)),
    "marks cut in their columns": ("标记_自评表", Area(SHEET, 4, 16, 29, 20)),
    "marks over the whole sheet": ("标记_自评表", Area(SHEET, 1, 16, 1_048_576, 16_384)),
    "marks over the form": ("标记_自评表", Area(SHEET, 4, 1, 29, 9)),
    "marks over 审核": ("标记_自评表", Area(SHEET, 4, 11, 29, 19)),
    "a computed value in the form": ("核算_总分", Area(SHEET, 27, 3, 27, 3)),
    "建议得分 in the form": ("绩效指标_建议得分", Area(SHEET, 14, 1, 26, 1)),
    "审核 of the block elsewhere": ("绩效指标_审核", Area(SHEET, 14, 1, 26, 1)),
}


@pytest.mark.parametrize(("name", "area"), MISPLACED.values(), ids=list(MISPLACED))
def test_what_the_tool_writes_lies_beside_the_form(sound: Snapshot, name: str, area: Area) -> None:
    with pytest.raises(WorkbookError) as caught:
        check_gates(renamed(sound, **{name: area}))
    assert name.split("_")[0] in str(caught.value) and "\n" not in str(caught.value)


def test_a_form_without_marks_is_refused(sound: Snapshot) -> None:
    away = {
        f"{prefix}_{SHEET}": Area("别处", 4, left, 29, right)
        for prefix, left, right in (("标记", 16, 24), ("审核", 11, 11))
    }
    with pytest.raises(WorkbookError, match="工作表 自评表 没有标记列和审核列"):
        check_gates(renamed(sound, **away))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'自评表'!$K$4:$K$29", "'自评表'!$I$4:$I$29"),
        ("'自评表'!$P$4:$X$29", "'自评表'!$P$1:$XFD$1048576"),
    ],
)
def test_a_misplaced_name_costs_nothing(tmp_path: Path, old: str, new: str) -> None:
    change = {"xl/workbook.xml": replacing((f">{old}<", f">{new}<"))}
    path = rezip(CASE / "资阳2022-原样.xlsx", tmp_path / "book.xlsx", change)
    before = path.read_bytes()
    for verb in (xltool.recalc, xltool.clear, xltool.adopt):
        with pytest.raises(WorkbookError, match="应当指向"):
            verb(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_name_that_a_newer_template_brought_is_not_missing_from_an_older_one(
    sound: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = CONTRACT["等级"]._replace(name="等级说明", since="9.1")
    monkeypatch.setattr(gates, "CONTRACT", {**CONTRACT, new.name: new})
    monkeypatch.setattr(gates, "TEMPLATE_VERSION", "9.1")
    check_gates(sound)
    with pytest.raises(WorkbookError, match="缺少 1 个名称（等级说明）"):
        check_gates(changed(sound, {"模板版本": "9.1"}))
    with pytest.raises(WorkbookError, match=r"一格是空的：请填回 1\.2。"):
        check_gates(changed(sound, {"模板版本": ""}))


def test_a_version_before_the_oldest_or_after_ours_is_refused(sound: Snapshot) -> None:
    for version in (OLDEST_TEMPLATE, TEMPLATE_VERSION):
        check_gates(changed(sound, {"模板版本": version}))
    with pytest.raises(WorkbookError, match=r"旧版模板（0\.9），现用"):
        check_gates(changed(sound, {"模板版本": "0.9"}))
    with pytest.raises(WorkbookError, match=r"一格是空的：请填回 1\.2。"):  # the last that brought a name
        check_gates(changed(sound, {"模板版本": ""}))
    with pytest.raises(WorkbookError, match="更新的模板（99）"):
        check_gates(changed(sound, {"模板版本": "99"}))
