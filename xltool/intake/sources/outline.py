"""Nested paragraphs and tables, as Word and pages write them, made into a flat document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.intake.document import Numbering, Paragraph, Table

#: Tables inside tables deeper than this are read as text.
_DEEPEST = 12
#: More cells than this no report has; a row of a million columns would only be there to do harm.
_WIDEST = 1000
#: Beyond so many cells of one table none reaches down any more: each would be another cell in every row below it.
_MOST_REACHED = 100_000


@dataclass(slots=True)
class _Cell:
    span: int
    down: int
    content: list[str | _Table] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)


class Outline:
    """Takes the events of a parser and gives the blocks of the document."""

    def __init__(self) -> None:
        self._top: list[str | _Table] = []
        self._tables: list[_Table] = []
        self._ignored = 0
        self._text: list[str] = []

    def text(self, text: str) -> None:
        """Characters of the paragraph at hand."""
        self._text.append(text)

    def end_paragraph(self) -> None:
        """The paragraph at hand is over; a blank one leaves no trace."""
        text = "".join(self._text)
        self._text.clear()
        if text.strip(" \t\r\n"):
            self._content().append(text.strip("\r\n"))

    def start_table(self) -> None:
        """A table begins, in the document or in a cell."""
        self.end_paragraph()
        if len(self._tables) >= _DEEPEST:
            self._ignored += 1
            return
        table = _Table()
        self._content().append(table)
        self._tables.append(table)

    def end_table(self) -> None:
        """The innermost table ends."""
        self.end_paragraph()
        if self._ignored:
            self._ignored -= 1
        elif self._tables:
            self._tables.pop()

    def start_row(self) -> None:
        """A row of the innermost table begins."""
        self.end_paragraph()
        if self._tables and not self._ignored:
            self._tables[-1].rows.append([])

    def start_cell(self, span: int = 1, down: int = 1) -> None:
        """A cell begins; it covers so many columns and rows."""
        self.end_paragraph()
        if self._tables and not self._ignored:
            if not self._tables[-1].rows:
                self._tables[-1].rows.append([])
            bounded = max(1, min(span, _WIDEST)), max(1, min(down, _WIDEST))
            self._tables[-1].rows[-1].append(_Cell(*bounded))

    def _content(self) -> list[str | _Table]:
        if not self._tables:
            return self._top
        rows = self._tables[-1].rows
        return rows[-1][-1].content if rows and rows[-1] else self._top

    def blocks(self) -> tuple[Paragraph | Table, ...]:
        """Everything in reading order. A table that holds tables is only there for the layout: its cells are text."""
        self.end_paragraph()
        numbering = Numbering()
        return tuple(
            numbering.table(_grid(item)) if isinstance(item, _Table) else numbering.paragraph(item)
            for item in _flat(self._top)
        )


def _flat(content: list[str | _Table]) -> Iterator[str | _Table]:
    for item in content:
        if isinstance(item, str):
            yield item
        elif any(isinstance(part, _Table) for row in item.rows for cell in row for part in cell.content):
            for row in item.rows:
                for cell in row:
                    yield from _flat(cell.content)
        else:
            yield item


def _grid(table: _Table) -> list[list[tuple[str, int, int]]]:
    """The rows with an empty cell wherever a cell of an earlier row reaches down into them."""
    found: list[list[tuple[str, int, int]]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column -> rows left, span
    reached = 0
    for row in table.rows:
        cells: list[tuple[str, int, int]] = []
        column = 0
        reached += len(reaching)
        below: dict[int, tuple[int, int]] = {}
        waiting = iter(row)
        while True:
            if column in reaching:
                left, span = reaching.pop(column)
                cells.append(("", column, span))
                if left > 1:
                    below[column] = (left - 1, span)
            elif (cell := next(waiting, None)) is not None:
                span = cell.span
                text = "\n".join(part for part in cell.content if isinstance(part, str))
                cells.append((text, column, span))
                if cell.down > 1:
                    below[column] = (cell.down - 1, span)
            elif reaching:
                span = min(reaching) - column
                column, span = min(reaching), 0
            else:
                break
            column += span
        reaching = below if reached < _MOST_REACHED else {}
        found.append(cells)
    return found
