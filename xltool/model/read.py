"""Snapshot -> Report: each cell of the contract read into a :class:`Stated`, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from xltool.book.port import Cell, exact
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
    with_role,
)
from xltool.contract.optional import FUNDS, MERGED_NAMES, OPTIONAL, TASKS, optional_columns
from xltool.model.announced import announced_total, announced_weight, sharing
from xltool.model.contents import absent, content_of, stated
from xltool.model.form import Form
from xltool.model.headings import displaced
from xltool.model.parse import plain
from xltool.model.report import Fund, Indicator, Project, Report, Task
from xltool.model.signed import is_grade, is_signed
from xltool.model.stated import Stated
from xltool.model.subtotals import is_subtotal
from xltool.typed import Any

#: Kinds of a block's columns that hold more than words.
_COUNTED = NUMERIC | {Kind.TARGET}
#: The list of the units in a merged return.
_UNITS = MERGED_NAMES[0]


def read(form: Form) -> Report:
    """The report filed in a workbook that passed the gates (see :mod:`xltool.model.gates`)."""
    leaves = {
        name.path: stated(form, name) if name.name in form.areas else absent(name) for name in _single_names()
    }
    open_blocks = tuple(block for block in GROWING if _is_open(form, block))
    blocks: dict[str, object] = {
        "projects": tuple(_projects(form, PROJECTS in open_blocks)),
        "indicators": tuple(_indicators(form, INDICATORS in open_blocks)),
        "funds": tuple(Fund(row, *cells) for row, cells in _optional_rows(form, FUNDS)),
        "tasks": tuple(Task(row, *cells) for row, cells in _optional_rows(form, TASKS)),
        "shown": tuple(
            stated(form, name) for name in with_role(Role.SHOWN) if not name.block and name.name in form.areas
        ),
        "outside": tuple(
            cell for block in GROWING if block not in open_blocks for cell in _outside(form, block)
        ),
        "displaced": tuple(displaced(form).items()),
        "money": form.ways.told,
        "open_blocks": open_blocks,
        "totalled": tuple(block for block in (FUNDS, TASKS) if _has_totals(form, block)),
        "foreign": form.foreign,
        "lacking": form.lacking if form.foreign else frozenset(),
        "full_marks": announced_total(form.snapshot, form.areas) if form.foreign else None,
        "sharing": _sharing(form) if form.foreign else frozenset(),
        "merged": _merged(form),
    }
    report = _node(Report, "", leaves, blocks)
    assert isinstance(report, Report)
    return report


def _merged(form: Form) -> tuple[str, ...]:
    """The units whose returns a merged one adds up, as the list in the workbook names them."""
    area = form.areas.get(_UNITS)
    values = () if area is None else form.snapshot.column(area)
    return tuple(text for value in values if isinstance(value, str) and (text := value.strip()))


@cache
def _single_names() -> tuple[Name, ...]:
    """The names of single cells that people fill in, or the form computes."""
    every = (*CONTRACT.values(), *OPTIONAL.values())
    return tuple(name for name in every if name.role in (Role.INPUT, Role.COMPUTED) and not name.block)


def _outside(form: Form, block: str) -> list[Stated]:
    """What a person filled in on the end row of a block, or on the row below it, where no sum reaches it.

    On the end row that is everything in a column of figures or target values; below it the next part of the form
    begins, so that only what reads as a figure counts, and only in a cell without a name of its own. Titles are left
    out: the words of the end row itself stand there. The end row of a foreign form may be its row of totals, or that
    which people sign, and what is below it is another part.
    """
    found: list[tuple[Cell, Stated]] = []
    columns = form.columns(block)
    if columns and form.foreign and (_is_total_row(form, columns[0]) or _is_signed(form, columns[0])):
        return []
    for column in columns:
        area = form.areas[column.name]
        if column.role is not Role.INPUT or column.kind not in _COUNTED:
            continue
        end = area.height - 1
        for row in (end,) if form.foreign else (end, end + 1):
            cell = Cell(area.sheet, area.top + row, area.left)
            if form.snapshot.raw(cell) is None or cell in form.snapshot.formulas:
                continue
            typed = stated(form, column, row)
            filled = not typed.blank if row == end else typed.value is not None
            if filled:
                found.append((cell, typed))
    named = {area[:3] for area in form.areas.values()} if found else set()  # their first cells
    return [typed for cell, typed in found if cell not in named]


def _has_totals(form: Form, block: str) -> bool:
    carried = [column for column in optional_columns(block) if column.name in form.areas]
    return bool(carried) and _is_total_row(form, carried[0])


def _is_total_row(form: Form, column: Name) -> bool:
    """Whether the end row of a block with this column says of itself that it is a row of totals."""
    return any(re.search(_TOTAL, text) for text in _texts_of_end(form, column))


def _is_signed(form: Form, column: Name) -> bool:
    """Whether the end row of a block with this column asks for people, dates, seals or the grade."""
    return any(is_signed(text) or is_grade(text) for text in _texts_of_end(form, column))


def _texts_of_end(form: Form, column: Name) -> list[str]:
    area = form.areas[column.name]
    rows = form.snapshot.grids.get(area.sheet, [])[area.bottom - 1 : area.bottom]
    return [value for row in rows for value in row if isinstance(value, str)]


#: A word of the end row of a block: 在此行上方插入行.
_HINT = "插入"
#: Words of a row of totals: 合计, 总计, 小计, 总分, 总得分.
_TOTAL = r"[合总小]\s*计|总\s*(?:得\s*)?分|自评得分"


def _is_open(form: Form, block: str) -> bool:
    """The end row of a block of ours is gone: its words stand nowhere on it, and a row of figures does."""
    if form.foreign:
        return False
    columns = [column for column in block_columns(block) if column.role is Role.INPUT]
    areas = [form.areas[column.name] for column in columns]
    values = [form.snapshot.raw(Cell(area.sheet, area.bottom, area.left)) for area in areas]
    if any(isinstance(value, str) and _HINT in value for value in values):
        return False
    figures = (
        stated(form, column, area.height - 1)
        for column, area in zip(columns, areas, strict=True)
        if column.kind in NUMERIC
    )
    return sum(value is not None for value in values) > 1 and any(cell.value is not None for cell in figures)


def _block_rows(form: Form, block: str, is_open: bool) -> Iterator[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of a growing block; one that is open has figures on its end row too."""
    return _rows(form, _filled_in(block), 0 if is_open else 1)


@cache
def _filled_in(block: str) -> tuple[Name, ...]:
    """The columns of a block that people fill in."""
    return tuple(column for column in block_columns(block) if column.role is Role.INPUT)


def _rows(form: Form, columns: Sequence[Name], edge: int) -> Iterator[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of some columns of a block, which has so many rows at its end that are none, with their ordinals
    from 1; those blank in every column are passed over, and those of a foreign form that repeat its heading.

    Each row has a cell for every column; one that the form does not have is absent in it.
    """
    whole = [form.areas.get(column.name) for column in columns]
    carried = [area for area in whole if area]
    if not carried:
        return
    sheet, top = carried[0].sheet, carried[0].top
    computed = {cell.row for cell in form.snapshot.formulas if cell.sheet == sheet}
    values = [form.snapshot.column(area) if area else [None] * carried[0].height for area in whole]
    for row, found in list(enumerate(zip(*values, strict=True)))[1 : carried[0].height - edge]:
        if found.count(None) == len(found) and top + row not in computed:
            continue
        if form.foreign and repeats_heading(found, values):
            continue
        cells = tuple(
            [
                content_of(form, column, row, Cell(area.sheet, area.top + row, area.left), exact(value))
                if area
                else absent(column, row)
                for column, area, value in zip(columns, whole, found, strict=True)
            ]
        )
        if any(cell.text or cell.value is not None for cell in cells):
            yield row, cells


def repeats_heading(found: Sequence[object], values: Sequence[Sequence[object]]) -> bool:
    """Whether a row says again what the row above the table does: a form with several goals has the heading over each."""
    pairs = ((each, column[0]) for each, column in zip(found, values, strict=True))
    return sum(isinstance(each, str) and each == head and bool(plain(each)) for each, head in pairs) > 1


def _optional_rows(form: Form, block: str) -> Iterator[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of a table that only other forms have, by all its columns: those that it lacks are absent."""
    yield from _rows(form, optional_columns(block), 1)


def _projects(form: Form, is_open: bool) -> list[Project]:
    return [Project(row, *cells) for row, cells in _block_rows(form, PROJECTS, is_open)]


def _indicators(form: Form, is_open: bool) -> list[Indicator]:
    found: list[Indicator] = []
    for row, (level1, level2, *rest) in _block_rows(form, INDICATORS, is_open):
        if form.foreign and _adds_up(Indicator(row, level1, level2, *rest)):
            continue
        above = found[-1] if found else None
        if above is not None and not plain(level1.text):
            # a 二级指标 is inherited only under the same 一级指标
            level2 = level2 if plain(level2.text) or level2.absent else above.level2
            level1 = level1 if level1.absent else above.level1
        found.append(Indicator(row, level1, level2, *rest))
    if form.announced:
        found = [row._replace(weight=_announced(form, row)) for row in found]
    carried = [column for column in optional_columns(INDICATORS) if column.name in form.areas]
    if not carried:
        return found
    return [row._replace(**_also(form, carried, row.row)) for row in found]


def _sharing(form: Form) -> frozenset[int]:
    """The indicator rows that have no cell of their own for a score, which a merged one above has for them."""
    return frozenset(row for row, first in sharing(form.snapshot, form.areas).items() if row > first)


def _announced(form: Form, row: Indicator) -> Stated:
    """The points of a row as a label announces them; absent where none does."""
    place = row.weight.place
    cell = form.announced.get(place)
    return row.weight if cell is None else announced_weight(form.snapshot, place, cell)


def _adds_up(row: Indicator) -> bool:
    """Whether a row of indicators adds up those above it: 小计, 合计, 产出指标小计."""
    bare = not (plain(row.target.text) or plain(row.actual.text))
    return any(is_subtotal(cell.text, bare=bare) for cell in (row.level1, row.level2, row.title))


def _also(form: Form, columns: Sequence[Name], row: int) -> dict[str, Any]:
    """The cells of a row in columns that only other forms have, by their fields."""
    return {column.path.rpartition(".")[2]: stated(form, column, row) for column in columns}


@cache
def _fields(node: type) -> tuple[tuple[str, Any], ...]:
    return tuple(node.__annotations__.items())


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
