"""The quick ways of reading take only what is spelled the usual way: every other spelling reads the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.packages import rezip, small, with_rows
from xltool.book.file.package import open_package
from xltool.book.file.workbook import FileWorkbook
from xltool.book.parts.xmltext import masked, utf8
from xltool.book.port import Area
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.sheetcontent import filled
from xltool.book.sheet.sheetpart import open_sheet, text_of
from xltool.errors import UnreadableContentError

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXTS = "".join(f"<si><t>{text}</t></si>" for text in ("甲", "乙", "丙", "丁"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small(tmp_path / "表.xlsx")


@pytest.mark.parametrize(
    "texts",
    [
        _TEXTS,
        _TEXTS.replace("<si><t>乙</t></si>", "<si><r><t>乙</t></r></si>"),
        _TEXTS.replace("<si><t>乙", '<si><t xml:space="preserve">乙'),
        _TEXTS.replace("<si><t>乙", "<si ><t>乙"),
        _TEXTS.replace("<si><t>乙</t></si>", "<si><t>乙</t></si >"),
        _TEXTS.replace("<si><t>甲</t></si>", "<!-- <si><t>x</t></si> --><si><t>甲</t></si>"),
        _TEXTS.replace("甲", "<![CDATA[甲]]>"),
        _TEXTS.replace("<si", "<x:si")
        .replace("</si", "</x:si")
        .replace("<t", "<x:t")
        .replace("</t", "</x:t"),
    ],
)
def test_shared_texts(book: Path, tmp_path: Path, texts: str) -> None:
    prefix = "x:" if "x:si" in texts else ""
    spaces = _MAIN.replace("xmlns", "xmlns:x") if prefix else _MAIN
    part = f"{_HEAD}<{prefix}sst {spaces}>{texts}</{prefix}sst>".encode()
    package = open_package(_with_texts(book, tmp_path, part).read_bytes(), "表")
    assert [package.shared_string(index) for index in range(5)] == ["甲", "乙", "丙", "丁", None]


@pytest.mark.parametrize(
    "empty", ["<si/>", "<si />", "<si></si>", "<si><t/></si>", "<si\n/>", "<si><t></t></si>"]
)
def test_an_empty_shared_text_keeps_its_place(book: Path, tmp_path: Path, empty: str) -> None:
    part = f"{_HEAD}<sst {_MAIN}><si><t>甲</t></si>{empty}<si><t>丙</t></si></sst>".encode()
    package = open_package(_with_texts(book, tmp_path, part).read_bytes(), "表")
    assert [package.shared_string(index) for index in range(3)] == ["甲", "", "丙"]


def test_a_text_may_look_like_a_tag(book: Path, tmp_path: Path) -> None:
    part = f"{_HEAD}<sst {_MAIN}><si><t>Lysi></t></si><si><t>a:si b</t></si><si><t>丙</t></si></sst>".encode()
    package = open_package(_with_texts(book, tmp_path, part).read_bytes(), "表")
    assert [package.shared_string(index) for index in range(3)] == ["Lysi>", "a:si b", "丙"]


def _with_texts(book: Path, tmp_path: Path, part: bytes) -> Path:
    """The workbook with this table of texts."""
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    made = rezip(
        book,
        tmp_path / "t.xlsx",
        {
            "xl/_rels/workbook.xml.rels": lambda data: data.replace(b"</Relationships>", relation.encode()),
            "xl/sharedStrings.xml": lambda _: part,
        },
    )
    assert open_package(made.read_bytes(), "表").related["sharedStrings"] == "xl/sharedStrings.xml"
    return made


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><v>4.5</v></c>',
        '<c r="B2" s="3"><v>4.5</v></c>',
        '<c r="B2" s="3" t="n"><v>4.5</v></c>',
        '<c s="3" r="B2"><v>4.5</v></c>',
        "<c r='B2'><v>4.5</v></c>",
        '<c r="B2"><f>9/2</f><v>4.5</v></c>',
        '<c r="B2"><f t="shared" si="0"/><v>4.5</v></c>',
        '<c r="B2" ><v>4.5</v></c >',
        '<c r="B2"><v xml:space="preserve">4.5</v></c>',
        '<c r="B2"><!-- <v>7</v> --><v>4.5</v></c>',
        '<c r="B2"><v>4.5</v><extLst><ext uri="x"/></extLst></c>',
    ],
)
def test_filled_cells(cell: str) -> None:
    assert grid_of(f'<row r="2"><c r="A2"/>{cell}<c r="C2"><v></v></c></row>') == [[], ["", 4.5]]


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('<c r="A1" t="str"><f>B1</f><v>a&amp;b</v></c>', "a&b"),
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', "甲"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="s"><v>0</v></c>', "共用"),
        ('<c r="A1" t="str"><v>_x000D_x</v></c>', "\rx"),
    ],
)
def test_kinds_of_filled_cells(cell: str, held: object) -> None:
    assert grid_of(f'<row r="1">{cell}</row>') == [[held]]


def test_an_error_or_a_place_beyond_the_sheet_is_no_value() -> None:
    assert grid_of('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>') == []
    with pytest.raises(UnreadableContentError, match="9999999"):
        grid_of('<row r="9999999"><c r="A9999999"><v>1</v></c></row>')


def grid_of(rows: str) -> list[list[object]]:
    part = f"{_HEAD}<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    return filled(open_sheet(part, "表"), Context(lambda index: "共用" if index == 0 else None, False))


@pytest.mark.parametrize(
    "merges",
    [
        '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C3:D4"/></mergeCells>',
        '<mergeCells><mergeCell  ref="A1:B2"/><mergeCell ref="C3:D4"></mergeCell></mergeCells>',
        "<mergeCells><mergeCell ref='A1:B2'/><mergeCell\nref = \"C3:D4\" /></mergeCells>",
        '<mergeCells><!--<mergeCell ref="E1:F2"/>--><mergeCell ref="A1:B2"/><mergeCell ref="C3:D4"/></mergeCells>',
    ],
)
def test_merged_areas(book: Path, tmp_path: Path, merges: str) -> None:
    name = "xl/worksheets/sheet1.xml"
    source = with_rows(book, tmp_path / "b.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')

    def change(data: bytes) -> bytes:
        start = data.index(b"</sheetData>") + len(b"</sheetData>")
        return data[:start] + merges.encode() + b"</worksheet>"

    found = FileWorkbook(rezip(source, tmp_path / "m.xlsx", {name: change})).snapshot().merges
    sheet = next(iter(found))
    assert sorted(found[sheet]) == [Area(sheet, 1, 1, 2, 2), Area(sheet, 3, 3, 4, 4)]


@pytest.mark.parametrize(
    "opening", ["<sheetData>", "<sheetData >", '<sheetData x="1">', "<!--<sheetData>--><sheetData>"]
)
def test_where_the_rows_begin(opening: str) -> None:
    part = f'{_HEAD}<worksheet {_MAIN}>{opening}<row r="1"/></sheetData></worksheet>'.encode()
    sheet = open_sheet(part, "表")
    assert sheet.data[sheet.begin : sheet.end] == b'<row r="1"/>' and not sheet.self_closed


@pytest.mark.parametrize("start", [_HEAD, "", "\ufeff" + _HEAD, "<?mso a='1'?>", _HEAD.replace('"', "'")])
def test_instructions_are_blanked_and_question_marks_are_not(start: str) -> None:
    plain = f"{start}<a>什么？为什么?</a>".encode()
    assert masked(plain, "表") == plain and utf8(plain, "表") is plain
    odd = f"{start}<a>?<?x <b/> ?>?</a>".encode()
    assert b"<b/>" not in masked(odd, "表") and masked(odd, "表").count(b"?") >= 2
    assert len(masked(odd, "表")) == len(odd)


def test_texts_of_runs() -> None:
    assert text_of(b"", b"<t>a&lt;b</t>") == "a<b"
    assert text_of(b"", b'<t xml:space="preserve"> a</t>') == " a"
    assert text_of(b"", b"<r><t>a</t></r><r><t>b</t></r>") == "ab"
    assert text_of(b"x:", b"<x:t>a</x:t>") == "a"
    assert text_of(b"", b"<t>a</t><rPh><t>b</t></rPh>") == "a"
