"""A row that is read by its skeleton reads as it does by itself, and is well-formed where the skeleton is."""

from __future__ import annotations

import random

import pytest

from xltool.book.parts.xmltext import refuse_malformed
from xltool.book.sheet import endings, lines, skeleton
from xltool.book.sheet.lines import line_of
from xltool.book.sheet.skeleton import row_by_skeleton
from xltool.book.sheet.usualrows import usual_rows
from xltool.errors import WorkbookError

#: Cells with a place for what they hold.
_CELLS = (
    '<c r="A5" s="3"/>',
    '<c r="B5" s="3"><v>%s</v></c>',
    '<c r="C5" t="n"><v>%s</v></c>',
    '<c r="D5" s="3" t="s"><v>%s</v></c>',
    '<c r="E5" t="inlineStr"><is><t>%s</t></is></c>',
    '<c r="F5" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>',
    '<c r="G5" t="str"><f>A1&amp;B1</f><v>%s</v></c>',
    '<c r="H5"><f>A1+B1</f><v>%s</v></c>',
    '<c r="I5" t="b"><v>%s</v></c>',
    '<c r="J5" t="e"><v>%s</v></c>',
    '<c r="K5" s="9"><v xml:space="preserve">%s</v></c>',
)
_USUAL = ("7", "0", "-12.5", "268", "办公费")
_ODD = (
    b"", b"00", b"1E5", b"1E400", b"NaN", b"+1", b"-", b".", b"123456789012345678901", b"TRUE", b"#N/A", b" 7 ",
    b"&amp;", b"&", b"&#65;", b"&#x1;", b"]]>", b">", b"\x01", b"\t", b"\r\n", b"\n", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"\xef\xbf\xbf", b"\xef\xbb\xbf", b"\xe3\x80\x80", b"\xf0\x9f\x98\x80", b"_x000D_", b"xmlns", b"xmlns:a='b'",
    b"</v><v>7", b"<t>7</t>", b"<!---->", b"<![CDATA[7]]>", b"<?a b?>", b'"', b"'", b"\xd9\xa3",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _as_after_the_first_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeleton, "_FIRST", iter(()))


def _is_well_formed(row: bytes) -> bool:
    try:
        refuse_malformed(b"<sheetData>%b</row></sheetData>" % row, "")
    except WorkbookError:
        return False
    return True


@pytest.mark.parametrize("seed", range(60))
def test_a_row_reads_as_it_does_by_itself(seed: int) -> None:
    chance = random.Random(seed)
    cells = [cell.encode() for cell in sorted(chance.sample(_CELLS, chance.randint(1, 5)))]
    for _ in range(200):
        contents = [
            chance.choice(_ODD) if chance.random() < 0.2 else chance.choice(_USUAL).encode() for _ in cells
        ]
        held = [
            cell % content if b"%s" in cell else cell for cell, content in zip(cells, contents, strict=True)
        ]
        piece = b'<row r="5" ht="18">' + b"".join(held)
        read = row_by_skeleton(b"", piece)
        if read is not None:
            assert read.line == line_of(b"", piece), piece
            assert _is_well_formed(read.proof) and _is_well_formed(piece), piece


def test_the_next_row_of_its_kind_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [b'<x:row r="5"><x:c r="B5" s="3"><x:v>%d</x:v></x:c>' % number for number in (41, 42)]
    first = row_by_skeleton(b"x:", rows[0])
    monkeypatch.setattr(skeleton, "line_of", lambda *_: pytest.fail("read again"))
    second = row_by_skeleton(b"x:", rows[1])
    assert first is not None and first.line is not None and first.line.values == ((2, 41.0),)
    assert second is not None and second.line == first.line._replace(values=((2, 42.0),))
    assert second.proof is first.proof


def test_the_first_rows_of_a_process_are_read_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeleton, "_FIRST", iter(range(2)))
    row = b'<row r="5"><c r="B5" s="3"><v>41</v></c>'
    empty = b'<row r="6"><c r="B6" s="3"/>'
    by_skeleton = [row_by_skeleton(b"", piece) is not None for piece in (empty, row, empty, row, row)]
    assert by_skeleton == [False, False, False, False, True]


def _row(number: int, value: str) -> bytes:
    return f'<row r="{number}"><c r="A{number}"><v>{value}</v></c></row>'.encode()


def test_a_workbook_of_many_endings_is_read_right_and_leaves_few_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known: dict[bytes, list[endings._Known]] = {}
    monkeypatch.setattr(endings, "_KNOWN", known)
    rows = [_row(number, "1") for number in range(1, 201)]
    for place in (0, *range(199)):
        data = b"".join((*rows[:place][-1:], _row(place + 1, "2"), *rows[place + 1 :]))
        found = usual_rows(data, 0, len(data), b"")
        assert found is not None
        assert [*found.lines, *found.ending.lines] == [
            line_of(b"", each) for each in data.split(b"</row>")[:-1]
        ]
    assert 0 < max(len(each.met) for each in known[b""]) <= endings._MOST_MET


def test_a_formula_without_end_is_not_kept_for_the_next_workbook() -> None:
    long = "1+" * lines._KEPT_FORMULA + "1"
    before = lines._kept_formula.cache_info()
    read = line_of(b"", f'<row r="1"><c r="A1"><f>{long}</f></c>'.encode())
    assert read is not None and read.formulas == ((1, long, False),)
    assert lines._kept_formula.cache_info() == before
