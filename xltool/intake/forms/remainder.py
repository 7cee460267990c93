"""What no reader took of a table that was recognised: every figure of it ends as read or as left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltool.intake.document import Row, Table, TableCell
from xltool.intake.forms.figure_cells import holds_figure, is_number
from xltool.intake.forms.rows import filled
from xltool.intake.reading import Collector

#: Longer texts are quoted up to here.
_LONGEST: Final = 60


def list_remainder(table: Table, collector: Collector, lacking: Sequence[str] = ()) -> None:
    """Leave over, row by row, the cells with figures that were neither read nor left over yet.

    ``lacking`` are names whose headings the table lacks: it may hold their figures below words that nobody knew.
    """
    for row in table.rows:
        cells = filled(row)
        rest = [cell for cell in cells if cell.where not in collector.accounted]
        if not any(holds_figure(cell, cell is cells[0]) for cell in rest):
            continue
        label = next((cell for cell in cells if not is_number(cell)), cells[0])
        shown = [cell for cell in rest if cell is not label or holds_figure(cell, True)]
        collector.leave(label, [cell._replace(text=_short(cell.text)) for cell in shown], lacking)


def figures_in(table: Table) -> Iterator[TableCell]:
    """The cells of a table that state a figure."""
    for row in table.rows:
        cells = filled(row)
        yield from (cell for cell in cells if holds_figure(cell, cell is cells[0]))


def heading_of(table: Table) -> str:
    """The words by which a person finds the table: those of its first row that has some."""
    return next((words for row in table.rows if (words := _words(row))), "")


def _words(row: Row) -> str:
    return "、".join(_short(" ".join(cell.text.split()), 12) for cell in filled(row)[:3])


def _short(text: str, most: int = _LONGEST) -> str:
    flat = text.strip()
    return flat if len(flat) <= most else f"{flat[:most]}…"
