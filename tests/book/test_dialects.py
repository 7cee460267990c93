"""The same workbook as different programs write it: read alike, and changed in the cells concerned only."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from tests.book.packages import parts, prefixed, replacing, rezip, small, streamed, strict, without_addresses
from tests.support import office
from xltool.book.file.package import open_package
from xltool.book.file.workbook import FileWorkbook
from xltool.book.parts.xmltext import utf8
from xltool.book.port import Area, Cell, Edits, ErrorValue, Snapshot, Value

FORM = "表 1"
SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
MAIN_PARTS = (*SHEETS, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")

Dialect = Callable[[Path, Path], Path]


def as_it_is(source: Path, target: Path) -> Path:
    return source.rename(target)


def from_openpyxl(source: Path, target: Path) -> Path:
    """Loaded and saved: it keeps no result of any formula."""
    openpyxl.load_workbook(source, rich_text=True).save(target)
    return target


def from_libreoffice(source: Path, target: Path) -> Path:
    (made,) = office.convert([source], target.parent / "office")
    return made.rename(target)


def from_the_open_xml_sdk(source: Path, target: Path) -> Path:
    return rezip(source, target, dict.fromkeys(MAIN_PARTS, prefixed))


def from_a_strict_writer(source: Path, target: Path) -> Path:
    return rezip(
        source, target, dict.fromkeys((*MAIN_PARTS, "_rels/.rels", "xl/_rels/workbook.xml.rels"), strict)
    )


def without_any_address(source: Path, target: Path) -> Path:
    return rezip(source, target, dict.fromkeys(SHEETS[:2], without_addresses))


def with_inline_strings(source: Path, target: Path) -> Path:
    strings = re.findall(rb"<si>(.*?)</si>", parts(source)["xl/sharedStrings.xml"], flags=re.S)

    def inline(data: bytes) -> bytes:
        return re.sub(
            rb't="s"><v>(\d+)</v>', lambda m: b't="inlineStr"><is>%b</is>' % strings[int(m[1])], data
        )

    return rezip(source, target, {SHEETS[0]: inline, SHEETS[1]: inline})


def with_shared_formulas(source: Path, target: Path) -> Path:
    """C4 heads a formula that D4 shares, as Excel writes what a person filled to the right."""

    def shared(data: bytes) -> bytes:
        place = data.index(b'<c r="J4" s="1"/>')
        data = data[:place] + b'<c r="D4" s="1"><f t="shared" si="3"/><v>5.846</v></c>' + data[place:]
        return replacing(("<f>B4*2</f>", '<f t="shared" ref="C4:D4" si="3">B4*2</f>'))(data)

    return rezip(source, target, {SHEETS[0]: shared})


def from_wps(source: Path, target: Path) -> Path:
    """Line ends of Windows after the declaration, a namespace and a part of its own."""
    etc = (
        b'\\1 xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="etc">'
    )

    def own(data: bytes) -> bytes:
        return re.sub(rb"(<(?:worksheet|workbook)[^>]*)>", etc, data, count=1).replace(b"?>\n", b"?>\r\n")

    changes = dict.fromkeys((*SHEETS, "xl/workbook.xml"), own)
    return rezip(source, target, {**changes, "xl/woProps.xml": b"<woProps/>"})


def with_line_breaks_and_single_quotes(source: Path, target: Path) -> Path:
    def spread(data: bytes) -> bytes:
        data = re.sub(
            rb"(<(?:row|c|f|v|mergeCell|dimension) [^<>]*>)", lambda m: m[1].replace(b'"', b"'"), data
        )
        return (
            data.replace(b"<row", b"\r\n  <row")
            .replace(b"<c r", b"\n\t<c\n  r")
            .replace(b"</row>", b"\n</row >")
        )

    return rezip(source, target, dict.fromkeys(SHEETS[:2], spread))


def in_utf16(source: Path, target: Path) -> Path:
    def wide(data: bytes) -> bytes:
        return data.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")

    return rezip(source, target, dict.fromkeys(MAIN_PARTS, wide))


def with_a_byte_order_mark(source: Path, target: Path) -> Path:
    return rezip(source, target, dict.fromkeys(MAIN_PARTS, lambda data: b"\xef\xbb\xbf" + data))


def with_other_part_names(source: Path, target: Path) -> Path:
    """Absolute targets, backslashes and another case: all of them have been seen."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                data = replacing(("worksheets/sheet1.xml", "/xl/Worksheets/Sheet1.xml"))(data)
            info = zipfile.ZipInfo("x", (2020, 1, 1, 0, 0, 0))
            info.filename = name.replace("/", "\\") if "theme" in name else name
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return target


def as_excel_packs_it(source: Path, target: Path) -> Path:
    """The first entry padded by an extra field of its local header only, as Excel leaves room to grow."""
    data = source.read_bytes()
    names, _ = struct.unpack_from("<2H", data, 26)
    pad = struct.pack("<2H", 0xA220, 260) + bytes(260)
    grown = data[:28] + struct.pack("<H", len(pad)) + data[30 : 30 + names] + pad + data[30 + names :]
    end = grown.rfind(b"PK\5\6")
    count, _, offset = struct.unpack_from("<HLL", grown, end + 10)
    new, position = bytearray(grown), offset + len(pad)
    struct.pack_into("<L", new, end + 16, position)
    for number in range(count):
        sizes = struct.unpack_from("<3H", new, position + 28)
        if number:
            struct.pack_into(
                "<L", new, position + 42, struct.unpack_from("<L", new, position + 42)[0] + len(pad)
            )
        position += 46 + sum(sizes)
    target.write_bytes(new)
    return target


DIALECTS: dict[str, Dialect] = {
    "XlsxWriter": as_it_is,
    "openpyxl": from_openpyxl,
    "LibreOffice": from_libreoffice,
    "prefixes": from_the_open_xml_sdk,
    "strict": from_a_strict_writer,
    "no addresses": without_any_address,
    "inline strings": with_inline_strings,
    "shared formulas": with_shared_formulas,
    "WPS": from_wps,
    "line breaks": with_line_breaks_and_single_quotes,
    "UTF-16": in_utf16,
    "byte order mark": with_a_byte_order_mark,
    "streamed": streamed,
    "part names": with_other_part_names,
    "Excel's padding": as_excel_packs_it,
}

#: What these two cannot read, changed by us or not.
NOT_OPENPYXL = {"strict", "part names"}
NOT_LIBREOFFICE = {"UTF-16", "part names"}


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.libreoffice) if name == "LibreOffice" else name
        for name in DIALECTS
    ]
)
def dialect(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    (tmp_path / "source").mkdir()
    made = DIALECTS[request.param](small(tmp_path / "source" / "表.xlsx"), tmp_path / "表.xlsx")
    return request.param, made


def check_content(found: Snapshot) -> None:
    assert found.names["在职人员控制率"] == Area(FORM, 4, 2, 4, 2)
    assert found.value(Cell(FORM, 1, 1)) == "部门整体支出绩效自评"
    assert found.value(Cell(FORM, 2, 2)) == Decimal(26)
    assert found.value(Cell(FORM, 6, 1)) == " 首尾空格 "
    assert found.value(Cell(FORM, 6, 2)) in (True, 1)  # LibreOffice makes a formatted truth value a number
    assert found.value(Cell(FORM, 7, 1)) == "普通粗体"
    assert found.value(Cell(FORM, 2, 10)) is None
    assert found.value(Cell("自评表", 2, 2)) == Decimal("95.25")
    assert found.merges[FORM] == (Area(FORM, 1, 1, 1, 3),)
    formulas = {cell.address: text for cell, text in found.formulas.items() if cell.column < 4}
    assert formulas.pop("表 1!B6", "TRUE()") == "TRUE()"  # LibreOffice
    assert formulas.pop("表 1!B4") == 'IF(B2=0,"",ROUND(B3/B2,4))'
    assert formulas == {
        "表 1!B5": "1/0", "表 1!C4": "B4*2", "自评表!A1": "ROW(1:3)", "自评表!A2": "ROW(1:3)", "自评表!A3": "ROW(1:3)",
    }  # fmt: skip


EDITS = Edits(
    values={
        Cell(FORM, 2, 10): "=文字", Cell(FORM, 3, 10): Decimal("146.15"), Cell(FORM, 4, 10): True,
        Cell(FORM, 7, 1): "", Cell(FORM, 6, 1): " 首尾空格 ", Cell(FORM, 40, 3): "新行", Cell(FORM, 2, 5): Decimal(5),
    },
    results={Cell(FORM, 4, 2): Decimal("1.5"), Cell("自评表", 1, 1): Decimal(10), Cell(FORM, 4, 3): None},
    formulas={Cell(FORM, 5, 10): 'IF(B2<>"","a","b")'},
    recalculate=True,
)  # fmt: skip


def check_edited(found: Snapshot) -> None:
    assert [found.value(Cell(FORM, row, 10)) for row in (2, 3, 4)] == ["=文字", Decimal("146.15"), True]
    assert found.value(Cell(FORM, 7, 1)) is None and found.value(Cell(FORM, 6, 1)) == " 首尾空格 "
    assert (found.value(Cell(FORM, 40, 3)), found.value(Cell(FORM, 2, 5))) == ("新行", 5)
    assert (found.value(Cell(FORM, 4, 2)), found.value(Cell("自评表", 1, 1))) == (Decimal("1.5"), 10)
    assert found.value(Cell(FORM, 4, 3)) is None and Cell(FORM, 4, 3) not in found.uncalculated
    assert found.formulas[Cell(FORM, 5, 10)] == 'IF(B2<>"","a","b")'
    assert Cell(FORM, 5, 10) in found.uncalculated


def test_every_dialect_is_read_alike(dialect: tuple[str, Path]) -> None:
    name, path = dialect
    found = FileWorkbook(path).snapshot()
    check_content(found)
    if name == "openpyxl":
        assert {cell.address for cell in found.uncalculated} == {"表 1!B4", "表 1!B5", "表 1!C4", "自评表!A1"}
        return
    assert found.value(Cell(FORM, 4, 2)) == Decimal("1.4615")
    assert found.value(Cell(FORM, 5, 2)) == ErrorValue("#DIV/0!")
    assert not found.uncalculated


def test_every_dialect_is_changed_in_its_cells_only(dialect: tuple[str, Path], tmp_path: Path) -> None:
    name, path = dialect
    target = tmp_path / "新.xlsx"
    assert FileWorkbook(path).apply(EDITS, target)
    check_edited(FileWorkbook(target).snapshot())
    assert FileWorkbook(target).apply(EDITS) is False
    before, after = parts(path), parts(target)
    may_change = {*open_package(path.read_bytes(), "x").worksheets.values(), "xl/workbook.xml"}
    changed = {part for part in before if before[part] != after.get(part)}
    assert {part.lower() for part in changed} <= {part.lower() for part in may_change} and changed
    assert not changed & {"xl/worksheets/sheet3.xml"}
    if name not in NOT_OPENPYXL:
        sheet = openpyxl.load_workbook(target)[FORM]
        assert [sheet[at].value for at in ("J2", "J3", "C40")] == ["=文字", 146.15, "新行"]
        assert sheet["J5"].value == '=IF(B2<>"","a","b")'
    if name != "UTF-16":  # what we did not change stays as it was, which this reader does not know
        grid = python_calamine.load_workbook(target).get_sheet_by_name(FORM).to_python(skip_empty_area=False)
        assert (grid[1][9], grid[39][2], grid[3][1]) == ("=文字", "新行", 1.5)


def test_what_was_filled_can_be_emptied_to_the_byte(dialect: tuple[str, Path], tmp_path: Path) -> None:
    """A form's own cells exist and have a format: filling and emptying them leaves no trace in any dialect."""
    _, path = dialect
    places = [Cell(FORM, row, 10) for row in range(2, 12)]
    filled, emptied = tmp_path / "填.xlsx", tmp_path / "空.xlsx"
    values: list[Value] = ["字", Decimal("1.5"), True, ErrorValue("#N/A"), " x "]
    texts = dict(zip(places, values * 2, strict=True))
    assert FileWorkbook(path).apply(Edits(values=texts), filled)
    assert FileWorkbook(filled).apply(Edits(values=dict.fromkeys(places)), emptied)
    before, after = parts(path), parts(emptied)
    form = next(part for part in before if part.lower() == SHEETS[0])
    expected = utf8(before.pop(form), "x")  # what is changed is written in UTF-8
    expected = re.sub(
        rb'(<c r="J(?:[2-9]|1[01])" s="2") t="n"></c>', rb"\1/>", expected
    )  # openpyxl's blank cells are numbers
    assert after.pop(form) == expected
    assert after == before


@pytest.mark.libreoffice
def test_libreoffice_reads_every_dialect_after_the_edit(tmp_path: Path) -> None:
    targets = {}
    for number, (name, make) in enumerate(DIALECTS.items()):
        if name in NOT_LIBREOFFICE:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        targets[name] = folder / "新.xlsx"
        FileWorkbook(make(small(folder / "源.xlsx"), folder / "表.xlsx")).apply(EDITS, targets[name])
    for name, path in targets.items():
        found = office.recalculate([path])[path][FORM]
        assert (found[2, 10], found[3, 10], found[40, 3], found[5, 10]) == ("=文字", 146.15, "新行", "a"), (
            name
        )
        assert found[1, 1] == "部门整体支出绩效自评", name


def test_strings_of_a_streaming_xlsxwriter_are_inline(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(FORM)
        sheet.write_row("A1", ["单位", "甲"])
        book.define_name("单位名称", f"='{FORM}'!$B$1")
    assert b"inlineStr" in parts(path)[SHEETS[0]]
    assert FileWorkbook(path).apply(Edits(values={Cell(FORM, 1, 2): "甲"})) is False
    assert FileWorkbook(path).apply(Edits(values={Cell(FORM, 1, 2): "乙"})) is True
    assert FileWorkbook(path).snapshot().value(Cell(FORM, 1, 2)) == "乙"
