"""A merged workbook as a spreadsheet program sees it: it computes what we wrote, and Excel would open it cleanly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.office import convert, recalculate
from tests.support.ooxml import assert_clean
from tests.verbs.merging import DEPARTMENT, FIRST, SECOND, complete, filed, report_of, sum_rows, three
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Snapshot
from xltool.verbs.merge import MergedReturn, merge
from xltool.verbs.merge_internal import BetweenUnits, Transfers, told_amounts
from xltool.verbs.recalc import recalc
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify


def made(folder: Path, ending: str = ".xlsx") -> MergedReturn:
    """Three units, one with a figure that nobody can read, one with a blank, and money between them."""
    books = [
        filed(folder, DEPARTMENT),
        filed(folder, FIRST, {"公务接待_本年决算": None, "政府采购_本年决算": "约三十"}),
        filed(folder, SECOND, {"楼堂馆所_批复规模": 900, "楼堂馆所_实际规模": Decimal("880.5")}),
    ]
    told = told_amounts(BetweenUnits.SUBSIDY, ["本年决算=4", "本年预算=3.33"])
    return merge(books, folder / f"部门{ending}", transfers=Transfers(told), asking=False)


def computed(snapshot: Snapshot) -> list[Cell]:
    return [cell for cell in snapshot.formulas if cell.sheet == "合并明细"]


@pytest.mark.libreoffice
def test_libreoffice_computes_what_was_written(tmp_path: Path) -> None:
    path = made(tmp_path).path
    snapshot = FileWorkbook(path).snapshot()
    (found,) = recalculate([path]).values()
    cells = computed(snapshot)
    assert len(cells) > 150
    for cell in cells:
        ours, theirs = snapshot.value(cell), found[cell.sheet].get((cell.row, cell.column), "")
        if isinstance(ours, Decimal):
            assert isinstance(theirs, float) and abs(Decimal(repr(theirs)) - ours) < Decimal("0.000001"), cell
        else:
            assert (ours or "") == theirs, cell
    report = report_of(path)
    for stated in (
        report.staffing.control_rate,
        report.budget.execution_rate,
        report.construction.area_control_rate,
    ):
        area = snapshot.names[stated.name]
        shown = found[area.sheet][area.top, area.left]
        assert (
            stated.value is not None and isinstance(shown, float) and round(Decimal(shown), 4) == stated.value
        )


@pytest.mark.libreoffice
def test_another_program_may_save_it(tmp_path: Path) -> None:
    path = made(tmp_path).path
    (saved,) = convert([path], tmp_path / "另存")
    assert report_of(saved).merged == report_of(path).merged == (DEPARTMENT, FIRST, SECOND)
    assert {label: row[:7] for label, row in sum_rows(saved).items()} == {
        label: row[:7] for label, row in sum_rows(path).items()
    }
    assert recalc(saved).report.merged == (DEPARTMENT, FIRST, SECOND)


@pytest.mark.libreoffice
def test_a_sealed_copy_that_another_program_saved_is_still_intact(tmp_path: Path) -> None:
    path = merge(three(tmp_path), tmp_path / "部门.xlsx", asking=False).path
    complete(path)
    recalc(path)
    sealed = seal(path).path
    assert sealed is not None
    (saved,) = convert([sealed], tmp_path / "另存")
    assert verify(saved).good, verify(saved)


@pytest.mark.ooxml
@pytest.mark.parametrize("ending", [".xlsx", ".xlsm"])
def test_excel_would_open_it(tmp_path: Path, ending: str) -> None:
    assert_clean(made(tmp_path, ending).path)
