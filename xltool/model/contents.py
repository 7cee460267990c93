"""What one cell of the form holds, as a person filed it: never an exception."""

from __future__ import annotations

import re
from functools import lru_cache

from xltool.book.formula.text import canonical, render
from xltool.book.port import Cell, ErrorValue, Value, exact
from xltool.contract.names import CONTRACT, NUMERIC, Kind, Name, formula_in
from xltool.contract.units import WAN, Money, Way
from xltool.model.characters import invisible, visible
from xltool.model.form import Form
from xltool.model.number import number, text_of
from xltool.model.stated import Note, Origin, Place, Stated
from xltool.model.ways import OURS, Ways

#: A name in a formula of the contract.
_OPERAND = r"{([^{}:]+)"


def absent(name: Name, row: int = 0) -> Stated:
    """A cell that the form does not have."""
    return Stated(Place(name.name, row), origin=Origin.ABSENT)


def stated(form: Form, name: Name, row: int = 0) -> Stated:
    """The content of one cell of the form as a person filed it."""
    area = form.areas[name.name]
    cell = Cell(area.sheet, area.top + row, area.left)
    return content_of(form, name, row, cell, form.snapshot.value(cell))


def content_of(form: Form, name: Name, row: int, cell: Cell, value: Value) -> Stated:
    """The same for a cell whose value is known."""
    snapshot = form.snapshot
    if isinstance(value, str):
        if name.name in form.labels:
            from xltool.model.samecell import behind, unaccused  # 0.5 ms, for a form with such cells

            said = behind(form.labels[name.name], name, value)
            return unaccused(content_of(form._replace(labels={}), name, row, cell, said))
        seen = visible(value)
        if seen is not value:
            return content_of(form, name, row, cell, seen)._replace(unseen=invisible(value))
        if not value.strip():  # it looks blank
            value = None
    if value is None and cell not in snapshot.formulas:
        return _blank(name.name, row)
    place = Place(name.name, row)
    origin = _origin(form, name, cell)
    if isinstance(value, ErrorValue):
        return Stated(place, text=value.code, origin=Origin.ERROR)
    notes = (Note.UNCALCULATED,) if cell in snapshot.uncalculated else ()
    if name.kind in NUMERIC:
        ways = form.ways
        if ways is OURS:
            return number(place, name, value, origin, notes)
        if name.name in ways.shares:
            from xltool.model.shares import as_points  # 0.4 ms, for a form with such weights

            return number(place, name, as_points(exact(value)), origin, notes)
        way = ways.of(name, cell.sheet)
        if name.kind is Kind.PERCENT and origin is Origin.CONTRACT:
            way = None  # our own formula gives the ratio
        if origin is Origin.CONTRACT and _misled(form, name, ways):
            origin = Origin.FOREIGN
        found = number(place, name, value, origin, notes, way)
        return found._replace(money=way) if isinstance(way, Money) and way is not WAN else found
    return Stated(place, text=text_of(value), origin=origin, notes=notes)


@lru_cache(maxsize=256)
def _blank(name: str, row: int) -> Stated:
    return Stated(Place(name, row))


def _misled(form: Form, name: Name, ways: Ways) -> bool:
    """Whether our own formula takes for a ratio what stands as 76 in a cell of the form: then it gives no figure of ours."""
    operands = (CONTRACT[each] for each in re.findall(_OPERAND, name.formula))
    return any(
        ways.of(operand, form.areas[operand.name].sheet) is Way.POINTS
        and _origin(form, operand, form.areas[operand.name].first) is not Origin.CONTRACT
        for operand in operands
        if operand.kind is Kind.PERCENT and operand.name in form.areas
    )


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
