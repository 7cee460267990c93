"""A report as plain data: paragraphs and tables of cells, each with the place where a person finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph; line breaks inside it stay. ``where`` says which one, e.g. ``第12段``."""

    text: str
    where: str


class TableCell(NamedTuple):
    """One cell: its text (empty where it only continues the merged cell above), first grid column from 0 and width."""

    text: str
    column: int
    span: int
    where: str

    def covers(self, column: int) -> bool:
        """The cell lies in this column of the grid."""
        return self.column <= column < self.column + self.span

    @property
    def blank(self) -> bool:
        """Nothing but spaces is in it."""
        return not self.text.strip()


#: The cells of a row from left to right; cells merged sideways are one, cells merged downwards stay, empty.
Row = tuple[TableCell, ...]


class Table(NamedTuple):
    """A table; ``where`` names it, e.g. ``表2``; ``inferred`` says that its rows and columns are not those of the source."""

    rows: tuple[Row, ...]
    where: str
    inferred: bool = False


class Leftover(NamedTuple):
    """Contents of a table of which nobody can say in which cells they stand: the label above them and the place."""

    label: str
    contents: tuple[str, ...]
    where: str


class Document(NamedTuple):
    """A report in the order in which it is read; ``title`` is the file's name in messages.

    ``notes`` are sentences about what its kind of file does not tell.
    """

    title: str
    blocks: tuple[Paragraph | Table, ...]
    notes: tuple[str, ...] = ()
    leftovers: tuple[Leftover, ...] = ()

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> Iterator[Table]:
        """The tables."""
        return (block for block in self.blocks if isinstance(block, Table))


class Numbering:
    """Counts the paragraphs and tables of a document that is being read."""

    def __init__(self) -> None:
        self._paragraphs = 0
        self._tables = 0

    def paragraph(self, text: str) -> Paragraph:
        """The next paragraph."""
        self._paragraphs += 1
        return Paragraph(text, f"第{self._paragraphs}段")

    def inferred(self, rows: list[Row]) -> Table:
        """The next table from rows that were put together of single lines, each cell with its own place."""
        self._tables += 1
        return Table(tuple(rows), f"表{self._tables}", inferred=True)

    def table(self, rows: list[list[tuple[str, int, int]]]) -> Table:
        """The next table from (text, column, span) of each cell."""
        self._tables += 1
        where = f"表{self._tables}"
        return Table(
            tuple(
                tuple(
                    TableCell(text, column, span, f"{where}第{number}行第{place}格")
                    for place, (text, column, span) in enumerate(row, 1)
                )
                for number, row in enumerate(rows, 1)
            ),
            where,
        )
