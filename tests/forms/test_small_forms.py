"""Three forms that have little of what ours has: every verb works on them, and none asks for what they have not."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import xltool
from tests.forms.books import FORMS, OWN_SHEET, write_form
from xltool.checks.case import build_case
from xltool.cli import main
from xltool.contract.names import NOT_REVIEWED
from xltool.errors import WorkbookError
from xltool.locate.asks import asked
from xltool.locate.coverage import coverage
from xltool.sealed.verify import SealState
from xltool.verbs.clear import clear
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import headline, outcome_lines
from xltool.verbs.restore import overwritten, restore
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify

#: Rules that ask for what is blank.
ASKING = {"XT002", "XT108", "XT109", "XT621", "XT701", "XT702", "XT712", "XT716"}


@pytest.fixture(params=FORMS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_form(tmp_path / "外来.xlsx", request.param)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


def test_nothing_is_asked_for_that_the_form_has_not(book: Path) -> None:
    outcome = xltool.check(book)
    assert not ASKING & set(codes(outcome))
    carried = outcome.form.areas
    for finding in outcome.findings:
        assert all(cell.place.name in carried for cell in finding.cells)
        assert all(outcome.address(cell.place).startswith("表!") for cell in finding.cells)
    assert outcome.unasked and not {each.code for each in outcome.unasked} & set(codes(outcome))
    lines = list(outcome_lines(outcome))
    assert lines[-1].startswith("本表没有") and outcome.unasked[0].code in lines[-1]


def test_what_is_there_is_checked(tmp_path: Path) -> None:
    outcome = xltool.check(write_form(tmp_path / "a.xlsx", "without_annex"))
    assert codes(outcome) == ["XT401", "XT206", "XT408", "XT005"]
    assert outcome.computed.rates["执行率"] == outcome.computed.scores["执行率得分"] / 10  # type: ignore[operator]
    assert outcome.report.budget.execution_rate.filed, "a formula of the form's own states its figure"
    outcome = xltool.check(write_form(tmp_path / "b.xlsx", "indicators"))
    assert codes(outcome) == [] and "得分：本表没有分值和得分" in headline(outcome)
    outcome = xltool.check(write_form(tmp_path / "c.xlsx", "money"))
    assert codes(outcome) == ["XT301"] and "恢复公式" not in outcome.findings[0].fix


def test_without_room_nothing_is_written(book: Path) -> None:
    before = book.read_bytes()
    assert not xltool.recalc(book).changed and book.read_bytes() == before
    told = CliRunner().invoke(main, ["recalc", str(book)])
    assert told.exit_code == 0 and told.output.count("工作簿没有改动") == 1
    assert not clear(book) and book.read_bytes() == before
    with pytest.raises(WorkbookError, match="没有“错误定位”一栏"):
        locate(book, write=True)
    with pytest.raises(WorkbookError, match="没有可以恢复的公式"):
        restore(book)
    with pytest.raises(WorkbookError, match="没有可以恢复的公式"):
        overwritten(book)
    with pytest.raises(WorkbookError, match="审核结果里没有"):
        explain(book, "1", "年中追加了专项资金，已经批复")
    assert book.read_bytes() == before


def test_what_is_wrong_is_located_and_what_tests_it_told(book: Path) -> None:
    outcome, found = locate(book, budget=5)
    for cell in found.shortlist:
        assert cell.place.name in outcome.form.areas or cell.place.name.startswith("漏列")
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    assert all(figure.cell.place.name in outcome.form.areas for figure in coverage(case).figures)
    assert not any("restore" in ask.what for ask in asked(case).asks)
    for verb in (["locate"], ["coverage"], ["adopt", "--yes"], ["check", "--fail-on", "never"]):
        result = CliRunner().invoke(main, [*verb, str(book)])
        assert result.exit_code == 0, (verb, result.output)


def test_it_is_written_where_there_is_room(tmp_path: Path) -> None:
    book = write_form(tmp_path / "外来.xlsx", "without_annex", room=True)
    assert xltool.recalc(book).changed
    written = openpyxl.load_workbook(book)
    own, form = written[OWN_SHEET], written["表"]
    assert own["B2"].value == 0.9 and "须说明" in str(own["B5"].value) and own["C12"].value == "XT401"
    assert form["F4"].value == "=D4/C4" and form["G13"].value == 95
    listed = [row[1].value for row in own["A12:Q51"] if row[1].value]
    assert listed[-1] == "未核对" and listed[0] != "未核对"
    again = xltool.recalc(book)
    assert not again.changed
    explained = explain(book, "3", "年中有两批学员因疫情延期到次年培训")
    assert explained is not None and explained.code == "XT408"
    assert clear(book, reasons_too=True)
    left = [c.value for row in openpyxl.load_workbook(book)[OWN_SHEET]["A12:Q51"] for c in row if c.value]
    assert left == [NOT_REVIEWED]


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_right_is_sealed_and_verified(tmp_path: Path, kind: str) -> None:
    book = write_form(tmp_path / "外来.xlsx", kind)
    filled = openpyxl.load_workbook(book)
    sheet = filled["表"]
    if kind == "without_annex":
        sheet["D7"], sheet["E10"], sheet["G13"] = 450, "100人", 99
    if kind == "money":
        sheet["D4"] = 0.9167
    filled.save(book)
    if kind == "without_annex":  # its formulas have no results yet
        assert xltool.check(book).report.totals.weight.value == 100
    sealed = seal(book)
    assert sealed.blocking == () and sealed.path is not None and sealed.cover is not None
    assert verify(sealed.path).state is SealState.INTACT
    assert [line for line in sealed.cover.lines if line[0] == "单位名称"]


def test_the_report_and_the_mail(book: Path, tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["report", str(book), "-o", str(tmp_path / "报告.docx")])
    assert made.exit_code == 0, made.output
    mailed = CliRunner().invoke(main, ["mail", str(book), "--to", "a@example.com"])
    assert mailed.exit_code in (0, 1) and "程序内部出错" not in mailed.output


def test_the_json_says_what_could_not_be_asked(book: Path) -> None:
    told = CliRunner().invoke(main, ["check", "--json", "--fail-on", "never", str(book)])
    record = json.loads(told.output)
    assert {"code": "XT316", "missing": ["编制数", "在职人数"]} in record["unasked"]


def test_a_form_of_ours_says_nothing_of_it() -> None:
    case = Path(__file__).resolve().parents[2] / "examples" / "first-case" / "资阳2022-原样.xlsx"
    outcome = xltool.check(case)
    assert outcome.unasked == () and "unasked" not in outcome.record()
