"""Many workbooks quickly: one base workbook for each shape of the form, filled through the file adapter."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from examples.returns import Return, Spot, row_value
from templatebuild.build import build
from templatebuild.canvas import Formula
from templatebuild.edition import CURRENT, Edition
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, Edits, Grid, Snapshot, Value, blank_as_none, exact
from xltool.contract.names import CONTRACT, INDICATORS, PROJECTS

_LEVELS: Final = ("绩效指标_一级指标", "绩效指标_二级指标")
#: What tells one printed form from another: its rows, and where headings are merged over them.
_Shape = tuple[int, int, tuple[tuple[bool, ...], ...]]


def write_return(path: Path, filed: Return, edition: Edition = CURRENT) -> None:
    """Write the workbook of a return from scratch, as the template is built (about 0.12 s)."""
    build(
        path,
        projects=filed.project_rows,
        indicators=filed.indicator_rows,
        values=filed.values,
        edition=edition,
    )


def write_quickly(path: Path, filed: Return, edition: Edition = CURRENT) -> None:
    """Write the workbook of a return by filling a base workbook of its shape; a small part of the time."""
    base = _base(_shape(filed), edition)
    filed = replace(
        filed, values={name: said for name, said in filed.values.items() if edition.carries(name)}
    )
    snapshot = _filled(base.snapshot(), filed)
    before = base.snapshot()
    changes = _changes(before, filed)
    formulas = {
        cell: snapshot.formulas[cell] for cell, content in changes.items() if isinstance(content, Formula)
    }
    base.apply(
        Edits(
            values={cell: _value(content) for cell, content in changes.items() if cell not in formulas},
            results={
                c: v
                for c, v in snapshot.fresh.items()
                if c in formulas or before.stored(c) != blank_as_none(v)
            },
            formulas=formulas,
        ),
        path,
    )


class PlainWorkbook:
    """A return as a workbook that was never written: a snapshot that the checks can read."""

    def __init__(self, filed: Return) -> None:
        self._filed = filed

    def snapshot(self) -> Snapshot:
        """The workbook as a spreadsheet program would show it."""
        return _filled(_base(_shape(self._filed), CURRENT).snapshot(), self._filed)

    def apply(self, edits: Edits) -> bool:
        """Refused: there is nothing to write to."""
        raise NotImplementedError("a return in memory is read-only")


def _shape(filed: Return) -> _Shape:
    levels = tuple(
        tuple(bool(row_value(filed.values.get(name), row)) for row in range(1, filed.indicator_rows + 1))
        for name in _LEVELS
    )
    return filed.project_rows, filed.indicator_rows, levels


class _Base:
    """A base workbook on disk with its snapshot, both kept."""

    def __init__(self, shape: _Shape, edition: Edition) -> None:
        projects, indicators, levels = shape
        self._folder = tempfile.TemporaryDirectory(prefix="xltool-base-")
        path = Path(self._folder.name, "base.xlsx")
        headings = {
            name: ["…" if filled else None for filled in column]
            for name, column in zip(_LEVELS, levels, strict=True)
        }
        build(path, projects=projects, indicators=indicators, values=headings, edition=edition)
        self._workbook = FileWorkbook(path)
        self._snapshot = self._workbook.snapshot()

    def snapshot(self) -> Snapshot:
        return self._snapshot

    def apply(self, edits: Edits, path: Path) -> None:
        self._workbook.apply(edits, path)


@cache
def _base(shape: _Shape, edition: Edition) -> _Base:
    return _Base(shape, edition)


def _changes(base: Snapshot, filed: Return) -> dict[Cell, object]:
    """What the return puts into which cell; the headings of the base are emptied where the return has none."""
    found: dict[Cell, object] = {}
    heights = {PROJECTS: filed.project_rows, INDICATORS: filed.indicator_rows}
    for name, content in filed.values.items():
        block = CONTRACT[name].block
        for row in range(1, heights[block] + 1) if block else (0,):
            found[cell_of(base, Spot(name, row))] = row_value(content, row) if block else content
    return found


def cell_of(snapshot: Snapshot, spot: Spot) -> Cell:
    """The cell of a workbook in which a spot of the return lies."""
    area = snapshot.names[spot.name]
    assert isinstance(area, Area)
    return Cell(area.sheet, area.top + spot.row, area.left)


def _filled(base: Snapshot, filed: Return) -> Snapshot:
    grids = {sheet: [list(row) for row in grid] for sheet, grid in base.grids.items()}
    formulas = dict(base.formulas)
    areas = {name: area for name, area in base.names.items() if isinstance(area, Area)}
    for cell, content in _changes(base, filed).items():
        if isinstance(content, Formula):
            formulas[cell] = _rendered(content, areas, cell)
        else:
            formulas.pop(cell, None)
            _put(grids[cell.sheet], cell, _value(content))
    snapshot = base._replace(title="合成.xlsx", grids=grids, formulas=formulas)
    found, missing = results(snapshot)
    assert not missing
    return snapshot._replace(fresh=found)


def _rendered(formula: Formula, areas: Mapping[str, Area], cell: Cell) -> str:
    text = render(formula.text, areas, cell)
    assert text is not None, formula
    return text


def _put(grid: Grid, cell: Cell, value: Value) -> None:
    grid.extend([] for _ in range(cell.row - len(grid)))
    row = grid[cell.row - 1]
    row.extend([None] * (cell.column - len(row)))
    row[cell.column - 1] = float(value) if isinstance(value, Decimal) else value


def _value(content: object) -> Value:
    """A content of a return as the port takes it."""
    if content is None or content == "":
        return None
    if isinstance(content, (str, bool, datetime.date)):
        return content
    return exact(content)
