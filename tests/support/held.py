"""A workbook held in memory: the snapshot of a real one with some of its cells changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltool.book.port import Area, Cell, Edits, ErrorValue, Snapshot
from xltool.contract.names import CONTRACT, FORM
from xltool.model.form import Form
from xltool.model.ways import ways_of

#: Instead of a row's number: the end row of a block, 在此行上方插入.
END_ROW = "末行"
_ERROR = re.compile(r"#[A-Z/0]+[!?A]")


@dataclass
class Held:
    """A workbook behind the port that is only looked at."""

    content: Snapshot

    def snapshot(self) -> Snapshot:
        return self.content

    def apply(self, edits: Edits, *, keep_before: bool = False) -> bool:
        raise AssertionError("a check writes nothing")


def where(snapshot: Snapshot, key: str) -> Cell:
    """The cell that ``name``, ``name#3`` (row of a block from 1) or ``name#末行`` stands for."""
    name, _, row = key.partition("#")
    area = snapshot.names[name]
    assert isinstance(area, Area), key
    offset = area.height - 1 if row == END_ROW else int(row or 0)
    return Cell(area.sheet, area.top + offset, area.left)


def changed(snapshot: Snapshot, changes: Mapping[str, object], uncalculated: Iterable[str] = ()) -> Snapshot:
    """The snapshot after a person typed these values: "" empties a cell, "=…" is a formula, "#REF!" an error."""
    grids = {sheet: [list(row) for row in grid] for sheet, grid in snapshot.grids.items()}
    formulas, errors = dict(snapshot.formulas), dict(snapshot.errors)
    for key, value in changes.items():
        cell = where(snapshot, key)
        formulas.pop(cell, None)
        if isinstance(value, str) and value.startswith("="):
            formulas[cell] = value[1:]
            value = ""
        elif isinstance(value, str) and _ERROR.fullmatch(value):
            errors[cell] = ErrorValue(value)
        _put(grids[cell.sheet], cell, _as_read(value))
    return snapshot._replace(
        grids=grids,
        formulas=formulas,
        errors=errors,
        uncalculated=snapshot.uncalculated | {where(snapshot, key) for key in uncalculated},
    )


def exchanged(snapshot: Snapshot, pairs: Iterable[tuple[str, str]]) -> Snapshot:
    """The snapshot after each pair of cells changed places by cut and paste: names and contents go along."""
    names = dict(snapshot.names)
    values: dict[str, object] = {}
    for one, other in pairs:
        values |= {one: snapshot.raw(where(snapshot, one)), other: snapshot.raw(where(snapshot, other))}
        names[one], names[other] = names[other], names[one]
    moved = snapshot._replace(names=names)
    return changed(moved, {name: "" if value is None else value for name, value in values.items()})


def form_of(snapshot: Snapshot) -> Form:
    """The form of a snapshot as the gates would give it, whether or not it would pass them."""
    areas = {name: snapshot.names[name] for name in CONTRACT if name in snapshot.names}
    return Form(snapshot, areas, FORM in snapshot.names, ways=ways_of(snapshot))


def _as_read(value: object) -> object:
    """As the reader of a file gives it: every number is a float."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    return float(value)


def _put(grid: list[list[object]], cell: Cell, value: object) -> None:
    while len(grid) < cell.row:
        grid.append([])
    row = grid[cell.row - 1]
    row.extend([""] * (cell.column - len(row)))
    row[cell.column - 1] = value
