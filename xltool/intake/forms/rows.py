"""Rows of a table against their heading, whatever is merged."""

from __future__ import annotations

from xltool.intake.document import Row, TableCell
from xltool.intake.forms.labels import label
from xltool.intake.reading import Sure


def below(heading: Row, head: TableCell, row: Row) -> TableCell | None:
    """The cell of a row that stands under a cell of a heading whose first cell reaches down; None where there is none.

    A row with as many cells as its heading goes cell by cell, else the columns of the grid decide. Pasted text has
    no grid: where such a row is shorter and begins with something, it lacks the cells that reach down into it.
    """
    if len(row) == len(heading):
        return row[heading.index(head)]
    if ragged(heading, row) and row and not row[0].blank:
        index = heading.index(head) - (len(heading) - len(row))
        return row[index] if index >= 0 else None
    return beside(heading, head, row)


def beside(heading: Row, head: TableCell, row: Row) -> TableCell | None:
    """The same for a row that begins with a label of its own: what it lacks, it lacks at its end."""
    if len(row) == len(heading):
        return row[heading.index(head)]
    return next((cell for cell in row if cell.column <= head.column < cell.column + cell.span), None)


def ragged(heading: Row, row: Row) -> bool:
    """Whether a row is narrower than its heading, as rows of pasted text are."""
    return _width(row) < _width(heading)


def sureness(heading: Row, row: Row) -> Sure:
    """How sure it is which cell of a row stands in which column."""
    return Sure.CERTAIN if _width(row) == _width(heading) else Sure.INFERRED


def outgrows(heading: Row, row: Row) -> bool:
    """Whether something stands to the right of all headings: one of the two rows lacks a cell, and nobody knows which."""
    return any(not cell.blank and cell.column >= _width(heading) for cell in row)


def _width(row: Row) -> int:
    return max((cell.column + cell.span for cell in row), default=0)


def keys(row: Row) -> list[str]:
    """The labels of a row's cells, see :func:`xltool.intake.forms.labels.label`."""
    return [label(cell.text) for cell in row]


def filled(row: Row) -> list[TableCell]:
    """The cells of a row that hold something."""
    return [cell for cell in row if not cell.blank]
