"""In which unit the amounts of a form are, and how it writes its rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xltool.book.port import column_number
from xltool.contract.names import Kind
from xltool.contract.optional import KNOWN
from xltool.contract.units import MONEY, Way
from xltool.intake.forms.units import bracketed_unit, stated_unit, unit_beside
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import remarks
from xltool.intake.recognised import RecognisedBlock

#: No line that says a unit is longer.
_LONGEST: Final = 200


class UnitsSaid(NamedTuple):
    """The units that a sheet names: in lines beside its tables, and in brackets behind the labels of money."""

    lines: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit of its amounts: what stands beside the money itself, or else the line; empty where nothing says it."""
        return (*self.labels, *self.lines, "")[0]

    @property
    def several(self) -> tuple[str, ...]:
        """Every unit that it names, once."""
        return tuple(dict.fromkeys((*self.labels, *self.lines)))


def units_said(sheet: FormSheet, rows: Iterable[int]) -> UnitsSaid:
    """What a sheet says of its unit; ``rows`` are those of money."""
    money = set(rows)
    lines = [unit for cell in sheet.texts() if (unit := _line_unit(sheet, cell))]
    labels = [
        unit
        for cell in sheet.texts()
        if money.intersection(range(cell.top, cell.bottom + 1)) and (unit := bracketed_unit(cell.text))
    ]
    return UnitsSaid(_known(lines), _known(labels))


def _line_unit(sheet: FormSheet, cell: FormCell) -> str:
    """The unit that a cell says, by itself or as the label of the cell right of it."""
    if len(cell.text) >= _LONGEST:
        return ""
    return stated_unit(cell.text) or unit_beside(cell.text, sheet.right_of(cell).text)


def _known(units: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit for unit in units if unit in MONEY))


class RateColumn(NamedTuple):
    """The rates of a table's rows: the name of the column, its heading, the cells below."""

    name: str
    label: FormCell
    cells: tuple[FormCell, ...]


def rate_columns(sheets: Iterable[FormSheet], tables: Iterable[RecognisedBlock]) -> Iterator[RateColumn]:
    """The columns of these tables that hold rates."""
    pages = {sheet.name: sheet for sheet in sheets}
    for block in tables:
        for column in block.columns:
            known = KNOWN.get(column.name)
            if known is None or known.kind is not Kind.PERCENT:
                continue
            page, left = pages[block.sheet], column_number(column.column)
            cells = (page.at(row, left) for row in range(block.first, block.last + 1))
            yield RateColumn(column.name, page.at(block.first - 1, left), tuple(cells))


def rate_way(rates: Iterable[Candidate], columns: Iterable[RateColumn] = ()) -> str:
    """How the form writes its rates, by the format of their cells, what stands in them, or their headings; empty if untold.

    Tables may write theirs another way than the form: that follows, as the cell 比率写法 says it.
    """
    usual = next((way for each in rates for way in _ways(each.cell, each.label)), "")
    told = {column.name: way for column in columns if (way := _way_of(column))}
    usual = usual or next(iter(told.values()), "")
    return "；".join((usual, *(f"{name}={way}" for name, way in told.items() if way != usual)))


def _way_of(column: RateColumn) -> str:
    """The way of a column: of cells that could be ratios and others that could not, the others tell."""
    ways = [way for cell in column.cells for way in _ways(cell, column.label)]
    return next((way.value for way in (Way.SIGNED, Way.POINTS, Way.RATIO) if way.value in ways), "")


def _ways(cell: FormCell, label: FormCell) -> Iterator[str]:
    if cell.percent or "%" in cell.text or "％" in cell.text:
        yield Way.SIGNED.value
    elif _number(cell) is not None:
        number = _number(cell) or 0.0
        yield (Way.POINTS if abs(number) > 3 or _in_percent(label) else Way.RATIO).value
    elif _in_percent(label):
        yield Way.POINTS.value


def _number(cell: FormCell) -> float | None:
    try:
        return float("".join(cell.text.split()).replace(",", ""))
    except ValueError:
        return None


def _in_percent(label: FormCell) -> bool:
    return any(each in ("%", "％") or each.endswith("100%") for each in remarks(label.text))
