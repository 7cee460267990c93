"""A workbook of ours with more rows in its blocks: rows are put in as a spreadsheet program would, in the package.

Meant for a template as we build it (plain spelling, no shared formulas, no calculation chain). Everything below
the new rows moves down: cells, merged areas, conditional formats, validations, names, and what formulas refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from xltool.book.file.insertion import with_rows
from xltool.book.file.package import Package, open_package
from xltool.book.parts.archive import write_archive
from xltool.book.port import Area, Cell, Insertion, column_letters
from xltool.contract.names import GROWING, block_columns
from xltool.errors import ProgramError

_MERGES: Final = re.compile(r"<mergeCells[^>]*>.*?</mergeCells>", re.DOTALL)


def grown(data: bytes, title: str, wanted: Mapping[str, int]) -> bytes:
    """The workbook with at least so many rows in each block; the new ones look like the block's last row.

    Raises WorkbookError where its parts are not spelled as programs spell them, which no template of ours is.
    """
    for block in GROWING:
        package = open_package(data, title)
        area = _area(package, block)
        extra = wanted.get(block, 0) - (area.height - 2)
        if extra > 0:
            data = with_rows(package, Insertion(area.sheet, area.bottom, extra))
    return data


def arranged(
    data: bytes, title: str, within: Iterable[Area], merges: Iterable[Area], heights: Mapping[Cell, Decimal]
) -> bytes:
    """The workbook with these merged areas instead of those inside ``within``, and rows at least so high (points).

    Of a cell in ``heights`` the row is meant.
    """
    package = open_package(data, title)
    replaced: dict[str, bytes] = {}
    for sheet, part in package.worksheets.items():
        text = package.archive.part(part).decode()
        areas = [area for area in within if area.sheet == sheet]
        new = [area for area in merges if area.sheet == sheet]
        changed = _merged(text, areas, new) if areas or new else text
        for cell, points in heights.items():
            if cell.sheet == sheet:
                changed = _raised(changed, cell.row, points)
        if changed != text:
            replaced[part] = changed.encode()
    return write_archive(package.archive, replaced) if replaced else data


def _area(package: Package, block: str) -> Area:
    area = package.names.get(block_columns(block)[0].name)
    if area is None:
        raise ProgramError(f"“{package.title}”里没有“{block}”的名称，不是本工具的模板。")
    return area


def _merged(text: str, within: list[Area], new: list[Area]) -> str:
    kept = [
        reference
        for reference in re.findall(r'<mergeCell ref="([^"]*)"', text)
        if not any(_inside(reference, area) for area in within)
    ]
    added = [f"{_spelled(area.top, area.left)}:{_spelled(area.bottom, area.right)}" for area in new]
    cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in (*kept, *added))
    return _MERGES.sub(f'<mergeCells count="{len(kept) + len(added)}">{cells}</mergeCells>', text)


def _inside(reference: str, area: Area) -> bool:
    rows = [int(re.sub(r"\D", "", half)) for half in reference.split(":")]
    letters = [re.sub(r"\d", "", half) for half in reference.split(":")]
    columns = [column_letters(column) for column in range(area.left, area.right + 1)]
    return all(area.top <= row <= area.bottom for row in rows) and all(each in columns for each in letters)


def _spelled(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _raised(text: str, number: int, points: Decimal) -> str:
    """The part with that row at least so high."""
    find = re.compile(rf'(<row r="{number}"[^>]*? ht=")([\d.]+)(")')

    def taller(match: re.Match[str]) -> str:
        return f"{match[1]}{max(points, Decimal(match[2])).normalize():f}{match[3]}"

    return find.sub(taller, text, count=1)
