"""The chain of calculation, a part in which Excel keeps the order of its formulas: whether it has to go with a change.

Excel makes it anew where it lacks formulas or is missing, and calls a workbook damaged whose chain names a cell without one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from xltool.book.parts.outline import outline
from xltool.book.parts.xmltext import utf8

if TYPE_CHECKING:
    from xltool.book.file.package import Package


def chain_of(package: Package, sheets: Collection[str]) -> list[str]:
    """The part of the chain where it knows formulas on one of these sheets; none where it knows no such, or there is none."""
    chain = package.related.get("calcChain", "")
    if chain not in package.archive:
        return []

    def read(part: str) -> Collection[dict[str, str]]:
        where = f"“{package.title}”的 {part}"
        root = outline(utf8(package.archive.part(part), where), where)
        return [
            dict(node.attributes)
            for node in (root.all("c") if part == chain else root.all("sheets", "sheet"))
        ]

    changed = {sheet.get("sheetId") for sheet in read(package.workbook_part) if sheet.get("name") in sheets}
    known = {cell["i"] for cell in read(chain) if "i" in cell}  # one without takes that of the cell before
    return [chain] if not known or known & changed else []
