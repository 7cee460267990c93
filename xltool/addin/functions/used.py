"""How the range in an argument reaches a worksheet function: without the rows and columns below what its sheet uses.

``=SHARE(A:A,B:B)`` names two million cells, of which a few dozen hold anything. Excel would hand over all of them, which
takes it minutes; so the end of a large range is cut off before it is read.
"""

from __future__ import annotations

from typing import Any, Final

from xlwings.conversion.standard import ValueAccessor

from xltool.addin.functions.elementwise import ArgumentCells

#: A range is cut off where it is higher or wider than this: a smaller one may be a formula over a fixed area, whose
#: results have to be as many as its cells.
_ROWS, _COLUMNS = 10_000, 1_000
_SHAPE: Final = "xltool shape"


class UsedCells(ValueAccessor):
    """xlwings' reader of values, given the used part of a range; what it gives is :class:`ArgumentCells`."""

    @classmethod
    def reader(cls, options: Any) -> Any:
        """The stages of xlwings' own reader, one before and one after them."""
        stages: Any = super().reader(options)  # type: ignore[no-untyped-call]
        return stages.prepend_stage(_cut_off).append_stage(_as_cells)


def _cut_off(context: Any) -> None:
    if context.range is None:  # a value that was typed into the formula
        return
    height, width = context.range.shape
    context.meta[_SHAPE] = height, width
    if height > _ROWS or width > _COLUMNS:
        last = context.range.sheet.used_range.last_cell
        rows = min(height, max(1, last.row - context.range.row + 1))
        columns = min(width, max(1, last.column - context.range.column + 1))
        context.range = context.range.resize(rows, columns)


def _as_cells(context: Any) -> None:
    rows = context.value
    context.value = ArgumentCells(rows, *context.meta.get(_SHAPE, (len(rows), len(rows[0]))))
