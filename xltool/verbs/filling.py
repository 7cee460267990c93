"""A workbook of the template with given contents in its cells: what import, repair and new make."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

from xltool.book.file.growing import arranged, grown
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import with_results
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.checks.unread import Unread
from xltool.contract.names import CONTRACT, GROWING, INDICATORS, RESULTS, Role, block_columns
from xltool.contract.optional import TITLES
from xltool.errors import WorkbookError
from xltool.intake.reading import ReportReading
from xltool.resources import DEFAULT_FORM, template_path
from xltool.review.unread import memory
from xltool.verbs.row_heights import INDICATOR_WIDTHS, goals_height, indicator_height, measures_height

_LEVELS: Final = ("绩效指标_一级指标", "绩效指标_二级指标")

#: Name and row (0 outside blocks) -> what goes into the cell.
Contents = Mapping[tuple[str, int], Value]


def refuse_taken(output: Path) -> Path:
    """The place for a new workbook. Raises WorkbookError where it has another ending, or a file is there."""
    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx（或带宏的 .xlsm）。")
    if output.exists():
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")
    return output


def write_contents(
    contents: Contents, output: Path, form: str = DEFAULT_FORM, reading: ReportReading | None = None
) -> None:
    """Write a workbook with these contents in its cells, and what was left over of the report that they come from.

    Raises WorkbookError where it cannot be written.
    """
    source = template_path(form, macros=output.suffix.lower() == ".xlsm")
    rows = {
        block: max((row for name, row in contents if CONTRACT[name].block == block), default=0)
        for block in GROWING
    }
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        base = Path(folder, f"base{output.suffix}")
        base.write_bytes(grown(source.read_bytes(), source.name, rows))
        _arrange(base, contents, rows[INDICATORS])
        workbook = FileWorkbook(base)
        snapshot = workbook.snapshot()
        edits = _edits(snapshot, contents, rows[INDICATORS])
        left_over = {} if reading is None else _left_over(snapshot, reading)
        workbook.apply(edits._replace(values={**edits.values, **left_over}), output)


def _left_over(snapshot: Snapshot, reading: ReportReading) -> dict[Cell, Value]:
    """The line of 审核结果 by which every later run knows what was not read."""
    if not reading.unplaced:
        return {}
    names = dict.fromkeys(name for each in reading.unplaced for name in each.names)
    listed = "；".join(
        f"{each.label}　{'，'.join(each.contents)}［{each.where}］" for each in reading.unplaced
    )
    key, text = memory(
        Unread(tuple(names), f"导入“{reading.title}”时没有读入（没有位置，或不能确定在哪一格）：{listed}")
    )
    columns = {f"{RESULTS}_键": key, f"{RESULTS}_说明": " ".join(text.split())}
    return {_area(snapshot, name).first: value for name, value in columns.items()}


def _arrange(base: Path, contents: Contents, rows: int) -> None:
    """Merge the levels as the report has them, and make room for its long texts."""
    snapshot = FileWorkbook(base).snapshot()
    within: list[Area] = []
    merges: list[Area] = []
    for name in _LEVELS if rows else ():
        area = _area(snapshot, name)
        within.append(area._replace(top=area.top + 1, bottom=area.bottom - 1))
        starts = [row for row in range(1, rows + 1) if (name, row) in contents]
        for first, after in pairwise([*starts, rows + 1]):
            if after - first > 1:
                merges.append(area._replace(top=area.top + first, bottom=area.top + after - 1))
    heights = {
        _cell(snapshot, name, row): _whole_pixels(points) for name, row, points in _heights(contents, rows)
    }
    base.write_bytes(arranged(base.read_bytes(), base.name, within, merges, heights))


def _heights(contents: Contents, rows: int) -> Iterator[tuple[str, int, float]]:
    """(name, row, points) of the rows that hold long texts."""
    yield "厉行节约保障措施", 0, measures_height(contents.get(("厉行节约保障措施", 0)))
    yield "预期目标", 0, goals_height(contents.get(("预期目标", 0)), contents.get(("实际完成情况", 0)))
    for row in range(1, rows + 1):
        texts = {column: contents.get((f"绩效指标_{column}", row)) for column in INDICATOR_WIDTHS}
        yield TITLES[INDICATORS], row, indicator_height(texts)


def _whole_pixels(points: float) -> Decimal:
    """A height as a spreadsheet program stores it: 0.75 points are one pixel."""
    return int(points * 4 / 3) * Decimal("0.75")


def _edits(snapshot: Snapshot, contents: Contents, indicators: int) -> Edits:
    """The contents in their cells, blanks where the template prints indicators of its own, formulas brought up to date."""
    values = {_cell(snapshot, name, row): value for (name, row), value in contents.items()}
    if indicators:
        for column in block_columns(INDICATORS):
            area = _area(snapshot, column.name)
            for row in range(1, area.height - 1) if column.role is Role.INPUT else ():
                values.setdefault(_cell(snapshot, column.name, row), None)
    values = {
        cell: value for cell, value in values.items() if value is not None or snapshot.raw(cell) is not None
    }
    return with_results(snapshot, values)


def _cell(snapshot: Snapshot, name: str, row: int) -> Cell:
    area = _area(snapshot, name)
    return Cell(area.sheet, area.top + (row if CONTRACT[name].block else 0), area.left)


def _area(snapshot: Snapshot, name: str) -> Area:
    return snapshot.names[name]
