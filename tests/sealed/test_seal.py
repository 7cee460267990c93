"""The sealed copy: when it is refused, what is in it, what is not, and how other programs find it."""

from __future__ import annotations

import datetime
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from examples.first_case import AS_FILED
from templatebuild.build import build
from templatebuild.edition import BEFORE
from tests.book import test_dialects as dialects
from tests.book.packages import parts, replacing, rezip, streamed, with_calculation_chain
from tests.review.conftest import BASE
from tests.sealed.cases import (
    REASON,
    SECRETS,
    burdened,
    cell,
    corrected,
    formulas_in,
    inside,
    verdict,
    with_macros,
)
from tests.support.office import convert, edit, recalculate, to_png
from tests.support.ooxml import assert_clean
from xltool.book.file.package import open_package
from xltool.book.file.whole import sheet_states, whole
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Snapshot
from xltool.book.sealed import CHECK_SHEET, CODE, COVER_SHEET
from xltool.contract.names import CONTRACT, FORM_SHEETS, MARKS, REVIEW, Role, with_role
from xltool.errors import WorkbookError
from xltool.sealed.verify import SealState
from xltool.verbs.adopt import adopt
from xltool.verbs.check import check
from xltool.verbs.clear import clear
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.recalc import recalc
from xltool.verbs.restore import overwritten, restore
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return corrected(tmp_path)


def sealed(book: Path) -> Path:
    made = seal(book)
    assert made.path is not None, made.blocking
    return made.path


def opened(path: Path) -> Snapshot:
    return whole(open_package(path.read_bytes(), path.name))


# Refused, accepted


def test_the_first_case_as_filed_is_refused_and_says_why(tmp_path: Path) -> None:
    path = Path(shutil.copy(AS_FILED, tmp_path / "原样.xlsx"))
    made = seal(path)
    assert made.path is None and not made.data
    assert {finding.severity.value for finding in made.blocking} == {"必改", "须说明"}
    assert sum(finding.severity == "必改" for finding in made.blocking) == 14
    assert list(tmp_path.iterdir()) == [path] and path.read_bytes() == AS_FILED.read_bytes()


def test_corrected_it_is_accepted_and_the_workbook_stays_as_it_is(book: Path) -> None:
    before = book.read_bytes()
    path = sealed(book)
    assert path.name == "自评-上报件.xlsx" and book.read_bytes() == before
    assert verify(path).state is SealState.INTACT


def test_a_missing_reason_stands_in_the_way(book: Path) -> None:
    clear(book, reasons_too=True)
    blocking = seal(book).blocking
    assert blocking and {finding.severity.value for finding in blocking} == {"须说明"}
    for finding in blocking[1:]:
        explain(book, finding.key, "经核实，数字属实，已报财政局备案。")
    assert [finding.key for finding in seal(book).blocking] == [blocking[0].key]


def test_a_reason_that_says_nothing_or_is_stale_stands_in_the_way(book: Path) -> None:
    outcome = check(book)
    key = next(f.key for f in outcome.findings if f.code == "XT311")
    snapshot = outcome.snapshot
    keys = snapshot.column(snapshot.names["审核结果_键"])  # type: ignore[arg-type]
    at = cell(snapshot, "审核结果_说明", keys.index(key))
    FileWorkbook(book).apply(Edits({at: "正常正常正常正常"}))
    assert [f.key for f in seal(book).blocking] == [key]


def test_the_same_workbook_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    first = sealed(book).read_bytes()
    assert seal(book, tmp_path / "又一份.xlsx").data == first


def test_a_sealed_copy_is_replaced_by_a_newer_one_and_nothing_else_is(book: Path, tmp_path: Path) -> None:
    path = sealed(book)
    assert sealed(book) == path and len(list(tmp_path.glob("*上报件*"))) == 1  # the very same
    first = path.read_bytes()
    explain(book, next(f.key for f in check(book).findings if f.severity == "须说明"), REASON)
    made = seal(book)
    assert made.path == path and path.read_bytes() != first
    assert made.kept == tmp_path / "自评-上报件（前 1）.xlsx" and made.kept.read_bytes() == first
    for other, what in (
        (book, "不能覆盖填报用的工作簿"),
        (Path(shutil.copy(AS_FILED, tmp_path / "别的.xlsx")), "又不是上报件"),
        (tmp_path / "文本.xlsx", "又不是上报件"),
        (tmp_path / "宏.xlsm", "扩展名应为 .xlsx"),
        (tmp_path / "夹.xlsx", "是文件夹"),
    ):
        if what == "是文件夹":
            other.mkdir()
        elif not other.exists():
            other.write_text("字", encoding="utf-8")
        with pytest.raises(WorkbookError, match=what):
            seal(book, other)


# What is in it


def test_values_are_those_of_the_workbook_and_no_formula_is_left(book: Path) -> None:
    before, path = check(book).snapshot, sealed(book)
    assert formulas_in(path) == []
    after = opened(path)
    for name in with_role(Role.INPUT, Role.COMPUTED):
        if name.block or name.optional or name.name == "显示标记":
            continue
        at = cell(before, name.name)
        old, new = before.value(at), after.value(at)
        assert old == new or isinstance(new, Decimal), name.name  # a date is a number here
    assert after.value(cell(after, "总分")) == Decimal("98.75")


def test_stale_results_are_sealed_as_they_would_be_shown(book: Path) -> None:
    """A figure changed by a program that computes nothing: the formulas' stored results are old."""
    snapshot = check(book).snapshot
    at = cell(snapshot, "正文_工资福利支出")
    content = openpyxl.load_workbook(book)
    content[at.sheet].cell(at.row, at.column, 900.66)
    content.save(book)
    for finding in seal(book).blocking:
        if finding.severity == "须说明":
            explain(book, finding.key, "经核实，数字属实，已报财政局备案。")
    made = seal(book)
    if made.path is None:  # 必改: the parts no longer add up
        assert {f.severity.value for f in made.blocking} == {"必改"}
        return
    assert opened(made.path).value(cell(snapshot, "正文_工资福利支出_占比")) == Decimal("0.6485")


def test_nothing_is_marked_and_marks_are_off(book: Path) -> None:
    recalc(book)
    assert any(marks(FileWorkbook(book).snapshot()))
    after = opened(sealed(book))
    assert not any(marks(after)) and after.value(cell(after, "显示标记")) == "否"


def marks(snapshot: Snapshot) -> list[object]:
    found = []
    for title in FORM_SHEETS:
        for prefix in (MARKS, REVIEW):
            area = snapshot.names[prefix + title]
            assert isinstance(area, Area)
            found += [
                value
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
                if (value := snapshot.value(Cell(area.sheet, row, column))) is not None
            ]
    return found


def test_the_sheets_that_are_seen(book: Path) -> None:
    path = sealed(book)
    states = sheet_states(open_package(path.read_bytes(), path.name))
    assert list(states) == [COVER_SHEET, *FORM_SHEETS, "审核结果", CHECK_SHEET]
    assert [name for name, seen in states.items() if seen] == [
        COVER_SHEET,
        "基础数据表",
        "自评表",
        "正文数据",
    ]
    content = openpyxl.load_workbook(path)
    assert content.active.title == COVER_SHEET
    assert [sheet.title for sheet in content if sheet.sheet_view.tabSelected] == [COVER_SHEET]
    assert content["基础数据表"].print_area and content[COVER_SHEET].print_area
    assert b'readOnlyRecommended="1"' in parts(path)["xl/workbook.xml"]


def test_the_cover_says_rules_scheme_reasons_and_code(book: Path) -> None:
    made = seal(book)
    assert made.path is not None
    sheet = openpyxl.load_workbook(made.path)[COVER_SHEET]
    said = "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)
    outcome = check(book)
    assert "xltool 0.1.0，评分办法：湖南2022" in said and outcome.report.unit_name.text in said
    for finding in outcome.findings:
        if finding.severity == "须说明":
            assert finding.message in said and outcome.reasons[finding.key].text in said
        else:
            assert finding.message not in said
    assert (
        "".join(str(sheet.cell(*place(made.path, CODE)).value).split()) == made.code and len(made.code) == 64
    )


def place(path: Path, name: str) -> tuple[int, int]:
    at = cell(opened(path), name)
    return at.row, at.column


def test_the_bureau_reads_the_same_findings_and_reasons(book: Path) -> None:
    before, after = check(book), check(sealed(book))
    assert [(f.key, f.fingerprint, before.state(f)) for f in before.findings] == [
        (f.key, f.fingerprint, after.state(f)) for f in after.findings
    ]
    assert after.computed == before.computed


def test_private_notes_stay_at_home(book: Path) -> None:
    """A reason beside no finding, and what was cleared, are in no part of the sealed copy."""
    recalc(book)
    content = openpyxl.load_workbook(book)
    content["审核结果"]["N60"] = "备忘：某某某再看看"
    content["自评表"]["K17"] = "某某某"
    content.save(book)
    recalc(book)
    assert "某某某" in inside(book)
    assert "某某某" not in inside(sealed(book))


def test_what_the_localisation_suspects_stays_at_home(book: Path) -> None:
    snapshot = check(book).snapshot
    FileWorkbook(book).apply(
        Edits({cell(snapshot, "错误定位_结论"): "疑为某某某错填", cell(snapshot, "定位摘要"): "某某某"})
    )
    path = sealed(book)
    after = opened(path)
    assert "某某某" not in inside(path)
    assert after.value(cell(after, "定位摘要")) is None


def test_a_workbook_of_the_template_before_can_be_sealed(book: Path) -> None:
    older = book.with_name("旧.xlsx")
    build(older, values=tomllib.loads(BASE.read_text(encoding="utf-8")), edition=BEFORE)
    assert verify(sealed(older)).good
    content = openpyxl.load_workbook(older)
    for name in [name.name for name in CONTRACT.values() if name.since == "1.1"]:
        del content.defined_names[name]
    content["填表说明"]["B9"] = "1.0"
    content.save(book)
    assert verify(sealed(book)).good


def test_a_reason_of_a_page_is_printed_whole(book: Path) -> None:
    outcome = check(book)
    finding = next(f for f in outcome.findings if f.severity == "须说明")
    reason = "".join(f"第{number}条，经核实属实，已报备案。" for number in range(200))
    explain(book, finding.key, reason)
    sheet = openpyxl.load_workbook(sealed(book))[COVER_SHEET]
    printed = [str(row[3].value or "") for row in sheet.iter_rows()]
    assert reason in "".join(printed) and max(map(len, printed)) < 500
    heights = [sheet.row_dimensions[row].height or 0 for row in range(1, sheet.max_row + 1)]
    assert max(heights) <= 409


LINE = "目标：做好监督工作，助力本区经济发展、城乡融合和民生改善，压减一般性支出，严格执行有关规定。"


def heights(path: Path) -> dict[tuple[str, int], float]:
    return {
        (sheet.title, row): dimension.height
        for sheet in openpyxl.load_workbook(path)
        for row, dimension in sheet.row_dimensions.items()
        if dimension.height
    }


def test_rows_grow_with_the_texts_that_are_printed(book: Path) -> None:
    snapshot = FileWorkbook(book).snapshot()
    before = heights(book)
    form = {place: height for place, height in heights(sealed(book)).items() if place[0] in FORM_SHEETS}
    assert form and form.items() <= before.items()  # where everything has room nothing is changed
    goal, measures = cell(snapshot, "预期目标"), cell(snapshot, "厉行节约保障措施")
    reason = cell(snapshot, "绩效指标_偏差原因", 1)
    long = {goal: "\n".join([LINE] * 8), measures: LINE * 60, reason: LINE}
    FileWorkbook(book).apply(Edits(long))
    recalc(book)
    after = heights(sealed(book))
    grown = {place for place in form if after[place] != form[place]}
    assert grown == {(at.sheet, at.row) for at in long}
    assert 200 < after[goal.sheet, goal.row] < 350
    assert 90 < after[reason.sheet, reason.row] < 200
    assert after[measures.sheet, measures.row] == 409  # no row can be higher


# What is not


def test_macros_buttons_people_and_paths_are_left_behind(tmp_path: Path) -> None:
    book = burdened(with_macros(tmp_path / "带宏.xlsm"), tmp_path / "自评.xlsm")
    assert all(secret in inside(book) for secret in SECRETS)
    path = sealed(book)
    assert path.suffix == ".xlsx"
    text = inside(path)
    assert [secret for secret in SECRETS if secret in text] == []
    names = set(parts(path))
    assert {n.partition("/")[0] for n in names} == {"[Content_Types].xml", "_rels", "docProps", "xl"}
    assert not {
        n for n in names if any(w in n.lower() for w in ("vba", "vml", "ctrlprop", "custom", "printer"))
    }
    assert "xl/media/image1.png" in names  # a picture, such as a seal, stays
    assert_clean(path)
    assert openpyxl.load_workbook(path).vba_archive is None
    assert verify(path).state is SealState.INTACT


@pytest.mark.parametrize(
    "dialect",
    ["openpyxl", "prefixes", "line breaks", "UTF-16", "byte order mark", "streamed", "WPS", "inline strings"],
)
def test_every_program_s_file_can_be_sealed(tmp_path: Path, dialect: str) -> None:
    code = seal(corrected(tmp_path, "一.xlsx")).code
    (tmp_path / "甲").mkdir()
    make = streamed if dialect == "streamed" else dialects.DIALECTS[dialect]
    book = make(corrected(tmp_path / "甲"), tmp_path / "乙.xlsx")
    made = seal(book)
    assert made.path is not None and formulas_in(made.path) == []
    assert made.code == code  # the same content, whoever wrote it
    assert_clean(made.path)


def test_a_strict_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    book = dialects.from_a_strict_writer(corrected(tmp_path, "一.xlsx"), tmp_path / "严.xlsx")
    with pytest.raises(WorkbookError, match="另存为普通的"):
        seal(book)


def test_the_calculation_chain_and_shared_and_array_formulas_go(tmp_path: Path) -> None:
    chained = with_calculation_chain(corrected(tmp_path, "一.xlsx"), tmp_path / "链.xlsx", "G1")
    grouped = rezip(
        chained,
        tmp_path / "组.xlsx",
        {
            "xl/worksheets/sheet4.xml": replacing(
                ("<f>IF(COUNT(B10,B9)", '<f t="shared" ref="C10:C10" si="0">IF(COUNT(B10,B9)'),
                ("<f>IF(COUNT(B11,B9)", '<f t="array" ref="C11">IF(COUNT(B11,B9)'),
            )
        },
    )
    path = sealed(grouped)
    assert formulas_in(path) == [] and "calcChain" not in inside(path)
    assert_clean(path)


def test_a_foreign_sheet_goes_along_with_its_values_and_a_hidden_one_does_not(book: Path) -> None:
    content = openpyxl.load_workbook(book)
    extra, draft = content.create_sheet("附件3"), content.create_sheet("草稿")
    extra["A1"], extra["A2"], draft["A1"] = "补充说明", 12.5, "某某某"
    draft.sheet_state = "hidden"
    content.save(book)
    path = sealed(book)
    states = sheet_states(open_package(path.read_bytes(), path.name))
    assert states["附件3"] and "草稿" not in states and "某某某" not in inside(path)


def test_a_formula_that_nobody_has_computed_is_refused(book: Path) -> None:
    content = openpyxl.load_workbook(book)
    content.create_sheet("附件3")["A1"] = "=CUBEVALUE(1,2)"
    content.save(book)
    with pytest.raises(WorkbookError, match=r"附件3!A1.*打开并保存一次"):
        seal(book)


def test_sheets_of_our_names_are_not_overwritten(book: Path) -> None:
    content = openpyxl.load_workbook(book)
    content.create_sheet(CHECK_SHEET)
    content.save(book)
    with pytest.raises(WorkbookError, match="已有名为“校验”的工作表"):
        seal(book)


def test_a_figure_under_a_merged_area_is_refused(book: Path) -> None:
    at = cell(check(book).snapshot, "项目明细_本年决算", 3)
    left = Cell(at.sheet, at.row, at.column - 1)
    book = rezip(
        book,
        book.with_name("并.xlsx"),
        {
            "xl/worksheets/sheet2.xml": lambda data: data.replace(
                b'<mergeCells count="7">',
                f'<mergeCells count="8"><mergeCell ref="{left.address.split("!")[1]}:{at.address.split("!")[1]}"/>'.encode(),
            )
        },
    )
    with pytest.raises(WorkbookError, match="被合并单元格遮住"):
        seal(book)


@pytest.mark.parametrize("hidden", ["row", "column"])
def test_a_hidden_figure_is_refused(book: Path, hidden: str) -> None:
    at = cell(check(book).snapshot, "项目明细_本年决算", 3)
    content = openpyxl.load_workbook(book)
    sheet = content[at.sheet]
    if hidden == "row":
        sheet.row_dimensions[at.row].hidden = True
    else:
        sheet.column_dimensions["G"].hidden = True
    content.save(book)
    with pytest.raises(WorkbookError, match=r"被隐藏，看不见却参与计算：请取消隐藏"):
        seal(book)


@pytest.mark.parametrize(("name", "where"), [("全年执行数", "自评表!F6"), ("总分", "自评表!H27")])
def test_a_figure_that_would_be_printed_rounded_is_refused(book: Path, name: str, where: str) -> None:
    with_format(book, name, "0")
    with pytest.raises(WorkbookError, match=rf"{where}（.+）的数字格式显示的不是这个数.*请把格式改成"):
        seal(book)


def test_a_rate_may_be_printed_rounded(book: Path) -> None:
    with_format(book, "在职人员控制率", "0%")
    assert verify(sealed(book)).good


def with_format(book: Path, name: str, code: str) -> None:
    at = cell(check(book).snapshot, name)
    content = openpyxl.load_workbook(book)
    content[at.sheet].cell(at.row, at.column).number_format = code
    content.save(book)


def test_a_hidden_row_without_figures_and_a_hidden_form_can_be_sealed(book: Path) -> None:
    blank = cell(check(book).snapshot, "楼堂馆所_批复规模")
    content = openpyxl.load_workbook(book)
    content[blank.sheet].row_dimensions[blank.row].hidden = True
    content["正文数据"].sheet_state = "hidden"
    content.save(book)
    path = sealed(book)
    assert sheet_states(open_package(path.read_bytes(), path.name))["正文数据"]
    assert verify(path).good


# A sealed copy, and what is no workbook of ours


def test_a_sealed_copy_is_not_sealed_again_nor_written_into(book: Path) -> None:
    path = sealed(book)
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="已经是上报件"):
        seal(path)
    for change in (
        recalc,
        clear,
        restore,
        overwritten,
        adopt,
        lambda p: locate(p, write=True),
        lambda p: explain(p, "1", "经核实，数字属实，已报财政局备案。"),
    ):
        with pytest.raises(WorkbookError, match="已经封存的上报件"):
            change(path)
    assert path.read_bytes() == before and check(path).findings


def test_other_files_are_refused_in_our_words(tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(WorkbookError, match="不是本工具的模板"):
        seal(other)


@pytest.mark.parametrize("name", ["a b&c<d>'e.xlsx", "（定稿）自评%20表#1.xlsx", "𠮷.xlsx", "...xlsx"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    path = sealed(corrected(tmp_path, name))
    assert path.name == f"{Path(name).stem}-上报件.xlsx" and verify(path).good


# Other programs


@pytest.mark.libreoffice
@pytest.mark.ooxml
def test_it_opens_cleanly_and_shows_the_same_everywhere(book: Path) -> None:
    path = sealed(book)
    assert_clean(path)
    shown, held = recalculate([path])[path], opened(path)
    for sheet, grid in held.grids.items():
        for row, line in enumerate(grid, 1):
            for column, value in enumerate(line, 1):
                if value not in ("", None) and sheet != CHECK_SHEET:
                    assert shown[sheet].get((row, column)) == value, Cell(sheet, row, column).address


@pytest.mark.libreoffice
@pytest.mark.parametrize("saving", ["LibreOffice", "openpyxl", "twice"])
def test_saved_again_by_another_program_it_is_still_intact(book: Path, tmp_path: Path, saving: str) -> None:
    path = sealed(book)
    if saving in ("openpyxl", "twice"):
        openpyxl.load_workbook(path).save(tmp_path / "又存.xlsx")
        path = tmp_path / "又存.xlsx"
    if saving in ("LibreOffice", "twice"):
        (path,) = convert([path], tmp_path / "存")
    found = verify(path)
    assert found.state is SealState.INTACT, list(found.lines())


@pytest.mark.libreoffice
def test_a_change_made_in_libreoffice_is_named(book: Path, tmp_path: Path) -> None:
    path = sealed(book)
    at = cell(opened(path), "全年执行数")
    address = at.address.split("!")[1]
    changed = edit(path, [("set", at.sheet, address, 1388.93)], tmp_path / "改.xlsx")
    (difference,) = verify(changed).differences
    assert (difference.name, difference.before, difference.now) == ("全年执行数", "1388.92", "1388.93")


@pytest.mark.libreoffice
def test_a_workbook_saved_by_libreoffice_seals_to_the_same_code(book: Path, tmp_path: Path) -> None:
    (other,) = convert([book], tmp_path / "存")
    made = seal(other)
    assert made.path is not None and made.code == seal(book).code
    assert verdict(made.data).good


def test_every_name_of_the_contract_is_covered(book: Path) -> None:
    made = seal(book)
    listed: set[str] = set()
    for key, value, *_ in ([*line, "", ""] for line in opened(made.path or book).grids[CHECK_SHEET]):
        listed.add(str(key))
        if str(value).startswith("表:"):
            listed.update(str(value).rpartition(":")[2].split("，"))
    carried = {n.name for n in CONTRACT.values() if not n.optional}
    assert {name for name in carried if not name.startswith((MARKS, REVIEW))} <= listed


#: Texts and numbers that programs are tempted to read or write otherwise than they stand.
ODD_TEXTS = [
    '=HYPERLINK("x")', "=1+1", "+86", "-", "@甲", "'引号", "1e5", "001", "2022-1-1", "10%", "TRUE", "#N/A",
    " 首尾 ", "一\n二\n", "甲\t乙", "_x000D_", "&amp;<b>", "𠮷😀", "e\u0301", "甲" * 3000, "“”", "\u3000全角\u3000",
]  # fmt: skip
ODD_NUMBERS = [
    0.1 + 0.2,
    1e-7,
    1e15 + 0.3,
    -0.005,
    123456789.123456789,
    1e300,
    0.3333333333333333,
    True,
    False,
]


@pytest.mark.libreoffice
def test_odd_texts_and_numbers_survive_every_program(book: Path, tmp_path: Path) -> None:
    content = openpyxl.load_workbook(book)
    sheet = content.create_sheet("附件3")
    for row, value in enumerate(ODD_TEXTS, 1):
        sheet.cell(row, 1).value = value
        sheet.cell(row, 1).data_type = "s"
    for row, number in enumerate(ODD_NUMBERS, 1):
        sheet.cell(row, 2).value = number
    sheet["C1"] = datetime.datetime(2023, 4, 18, 9, 30)
    sheet["C2"] = datetime.date(2023, 4, 18)
    sheet["C3"], sheet["C4"] = "#DIV/0!", "#N/A"
    at = cell(FileWorkbook(book).snapshot(), "填报日期")
    content[at.sheet].cell(at.row, at.column).value = datetime.date(2023, 4, 18)
    content.save(book)
    path = sealed(book)
    assert_clean(path)
    again = tmp_path / "又存.xlsx"
    openpyxl.load_workbook(path).save(again)
    (office,) = convert([path], tmp_path / "存")
    (both,) = convert([again], tmp_path / "再存")
    last = tmp_path / "末存.xlsx"
    openpyxl.load_workbook(office).save(last)
    for saved in (again, office, both, last):
        found = verify(saved)
        assert found.state is SealState.INTACT, (saved, list(found.lines()))


@pytest.mark.libreoffice
def test_a_foreign_sheet_keeps_its_chart_and_loses_links_comments_and_its_table(book: Path) -> None:
    content = openpyxl.load_workbook(book)
    sheet = content.create_sheet("附件3")
    for line in (["项目", "金额"], ["甲", 1], ["乙", 2]):
        sheet.append(line)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    sheet.add_table(Table(displayName="明细表", ref="A1:B3"))
    sheet["A2"].comment = Comment("内部意见", "某某某")
    sheet["A3"].hyperlink = "file:///C:/Users/某某某/a.xlsx"
    content.save(book)
    path = sealed(book)
    text = inside(path)
    assert "某某某" not in text and "内部意见" not in text and "明细表" not in text
    assert "xl/charts/chart1.xml" in parts(path)
    assert_clean(path)
    (office,) = convert([path], book.parent / "存")
    assert verify(office).good


def test_a_bureau_s_changes_of_the_rules_stand_on_the_cover(book: Path, tmp_path: Path) -> None:
    settings = tmp_path / "审核设置.toml"
    settings.write_text('who = "某市财政局"\n[rules.XT503]\noff = true\nwhy = "另行填报"\n', encoding="utf-8")
    made = seal(book, settings=settings)
    assert made.cover is not None
    (line,) = [text for label, text in made.cover.lines if label.startswith("审核设置")]
    assert line.startswith("某市财政局：停用") and verdict(made.data).good


@pytest.mark.libreoffice
def test_printed_it_is_the_cover_and_the_forms(book: Path, tmp_path: Path) -> None:
    assert len(to_png(sealed(book), tmp_path / "页", 20)) == 4


def test_a_text_that_is_cut_is_told(book: Path) -> None:
    at = cell(check(book).snapshot, "项目明细_名称", 2)
    content = openpyxl.load_workbook(book)
    content[at.sheet].cell(at.row, at.column).value = "全县农村饮水安全巩固提升和水源地保护专项经费" * 3
    content.save(book)
    assert seal(book).cut == (at,)


def test_goals_that_no_row_is_high_enough_for_are_told(book: Path) -> None:
    """A row ends at 409 points; what fits into one that was made higher is not told."""
    at = cell(check(book).snapshot, "实际完成情况")
    line = "整修灌溉渠道并验收合格，受益农户回访满意，资金及时拨付到村，台账逐笔可查，群众反映较好。"
    for times, told in ((12, ()), (40, (at,))):
        content = openpyxl.load_workbook(book)
        content[at.sheet].cell(at.row, at.column).value = "\n".join([line] * times)
        content.save(book)
        assert seal(book, book.with_name(f"报{times}.xlsx")).cut == told


def test_a_column_in_which_a_figure_is_not_seen_whole_is_refused(book: Path) -> None:
    content = openpyxl.load_workbook(book)
    content["自评表"].column_dimensions["H"].width = 3
    content.save(book)
    with pytest.raises(WorkbookError, match=r"自评表!H6（.+）看不清（列太窄，显示不全）"):
        seal(book)
