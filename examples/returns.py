"""A synthetic return as plain data: what stands in which cell, before it becomes a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from templatebuild.canvas import Formula
from xltool.contract.names import CONTRACT, INDICATORS, PROJECTS, Kind, Name, Role

#: What a cell can hold: a number, a text, a date, a formula of the accountant's own, or None for a blank.
Content = object

#: Names that the template fills in and that no unit touches.
UNTOUCHED: Final = ("模板版本", "显示标记")


class Spot(NamedTuple):
    """One cell of a return: a name of the contract and, in a block, its row from 1."""

    name: str
    row: int = 0

    @property
    def contract(self) -> Name:
        """The entry of the contract that the cell fills."""
        return CONTRACT[self.name]

    @property
    def kind(self) -> Kind:
        """What the cell holds."""
        return self.contract.kind


@dataclass(frozen=True, slots=True)
class Return:
    """What one unit filed.

    ``values`` has the form that :func:`templatebuild.build.build` takes: name -> value, block column -> values by
    row; a name without an entry keeps the template's content (its formula, where it has one). ``project_rows`` and
    ``indicator_rows`` are the rows of the printed form, filled or not.
    """

    values: Mapping[str, Content]
    project_rows: int = 18
    indicator_rows: int = 11
    scheme: str = "湖南2022"

    @property
    def projects(self) -> int:
        """Number of project rows that were filled in."""
        return self._filled(PROJECTS)

    @property
    def indicators(self) -> int:
        """Number of indicator rows that were filled in."""
        return self._filled(INDICATORS)

    def _filled(self, block: str) -> int:
        columns = [column for name, column in self.values.items() if CONTRACT[name].block == block]
        rows = max((len(column) for column in columns if isinstance(column, list)), default=0)
        return sum(
            any(row_value(column, row) not in (None, "") for column in columns) for row in range(1, rows + 1)
        )

    def content(self, spot: Spot) -> Content:
        """What stands in a cell; None where it is blank or holds the template's formula."""
        found = self.values.get(spot.name)
        found = row_value(found, spot.row) if spot.row else found
        return None if found == "" else found

    def typed(self, spot: Spot) -> bool:
        """True where the unit itself filled the cell or emptied it."""
        return spot.name in self.values

    def with_cells(self, changes: Mapping[Spot, Content]) -> Return:
        """The return with other contents in these cells."""
        values = dict(self.values)
        for spot, content in changes.items():
            if not spot.row:
                values[spot.name] = content
                continue
            old = values.get(spot.name)
            column = list(old) if isinstance(old, list) else []
            column.extend([None] * (spot.row - len(column)))
            column[spot.row - 1] = content
            values[spot.name] = column
        return replace(self, values=MappingProxyType(values))

    def without_row(self, block: str, row: int) -> Return:
        """The return with one row of a block gone and the rows below moved up."""
        values = {
            name: [v for index, v in enumerate(value, 1) if index != row]
            if CONTRACT[name].block == block and isinstance(value, list)
            else value
            for name, value in self.values.items()
        }
        return replace(self, values=MappingProxyType(values))

    def spots(self, computed: bool = True) -> Iterator[Spot]:
        """Every cell that a unit fills in (and, if wanted, may type over), blank ones of the form included.

        Of a block, the rows that hold anything.
        """
        rows = {PROJECTS: self.projects, INDICATORS: self.indicators}
        for name in CONTRACT.values():
            wanted = name.role is Role.INPUT or (computed and name.role is Role.COMPUTED)
            if not wanted or name.optional or name.name in UNTOUCHED:
                continue
            if not name.block:
                yield Spot(name.name)
            for row in range(1, rows.get(name.block, 0) + 1):
                yield Spot(name.name, row)


def row_value(column: object, row: int) -> Content:
    """The content of one row (from 1) of a block column; None below its end."""
    return column[row - 1] if isinstance(column, list) and row <= len(column) else None


def number(content: Content) -> Decimal | None:
    """The number in a cell; None where it holds none."""
    if isinstance(content, bool) or not isinstance(content, (int, float, Decimal)):
        return None
    return Decimal(repr(content)) if isinstance(content, float) else Decimal(content)


def is_formula(content: Content) -> bool:
    """True for a formula of the accountant's own."""
    return isinstance(content, Formula)
