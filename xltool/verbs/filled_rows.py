"""A blank row for a table that is full, put into a file as a person puts it in a spreadsheet program."""

from __future__ import annotations

from xltool.book.file.end_rows import leaves_behind
from xltool.book.file.insertion import with_rows
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Insertion, Snapshot, Workbook
from xltool.contract.names import GROWING
from xltool.contract.optional import EDGED, KNOWN
from xltool.errors import WorkbookError
from xltool.model.form import Form
from xltool.model.layout import MOST_ROWS


def with_row(form: Form, workbook: Workbook, name: str, row: int) -> bytes:
    """The file with a blank row above that row of the table of a name; the row below its last is its end.

    Raises WorkbookError where the table has no such row, or where a row cannot be put into it safely.
    """
    if not isinstance(workbook, FileWorkbook):
        raise WorkbookError("工作簿开着的时候请在表里插入行：选中这一行，右键“插入”。")
    known = KNOWN.get(name)
    area = form.areas.get(name)
    if known is None or area is None or known.block not in EDGED:
        raise WorkbookError(f"“{name}”不是可以插入行的表。")
    allowed = rows_to_insert_above(form, name)
    if row not in allowed:
        told = f"可以在第 {allowed[0]} 至 {allowed[-1]} 行上方插入" if allowed else "它只有一行"
        raise WorkbookError(f"“{known.block}”在第 {row} 行上方不能插入：{told}。")
    if area.height - 2 >= MOST_ROWS:
        raise WorkbookError(f"“{known.block}”已有 {area.height - 2} 行，不能再加。")
    at = area.top + row
    _refuse_merged(form.snapshot, area, at)
    package = workbook.package()
    if leaves_behind(package, area._replace(bottom=at - 1)):
        raise WorkbookError(
            f"“{area.sheet}”里有批注、图形或共享公式，不能在这里插入行，没有改动：请用 Excel 打开，插入后保存。"
        )
    return with_rows(package, Insertion(area.sheet, at, 1))


def rows_to_insert_above(form: Form, name: str) -> range:
    """The rows of the table of a name (from 1) above which a row may go in; none where it is no table."""
    known, area = KNOWN.get(name), form.areas.get(name)
    if known is None or area is None or known.block not in EDGED:
        return range(0)
    # the row above brings its looks along, and that of the first is the heading; what adds up another form's table may end
    # on its last row: there a row goes in between its rows only
    last = area.height - 1 if known.block in GROWING and not form.foreign else area.height - 2
    return range(2, last + 1)


def _refuse_merged(snapshot: Snapshot, area: Area, at: int) -> None:
    """The row above brings the looks along, but no merged cells of its own: where it has some, a row would lack them."""
    beside = (each for each in snapshot.merges.get(area.sheet, ()) if each.top == each.bottom == at - 1)
    if any(each.width > 1 for each in beside):
        raise WorkbookError(
            f"“{snapshot.title}”这张表每行都有合并的单元格，不能在这里插入行：请用 Excel 打开，复制整行后插入。"
        )
