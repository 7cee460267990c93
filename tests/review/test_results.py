"""The sheet 审核结果: sorted rows with links, overflow, and the reasons that people wrote."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import xltool
from examples.first_case import CORRECTED
from templatebuild.build import build
from templatebuild.edition import BEFORE, CURRENT, Edition
from tests.review.conftest import BASE
from tests.review.workbook import COLUMNS, results, row_of, seen, shown, typed
from tests.support.held import form_of, where
from tests.support.office import convert, edit, recalculate
from tests.support.ooxml import assert_clean
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Value
from xltool.checks.finding import Finding
from xltool.contract.names import CONTRACT
from xltool.errors import WorkbookError
from xltool.model.stated import trimmed
from xltool.review import results_sheet
from xltool.review.places import link_target

Book = Callable[[str], Path]
CONTROL = "XT311|在职人员控制率"


def test_rows_are_the_findings_in_order(book: Book) -> None:
    path = book("case")
    outcome = xltool.recalc(path)
    rows = results(path)
    assert [row["序号"] for row in rows] == list(range(1, len(outcome.findings) + 1))
    assert [row["键"] for row in rows] == [finding.key for finding in outcome.findings]
    assert len({row["键"] for row in rows}) == len(rows)
    for row, finding in zip(rows, outcome.findings, strict=True):
        assert row["代码"] == finding.code
        assert row["级别"] == f"{finding.severity.symbol}{finding.severity}"
        root = next((r["序号"] for r in rows if finding.root and r["键"] == finding.root), None)
        assert row["起因"] == root
        assert row["问题"] == f"{finding.title}：{finding.message}"
        assert (row["可能原因"] or "", row["怎么改"]) == (finding.cause, finding.fix)
        said = zip(
            ("现值", "应为", "差额"), (finding.stated, finding.expected, finding.difference), strict=True
        )
        for column, told in said:
            text = told.replace("个百分点", "%")
            assert _reads(row[column], row["单位"]) == (text if len(text) <= 20 else f"{text[:19]}…")
        assert row["单元格"] == where(seen(path), _key_of(finding)).address
        assert row["位置"] == row["显示"] and row["说明"] is None


def _reads(value: Value, unit: Value) -> str:
    """A figure of the list as the findings say it."""
    if not isinstance(value, Decimal):
        return str(value or "")
    places = {"分": None, "年": None, "人": 0}.get(str(unit), 2)
    digits = trimmed(value) if places is None else f"{value:,.{places}f}"
    return f"{digits}{unit}"


def _key_of(finding: Finding) -> str:
    name, row = finding.cells[0].place
    return f"{name}#{row}" if CONTRACT[name].block else name


def test_the_gravest_and_largest_come_first(book: Book) -> None:
    findings = xltool.recalc(book("case")).findings
    first = {(finding.severity, finding.code): finding for finding in reversed(findings)}
    order = [(finding.severity.mark, finding.size) for finding in findings if finding in first.values()]
    assert len(order) < len(findings) and order == sorted(order, reverse=True)
    codes = [finding.code for finding in findings]
    assert all(
        codes[codes.index(code) :][: codes.count(code)] == [code] * codes.count(code) for code in codes
    )


def test_links_lead_to_names_and_to_rows_of_blocks(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    assert row_of(path, "XT401|总分")["目标"] == "总分"
    cell = where(seen(path), "绩效指标_得分#6")
    sheet, _, address = cell.address.partition("!")
    row = row_of(path, "XT406|绩效指标_得分[公用经费控制率#1]")
    assert row["目标"] == f"'{sheet}'!{address}"
    assert row["显示"] == "自评表·指标得分（公用经费控制率）"


def test_a_title_with_a_number_sign_and_a_sheet_with_an_apostrophe(book: Book) -> None:
    path = book("sound")
    typed(path, {"项目明细_名称#1": "1#教学楼维修", "项目明细_本年决算#1": Decimal(-97)})
    snapshot = seen(path)
    key = "XT507|项目明细_本年决算[1#教学楼维修#1]"
    (finding,) = (finding for finding in xltool.recalc(path).findings if finding.key == key)
    assert finding.cells[0].label == "项目明细（本年决算）（1#教学楼维修）"
    names = {n: a._replace(sheet="O'Neill") for n, a in snapshot.names.items()}
    target = link_target(form_of(snapshot._replace(names=names)), finding.cells[0].place)
    assert target.startswith("'O''Neill'!G")


#: As much as a cell holds.
MOST = 32_767


@pytest.mark.parametrize(
    "text", ["名" * MOST, "1" * MOST, "X" * MOST, "发展" * (MOST // 2), "≥90%" * (MOST // 4)]
)
def test_texts_as_long_as_a_cell_holds_are_cut_where_they_are_quoted(book: Book, text: str) -> None:
    path = book("case")
    columns = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分", "偏差原因")
    filled = {f"绩效指标_{column}#4": text for column in columns} | {"绩效指标_三级指标#5": f"{text[:-1]}尾"}
    typed(
        path,
        filled | {"绩效指标_得分#5": Decimal(-1), "年度": text, "填报日期": text, "项目明细_名称#1": text},
    )
    typed(
        path,
        {"单位名称": text, "预期目标": text, "公务接待_本年决算": text, "项目明细_本年决算#1": Decimal(-1)},
    )
    findings = xltool.recalc(path).findings
    assert max(len(finding.message) for finding in findings) <= 1001
    assert max(len(finding.key) for finding in findings) < 200
    assert len({finding.key for finding in findings}) == len(findings)
    assert [row["键"] for row in results(path)] == [finding.key for finding in findings]
    assert not xltool.recalc(path).changed


def test_titles_that_differ_only_at_their_ends_have_keys_of_their_own(book: Book) -> None:
    path = book("case")
    long = "名" * 200
    typed(path, {"绩效指标_三级指标#4": f"{long}甲", "绩效指标_三级指标#5": f"{long}乙"})
    typed(path, {f"绩效指标_得分#{row}": Decimal(-1) for row in (4, 5)})
    one, other = (f.key for f in xltool.recalc(path).findings if f.code == "XT405")
    assert one != other and len(one) < 120


def test_the_summary_counts_and_names_the_scheme(book: Book) -> None:
    path = book("case")
    assert shown(path, "数据状态") == "尚未审核"
    outcome = xltool.recalc(path)
    assert shown(path, "审核摘要") == outcome.summary
    rules = shown(path, "审核规则")
    assert isinstance(rules, str) and xltool.__version__ in rules and "湖南2022" in rules
    assert shown(path, "数据状态") == "审核后数字未改动"
    xltool.explain(path, CONTROL, "见编办今年三月的批复")
    assert shown(path, "审核摘要") == f"{outcome.summary}，◇其中已说明 1 条"


def test_a_workbook_without_findings_says_so(book: Book) -> None:
    path = book("sound")
    xltool.recalc(path)
    assert results(path) == []
    assert shown(path, "审核摘要") == "没有发现问题"


# More findings than rows


def _crowded(folder: Path, projects: int, edition: Edition = CURRENT) -> Path:
    """Each project has a negative amount, which is a finding of its own."""
    path = folder / "crowded.xlsx"
    values = tomllib.loads(BASE.read_text(encoding="utf-8"))
    values["项目明细_名称"] = [f"项目{number}" for number in range(1, projects + 1)]
    values["项目明细_本年决算"] = [-number for number in range(1, projects + 1)]
    values["项目明细_上年决算"] = values["项目明细_本年预算"] = []
    build(path, values=values, edition=edition)
    return path


@pytest.mark.parametrize("projects", [59, 60, 140, 320])
def test_rows_are_put_in_for_what_does_not_fit(tmp_path: Path, projects: int) -> None:
    """The template has room for sixty."""
    path = _crowded(tmp_path, projects)
    outcome = xltool.recalc(path)
    assert len(outcome.findings) > projects
    rows = results(path)
    assert [row["键"] for row in rows] == [finding.key for finding in outcome.findings]
    assert [row["位置"] for row in rows] == [row["显示"] for row in rows]
    assert not xltool.recalc(path).changed
    snapshot = seen(path)
    areas = [snapshot.names[f"审核结果_{column}"] for column in COLUMNS]
    assert len({(area.top, area.bottom) for area in areas if isinstance(area, Area)}) == 1
    book = openpyxl.load_workbook(path)["审核结果"]
    last = areas[0].bottom  # type: ignore[union-attr]
    assert book.auto_filter.ref.endswith(str(last))
    rules = [str(each.sqref) for each in book.conditional_formatting]
    assert all(area.endswith(str(last)) for area in rules if area[1:3] == "9:")
    assert {book.row_dimensions[row].height for row in range(9, last + 1)} == {60}


@pytest.mark.libreoffice
def test_a_spreadsheet_program_reads_the_rows_that_were_put_in(tmp_path: Path) -> None:
    """Also behind it: what LibreOffice saved, with rows of its own spelling, takes more rows again."""
    path = _crowded(tmp_path, 70)
    outcome = xltool.recalc(path)
    theirs = recalculate([path])[path]["审核结果"]
    column = where(seen(path), "审核结果_位置").column
    shown = [row["显示"] for row in results(path)]
    assert [theirs[row, column] for row in range(9, 9 + len(shown))] == shown
    (saved,) = convert([path], tmp_path / "再存")
    typed(saved, {f"项目明细_上年决算#{number}": Decimal(-1000) for number in range(1, 60)})
    more = xltool.recalc(saved)
    assert len(more.findings) > len(outcome.findings) + 50
    assert [row["键"] for row in results(saved)] == [finding.key for finding in more.findings]


@pytest.mark.ooxml
def test_the_validators_have_nothing_against_more_rows(tmp_path: Path) -> None:
    path = _crowded(tmp_path, 90)
    xltool.recalc(path)
    assert_clean(path)


def test_a_note_below_the_list_moves_down_with_it(tmp_path: Path) -> None:
    path = _crowded(tmp_path, 100)
    below = Cell("审核结果", 75, 5)
    FileWorkbook(path).apply(Edits({below: "（以上由单位会计核对）"}))
    xltool.recalc(path)
    snapshot = seen(path)
    bottom = snapshot.names["审核结果_键"].bottom  # type: ignore[union-attr]
    assert bottom > 68 and snapshot.value(below._replace(row=75 + bottom - 68)) == "（以上由单位会计核对）"


def test_a_list_of_the_template_before_grows_too(tmp_path: Path) -> None:
    path = _crowded(tmp_path, 330, BEFORE)
    outcome = xltool.recalc(path)
    snapshot = seen(path)
    keys = [snapshot.value(where(snapshot, f"审核结果_键#{row}")) for row in range(len(outcome.findings))]
    assert len(keys) > 330 and keys == [finding.key for finding in outcome.findings]
    assert not xltool.recalc(path).changed


def test_what_nobody_would_read_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_sheet, "_MOST_ROWS", 80)
    path = _crowded(tmp_path, 120)
    outcome = xltool.recalc(path)
    rows = results(path)
    assert len(rows) == 80
    assert rows[-1]["问题"] == f"另有 {len(outcome.findings) - 79} 条没有列出：请先处理以上各条，再重新审核。"
    assert rows[-1]["键"] is None and not xltool.recalc(path).changed


def test_a_reason_is_never_left_out_for_want_of_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_sheet, "_MOST_ROWS", 60)
    path = _crowded(tmp_path, 50)
    last = xltool.recalc(path).findings[-1]
    xltool.explain(path, last.key, "冲回上年多列支出")
    more = {f"项目明细_上年决算#{number}": Decimal(-1000) for number in range(1, 45)}
    typed(path, more)
    outcome = xltool.recalc(path)
    assert [finding.key for finding in outcome.findings].index(last.key) > 60
    assert len(results(path)) == 60
    assert row_of(path, last.key)["说明"] == "冲回上年多列支出"
    typed(path, dict.fromkeys(more))
    xltool.recalc(path)
    assert row_of(path, last.key)["说明"] == "冲回上年多列支出"


def test_more_reasons_than_rows_are_refused_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_sheet, "_MOST_ROWS", 60)
    path = _crowded(tmp_path, 80)
    xltool.recalc(path)
    texts = {f"审核结果_说明#{number}": f"第{number}条冲回上年多列支出" for number in range(60)}
    typed(path, texts)
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match=r"“审核结果”只有 60 行，放不下 60 条说明.*插入若干空行"):
        xltool.recalc(path)
    assert path.read_bytes() == before
    typed(path, dict.fromkeys(["审核结果_说明#0", "审核结果_说明#59"]))
    xltool.recalc(path)
    assert sum(row["说明"] is not None for row in results(path)) == 58


# Reasons


def number_of(path: Path, key: str) -> Value:
    return row_of(path, key)["序号"]


def test_a_reason_moves_with_its_finding(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    before = number_of(path, CONTROL)
    finding = xltool.explain(path, str(before), "编制未及时核增，已报编办")
    assert finding is not None and finding.key == CONTROL
    typed(path, {"收入_其他资金": Decimal("66.5"), "公务接待_本年决算": Decimal(-1)})
    xltool.recalc(path)
    assert number_of(path, CONTROL) != before
    row = row_of(path, CONTROL)
    assert (row["说明"], row["状态"]) == ("编制未及时核增，已报编办", "已说明")
    assert [r["键"] for r in results(path) if r["说明"] is not None] == [CONTROL]


@pytest.mark.parametrize("value", [Decimal(1234567890), Decimal("0.123456789"), True])
def test_a_reason_that_is_no_text_stays_what_it_is(book: Book, value: Value) -> None:
    path = book("case")
    xltool.recalc(path)
    row = int(str(number_of(path, CONTROL))) - 1
    typed(path, {f"审核结果_说明#{row}": value})
    held = shown(path, f"审核结果_说明#{row}")
    xltool.recalc(path)
    assert shown(path, f"审核结果_说明#{row}") == held and row_of(path, CONTROL)["状态"] == "说明无效"
    typed(path, {"收入_其他资金": Decimal("66.5"), "公务接待_本年决算": Decimal(-1)})
    xltool.recalc(path)
    assert row_of(path, CONTROL)["说明"] in ("1234567890", "0.123456789", "TRUE")
    assert row_of(path, CONTROL)["状态"] == "说明无效", "it has moved, and still says nothing"


@pytest.mark.libreoffice
def test_a_row_inserted_among_the_results_gets_its_link(book: Book, tmp_path: Path) -> None:
    path = book("case")
    xltool.recalc(path)
    top = where(seen(path), "审核结果_位置").row
    inserted = edit(path, [("insert_rows", "审核结果", top + 1, 1)], tmp_path / "inserted.xlsx")
    assert xltool.recalc(inserted).changed
    rows = results(inserted)
    assert [row["位置"] for row in rows] == [row["显示"] for row in rows] and all(row["位置"] for row in rows)
    cell = where(seen(inserted), "审核结果_位置#1")
    assert "HYPERLINK" in seen(inserted).formulas[cell]
    assert not xltool.recalc(inserted).changed
    assert recalculate([inserted])[inserted]["审核结果"][cell.row, cell.column] == rows[1]["显示"]


def test_a_number_that_is_another_findings_by_now_is_refused(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    typed(path, {"总分": Decimal("95.25"), "执行率": Decimal(1), "执行率得分": Decimal(10)})
    written = {str(row["序号"]): row["键"] for row in results(path)}
    fresh = {number: finding.key for number, finding in xltool.check(path).numbered if number}
    moved = next(number for number in written if fresh.get(number) not in (None, written[number]))
    same = next(number for number in written if fresh.get(number) == written[number])
    before = path.read_bytes()
    for number in (moved, str(len(written))):
        with pytest.raises(WorkbookError, match=f"第 {number} 条已不是.*--settings.*xltool recalc"):
            xltool.explain(path, number, "见编办今年三月的批复")
    assert path.read_bytes() == before
    xltool.explain(path, same, "编办批复还在途中")
    assert row_of(path, str(written[same]))["说明"] == "编办批复还在途中"
    assert xltool.explain(path, moved, "见编办今年三月的批复") is not None, (
        "that was a run: the sheet is fresh again"
    )
    assert row_of(path, fresh[moved])["说明"] == "见编办今年三月的批复"


def test_a_reason_lapses_when_the_figures_change_and_a_new_one_holds(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    typed(path, {"在职人数": Decimal(58), "正文_在职人数": Decimal(58)})
    xltool.recalc(path)
    assert (row_of(path, CONTROL)["说明"], row_of(path, CONTROL)["状态"]) == (
        "编制未及时核增，已报编办",
        "说明失效",
    )
    assert not xltool.recalc(path).changed
    xltool.explain(path, CONTROL, "编制未及时核增，又调入一名职工")
    assert row_of(path, CONTROL)["状态"] == "已说明"


def test_a_lapsed_reason_holds_again_with_the_old_figures(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    for staff, state in ((58, "说明失效"), (57, "已说明")):
        typed(path, {"在职人数": Decimal(staff)})
        xltool.recalc(path)
        assert row_of(path, CONTROL)["状态"] == state


def test_a_reason_typed_into_the_sheet_counts_like_one_given_by_command(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    row = int(str(number_of(path, CONTROL))) - 1
    typed(path, {f"审核结果_说明#{row}": "见编办今年三月的批复"})
    xltool.recalc(path)
    assert (row_of(path, CONTROL)["说明"], row_of(path, CONTROL)["状态"]) == (
        "见编办今年三月的批复",
        "已说明",
    )


def test_no_reason_makes_up_for_a_correction(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    xltool.explain(path, "XT401|总分", "合计公式被覆盖，已改回")
    row = row_of(path, "XT401|总分")
    assert (row["说明"], row["状态"], row["级别"]) == ("合计公式被覆盖，已改回", "待改", "▲必改")


def test_the_reason_of_a_finding_that_is_gone_is_kept_below(book: Book) -> None:
    path = book("case")
    outcome = xltool.recalc(path)
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    typed(path, {"编制数": Decimal(57), "在职人员控制率": Decimal(1)})
    xltool.recalc(path)
    last = results(path)[-1]
    assert (last["键"], last["说明"], last["状态"]) == (CONTROL, "编制未及时核增，已报编办", "多余的说明")
    assert last["序号"] is None and last["问题"] is None
    assert not xltool.recalc(path).changed
    typed(path, {"编制数": Decimal(39), "在职人员控制率": Decimal("1.4615")})
    again = xltool.recalc(path)
    assert [finding.key for finding in again.findings] == [finding.key for finding in outcome.findings]
    assert (row_of(path, CONTROL)["说明"], row_of(path, CONTROL)["状态"]) == (
        "编制未及时核增，已报编办",
        "已说明",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("无", "正常", "同上", "情况正常。", "没有没有没有没有", "见附件", "……………………"),
        *("啊啊啊啊啊啊啊啊", "说明说明说明说明", "20230418"),
    ],
)
def test_a_reason_that_says_nothing_does_not_count(book: Book, text: str) -> None:
    path = book("case")
    xltool.recalc(path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="没有写明原因：请至少写 8 个字"):
        xltool.explain(path, CONTROL, text)
    assert path.read_bytes() == before
    typed(path, {f"审核结果_说明#{int(str(number_of(path, CONTROL))) - 1}": text})
    outcome = xltool.recalc(path)
    row = row_of(path, CONTROL)
    assert (row["说明"], row["状态"]) == (text, "说明无效") and "请至少写 8 个字" in str(row["怎么改"])
    assert CONTROL in {finding.key for finding in outcome.standing}
    xltool.explain(path, CONTROL, "编制未及时核增，已报编办")
    assert row_of(path, CONTROL)["状态"] == "已说明"


def test_a_note_beside_no_finding_is_kept(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    typed(path, {"审核结果_说明#50": "以上已逐条核对"})
    xltool.recalc(path)
    last = results(path)[-1]
    assert (last["说明"], last["状态"]) == ("以上已逐条核对", "另记")
    assert not xltool.recalc(path).changed


def test_what_starts_like_a_formula_is_written_as_text(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    for text in ("=1+1 人是编办批的", "+5 人待编办核定批复", "-5 人已经办理退休", "@SUM(A1:A99)"):
        xltool.explain(path, CONTROL, text)
        assert row_of(path, CONTROL)["说明"] == text
    snapshot = seen(path)
    assert not [
        formula for formula in snapshot.formulas.values() if formula.startswith(("1+1", "SUM(A1:A99"))
    ]


@pytest.mark.parametrize(("key", "text"), [("999", "原因"), ("XT999|总分", "原因"), ("1", "  ")])
def test_a_reason_needs_a_finding_and_words(book: Book, key: str, text: str) -> None:
    path = book("case")
    xltool.recalc(path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError):
        xltool.explain(path, key, text)
    assert path.read_bytes() == before


def test_a_reason_stays_with_a_collected_finding_when_its_first_cell_is_mended(book: Book) -> None:
    path = book("case")
    first = next(f for f in xltool.recalc(path).findings if f.code == "XT002").accused[0].place.name
    xltool.explain(path, "XT002", "按财政局批复的数手填")
    assert row_of(path, "XT002")["状态"] == "已说明"
    xltool.restore(path, [first])
    outcome = xltool.recalc(path)
    (left,) = (f for f in outcome.findings if f.code == "XT002")
    assert first not in [cell.place.name for cell in left.accused]
    row = row_of(path, "XT002")
    assert (row["说明"], row["状态"]) == ("按财政局批复的数手填", "说明失效")


def test_a_figure_that_no_cell_holds_is_told_in_words(tmp_path: Path) -> None:
    """1.79769313486232E308 and 92 are more than a cell can hold: what comes of them is written nowhere as a number."""
    book = tmp_path / "表.xlsx"
    shutil.copy(CORRECTED, book)
    workbook = FileWorkbook(book)
    snapshot = workbook.snapshot()
    area = snapshot.names["绩效指标_得分"]
    cell = Cell(area.sheet, area.top + 1, area.left)
    workbook.apply(Edits({cell: Decimal("1.7976931348623157E308")}))
    outcome = xltool.recalc(book)
    assert any(finding.code == "XT405" for finding in outcome.findings)
    assert not xltool.recalc(book).changed
