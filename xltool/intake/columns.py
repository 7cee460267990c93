"""Tables whose columns are parted by blanks: pasted lines with one or two of them between cells, and what pdftotext -layout gives.

Where a cell stands on its line says under which heading it belongs. A row of which that is not certain is left over.
A text may be aligned by characters, as pdftotext counts them, or as the eye sees it, where a Chinese character is as
wide as two others: what puts the cells closer to their headings holds. Everything that is read of such a table is
inferred.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from xltool.intake.contacts import names_a_person
from xltool.intake.document import Leftover, TableCell
from xltool.intake.headings import BUDGET, GOALS, INDICATORS, PARTS
from xltool.intake.labels import is_known_label, label
from xltool.intake.text_tables import is_figure

_GAP: Final = re.compile(r" {2,}")
_OF_WHICH: Final = re.compile(r"^其中[:：] *")
_WIDE: Final = re.compile(r"(?<=\S) {3,}(?=\S)")
#: A cell, up to two blanks; one blank parts a figure from the cell before it, and a label from what it labels.
_TOKEN: Final = re.compile(r"\S+(?: \S+)*")
_MONEY: Final = re.compile(
    "编制数?$|在职人[数员]$|(?:决算|预算)数$|^(?:批复|实际)规模$|^(?:预算|实际)投资$|控制率$"
)
#: Headings of the columns of 附件1.
_YEARLY: Final = re.compile("(?:决算|预算)数?$")
_HEADS: Final = (*BUDGET, *GOALS, *INDICATORS, *PARTS)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff（）()]")
_NUMBERED: Final = re.compile(r"\d+[\u4e00-\u9fff）)]")
#: More characters than this are no cell of a row with two cells, and lines that one row takes at most.
_LONGEST, _MOST_LINES = 40, 12
#: Lines of a cell that stand above the line with the figures of its row.
_BROKEN: Final = 4
#: A row that finds no place speaks as much against a way of counting as cells so far from their headings.
_UNPLACED: Final = 100


class Token(NamedTuple):
    """A cell of a line: its text, its first and last column, and its line (from 0)."""

    text: str
    start: int
    end: int
    line: int


class Columns(NamedTuple):
    """Rows of cells with their places, and rows of which nobody can tell under which headings their cells stand."""

    rows: list[tuple[TableCell, ...]]
    leftovers: list[Leftover]


def region_end(lines: Sequence[str], start: int) -> int:
    """The line behind the last of a table that begins in a line; that line itself where none begins."""
    if _is_single_heading(lines[start]):
        return _single_end(lines, start)
    if not _is_row(lines[start]) and not _begins(lines, start):
        return start
    end, blanks = start + 1, 0
    index = end
    while index < len(lines) and blanks < 3:
        line = lines[index]
        if _is_row(line):
            end, blanks = index + 1, 0
        elif not line.strip():
            blanks += 1
        elif not blanks and end == index and _rest(line):
            end = index + 1
        elif not (_continues(line) or _begins(lines, index)):
            break
        index += 1
    return end if sum(map(_is_row, lines[start:end])) > 1 else start


def _is_single_heading(line: str) -> bool:
    """Whether a line is nothing but headings with one blank between them."""
    cells = line.strip().split(" ")
    heads = sum(map(_is_head, cells))
    return "" not in cells and heads > 1 and heads >= len(cells) - 1 and not any(map(is_figure, cells))


def _single_end(lines: Sequence[str], start: int) -> int:
    """The line behind the last row below such a heading; the heading's own where no row follows it."""
    end, blanks = start, 0
    for index in range(start, len(lines)):
        line = lines[index].strip()
        cells = line.split(" ")
        side_by_side = any(is_figure(a) and is_figure(b) for a, b in pairwise(cells))
        if _is_single_heading(line) or (side_by_side and "" not in cells and line[-1] not in "。；"):
            end, blanks = index + 1, 0
        elif line and (names_a_person(line) or not is_known_label(cells[0])):
            break
        else:
            blanks += not line
            end = index + 1 if line else end
        if blanks > 1:
            break
    return end if end > start + 1 else start


def _begins(lines: Sequence[str], start: int) -> bool:
    """Whether a line is the beginning of a cell of several lines in a row that goes on right below it."""
    near = lines[start : start + _BROKEN]
    if not any("  " in line for line in near):
        return False
    for line in near:
        if _is_row(line):
            return True
        if not line.strip() or not _rest(line):
            return False
    return False


def _rest(line: str) -> bool:
    """Whether a line can be one of several of a cell: no sentence, no title."""
    text = line.strip()
    return (
        len(text) <= _LONGEST
        and not re.search("[。；]$|[:：]|^附|报告$|表$", text)
        and not names_a_person(text)
    )


def _is_row(line: str) -> bool:
    """Whether a line has cells parted by blanks: no sentence, no line for the names of people, no labels with colons."""
    if "  " not in line:
        return False
    stripped = _OF_WHICH.sub("", line.strip(" "))
    if not _GAP.search(stripped) or names_a_person(stripped):
        return False
    pieces = [piece for piece in _GAP.split(stripped) if piece]
    if all(re.search(r"[:：].", piece) for piece in pieces) or all(len(piece) == 1 for piece in pieces):
        return False
    if len(pieces) > 2 or is_known_label(pieces[0]):
        return True
    return is_figure(pieces[1]) or (
        pieces[0][-1:] in ":：" and all(len(piece) <= _LONGEST for piece in pieces)
    )


def _continues(line: str) -> bool:
    """Whether a line can be the rest of a cell: it is short, or it stands to the right."""
    return not names_a_person(line) and (line.startswith("  ") or is_known_label(line.split(" ")[0]))


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
    bare = len(cells) == len(heading) - 1 and not _is_head(heading[0].text)
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
    numbered = [_tokens(line, number, wide) for number, line in enumerate(lines, first)]
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


def _tokens(line: str, number: int, wide: bool) -> list[Token]:
    """The cells of a line with their places in characters, or, where it is read as the eye sees it, in half widths."""
    found: list[Token] = []
    for match in _TOKEN.finditer(line):
        words = _words(match[0], match.start(), number)
        cells = [words[0]]
        for word in words[1:]:
            if _parted(cells[-1], word):
                cells.append(word)
            else:
                cells[-1] = _together(cells[-1], word, " ")
        found += cells
    if wide:
        at = list(accumulate((1 + (unicodedata.east_asian_width(c) in "WF") for c in line), initial=0))
        found = [cell._replace(start=at[cell.start], end=at[cell.end]) for cell in found]
    return _spaced_letters(found)


def _words(text: str, start: int, number: int) -> list[Token]:
    """The words between single blanks; the blank that pdftotext puts between digits and Chinese characters is none."""
    found: list[Token] = []
    at = start
    for word in text.split(" "):
        token = Token(word, at, at + len(word), number)
        if found and _belongs(found[-1].text, word):
            found[-1] = _together(found[-1], token, "")
        else:
            found.append(token)
        at += len(word) + 1
    return found


def _belongs(before: str, word: str) -> bool:
    """2024 年, （2 人, 附件 2: but 万 12.4 are two cells."""
    return (before[-1:].isdecimal() and _CHINESE.match(word) is not None) or (
        _CHINESE.search(before[-1:]) is not None and _NUMBERED.match(word) is not None and not _is_head(word)
    )


def _together(token: Token, word: Token, between: str) -> Token:
    return token._replace(text=f"{token.text}{between}{word.text}", end=word.end)


def _parted(token: Token, word: Token) -> bool:
    """Whether one blank parts two cells: figures side by side, headings side by side, a label and what it labels."""
    figures = is_figure(word.text) and token.text[-1:] in "0123456789%％万元人次个"
    after_figure = is_figure(token.text)
    labels = (_is_head(token.text) and _is_head(word.text)) or is_known_label(token.text)
    labels |= word.text[0] in "≥≤≧≦＜＞<>="  # a target is no part of its title
    return figures or after_figure or labels


def _spaced_letters(tokens: list[Token]) -> list[Token]:
    """总  分 is one label."""
    if 1 < len(tokens) < 5 and all(len(token.text) == 1 for token in tokens):
        return [tokens[0]._replace(text="".join(token.text for token in tokens), end=tokens[-1].end)]
    return tokens


def _rows(group: list[list[Token]]) -> Iterator[list[Token]]:
    """The rows of a group of lines: headings over figures are two of them, all other lines are one."""
    heads = next((at for at, line in enumerate(group) if sum(_is_head(t.text) for t in line) > 1), None)
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


def _is_head(text: str) -> bool:
    words = label(text)
    return _MONEY.search(words) is not None or any(pattern.fullmatch(words) for _, pattern in _HEADS)


def _is_heading(cells: list[Token]) -> bool:
    heads = sum(_is_head(cell.text) for cell in cells)
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
