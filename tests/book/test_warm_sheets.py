"""A sheet that is read after others says what it says in a process that has read nothing, and what the general reader says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.book.readings import MAIN, forget, fresh_reading, general_reading, reading, reading_of_texts
from xltool.book.sheet import endings

#: Cells: # is the number of the row, % a place for what is held.
_CELLS: dict[str, tuple[str, tuple[str, ...]]] = {
    "A": ('<c r="A#" s="3"><v>%</v></c>', ("7", "0", "-0", "12.50", "1E3", "1E400", "NaN", " 7 ", "+1", "1_0", "&#55;", "")),
    "B": ('<c r="B#" t="s"><v>%</v></c>', ("0", "1", "2", "3", "03", "77", "-1", " 1", "1234567890", "7" * 5000, "")),
    "C": ('<c r="C#" t="inlineStr"><is><t>%</t></is></c>', (
        "办公费", "a&amp;b", "&lt;", "&#65;", "&amp;lt;", "_x000D_", "_x0041_", " x ", "a>b", "]]>", "&x;", "&", "", "\t", "\n", "\r\n", "\u3000",
        "xmlns", "'", '"', "\x01", "\ufffe", "0", "7",
    )),
    "D": ('<c r="D#" s="4" t="str"><f>A#&amp;"%"</f><v>%</v></c>', ("字", "x&amp;y", "_x000D_", "0", "")),
    "E": ('<c r="E#" s="12"><f>SUM(A$1:A#)*%</f><v>%</v></c>', ("7", "0", "12", "1E5", "#N/A", "")),
    "F": ('<c r="F#" t="b"><v>%</v></c>', ("0", "1", "7", "")),
    "G": ('<c r="G#" t="e"><v>%</v></c>', ("#N/A", "#DIV/0!", "0", "")),
    "H": ('<c r="H#" t="inlineStr"><is><t xml:space="preserve">%</t></is></c>', (" 前", "x\ny", "&amp;", "_x", "")),
    "I": ('<c r="I#" s="2"/>', ("",)),
    "J": ('<c r="J#"><v xml:space="preserve">%</v></c>', ("0", "7")),
    "K": ('<c t="n" s="3" r="K#"><v>%</v></c>', ("0", "7")),
    "L": ('<c r="L#"><f t="shared" ref="L#:L99" si="#">A#</f><v>%</v></c>', ("0", "7")),
    "M": ('<c r="M#" t="str"><f>IF(A#="","",#)</f></c>', ("",)),
    "N": ('<c r="N#" t="inlineStr"><is><r><t>a</t></r><r><t>%</t></r></is></c>', ("7",)),
}  # fmt: skip
_TAGS = ("", ' spans="1:9"', ' ht="18" customHeight="1"', " spans='1:9'", ' ht="#"')

#: What may be wrong with a row, or odd: # is its number.
_SPOILT: dict[str, Callable[[str], str]] = {
    "a cell twice": lambda row: re.sub(r'(<c r="[A-N]\d+".*?(?:/>|</c>))', r"\1\1", row, count=1),
    "cells out of order": lambda row: row.replace("</row>", '<c r="A#"><v>5</v></c></row>'),
    "the address of another row": lambda row: re.sub(r'(<c r="[A-N])', r"\g<1>1", row, count=1),
    "an address with a digit more": lambda row: re.sub(r'(<c r="[A-N]\d+)', r"\g<1>2", row, count=1),
    "no address": lambda row: re.sub(r'<c r="\w+"', "<c", row, count=1),
    "a quotation mark too few": lambda row: row.replace('">', ">", 1),
    "an attribute twice": lambda row: row.replace("<row ", '<row ht="1" ht="1" ', 1),
    "an end tag too few": lambda row: row.replace("</v>", "", 1),
    "two values": lambda row: row.replace("</v>", "</v><v>9</v>", 1),
    "an element of nobody": lambda row: row.replace("</row>", "<x/></row>"),
    "within another": lambda row: f"<x>{row}</x>",
    "a comment": lambda row: row.replace("<c ", "<!-- </row> --><c ", 1),
    "CDATA": lambda row: re.sub(r"<v>([^<&]*)</v>", r"<v><![CDATA[\1]]></v>", row, count=1),
    "the number of no row": lambda row: row.replace('<row r="', '<row r="9999', 1),
    "the first row again": lambda row: '<row r="1"><c r="A1"><v>1</v></c></row>' + row,
    "a row without cells": lambda row: '<row r="#" ht="3"/>' + row,
    "a namespace": lambda row: row.replace("<row ", '<row xmlns:y="urn:y" ', 1),
    "a prefix of nobody": lambda row: row.replace("<row ", '<row y:a="1" ', 1),
    "text between": lambda row: row + "x",
    "broken off": lambda row: row[: len(row) // 2],
}  # fmt: skip

#: The tag of a sheet, its prefix, and the prefix of its rows: the same, or one that is bound to something else, or to nothing.
_FRAMES = (
    (f'<worksheet xmlns="{MAIN}">', "", ""),
    (f'<x:worksheet xmlns:x="{MAIN}">', "x:", "x:"),
    (f'<worksheet xmlns="{MAIN}" xmlns:x="urn:x">', "", "x:"),
    (f'<worksheet xmlns="{MAIN}" xmlns:y="urn:y">', "", ""),
    (f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:x">', "x:", ""),
    (f'<worksheet xmlns="{MAIN}">', "", "x:"),
)


def sheet(rows: str, frame: int = 0) -> bytes:
    """A part with these rows, whose tags get the prefix of this frame."""
    root, prefix, own = _FRAMES[frame]
    rows = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{own}", rows) if own else rows
    return f"{root}<{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>".encode()


def row(number: int, tag: str, cells: list[tuple[str, str]]) -> str:
    """A row whose cells have these contents."""
    held = "".join(_CELLS[column][0].replace("%", content) for column, content in cells)
    return f'<row r="#"{tag}>{held}</row>'.replace("#", str(number))


@st.composite
def _rows(draw: st.DrawFn, kinds: list[tuple[str, str]], first: int, most: int) -> list[str]:
    """Rows of these kinds, each its tag and its columns, from a number on."""
    found, number = [], first
    for _ in range(draw(st.integers(0, most))):
        tag, columns = draw(st.sampled_from(kinds))
        chosen = [(column, draw(st.sampled_from(_CELLS[column][1]))) for column in columns]
        found.append(row(number, tag, chosen))
        number += draw(st.sampled_from((1, 1, 1, 3)))
    return found


_KIND = st.tuples(
    st.sampled_from(_TAGS), st.sets(st.sampled_from(sorted(_CELLS)), min_size=1, max_size=4).map(sorted).map("".join)
)  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> list[bytes]:
    """Some sheets of one template: rows of the same kinds, and of the same rows at the end more or fewer; one may be spoilt."""
    kinds = draw(st.lists(_KIND, min_size=1, max_size=4))
    ending = draw(_rows(kinds, 12, 6))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        rows = draw(_rows(kinds, draw(st.sampled_from((1, 1, 9, 11))), 4))
        rows += ending[draw(st.integers(0, len(ending))) :] + draw(_rows(kinds, 40, 1))
        if rows and draw(st.integers(0, 3)) == 0:
            place = draw(st.sampled_from((0, len(rows) // 2, len(rows) - 1)))
            number = re.findall(r'r="(\d+)"', rows[place])[:1] or ["1"]
            rows[place] = _SPOILT[draw(st.sampled_from(sorted(_SPOILT)))](rows[place]).replace("#", number[0])
        found.append(sheet("".join(rows), draw(st.sampled_from((0, 0, 0, 0, 1, 2, 3, 4, 5)))))
    return found


@given(parts=sessions())
@settings(max_examples=400)
def test_a_sheet_says_the_same_whatever_was_read_before(parts: list[bytes]) -> None:
    forget()
    with mock.patch.object(endings, "_WORTH", 1):
        warm = [reading(part) for part in (*parts, *parts)]
    for part, *told in zip(parts, warm, warm[len(parts) :], strict=False):
        assert [general_reading(part), *told] == [fresh_reading(part)] * 3


_PAIR = '<row r="5" ht="18"><c r="B5" s="3"><v>7</v></c><c r="C5" t="inlineStr"><is><t>甲</t></is></c></row>'


@pytest.mark.parametrize("frame", range(len(_FRAMES)))
@pytest.mark.parametrize("spoilt", sorted(_SPOILT))
def test_what_is_refused_is_refused_in_the_same_words(spoilt: str, frame: int) -> None:
    """After the sound row, that of other prefixes too, was read and proved; and a second time."""
    odd = sheet(_SPOILT[spoilt](_PAIR).replace("#", "4"), frame)
    expected = fresh_reading(odd)
    assert expected == general_reading(odd)
    for other in range(len(_FRAMES)):
        reading(sheet(_PAIR, other))
    assert [reading(odd), reading(odd)] == [expected] * 2


@pytest.mark.parametrize("column", sorted(_CELLS))
def test_a_content_is_read_alike_after_any_other(column: str) -> None:
    """Each content after each, in a row that reads the same but for it."""
    contents = _CELLS[column][1]
    parts = [sheet(row(5, "", [(column, content)])) for content in contents]
    expected = [fresh_reading(part) for part in parts]
    assert expected == [general_reading(part) for part in parts]
    for begin in range(len(parts)):
        forget()
        order = [*range(begin, len(parts)), *range(begin)]
        assert [reading(parts[each]) for each in order] == [expected[each] for each in order]


def test_a_text_with_an_entity_after_the_same_row_with_a_plain_one() -> None:
    """What the parser said of the plain one is no word on entities."""
    texts = ("甲", "a&amp;b", "a&b", "&x;", "a&#1;b")
    plain, named, *broken = (sheet(_PAIR.replace("甲", text)) for text in texts)
    forget()
    assert "'甲'" in reading(plain)
    assert "'a&b'" in reading(named)
    assert [("已损坏" in reading(part)) for part in broken] == [True] * 3


def test_rows_that_differ_by_their_numbers_alone() -> None:
    forget()
    for number in (5, 6, 66, 5, 1048576, 1048577):
        part = sheet(row(number, ' ht="18"', [("A", "7"), ("C", "甲"), ("M", "")]))
        assert reading(part) == general_reading(part)


_TABLE = f'<sst xmlns="{MAIN}"><si><t>%s</t></si><si><t>乙</t></si></sst>'


def test_tables_of_texts_say_the_same_whatever_was_read_before() -> None:
    contents = (
        "甲",
        "a&amp;b",
        "_x000D_",
        "&#65;",
        "&x;",
        "a&b",
        "<b/>",
        "\x01",
        "甲</t></si><si><t>丙",
        "",
        "]]>",
    )
    parts = [(_TABLE % content).encode() for content in contents]
    parts += [part.replace(b"sst", b"x:sst").replace(b"xmlns", b"xmlns:x") for part in parts]
    expected = []
    for part in parts:
        forget()
        expected.append(reading_of_texts(part, "某表"))
    for where in ("某表", "另一表", "某表"):
        told = [reading_of_texts(part, where) for part in parts]
        assert told == [each.replace("某表", where) for each in expected]
    assert sum("某表" in each for each in expected) >= 6  # refused, with the name of the file


_READS = """
import json, sys
from tests.book.readings import reading
print(json.dumps([reading(part.encode("latin-1")) for part in json.load(sys.stdin)]))
"""


def test_a_new_process_says_the_same() -> None:
    """What is forgotten for the tests above is all that there is: a process that has read nothing says the same."""
    whole = "".join(row(number, "", [("A", "7"), ("M", "")]) for number in range(1, 90))
    parts = [
        sheet(whole),
        sheet(whole, 1),
        sheet(whole.replace("7", "8", 3)),
        sheet(whole[:-20]),
        sheet(whole, 2),
    ]
    for part in parts:
        reading(part)
    warm = [reading(part) for part in parts]
    assert [fresh_reading(part) for part in parts] == warm
    for part, told in zip(parts, warm, strict=True):
        asked = json.dumps([part.decode("latin-1")])
        command, here = [sys.executable, "-c", _READS], Path(__file__).parents[2]
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, cwd=here)
        assert json.loads(done.stdout) == [told]
