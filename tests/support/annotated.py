"""A return in another unit, and one with names that no template of ours has: as a snapshot, and as a file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Grid, Snapshot, column_letters
from xltool.contract.names import CONTRACT, INDICATORS, Kind, Role
from xltool.contract.optional import KNOWN
from xltool.contract.units import MONEY

#: The sheet on which what an annotation says stands.
SETTINGS = "设置"
_BOOK = "xl/workbook.xml"


def said(snapshot: Snapshot, texts: Mapping[str, str]) -> Snapshot:
    """The snapshot with a name for each of these texts."""
    settings: Grid = [[text] for text in texts.values()]
    grids = {**snapshot.grids, SETTINGS: settings}
    areas = {name: Area(SETTINGS, row, 1, row, 1) for row, name in enumerate(texts, 1)}
    return snapshot._replace(grids=grids, names={**snapshot.names, **areas})


def columns(snapshot: Snapshot, block: str, cells: Mapping[str, list[object]]) -> Snapshot:
    """The snapshot with columns of a block besides its own, right of everything that has a name."""
    area = snapshot.names[next(n.name for n in CONTRACT.values() if n.block == block)]
    assert isinstance(area, Area)
    grid: Grid = [list(row) for row in snapshot.grids[area.sheet]]
    grid += [[] for _ in range(area.bottom - len(grid))]
    names = dict(snapshot.names)
    left = (
        max(each.right for each in names.values() if isinstance(each, Area) and each.sheet == area.sheet) + 2
    )
    for column, (name, values) in enumerate(cells.items(), left):
        names[name] = area._replace(left=column, right=column)
        for row, value in enumerate(values, area.top):
            line = grid[row]
            line += [None] * (column - len(line))
            line[column - 1] = value
    return snapshot._replace(grids={**snapshot.grids, area.sheet: grid}, names=names)


def tables(snapshot: Snapshot, cells: Mapping[str, list[object]], end: str = "") -> Snapshot:
    """The snapshot with these columns of other forms: of the indicators beside its own, tables each on a sheet of its own.

    ``end`` is what the row below the tables says.
    """
    by_block: dict[str, dict[str, list[object]]] = {}
    for name, values in cells.items():
        by_block.setdefault(KNOWN[name].block, {})[name] = values
    for block, found in by_block.items():
        snapshot = columns(snapshot, block, found) if block == INDICATORS else _table(snapshot, found, end)
    return snapshot


def _table(snapshot: Snapshot, cells: Mapping[str, list[object]], end: str) -> Snapshot:
    sheet, rows = f"表{next(iter(cells))}", list(zip(*cells.values(), strict=True))
    areas = {name: Area(sheet, 1, at, len(rows) + 2, at) for at, name in enumerate(cells, 1)}
    grid: Grid = [list(cells), *(["" if v is None else v for v in row] for row in rows), [end]]
    return snapshot._replace(grids={**snapshot.grids, sheet: grid}, names={**snapshot.names, **areas})


def in_unit(snapshot: Snapshot, unit: str) -> Snapshot:
    """The same return with every typed amount in that unit, and the name that says so."""
    return said(_moved(snapshot, Kind.AMOUNT, MONEY[unit].shift), {"金额单位": unit})


def in_points(snapshot: Snapshot) -> Snapshot:
    """The same return with every typed rate as 76 instead of 0.76, and the name that says so."""
    return said(_moved(snapshot, Kind.PERCENT, 2), {"比率写法": "百分数"})


def typed_cells(snapshot: Snapshot, kind: Kind) -> Iterator[Cell]:
    """The cells of a kind in which a person typed something."""
    for name in CONTRACT.values():
        area = snapshot.names.get(name.name)
        if name.kind is not kind or name.role is Role.TOOL or not isinstance(area, Area):
            continue
        rows = range(area.top + 1, area.bottom) if name.block else (area.top,)
        cells = (Cell(area.sheet, row, area.left) for row in rows)
        yield from (
            cell for cell in cells if cell not in snapshot.formulas and snapshot.raw(cell) is not None
        )


def _moved(snapshot: Snapshot, kind: Kind, shift: int) -> Snapshot:
    grids: dict[str, Grid] = {sheet: [list(row) for row in grid] for sheet, grid in snapshot.grids.items()}
    for cell in typed_cells(snapshot, kind):
        value = snapshot.value(cell)
        if isinstance(value, Decimal):
            grids[cell.sheet][cell.row - 1][cell.column - 1] = float(value.scaleb(shift))
    return snapshot._replace(grids=grids)


def annotate(path: Path, texts: Mapping[str, str]) -> None:
    """Give the workbook of a file these names, each for a cell right of 填表说明 that says the text."""
    snapshot = FileWorkbook(path).snapshot()
    sheet = "填表说明"
    left = max(map(len, snapshot.grids[sheet])) + 3
    cells = {name: Cell(sheet, row, left) for row, name in enumerate(texts, 2)}
    FileWorkbook(path).apply(Edits({cells[name]: text for name, text in texts.items()}))
    name_cells(path, {name: f"'{c.sheet}'!${column_letters(c.column)}${c.row}" for name, c in cells.items()})


def name_cells(path: Path, refers: Mapping[str, str]) -> None:
    """Add defined names to the workbook of a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    added = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in refers.items())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts.items():
            if info.filename == _BOOK:
                data = re.sub("</definedNames>", f"{added}</definedNames>", data.decode()).encode()
            archive.writestr(info, data)
