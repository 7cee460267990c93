"""Writing back and taking back: twice is once, clear gives the file back, restore and adopt change what they say."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from examples.first_case import figures
from templatebuild.build import build
from templatebuild.edition import BEFORE as TEMPLATE_BEFORE
from tests.review.workbook import COLUMNS, marks, parts, results, row_of, seen, shown, typed, words
from tests.support.held import form_of, where
from tests.support.office import edit
from xltool.book.port import ErrorValue, Value
from xltool.contract.names import NOT_REVIEWED
from xltool.errors import WorkbookError
from xltool.model.read import read
from xltool.model.stated import Origin
from xltool.verbs.adopt import adoptions
from xltool.verbs.restore import overwritten

#: The list before the first review.
NOT_YET: dict[str, Value] = dict.fromkeys(COLUMNS) | {"问题": NOT_REVIEWED}
Book = Callable[[str], Path]
BEFORE = ".上次操作前.xlsx"
CONTROL = "XT311|在职人员控制率"


@pytest.mark.parametrize("name", ["sound", "case"])
def test_running_twice_changes_nothing(book: Book, name: str) -> None:
    path = book(name)
    assert xltool.recalc(path).changed
    once = path.read_bytes()
    assert not xltool.recalc(path).changed
    assert path.read_bytes() == once


def test_a_check_changes_nothing(book: Book) -> None:
    path = book("case")
    before = path.read_bytes()
    assert xltool.check(path).findings
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_what_a_person_typed_stays(book: Book) -> None:
    path = book("case")
    before = {cell.place: cell for cell in xltool.check(path).report.cells()}
    xltool.recalc(path)
    after = {cell.place: cell for cell in xltool.check(path).report.cells()}
    assert {place: cell for place, cell in after.items() if before[place] != cell} == {}
    assert shown(path, "核算_总分") == Decimal("95.25") and shown(path, "总分") == Decimal("96.25")
    assert shown(path, "绩效指标_建议得分#6") == Decimal("12.5")
    assert shown(path, "建议总分") == 100 and shown(path, "等级") == "4项未能建议"


@pytest.mark.parametrize("name", ["sound", "case"])
def test_clear_gives_back_every_part_of_the_file(book: Book, name: str) -> None:
    path = book(name)
    before = parts(path)
    xltool.recalc(path)
    assert {part for part, content in parts(path).items() if content != before[part]}
    assert xltool.clear(path)
    after = parts(path)
    assert list(after) == list(before)
    # the cells of the list were not there before; now they are, and blank
    assert [part for part in before if after[part] != before[part]] == ["xl/worksheets/sheet5.xml"]
    assert results(path) == [NOT_YET]
    assert not xltool.clear(path)


def test_clear_gives_back_every_part_of_a_file_of_the_template_before(tmp_path: Path) -> None:
    path = tmp_path / "前.xlsx"
    build(path, values=figures(), edition=TEMPLATE_BEFORE)
    before = parts(path)
    assert xltool.recalc(path).changed and xltool.clear(path)
    assert parts(path) == before


def test_clear_keeps_the_reasons_and_they_find_their_findings_again(book: Book) -> None:
    path = book("case")
    before = parts(path)
    xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    xltool.clear(path)
    assert marks(path) == {} and words(path, "总分") is None and shown(path, "审核摘要") is None
    (row,) = results(path)
    assert {column for column, value in row.items() if value is not None} == {"说明", "键", "指纹"}
    changed = {part for part, content in parts(path).items() if content != before[part]}
    assert len([part for part in changed if part.startswith("xl/worksheets/sheet")]) == 1
    xltool.recalc(path)
    assert (row_of(path, CONTROL)["说明"], row_of(path, CONTROL)["状态"]) == (
        "编制未及时核增，已报编办",
        "已说明",
    )


def test_clear_all_removes_the_reasons_too(book: Book) -> None:
    path = book("case")
    before = parts(path)
    xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    xltool.clear(path, reasons_too=True)
    assert results(path) == [NOT_YET]
    changed = [part for part, content in parts(path).items() if content != before[part]]
    assert changed == ["xl/worksheets/sheet5.xml"]


def test_the_first_write_keeps_the_untouched_file(book: Book) -> None:
    path = book("case")
    before = path.read_bytes()
    xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    assert path.with_name("case.原始备份.xlsx").read_bytes() == before


def test_a_target_takes_the_result(book: Book, tmp_path: Path) -> None:
    path, target = book("case"), tmp_path / "结果.xlsx"
    before = path.read_bytes()
    xltool.recalc(path, target=target)
    assert path.read_bytes() == before
    assert shown(target, "建议总分") == 100
    xltool.recalc(path)
    assert path.read_bytes() == target.read_bytes()


# 恢复公式


def test_restore_puts_the_formulas_back(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    marked = path.read_bytes()
    replaced = xltool.restore(path)
    assert replaced["总分"] == "96.25" and replaced["执行率"] == "105.93%" and len(replaced) == 9
    assert path.with_name("case" + BEFORE).read_bytes() == marked
    report = read(form_of(seen(path)))
    assert report.totals.score.origin is Origin.CONTRACT and report.totals.score.value == Decimal("96.25")
    assert report.budget.execution_rate.value == 1 and report.budget.execution_score.value == 10
    assert xltool.restore(path) == {}
    codes = {finding.code for finding in xltool.recalc(path).findings}
    assert codes.isdisjoint({"XT002", "XT301", "XT401", "XT404", "XT601"})


def test_restore_of_some_leaves_the_others(book: Book) -> None:
    path = book("case")
    assert xltool.restore(path, ["执行率"]) == {"执行率": "105.93%"}
    report = read(form_of(seen(path)))
    assert report.budget.execution_rate.origin is Origin.CONTRACT
    assert report.totals.score.origin is Origin.TYPED


def test_restore_of_a_blanked_formula_says_what_stood_there(book: Book) -> None:
    path = book("sound")
    typed(path, {"预算调整率": None})
    assert xltool.restore(path) == {"预算调整率": ""}
    assert shown(path, "预算调整率") == Decimal("0.04")


def test_restore_leaves_a_formula_that_shows_an_error(book: Book) -> None:
    path = book("corrected")
    typed(path, {"项目明细_本年决算#1": ErrorValue("#N/A")})
    xltool.recalc(path)
    assert shown(path, "项目明细合计_本年决算") == ErrorValue("#N/A")
    before = path.read_bytes()
    assert overwritten(path) == xltool.restore(path) == {}
    assert xltool.restore(path, ["项目明细合计_本年决算"]) == {} and path.read_bytes() == before
    typed(path, {"公用经费控制率": ErrorValue("#N/A")})
    assert xltool.restore(path) == {"公用经费控制率": "#N/A"}, "an error that somebody typed is no formula"


@pytest.mark.parametrize("name", ["年度", "没有这个名称", "绩效指标_得分"])
def test_restore_knows_only_computed_names(book: Book, name: str) -> None:
    path = book("case")
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match=name):
        xltool.restore(path, ["总分", name])
    assert path.read_bytes() == before and not path.with_name("case" + BEFORE).exists()


# 采用建议得分


def test_adopt_changes_the_scores_that_differ(book: Book) -> None:
    path = book("case")
    before = path.read_bytes()
    adopted = xltool.adopt(path)
    assert [(a.row, a.filed, a.suggested) for a in adopted] == [
        (4, "5", Decimal("6.25")),
        (6, "10", Decimal("12.50")),
    ]
    assert path.with_name("case" + BEFORE).read_bytes() == before
    assert [shown(path, f"绩效指标_得分#{row}") for row in (4, 6)] == [Decimal("6.25"), Decimal("12.5")]
    assert shown(path, "总分") == Decimal("96.25"), "a stated total is not touched"
    assert xltool.adopt(path) == ()


def test_adopt_of_one_row_brings_the_total_up_to_date(book: Book) -> None:
    path = book("sound")
    typed(path, {"绩效指标_得分#1": Decimal(10), "绩效指标_得分#2": Decimal(10)})
    assert [adoption.row for adoption in xltool.adopt(path, [2])] == [2]
    assert shown(path, "绩效指标_得分#1") == 10 and shown(path, "绩效指标_得分#2") == 15
    assert shown(path, "总分") == Decimal("93.5")


def test_adopt_knows_only_rows_that_exist(book: Book) -> None:
    path = book("case")
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="没有第 12 行指标"):
        xltool.adopt(path, [1, 12])
    assert path.read_bytes() == before


def test_nothing_is_proposed_where_a_person_has_to_score(book: Book) -> None:
    outcome = xltool.check(book("case"))
    assert {a.row for a in adoptions(outcome)} == {4, 6}
    assert adoptions(outcome, [7, 8]) == ()


# Another program


@pytest.mark.libreoffice
def test_the_sheet_itself_tells_that_its_figures_have_changed(book: Book, tmp_path: Path) -> None:
    path = book("case")
    xltool.recalc(path)
    cell = where(seen(path), "在职人数")
    sheet, _, address = cell.address.partition("!")
    same = edit(path, [("set", sheet, address, 57)], tmp_path / "same.xlsx")
    other = edit(path, [("set", sheet, address, 58)], tmp_path / "other.xlsx")
    assert shown(same, "数据状态") == "审核后数字未改动"
    assert shown(other, "数据状态") == "数据已变，请重新计算"
    xltool.recalc(other)
    assert shown(other, "数据状态") == "审核后数字未改动"
    assert shown(other, "核算_在职人员控制率") == Decimal("1.4872")


@pytest.mark.libreoffice
def test_the_sheet_itself_tells_that_two_rows_were_exchanged(book: Book, tmp_path: Path) -> None:
    path = book("case")
    xltool.recalc(path)
    steps = []
    for one, other in (("绩效指标_得分#3", 4), ("绩效指标_得分#4", 3)):
        sheet, _, address = where(seen(path), one).address.partition("!")
        steps.append(("set", sheet, address, float(str(shown(path, f"绩效指标_得分#{other}")))))
    exchanged = edit(path, steps, tmp_path / "exchanged.xlsx")
    assert shown(exchanged, "数据状态") == "数据已变，请重新计算"
    xltool.recalc(exchanged)
    again = edit(exchanged, [("insert_rows", "自评表", 2, 1)], tmp_path / "again.xlsx")
    assert shown(again, "数据状态") == "审核后数字未改动", "rows inserted above the form change nothing"
