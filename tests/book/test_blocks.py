"""Scattered cells in few rectangles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.book.live.blocks import blocks, cells_of
from xltool.book.port import Area, Cell

places = st.sets(
    st.builds(Cell, st.sampled_from(["甲", "乙"]), st.integers(1, 9), st.integers(1, 6)), min_size=1
)


@given(places, places)
def test_every_cell_once_and_beside_them_only_spare_ones(wanted: set[Cell], spare: set[Cell]) -> None:
    covered = [cell for area in blocks(wanted, spare.__contains__) for cell in cells_of(area)]
    assert len(covered) == len(set(covered))
    assert wanted <= set(covered) <= wanted | spare


@given(places)
def test_with_everything_spare_a_column_is_one_run(wanted: set[Cell]) -> None:
    found = blocks(wanted, lambda _cell: True)
    assert len(found) <= len({(cell.sheet, cell.column) for cell in wanted})


@pytest.mark.parametrize(
    ("cells", "spare", "expected"),
    [
        ([(1, 1), (2, 1), (3, 1)], [], [(1, 1, 3, 1)]),
        ([(1, 1), (3, 1)], [], [(1, 1, 1, 1), (3, 1, 3, 1)]),
        ([(1, 1), (3, 1)], [(2, 1)], [(1, 1, 3, 1)]),
        ([(1, 1), (1, 2), (2, 1), (2, 2)], [], [(1, 1, 2, 2)]),
        ([(1, 1), (2, 1), (1, 2)], [], [(1, 1, 2, 1), (1, 2, 1, 2)]),
        ([(1, 1), (2, 1), (1, 2)], [(2, 2)], [(1, 1, 2, 2)]),
        ([(1, 1), (1, 3)], [(1, 2)], [(1, 1, 1, 1), (1, 3, 1, 3)]),
    ],
)
def test_the_rectangles(
    cells: list[tuple[int, int]], spare: list[tuple[int, int]], expected: list[tuple[int, int, int, int]]
) -> None:
    may = {Cell("表", *at) for at in spare}
    assert blocks([Cell("表", *at) for at in cells], may.__contains__) == [
        Area("表", *area) for area in expected
    ]
