"""Names, formulas and in-place edits of a package."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book import packages
from tests.book.packages import SHEET, parts, replacing, rezip, small, with_calculation_chain, with_rows
from xltool.book.defined import resolve, where_to
from xltool.book.file import package
from xltool.book.file.package import Package, edited, open_package
from xltool.book.parts.xmltext import masked, plain, utf8, xstring, xstring_escaped
from xltool.book.port import Area, BrokenName, Cell, Edits, ErrorValue, Value
from xltool.book.sheet.cellvalue import number_text, serial
from xltool.book.sheet.sheetcontent import content
from xltool.errors import ProgramError, WorkbookError

FORM = "表 1"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small(tmp_path / "表.xlsx")


def opened(source: Path | bytes) -> Package:
    return open_package(source if isinstance(source, bytes) else source.read_bytes(), "表.xlsx")


def changed(source: Path | bytes, sheet: str = FORM, **values: Value) -> bytes:
    """The file with cells of one sheet set; the very same bytes where nothing changes."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    return (
        edited(opened(data), Edits(values={at(name, sheet): value for name, value in values.items()})) or data
    )


def places(found: Mapping[Cell, object]) -> dict[tuple[int, int], object]:
    """What cells of one sheet hold, by row and column alone."""
    return {(cell.row, cell.column): held for cell, held in found.items()}


def spots(found: Iterable[Cell]) -> set[tuple[int, int]]:
    """Cells of one sheet by row and column alone."""
    return {(cell.row, cell.column) for cell in found}


def at(address: str, sheet: str = FORM) -> Cell:
    letters = address.rstrip("0123456789")
    return Cell(sheet, int(address[len(letters) :]), openpyxl.utils.column_index_from_string(letters))


def sheet_of(source: bytes, part: str = SHEET) -> str:
    return parts(source)[part].decode()


def other_parts_equal(before: Path | bytes, after: Path | bytes, *but: str) -> bool:
    first, second = parts(before), parts(after)
    return {k: v for k, v in first.items() if k not in but} == {
        k: v for k, v in second.items() if k not in but
    }


# ---------------------------------------------------------------- defined names

SHEETS = {"表 1": "表 1", "自评表": "自评表", "it's": "It's"}
REF, OTHER, MANY, NOTHING, LINES = (
    "指向已删除的单元格（#REF!）",
    "指向另一个工作簿",
    "指向多个区域",
    "是公式或常量，不是单元格区域",
    "指向整列或整行",
)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("'表 1'!$A$1:$B$2", Area("表 1", 1, 1, 2, 2)),
        ("自评表!$H$27", Area("自评表", 27, 8, 27, 8)),
        ("=自评表!H27", Area("自评表", 27, 8, 27, 8)),
        ("自评表!A$1:$B2", Area("自评表", 1, 1, 2, 2)),
        ("自评表!$B$2:$A$1", Area("自评表", 1, 1, 2, 2)),
        ("自评表!$A$1:自评表!$C$3", Area("自评表", 1, 1, 3, 3)),
        ("'IT''S'!$XFD$1048576", Area("It's", 1048576, 16384, 1048576, 16384)),
    ],
)
def test_a_name_leads_to_one_area(text: str, area: Area) -> None:
    assert where_to(text, SHEETS) == area


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#REF!", REF),
        ("自评表!#REF!", REF),
        ("#REF!$A$1", REF),
        ("SUM(自评表!$A$1,#ref!)", REF),
        ("[1]自评表!$A$1", OTHER),
        ("'[1]表 1'!$A$1", OTHER),
        (r"'C:\数据\[旧表.xlsx]表 1'!$A$1", OTHER),
        ("SUM([2]自评表!$A$1:$A$3)", OTHER),
        ("自评表!$A$1,自评表!$C$3", MANY),
        ("('表 1'!$A$1:$A$3,自评表!$C:$C)", MANY),
        ("'表 1:自评表'!$A$1", "指向多个工作表"),
        ("自评表!$A$1:'表 1'!$B$2", "指向多个工作表"),
        ("自评表!$A:$C", LINES),
        ("自评表!$1:$3", LINES),
        ("$A$1", "没有写明工作表"),
        ("没有的表!$A$1", "指向不存在的工作表“没有的表”"),
        ("自评表!$A$1048577", "超出工作表的范围"),
        ("自评表!$XFE$1", "超出工作表的范围"),
        ("12.5", NOTHING),
        ('"#REF!"', NOTHING),
        ('"a,b"', NOTHING),
        ("OFFSET(自评表!$A$1,0,0,COUNTA(自评表!$A:$A),1)", NOTHING),
        ("{1,2;3,4}", NOTHING),
        ("自评表!$A$1*2", NOTHING),
        ("", NOTHING),
    ],
)
def test_a_name_that_leads_nowhere_says_why(text: str, reason: str) -> None:
    assert where_to(text, SHEETS) == BrokenName(text, reason)


def test_a_name_of_the_workbook_wins_and_one_of_a_sheet_alone_is_broken() -> None:
    cell = "自评表!$A$1"
    found = resolve(
        [("Total", 0, "表!$B$2"), ("TOTAL", None, cell), ("只此", 0, cell), ("只此", 1, cell), ("_xlnm.Print_Area", 0, cell),
         ("_XLFN.XLOOKUP", None, "#NAME?"), ("两次", None, cell), ("两次", None, cell), ("野", 9, cell)],
        ["表", "自评表"],
        ["表", "自评表"],
    )  # fmt: skip
    assert found.areas == {"TOTAL": Area("自评表", 1, 1, 1, 1)}
    assert found.broken == {
        "只此": BrokenName(cell, "只在工作表“表”“自评表”内有效"),
        "两次": BrokenName(cell, "在工作簿里定义了两次"),
        "野": BrokenName(cell, "只在工作表“?”内有效"),
    }


def test_names_are_read_from_the_workbook_part(book: Path, tmp_path: Path) -> None:
    inserted = (
        '<definedName name="隐藏" hidden="1">自评表!$A$2</definedName><definedName name="删了">#REF!</definedName>'
        '<definedName name="本表" localSheetId="1">自评表!$A$1</definedName>'
        '<definedName name="转义">\'表 1\'!$A$1&amp;"x"</definedName></definedNames>'
    )
    source = rezip(book, tmp_path / "b.xlsx", {"xl/workbook.xml": replacing(("</definedNames>", inserted))})
    names, broken = opened(source).names, opened(source).broken
    assert names["单位名称"] == Area(FORM, 1, 1, 1, 1)
    assert names["隐藏"] == Area("自评表", 2, 1, 2, 1)
    assert broken["删了"] == BrokenName("#REF!", REF)
    assert broken["本表"] == BrokenName("自评表!$A$1", "只在工作表“自评表”内有效")
    assert broken["转义"] == BrokenName("'表 1'!$A$1&\"x\"", NOTHING)


def test_parts_that_no_template_has_are_read_and_not_kept_for_the_next_workbook(
    book: Path, tmp_path: Path
) -> None:
    told = opened(book)
    dates, names = told.dates(), told.names
    gap = f"<!--{' ' * package._KEPT}-->"
    ends = {
        "[Content_Types].xml": "</Types>",
        "xl/workbook.xml": "</workbook>",
        "xl/styles.xml": "</styleSheet>",
    }
    large = {part: replacing((end, gap + end)) for part, end in ends.items()}
    source = rezip(book, tmp_path / "b.xlsx", large)
    caches = package._is_types, package._parsed_book, package._dates
    before = [each.cache_info().misses for each in caches]
    again = opened(source)
    assert (again.dates(), again.names) == (dates, names)
    assert [each.cache_info().misses for each in caches] == before


# ---------------------------------------------------------------- what a sheet holds


def test_formulas_errors_and_merges_are_read(book: Path) -> None:
    found = content(opened(book).sheet(FORM))
    assert places(found.formulas) == {(4, 2): 'IF(B2=0,"",ROUND(B3/B2,4))', (5, 2): "1/0", (4, 3): "B4*2"}
    assert places(found.errors) == {(5, 2): ErrorValue("#DIV/0!")}
    assert found.merges == (Area(FORM, 1, 1, 1, 3),)
    assert not found.uncalculated


def test_an_array_formula_stands_at_each_of_its_cells(book: Path) -> None:
    assert places(content(opened(book).sheet("自评表")).formulas) == dict.fromkeys(
        [(1, 1), (2, 1), (3, 1)], "ROW(1:3)"
    )


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1&amp;"A1"</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"></f><v>3</v></c></row>'
)


def test_shared_formulas_are_written_out(book: Path, tmp_path: Path) -> None:
    found = content(opened(with_rows(book, tmp_path / "b.xlsx", SHARED)).sheet(FORM))
    assert places(found.formulas) == {(1, 2): 'A1*$A$1&"A1"', (2, 2): 'A2*$A$1&"A1"', (3, 2): 'A3*$A$1&"A1"'}


@pytest.mark.parametrize(
    ("cell", "uncalculated"),
    [
        ('<c r="A1"><f>1+1</f></c>', True),
        ('<c r="A1"><f>1+1</f><v/></c>', True),
        ('<c r="A1"><f>1+1</f><v></v></c>', True),
        ('<c r="A1" t="str"><f>1+1</f><v></v></c>', False),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', False),
        ('<c r="A1"><f ca="1"/><v>2</v></c>', False),
    ],
)
def test_a_formula_without_a_result_is_uncalculated(
    book: Path, tmp_path: Path, cell: str, uncalculated: bool
) -> None:
    source = with_rows(book, tmp_path / "b.xlsx", f'<row r="1">{cell}</row>')
    assert spots(content(opened(source).sheet(FORM)).uncalculated) == ({(1, 1)} if uncalculated else set())


def test_a_data_table_is_opaque(book: Path, tmp_path: Path) -> None:
    cell = '<c r="B2"><f t="dataTable" ref="B2:B3" dt2D="0" dtr="0" r1="A1"/><v>1</v></c>'
    source = with_rows(
        book, tmp_path / "b.xlsx", f'<row r="2">{cell}</row><row r="3"><c r="B3"><v>2</v></c></row>'
    )
    assert places(content(opened(source).sheet(FORM)).formulas) == {
        (2, 2): "TABLE(A1,)",
        (3, 2): "TABLE(A1,)",
    }
    with pytest.raises(WorkbookError, match="模拟运算表"):
        changed(source, B3=Decimal(1))


def test_comments_cdata_and_instructions_hide_what_they_hold(book: Path, tmp_path: Path) -> None:
    rows = (
        '<!-- <row r="1"><c r="A1"><f>9</f></c></row> --><row r="1"><?x <c r="A1"/> ?>'
        '<c r="A1" t="str"><f><![CDATA[IF(1<2,"a>b","")]]></f><v>a&gt;b</v></c>'
        '<c r="B1" t="inlineStr"><is><t><![CDATA[<c r="Z9"><f>1</f> t="e"]]></t></is></c>'
        '<c r="C1" t="e"><v>#N/A</v></c><c note="1>0" r="D1"><v>4</v></c></row>'
    )
    source = with_rows(book, tmp_path / "b.xlsx", rows)
    found = content(opened(source).sheet(FORM))
    assert places(found.formulas) == {(1, 1): 'IF(1<2,"a>b","")'}
    assert places(found.errors) == {(1, 3): ErrorValue("#N/A")}
    data = changed(source, D1=Decimal(5), B1="新")
    assert '<c note="1>0" r="D1"><v>5</v></c>' in sheet_of(data)
    assert sheet_of(data).startswith(sheet_of(source.read_bytes())[: sheet_of(data).index('<c r="B1"')])


def test_rows_and_cells_may_leave_out_where_they_stand(book: Path, tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><f>A1</f><v>1</v></c></row><row/><row><c r=\"B3\" t='e'><v>#N/A</v></c><c><f>1</f></c></row>"
    source = with_rows(book, tmp_path / "b.xlsx", rows)
    found = content(opened(source).sheet(FORM))
    assert places(found.formulas) == {(1, 2): "A1", (3, 3): "1"}
    assert places(found.errors) == {(3, 2): ErrorValue("#N/A")}
    data = changed(source, A1=None, B3=None, A2="新", D1=Decimal(4), A5=Decimal(5))
    assert (
        '<sheetData><row><c/><c><f>A1</f><v>1</v></c><c r="D1"><v>4</v></c></row>'
        '<row><c r="A2" t="inlineStr"><is><t>新</t></is></c></row>'
        '<row><c r="B3"/><c><f>1</f></c></row><row r="5"><c r="A5"><v>5</v></c></row></sheetData>'
    ) in sheet_of(data)


def test_one_lone_value_far_out_is_found_without_filling_the_sheet(book: Path, tmp_path: Path) -> None:
    from xltool.book.sheet.sheetpart import extent

    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576"/></row>'
    )
    sheet = opened(with_rows(book, tmp_path / "b.xlsx", rows)).sheet(FORM)
    assert extent(sheet) == (1, 1)


# ---------------------------------------------------------------- constants


def test_only_the_cells_concerned_change(book: Path) -> None:
    before = parts(book)[SHEET].decode()
    data = changed(book, J3=Decimal("146.15"), J4="=1+1", B2=Decimal(27))
    expected = (
        before.replace('<c r="J3" s="1"/>', '<c r="J3" s="1"><v>146.15</v></c>')
        .replace('<c r="J4" s="1"/>', '<c r="J4" s="1" t="inlineStr"><is><t>=1+1</t></is></c>')
        .replace('<c r="B2" s="1"><v>26</v></c>', '<c r="B2" s="1"><v>27</v></c>')
    )
    assert sheet_of(data) == expected
    assert other_parts_equal(book, data, SHEET)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("0.6991"), "<v>0.6991</v>"),
        (Decimal("146.1500"), "<v>146.15</v>"),
        (Decimal("1E+20"), "<v>1E+20</v>"),
        (Decimal("-3"), "<v>-3</v>"),
        (True, ' t="b"><v>1</v>'),
        (ErrorValue("#N/A"), ' t="e"><v>#N/A</v>'),
        (datetime.date(2023, 3, 1), "<v>44986</v>"),
        (datetime.datetime(2023, 3, 1, 12), "<v>44986.5</v>"),
        (datetime.timedelta(hours=36), "<v>1.5</v>"),
        ("a<b>&\"c'", ' t="inlineStr"><is><t>a&lt;b&gt;&amp;"c\'</t></is>'),
        (" 空格", ' t="inlineStr"><is><t xml:space="preserve"> 空格</t></is>'),
        ("两\n行", ' t="inlineStr"><is><t xml:space="preserve">两\n行</t></is>'),
        ("坏\x01\ud800字\r_x0041_", ' t="inlineStr"><is><t>坏_x0001_字_x000D__x005F_x0041_</t></is>'),
    ],
)
def test_each_kind_of_value_has_its_spelling(book: Path, value: Value, cell: str) -> None:
    start = "" if cell.startswith(" t=") else ">"
    assert f'<c r="J2" s="1"{start}{cell}</c>' in sheet_of(changed(book, J2=value))


def test_dates_follow_the_calendar_of_the_workbook(book: Path, tmp_path: Path) -> None:
    source = rezip(
        book,
        tmp_path / "b.xlsx",
        {"xl/workbook.xml": replacing(("<workbookPr ", '<workbookPr date1904="1" '))},
    )
    assert '<c r="J2" s="1"><v>43524</v></c>' in sheet_of(changed(source, J2=datetime.date(2023, 3, 1)))
    assert [serial(datetime.date(1900, *day), date1904=False) for day in ((1, 1), (2, 28), (3, 1))] == [
        1,
        59,
        61,
    ]


@pytest.mark.parametrize("value", [Decimal("1e400"), Decimal("NaN")])
def test_a_number_that_no_cell_can_hold_is_refused(value: Decimal) -> None:
    with pytest.raises(ProgramError, match="超出"):
        number_text(value)


def test_text_longer_than_a_cell_is_refused(book: Path) -> None:
    changed(book, J2="字" * 32767)
    with pytest.raises(WorkbookError, match="J2 的文字超过 32767 个字"):
        changed(book, J2="字" * 32768)


def test_what_is_there_already_changes_no_byte(book: Path) -> None:
    same: dict[str, Value] = {
        "A1": "部门整体支出绩效自评",
        "B2": Decimal("26.0"),
        "A6": " 首尾空格 ",
        "B6": True,
        "A7": "普通粗体",
        "J2": None,
        "Z99": None,
        "K2": "",
    }
    assert edited(opened(book), Edits(values={at(name): value for name, value in same.items()})) is None
    results: dict[Cell, Value] = {at("B4"): Decimal("1.4615"), at("B5"): ErrorValue("#DIV/0!")}
    assert edited(opened(book), Edits(results=results)) is None
    formula = {at("C4"): "=B4*2", at("B4"): 'IF(B2=0,"",ROUND(B3/B2,4))'}
    assert edited(opened(book), Edits(formulas=formula, results={at("C4"): Decimal("2.923")})) is None
    with zipfile.ZipFile(book) as archive:
        assert (
            "xl/sharedStrings.xml" in archive.namelist()
        )  # A1, A6 and A7 were compared with the table of texts


@pytest.mark.parametrize("value", ["文字", Decimal("1.5"), False, ErrorValue("#N/A"), " x "])
def test_a_cell_filled_and_emptied_again_is_what_it_was(book: Path, tmp_path: Path, value: Value) -> None:
    spaced = rezip(book, tmp_path / "b.xlsx", {SHEET: replacing(('<c r="J5" s="1"/>', '<c r="J5" s="1" />'))})
    for source in (book, spaced):
        filled = changed(source, J5=value, J1=value, Q8=value, C99=value)
        assert filled != source.read_bytes()
        emptied = changed(filled, J5=None, J1=None, Q8=None, C99=None)
        before, after = parts(source)[SHEET], parts(emptied)[SHEET]
        for grown in (
            (b'ref="A1:Q99"', b'ref="A1:M21"'),
            (b'<row r="8" spans="1:17"', b'<row r="8" spans="1:10"'),
        ):
            after = after.replace(*grown)  # hints at the extent stay as wide as they were made
        assert after == before


def test_an_emptied_cell_keeps_its_format_and_a_cell_without_one_goes(book: Path, tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1" t="s"><v>0</v></c></row><row r="2" ht="30"><c r="A2"><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c></row><row r="4"><c r="A4"><v>4</v></c><extLst><ext uri="x"/></extLst></row>'
    )
    data = changed(with_rows(book, tmp_path / "b.xlsx", rows), A1=None, B1=None, A2=None, A3=None, A4=None)
    expected = '<row r="1"><c r="B1" s="1"/></row><row r="2" ht="30"/>'
    assert f"<sheetData>{expected}" in sheet_of(data)
    assert '<row r="4"><extLst><ext uri="x"/></extLst></row></sheetData>' in sheet_of(data)


def test_metadata_of_a_rich_value_goes_with_the_value(book: Path, tmp_path: Path) -> None:
    source = with_rows(
        book, tmp_path / "b.xlsx", '<row r="1"><c r="A1" s="1" t="e" vm="1"><v>#VALUE!</v></c></row>'
    )
    assert '<c r="A1" s="1"><v>1</v></c>' in sheet_of(changed(source, A1=Decimal(1)))


def test_what_else_a_cell_holds_stays(book: Path, tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c></row>'
    data = changed(with_rows(book, tmp_path / "b.xlsx", rows), A1="字")
    assert '<c r="A1" t="inlineStr"><is><t>字</t></is><extLst><ext uri="x"/></extLst></c>' in sheet_of(data)


# ---------------------------------------------------------------- cells that are not there


def test_new_cells_and_rows_find_their_place_and_format(book: Path) -> None:
    data = changed(book, A20="甲", B21="乙", C21="丙", E2="丁", L3="戊", N2=Decimal(1))
    text = sheet_of(data)
    assert (
        '<row r="20"><c r="A20" t="inlineStr"><is><t>甲</t></is></c></row><row r="21"' in text
    )  # a row of its own
    row = text.partition('<row r="21"')[2]
    assert '<c r="B21" s="1" t="inlineStr"><is><t>乙</t></is></c><c r="C21" s="1"' in row  # the row's format
    assert '<c r="L3" s="1" t="inlineStr">' in text  # the column's format
    order = [
        cell.coordinate
        for cell in openpyxl.load_workbook(io.BytesIO(data))[FORM][2]
        if cell.value is not None
    ]
    assert order == ["A2", "B2", "E2", "N2"]
    assert '<row r="2" spans="1:14">' in text and '<row r="3" spans="1:12">' in text
    assert '<dimension ref="A1:N21"/>' in text


def test_an_extent_that_is_wide_enough_stays(book: Path) -> None:
    before, after = sheet_of(book.read_bytes()), sheet_of(changed(book, D2="新"))
    assert after.replace('<c r="D2" t="inlineStr"><is><t>新</t></is></c>', "") == before


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_an_empty_sheet_can_be_filled(book: Path, tmp_path: Path, empty: str) -> None:
    source = with_rows(book, tmp_path / "b.xlsx", '<row r="1"/>')
    source = rezip(
        source, tmp_path / "c.xlsx", {SHEET: replacing(('<sheetData><row r="1"/></sheetData>', empty))}
    )
    data = changed(source, B2=Decimal(1), A9="字")
    tail = sheet_of(data).partition("<sheetData")[2].partition(">")[2]
    assert tail.startswith(
        '<row r="2"><c r="B2"><v>1</v></c></row><row r="9"><c r="A9" t="inlineStr"><is><t>字</t></is></c></row></sheetData>'
    )


@pytest.mark.parametrize("row", ['<row r="1" spans="1:2 4:5"/>', '<row r="1" spans="1:2 4:5"></row>'])
def test_an_empty_row_opens_up(book: Path, tmp_path: Path, row: str) -> None:
    data = changed(with_rows(book, tmp_path / "b.xlsx", row), C1=Decimal(1), A1=Decimal(2))
    assert '<sheetData><row r="1"><c r="A1"><v>2</v></c><c r="C1"><v>1</v></c></row></sheetData>' in sheet_of(
        data
    )


def test_a_sheet_that_is_not_there_is_our_mistake(book: Path) -> None:
    with pytest.raises(ProgramError, match="没有工作表"):
        edited(opened(book), Edits(values={Cell("没有", 1, 1): "x"}))


# ---------------------------------------------------------------- formulas and their results


def test_a_fresh_result_leaves_the_formula_alone(book: Path) -> None:
    before = sheet_of(book.read_bytes())
    for value, cell in (
        (Decimal("1.5"), 's="1"><f>B4*2</f><v>1.5</v>'),
        (None, 's="1" t="str"><f>B4*2</f><v></v>'),
        ("", 's="1" t="str"><f>B4*2</f><v></v>'),
        ("文<字", 's="1" t="str"><f>B4*2</f><v>文&lt;字</v>'),
        (True, 's="1" t="b"><f>B4*2</f><v>1</v>'),
        (ErrorValue("#DIV/0!"), 's="1" t="e"><f>B4*2</f><v>#DIV/0!</v>'),
    ):
        data = edited(opened(book), Edits(results={at("C4"): value}))
        assert data is not None
        assert sheet_of(data) == before.replace('s="1"><f>B4*2</f><v>2.923</v>', cell)
        assert other_parts_equal(book, data, SHEET)
        assert edited(opened(data), Edits(results={at("C4"): value})) is None


def test_a_result_needs_a_formula(book: Path) -> None:
    for address in ("B2", "J2", "Z50"):
        with pytest.raises(ProgramError, match="没有公式"):
            edited(opened(book), Edits(results={at(address): Decimal(1)}))


def test_values_of_an_array_are_results(book: Path) -> None:
    data = edited(
        opened(book), Edits(results={at(f"A{row}", "自评表"): Decimal(row * 7) for row in (1, 2, 3)})
    )
    assert data is not None
    text = sheet_of(data, "xl/worksheets/sheet2.xml")
    assert '<f t="array" ref="A1:A3">ROW(1:3)</f><v>7</v>' in text and '<c r="A3" s="1"><v>21</v></c>' in text


def test_a_shared_formula_keeps_its_group_when_results_change(book: Path, tmp_path: Path) -> None:
    source = with_rows(book, tmp_path / "b.xlsx", SHARED)
    data = edited(opened(source), Edits(results={at("B1"): Decimal(7), at("B2"): "x"}))
    assert data is not None
    expected = SHARED.replace("</f><v>1</v>", "</f><v>7</v>", 1).replace(
        '<c r="B2"><f t="shared" si="0"/><v>2</v>', '<c r="B2" t="str"><f t="shared" si="0"/><v>x</v>'
    )
    assert f"<sheetData>{expected}</sheetData>" in sheet_of(data)


def test_a_formula_put_in_place_takes_the_calculation_chain_away(book: Path, tmp_path: Path) -> None:
    source = with_calculation_chain(book, tmp_path / "b.xlsx", "B4", "B5", "C4")
    data = edited(
        opened(source), Edits(formulas={at("B2"): '=IF(A1<>"","a&b",2)'}, results={at("B2"): "a&b"})
    )
    assert data is not None
    cell = '<c r="B2" s="1" t="str"><f>IF(A1&lt;&gt;"","a&amp;b",2)</f><v>a&amp;b</v></c>'
    assert cell in sheet_of(data)
    assert {**parts(book), SHEET: parts(data)[SHEET]} == parts(
        data
    )  # the chain, its relationship and its type


def test_a_constant_over_a_formula_takes_it_away_too_and_a_result_does_not(
    book: Path, tmp_path: Path
) -> None:
    source = with_calculation_chain(book, tmp_path / "b.xlsx", "B4", "B5", "C4")
    assert "xl/calcChain.xml" not in parts(changed(source, C4=Decimal(3)))
    assert '<c r="C4" s="1"/>' in sheet_of(changed(source, C4=None))
    for edits in (Edits(results={at("C4"): Decimal(3)}), Edits(values={at("B2"): Decimal(3)})):
        data = edited(opened(source), edits)
        assert data is not None and other_parts_equal(source, data, SHEET)


def test_a_formula_without_a_result_has_no_value(book: Path) -> None:
    data = edited(opened(book), Edits(formulas={at("J2"): "B2", at("A30"): "1+1"}))
    assert data is not None
    assert '<c r="J2" s="1"><f>B2</f></c>' in sheet_of(data)
    assert '<row r="30"><c r="A30"><f>1+1</f></c></row>' in sheet_of(data)
    assert spots(content(opened(data).sheet(FORM)).uncalculated) == {(2, 10), (30, 1)}


def test_the_head_of_a_shared_formula_cannot_go_alone(book: Path, tmp_path: Path) -> None:
    source = with_rows(book, tmp_path / "b.xlsx", SHARED)
    with pytest.raises(
        WorkbookError, match=r"“表.xlsx”的工作表“表 1”里的 B1 与别的单元格共用一个公式（还有 B2）"
    ):
        changed(source, B1=Decimal(1))
    with pytest.raises(WorkbookError, match="还有 B3"):
        edited(
            opened(source), Edits(formulas={at("B1"): "1"}, values={at("B2"): "x"}, results={at("B3"): "y"})
        )
    data = changed(source, B1=Decimal(1), B2=None, B3="x")
    assert "<f" not in sheet_of(data)
    kept = edited(opened(source), Edits(formulas={at("B1"): 'A1*$A$1&"A1"', at("B3"): 'A3*$A$1&"A1"'}))
    assert kept is None  # they say so already
    alone = changed(source, B2=Decimal(9))
    assert places(content(opened(alone).sheet(FORM)).formulas) == {
        (1, 2): 'A1*$A$1&"A1"',
        (3, 2): 'A3*$A$1&"A1"',
    }


def test_an_array_formula_goes_as_a_whole_or_not_at_all(book: Path) -> None:
    for address in ("A1", "A3"):
        with pytest.raises(WorkbookError, match="是数组公式或模拟运算表的一部分"):
            changed(book, "自评表", **{address: Decimal(1)})
    data = changed(book, "自评表", A1=None, A2=Decimal(1), A3="x")
    assert places(content(opened(data).sheet("自评表")).formulas) == {}


def test_one_cell_cannot_get_a_value_and_a_formula(book: Path) -> None:
    with pytest.raises(ProgramError, match="既要写值又要写公式：表 1!B2"):
        edited(opened(book), Edits(values={at("B2"): "x"}, formulas={at("B2"): "1"}))


# ---------------------------------------------------------------- recalculation


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<calcPr calcId="124519"/>', '<calcPr calcId="124519" fullCalcOnLoad="1"/>'),
        ('<calcPr calcId="1" fullCalcOnLoad="0" />', '<calcPr calcId="1" fullCalcOnLoad="1" />'),
        (
            "<calcPr calcId='1' fullCalcOnLoad='false'></calcPr>",
            "<calcPr calcId='1' fullCalcOnLoad=\"1\"></calcPr>",
        ),
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        (
            "<!-- calcPr --><oleSize ref='A1'/>",
            "<calcPr fullCalcOnLoad=\"1\"/><!-- calcPr --><oleSize ref='A1'/>",
        ),
    ],
)
def test_a_full_calculation_is_asked_for_once(book: Path, tmp_path: Path, old: str, new: str) -> None:
    stated = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
    source = rezip(book, tmp_path / "b.xlsx", {"xl/workbook.xml": replacing((stated, old))})
    data = edited(opened(source), Edits(recalculate=True))
    assert data is not None
    assert parts(data)["xl/workbook.xml"] == parts(source)["xl/workbook.xml"].replace(
        f"</definedNames>{old}".encode(), f"</definedNames>{new}".encode()
    )
    assert other_parts_equal(source, data, "xl/workbook.xml")
    assert edited(opened(data), Edits(recalculate=True)) is None
    assert edited(opened(book), Edits(recalculate=True)) is None


# ---------------------------------------------------------------- text of parts


@given(st.text())
def test_any_text_survives_the_escapes(text: str) -> None:
    assert xstring(xstring_escaped(text)) == text


def test_character_data_is_read_as_xml_says() -> None:
    assert plain(b"a&amp;b&#20013;&#x4e2d;<![CDATA[&lt;<c>]]><!-- no -->\r\nz") == "a&b中中&lt;<c>\nz"
    assert xstring(b"_x000D_\n_x005F_x000D_") == "\r\n_x000D_"


def test_other_encodings_are_turned_into_utf8() -> None:
    text = '<?xml version="1.0" encoding="{}"?><a>中</a>'
    for codec, stated in (
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("gb18030", "GB18030"),
    ):
        assert utf8(text.format(stated).encode(codec), "x") == text.format("UTF-8").encode()
    same = b"\xef\xbb\xbf" + text.format("utf-8").encode()
    assert utf8(same, "x") is same
    for broken in (text.format("no-such").encode(), text.format("gb18030").encode("utf-16-le")[:-1]):
        with pytest.raises(WorkbookError, match="x 已损坏"):
            utf8(broken, "x")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part_that_is_parsed(
    book: Path, tmp_path: Path, part: str, codec: str
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'

    def with_entities(data: bytes) -> bytes:
        head, mark, rest = data.decode().partition("?>")
        return (head.replace("UTF-8", codec.upper()) + mark + bomb + rest).encode(codec)

    source = rezip(book, tmp_path / "b.xlsx", {part: with_entities})
    with pytest.raises(WorkbookError, match="实体声明"):
        opened(source).sheet(FORM)


def test_a_mask_keeps_every_byte_in_its_place() -> None:
    data = b"<?xml version='1.0'?><a><!-- <b> --><![CDATA[<b>]]><?p <b>?><b/></a>"
    mask = masked(data, "x")
    assert len(mask) == len(data) and mask.count(b"<b") == 1 and mask.index(b"<b/>") == data.index(b"<b/>")


# ---------------------------------------------------------------- random edits, read by others

CELLS = st.tuples(st.integers(1, 25), st.integers(1, 15))
TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), min_size=1, max_size=12
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: Decimal(repr(number))),
)
ROUNDS = st.lists(st.dictionaries(CELLS, VALUES, max_size=12), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = small(tmp_path_factory.mktemp("plain") / "表.xlsx")
    rows = (
        '<row r="2" spans="2:4"><c r="B2" s="1"/><c r="D2" t="s"><v>0</v></c></row><row r="5"/>'
        '<row r="9" s="1" customFormat="1"><c r="C9"/><c r="F9" s="1"><v>2</v></c></row>'
    )
    source = with_rows(path, path.with_name("b.xlsx"), rows)
    merges = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    return rezip(source, path.with_name("c.xlsx"), {SHEET: replacing((merges, ""))}).read_bytes()


@given(rounds=ROUNDS)
@settings(max_examples=60, deadline=None)
def test_random_edits_read_back_equal(plain_book: bytes, rounds: list[dict[tuple[int, int], Value]]) -> None:
    data = plain_book
    expected: dict[tuple[int, int], Value] = {(2, 4): "部门整体支出绩效自评", (9, 6): Decimal(2)}
    for values in rounds:
        edits = Edits(values={Cell(FORM, *place): value for place, value in values.items()})
        data = edited(opened(data), edits) or data
        expected |= values
        assert edited(opened(data), edits) is None
    expected = {place: value for place, value in expected.items() if value is not None}
    sheet = openpyxl.load_workbook(io.BytesIO(data))[FORM]
    read = {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value is not None}
    assert {k: _as_openpyxl(v) for k, v in expected.items()} == read
    grid = (
        python_calamine.load_workbook(io.BytesIO(data))
        .get_sheet_by_name(FORM)
        .to_python(skip_empty_area=False)
    )
    cells = {(r, c): v for r, row in enumerate(grid, 1) for c, v in enumerate(row, 1) if v != ""}
    assert {k: float(v) if isinstance(v, Decimal) else v for k, v in expected.items()} == cells
    assert other_parts_equal(plain_book, data, SHEET)


def _as_openpyxl(value: Value) -> object:
    """openpyxl leaves the escapes of control characters as they stand in the file."""
    if isinstance(value, str):
        return plain(xstring_escaped(value))
    return float(value) if isinstance(value, Decimal) else value


def test_prefixes_are_kept_in_what_is_written(book: Path, tmp_path: Path) -> None:
    source = rezip(book, tmp_path / "b.xlsx", {SHEET: packages.prefixed})
    data = edited(
        opened(source),
        Edits({at("J2"): "字", at("A30"): Decimal(1)}, {at("C4"): "x"}, {at("J3"): "1+1"}, recalculate=True),
    )
    assert data is not None
    text = sheet_of(data)
    assert '<x:c r="J2" s="1" t="inlineStr"><x:is><x:t>字</x:t></x:is></x:c>' in text
    assert '<x:row r="30"><x:c r="A30"><x:v>1</x:v></x:c></x:row></x:sheetData>' in text
    assert "<x:f>B4*2</x:f><x:v>x</x:v>" in text and '<x:c r="J3" s="1"><x:f>1+1</x:f></x:c>' in text
    assert openpyxl.load_workbook(io.BytesIO(data))[FORM]["J2"].value == "字"
