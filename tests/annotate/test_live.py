"""An annotated form that is open in Excel: the same verbs, the same cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from tests.annotate.forms import TITLE, recognised, write_form
from tests.annotate.returns import TWO, write_returns
from tests.annotate.test_given_back import book_of
from tests.excel.bed import Bed
from xltool.annotate.plan import AnnotateChoices
from xltool.book.live.excel import excel_workbook
from xltool.book.port import Cell
from xltool.errors import WorkbookError
from xltool.resources import addin_path
from xltool.verbs.adopt import adopt
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.annotated import annotated
from xltool.verbs.clear import clear

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("with_addin", [True, False])
def test_the_verbs_work_in_an_open_workbook(excel: Bed, tmp_path: Path, with_addin: bool) -> None:
    if with_addin:
        excel.load_addin(addin_path())
    book = book_of(write_form(tmp_path / "表.xlsx", rich=False))
    live = excel_workbook(excel.open(book))
    outcome = xltool.recalc(live)
    assert outcome.changed and outcome.form.beside("标记_").keys() == {"1"}
    marks = outcome.form.beside("标记_")["1"]
    shown = live.snapshot()
    assert shown.value(Cell(TITLE, 8, marks.left + 6)) == 2
    assert str(shown.value(Cell(TITLE, 8, marks.left - 1))).startswith("◆ 未达标而得满分")
    assert not xltool.recalc(live).changed, "and once is enough"
    adopt(live)
    assert live.snapshot().value(Cell(TITLE, 8, 7)) == Decimal(40)
    live.take_back()
    assert live.snapshot().value(Cell(TITLE, 8, 7)) == 50 and live.snapshot().value(Cell(TITLE, 4, 7)) is None
    clear(live, reasons_too=True)
    assert live.snapshot().value(Cell(TITLE, 8, marks.left + 6)) is None


def test_a_protected_form_is_reviewed_in_place(excel: Bed, tmp_path: Path) -> None:
    """Nothing is written beside it, so that nothing stands in the way."""
    form = write_form(tmp_path / "表.xlsx", rich=False, protected=True)
    annotated(form, recognised(), tmp_path / "标注.xlsx", AnnotateChoices())
    live = excel_workbook(excel.open(tmp_path / "标注.xlsx"))
    outcome = xltool.recalc(live)
    codes = live.snapshot().column(outcome.form.area("审核结果_代码"))
    assert outcome.changed and "XT408" in codes and outcome.form.beside("标记_") == {}


def test_of_several_returns_a_button_says_that_it_does_one(excel: Bed, tmp_path: Path) -> None:
    """Without the add-in: LibreOffice's Names in a macro lack those of single sheets, which Excel's have."""
    form = write_returns(tmp_path / "表.xlsx", TWO)
    annotate_several(several_forms(form, ["全部"]), tmp_path / "标注.xlsx")
    live = excel_workbook(excel.open(tmp_path / "标注.xlsx"))
    with pytest.raises(WorkbookError, match=r"“标注\.xlsx”里有 2 份自评表：按钮一次只做一份.*xltool recalc"):
        xltool.recalc(live)
