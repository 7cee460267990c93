"""Which rows of a sheet's table look as they did when it was drawn before."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from xltool.drawing.table import SheetOnPage

#: All that is drawn in a row beside what it shares with the others: cells and additions by their columns, its height.
_RowOnPage = dict[tuple[int, str], Any]


def unchanged_rows(page: SheetOnPage, before: SheetOnPage) -> set[int]:
    """The rows that look as they did: each shows the same and stands beside the same, in a table of the same shape.

    A cell's lines are its neighbours' too, and a merged area is drawn from all that it covers. Of the 85 rows of the two
    sheets that an edit of the first case changes some 16 are drawn then: half a check of the 3.1 that the page's data cost
    after an edit before (``benchmarks.desk``).
    """
    if _shape(page) != _shape(before):
        return set()
    now, then = _rows(page), _rows(before)
    changed = {row for row in now.keys() | then.keys() if now.get(row) != then.get(row)}
    touched = {row + step for row in changed for step in (-1, 0, 1)}
    touched.update(_covered(page, sorted(changed)))
    return set(page.view.rows) - touched


def _shape(page: SheetOnPage) -> tuple[object, ...]:
    """What all rows are drawn from. What of the view was left out is said elsewhere."""
    sheet, view = page.sheet, page.view
    own = sheet.name, sheet.layout.columns, sheet.layout.width, sheet.layout.height
    return own, view.rows, view.columns, view.owners, view.areas, page.dresses, page.prefix


def _rows(page: SheetOnPage) -> Mapping[int, _RowOnPage]:
    found: dict[int, _RowOnPage] = defaultdict(dict)
    for row, height in page.sheet.layout.heights.items():
        found[row][0, "height"] = height
    for (row, column), cell in page.sheet.cells.items():
        found[row][column, "cell"] = cell
    for (row, column), addition in page.additions.items():
        found[row][column, "addition"] = addition
    return found


def _covered(page: SheetOnPage, changed: list[int]) -> Iterator[int]:
    """The rows of merged areas that cover a changed row, or stand beside one."""
    for area in page.view.areas.values():
        if area[0] < area[2]:
            first = bisect_left(changed, area[0] - 1)
            if first < len(changed) and changed[first] <= area[2] + 1:
                yield from page.view.drawn(area)[0]
