"""Every sheet of a workbook as plain data, read by its bytes alone.

Unlike the snapshot of :mod:`xltool.book.file.workbook` it holds all sheets, hidden ones too, and a date is the number that
the file holds: whether a program calls a number a date depends on its format, which every program writes its own way.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from xltool.book.file.package import Package
from xltool.book.port import Area, Cell, ErrorValue, Grid, Snapshot
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.sheetcontent import content, filled
from xltool.book.sheet.sheetpart import refuse_sparse

_FULL_CALCULATION = re.compile(rb"""<(?:[\w.-]+:)?calcPr\s[^>]*fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")


def whole(package: Package, wanted: Collection[str] | None = None) -> Snapshot:
    """The workbook with every sheet, or those that are ``wanted``. Raises WorkbookError where one is damaged or spread too far."""
    context = Context(package.shared_string, package.date1904)
    grids: dict[str, Grid] = {}
    formulas: dict[Cell, str] = {}
    uncalculated: set[Cell] = set()
    errors: dict[Cell, ErrorValue] = {}
    merges: dict[str, tuple[Area, ...]] = {}
    for name in (each for each in package.worksheets if wanted is None or each in wanted):
        sheet = package.sheet(name)
        refuse_sparse(sheet)
        found = content(sheet)
        grids[name] = filled(sheet, context)
        merges[name] = found.merges
        formulas |= found.formulas
        uncalculated |= found.uncalculated
        errors |= found.errors
    return Snapshot(
        package.title,
        grids,
        package.names,
        formulas,
        frozenset(uncalculated),
        errors,
        merges,
        broken=package.broken,
        hidden=package.hidden,
    )


def waits_for_calculation(package: Package) -> bool:
    """Whether the next program that opens the file is asked to compute every formula afresh."""
    return _FULL_CALCULATION.search(package.archive.part(package.workbook_part)) is not None


def sheet_states(package: Package) -> dict[str, bool]:
    """Every sheet that has cells, and whether a person sees it."""
    return {name: name not in package.hidden for name in package.worksheets}
