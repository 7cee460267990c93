"""Text pasted from a page: paragraphs, and tables with tabs between cells or one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xltool.errors import WorkbookError
from xltool.intake.document import Document, Leftover, Numbering, Paragraph, Table
from xltool.intake.forms.labels import is_known_label
from xltool.intake.pasted.column_lines import region_end
from xltool.intake.pasted.columns import read_columns
from xltool.intake.pasted.layouts import Drawn, OneALine, Piece, split_layouts
from xltool.intake.pasted.lines import bare_blocks
from xltool.intake.pasted.text_tables import cells_by_line, cells_by_tab

#: Lines that can only stand after a table: notes, signatures, the next annex.
_AFTER_TABLE: Final = re.compile(
    r"\s*(?:说明|注|备注|填表人|填报人|附\s*件|附\s*表|单位负责人|联系电话)\s*[0-9一二三]?\s*[：:]?|20\d\d年度?.*表$"
)
#: Lines without a tab inside a table: a cell of so many lines no form has.
_LONGEST_CELL: Final = 80
#: A text of more lines, or of more cells, is no report: to read so many takes five seconds.
_MOST_LINES, _MOST_CELLS = 10_000, 60_000
#: What Markdown writes before a title.
_TITLE_MARK: Final = re.compile(r"^\s{0,3}#{1,6}\s+(?=\S)")
_PARTED: Final = re.compile(r"[^\s][\u3000]{2,}[^\s]")
_LINE_OF_CELL: Final = re.compile(r"\t[^\t]*")


def read_text(text: str, title: str) -> Document:
    """The document of a pasted text. Raises WorkbookError where it has more lines or cells than any report."""
    if sum(text.count(mark) for mark in "\t|,") > _MOST_CELLS or text.count("\n") > _MOST_LINES:
        raise WorkbookError(
            f"“{title}”的行或格太多（超过 {_MOST_LINES} 行或 {_MOST_CELLS} 格），一份报告不会有这么多，没有读取；请确认选对了文件。"
        )
    reader = _Reader()
    for number, piece in split_layouts(list(map(_line, text.split("\n")))):
        reader.take(number + 1, piece)
    reader.end()
    return Document(title, tuple(reader.blocks), leftovers=tuple(reader.leftovers))


def _line(line: str) -> str:
    """A line without the mark of a title; where ideographic blanks part cells, each is as wide as two blanks."""
    line = _TITLE_MARK.sub("", line)
    return line.replace("\u3000", "  ") if _PARTED.search(line) else line


class _Reader:
    """Puts the blocks together: drawn tables as they are, other lines by their tabs, their blanks, or line by line."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.leftovers: list[Leftover] = []
        self._numbering = Numbering()
        self._lines: list[str] = []  # of no drawn table
        self._first = 1  # number of the first of them

    def take(self, number: int, piece: Piece) -> None:
        """The next piece of the text, and the number of its first line."""
        if isinstance(piece, Drawn):
            self.end()
            self.blocks.append(self._numbering.table([_placed(cells) for _, cells in piece.rows]))
            return
        if not self._lines:
            self._first = number
        if isinstance(piece, OneALine):
            self._lines += piece.lines
        else:
            self._lines.append(piece)

    def end(self) -> None:
        """The lines at hand are over."""
        number = self._first
        bare: list[tuple[int, str]] = []
        for lines in _regions(self._lines):
            if isinstance(lines, str):
                bare.append((number, lines))
                number += 1
                continue
            self._bare(bare)
            self._table(lines, number)
            number += len(lines)
        self._bare(bare)
        self._lines = []

    def _table(self, lines: list[str], number: int) -> None:
        if any("\t" in line for line in lines):
            self.blocks.append(self._numbering.table([_placed(row) for row in _rows(lines)]))
            return
        found = read_columns(lines, number)
        self.blocks += [self._numbering.inferred(found.rows)] if found.rows else []
        self.leftovers += found.leftovers

    def _bare(self, lines: list[tuple[int, str]]) -> None:
        found, left = bare_blocks(lines, self._numbering)
        self.blocks += found
        self.leftovers += left
        lines.clear()


def _placed(row: list[str]) -> list[tuple[str, int, int]]:
    return [(text, column, 1) for column, text in enumerate(row)]


def _rows(lines: list[str]) -> list[list[str]]:
    """The rows of a table's lines, in whichever of the two ways most of its lines are written."""
    tabbed = [line for line in lines if "\t" in line]
    single = sum(_LINE_OF_CELL.fullmatch(line) is not None for line in tabbed)
    return cells_by_line(lines) if single * 2 > len(tabbed) else cells_by_tab(lines)


def _regions(lines: list[str]) -> Iterator[str | list[str]]:
    """Paragraphs, and the lines of each table from its first tab to its last, or as far as blanks part its cells."""
    index = 0
    while index < len(lines):
        if "\t" not in lines[index] and (end := region_end(lines, index)) > index:
            yield lines[index:end]
            index = end
            continue
        if "\t" not in lines[index].rstrip("\t ") and not _LINE_OF_CELL.fullmatch(lines[index]):
            yield lines[index]
            index += 1
            continue
        end = _end_of_table(lines, index)
        yield lines[index:end]
        index = end


def _end_of_table(lines: list[str], start: int) -> int:
    """The line after the last of a table. Lines without a tab belong to it where more of the table follows, or,
    right below its last tab, as the rest of that cell.
    """
    end = start + 1
    while True:
        after = _next_tab(lines, end)
        if after is None:
            return _rest_of_cell(lines, end)
        end = after + 1


def _next_tab(lines: list[str], begin: int) -> int | None:
    """The next line with a tab, unless the table ends before it."""
    blanks = 0
    for index in range(begin, min(len(lines), begin + _LONGEST_CELL)):
        line = lines[index]
        if "\t" in line:
            return index
        blanks = 0 if line else blanks + 1
        if blanks > 1 or _AFTER_TABLE.match(line):
            return None
    return None


def _rest_of_cell(lines: list[str], begin: int) -> int:
    for index in range(begin, len(lines)):
        if not lines[index].strip() or _AFTER_TABLE.match(lines[index]) or is_known_label(lines[index]):
            return index
    return len(lines)
