"""What 错误定位 found -> edits: its block in the sheet 审核结果, and the figures for which it holds."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.book.port import Cell, Edits, Value, column_letters
from xltool.contract.names import CHECKSUM, CONTRACT, LOCATED
from xltool.errors import WorkbookError
from xltool.locate.table import LocationRow
from xltool.locate.wording import CellLine
from xltool.model.form import Form
from xltool.review.places import grown_form, link_target
from xltool.review.results_sheet import missing_links, more_rows
from xltool.review.review import with_formulas, with_results

_LINK = f"{LOCATED}_单元格"
_COLUMNS = ("结论", "说明", "目标", "显示")
#: Characters of a link: its cell has room for four lines.
_LONGEST = 90


def refuse_without_block(form: Form) -> None:
    """Raise WorkbookError where the workbook has no block for what is found, as one of an older template."""
    needed = [
        name.name for name in CONTRACT.values() if name.block == LOCATED or name.path.startswith("location.")
    ]
    needed.append(CHECKSUM)
    if form.foreign and not form.carries(*needed):
        raise WorkbookError(
            f"“{form.snapshot.title}”这张外来表没有“错误定位”一栏（名称“{LOCATED}_…”“定位…”“输入校验”），写不进去："
            "请运行 xltool locate 文件名（不加 --write），结果显示在屏幕上。"
        )
    if not form.carries(*needed):
        raise WorkbookError(
            f"“{form.snapshot.title}”是旧版模板，“审核结果”里没有“错误定位”一栏，写不进去：请用 xltool new 新建模板，"
            "把数据填过去；只想看结果，可运行 xltool locate 文件名（不加 --write）。"
        )


def location_edits(form: Form, rows: Iterable[LocationRow], summary: str) -> Edits:
    """Edits after which the block holds these rows, and the sheet can tell when the figures change.

    Raises WorkbookError where the workbook has no such block.
    """
    refuse_without_block(form)
    listed = tuple(rows)
    room = None if form.foreign else more_rows(form.area(f"{LOCATED}_结论"), len(listed))
    form = grown_form(form, room)
    values = {
        **_block(form, [_written(form, row) for row in listed]),
        **_changed(form, form.area("定位摘要").first, summary),
        **_changed(form, form.area("定位校验").first, form.snapshot.value(form.area(CHECKSUM).first)),
    }
    links = missing_links(form, values, _LINK)
    return with_results(with_formulas(form, links), values, links)._replace(insertion=room)


def _written(form: Form, row: LocationRow) -> dict[str, Value]:
    contents: dict[str, Value] = {"结论": row.conclusion, "说明": row.explanation or None}
    if row.cell is not None and row.cell.first is not None:
        sheet = form.cell(row.cell.first).sheet
        shown = f"{sheet}·{row.cell.words}"
        contents |= {"目标": _target(form, row.cell), "显示": shown[:_LONGEST]}
    return contents


def _target(form: Form, line: CellLine) -> str:
    assert line.first is not None and line.last is not None
    target = link_target(form, line.first)
    if line.first == line.last:
        return target
    last = form.cell(line.last)
    return f"{target}:{column_letters(last.column)}{last.row}"


def _block(form: Form, rows: list[dict[str, Value]]) -> dict[Cell, Value]:
    """New contents of every cell of the block that has to change; what does not fit is counted in the last row."""
    areas = {column: form.area(f"{LOCATED}_{column}") for column in _COLUMNS}
    capacity = areas["结论"].height
    if len(rows) > capacity:
        hidden = len(rows) - capacity + 1
        rows = [*rows[: capacity - 1], {"说明": f"另有 {hidden} 行没有列出：用 xltool locate 可看全部。"}]
    rows = rows + [{}] * (capacity - len(rows))
    edits: dict[Cell, Value] = {}
    for column, area in areas.items():
        for row, contents in enumerate(rows, area.top):
            edits |= _changed(form, Cell(area.sheet, row, area.left), contents.get(column))
    return edits


def _changed(form: Form, cell: Cell, value: Value) -> dict[Cell, Value]:
    return {} if form.snapshot.value(cell) == value else {cell: value}
