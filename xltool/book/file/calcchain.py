"""The chain of calculation, a part in which Excel keeps the order of its formulas: whether it has to go with a change.

Excel makes it anew where it lacks formulas or is missing, and calls a workbook damaged whose chain names a cell without one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from xltool.book.parts.outline import PartNode, outline
from xltool.book.parts.xmltext import utf8

if TYPE_CHECKING:
    from xltool.book.file.package import Package


def chain_of(package: Package, sheets: Collection[str]) -> list[str]:
    """The part of the chain where it knows formulas on one of these sheets; none where it knows no such, or there is none."""
    chain = package.related.get("calcChain", "")
    if chain not in package.archive:
        return []

    listed = _part(package, package.workbook_part).all("sheets", "sheet")
    cells = _part(package, chain).all("c")
    changed = {each.attributes.get("sheetId") for each in listed if each.attributes.get("name") in sheets}
    # a cell without a sheet is on that of the cell before
    known = {each.attributes["i"] for each in cells if "i" in each.attributes}
    return [chain] if not known or known & changed else []


def _part(package: Package, part: str) -> PartNode:
    where = f"“{package.title}”的 {part}"
    return outline(utf8(package.archive.part(part), where), where)
