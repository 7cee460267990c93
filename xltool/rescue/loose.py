"""What a person typed on the sheets of the form outside its cells: no name leads there, so a repair has no place for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xltool.book.port import Cell, Snapshot
from xltool.contract.names import CONTRACT, Kind, Role
from xltool.model.parse import plain
from xltool.rescue.labels import LabelledSheet

#: Characters by which a note of the form is known.
_WORDS = 8


def loose_cells(
    template: Snapshot, book: Snapshot, found: Mapping[str, LabelledSheet], read: Collection[Cell]
) -> tuple[Cell, ...]:
    """The cells with a constant that is neither printed by the template, nor read, nor the tool's own."""
    filled_in = {
        area.sheet
        for name in CONTRACT.values()
        if name.role is Role.INPUT
        and name.kind in (Kind.AMOUNT, Kind.POINTS)
        and (area := template.names.get(name.name)) is not None
    }
    return tuple(
        cell
        for title, sheet in found.items()
        if title in filled_in
        for cell in _Loose(template, book, title, sheet).cells()
        if cell not in read
    )


class _Loose:
    """One sheet of the template in a workbook, and which of its cells belong to the form."""

    def __init__(self, template: Snapshot, book: Snapshot, title: str, sheet: LabelledSheet) -> None:
        self._template, self._book, self._title, self._sheet = template, book, title, sheet
        self._rows = {at: row for row, at in sheet.rows.items()}
        self._columns = {at: column for column, at in sheet.columns.items()}
        areas = [area for name in CONTRACT if (area := book.names.get(name)) is not None]
        self._named = [area for area in areas if area.sheet == sheet.title]
        own = [
            (name, area)
            for name in CONTRACT.values()
            if (area := template.names.get(name.name)) is not None and area.sheet == title
        ]
        self._own = [area for _, area in own]
        self._notes = {_beginning(raw) for values in template.grids[title] for raw in values} - {""}
        tools = [area for name, area in own if name.role is not Role.INPUT and area.height > 1]
        self._tools = {column for area in tools for column in range(area.left, area.right + 1)}

    def cells(self) -> Iterator[Cell]:
        """From top to bottom."""
        for row, values in enumerate(self._book.grids[self._sheet.title], 1):
            for column, raw in enumerate(values, 1):
                cell = Cell(self._sheet.title, row, column)
                written = "" if raw is None else str(raw).strip()
                if written and not self._is_note(raw) and not self._of_the_form(cell):
                    yield cell

    def _is_note(self, raw: object) -> bool:
        return _beginning(raw) in self._notes

    def _of_the_form(self, cell: Cell) -> bool:
        """Whether a formula, a printed label, or a place of the contract, by its name or by its labels, stands there."""
        if cell in self._book.formulas or (cell.row, cell.column) in self._sheet.labels:
            return True
        if any(area.covers(cell) for area in self._named):
            return True
        row, column = self._rows.get(cell.row), self._columns.get(cell.column)
        if column is None:
            return False
        if (
            row is None
        ):  # a row of a table, or one that a person added: only the tool's own columns go on there
            return column in self._tools
        home = Cell(self._title, row, column)
        printed = home in self._template.formulas or self._template.raw(home) is not None
        return printed or any(area.covers(home) for area in self._own)


def _beginning(raw: object) -> str:
    """The first words of a long text: a note of the form reads a little otherwise in another version of the template."""
    flat = plain(raw) if isinstance(raw, str) else ""
    return flat[:_WORDS] if len(flat) > _WORDS else ""
