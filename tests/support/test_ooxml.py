"""The judges are judged: each kind of error is made and must be found; clean files must stay clean."""

from __future__ import annotations

import re
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from . import ooxml
from .ooxml import assert_clean, audit_errors, sdk_errors, structure_errors
from .sample import (
    CHAIN,
    COMMENTS,
    CONTENT_TYPES,
    SHEET,
    SHEET_RELATIONSHIPS,
    STRINGS,
    STYLES,
    TABLE,
    WORKBOOK,
    WORKBOOK_RELATIONSHIPS,
    add_calculation_chain,
    build_sample,
    rewrite,
)

CHAIN_ENTRIES = '<c r="B3" i="1"/><c r="C3"/><c r="D3"/><c r="E3" a="1"/><c r="B5"/>'
LONG = "长" * 32_768
RULE = r"AND\(\$J\$1=1,B2&gt;3\)"

# kind of error, part to break, pattern (first match is replaced), replacement
BREAKAGES: list[tuple[str, str, str, str]] = [
    ("malformed", STRINGS, "说明", "说&#1;明"),
    ("malformed", STRINGS, "说明", "说\x0b明"),
    ("malformed", STRINGS, "说明", "说\uffff明"),
    ("malformed", SHEET, "</worksheet>", ""),
    ("doctype", STRINGS, "<sst ", "<!DOCTYPE sst [<!ENTITY a 'b'>]><sst "),
    ("content-type-missing", CONTENT_TYPES, '<Default Extension="vml"[^>]*/>', ""),
    (
        "content-type-orphan",
        CONTENT_TYPES,
        "</Types>",
        '<Override PartName="/xl/none.xml" ContentType="application/xml"/></Types>',
    ),
    (
        "content-type-duplicate",
        CONTENT_TYPES,
        "</Types>",
        '<Default Extension="XML" ContentType="application/xml"/></Types>',
    ),
    (
        "content-type-duplicate",
        CONTENT_TYPES,
        "</Types>",
        '<Override PartName="/xl/styles.xml" ContentType="application/xml"/></Types>',
    ),
    ("content-type-wrong", CONTENT_TYPES, r"spreadsheetml\.styles\+xml", "spreadsheetml.theme+xml"),
    ("relationship-duplicate", WORKBOOK_RELATIONSHIPS, 'Id="rId2"', 'Id="rId1"'),
    ("relationship-target", WORKBOOK_RELATIONSHIPS, "worksheets/sheet2", "worksheets/sheet3"),
    ("relationship-unresolved", SHEET, '<hyperlink ref="D5" r:id="rId1"', '<hyperlink ref="D5" r:id="rId8"'),
    ("relationship-unresolved", SHEET_RELATIONSHIPS, 'Id="rId2"', 'Id="rId22"'),
    ("relationship-unresolved", WORKBOOK, 'r:id="rId2"', 'r:id="rId7"'),
    ("orphan-part", SHEET_RELATIONSHIPS, '<Relationship Id="rId3"[^>]*/>', ""),
    ("out-of-order", WORKBOOK, "(<definedNames>.*</definedNames>)(<calcPr[^>]*/>)", r"\2\1"),
    ("out-of-order", SHEET, "(<mergeCells.*</mergeCells>)(<conditionalFormatting.*?</cond[^>]*>)", r"\2\1"),
    ("out-of-order", STYLES, "(<numFmts.*</numFmts>)(<fonts.*?</fonts>)", r"\2\1"),
    (
        "repeated-element",
        SHEET,
        "</mergeCells>",
        '</mergeCells><mergeCells count="1"><mergeCell ref="G1:H1"/></mergeCells>',
    ),
    ("sheet-duplicate", WORKBOOK, 'sheetId="2"', 'sheetId="1"'),
    ("sheet-duplicate", WORKBOOK, 'name="明细" sheetId', 'name="自评 表" sheetId'),
    ("sheet-duplicate", WORKBOOK, 'sheetId="2" r:id="rId2"', 'sheetId="2" r:id="rId1"'),
    ("sheet-name", WORKBOOK, 'name="明细" sheetId', 'name="收入/支出" sheetId'),
    ("sheet-name", WORKBOOK, 'name="明细" sheetId', 'name="' + "明" * 32 + '" sheetId'),
    ("no-visible-sheet", WORKBOOK, "<sheets>.*</sheets>", '<sheets><sheet name="自评 表" sheetId="1" state="hidden" r:id="rId1"/><sheet name="明细" sheetId="2" state="veryHidden" r:id="rId2"/></sheets>'),
    ("sheet-index", WORKBOOK, "<workbookView ", '<workbookView activeTab="2" '),
    ("count-wrong", STRINGS, 'uniqueCount="7"', 'uniqueCount="6"'),
    ("count-wrong", STYLES, '<cellXfs count="3"', '<cellXfs count="4"'),
    ("count-wrong", SHEET, '<mergeCells count="2"', '<mergeCells count="3"'),
    ("count-wrong", SHEET, '<dataValidations count="2"', '<dataValidations count="1"'),
    ("text-too-long", STRINGS, "说明", LONG),
    ("text-too-long", STRINGS, "说明", "😀" * 16_384),
    ("text-too-long", SHEET, "<v>部门整体支出</v>", f"<v>{LONG}</v>"),
    (
        "text-too-long",
        SHEET,
        '<c r="A7" t="s"><v>3</v>',
        f'<c r="A7" t="inlineStr"><is><t>{LONG}</t></is>',
    ),
    ("space-not-preserved", STRINGS, ' xml:space="preserve"', ""),
    # names
    *(
        ("name-invalid", WORKBOOK, 'name="单位名称"', f'name="{name}"')
        for name in (
            "三公 经费", "收入、支出", "在职（人）", "项目-支出", "2022年", ".名", "A1", "XFD1048576", "ab12",
            "R", "c", "R1C1", "r2", "C7", "RC", "", "TRUE", "名" * 256, "_xlnm.Print_area", "单位：万元",
        )
    ),
    ("name-duplicate", WORKBOOK, 'name="本表" localSheetId="1"', 'name="单位名称"'),
    ("name-duplicate", WORKBOOK, "(<definedNames>)", r'\1<definedName name="Rate_A">1</definedName><definedName name="rate_a">2</definedName>'),
    ("name-scope", WORKBOOK, 'localSheetId="1"', 'localSheetId="2"'),
    ("name-empty", WORKBOOK, "'自评 表'!\\$A\\$1<", "<"),
    ("formula-ref", WORKBOOK, "'自评 表'!\\$A\\$1<", "'自评 表'!#REF!<"),
    ("formula-ref", WORKBOOK, "'自评 表'!\\$A\\$1<", "#REF!<"),
    ("formula-sheet", WORKBOOK, "'自评 表'!\\$A\\$1<", "'基础数据'!$A$1<"),
    ("formula-syntax", WORKBOOK, "'自评 表'!\\$A\\$1<", "自评（表）!$A$1<"),
    ("formula-sheet", WORKBOOK, "'自评 表'!\\$A\\$1<", "自评 表!$A$1<"),
    ("formula-book", WORKBOOK, "'自评 表'!\\$A\\$1<", "[1]明细!$A$1<"),
    ("formula-name", WORKBOOK, "'自评 表'!\\$A\\$1<", "无此名称<"),
    # formulas of cells
    ("formula-syntax", SHEET, r"SUM\(B2:C2\)", "SUM(B2:C2"),
    ("formula-syntax", SHEET, r"SUM\(B2:C2\)", "=SUM(B2:C2)"),
    ("formula-syntax", SHEET, r"SUM\(B2:C2\)", "SUM(B2;C2)"),
    ("formula-syntax", SHEET, r"SUM\(B2:C2\)", "SUM（B2:C2）"),
    ("formula-ref", SHEET, r"SUM\(B2:C2\)", "SUM(#REF!)"),
    ("formula-name", SHEET, ">单位名称<", ">本表<"),
    ("formula-name", SHEET, ">单位名称<", ">单位<"),
    ("formula-name", SHEET, ">单位名称<", ">明细!单位<"),
    ("formula-table", SHEET, r"SUM\(B2:C2\)", "SUM(别表[金额])"),
    ("formula-function", SHEET, r"SUM\(B2:C2\)", "求和(B2:C2)"),
    ("formula-function", SHEET, r"SUM\(B2:C2\)", "CONCAT(B2:C2)"),
    ("formula-empty", SHEET, r"<f>SUM\(B2:C2\)</f>", "<f/>"),
    # conditional formats and validations
    ("formula-syntax", SHEET, RULE, "AND($J$1=1,B2&gt;3"),
    ("formula-syntax", SHEET, RULE, "$J$1=“是”"),
    ("formula-syntax", SHEET, RULE, '$J$1="是'),
    ("formula-syntax", SHEET, RULE, "$J$1=1,,"),
    ("formula-syntax", SHEET, RULE, ""),
    ("formula-name", SHEET, RULE, "显示标记=1"),
    ("formula-other-sheet", SHEET, RULE, "明细!$A$1=1"),
    ("formula-form", SHEET, RULE, "OR(B2={1,2})"),
    ("formula-ref", SHEET, RULE, "#REF!=1"),
    ("formula-syntax", SHEET, "<formula1>B2</formula1>", "<formula1>B2+</formula1>"),
    ("formula-other-sheet", SHEET, "<formula1>B2</formula1>", "<formula1>'明细'!B2</formula1>"),
    ("formula-name", SHEET, "<formula1>B2</formula1>", "<formula1>下限</formula1>"),
    ("validation-formula", SHEET, "<formula1>B2</formula1>", ""),
    ("validation-formula", SHEET, 'operator="greaterThanOrEqual"', 'operator="between"'),
    ("validation-list", SHEET, '"是,否"', '"' + "是" * 256 + '"'),
    ("validation-message", SHEET, 'promptTitle="显示标记"', f'promptTitle="{"显" * 33}"'),
    ("validation-message", SHEET, 'prompt="选一个"', f'prompt="{"选" * 256}"'),
    ("areas", SHEET, 'conditionalFormatting sqref="B2:C9"', 'conditionalFormatting sqref="C9:B2"'),
    ("areas", SHEET, 'sqref="D2"', 'sqref="D2,D3"'),
    ("areas", SHEET, 'hyperlink ref="D4"', 'hyperlink ref="D0"'),
    ("style-index", SHEET, 'dxfId="0" priority="1"', 'dxfId="1" priority="1"'),
    ("format-priority", SHEET, 'priority="2"', 'priority="1"'),
    ("format-formula", SHEET, "<formula>3</formula>", ""),
    ("format-formula", SHEET, ' operator="greaterThan"', ""),
    # styles
    ("style-index", SHEET, '<c r="B2" s="1">', '<c r="B2" s="3">'),
    ("style-index", SHEET, '<row r="2"', '<row r="2" s="9" customFormat="1"'),
    ("style-index", SHEET, 'style="1" customWidth', 'style="3" customWidth'),
    ("style-index", STYLES, '<xf numFmtId="164" fontId="0"', '<xf numFmtId="164" fontId="3"'),
    ("style-index", STYLES, 'xfId="1" applyAlignment', 'xfId="2" applyAlignment'),
    ("style-index", STYLES, 'name="Hyperlink" xfId="1"', 'name="Hyperlink" xfId="5"'),
    ("format-undefined", STYLES, '<xf numFmtId="164"', '<xf numFmtId="165"'),
    ("format-code", STYLES, "万元&quot;", "万元"),
    ("format-code", STYLES, "&quot;万元&quot;", "_" * 61),
    ("format-duplicate", STYLES, "</numFmts>", '<numFmt numFmtId="164" formatCode="0"/></numFmts>'),
    ("font", STYLES, '<sz val="11"/>', '<sz val="11"/><sz val="12"/>'),
    # rows and cells
    ("no-sheet-data", SHEET, "<sheetData>.*</sheetData>", ""),
    ("row-duplicate", SHEET, '<row r="7"', '<row r="5"/><row r="7"'),
    ("row-order", SHEET, '<row r="7"', '<row r="4"/><row r="7"'),
    ("row-number", SHEET, '<row r="7" spans="1:5"><c r="A7" t="s">', '<row r="1048577"><c t="s">'),
    ("cell-address", SHEET, 'r="C2"', 'r="C3"'),
    ("cell-address", SHEET, 'r="E3"', 'r="XFE3"'),
    ("cell-duplicate", SHEET, 'r="C2"', 'r="B2"'),
    ("cell-order", SHEET, '(<c r="A2".*?</c>)(<c r="B2".*?</c>)', r"\2\1"),
    ("cell-type", SHEET, '<c r="A4" t="b">', '<c r="A4" t="x">'),
    ("cell-value", SHEET, '<c r="A4" t="b"><v>1</v>', '<c r="A4" t="b"><v>是</v>'),
    ("cell-value", SHEET, "<v>12.5</v>", "<v>12,5</v>"),
    ("cell-value", SHEET, "<v>12.5</v>", "<v>nan</v>"),
    ("cell-value", SHEET, "<v>12.5</v>", "<v>１２</v>"),
    ("cell-value", SHEET, '<c r="A4" t="b"><v>1</v>', '<c r="A4" t="e"><v>#错误</v>'),
    ("cell-children", SHEET, r"(<f>SUM.*?</f>)(<v>20</v>)", r"\2\1"),
    ("string-index", SHEET, '<c r="A7" t="s"><v>3</v>', '<c r="A7" t="s"><v>7</v>'),
    ("string-index", SHEET, '<c r="A7" t="s"><v>3</v>', '<c r="A7" t="s"><v>-1</v>'),
    ("string-missing", SHEET, '<c r="A7" t="s"><v>3</v>', '<c r="A7" t="s">'),
    ("inline-missing", SHEET, '<c r="A7" t="s"><v>3</v>', '<c r="A7" t="inlineStr"><v>3</v>'),
    ("inline-stray", SHEET, '<c r="A7" t="s"><v>3</v>', '<c r="A7" t="str"><is><t>3</t></is>'),
    ("spans", SHEET, '<row r="3" spans="1:5">', '<row r="3" spans="1:4">'),
    ("spans", SHEET, '<row r="3" spans="1:5">', '<row r="3" spans="5:1">'),
    ("dimension", SHEET, 'dimension ref="A1:E8"', 'dimension ref="A1:D8"'),
    ("dimension", SHEET, 'dimension ref="A1:E8"', 'dimension ref="E8:A1"'),
    ("shared-formula", SHEET, r"<f>C3\*2</f>", '<f t="shared" si="4"/>'),
    ("shared-formula", SHEET, r"<f>C3\*2</f>", '<f t="shared"/>'),
    ("shared-formula", SHEET, r"<f>C3\*2</f>", '<f t="shared" ref="A9:A9" si="0">C3*2</f>'),
    ("array-formula", SHEET, 'ref="E3:E4"', 'ref="D4:E4"'),
    ("merge-overlap", SHEET, 'ref="A7:B8"', 'ref="B1:B8"'),
    ("merge-overlap", SHEET, 'ref="A7:B8"', 'ref="A1:C1"'),
    ("merge-single", SHEET, 'ref="A7:B8"', 'ref="A7:A7"'),
    ("merge-area", SHEET, 'ref="A7:B8"', 'ref="B8:A7"'),
    # annexes
    ("columns", SHEET, '<col min="2" max="3"', '<col min="1" max="3"'),
    ("columns", SHEET, '<col min="2" max="3"', '<col min="2" max="16385"'),
    ("columns", SHEET, '<col min="2" max="3"', '<col min="B" max="3"'),
    ("hyperlink", SHEET, "location=\"'明细'!A1\"", "location=\"'明 细'!A1\""),
    ("hyperlink", SHEET, "location=\"'明细'!A1\"", 'location="无此名称"'),
    ("hyperlink", SHEET, "location=\"'明细'!A1\"", "location=\"'明细'!A0\""),
    ("hyperlink", SHEET, " location=\"'明细'!A1\"", ""),
    ("header-too-long", SHEET, "第 &amp;P 页", "页" * 260),
    ("comment", COMMENTS, 'authorId="0"', 'authorId="1"'),
    ("comment", COMMENTS, "(<comment .*?</comment>)", r"\1\1"),
    ("table", TABLE, 'ref="A1:B3" totals', 'ref="A1:C3" totals'),
    ("table", TABLE, 'displayName="明细表"', 'displayName="明细 表"'),
    ("table", TABLE, 'displayName="明细表"', 'displayName="单位名称"'),
    ("table-header", TABLE, 'name="金额"', 'name="金额合计"'),
    ("table", "xl/worksheets/sheet2.xml", "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'),
]  # fmt: skip

# made with the package, not with one of its parts
BROKEN_ELSEWHERE = {
    "zip-duplicate", "zip-method", "zip-name", "relationships-orphan", "not-a-package", "no-workbook", "calc-chain",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "样本.xlsx"
    build_sample(path)
    return path


def kinds(path: Path) -> set[str]:
    return {line.partition(":")[0] for line in structure_errors(path)}


@pytest.mark.parametrize(
    ("kind", "part", "pattern", "replacement"),
    BREAKAGES,
    ids=[f"{index}-{case[0]}" for index, case in enumerate(BREAKAGES)],
)
def test_each_kind_of_error_is_found(
    sample: Path, tmp_path: Path, kind: str, part: str, pattern: str, replacement: str
) -> None:
    broken = tmp_path / "broken.xlsx"
    rewrite(sample, broken, {part: (pattern, replacement)})
    assert kind in kinds(broken), structure_errors(broken)


def test_every_kind_of_error_has_a_case() -> None:
    source = "".join(path.read_text() for path in Path(ooxml.__file__).with_name("structure").glob("*.py"))
    emitted = set(re.findall(r'f"([a-z]+(?:-[a-z]+)*): ', source)) | {"no-workbook"}
    assert len(emitted) > 50
    assert emitted == {case[0] for case in BREAKAGES} | BROKEN_ELSEWHERE


def test_the_sample_is_clean(sample: Path) -> None:
    assert structure_errors(sample) == []


def test_a_master_outside_its_own_group_is_found(sample: Path, tmp_path: Path) -> None:
    chained, broken = tmp_path / "chained.xlsx", tmp_path / "broken.xlsx"
    add_calculation_chain(sample, chained, CHAIN_ENTRIES)
    rewrite(chained, broken, {SHEET: ('ref="C3:D3" si="0"', 'ref="C3:C3" si="0"')})
    assert any("outside the area of group 0" in line for line in structure_errors(broken))


def test_a_right_calculation_chain_is_clean(sample: Path, tmp_path: Path) -> None:
    chained = tmp_path / "chained.xlsx"
    add_calculation_chain(sample, chained, CHAIN_ENTRIES)
    assert structure_errors(chained) == []


@pytest.mark.parametrize(
    "entries",
    [
        CHAIN_ENTRIES + '<c r="B2"/>',  # a value cell
        CHAIN_ENTRIES + '<c r="Z99"/>',  # no cell
        CHAIN_ENTRIES.replace('i="1"', 'i="2"'),  # another sheet
        CHAIN_ENTRIES.replace('<c r="D3"/>', ""),  # a formula left out
    ],
)
def test_a_wrong_calculation_chain_is_found(sample: Path, tmp_path: Path, entries: str) -> None:
    broken = tmp_path / "broken.xlsx"
    add_calculation_chain(sample, broken, entries)
    assert "calc-chain" in kinds(broken)


def test_a_calculation_chain_left_behind_is_found(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    rewrite(sample, broken, {}, add={CHAIN: b"<calcChain/>"})
    assert "orphan-part" in kinds(broken)


def test_entries_of_the_zip_are_looked_at(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    rewrite(sample, broken, {}, add={"xl/worksheets/_rels/sheet9.xml.rels": b"<Relationships/>"})
    with warnings.catch_warnings(), zipfile.ZipFile(broken, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET.upper(), b"<worksheet/>")
        archive.writestr("/xl/odd.xml", b"<odd/>", compress_type=zipfile.ZIP_BZIP2)
    assert {"zip-duplicate", "zip-method", "zip-name", "relationships-orphan"} <= kinds(broken)


def test_what_is_no_workbook_is_said(sample: Path, tmp_path: Path) -> None:
    text, empty, cut = tmp_path / "text.xlsx", tmp_path / "empty.xlsx", tmp_path / "cut.xlsx"
    text.write_text("单位名称")
    cut.write_bytes(sample.read_bytes()[:-200])
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr(CONTENT_TYPES, "<Types/>")
    assert kinds(text) == kinds(cut) == {"not-a-package"}
    assert kinds(empty) == {"no-workbook"}


def test_a_damaged_byte_is_found(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(sample) as archive:
        offset = archive.getinfo(SHEET).header_offset
    content = bytearray(sample.read_bytes())
    content[offset + 200] ^= 0xFF
    broken.write_bytes(content)
    assert kinds(broken) == {"not-a-package"}


# The judges of others


@pytest.mark.ooxml
def test_the_sdk_finds_a_broken_schema_and_says_where(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    rewrite(sample, broken, {SHEET: ("<mergeCells", "<nonsense/><mergeCells")})
    found = sdk_errors([sample, broken])
    assert found[sample] == []
    assert len(found[broken]) == 1
    assert SHEET in found[broken][0] and "nonsense" in found[broken][0]


@pytest.mark.ooxml
def test_the_sdk_says_when_it_cannot_open_a_file(tmp_path: Path) -> None:
    broken = tmp_path / "text.xlsx"
    broken.write_text("no zip")
    assert sdk_errors([broken])[broken]


def test_the_audit_finds_a_broken_schema(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    rewrite(sample, broken, {STYLES: ("<fills", "<nonsense/><fills")})
    found = audit_errors([sample, broken])
    assert found[sample] == []
    assert "nonsense" in found[broken][0]


@pytest.mark.ooxml
def test_what_is_accepted_is_only_what_was_meant(sample: Path, tmp_path: Path) -> None:
    reordered, broken = tmp_path / "reordered.xlsx", tmp_path / "broken.xlsx"
    rewrite(sample, reordered, {STYLES: (r'<sz val="11"/>(<color theme="1"/>)', r'\1<sz val="11"/>')})
    rewrite(sample, broken, {STYLES: (r'<sz val="11"/>', '<sz val="11"/><patternFill/>')})
    assert_clean(reordered)
    assert sdk_errors([broken])[broken]
    assert audit_errors([broken])[broken]


def test_a_missing_validator_fails_the_test(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ooxml.EXECUTABLE_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(pytest.fail.Exception, match=r"scripts/test\.sh"):
        sdk_errors([sample])


def test_a_validator_that_gives_no_report_is_an_error(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "silent"
    script.write_text("#!/bin/sh\necho boom >&2\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setenv(ooxml.EXECUTABLE_VARIABLE, str(script))
    assert "boom" in sdk_errors([sample])[sample][0]


@pytest.mark.ooxml
def test_assert_clean_fails_with_every_judge_and_forgives_what_was_inherited(
    sample: Path, tmp_path: Path
) -> None:
    broken, worse = tmp_path / "broken.xlsx", tmp_path / "worse.xlsx"
    rewrite(sample, broken, {SHEET: ("<mergeCells", "<nonsense/><mergeCells")})
    rewrite(broken, worse, {SHEET: ('ref="A7:B8"', 'ref="B1:B8"')})
    with pytest.raises(pytest.fail.Exception) as failure:
        assert_clean(worse)
    assert all(f"[{judge}]" in str(failure.value) for judge in ("sdk", "audit", "structure"))
    with pytest.raises(pytest.fail.Exception) as failure:
        assert_clean(worse, inherited_from=broken)
    assert "merge-overlap" in str(failure.value) and "nonsense" not in str(failure.value)
    assert_clean(broken, inherited_from=broken)


# Clean files of every dialect


def write_with_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评 表"
    sheet.append(["项目", "金额", "备注"])
    for number in range(4):
        sheet.append([f"项目{number}", number * 1.5, " 空格 "])
    sheet["E1"] = "=SUM(B2:B5)"
    sheet["E1"].font = Font(name="仿宋", bold=True, size=14, color="FFFF0000")
    sheet["E2"].number_format = '0.00"万元"'
    sheet["E3"].comment = Comment("批注", "审核")
    sheet["E4"].hyperlink = "#'自评 表'!A1"
    sheet.merge_cells("A8:B9")
    sheet.conditional_formatting.add(
        "B2:B5", FormulaRule(formula=["$B2>3"], fill=PatternFill(bgColor="FFF4B183"))
    )
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("F1")
    sheet.add_data_validation(choice)
    sheet.add_table(Table(displayName="明细表", ref="A1:C5"))
    sheet.print_area = "A1:F9"
    book.defined_names["单位名称"] = DefinedName("单位名称", attr_text="'自评 表'!$A$1")
    book.save(path)


def write_with_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("图 表")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_dynamic_array_formula("C1", "=SORT(A1:A3)")
        sheet.write_formula("D1", "=_xlfn.CONCAT(A1,A2)")
        sheet.write_formula("D2", "='图 表'!$A$1:$A$3 A2:C2")
        sheet.write_formula("D3", 'IF(A1>=50%,-A1^2,"含""引号"""&TEXT(SUM(A:A,1:1),"0.00"))', None, "")
        sheet.write_formula("D4", "=SUM(INDEX(A1:A3,1):A3,(A1,A2),{1,-2;TRUE,#N/A})")
        sheet.write_formula("D5", '=IFERROR(HYPERLINK("#"&ADDRESS(1,1),"▲"),)')
        sheet.conditional_format("A1:A3", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("A1:A3", {"type": "icon_set", "icon_style": "3_arrows"})
        sheet.add_sparkline("F1", {"range": "'图 表'!A1:A3"})
        sheet.insert_textbox("H1", "文本框")
        sheet.insert_button("H9", {"macro": "计算", "caption": "计算"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='图 表'!$A$1:$A$3"})
        sheet.insert_chart("H20", chart)
        book.define_name("多区域", "='图 表'!$A$1:$A$2,'图 表'!$C$1")


@pytest.mark.ooxml
def test_openpyxl_and_xlsxwriter_files_are_clean(sample: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "openpyxl.xlsx", tmp_path / "xlsxwriter.xlsx"
    write_with_openpyxl(one)
    write_with_xlsxwriter(other)
    assert_clean(sample, one, other)


@pytest.mark.ooxml
@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_files_are_clean(sample: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "openpyxl.xlsx", tmp_path / "xlsxwriter.xlsx"
    write_with_openpyxl(one)
    write_with_xlsxwriter(other)
    target = tmp_path / "converted"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore",
            "--convert-to", "xlsx", "--outdir", target, sample, one, other,
        ],
        check=True, capture_output=True, timeout=240, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    converted = sorted(target.glob("*.xlsx"))
    assert len(converted) == 3
    assert_clean(*converted)
