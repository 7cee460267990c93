"""What annotating leaves alone, and where what it adds stands: order, priorities, looks, checks, protection, what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.annotate.forms import BOOK, DIALECTS, SHEET, STYLES, TITLE, recognised, same_parts, write_form
from tests.annotate.test_given_back import book_of, given_back
from tests.book.packages import parts, replacing, rezip
from tests.support import office
from tests.support.ooxml import assert_clean, sdk_errors, structure_errors
from xltool.annotate.plan import AnnotateChoices
from xltool.errors import WorkbookError
from xltool.verbs.annotated import annotated, lines

#: Dialects that Excel itself writes, or whose makers' files it opens.
JUDGED = ("XlsxWriter", "openpyxl", "empty lists", "no lists", "wide columns", "external link", "no styles")


def element(data: bytes, name: bytes) -> list[bytes]:
    return re.findall(rb"<%b[ >/].*?(?:</%b>|/>)" % (name, name), data, flags=re.S)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_form(tmp_path / "表.xlsx")


def test_no_cell_or_rule_of_the_form_is_another(form: Path) -> None:
    before, after = parts(form), parts(book_of(form))
    assert set(before) <= set(after) and len(after) == len(before) + 2
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {SHEET, BOOK, STYLES, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    old, new = before[SHEET], after[SHEET]
    for name in (b"mergeCells", b"dataValidations", b"sheetViews", b"extLst", b"sheetFormatPr"):
        assert element(old, name) == element(new, name) != []
    assert element(old, b"conditionalFormatting") == element(new, b"conditionalFormatting")[:2]
    cells = re.findall(rb"<c r=.*?(?:/>|</c>)", old)
    added = [cell for cell in re.findall(rb"<c r=.*?(?:/>|</c>)", new) if cell not in cells]
    assert len(added) == 2 and all(b"inlineStr" in cell for cell in added), "the headings of two columns"
    for name in (b"fonts", b"fills", b"borders", b"cellXfs"):
        (was,), (now,) = (_inside(part[STYLES], name) for part in (before, after))
        assert now.startswith(was) and len(now) > len(was)


def _inside(data: bytes, name: bytes) -> list[bytes]:
    return re.findall(rb"<%b[^>]*>(.*?)</%b>" % (name, name), data, flags=re.S)


def test_conditions_stand_behind_those_of_the_form(form: Path) -> None:
    before, after = parts(form), parts(book_of(form))
    theirs = [int(n) for n in re.findall(rb'priority="(\d+)"', before[SHEET])]
    every = [int(n) for n in re.findall(rb'priority="(\d+)"', after[SHEET])]
    ours = [n for n in every if n not in theirs]
    assert len(ours) > 4 and len(ours) == len(set(ours)) and min(ours) > max(theirs)
    dxfs = element(before[STYLES], b"dxfs")[0]
    count = len(re.findall(rb"<dxf>", dxfs))
    added = re.findall(rb"<dxf>.*?</dxf>", after[STYLES])[count:]
    assert len(added) >= 4 and b'<dxfs count="%d">' % (count + len(added)) in after[STYLES]
    rules = re.findall(rb'dxfId="(\d+)" priority="\d+"><formula>AND\(', after[SHEET])
    marks = rules[-4:]
    assert len(set(marks)) == 4 and min(map(int, rules)) >= count


def test_a_later_excels_conditions_count_too(form: Path, tmp_path: Path) -> None:
    later = rezip(
        form, tmp_path / "b.xlsx", {SHEET: replacing(("x14:cfRule type=", 'x14:cfRule priority="77" type='))}
    )
    found = re.findall(rb'priority="(\d+)"><formula>AND', parts(book_of(later))[SHEET])
    assert len(found) > 4 and list(map(int, found)) == list(range(78, 78 + len(found)))


@pytest.mark.ooxml
def test_excel_would_open_it(tmp_path: Path) -> None:
    for name in JUDGED:
        folder = tmp_path / name
        folder.mkdir()
        form = DIALECTS[name](write_form(folder / "甲.xlsx"), folder / "表.xlsx")
        book = book_of(form)
        xltool.recalc(book)
        assert_clean(book, inherited_from=form)


@pytest.mark.ooxml
def test_the_chain_of_calculation_stays(tmp_path: Path) -> None:
    """Programs take formulas that the chain does not name yet into it; what they do not take is one that names no formula."""
    form = DIALECTS["calculation chain"](write_form(tmp_path / "甲.xlsx"), tmp_path / "表.xlsx")
    book = book_of(form)
    xltool.recalc(book)
    assert parts(book)["xl/calcChain.xml"] == parts(form)["xl/calcChain.xml"]
    assert sdk_errors([book])[book] == []
    assert [line for line in structure_errors(book) if "has no entry" not in line] == []


def test_looks_of_conditions_are_those_that_were_meant(form: Path) -> None:
    book = openpyxl.load_workbook(book_of(form))
    listed = {str(r.sqref): rules for r, rules in book[TITLE].conditional_formatting._cf_rules.items()}
    assert [rule.dxf.fill.bgColor.rgb for rule in listed["B4:D4"]] == ["FFFF0000"]
    ours = listed["A2:H11"]
    assert [rule.dxf.fill.bgColor.rgb for rule in ours] == ["FFF4B183", "FFBDD7EE", "FFE7E6E6", "FFEAF3FA"]
    current = 'OR(L2=3,AND(L2=5,数据状态="审核后数字未改动"))'  # what a native check judges anew rests when figures change
    shown = (current, *(f"L2={n}" for n in (2, 1, 4)))
    assert [rule.formula for rule in ours] == [[f'AND(显示标记="是",{each})'] for each in shown]


# Protection


def test_a_protected_sheet_is_left_alone(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx", protected=True)
    target = tmp_path / "标注.xlsx"
    done = annotated(form, recognised(), target)
    assert (done.marked, done.unmarked, done.locked) == ((), (TITLE,), False)
    assert f"工作表“{TITLE}”受保护" in lines(done)[1]
    xltool.recalc(target)
    assert parts(target)[SHEET] == parts(form)[SHEET]
    found = openpyxl.load_workbook(target)["审核结果"]
    assert "未达标而得满分" in [str(row[4].value).partition("：")[0] for row in found.iter_rows()]


def test_marks_beside_a_protected_sheet_only_on_demand(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx", protected=True)
    target = tmp_path / "标注.xlsx"
    done = annotated(form, recognised(), target, AnnotateChoices("右侧"))
    assert done.marked == (TITLE,)
    xltool.recalc(target)
    assert (
        element(parts(target)[SHEET], b"sheetProtection")
        == element(parts(form)[SHEET], b"sheetProtection")
        != []
    )
    assert openpyxl.load_workbook(target)[TITLE]["R8"].value == 2


def test_a_locked_structure_is_said_and_stays(tmp_path: Path) -> None:
    locked = replacing(("<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'))
    form = rezip(write_form(tmp_path / "甲.xlsx"), tmp_path / "表.xlsx", {BOOK: locked})
    done = annotated(form, recognised(), tmp_path / "标注.xlsx")
    assert done.locked and b'lockStructure="1"' in parts(done.path)[BOOK]
    assert [line[:8] for line in lines(done)] == [f"已标注 {done.path}"[:8], "这个工作簿的结构"]
    assert openpyxl.load_workbook(done.path).sheetnames[-2:] == ["审核结果", "核算"]


def test_a_signature_is_told_and_comes_back(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-package.digital-signature-origin"
    put = {
        "_xmlsignatures/origin.sigs": b"",
        "[Content_Types].xml": replacing(
            ("<Override", f'<Default Extension="sigs" ContentType="{kind}"/><Override')
        ),
    }
    form = rezip(write_form(tmp_path / "甲.xlsx"), tmp_path / "表.xlsx", put)
    done = annotated(form, recognised(), tmp_path / "标注.xlsx")
    assert done.signed and "签名不再有效" in lines(done)[-1]
    assert same_parts(form, given_back(done.path)) == []


# What is printed


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("", True),
        ("$A$1:$H$11", True),
        ("$A:$H", True),
        ("$A$1:$Z$11", False),
        ("$1:$11", False),
        ("#REF!", False),
    ],
)
def test_words_stand_only_where_they_are_not_printed(tmp_path: Path, printed: str, words: bool) -> None:
    form = write_form(tmp_path / "甲.xlsx", printed="A1:H11" if printed else "")
    if printed not in ("", "$A$1:$H$11"):
        form = rezip(form, tmp_path / "表.xlsx", {BOOK: replacing(("$A$1:$H$11", printed))})
    book = book_of(form)
    areas = re.findall(rb"Print_Area[^>]*>[^<!]*!([^<]*)<", parts(book)[BOOK])
    assert areas[0].decode() == (printed or "$A$1:$H$11") and len(areas) == 2, "that of the list is the other"
    outcome = xltool.recalc(book)
    assert bool(outcome.form.beside("审核_")) is words and len(outcome.form.beside("标记_")) == 1
    widths = openpyxl.load_workbook(book)[TITLE].column_dimensions
    assert {c for c, d in widths.items() if d.hidden} == ({"L"} if words else {"I"}), (
        "the first of each group"
    )


@pytest.mark.libreoffice
def test_as_many_pages_are_printed(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx")
    book = book_of(form)
    xltool.recalc(book)
    plain = openpyxl.load_workbook(book)
    for title in plain.sheetnames[2:]:
        del plain[title]
    plain.save(tmp_path / "表一.xlsx")
    pages = [len(office.to_png(path, tmp_path / path.stem)) for path in (form, tmp_path / "表一.xlsx")]
    assert pages[0] == pages[1]


# Names and sheets that are there


def test_a_name_that_means_another_cell_is_refused(form: Path, tmp_path: Path) -> None:
    other = replacing(("本单位", "年初预算数"))
    named = rezip(form, tmp_path / "b.xlsx", {BOOK: other})
    with pytest.raises(WorkbookError, match="已经有名称“年初预算数”，指向别的单元格"):
        annotated(named, recognised(), tmp_path / "c.xlsx")
    for name in ("标记_1", "即核_合计"):
        ours = rezip(form, tmp_path / "d.xlsx", {BOOK: replacing(("本单位", name))})
        with pytest.raises(WorkbookError, match=f"名称“{name}”"):
            annotated(ours, recognised(), tmp_path / "c.xlsx")
    assert not (tmp_path / "c.xlsx").exists()


def test_a_name_that_means_the_same_cell_stays_the_forms_own(form: Path, tmp_path: Path) -> None:
    named = rezip(form, tmp_path / "b.xlsx", {BOOK: replacing(("本单位", "单位名称"))})
    book = book_of(named)
    assert parts(book)[BOOK].count("单位名称".encode()) == 1
    assert xltool.check(book).report.unit_name.text == "某市某处"
    assert openpyxl.load_workbook(given_back(book)).defined_names["单位名称"].attr_text == f"'{TITLE}'!$B$2"


def test_a_sheet_of_our_title_stays_the_forms_own(tmp_path: Path) -> None:
    form = write_form(tmp_path / "表.xlsx", "审核结果")
    annotated(form, recognised("审核结果"), tmp_path / "标注.xlsx")
    outcome = xltool.recalc(tmp_path / "标注.xlsx")
    assert outcome.form.own_sheets == {"审核结果2", "核算"}
    assert outcome.report.unit_name.text == "某市某处"
    made = openpyxl.load_workbook(tmp_path / "标注.xlsx")
    assert made.sheetnames == ["审核结果", "填表说明", "审核结果2", "核算"]
    assert "XT408" in [row[2].value for row in made["审核结果2"].iter_rows()]


def test_what_has_no_room_beside_goes_to_the_list(tmp_path: Path) -> None:
    last = replacing(("</sheetData>", '<row r="14"><c r="XFD14"><v>1</v></c></row></sheetData>'))
    form = rezip(write_form(tmp_path / "甲.xlsx"), tmp_path / "表.xlsx", {SHEET: last})
    done = annotated(form, recognised(), tmp_path / "标注.xlsx")
    assert done.marked == () and xltool.recalc(done.path).changed


def test_rows_that_are_only_formatted_are_none_of_the_form(tmp_path: Path) -> None:
    """Somebody formatted a column far down: more rows than any mark column may have."""
    far = "".join(f'<row r="{row}"><c r="B{row}" s="1"/></row>' for row in range(14, 45_000))
    long = rezip(
        write_form(tmp_path / "甲.xlsx"),
        tmp_path / "表.xlsx",
        {SHEET: replacing(("</sheetData>", f"{far}</sheetData>"))},
    )
    done = annotated(long, recognised(), tmp_path / "标注.xlsx")
    assert done.marked == (TITLE,) and "XT408" in {each.code for each in xltool.recalc(done.path).findings}


def test_what_is_no_form_yet_is_refused(form: Path, tmp_path: Path) -> None:
    bare = recognised(cells={"单位名称": "B2"})._replace(blocks=())
    with pytest.raises(WorkbookError, match="还没有标出“全年预算数”和“全年执行数”"):
        annotated(form, bare, tmp_path / "标注.xlsx")
    assert not (tmp_path / "标注.xlsx").exists()
