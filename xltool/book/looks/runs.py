"""Texts whose parts have typefaces of their own, in the table of texts or in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from xltool.book.looks.faces import Styles
from xltool.book.looks.markup import MAIN, inside, parsed, whole_number
from xltool.book.looks.sheets import PlacedRow
from xltool.book.looks.typefaces import Font, font_of

Runs = tuple[Font, ...]


def shared_runs(part: bytes, styles: Styles, where: str) -> Mapping[int, Runs]:
    """The typefaces of those entries of the table of texts that have some of their own."""
    entries = enumerate(inside(parsed(part, where), "si"))
    return {number: found for number, entry in entries if (found := tuple(_runs(entry, styles)))}


def runs_of(
    rows: Iterable[PlacedRow], shared: Mapping[int, Runs], styles: Styles
) -> dict[tuple[int, int], Runs]:
    """The typefaces within the texts of a sheet's cells, by (row, column)."""
    found: dict[tuple[int, int], Runs] = {}
    for at, cell in (placed for row in rows for placed in row.cells):
        if cell.get("t") == "s":
            values = [each.text for each in cell.findall(MAIN + "v")]
            runs = tuple(font for text in values for font in shared.get(whole_number(text, -1), ()))
        else:
            runs = tuple(font for each in cell.findall(MAIN + "is") for font in _runs(each, styles))
        if runs:
            found[at] = runs
    return found


def _runs(entry: Element, styles: Styles) -> Iterator[Font]:
    runs = entry.findall(MAIN + "r")
    texts = ["".join(each.text or "" for each in run.findall(MAIN + "t")) for run in runs]
    for number, run in enumerate(runs):
        looks = run.findall(MAIN + "rPr")
        if not looks or not texts[number].strip():
            continue
        font = font_of(looks[0], styles.colours, styles.size, signs=styles.signs)
        if len(looks) > 1:
            font = font._replace(oddity="字体的同一种设置写了两遍")
        yield font._replace(oddity="数字里有上标或下标") if font.raised and _splits(texts, number) else font


def _splits(texts: Sequence[str], number: int) -> bool:
    """Whether a run is a part of the digits before or behind it."""
    said = texts[number]
    before, after = "".join(texts[:number])[-1:], "".join(texts[number + 1 :])[:1]
    if not before:  # a figure in front of its unit; behind a word it is a note, or the square of a metre
        return any(map(str.isdigit, said))
    return (before.isdigit() and said[:1].isdigit()) or (after.isdigit() and said[-1:].isdigit())
