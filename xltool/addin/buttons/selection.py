"""From what is selected in the workbook to the finding that is meant."""

from __future__ import annotations

from xltool.book.port import Cell
from xltool.checks.finding import Finding
from xltool.errors import WorkbookError
from xltool.model.stated import Place
from xltool.verbs.outcome import Outcome


def selected_finding(active: Cell | None, outcome: Outcome) -> Finding:
    """The finding in whose row of 审核结果 the active cell lies, else the gravest that accuses it.

    ``active`` is the selected cell, None where no sheet with cells is shown. Raises WorkbookError where it is at
    no finding.
    """
    found = None if active is None else _at(active, outcome)
    if found is None:
        raise WorkbookError("请先选中“审核结果”里的一条，或一个被标记的格，再点“写说明”。")
    return found


def _at(cell: Cell, outcome: Outcome) -> Finding | None:
    keys = outcome.form.areas.get("审核结果_键")
    if keys is not None and keys.sheet == cell.sheet:
        key = outcome.snapshot.raw(cell._replace(column=keys.left))
        return next((finding for finding in outcome.findings if finding.key == key), None)
    for finding in outcome.findings:
        if any(_covers(outcome, accused.place, cell) for accused in finding.accused):
            return finding
    return None


def _covers(outcome: Outcome, place: Place, cell: Cell) -> bool:
    """Whether the cell is the one at that place or part of the same merged area."""
    own = outcome.form.cell(place)
    merged = outcome.snapshot.merges.get(own.sheet, ())
    return own == cell or any(area.covers(own) and area.covers(cell) for area in merged)
