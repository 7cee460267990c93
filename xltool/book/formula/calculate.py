"""What Excel would show in the formula cells of a workbook after some of its cells have changed.

The small language of our template and of what people put in its place: arithmetic, comparison, joining of text
and some twenty functions over cells and ranges. Anything else is :data:`UNSUPPORTED`, never a wrong number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum

from xltool.book.formula import checksum
from xltool.book.formula.excel import CalculationError, Raw, UnsupportedError, plain
from xltool.book.formula.parse import Reads, parse, reads
from xltool.book.formula.scope import FormulaScope
from xltool.book.port import Area, Cell, Edits, Snapshot, Value, blank_as_none, exact
from xltool.typed import Final, Literal


class Unsupported(Enum):
    """The type of :data:`UNSUPPORTED`."""

    UNSUPPORTED = "unsupported"


#: Instead of a value: this formula, or one that it depends on, is beyond us.
UNSUPPORTED: Final = Unsupported.UNSUPPORTED

#: Formulas that wait for one another inside Python's stack; longer dependencies are worked off from a list.
_DEEPEST: Final = 12


class _LaterError(Exception):
    """This cell has to be settled first."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.address)
        self.cell = cell


def results(
    snapshot: Snapshot,
    overlay: Mapping[Cell, Value] | None = None,
    cells: Iterable[Cell] | None = None,
    others_hold: bool = False,
) -> tuple[dict[Cell, Value], bool]:
    """Fresh results of the formula cells (all, or those given), and whether some could not be computed.

    ``overlay`` holds constants that replace what the snapshot has in these cells, formulas included. Numbers are
    the shortest decimal of Excel's double; a formula that gives no text at all gives "". ``others_hold`` says that
    all formulas but those given show their right results in the snapshot.
    """
    cells = snapshot.formulas if cells is None else list(cells)
    calculator = Calculator(snapshot, overlay, frozenset(cells) if others_hold else None)
    replaced = overlay or {}
    found: dict[Cell, Value] = {}
    missing = False
    for cell in cells:
        if cell in snapshot.formulas and cell not in replaced:
            value = calculator.value(cell)
            if value is UNSUPPORTED:
                missing = True
            else:
                found[cell] = "" if value == "" else exact(value)
    return found, missing


def with_results(snapshot: Snapshot, values: Mapping[Cell, Value]) -> Edits:
    """These constants, and what the formulas that show something else than before will show then."""
    fresh, _ = results(snapshot, values)
    stale = {
        cell: value
        for cell, value in fresh.items()
        if cell in snapshot.uncalculated or snapshot.stored(cell) != blank_as_none(value)
    }
    return Edits(values, stale)


def dependents(snapshot: Snapshot, changed: Iterable[Cell], among: Iterable[Cell]) -> list[Cell]:
    """Those of the formula cells that read, directly or through one another, one of the cells that change."""
    new = set(changed)
    known = checksum.intact(snapshot)
    waiting = [
        (cell, known.reads if known and cell == known.cell else reads(snapshot.formulas[cell], cell.sheet))
        for cell in among
        if cell not in new
    ]
    found: list[Cell] = []
    while new:
        columns = {(cell.sheet, cell.column) for cell in new}
        hit = {cell for cell, seen in waiting if seen is None or _touched(seen, new, columns)}
        found += [cell for cell, _ in waiting if cell in hit]
        waiting = [(cell, seen) for cell, seen in waiting if cell not in hit]
        new = hit
    return found


def _touched(seen: Reads, changed: set[Cell], columns: set[tuple[str, int]]) -> bool:
    """Whether a formula refers to a cell that changes; ``columns`` are those of the changes."""
    if seen.columns.isdisjoint(columns):
        return False
    return any(
        area.first in changed if area.height == area.width == 1 else any(map(area.covers, changed))
        for area in seen.areas
    )


class Calculator:
    """Calculates cells of one snapshot with an overlay of constants, each at most once.

    ``live`` are the formulas to be calculated; the others are taken as the snapshot shows them (None: calculate all).
    """

    __slots__ = (
        "_checksum",
        "_contents",
        "_live",
        "_names",
        "_open",
        "_own_sheets",
        "_rows",
        "_sheets",
        "_snapshot",
        "_values",
        "overlay",
    )

    def __init__(
        self,
        snapshot: Snapshot,
        overlay: Mapping[Cell, Value] | None = None,
        live: frozenset[Cell] | None = None,
    ) -> None:
        self.overlay = overlay or {}
        self._live = live
        self._snapshot = snapshot
        self._checksum = checksum.intact(snapshot)
        self._values: dict[Cell, Raw | Literal[Unsupported.UNSUPPORTED]] = {}
        self._open: set[Cell] = set()
        self._contents: dict[Area, list[Raw]] = {}
        self._rows: dict[tuple[str, int], list[int]] | None = None
        self._sheets: dict[str, str] = {}
        self._names: dict[str, Area] | None = None
        self._own_sheets: frozenset[str] | None = None

    def value(self, cell: Cell) -> Raw | Literal[Unsupported.UNSUPPORTED]:
        """What the cell shows: None where blank, :data:`UNSUPPORTED` where we cannot tell."""
        waiting = {cell: None}
        while waiting:
            current = next(reversed(waiting))
            try:
                self.read(current)
            except _LaterError as later:
                if later.cell in waiting:
                    self._values[later.cell] = UNSUPPORTED  # circular
                else:
                    waiting[later.cell] = None
                continue
            except (UnsupportedError, RecursionError):
                self._values[current] = UNSUPPORTED
            del waiting[current]
        settled = self._values.get(cell)
        return UNSUPPORTED if settled is UNSUPPORTED else self.read(cell)

    def read(self, cell: Cell) -> Raw:
        """The value of one cell, for a formula that refers to it."""
        value = self._values.get(cell)
        if value is None and cell not in self._values:
            value = self._values[cell] = self._first_read(cell)
        if value is UNSUPPORTED:
            raise UnsupportedError(cell.address)
        return value

    def _first_read(self, cell: Cell) -> Raw:
        if cell in self.overlay:
            return plain(self.overlay[cell])
        formula = self._snapshot.formulas.get(cell)
        if formula is None or (self._live is not None and cell not in self._live):
            return plain(self._snapshot.raw(cell))
        return self._calculate(cell, formula)

    def _calculate(self, cell: Cell, formula: str) -> Raw:
        if cell in self._open:
            raise UnsupportedError(f"circular: {cell.address}")
        if len(self._open) >= _DEEPEST:
            raise _LaterError(cell)
        self._open.add(cell)
        try:
            value = self._result(cell, formula)
        except CalculationError as failed:
            value = failed.error
        except UnsupportedError:
            self._values[cell] = UNSUPPORTED
            raise
        finally:
            self._open.discard(cell)
        return 0.0 if value is None else value

    def _result(self, cell: Cell, formula: str) -> Raw:
        if self._checksum is not None and cell == self._checksum.cell:
            return self._checksum.value(self)
        return parse(formula).scalar(FormulaScope(self, cell))

    # Ranges

    def contents(self, area: Area) -> list[Raw]:
        """The values in a range, row by row, without the rows below everything that the sheet holds."""
        sheet, top, left, bottom, right = area
        if top == bottom and left == right:
            return [self.read(Cell(sheet, top, left))]
        known = self._contents.get(area)
        if known is None:
            known = self._contents[area] = self._collect(area)
        return known

    def _collect(self, area: Area) -> list[Raw]:
        values = self._stored(area)
        for column in range(area.left, area.right + 1):
            for row in self._special_rows(area, column):
                index = (row - area.top) * area.width + column - area.left
                if index >= len(values):
                    values.extend([None] * (index + 1 - len(values)))
                values[index] = self.read(Cell(area.sheet, row, column))
        return values

    def _stored(self, area: Area) -> list[Raw]:
        """What the reader found in a range, before formulas and overlay."""
        rows = self._snapshot.grids.get(area.sheet, [])[area.top - 1 : area.bottom]
        if area.width == 1:
            index = area.left - 1
            column = [row[index] if index < len(row) else None for row in rows]
            return [value if type(value) is float else plain(value) for value in column]
        found: list[Raw] = []
        for row in rows:
            part = [plain(value) for value in row[area.left - 1 : area.right]]
            found += part + [None] * (area.width - len(part))
        return found

    def _special_rows(self, area: Area, column: int) -> list[int]:
        """Rows of a range in which this column holds what the grid does not tell."""
        if self._rows is None:
            found: dict[tuple[str, int], set[int]] = defaultdict(set)
            for sheet, row, where in (*self._snapshot.formulas, *self.overlay, *self._snapshot.errors):
                found[sheet, where].add(row)
            self._rows = {column: sorted(rows) for column, rows in found.items()}
        rows = self._rows.get((area.sheet, column), [])
        return rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]

    # Sheets and names

    def sheet(self, name: str) -> str:
        """The sheet that a prefix means. Raises UnsupportedError where its values are not known to be fresh."""
        found = self._sheets.get(name)
        if found is None:
            found = self._sheets[name] = self._find_sheet(name)
        return found

    def _find_sheet(self, name: str) -> str:
        grids = self._snapshot.grids
        found = (
            name if name in grids else {sheet.casefold(): sheet for sheet in grids}.get(name.casefold(), "")
        )
        if not found:
            raise UnsupportedError(f"no sheet {name}")
        # The formulas of sheets outside the contract are not in the snapshot: their values may be stale.
        if self._snapshot.foreign_formulas and found not in self._sheets_of_contract():
            raise UnsupportedError(f"sheet {name} is not ours")
        return found

    def _sheets_of_contract(self) -> frozenset[str]:
        if self._own_sheets is None:
            self._own_sheets = frozenset(area.sheet for area in self._snapshot.names.values())
        return self._own_sheets

    def named(self, name: str) -> Area:
        """The area of a defined name, in any case."""
        if self._names is None:
            self._names = {key.casefold(): area for key, area in self._snapshot.names.items()}
        area = self._names.get(name.casefold())
        if area is None:
            raise UnsupportedError(f"no name {name}")
        return area._replace(sheet=self.sheet(area.sheet))
