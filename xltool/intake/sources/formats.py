"""Which cells of an .xlsx show a percentage: the reader of values gives 1 for what a person sees as 100%."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from xltool.book.parts.archive import Archive
from xltool.book.parts.xmltext import Element, tree
from xltool.book.sheet.sheetpart import cells, open_sheet, rows, style_of

#: Built-in formats 0% and 0.00%.
_PERCENT: Final = frozenset({"9", "10"})
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')


def percent_cells(archive: Archive) -> Mapping[str, frozenset[tuple[int, int]]]:
    """Sheet -> (row, column), from 0, of its cells with a percent format. Raises WorkbookError where it is damaged."""
    styles = _percent_styles(archive)
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for name, part in _parts(archive):
        sheet = open_sheet(archive.part(part), f"“{archive.title}”的 {part}")
        found[name] = frozenset(
            (cell.row - 1, cell.column - 1)
            for row in rows(sheet)
            for cell in cells(sheet, row)
            if style_of(cell.match[1]) in styles
        )
    return found


def _percent_styles(archive: Archive) -> frozenset[int]:
    if "xl/styles.xml" not in archive:
        return frozenset()
    root = tree(archive.part("xl/styles.xml"), f"“{archive.title}”的 xl/styles.xml")
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
