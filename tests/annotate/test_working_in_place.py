"""The verbs on an annotated form: marks beside it, the list behind it, and what was computed where the form is blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.annotate.forms import CELLS, TITLE, recognised, same_parts, write_form
from tests.annotate.test_given_back import book_of, given_back
from tests.support import office
from xltool.annotate.plan import AnnotateChoices
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits, Value
from xltool.errors import DeclinedError
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedCell, RecognisedForm
from xltool.verbs import outcome_lines
from xltool.verbs.adopt import adopt
from xltool.verbs.annotated import annotated
from xltool.verbs.clear import clear
from xltool.verbs.desk import Unattended


class Asked(Unattended):
    """Somebody who is asked, and remembers what."""

    def __init__(self, agrees: bool = True) -> None:
        self.agrees = agrees
        self.seen: list[str] = []

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        self.seen += [question, *listed]
        return self.agrees


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return book_of(write_form(tmp_path / "表.xlsx"))


def put(book: Path, cells: dict[str, Value]) -> None:
    workbook = FileWorkbook(book)
    workbook.snapshot()
    places = {openpyxl.utils.cell.coordinate_from_string(a): v for a, v in cells.items()}
    column = openpyxl.utils.column_index_from_string
    workbook.apply(Edits({Cell(TITLE, row, column(letter)): v for (letter, row), v in places.items()}))


def values(book: Path, sheet: str = TITLE) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(book)[sheet]


def test_marks_stand_beside_the_cells_that_are_accused(book: Path) -> None:
    outcome = xltool.recalc(book)
    (finding,) = (f for f in outcome.findings if f.code == "XT408")
    assert outcome.address(finding.cells[0].place) == f"{TITLE}!G8"
    marks, words = outcome.form.beside("标记_")["1"], outcome.form.beside("审核_")["1"]
    assert (marks.left, marks.width, words.left) == (12, 8, 11)
    sheet = values(book)
    held = {c.coordinate: c.value for row in sheet.iter_rows(min_col=9) for c in row if c.value is not None}
    assert held["R8"] == 2 and held["K8"].startswith("◆ 未达标而得满分")
    assert {sheet[a].value for a in ("K1", "J1")} == {"审核（不打印）", "建议得分"}
    assert (sheet["J8"].value, sheet["J9"].value) == (40, 20)
    clear(book, reasons_too=True)
    left = {c.coordinate for row in values(book).iter_rows(min_col=9) for c in row if c.value is not None}
    assert left == {"J1", "K1"}


def test_a_merged_cell_is_marked_as_a_whole(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    made[TITLE]["A8"] = "产出指际"
    made[TITLE].merge_cells("B2:D2")
    made[TITLE]["B2"] = None
    made.save(form)
    book = book_of(form)
    outcome = xltool.recalc(book)
    assert any(c.place.name == "单位名称" for f in outcome.findings for c in f.accused)
    assert [values(book).cell(2, column).value for column in range(12, 17)] == [None, 5, 5, 5, None]


def test_what_was_found_is_listed(book: Path) -> None:
    outcome = xltool.recalc(book)
    sheet = values(book, "审核结果")
    assert sheet["A3"].value == outcome.summary.replace("，◇其中已说明 0 条", "")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=1, max_col=19)]
    head = next(number for number, row in enumerate(rows) if row[0] == "序号")
    listed = [row for row in rows[head + 1 :] if row[1]]
    assert [row[2] for row in listed[: len(outcome.findings)]] == [f.code for f in outcome.findings]
    assert {row[1] for row in listed[len(outcome.findings) :]} == {"未核对"}
    assert listed[0][5].startswith("=IF(P") and listed[0][6].startswith(f"{TITLE}!")
    labels = {row[0]: (row[2], row[4]) for row in rows[:head] if row[0]}
    assert labels["显示标记："][0] == "是" and labels["建议总分："][1] is not None


@pytest.mark.libreoffice
def test_no_empty_page_is_printed_behind_the_list(book: Path, tmp_path: Path) -> None:
    """Before anything is found the list takes one page; then as many rows have their link as say something."""
    form = given_back(book)

    def pages(path: Path) -> int:
        (paper,) = office.convert([path], tmp_path / path.stem, ".pdf")
        return len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))

    assert pages(book) == pages(form) + 1
    xltool.recalc(book)
    sheet = values(book, "审核结果")
    head = next(row for row in range(1, 40) if sheet.cell(row, 1).value == "序号")
    rows = range(head + 1, sheet.max_row + 1)
    linked = {row for row in rows if str(sheet.cell(row, 6).value or "").startswith("=IF(")}
    assert linked == {row for row in rows if sheet.cell(row, 16).value} != set()


@pytest.mark.libreoffice
def test_what_its_cells_show_is_what_programs_show(book: Path) -> None:
    xltool.recalc(book)
    shown = office.recalculate([book])[book]["审核结果"]
    held = openpyxl.load_workbook(book, data_only=True)["审核结果"]
    assert shown[4, 3] == held["C4"].value == "审核后数字未改动" and shown[2, 1] == "填报单位：某市某处"
    put(book, {"D4": Decimal(451)})
    assert office.recalculate([book])[book]["审核结果"][4, 3] == "数据已变，请重新计算"


def test_the_forms_own_results_stay_as_they_are(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    openpyxl.load_workbook(form).save(form)  # which keeps no result of any formula
    book = book_of(form)
    assert xltool.recalc(book).report.budget.execution_rate.amount == Decimal("0.9")
    assert openpyxl.load_workbook(book, data_only=True)[TITLE]["F4"].value is None
    put(book, {"D4": Decimal(460)})
    xltool.recalc(book)
    assert openpyxl.load_workbook(book, data_only=True)[TITLE]["F4"].value is None


# adopt


def test_what_was_computed_is_offered_for_blank_cells(book: Path) -> None:
    desk = Asked()
    assert [each.row for each in adopt(book, desk=desk)] == [1]
    assert desk.seen[0] == "把这 1 项得分改为建议得分，把算出的数填进这 2 个空白格吗？"
    assert desk.seen[2:] == [f"执行率得分（{TITLE}!G4）：空白 → 9.00", f"总分（{TITLE}!G11）：空白 → 89.00"]
    sheet = values(book)
    assert [sheet[a].value for a in ("G4", "G8", "G11")] == [9, 40, 89]
    assert book.with_name("标注.上次操作前.xlsx").exists(), "so that it can be undone"
    again = Asked()
    assert adopt(book, desk=again) == () and again.seen == []
    assert not any(f.code in ("XT404", "XT405") for f in xltool.check(book).findings)


def test_what_stands_there_is_never_written_over(book: Path) -> None:
    put(book, {"G4": "无", "G11": Decimal(12)})
    desk = Asked()
    adopt(book, desk=desk)
    sheet = values(book)
    assert [sheet[a].value for a in ("F4", "G4", "G11", "F11")] == ["=D4/C4", "无", 12, "=E4+SUM(F8:F10)"]
    assert not any("空白 →" in line for line in desk.seen)


def test_nothing_is_filled_in_unasked(book: Path) -> None:
    before = book.read_bytes()
    with pytest.raises(DeclinedError):
        adopt(book, desk=Asked(agrees=False))
    assert book.read_bytes() == before
    desk = Asked()
    adopt(book, [1], desk=desk)
    assert len(desk.seen) == 2 and values(book)["G4"].value is None, "of one row that row alone"


def _without_rate_and_total(path: Path, goal: tuple[str, str], score: object) -> Path:
    """The form with blank cells for what is computed, and one indicator of which nobody can tell whether it was met."""
    made = openpyxl.load_workbook(write_form(path))
    sheet = made[TITLE]
    sheet["D10"], sheet["E10"], sheet["G10"], sheet["F4"] = *goal, score, None
    made.save(path)
    annotated(path, recognised(), path.with_name("标注.xlsx"))
    return path.with_name("标注.xlsx")


@pytest.mark.parametrize(("score", "total"), [(None, None), (15, 84)])
def test_a_total_is_offered_where_every_part_is_known(tmp_path: Path, score: object, total: object) -> None:
    book = _without_rate_and_total(tmp_path / "表.xlsx", ("稳步改善", "较为明显"), score)
    before = " ".join(outcome_lines.headline(xltool.check(book)))
    assert "1 项指标给不出建议，按填报的得分计入" in before
    assert ("其中 1 项没有填得分，没有计入" in before) == (score is None)
    desk = Asked()
    adopt(book, desk=desk)
    assert any("总分" in line and "空白 →" in line for line in desk.seen) == (total is not None)
    sheet = values(book)
    assert [sheet[a].value for a in ("F4", "G4", "G11")] == ["90%", 9, total]
    assert not any(f.code == "XT003" for f in xltool.check(book).findings), "of what was just written"


def test_other_texts_with_figures_are_told_as_before(book: Path) -> None:
    put(book, {"D4": "450"})
    (found,) = (f for f in xltool.check(book).findings if f.code == "XT003")
    assert "“450”" in found.message


@pytest.mark.parametrize(("way", "written"), [("", "90%"), ("带%", "90%"), ("百分数", 90), ("比值", 0.9)])
def test_a_rate_is_written_as_the_form_writes_rates(tmp_path: Path, way: str, written: object) -> None:
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    made[TITLE]["F4"] = None
    made.save(form)
    annotated(form, recognised(rate_way=way), tmp_path / "标注.xlsx")
    adopt(tmp_path / "标注.xlsx")
    assert values(tmp_path / "标注.xlsx")["F4"].value == written
    assert xltool.check(tmp_path / "标注.xlsx").report.budget.execution_rate.amount == Decimal("0.9")


# What is read otherwise


def test_what_has_no_cell_stands_on_the_list(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    cells = {n: a for n, a in CELLS.items() if n not in ("执行率", "总分", "单位名称")}
    chosen = AnnotateChoices(settings={"单位名称": "某县某局"})
    annotated(form, recognised(cells=cells), tmp_path / "标注.xlsx", chosen)
    outcome = xltool.recalc(tmp_path / "标注.xlsx")
    assert outcome.report.unit_name.text == "某县某局" and outcome.report.year.value == 2024
    rows = values(tmp_path / "标注.xlsx", "审核结果").iter_rows(max_row=16, max_col=5)
    told = {row[0].value: (row[2].value, row[4].value) for row in rows}
    assert told["预算执行率："][1] == 0.9 and told["单位名称："][0] == "某县某局"
    assert told["年度："][0] == 2024 and told["总分："][1] == 99
    assert same_parts(form, given_back(tmp_path / "标注.xlsx")) == []


def test_units_stand_by_sheet(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    annotated(form, recognised(units={TITLE: "元"}), tmp_path / "标注.xlsx")
    assert xltool.check(tmp_path / "标注.xlsx").report.budget.executed.amount == Decimal("0.045")
    both = recognised(units={"填表说明": "万元", "别": "万元", TITLE: "元"})
    with_other = both._replace(
        cells=(*both.cells, *_cells("填表说明", {"编制数": "D1", "在职人数": "D2"})),
        units={"填表说明": "万元", TITLE: "元"},
    )
    annotated(form, with_other, tmp_path / "两张.xlsx")
    outcome = xltool.check(tmp_path / "两张.xlsx")
    assert outcome.report.budget.executed.amount == Decimal("0.045")
    assert set(outcome.form.beside("标记_")) == {"1", "2"}


def _cells(sheet: str, cells: dict[str, str]) -> tuple[RecognisedCell, ...]:
    made: RecognisedForm = recognised(sheet, cells)
    return made.cells


def test_a_row_that_repeats_the_heading_is_no_data(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    for column in range(2, 9):
        made[TITLE].cell(9, column).value = made[TITLE].cell(7, column).value
    made.save(form)
    outcome = xltool.check(book_of(form))
    assert [row.row for row in outcome.report.indicators] == [1, 3]
    assert not any("得分”不是数字" in finding.message for finding in outcome.findings)


def test_what_shares_its_cell_with_a_label_is_read(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    sheet = made[TITLE]
    sheet["A2"], sheet["B2"], sheet["F2"] = "填报 单位：  某县某局 ", None, "年初预算：480万元"
    made.save(form)
    cells = {name: address for name, address in CELLS.items() if name not in ("单位名称", "年初预算数")}
    found = recognised(cells=cells)
    inside = (("单位名称", "A2", "填报单位："), ("年初预算数", "F2", "年初预算："), ("年度", "A1", "年度"))
    shared = tuple(
        RecognisedCell(name, TITLE, address, label, Sure.INFERRED, "标签和数在一格", inside=True)
        for name, address, label in inside
    )
    annotated(form, found._replace(cells=(*found.cells, *shared)), tmp_path / "标注.xlsx")
    outcome = xltool.recalc(tmp_path / "标注.xlsx")
    report = outcome.report
    assert (report.unit_name.text, report.budget.initial.amount, report.year.value) == ("某县某局", 480, 2024)
    assert not any(c.place.name in ("年初预算数", "年度") for f in outcome.findings for c in f.accused)
    assert values(tmp_path / "标注.xlsx")["A2"].value == "填报 单位：  某县某局 "
    assert same_parts(form, given_back(tmp_path / "标注.xlsx")) == []


def test_of_two_contents_in_one_cell_the_first_is_read(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    found = recognised(cells={n: a for n, a in CELLS.items() if n != "单位名称"})
    shared = tuple(
        RecognisedCell(name, TITLE, "A1", "标签：", Sure.INFERRED, "标签和数在一格", inside=True)
        for name in ("年度", "单位名称")
    )
    annotated(form, found._replace(cells=(*found.cells, *shared)), tmp_path / "标注.xlsx")
    assert xltool.check(tmp_path / "标注.xlsx").report.year.value == 2024


def test_rows_that_add_up_others_are_no_indicators(tmp_path: Path) -> None:
    """小计 between the indicators counts neither in the total nor among what lacks a target."""
    form = write_form(tmp_path / "表.xlsx")
    made = openpyxl.load_workbook(form)
    sheet = made[TITLE]
    sheet["A10"], sheet["B10"], sheet["C10"], sheet["D10"] = "产出指标小计", None, None, None
    sheet["E10"], sheet["F10"], sheet["G10"] = None, 70, 70
    made.save(form)
    outcome = xltool.check(book_of(form))
    assert [indicator.title.text for indicator in outcome.report.indicators] == ["培训人次", "合格率"]
    assert not [finding for finding in outcome.findings if finding.code == "XT702"], (
        "a row of none lacks nothing"
    )
