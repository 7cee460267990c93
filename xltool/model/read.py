"""Snapshot -> Report: each cell of the contract read into a :class:`Stated`, never an exception."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import Any, get_type_hints

from xltool.book.formula.text import canonical, render
from xltool.book.port import Cell, ErrorValue, Value, exact
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
from xltool.model.characters import invisible, visible
from xltool.model.form import Form
from xltool.model.headings import displaced
from xltool.model.parse import decimals, figure, plain
from xltool.model.report import Indicator, Project, Report
from xltool.model.stated import Note, Origin, Place, Stated, is_dash, quantized, trimmed

#: A spreadsheet program shows and compares 15 significant digits; the rest of a formula's result is noise.
_SHOWN_DIGITS = Context(prec=15)
#: Kinds of a block's columns that hold more than words.
_COUNTED = NUMERIC | {Kind.TARGET}
#: Decimals of a formula's result that a double gives for certain.
_FORMULA_PLACES = 12


def read(form: Form) -> Report:
    """The report filed in a workbook that passed the gates (see :mod:`xltool.model.gates`)."""
    leaves = {
        name.path: stated(form, name) if name.name in form.areas else absent(name)
        for name in CONTRACT.values()
        if name.role in (Role.INPUT, Role.COMPUTED) and not name.block
    }
    blocks: dict[str, object] = {
        "projects": tuple(_projects(form)),
        "indicators": tuple(_indicators(form)),
        "shown": tuple(
            stated(form, name) for name in with_role(Role.SHOWN) if not name.block and name.name in form.areas
        ),
        "outside": tuple(cell for block in GROWING for cell in _outside(form, block)),
        "displaced": tuple(displaced(form).items()),
        "open_blocks": tuple(block for block in GROWING if _is_open(form, block)),
        "foreign": form.foreign,
        "lacking": form.lacking if form.foreign else frozenset(),
    }
    report = _node(Report, "", leaves, blocks)
    assert isinstance(report, Report)
    return report


def absent(name: Name, row: int = 0) -> Stated:
    """A cell that the form does not have."""
    return Stated(Place(name.name, row), origin=Origin.ABSENT)


def stated(form: Form, name: Name, row: int = 0) -> Stated:
    """The content of one cell of the form as a person filed it."""
    area = form.areas[name.name]
    cell = Cell(area.sheet, area.top + row, area.left)
    return _stated(form, name, row, cell, form.snapshot.value(cell))


def _stated(form: Form, name: Name, row: int, cell: Cell, value: Value) -> Stated:
    snapshot = form.snapshot
    place = Place(name.name, row)
    if isinstance(value, str):
        seen = visible(value)
        if seen is not value:
            return _stated(form, name, row, cell, seen)._replace(unseen=invisible(value))
        if not value.strip():  # it looks blank
            value = None
    if value is None and cell not in snapshot.formulas:
        return Stated(place)
    origin = _origin(form, name, cell)
    if isinstance(value, ErrorValue):
        return Stated(place, text=value.code, origin=Origin.ERROR)
    notes = (Note.UNCALCULATED,) if cell in snapshot.uncalculated else ()
    if name.kind in NUMERIC:
        return _number(place, name, value, origin, notes)
    return Stated(place, text=text_of(value), origin=origin, notes=notes)


def intact(form: Form, name: str) -> bool:
    """True where the contract's own formula stands in the cell of a computed name, whatever it shows."""
    return _origin(form, CONTRACT[name], form.areas[name].first) is Origin.CONTRACT


def _origin(form: Form, name: Name, cell: Cell) -> Origin:
    """How the content came into a cell; whatever formula a foreign form has, it is the form's own and states a figure."""
    formula = form.snapshot.formulas.get(cell)
    if formula is None:
        return Origin.TYPED
    if not name.formula or form.foreign:
        return Origin.FOREIGN
    ours = render(formula_in(name.name, form.areas), form.areas, cell)
    same = formula == ours or canonical(formula, cell.sheet) == canonical(ours, cell.sheet)
    return Origin.CONTRACT if same else Origin.FOREIGN


def _number(place: Place, name: Name, value: Value, origin: Origin, notes: tuple[Note, ...]) -> Stated:
    if isinstance(value, Decimal):
        value = _without_noise(value)
        if origin in (Origin.FOREIGN, Origin.CONTRACT):
            value = _displayed(value, name)
            places = min(_places(value, name.kind), _FORMULA_PLACES)
            return Stated(place, value, places, _digits(value, name.kind), origin, notes)
        return Stated(place, value, _places(value, name.kind), _digits(value, name.kind), origin, notes)
    text = text_of(value)
    if not text or is_dash(text):
        return Stated(place, text=text, origin=origin, notes=notes)
    found = figure(text, name.kind) if isinstance(value, str) else None
    if found is None:
        day = (Note.DATE,) if isinstance(value, datetime.date) else ()
        return Stated(place, text=text, origin=origin, notes=(*notes, Note.UNREADABLE, *day))
    return Stated(place, found.value, found.places, text, origin, (*notes, *found.notes))


def _without_noise(value: Decimal) -> Decimal:
    """The number in the digits that a spreadsheet program shows; what was pasted as a value may bring more."""
    if len(value.as_tuple().digits) <= _SHOWN_DIGITS.prec:
        return value
    shown = _SHOWN_DIGITS.create_decimal(value).normalize(_SHOWN_DIGITS)
    return shown if int(shown.as_tuple().exponent) < 0 else Decimal(int(shown))


def _displayed(value: Decimal, name: Name) -> Decimal:
    """What the cell shows of a formula's result: an amount is filed at the places of the form, not with its noise."""
    shown = _SHOWN_DIGITS.create_decimal(value)
    if name.kind in (Kind.AMOUNT, Kind.AREA, Kind.COUNT):
        return quantized(shown, name.places)
    return shown


def _places(value: Decimal, kind: Kind) -> int:
    """Decimals of a number cell; a ratio has two more than the percentage that the cell shows."""
    return max(2, decimals(value)) if kind is Kind.PERCENT else decimals(value)


@lru_cache(maxsize=8192)
def _digits(value: Decimal, kind: Kind) -> str:
    return f"{trimmed(value * 100)}%" if kind is Kind.PERCENT else trimmed(value)


def text_of(value: Value) -> str:
    """What a cell that holds words says: a number in plain digits, a date as its ISO form, empty for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return trimmed(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def _outside(form: Form, block: str) -> list[Stated]:
    """What a person filled in on the end row of a block, or on the row below it, where no sum reaches it.

    On the end row that is everything in a column of figures or target values; below it the next part of the form
    begins, so that only what reads as a figure counts, and only in a cell without a name of its own. Titles are left
    out: the words of the end row itself stand there. The end row of a foreign form may be its row of totals, and what is below it is another part.
    """
    found = []
    for column in form.columns(block):
        area = form.areas[column.name]
        if column.role is not Role.INPUT or column.kind not in _COUNTED:
            continue
        end = area.height - 1
        for row in _beyond(form, block, end):
            cell = Cell(area.sheet, area.top + row, area.left)
            if form.snapshot.raw(cell) is None or cell in form.snapshot.formulas:
                continue
            typed = stated(form, column, row)
            filled = not typed.blank if row == end else typed.value is not None
            if filled and not any(cell == other.first for other in form.areas.values()):
                found.append(typed)
    return found


def _beyond(form: Form, block: str, end: int) -> tuple[int, ...]:
    """The rows of a block in which a figure would be outside of it."""
    if form.foreign:
        return () if _is_total_row(form, block) else (end,)
    return () if _is_open(form, block) else (end, end + 1)


def _is_total_row(form: Form, block: str) -> bool:
    """Whether the end row of a block says of itself that it is a row of totals."""
    area = form.areas[form.columns(block)[0].name]
    rows = form.snapshot.grids.get(area.sheet, [])[area.bottom - 1 : area.bottom]
    return any(isinstance(value, str) and _TOTAL.search(value) for row in rows for value in row)


#: A word of the end row of a block: 在此行上方插入行.
_HINT = "插入"
#: Words of a row of totals: 合计, 总计, 小计, 总分, 总得分.
_TOTAL = re.compile(r"[合总小]\s*计|总\s*(?:得\s*)?分|自评得分")


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


def block_rows(form: Form, block: str) -> list[tuple[int, tuple[Stated, ...]]]:
    """The filled rows of a growing block with their ordinals from 1; rows blank in every column are passed over.

    Each row has a cell for every column that people fill in; one that the form does not have is absent in it.
    """
    columns = [c for c in block_columns(block) if c.role is Role.INPUT]
    whole = [form.areas.get(column.name) for column in columns]
    carried = [area for area in whole if area is not None]
    if not carried:
        return []
    values = [form.snapshot.column(area) if area else [] for area in whole]
    rows = []
    for row in range(1, carried[0].height - (0 if _is_open(form, block) else 1)):
        cells = tuple(
            [
                _stated(form, column, row, Cell(area.sheet, area.top + row, area.left), exact(value[row]))
                if area
                else absent(column, row)
                for column, area, value in zip(columns, whole, values, strict=True)
            ]
        )
        if any(cell.text or cell.value is not None for cell in cells):
            rows.append((row, cells))
    return rows


def _projects(form: Form) -> list[Project]:
    return [Project(row, *cells) for row, cells in block_rows(form, PROJECTS)]


def _indicators(form: Form) -> list[Indicator]:
    found: list[Indicator] = []
    for row, (level1, level2, *rest) in block_rows(form, INDICATORS):
        above = found[-1] if found else None
        if above is not None and not plain(level1.text):
            # a 二级指标 is inherited only under the same 一级指标
            level2 = level2 if plain(level2.text) or level2.absent else above.level2
            level1 = level1 if level1.absent else above.level1
        found.append(Indicator(row, level1, level2, *rest))
    return found


@cache
def _fields(node: type) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(node).items())


def _node(node: type, path: str, leaves: Mapping[str, Stated], blocks: Mapping[str, object]) -> object:
    values: dict[str, object] = {}
    for field, kind in _fields(node):
        where = f"{path}{field}"
        if kind is Stated:
            values[field] = leaves[where]
        elif where in blocks:  # tuple[Project, ...]
            values[field] = blocks[where]
        else:
            values[field] = _node(kind, f"{where}.", leaves, blocks)
    return node(**values)
