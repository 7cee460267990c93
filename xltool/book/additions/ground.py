"""What a workbook of somebody else's takes up already: its sheets and their extent, its names, what is printed and protected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.file.package import Package
from xltool.book.parts.outline import PartNode, outline
from xltool.book.parts.relationships import relations
from xltool.book.parts.xmltext import plain, utf8
from xltool.book.port import column_number
from xltool.book.sheet import sheetpart
from xltool.book.sheet.references import corners

#: What is checked or formatted up to here or farther is so in all the columns behind the form, and is none of it.
_FAR: Final = 100
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})?(?::\$?([A-Z]{1,3})\$?(\d{1,7})?)?$")
_SIGNATURES: Final = "_xmlsignatures/"
PRINT_AREA: Final = "_xlnm.Print_Area"


class StandingName(NamedTuple):
    """A defined name: its spelling, the sheet where alone it holds (empty: everywhere), what it leads to."""

    name: str
    sheet: str
    text: str


class SheetGround(NamedTuple):
    """One sheet: the last row and column that anything of it takes up, whether it is protected, what is printed.

    ``printed`` is the last column of its print area, 0 where it has none, -1 where that could not be told.
    """

    rows: int
    columns: int
    protected: bool
    printed: int


class Ground(NamedTuple):
    """A workbook: all sheets in their order, those that have cells, its names, whether its structure is locked or it is signed."""

    titles: tuple[str, ...]
    sheets: Mapping[str, SheetGround]
    names: tuple[StandingName, ...]
    locked: bool
    signed: bool = False


def ground(package: Package, wanted: frozenset[str]) -> Ground:
    """What a workbook takes up, of its sheets those that are ``wanted``. Raises WorkbookError where it is damaged."""
    where = f"“{package.title}”的 {package.workbook_part}"
    data = utf8(package.archive.part(package.workbook_part), where)
    root = outline(data, where)
    titles = tuple(node.attributes.get("name", "") for node in root.all("sheets", "sheet"))
    names = tuple(_names(data, root, titles))
    printed = {each.sheet: each.text for each in names if each.name.lower() == PRINT_AREA.lower()}
    sheets = {name: _sheet(package, name, printed.get(name)) for name in package.worksheets if name in wanted}
    protection = root.first("workbookProtection")
    locked = protection is not None and protection.attributes.get("lockStructure") in ("1", "true")
    signed = any(part.startswith(_SIGNATURES) for part in package.archive.entries)
    return Ground(titles, sheets, names, locked, signed)


def _names(data: bytes, root: PartNode, titles: tuple[str, ...]) -> Iterator[StandingName]:
    for node in root.all("definedNames", "definedName"):
        scope = node.attributes.get("localSheetId", "")
        sheet = titles[int(scope)] if scope.isdigit() and int(scope) < len(titles) else ""
        yield StandingName(node.attributes.get("name", ""), sheet, plain(data[node.opened : node.closing]))


def _sheet(package: Package, name: str, printed: str | None) -> SheetGround:
    sheet = package.sheet(name)
    root = outline(sheet.data, sheet.where, {"sheetData"})
    rows, columns = 1, 1
    for row in sheetpart.rows(sheet):
        for cell in sheetpart.cells(sheet, row):
            rows, columns = max(rows, cell.row), max(columns, cell.column)
    for bottom, right in (*_listed(root), *_drawn(package, name)):
        rows, columns = max(rows, bottom), max(columns, right)
    protection = root.first("sheetProtection")
    protected = protection is not None and protection.attributes.get("sheet") in ("1", "true")
    return SheetGround(rows, columns, protected, 0 if printed is None else _last_printed(printed))


def _listed(root: PartNode) -> Iterator[tuple[int, int]]:
    """Last row and column of merged areas and links, last column of what is checked on entry or has a conditional format."""
    for node in (*root.all("mergeCells", "mergeCell"), *root.all("hyperlinks", "hyperlink")):
        area = corners(node.attributes.get("ref", "").encode())
        if area is not None:
            yield area[2], area[3]
    listed = (*root.all("dataValidations", "dataValidation"), *root.all("conditionalFormatting"))
    for reference in (each for node in listed for each in node.attributes.get("sqref", "").split()):
        area = corners(reference.encode())
        if area is not None and area[3] < _FAR:
            yield 1, area[3]


def _drawn(package: Package, name: str) -> Iterator[tuple[int, int]]:
    """Last row and column under each picture or shape; of a note in its margin nothing."""
    for relation in relations(package.archive, package.worksheets[name]):
        if relation.kind == "drawing" and relation.target in package.archive:
            where = f"“{package.title}”的 {relation.target}"
            data = utf8(package.archive.part(relation.target), where)
            for anchor in outline(data, where).children:
                for corner in (each for each in anchor.children if each.name in ("from", "to")):
                    yield _number(data, corner, "row"), _number(data, corner, "col")


def _number(data: bytes, corner: PartNode, name: str) -> int:
    node = corner.first(name)
    text = b"" if node is None else data[node.opened : node.closing].strip()
    return int(text) + 1 if text.isdigit() else 1


def _last_printed(text: str) -> int:
    """The last column that a print area leads to; -1 where it is no plain list of areas, or whole rows."""
    last = 0
    for piece in re.sub(r"'(?:[^']|'')*'!|[^,!']*!", "", text).split(","):
        match = _AREA.fullmatch(piece.strip())
        if match is None:
            return -1
        last = max(last, column_number(match[3] or match[1]))
    return last
