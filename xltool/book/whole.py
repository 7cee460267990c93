"""Every sheet of a workbook as plain data, read by its bytes alone.

Unlike the snapshot of :mod:`xltool.book.file` it holds all sheets, hidden ones too, and a date is the number that
the file holds: whether a program calls a number a date depends on its format, which every program writes its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltool.book.archive import Archive
from xltool.book.cellvalue import Context
from xltool.book.numberformat import cell_formats, format_codes
from xltool.book.package import Package
from xltool.book.port import Area, Cell, ErrorValue, Grid, Snapshot, Unseen
from xltool.book.relationships import relations
from xltool.book.sheetcontent import content, filled
from xltool.book.sheetpart import Sheet, refuse_sparse, rows, start_tag
from xltool.book.xmltext import attributes, tree

_TRUE = (b"1", b"true")
_ANCHOR = rb"<(?:[\w.-]+:)?(?:twoCell|oneCell|absolute)Anchor[\s>]"
#: A shape that no note is: notes are shapes of this type with a ClientData of their own.
_OLD_SHAPE = rb"""<(?:[\w.-]+:)?ClientData\s[^>]*ObjectType\s*=\s*["'](?!Note["'])"""
_FULL_CALCULATION = re.compile(rb"""<(?:[\w.-]+:)?calcPr\s[^>]*fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")


def whole(package: Package) -> Snapshot:
    """The workbook with every sheet. Raises WorkbookError where one is damaged or spread too far."""
    context = Context(package.shared_string, package.date1904)
    grids: dict[str, Grid] = {}
    formulas: dict[Cell, str] = {}
    uncalculated: set[Cell] = set()
    errors: dict[Cell, ErrorValue] = {}
    merges: dict[str, tuple[Area, ...]] = {}
    unseen: dict[str, Unseen] = {}
    formats: dict[Cell, str] = {}
    states, codes = sheet_states(package), _codes(package)
    for name in package.worksheets:
        sheet = package.sheet(name)
        refuse_sparse(sheet)
        found = content(sheet)
        grids[name] = filled(sheet, context)
        merges[name] = tuple(Area(name, *area) for area in found.merges)
        formulas.update({Cell(name, *at): text for at, text in found.formulas.items()})
        uncalculated.update(Cell(name, *at) for at in found.uncalculated)
        errors.update({Cell(name, *at): error for at, error in found.errors.items()})
        formats.update({Cell(name, *at): code for at, code in cell_formats(sheet, codes)})
        unseen[name] = Unseen(
            not states[name],
            frozenset(_hidden_rows(sheet)),
            tuple(_hidden_columns(sheet)),
            _drawn(package.archive, package.worksheets[name]),
        )
    return Snapshot(
        package.title,
        grids,
        package.names,
        formulas,
        frozenset(uncalculated),
        errors,
        merges,
        unseen=unseen,
        formats=formats,
    )


def _codes(package: Package) -> tuple[str, ...]:
    """The number formats of the workbook's cell formats."""
    part = next(
        (r.target for r in relations(package.archive, package.workbook_part) if r.kind == "styles"), ""
    )
    if part not in package.archive:
        return ()
    return format_codes(package.archive.part(part), f"“{package.title}”的 {part}")


def _drawn(archive: Archive, part: str) -> bool:
    """Whether anything lies over the cells of a sheet: in a drawing, or in one of the old kind that notes use too."""
    parts = [(r.kind, archive.part(r.target)) for r in relations(archive, part) if r.target in archive]
    return any(
        re.search(_ANCHOR if kind == "drawing" else _OLD_SHAPE, data)
        for kind, data in parts
        if kind in ("drawing", "vmlDrawing")
    )


def _hidden_rows(sheet: Sheet) -> Iterator[int]:
    for row in rows(sheet):
        found = attributes(sheet.mask[row.start : row.begin])
        if found.get(b"hidden") in _TRUE or found.get(b"ht") == b"0":
            yield row.number


def _hidden_columns(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for match in start_tag(sheet.prefix, b"col").finditer(sheet.mask, 0, sheet.begin):
        found = attributes(match[1])
        if found.get(b"hidden") in _TRUE or found.get(b"width") == b"0":
            yield int(found.get(b"min", b"0")), int(found.get(b"max", b"0"))


def waits_for_calculation(package: Package) -> bool:
    """Whether the next program that opens the file is asked to compute every formula afresh."""
    return _FULL_CALCULATION.search(package.archive.part(package.workbook_part)) is not None


def sheet_states(package: Package) -> dict[str, bool]:
    """Every sheet that has cells, and whether a person sees it."""
    root = tree(package.archive.part(package.workbook_part), f"“{package.title}”")
    listed = (child.attributes for part in root.children if part.tag == "sheets" for child in part.children)
    states = {item.get("name", ""): item.get("state", "visible") == "visible" for item in listed}
    return {name: states.get(name, True) for name in package.worksheets}
