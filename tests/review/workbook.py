"""Looking into a workbook on disk, and typing into it as a person would."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.support.held import where
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.contract.names import MARKS, RESULTS, REVIEW, block_columns

COLUMNS = [column.name.removeprefix(f"{RESULTS}_") for column in block_columns(RESULTS)]


def seen(path: Path) -> Snapshot:
    return FileWorkbook(path).snapshot()


def typed(path: Path, changes: Mapping[str, Value]) -> None:
    """Type constants into cells named as in :mod:`tests.support.held`."""
    workbook = FileWorkbook(path)
    snapshot = workbook.snapshot()
    assert workbook.apply(Edits(values={where(snapshot, key): value for key, value in changes.items()}))


def shown(path: Path, key: str) -> Value:
    snapshot = seen(path)
    return snapshot.value(where(snapshot, key))


def results(path: Path) -> list[dict[str, Value]]:
    """The filled rows of 审核结果."""
    snapshot = seen(path)
    areas = {column: _area(snapshot, f"{RESULTS}_{column}") for column in COLUMNS}
    rows = [
        {
            column: snapshot.value(Cell(area.sheet, area.top + row, area.left))
            for column, area in areas.items()
        }
        for row in range(areas["键"].height)
    ]
    while rows and not any(value is not None for value in rows[-1].values()):
        rows.pop()
    return rows


def row_of(path: Path, key: str) -> dict[str, Value]:
    (row,) = (row for row in results(path) if row["键"] == key)
    return row


def marks(path: Path) -> dict[Cell, Value]:
    """Every mark by the cell of the form for which it stands."""
    snapshot = seen(path)
    found: dict[Cell, Value] = {}
    for name in snapshot.names:
        if name.startswith(MARKS):
            area = _area(snapshot, name)
            for row in range(area.top, area.bottom + 1):
                for offset in range(area.width):
                    value = snapshot.value(Cell(area.sheet, row, area.left + offset))
                    if value is not None:
                        found[Cell(area.sheet, row, offset + 1)] = value
    return found


def words(path: Path, key: str) -> Value:
    """The 审核 column beside a cell."""
    snapshot = seen(path)
    cell = where(snapshot, key)
    return snapshot.value(Cell(cell.sheet, cell.row, _area(snapshot, REVIEW + cell.sheet).left))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _area(snapshot: Snapshot, name: str) -> Area:
    area = snapshot.names[name]
    assert isinstance(area, Area), name
    return area
