"""A sheet of ours while it is drawn: cells by row and column, the names that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xltool.book.additions.addition import AddedCell, AddedColumn, AddedCondition, AddedLook, AddedSheet
from xltool.book.formula.calculate import results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, Grid, Snapshot, Value

#: What every sheet of ours says of itself; by it one is known that nothing leads to any more.
TAKEN_OUT: Final = "xltool strip 可去掉它，还原原表。"
PLAIN: Final = AddedLook()
CAPTION: Final = AddedLook(size=10, ink="7F7F7F", horizontal="right")
TITLE: Final = AddedLook(size=16, bold=True, horizontal="center")
NOTE: Final = AddedLook(size=10, ink="7F7F7F", wrapped=True)
ENTRY: Final = AddedLook(ink="1F3864", ground="FFFCEB", line="A6A6A6", horizontal="center")
HEADING: Final = AddedLook(size=10, bold=True, line="000000", horizontal="center", wrapped=True)
BOLD: Final = AddedLook(bold=True, wrapped=True)


class SheetDraft:
    """What is put on one sheet; formulas are given with the contract's placeholders."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.cells: dict[tuple[int, int], AddedCell] = {}
        self.names: dict[str, Area] = {}
        self.columns: list[AddedColumn] = []
        self.heights: dict[int, float] = {}
        self.merges: list[Area] = []
        self.conditions: list[AddedCondition] = []
        self.choices: dict[tuple[int, int], tuple[str, ...]] = {}
        self.printed: Area | None = None

    def put(
        self, row: int, column: int, value: Value, look: AddedLook = PLAIN, *, to: int = 0, formula: str = ""
    ) -> None:
        """A constant or a formula in a cell, merged with those to its right up to a column."""
        self.cells[row, column] = AddedCell(value, formula, look)
        if to > column:
            self.merges.append(Area(self.title, row, column, row, to))
            for other in range(column + 1, to + 1):
                self.cells[row, other] = AddedCell(look=look)

    def name(self, name: str, row: int, column: int, bottom: int = 0) -> None:
        """Give a cell, or a column down to a row, a name."""
        self.names[name] = Area(self.title, row, column, bottom or row, column)

    def finished(
        self, shown: Mapping[Cell, Value], texts: Mapping[Cell, str], *, hidden: bool = False
    ) -> AddedSheet:
        """The sheet with its formulas as texts and the results that they show."""
        cells = {
            place: cell._replace(formula=texts[at], value=shown.get(at))
            if (at := Cell(self.title, *place)) in texts
            else cell
            for place, cell in self.cells.items()
        }
        return AddedSheet(
            self.title,
            cells,
            tuple(self.columns),
            self.heights,
            tuple(self.merges),
            tuple(self.conditions),
            self.choices,
            hidden,
            printed=self.printed,
        )


def formula_texts(drafts: tuple[SheetDraft, ...], areas: Mapping[str, Area]) -> dict[Cell, str]:
    """The formulas of all drafts, written out with the addresses of the names."""
    found = {}
    for draft in drafts:
        for place, cell in draft.cells.items():
            if cell.formula:
                at = Cell(draft.title, *place)
                found[at] = render(cell.formula, areas, at)
    return found


def shown_by(
    held: Snapshot, drafts: tuple[SheetDraft, ...], texts: Mapping[Cell, str], areas: Mapping[str, Area]
) -> dict[Cell, Value]:
    """What these formulas show beside a workbook as it stands; those that only a spreadsheet program can tell are missing."""
    grids = {**held.grids, **{draft.title: _grid(draft) for draft in drafts}}
    formulas = {**held.formulas, **texts}
    beside = held._replace(grids=grids, names={**held.names, **areas}, formulas=formulas)
    return results(beside, cells=texts)[0]


def _grid(draft: SheetDraft) -> Grid:
    rows = max((row for row, _ in draft.cells), default=0)
    width = max((column for _, column in draft.cells), default=0)
    grid: Grid = [[None] * width for _ in range(rows)]
    for (row, column), cell in draft.cells.items():
        value = cell.value
        grid[row - 1][column - 1] = None if cell.formula else value
    return grid
