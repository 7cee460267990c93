"""``restore``: the deleted last row of a table is put back, in the workbook in hand."""

from __future__ import annotations

from functools import partial

from xltool.book.file import end_rows
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Snapshot, Workbook
from xltool.errors import WorkbookError


def make_room(workbook: Workbook, snapshot: Snapshot, blocks: tuple[str, ...]) -> None:
    """See that each of these tables has a blank last row; to be written with what is applied next.

    Raises WorkbookError where that is not possible: in an open workbook, or where something would be left behind.
    """
    filled = tuple(block for block in blocks if end_rows.filled(snapshot, block))
    if not filled:
        return
    if not isinstance(workbook, FileWorkbook):
        raise WorkbookError(
            f"{'、'.join(filled)}表末“在此行上方插入”一行被删除了：请按 Ctrl+Z 退回；或存盘、关闭工作簿，运行 xltool restore 补回。"
        )
    for block in filled:
        workbook.prepare(partial(end_rows.added, block=block))


def hints(snapshot: Snapshot, blocks: tuple[str, ...]) -> dict[Cell, str]:
    """What goes into the blank last rows of these tables."""
    return dict(end_rows.hint(snapshot, block) for block in blocks)
