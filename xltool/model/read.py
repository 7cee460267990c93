"""Snapshot -> Report: each cell of the contract read into a :class:`Stated`, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_type_hints

from xltool.book.formula.text import canonical, render
from xltool.book.port import Area, Cell, ErrorValue, Snapshot, Value, exact
from xltool.contract.names import (
    CONTRACT,
    GROWING,
    INDICATORS,
    NUMERIC,
    PROJECTS,
    Kind,
    Name,
    Role,
    block_columns,
    formula_in,
    with_role,
)
from xltool.contract.optional import FUNDS, OPTIONAL, TASKS, optional_columns
from xltool.contract.units import WAN, Money, Way
from xltool.model.characters import invisible, visible
from xltool.model.headings import displaced
from xltool.model.number import number, text_of
from xltool.model.parse import plain
from xltool.model.report import Fund, Indicator, Project, Report, Task
from xltool.model.stated import Note, Origin, Place, Stated
from xltool.model.ways import OURS, Ways, ways_of

#: Kinds of a block's columns that hold more than words.
_COUNTED = NUMERIC | {Kind.TARGET}
#: A name in a formula of the contract.
_OPERAND = re.compile(r"{([^{}:]+)")


def read(snapshot: Snapshot) -> Report:
    """The report filed in a workbook that passed the gates (see :mod:`xltool.model.gates`)."""
    areas = {name: area for name, area in snapshot.names.items() if isinstance(area, Area)}
    leaves = {
        name.path: stated(snapshot, areas, name) if name.name in areas else _absent(name)
        for name in (*CONTRACT.values(), *OPTIONAL.values())
        if name.role in (Role.INPUT, Role.COMPUTED) and not name.block
    }
    blocks: dict[str, object] = {
        "projects": tuple(_projects(snapshot, areas)),
        "indicators": tuple(_indicators(snapshot, areas)),
        "funds": tuple(Fund(row, *cells) for row, cells in _optional_rows(snapshot, areas, FUNDS)),
        "tasks": tuple(Task(row, *cells) for row, cells in _optional_rows(snapshot, areas, TASKS)),
        "shown": tuple(
            stated(snapshot, areas, name)
            for name in with_role(Role.SHOWN)
            if not name.block and name.name in areas
        ),
        "outside": tuple(cell for block in GROWING for cell in _outside(snapshot, areas, block)),
        "displaced": tuple(displaced(snapshot).items()),
        "money": ways_of(snapshot).told,
        "open_blocks": tuple(block for block in GROWING if _is_open(snapshot, areas, block)),
    }
    report = _node(Report, "", leaves, blocks)
    assert isinstance(report, Report)
    return report


def stated(snapshot: Snapshot, areas: Mapping[str, Area], name: Name, row: int = 0) -> Stated:
    """The content of one cell of the contract as a person filed it."""
    area = areas[name.name]
    cell = Cell(area.sheet, area.top + row, area.left)
    return _stated(snapshot, areas, name, row, cell, snapshot.value(cell))


def _stated(
    snapshot: Snapshot, areas: Mapping[str, Area], name: Name, row: int, cell: Cell, value: Value
) -> Stated:
    place = Place(name.name, row)
    if isinstance(value, str):
        seen = visible(value)
        if seen is not value:
            return _stated(snapshot, areas, name, row, cell, seen)._replace(unseen=invisible(value))
        if not value.strip():  # it looks blank
            value = None
    if value is None and cell not in snapshot.formulas:
        return Stated(place)
    origin = _origin(snapshot, areas, name, cell)
    if isinstance(value, ErrorValue):
        return Stated(place, text=value.code, origin=Origin.ERROR)
    notes = (Note.UNCALCULATED,) if cell in snapshot.uncalculated else ()
    if name.kind in NUMERIC:
        ways = ways_of(snapshot)
        if ways is OURS:
            return number(place, name, value, origin, notes)
        way = ways.of(name, cell.sheet)
        if name.kind is Kind.PERCENT and origin is Origin.CONTRACT:
            way = None  # our own formula gives the ratio
        if origin is Origin.CONTRACT and _misled(snapshot, areas, name, ways):
            origin = Origin.FOREIGN
        found = number(place, name, value, origin, notes, way)
        return found._replace(money=way) if isinstance(way, Money) and way is not WAN else found
    return Stated(place, text=text_of(value), origin=origin, notes=notes)


def _misled(snapshot: Snapshot, areas: Mapping[str, Area], name: Name, ways: Ways) -> bool:
    """Whether our own formula takes for a ratio what stands as 76 in a cell of the form: then it gives no figure of ours."""
    operands = (CONTRACT[each] for each in _OPERAND.findall(name.formula))
    return any(
        ways.of(operand, areas[operand.name].sheet) is Way.POINTS
        and _origin(snapshot, areas, operand, areas[operand.name].first) is not Origin.CONTRACT
        for operand in operands
        if operand.kind is Kind.PERCENT and operand.name in areas
    )


def intact(snapshot: Snapshot, name: str) -> bool:
    """True where the contract's own formula stands in the cell of a computed name, whatever it shows."""
    areas = {each: area for each, area in snapshot.names.items() if isinstance(area, Area)}
    return _origin(snapshot, areas, CONTRACT[name], areas[name].first) is Origin.CONTRACT


def _origin(snapshot: Snapshot, areas: Mapping[str, Area], name: Name, cell: Cell) -> Origin:
    formula = snapshot.formulas.get(cell)
    if formula is None:
        return Origin.TYPED
    if not name.formula:
        return Origin.FOREIGN
    ours = render(formula_in(name.name, areas), areas, cell)
    same = formula == ours or canonical(formula, cell.sheet) == canonical(ours, cell.sheet)
    return Origin.CONTRACT if same else Origin.FOREIGN


def _outside(snapshot: Snapshot, areas: Mapping[str, Area], block: str) -> list[Stated]:
    """What a person filled in on the end row of a block, or on the row below it, where no sum reaches it.

    On the end row that is everything in a column of figures or target values; below it the next part of the form
    begins, so that only what reads as a figure counts, and only in a cell without a name of its own. Titles are left
    out: the words of the end row itself stand there.
    """
    found = []
    for column in block_columns(block):
        area = areas[column.name]
        if column.role is not Role.INPUT or column.kind not in _COUNTED:
            continue
        end = area.height - 1
        for row in (end, end + 1) if not _is_open(snapshot, areas, block) else ():
            cell = Cell(area.sheet, area.top + row, area.left)
            if snapshot.raw(cell) is None or cell in snapshot.formulas:
                continue
            typed = stated(snapshot, areas, column, row)
            filled = not typed.blank if row == end else typed.value is not None
            if filled and not any(cell == other.first for other in areas.values()):
                found.append(typed)
    return found


#: A word of the end row of a block: 在此行上方插入行.
_HINT = "插入"


def _is_open(snapshot: Snapshot, areas: Mapping[str, Area], block: str) -> bool:
    """The end row of a block is gone: its words stand nowhere on it, and a row of figures does."""
    columns = [areas[column.name] for column in block_columns(block) if column.role is Role.INPUT]
    cells = [Cell(area.sheet, area.bottom, area.left) for area in columns]
    values = [snapshot.raw(cell) for cell in cells]
    if any(isinstance(value, str) and _HINT in value for value in values):
        return False
    figures = (
        stated(snapshot, areas, column, areas[column.name].height - 1)
        for column in block_columns(block)
        if column.role is Role.INPUT and column.kind in NUMERIC
    )
    return sum(value is not None for value in values) > 1 and any(cell.value is not None for cell in figures)


def block_rows(
    snapshot: Snapshot, areas: Mapping[str, Area], block: str
) -> list[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of a growing block with their ordinals from 1; rows blank in every column are passed over."""
    columns = [c for c in block_columns(block) if c.role is Role.INPUT]
    last = areas[columns[0].name].height - (0 if _is_open(snapshot, areas, block) else 1)
    return _rows(snapshot, areas, columns, range(1, last))


def _rows(
    snapshot: Snapshot, areas: Mapping[str, Area], columns: Sequence[Name], numbers: range
) -> list[tuple[int, tuple[Stated, ...]]]:
    """The cells of some columns of a block in these rows; rows blank in every column are passed over."""
    whole = [areas[column.name] for column in columns]
    values = [snapshot.column(area) for area in whole]
    rows = []
    for row in numbers:
        cells = tuple(
            [
                _stated(
                    snapshot,
                    areas,
                    column,
                    row,
                    Cell(area.sheet, area.top + row, area.left),
                    exact(value[row]),
                )
                for column, area, value in zip(columns, whole, values, strict=True)
            ]
        )
        if any(cell.text or cell.value is not None for cell in cells):
            rows.append((row, cells))
    return rows


def _optional_rows(
    snapshot: Snapshot, areas: Mapping[str, Area], block: str
) -> Iterator[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of a table that only other forms have, by all its columns: those that it lacks are absent."""
    columns = optional_columns(block)
    carried = [column for column in columns if column.name in areas]
    numbers = range(1, areas[carried[0].name].height - 1) if carried else range(0)
    for row, cells in _rows(snapshot, areas, carried, numbers):
        found = {cell.name: cell for cell in cells}
        yield row, tuple(found.get(column.name) or _absent(column, row) for column in columns)


def _absent(name: Name, row: int = 0) -> Stated:
    return Stated(Place(name.name, row), origin=Origin.ABSENT)


def _projects(snapshot: Snapshot, areas: Mapping[str, Area]) -> list[Project]:
    return [Project(row, *cells) for row, cells in block_rows(snapshot, areas, PROJECTS)]


def _indicators(snapshot: Snapshot, areas: Mapping[str, Area]) -> list[Indicator]:
    found: list[Indicator] = []
    for row, (level1, level2, *rest) in block_rows(snapshot, areas, INDICATORS):
        above = found[-1] if found else None
        if above is not None and not plain(level1.text):
            # a 二级指标 is inherited only under the same 一级指标
            level2 = level2 if plain(level2.text) else above.level2
            level1 = above.level1
        found.append(Indicator(row, level1, level2, *rest))
    carried = [column for column in optional_columns(INDICATORS) if column.name in areas]
    if not carried:
        return found
    return [row._replace(**_also(snapshot, areas, carried, row.row)) for row in found]


def _also(snapshot: Snapshot, areas: Mapping[str, Area], columns: Sequence[Name], row: int) -> dict[str, Any]:
    """The cells of a row in columns that only other forms have, by their fields."""
    return {column.path.rpartition(".")[2]: stated(snapshot, areas, column, row) for column in columns}


@cache
def _fields(node: type) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(node).items())


def _node(node: type, path: str, leaves: Mapping[str, Stated], blocks: Mapping[str, object]) -> object:
    values: dict[str, object] = {}
    for field, kind in _fields(node):
        where = f"{path}{field}"
        if kind is Stated:
            values[field] = leaves[where]
        elif where in blocks:
            values[field] = blocks[where]
        else:
            values[field] = _node(kind, f"{where}.", leaves, blocks)
    return node(**values)
