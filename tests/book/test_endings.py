"""Rows at the end that stood so in a sheet before: found where they are the same, and nowhere else; and no more is kept than is said."""

from __future__ import annotations

import pytest

from tests.book.readings import forget, fresh_reading, general_reading, reading, remembered, unbounded
from tests.book.test_warm_sheets import row, sheet
from xltool.book.sheet import endings, usualrows
from xltool.book.sheet.endings import known_ending
from xltool.book.sheet.sheetpart import open_sheet

_CELLS = [("A", "7"), ("E", "12"), ("M", "")]
#: The rows of a form: as many as have to be new for a sheet to be kept, and more.
_FORM = [row(number, ' ht="18"', _CELLS) for number in range(1, 101)]
_OTHER = '<c r="A#" s="3"><v>8</v></c>'


def _other(number: int) -> str:
    return f'<row r="{number}">{_OTHER.replace("#", str(number))}</row>'


def _ending(part: bytes) -> int:
    """How many rows of a part were known from before."""
    return len(open_sheet(part, "某表", "表").ending.lines)


@pytest.fixture(autouse=True)
def _nothing_read() -> None:
    forget()


def test_the_rows_at_the_end_are_known_from_before() -> None:
    reading(sheet("".join(_FORM)))
    assert _ending(sheet("".join([*_FORM[:40], _other(41), *_FORM[41:]]))) == 59
    assert _ending(sheet("".join(_FORM[70:]))) == 30  # without those before
    assert _ending(sheet("".join([_other(41), *_FORM[99:]]))) == 1
    assert _ending(sheet("".join(_FORM))) == 100
    assert _ending(sheet("".join(_FORM[:99]))) == 0  # of which the last is missing
    assert _ending(sheet("".join([*_FORM, _other(101)]))) == 0


def test_neither_cut_nor_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reading(sheet("".join(_FORM)))
    read: list[bytes] = []
    kept = usualrows._row_kept
    monkeypatch.setattr(
        usualrows, "_row_kept", lambda prefix, piece: (read.append(piece), kept(prefix, piece))[1]
    )
    open_sheet(sheet("".join([_other(40), *_FORM[40:]])), "某表", "表")
    assert len(read) == 1


_BEFORE = {
    "shorter": _FORM[30:],
    "longer": [*_FORM, _other(101)],
    "another beginning": [_other(1), *_FORM[50:]],
    "another beginning of the same length": [_FORM[0].replace("7", "8"), *_FORM[1:]],
    "a figure in the midst": [*_FORM[:60], _FORM[60].replace("7", "9"), *_FORM[61:]],
    "a figure in the last": [*_FORM[:99], _FORM[99].replace("7", "9")],
    "the number of a row that follows": [_other(60), *_FORM[50:]],
    "the number of the first that follows": [_other(51), *_FORM[50:]],
    "rows without cells before it": ['<row r="3"/><row r="4" ht="9"/>', *_FORM[50:]],
    "rows without cells, not in order": ['<row r="60"/>', *_FORM[50:]],
    "rows without cells at the end": [*_FORM[20:], '<row r="101"/>'],
    "rows without cells at the end, of a prefix": [*_FORM, '<row r="101" y:a="1"/>'],
    "a row without cells in the midst": [*_FORM[:49], '<row r="50"/>', *_FORM[50:99], _FORM[99].replace("7", "9")],
    "within a row": ['<row r="3"><c r="A3"/>', *_FORM[50:]],
    "within a cell": ['<row r="3"><c r="A3">', *_FORM[50:]],
    "within a text": ['<row r="3"><c r="A3" t="str"><v>', *_FORM[50:]],
    "within an element of nobody": ["<x>", *_FORM[50:]],
    "in an element that is closed": ["<x>", *_FORM[50:], "</x>"],
    "behind a comment": ["<!-- </row> -->", *_FORM[50:]],
    "in a comment": ['<!-- <row r="3">', *_FORM[50:], "-->"],
    "behind a comment that is not closed": ["<!-- </row>", *_FORM[50:]],
    "in CDATA": ['<row r="3"><c r="A3" t="str"><v><![CDATA[', *_FORM[50:], "]]></v></c></row>"],
    "behind an end": ["</row>", *_FORM[50:]],
    "behind a row that is broken": ['<row r="3"><c r="A3"><v>7</c></row>', *_FORM[50:]],
    "behind a row of an unknown entity": ['<row r="3"><c r="A3" t="str"><v>&x;</v></c></row>', *_FORM[50:]],
    "the last row begun": [*_FORM[50:-1], _FORM[99][1:]],
    "the last row broken off": [*_FORM[50:-1], _FORM[99][:-9]],
    "twice": [*_FORM[50:], *_FORM[50:]],
    "nothing else": _FORM[64:],
    "nothing": [],
}  # fmt: skip


@pytest.mark.parametrize("frame", range(6))
@pytest.mark.parametrize("before", sorted(_BEFORE))
def test_what_ends_alike_says_what_it_says_by_itself(before: str, frame: int) -> None:
    """After the same rows were read in sheets of each prefix, twice, and after its own like."""
    part = sheet("".join(_BEFORE[before]), frame)
    expected = fresh_reading(part)
    assert expected == general_reading(part)
    forget()
    for other in (0, 1, 2, 3, 4, 5, frame):
        reading(sheet("".join(_FORM), other))
        reading(sheet("".join(_BEFORE[before]), other))
    assert [reading(part), reading(part)] == [expected] * 2
    whole = sheet("".join(_FORM), frame)
    assert reading(whole) == general_reading(whole)


def test_each_length_of_an_ending_is_one_of_its_own() -> None:
    reading(sheet("".join(_FORM)))
    for first in (50, 20, 80, 50, 99, 1, 20):
        part = sheet("".join([_other(1), *_FORM[first:]]))
        assert (_ending(part), reading(part)) == (100 - first, general_reading(part))


def test_rows_of_another_prefix_are_not_those_of_the_sheet() -> None:
    """Byte for byte the rows of a sheet of x:, but here x: is something else."""
    reading(sheet("".join(_FORM), 1))
    rows = sheet("".join(_FORM), 2)
    assert reading(rows) == general_reading(rows)
    assert "不是表格自己的" in reading(rows)
    assert not known_ending(b"", rows[rows.index(b"<x:row") : rows.index(b"</sheetData>")]).length


def test_what_leads_nowhere_is_told_in_the_same_words_of_an_ending() -> None:
    """Rows lead to texts that this workbook does not have: the cell is named, whoever had them before."""
    form = [row(number, "", [("B", "1" if number < 90 else "77")]) for number in range(1, 101)]
    part = sheet("".join(form))
    told = [reading(part), reading(part)]
    assert _ending(part) == 100
    assert told == [general_reading(part)] * 2 and "引用了不存在的文本" in told[0] and "B90" in told[0]


# ---------------------------------------------------------------- what is kept


def test_no_more_is_kept_than_a_few_workbooks_ask_for() -> None:
    """10,000 rows, each of another skeleton, and a hundred sheets of other frames, prefixes, lengths and texts."""
    for begin in range(0, 10_000, 500):
        numbers = range(begin + 1, begin + 501)
        rows = [
            f'<row r="{number}" ht="{number}"><c r="A{number}"><v>{number}</v></c>'
            f'<c r="B{number}" t="inlineStr"><is><t>字{number}</t></is></c><c r="C{number}"><f>A{number}+{number}</f></c></row>'
            for number in numbers
        ]
        open_sheet(sheet("".join(rows)), "某表", "表")
    for number in range(100):
        part = sheet("".join(_FORM[number:])).decode()
        open_sheet(part.encode(), "某表", "表")
        open_sheet(part.replace("<worksheet ", f'<worksheet xmlns:y="urn:{number}" ').encode(), "某表", "表")
        own = part.replace("<", f"<p{number}:").replace(f"<p{number}:/", f"</p{number}:")
        open_sheet(own.replace("xmlns=", f"xmlns:p{number}=").encode(), "某表", "表")
        open_sheet(part.replace("</worksheet>", f'<x a="{number}"/></worksheet>').encode(), "某表", "表")
    kept = remembered()
    assert kept["sheets with an ending"] <= 16 and kept["prefixes with an ending"] <= 4
    assert kept["endings of one sheet"] <= 16 and kept["bytes of a sheet with an ending"] <= 262_144
    assert kept["rows like others"] <= 256
    assert kept["tags with proved rows"] <= 16 and kept["proved frames between tags"] <= 16
    assert kept["proved rows between tags"] <= 1024
    reader = "xltool.book.sheet"
    assert kept[f"{reader}.skeleton._mould"] == 512  # as many as there may be: all these rows did come by
    assert (kept[f"{reader}.skeleton._text"], kept[f"{reader}.usualrows._row_kept"]) == (1024, 256)


def test_every_cache_of_the_reader_has_a_bound() -> None:
    """But those of the columns: a sheet has 16,384 of them."""
    assert unbounded() == {"xltool.book.sheet.lines.column_of", "xltool.book.sheet.sheetpart._letters"}


def test_parts_that_are_refused_leave_nothing() -> None:
    for number in range(100):
        broken = sheet('<row r="1"><c r="A1" t="str"><v>&x;</v></c></row>').decode()
        assert "已损坏" in reading(
            broken.replace("<worksheet ", f'<worksheet xmlns:y="urn:{number}" ').encode()
        )
    assert remembered()["tags with proved rows"] == 0


def test_a_sheet_that_is_too_long_is_not_kept() -> None:
    many = "".join(row(number, "", _CELLS) for number in range(1, 3001))
    assert len(many) > endings._LONGEST
    reading(sheet(many))
    assert remembered()["sheets with an ending"] == 0
    few = "".join(_FORM[: endings._WORTH - 1])
    reading(sheet(few))
    assert remembered()["sheets with an ending"] == 0
