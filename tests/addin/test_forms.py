"""The button 标注表样: out of a form that is open, an annotated copy beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.addin.test_documents import Opened, opened
from tests.annotate.forms import TITLE, same_parts, write_form
from xltool.contract.names import FORM
from xltool.verbs.strip import strip

if TYPE_CHECKING:
    from tests.excel.bed import Bed

__all__ = ["opened"]
#: What is typed where the form leaves a question open: nothing, which takes what is proposed. Esc would leave the form as it is.
AGREED = ""
pytestmark = pytest.mark.libreoffice


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))
    (tmp_path / "报表").mkdir()
    return write_form(tmp_path / "报表" / "县财政局 表样.xlsx")


def test_the_copy_is_opened_and_the_list_shown(opened: Opened, form: Path, excel: Bed) -> None:
    before = form.read_bytes()
    said = opened(form)("annotate", AGREED)
    made = form.with_name("县财政局 表样-已标注.xlsx")
    assert f"已标注 {made.name}" in said.replace(str(made), made.name) and "重新计算" in said
    books = excel.application.Workbooks
    assert [book.Name for book in books] == [form.name, "工作簿3", made.name]
    assert books.active.Name == made.name and excel.application.StatusBar is False
    assert form.read_bytes() == before
    listed = books("工作簿3")
    rows = listed.ActiveSheet.UsedRange.Value
    assert rows[0] == ("名称", "工作表", "单元格", "表上的标签", "把握", "依据")
    told = {row[0]: row[1:5] for row in rows[1:]}
    assert told["单位名称"][:2] == (TITLE, "B2") and told["绩效指标_得分"][1] == "G8:G10"
    assert listed.Saved and 20 < listed.ActiveSheet.Cells(1, 1).ColumnWidth < 30


def test_the_annotated_copy_is_one_of_ours_and_gives_the_form_back(
    opened: Opened, form: Path, excel: Bed
) -> None:
    opened(form)("annotate", AGREED)
    made = form.with_name("县财政局 表样-已标注.xlsx")
    assert FORM in [name.Name for name in excel.application.ActiveWorkbook.Names]
    assert "◆须说明 1 条" in opened(made)("review")
    assert excel.application.ActiveSheet.Name == "审核结果"
    back = form.with_name("还原.xlsx")
    strip(made, back)
    assert same_parts(form, back) == []


def test_of_several_returns_the_one_that_is_seen(opened: Opened, form: Path, excel: Bed) -> None:
    book = openpyxl.load_workbook(form)
    book.copy_worksheet(book[TITLE]).title = "第二张"
    book.save(form)
    press = opened(form)
    excel.application.ActiveWorkbook.Worksheets("第二张").Activate()
    press("annotate", AGREED)
    made = form.with_name("县财政局 表样-第二张-已标注.xlsx")
    assert openpyxl.load_workbook(made).defined_names["单位名称"].attr_text == "第二张!$B$2"
    excel.application.Workbooks(form.name).Activate()
    excel.application.ActiveWorkbook.Worksheets("填表说明").Activate()
    assert "请先点到要标注的那一张" in press("annotate", AGREED)


def test_what_is_not_saved_yet_counts(opened: Opened, form: Path, excel: Bed) -> None:
    press = opened(form)
    excel.application.ActiveWorkbook.Worksheets(TITLE).Range("B2").Value = "'另一个单位"
    press("annotate", AGREED)
    made = form.with_name("县财政局 表样-已标注.xlsx")
    assert openpyxl.load_workbook(made)[TITLE]["B2"].value == "另一个单位"


def test_what_is_there_is_not_written_over(opened: Opened, form: Path) -> None:
    made = form.with_name("县财政局 表样-已标注.xlsx")
    made.write_bytes(b"x")
    assert "没有覆盖" in opened(form)("annotate", AGREED)
    assert made.read_bytes() == b"x"


def test_a_workbook_that_is_ours_already(opened: Opened, form: Path, excel: Bed) -> None:
    opened(form)("annotate", AGREED)
    made = form.with_name("县财政局 表样-已标注.xlsx")
    assert "已经标注过" in opened(made)("annotate", AGREED)
    assert not made.with_name("县财政局 表样-已标注-已标注.xlsx").exists()


def test_who_would_rather_not_answer_leaves_the_form_as_it_is(opened: Opened, form: Path) -> None:
    before = form.read_bytes()
    assert opened(form)("annotate") == "没有标注，表样没有改动。"
    assert [each.name for each in form.parent.glob("*.xlsx")] == [form.name] and form.read_bytes() == before
