"""How cells of an .xlsx look, which the reader of values does not tell: 1 that a person sees as 100%, a box that is blank."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.parts.archive import Archive
from xltool.book.parts.xmltext import Element, tree
from xltool.book.sheet.sheetpart import cells, open_sheet, rows, style_of

#: Built-in formats 0% and 0.00%.
_PERCENT: Final = frozenset({"9", "10"})
_STYLES: Final = "xl/styles.xml"
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')


#: (row, column) of cells, from 0.
Places = frozenset[tuple[int, int]]


class CellLooks(NamedTuple):
    """The cells of a sheet that show a percentage, and those that have a line around them."""

    percents: Places
    boxed: Places


def percent_cells(archive: Archive) -> Mapping[str, Places]:
    """Sheet -> its cells with a percent format. Raises WorkbookError where it is damaged."""
    return {name: looks.percents for name, looks in looks_of(archive).items()}


def looks_of(archive: Archive) -> Mapping[str, CellLooks]:
    """Sheet -> how its cells look. Raises WorkbookError where it is damaged."""
    root = tree(archive.part(_STYLES), f"“{archive.title}”的 {_STYLES}") if _STYLES in archive else None
    percent = _percent_styles(root) if root else frozenset()
    boxed = _boxed_styles(root) if root else frozenset()
    found = {}
    for name, part in _parts(archive):
        sheet = open_sheet(archive.part(part), f"“{archive.title}”的 {part}")
        styled = [
            (cell.row - 1, cell.column - 1, style_of(cell.match[1]))
            for row in rows(sheet)
            for cell in cells(sheet, row)
        ]
        found[name] = CellLooks(
            frozenset((row, column) for row, column, style in styled if style in percent),
            frozenset((row, column) for row, column, style in styled if style in boxed),
        )
    return found


def _boxed_styles(root: Element) -> frozenset[int]:
    """The styles whose cells have a line below them or beside them."""
    lined = {
        str(index)
        for index, border in enumerate(_children(root, "borders"))
        if any(side.attributes.get("style", "none") != "none" for side in border.children)
    }
    return frozenset(
        index
        for index, item in enumerate(_children(root, "cellXfs"))
        if item.attributes.get("borderId") in lined
    )


def _percent_styles(root: Element) -> frozenset[int]:
    custom = {
        item.attributes.get("numFmtId", "")
        for item in _children(root, "numFmts")
        if "%" in _QUOTED.sub("", item.attributes.get("formatCode", ""))
    }
    return frozenset(
        index
        for index, item in enumerate(_children(root, "cellXfs"))
        if item.attributes.get("numFmtId") in _PERCENT | custom
    )


def _parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """Name and part of each worksheet."""
    relations = "xl/_rels/workbook.xml.rels"
    if "xl/workbook.xml" not in archive or relations not in archive:
        return
    targets = {
        item.attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", item.attributes.get("Target", ""))
        )
        for item in tree(archive.part(relations), f"“{archive.title}”的 {relations}").children
    }
    book = tree(archive.part("xl/workbook.xml"), f"“{archive.title}”的 xl/workbook.xml")
    for item in _children(book, "sheets"):
        part = targets.get(item.qualified.get("id", ""), "").lstrip("/")
        if part.startswith("xl/worksheets/") and part in archive:
            yield item.attributes.get("name", ""), part


def _children(root: Element, name: str) -> Iterator[Element]:
    for item in root.children:
        if item.tag == name:
            yield from item.children
