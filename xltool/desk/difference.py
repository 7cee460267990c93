"""Two states of a workbook, cell by cell: what another program changed in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.book.file.given import GivenWorkbook
from xltool.book.port import Area, Cell, Snapshot
from xltool.model.number import text_of

#: Cells that are the program's own: whoever compares figures is not told of marks.
_OWN: Final = ("标记_", "审核_", "审核结果_", "核算_", "错误定位_")


class CellDifference(NamedTuple):
    """A cell that holds something else: its address, what it held and what it holds now, as texts."""

    address: str
    before: str
    after: str


def differences(before: bytes, after: bytes, title: str) -> tuple[CellDifference, ...]:
    """The cells of the form that differ between two files, by sheet and row.

    Raises WorkbookError where one of them cannot be read.
    """
    old, new = (GivenWorkbook(data, title).snapshot() for data in (before, after))
    own = [area for name, area in new.names.items() if name.startswith(_OWN)]
    found = (_difference(cell, old, new) for cell in _cells(old, new) if not _covered(own, cell))
    return tuple(each for each in found if each is not None)


def _cells(old: Snapshot, new: Snapshot) -> Iterator[Cell]:
    for sheet in dict.fromkeys([*old.grids, *new.grids]):
        grids = old.grids.get(sheet, []), new.grids.get(sheet, [])
        for row in range(1, max(map(len, grids)) + 1):
            width = max(len(grid[row - 1]) if row <= len(grid) else 0 for grid in grids)
            yield from (Cell(sheet, row, column) for column in range(1, width + 1))


def _covered(areas: list[Area], cell: Cell) -> bool:
    return any(area.covers(cell) for area in areas)


def _difference(cell: Cell, old: Snapshot, new: Snapshot) -> CellDifference | None:
    before, after = text_of(old.value(cell)), text_of(new.value(cell))
    return None if before == after else CellDifference(cell.address, before, after)
