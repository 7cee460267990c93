"""What was annotated is given back part for part, also after everything the verbs write into it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import xltool
from tests.annotate.forms import (
    DIALECTS,
    TITLE,
    recognised,
    same_parts,
    text_of_package,
    write_form,
)
from tests.book.packages import parts
from tests.support import office
from xltool.annotate.plan import AnnotateChoices
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits
from xltool.errors import WorkbookError
from xltool.verbs.adopt import adopt
from xltool.verbs.annotated import annotated
from xltool.verbs.clear import clear
from xltool.verbs.desk import Unattended
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.new import new
from xltool.verbs.strip import strip

#: Words that stand nowhere but in what is ours.
OURS = ("审核结果", "核算", "显示标记", "还原记录", "标记_", "未达标而得满分", "须说明")


@pytest.fixture(
    params=[pytest.param(n, marks=pytest.mark.libreoffice) if n == "LibreOffice" else n for n in DIALECTS]
)
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return DIALECTS[request.param](write_form(tmp_path / "source" / "表.xlsx"), tmp_path / "表.xlsx")


def book_of(form: Path, **choices: str) -> Path:
    target = form.with_name(f"标注{form.suffix}")
    annotated(form, recognised(), target, AnnotateChoices(**choices))
    return target


def given_back(book: Path) -> Path:
    target = book.with_name(f"还原{len(list(book.parent.glob('还原*')))}.xlsx")
    return strip(book, target)


def test_every_part_is_the_same(form: Path) -> None:
    book = book_of(form)
    assert xltool.check(book).form.foreign
    assert same_parts(form, given_back(book)) == []


def test_every_part_is_the_same_after_the_verbs(form: Path) -> None:
    book = book_of(form)
    outcome = xltool.recalc(book)
    assert outcome.changed and "XT408" in {finding.code for finding in outcome.findings}
    assert same_parts(form, given_back(book)) == []
    assert explain(
        book, next(n for n, f in outcome.numbered if f.code == "XT408"), "年中有两批学员延期到次年培训"
    )
    locate(book, write=True, budget=2)
    assert same_parts(form, given_back(book)) == []
    clear(book, reasons_too=True)
    assert same_parts(form, given_back(book)) == []


def test_nothing_is_written_twice(form: Path) -> None:
    book = book_of(form)
    xltool.recalc(book)
    before = book.read_bytes()
    assert not xltool.recalc(book).changed and book.read_bytes() == before


@pytest.mark.parametrize("marks", ["右侧", "只列审核结果"])
def test_it_is_so_wherever_marks_go(tmp_path: Path, marks: str) -> None:
    form = write_form(tmp_path / "表.xlsx", protected=True)
    book = book_of(form, marks=marks)
    xltool.recalc(book)
    assert same_parts(form, given_back(book)) == []


def test_an_empty_sheet_without_rows_comes_back(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = TITLE
    made.save(tmp_path / "空.xlsx")
    book = book_of(tmp_path / "空.xlsx")
    assert xltool.recalc(book).findings
    assert same_parts(tmp_path / "空.xlsx", given_back(book)) == []


def test_only_what_was_changed_differs(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    book = book_of(form)
    xltool.recalc(book)
    workbook = FileWorkbook(book)
    workbook.snapshot()
    workbook.apply(Edits({Cell(TITLE, 4, 4): Decimal(460)}))
    xltool.recalc(book)
    back = given_back(book)
    assert same_parts(form, back) == ["xl/worksheets/sheet1.xml"]
    was, now = openpyxl.load_workbook(form)[TITLE], openpyxl.load_workbook(back)[TITLE]
    cells = [
        (c.coordinate, now[c.coordinate].value)
        for row in was
        for c in row
        if c.value != now[c.coordinate].value
    ]
    assert cells == [("D4", 460)] and now.dimensions == was.dimensions
    expected = parts(form)["xl/worksheets/sheet1.xml"].replace(b"<v>450</v>", b"<v>460</v>", 1)
    assert parts(back)["xl/worksheets/sheet1.xml"] == expected


def test_what_was_adopted_stays(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    book = book_of(form)
    (adopted,) = adopt(book)
    assert (adopted.row, adopted.suggested) == (1, Decimal(40))
    sheet = openpyxl.load_workbook(given_back(book))[TITLE]
    assert [sheet[a].value for a in ("G8", "G4", "G11", "F4", "F11")] == [
        40,
        9,
        89,
        "=D4/C4",
        "=E4+SUM(F8:F10)",
    ]


# Saved by others in between


def test_nothing_of_ours_is_left_after_another_program_saved_it(tmp_path: Path) -> None:
    book = book_of(write_form(tmp_path / "表.xlsx", rich=False))
    xltool.recalc(book)
    openpyxl.load_workbook(book).save(book)
    back = given_back(book)
    assert [word for word in OURS if word in text_of_package(back)] == []
    _whole(back)


@pytest.mark.libreoffice
def test_nothing_of_ours_is_left_after_libreoffice_saved_it(tmp_path: Path) -> None:
    book = book_of(write_form(tmp_path / "表.xlsx"))
    xltool.recalc(book)
    (saved,) = office.convert([book], tmp_path / "office")
    back = given_back(saved)
    assert [word for word in OURS if word in text_of_package(back)] == []
    _whole(back)
    made = openpyxl.load_workbook(back)
    assert not made[TITLE].print_area
    assert not any(each.hidden for each in made[TITLE].column_dimensions.values())


def _whole(back: Path) -> None:
    with zipfile.ZipFile(back) as archive:
        assert archive.testzip() is None
    sheet = openpyxl.load_workbook(back)[TITLE]
    assert sheet.dimensions == "A1:H11" or sheet.dimensions == "A1:H13"
    assert sheet["D4"].value == 450 and sheet["C8"].value == "培训人次"


def test_names_of_the_forms_own_stay_whatever_they_are_called(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    for name, place in (("填表人", "H2"), ("编制数", "A12"), ("别的", "A13")):
        made.defined_names[name] = DefinedName(name, attr_text=f"'{TITLE}'!${place[0]}${place[1:]}")
    made.save(form)
    book = book_of(form)
    assert xltool.recalc(book).form.carries("填表人", "编制数")
    assert same_parts(form, given_back(book)) == []


def test_it_is_given_back_without_the_hidden_sheet(tmp_path: Path) -> None:
    """Somebody deleted it, and with it what it remembers: nothing of ours is left all the same."""
    book = book_of(write_form(tmp_path / "表.xlsx", rich=False))
    made = openpyxl.load_workbook(book)
    del made["核算"]
    made.save(book)
    back = given_back(book)
    assert [word for word in OURS if word in text_of_package(back)] == []
    _whole(back)


def test_no_sheet_of_the_form_is_ever_taken_out(tmp_path: Path) -> None:
    book = book_of(write_form(tmp_path / "表.xlsx", rich=False))
    made = openpyxl.load_workbook(book)
    made.defined_names["审核结果_键"].attr_text = f"'{TITLE}'!$Z$1:$Z$9"
    made.save(book)
    back = openpyxl.load_workbook(given_back(book))
    assert TITLE in back.sheetnames and "核算" not in back.sheetnames


@pytest.mark.libreoffice
def test_rows_that_a_person_inserted_stay(tmp_path: Path) -> None:
    book = book_of(write_form(tmp_path / "表.xlsx"))
    steps = [
        ("insert_rows", TITLE, 9, 2),
        ("set", TITLE, "C9", "新增的指标"),
        ("insert_rows", TITLE, 1, 1),
    ]
    edited = office.edit(book, steps, tmp_path / "改.xlsx")
    outcome = xltool.recalc(edited)
    assert [row.title.text for row in outcome.report.indicators if row.title.text][1] == "新增的指标"
    (accused,) = (f for f in outcome.findings if f.code == "XT408")
    assert outcome.address(accused.cells[0].place).endswith("!G9")
    marks = outcome.form.beside("标记_")["1"]
    sheet = openpyxl.load_workbook(edited)[TITLE]
    assert sheet.cell(9, marks.left + 6).value == 2 and "未达标" in str(sheet.cell(9, 11).value)
    back = openpyxl.load_workbook(given_back(edited))[TITLE]
    assert back["C10"].value == "新增的指标" and back.max_column == 8 and back["G9"].value == 50


# Refused


def test_what_was_not_annotated_is_refused(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    with pytest.raises(WorkbookError, match="不是用 xltool annotate 标注过的表"):
        strip(form, tmp_path / "b.xlsx")
    book = book_of(form)
    with pytest.raises(WorkbookError, match="已经标注过"):
        annotated(book, recognised(), tmp_path / "c.xlsx")
    ours = tmp_path / "模板.xlsx"
    new(ours)
    with pytest.raises(WorkbookError, match="是本工具的模板，不用标注"):
        annotated(ours, recognised("自评表"), tmp_path / "c.xlsx")
    ours.unlink()
    with pytest.raises(WorkbookError, match="扩展名"):
        strip(book, tmp_path / "b.xlsm")
    with pytest.raises(WorkbookError, match="已经存在"):
        strip(book, form)
    with pytest.raises(WorkbookError, match="已经存在"):
        annotated(form, recognised(), book)
    with pytest.raises(WorkbookError, match="扩展名"):
        annotated(form, recognised(), tmp_path / "c.xlsm")
    with pytest.raises(WorkbookError, match="没有工作表“别的表”"):
        annotated(form, recognised("别的表"), tmp_path / "c.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["标注.xlsx", "表.xlsx"]


def test_a_form_that_was_never_annotated_is_left_alone(tmp_path: Path) -> None:
    """A name of the form's own that is called like ours makes it none of ours: its sheet would be taken for one."""
    form = write_form(tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(form)
    book.defined_names["表样"] = openpyxl.workbook.defined_name.DefinedName(
        "表样", attr_text=f"'{TITLE}'!$A$1"
    )
    book.save(form)
    with pytest.raises(WorkbookError, match="没有可以去掉的内容"):
        strip(form, tmp_path / "还原.xlsx")
    with pytest.raises(WorkbookError, match="请在“公式 → 名称管理器”里把它改名"):
        annotated(form, recognised(), tmp_path / "标注.xlsx")
    assert not (tmp_path / "还原.xlsx").exists()


def test_a_workbook_whose_form_is_gone_is_refused(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book_of(write_form(tmp_path / "表.xlsx")))
    for title in made.sheetnames:
        if title not in ("审核结果", "核算"):
            del made[title]
    made["核算"].sheet_state = "visible"
    made.save(tmp_path / "只剩.xlsx")
    with pytest.raises(WorkbookError, match="原表已经删掉了"):
        strip(tmp_path / "只剩.xlsx", tmp_path / "还原.xlsx")


def test_where_the_record_is_gone_it_is_said(tmp_path: Path) -> None:
    """Somebody deleted the hidden sheet 核算: marks and names go, and what cannot be known any more is told."""
    made = openpyxl.load_workbook(book_of(write_form(tmp_path / "表.xlsx", rich=False)))
    del made["核算"]
    made.save(tmp_path / "没有核算.xlsx")
    desk = Told()
    strip(tmp_path / "没有核算.xlsx", tmp_path / "还原.xlsx", desk=desk)
    assert "“核算”已经不在" in desk.said[0]
    assert openpyxl.load_workbook(tmp_path / "还原.xlsx").sheetnames == [TITLE]


class Told(Unattended):
    """Remembers what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        self.said.append(text)
