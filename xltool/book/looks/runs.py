"""Texts whose parts have typefaces of their own, in the table of texts or in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from xltool.book.looks.faces import Font, Styles, font_of
from xltool.book.looks.markup import MAIN, inside, parsed, whole_number
from xltool.book.looks.sheets import placed_cells

Runs = tuple[Font, ...]


def shared_runs(part: bytes, styles: Styles, where: str) -> Mapping[int, Runs]:
    """The typefaces of those entries of the table of texts that have some of their own."""
    entries = enumerate(inside(parsed(part, where), "si"))
    return {number: found for number, entry in entries if (found := tuple(_runs(entry, styles)))}


def runs_of(root: Element, shared: Mapping[int, Runs], styles: Styles) -> dict[tuple[int, int], Runs]:
    """The typefaces within the texts of a sheet's cells, by (row, column)."""
    found: dict[tuple[int, int], Runs] = {}
    for at, cell in placed_cells(root):
        if cell.get("t") == "s":
            values = [each.text for each in cell.findall(MAIN + "v")]
            runs = tuple(font for text in values for font in shared.get(whole_number(text, -1), ()))
        else:
            runs = tuple(font for each in cell.findall(MAIN + "is") for font in _runs(each, styles))
        if runs:
            found[at] = runs
    return found


def _runs(entry: Element, styles: Styles) -> Iterator[Font]:
    before = ""
    for run in entry.findall(MAIN + "r"):
        look = run.find(MAIN + "rPr")
        said = "".join(each.text or "" for each in run.findall(MAIN + "t"))
        if look is not None and said.strip():
            font = font_of(look, styles.colours, styles.size, signs=styles.signs)
            digits = before[-1:].isdigit() and said[:1].isdigit()
            yield font._replace(oddity="数字里有上标或下标") if font.raised and digits else font
        before += said
