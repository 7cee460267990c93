"""Rows that differ by nothing but their number are read and proved once: each has to read as it does by itself."""

from __future__ import annotations

import random

import pytest

from xltool.book.parts.xmltext import refuse_malformed
from xltool.book.sheet import lines, usualrows
from xltool.errors import WorkbookError

#: Pieces of rows; # is the number of the row, or what looks like it.
_CELLS = (
    '<c r="A#"/>',
    '<c r="B#" s="#"/>',
    '<c r="C#" s="4" t="str"><f>IF(M#="","",HYPERLINK("#"&amp;M#,N#))</f><v></v></c>',
    '<c r="D#"><f>SUM($A$1:A#)*#</f></c>',
    '<c r="E#"><f>1#&lt;#1</f></c>',
    '<c r="F#"><f>"&#3#;"</f></c>',
    '<c r="G#"><f t="shared" ref="G#:G99" si="#">A#</f></c>',
    '<c r="H#"><v>#</v></c>',
    '<c r="I#" t="s"><v>#</v></c>',
    '<c r="J#" t="e"><v>#N/A</v></c>',
    '<c r="K0#"/>',
    '<c r="L#"><f>A\0+A#</f></c>',
    '<c r="M#"><f>#&amp;B#</f></c>',
    '<c r="N#"><f>A#&b#;</f></c>',
    '<c r="O#"><f>#]]&gt;#]]></f></c>',
)
_NUMBERS = (
    "1",
    "2",
    "9",
    "11",
    "12",
    "21",
    "33",
    "38",
    "39",
    "111",
    "155",
    "308",
    "011",
    "00",
    "",
    "1000000",
)


def _row(number: str, cells: list[str], prefix: str) -> bytes:
    row = f'<row r="#" spans="1:16" ht="#">{"".join(cells)}'.replace("#", number)
    return row.replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}").encode()


def _is_well_formed(row: bytes, prefix: str) -> bool:
    tag = f"{prefix}row".encode()
    try:
        refuse_malformed(b'<all xmlns:x="u">%b</%b></all>' % (row, tag), "")
    except WorkbookError:
        return False
    return True


@pytest.mark.parametrize("seed", range(40))
def test_each_row_reads_as_it_does_by_itself(seed: int) -> None:
    chance = random.Random(seed)
    kinds = [sorted(chance.sample(_CELLS, chance.randint(0, 4))) for _ in range(6)]
    usualrows._row_kept.cache_clear()
    for _ in range(200):
        prefix = chance.choice(("", "x:"))
        piece = _row(chance.choice(_NUMBERS), chance.choice(kinds), prefix)
        kept = usualrows._row_kept(prefix.encode(), piece)
        assert kept.line == lines.line_of(prefix.encode(), piece), piece
        assert _is_well_formed(kept.proof, prefix) == _is_well_formed(piece, prefix), piece


def test_a_row_like_the_one_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    usualrows._row_kept.cache_clear()
    usualrows._ALIKE.clear()
    first, proof = usualrows._row_kept(b"", _row("41", [_CELLS[2]], ""))
    monkeypatch.setattr(usualrows, "line_of", lambda *_: pytest.fail("read again"))
    second, proved_with = usualrows._row_kept(b"", _row("42", [_CELLS[2]], ""))
    assert proved_with is proof
    assert first is not None and second is not None
    assert first.formulas == ((3, 'IF(M41="","",HYPERLINK("41"&M41,N41))', True),)
    assert second == first._replace(number=42, formulas=((3, 'IF(M42="","",HYPERLINK("42"&M42,N42))', True),))
