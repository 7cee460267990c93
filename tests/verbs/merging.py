"""A department and its subordinates as files, and what a merged workbook says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from examples.generator import clean_return, write_quickly
from examples.returns import Content, Return, Spot, number
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.model.gates import check_gates
from xltool.model.read import read
from xltool.model.report import Report

DEPARTMENT, FIRST, SECOND = "云溪县文旅局", "云溪县图书馆", "云溪县文化馆"
#: Clean returns of one year: with many projects, with few, with two.
SEEDS = {DEPARTMENT: 3, FIRST: 6, SECOND: 5}
SCHEME = "湖南2022"


def drawn(unit: str, cells: Mapping[str, Content] | None = None, seed: int = 0) -> Return:
    """The return of a unit, with other contents in some cells (``项目明细_名称#2``: the second row)."""
    base = clean_return(seed or SEEDS[unit]).with_cells({Spot("单位名称"): unit, Spot("评分办法"): SCHEME})
    spots = {}
    for at, content in (cells or {}).items():
        name, _, row = at.partition("#")
        spots[Spot(name, int(row or 0))] = content
    return base.with_cells(spots)


def filed(
    folder: Path, unit: str, cells: Mapping[str, Content] | None = None, *, name: str = "", seed: int = 0
) -> Path:
    """The file of a unit's return."""
    path = folder / (name or f"{unit}.xlsx")
    write_quickly(path, drawn(unit, cells, seed))
    return path


def three(folder: Path) -> list[Path]:
    """The department and two subordinates."""
    return [filed(folder, unit) for unit in SEEDS]


def added(name: str, *units: str) -> Decimal:
    """What these units filed under a name, added up."""
    amounts = (number(drawn(unit).content(Spot(name))) for unit in units or tuple(SEEDS))
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def report_of(path: Path) -> Report:
    return read(check_gates(FileWorkbook(path).snapshot()))


def value(path: Path, name: str) -> Value:
    """What a single cell of a workbook holds."""
    snapshot = FileWorkbook(path).snapshot()
    area = snapshot.names[name]
    assert isinstance(area, Area)
    return snapshot.value(area.first)


def sum_rows(path: Path) -> dict[str, list[Value]]:
    """The rows of 合并明细 by the label of their figure, behind it what each column shows."""
    snapshot = FileWorkbook(path).snapshot()
    area = snapshot.names["合并明细_项目"]
    width = max(len(row) for row in snapshot.grids[area.sheet])
    found: dict[str, list[Value]] = {}
    for row in range(area.top, area.bottom + 1):
        label, *rest = (snapshot.value(Cell(area.sheet, row, column)) for column in range(1, width + 1))
        found[str(label)] = rest
    return found


def texts(path: Path, sheet: str) -> str:
    """Everything that stands on a sheet, a line a row."""
    snapshot = FileWorkbook(path).snapshot(every_sheet=True)
    return "\n".join("|".join("" if v is None else str(v) for v in row) for row in snapshot.grids[sheet])


def put(path: Path, cells: Mapping[str, Value]) -> None:
    """Type contents into cells of a workbook."""
    workbook = FileWorkbook(path)
    workbook.apply(Edits({_cell(workbook.snapshot(), at): content for at, content in cells.items()}))


def _cell(snapshot: Snapshot, at: str) -> Cell:
    name, _, row = at.partition("#")
    area = snapshot.names[name]
    return Cell(area.sheet, area.top + int(row or 0), area.left)


#: Points of the eleven rows that the template prints: fifty of 产出, forty of 效益.
_POINTS = (9, 9, 9, 9, 8, 6, 8, 8, 8, 8, 8)


def complete(path: Path) -> None:
    """Fill in what nobody can add up, so that the workbook may be sealed."""
    cells: dict[str, Value] = {"预期目标": "1．完成年度任务。", "实际完成情况": "1．年度任务已全部完成。"}
    for row, points in enumerate(_POINTS, 1):
        cells[f"绩效指标_三级指标#{row}"] = f"办理第 {row} 类事项"
        cells[f"绩效指标_年度指标值#{row}"] = "9件"
        cells[f"绩效指标_实际完成值#{row}"] = "9件"
        cells[f"绩效指标_分值#{row}"] = cells[f"绩效指标_得分#{row}"] = Decimal(points)
    put(path, cells)
