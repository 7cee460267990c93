"""Scattered cells -> few rectangles: what a live application is told in as few calls as possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from xltool.book.port import Area, Cell

#: Whether a cell that nothing is to be done to may be written all the same, with what it holds.
Spare = Callable[[Cell], bool]


def blocks(cells: Iterable[Cell], spare: Spare = lambda _cell: False) -> list[Area]:
    """Rectangles that hold every one of these cells once, and beside them only cells that ``spare`` lets through.

    First runs down each column (a gap is bridged where all its cells are spare), then neighbouring runs are joined
    into one rectangle, likewise. In the order of sheets as they come, then from left to right and top to bottom.
    """
    by_column: dict[tuple[str, int], list[int]] = defaultdict(list)
    for cell in cells:
        by_column[cell.sheet, cell.column].append(cell.row)
    runs: dict[str, list[Area]] = defaultdict(list)
    for (sheet, column), rows in sorted(by_column.items(), key=lambda item: item[0][1]):
        runs[sheet] += _runs(sheet, column, sorted(rows), spare)
    return [area for found in runs.values() for area in _joined(found, spare)]


def _runs(sheet: str, column: int, rows: list[int], spare: Spare) -> Iterator[Area]:
    top = bottom = rows[0]
    for row in rows[1:]:
        if any(not spare(Cell(sheet, between, column)) for between in range(bottom + 1, row)):
            yield Area(sheet, top, column, bottom, column)
            top = row
        bottom = row
    yield Area(sheet, top, column, bottom, column)


def _joined(runs: list[Area], spare: Spare) -> list[Area]:
    """Runs of one sheet from left to right; each goes into the first rectangle that it can widen."""
    found: list[Area] = []
    for run in runs:
        for index, area in enumerate(found):
            wider = _around(area, run)
            if wider is not None and _fits(wider, (area, run), found, spare):
                found[index] = wider
                break
        else:
            found.append(run)
    return found


def _around(area: Area, run: Area) -> Area | None:
    """The rectangle around both where they stand side by side and share a row."""
    if area.right + 1 != run.left or run.top > area.bottom or area.top > run.bottom:
        return None
    return Area(area.sheet, min(area.top, run.top), area.left, max(area.bottom, run.bottom), run.right)


def _fits(wider: Area, parts: tuple[Area, Area], others: list[Area], spare: Spare) -> bool:
    """Whether all that the rectangle adds to its parts is spare and belongs to no other rectangle."""
    added = [cell for cell in cells_of(wider) if not any(part.covers(cell) for part in parts)]
    return all(spare(cell) for cell in added) and not any(
        other.covers(cell) for other in others if other not in parts for cell in added
    )


def cells_of(area: Area) -> Iterator[Cell]:
    """The cells of a rectangle, row by row."""
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield Cell(area.sheet, row, column)
