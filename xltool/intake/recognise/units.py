"""In which unit the amounts of a form are, and how it writes its rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xltool.contract.units import MONEY, Way
from xltool.intake.forms.units import bracketed_unit, stated_unit
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import remarks


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
    lines = [unit for cell in sheet.texts() if len(cell.text) < 200 and (unit := stated_unit(cell.text))]
    labels = [
        unit
        for cell in sheet.texts()
        if money.intersection(range(cell.top, cell.bottom + 1)) and (unit := bracketed_unit(cell.text))
    ]
    return UnitsSaid(_known(lines), _known(labels))


def _known(units: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit for unit in units if unit in MONEY))


def rate_way(rates: Iterable[Candidate]) -> str:
    """How the form writes its rates, by the format of their cells, what stands in them, or their headings; empty if untold."""
    ways = [way for each in rates for way in _ways(each)]
    return ways[0] if ways else ""


def _ways(rate: Candidate) -> Iterator[str]:
    cell = rate.cell
    if cell.percent or "%" in cell.text or "％" in cell.text:
        yield Way.SIGNED.value
    elif _number(cell) is not None:
        number = _number(cell) or 0.0
        yield (Way.POINTS if abs(number) > 3 or _in_percent(rate.label) else Way.RATIO).value
    elif _in_percent(rate.label):
        yield Way.POINTS.value


def _number(cell: FormCell) -> float | None:
    try:
        return float("".join(cell.text.split()).replace(",", ""))
    except ValueError:
        return None


def _in_percent(label: FormCell) -> bool:
    return any(each in ("%", "％") or each.endswith("100%") for each in remarks(label.text))
