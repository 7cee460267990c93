"""Tables whose columns are parted by blanks: pasted lines with one or two of them between cells, and what pdftotext -layout gives.

Where a cell stands on its line says under which heading it belongs. A row of which that is not certain is left over.
A text may be aligned by characters, as pdftotext counts them, or as the eye sees it, where a Chinese character is as
wide as two others: what puts the cells closer to their headings holds. Everything that is read of such a table is
inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltool.intake.document import Leftover, TableCell
from xltool.intake.forms.labels import label
from xltool.intake.pasted.text_tables import is_figure
from xltool.intake.pasted.tokens import Token, is_head, tokens_of

_WIDE: Final = re.compile(r"(?<=\S) {3,}(?=\S)")
#: Headings of the columns of 附件1.
_YEARLY: Final = re.compile("(?:决算|预算)数?$")
#: Lines that one row takes at most.
_MOST_LINES: Final = 12
#: A row that finds no place speaks as much against a way of counting as cells so far from their headings.
_UNPLACED: Final = 100


class Columns(NamedTuple):
    """Rows of cells with their places, and rows of which nobody can tell under which headings their cells stand."""

    rows: list[tuple[TableCell, ...]]
    leftovers: list[Leftover]


def read_columns(lines: Sequence[str], first: int) -> Columns:
    """The table of these lines; ``first`` is the number of the first of them, from 1."""
    positional = any(_WIDE.search(line.strip(" ")) for line in lines)
    if not any("  " in line.strip() for line in lines):
        lines = [line.strip().replace(" ", "  ") for line in lines]
    by_character, off = _read(lines, first, positional, wide=False)
    if not off:
        return by_character
    as_seen, less = _read(lines, first, positional, wide=True)
    return as_seen if less < off else by_character


def _read(lines: Sequence[str], first: int, positional: bool, wide: bool) -> tuple[Columns, int]:
    """The table by one way of counting columns, and how far its cells stand from their headings in all."""
    found = Columns([], [])
    heading: list[Token] = []
    off = 0
    for group in _groups(lines, first, wide):
        for cells in _rows(group):
            heads = _is_heading(cells)
            heading = cells if heads else heading
            if not positional and heading and not heads and _lacks(cells, heading):
                off += _UNPLACED
                found.leftovers.append(_left(cells))
                continue
            if not positional or not heading or heads:
                found.rows.append(_row(cells, int(heads and (positional or _is_money(cells[0])))))
                continue
            apart = sum(_gap(cell, _nearest(cell, heading)) for cell in cells if cell.end > heading[0].start)
            placed = None if apart and len(cells) == len(heading) else _placed(cells, heading)
            if placed is None and (shift := _in_turn(cells, heading)):
                placed = _row(cells, shift)
                apart += 1
            off += apart
            if placed is None:
                off += _UNPLACED
                found.leftovers.append(_left(cells))
            else:
                found.rows.append(placed)
    return found, off


def _in_turn(cells: list[Token], heading: list[Token]) -> int:
    """The first column of a row with a cell for each heading, or a figure for each but the title, however they are
    aligned; 0 where it has fewer or more.
    """
    if len(cells) == len(heading):
        return 1
    bare = len(cells) == len(heading) - 1 and not is_head(heading[0].text)
    return 2 if bare and all(is_figure(cell.text) for cell in cells) else 0


def _left(cells: list[Token]) -> Leftover:
    texts = tuple(cell.text for cell in cells[1:]) or (cells[0].text,)
    return Leftover(cells[0].text, texts, f"第{cells[0].line}行")


def _is_money(head: Token) -> bool:
    return _YEARLY.search(label(head.text)) is not None


def _lacks(cells: list[Token], heading: list[Token]) -> bool:
    """Whether a row of amounts has fewer of them than columns, without a sign of which is blank."""
    amounts = sum(map(_is_money, heading))
    figures = sum(is_figure(cell.text) for cell in cells[1:])
    return amounts > 1 and 0 < figures < amounts


def _groups(lines: Sequence[str], first: int, wide: bool) -> Iterator[list[list[Token]]]:
    """The lines of each row: those between two blank lines, where the table has such lines between its rows."""
    numbered = [tokens_of(line, number, wide) for number, line in enumerate(lines, first)]
    filled = sum(1 for tokens in numbered if tokens)
    spaced = (len(numbered) - filled) * 3 > filled
    group: list[list[Token]] = []
    for tokens in numbered:
        if group and (not tokens or not spaced or len(group) >= _MOST_LINES):
            yield group
            group = []
        if tokens:
            group.append(tokens)
    if group:
        yield group


def _rows(group: list[list[Token]]) -> Iterator[list[Token]]:
    """The rows of a group of lines: headings over figures are two of them, all other lines are one."""
    heads = next((at for at, line in enumerate(group) if sum(is_head(t.text) for t in line) > 1), None)
    figures = next((at for at, line in enumerate(group) if sum(is_figure(t.text) for t in line) > 1), None)
    if heads is None or figures is None or figures <= heads:
        yield _merged(group)
        return
    yield _merged(group[:figures])
    yield _merged(group[figures:])


def _merged(lines: list[list[Token]]) -> list[Token]:
    """One row of several lines: what stands one below the other is one cell."""
    tokens = sorted((token for line in lines for token in line), key=lambda token: (token.start, token.line))
    cells: list[list[Token]] = []
    reach = -1
    for token in tokens:
        if cells and token.start < reach:
            cells[-1].append(token)
        else:
            cells.append([token])
        reach = max(reach, token.end)
    return [_one(cell) for cell in cells]


def _one(cell: list[Token]) -> Token:
    inside = sorted(cell, key=lambda token: (token.line, token.start))
    text = "".join(token.text for token in inside)
    return Token(
        text, min(t.start for t in cell), max(t.end for t in cell), min(token.line for token in cell)
    )


def _is_heading(cells: list[Token]) -> bool:
    heads = sum(is_head(cell.text) for cell in cells)
    return heads > 1 and not any(is_figure(cell.text) for cell in cells)


def _row(cells: Sequence[Token], shift: int) -> tuple[TableCell, ...]:
    """The cells in their order; ``shift`` leaves the first column to labels that stand left of all headings."""
    made = [(cell.text, cell.line) for cell in cells]
    blank = [("", cells[0].line)] * shift
    return tuple(
        TableCell(text, column, 1, f"第{line}行第{column + 1}格")
        for column, (text, line) in enumerate([*blank, *made])
    )


def _placed(cells: list[Token], heading: list[Token]) -> tuple[TableCell, ...] | None:
    """The row with a cell under each heading, blank where none stands; None where two cells stand under one."""
    row = ["", *("" for _ in heading)]
    line = cells[0].line
    last = -1
    for cell in cells:
        column = _column(cell, heading)
        if (column <= last and last >= 0) or row[column]:
            return None
        row[column], last = cell.text, column
    return tuple(TableCell(text, column, 1, f"第{line}行第{column + 1}格") for column, text in enumerate(row))


def _column(cell: Token, heading: list[Token]) -> int:
    """The column of a cell, from 1, by the heading that it stands under, or else nearest to; 0 left of them all."""
    if cell.end <= heading[0].start:
        return 0
    return heading.index(_nearest(cell, heading)) + 1


def _nearest(cell: Token, heading: list[Token]) -> Token:
    return min(heading, key=lambda head: _gap(cell, head, beneath=True))


def _gap(cell: Token, head: Token, beneath: bool = False) -> int:
    """The columns between a cell and a heading; where it stands below it, none, or less than that by what they share."""
    apart = max(cell.start, head.start) - min(cell.end, head.end)
    return apart if beneath else max(0, apart)
