"""Which lines of a text are a table whose cells blanks part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from xltool.intake.contacts import names_a_person
from xltool.intake.forms.labels import is_known_label
from xltool.intake.pasted.text_tables import is_figure
from xltool.intake.pasted.tokens import is_head

_GAP: Final = re.compile(r" {2,}")
_OF_WHICH: Final = re.compile(r"^其中[:：] *")
#: More characters than this are no cell of a row with two cells.
_LONGEST: Final = 40
#: Lines of a cell that stand above the line with the figures of its row.
_BROKEN: Final = 4


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
    heads = sum(map(is_head, cells))
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
