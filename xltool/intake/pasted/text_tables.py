"""Rows of a table that was pasted as text: where a row ends is told by the widths of the rows around it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from xltool.intake.forms.labels import is_known_label

#: Lines that one row may be broken into; a table of more lines than the second was not pasted from a form.
_MOST_LINES: Final = 40
_MOST_ROWS: Final = 3000
_NUMBERED: Final = re.compile(r"\s*(?:\d{1,3}\s*[、.．]|[（(]\d{1,3}[）)]|其中)")


def cells_by_line(lines: list[str]) -> list[list[str]]:
    """One cell a line, each behind a tab; a blank line between two rows.

    A blank line also stands inside cells, or at their end: two pieces are one row again where only together they
    are as wide as a row beside them.
    """
    pieces: list[list[str]] = []
    soft: list[bool] = []  # whether the blank line before this piece may belong to the cell above it
    blank = True
    for line in lines:
        if "\t" in line:
            several = "\n" in pieces[-1][-1].rstrip(" ") if pieces and pieces[-1] else False
            if blank:
                pieces.append([])
                soft.append(several)
            pieces[-1].extend(line.removeprefix("\t").split("\t"))
            blank = False
        elif not line.strip(" \t\r"):
            blank = True
        elif pieces:
            pieces[-1][-1] += f"\n{line}"
            blank = False
    return _mended(pieces, soft)


def _mended(pieces: list[list[str]], soft: list[bool]) -> list[list[str]]:
    rows: list[list[str]] = []
    for index, piece in enumerate(pieces):
        if rows and soft[index]:
            together = len(rows[-1]) + len(piece)
            after = len(pieces[index + 1]) if index + 1 < len(pieces) else 0
            before = len(rows[-2]) if len(rows) > 1 else 0
            if together in (before, after) and len(piece) != together:
                rows[-1] = rows[-1] + piece
                continue
        rows.append(piece)
    return rows


def cells_by_tab(lines: list[str]) -> list[list[str]]:
    """One row a line, tabs between its cells; a cell of several lines breaks its row, unless it is in quotes.

    Which lines are one row again is the division of the lines into rows with the least that speaks against it: widths
    that no whole row of the table has, labels of the form inside a row, lines that are no row at all.
    """
    fields = [each for each in _unquoted(lines) if len(each) > 1 or each[0].strip()]
    if len(fields) > _MOST_ROWS:
        return fields
    widths = _whole_widths(fields)
    best: list[tuple[int, int]] = [
        (0, 0)
    ]  # (what speaks against the division of the lines so far, its last row's start)
    for end in range(1, len(fields) + 1):
        least = best[end - 1][0] + _against(fields, end - 1, end, widths), end - 1
        for start in range(end - 2, max(-1, end - 1 - _MOST_LINES), -1):
            if not fields[start + 1][0].strip():
                break  # a row that begins with a blank cell is a new one
            least = min(least, (best[start][0] + _against(fields, start, end, widths), start))
        best.append(least)
    return [_joined(fields, start, end) for start, end in _division(best)]


def _division(best: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    end = len(best) - 1
    while end > 0:
        found.append((best[end][1], end))
        end = best[end][1]
    return found[::-1]


def _joined(fields: list[list[str]], start: int, end: int) -> list[str]:
    row = list(fields[start])
    for line in fields[start + 1 : end]:
        row[-1] += f"\n{line[0]}"
        row += line[1:]
    return row


def _whole_widths(fields: list[list[str]]) -> frozenset[int]:
    """Widths of the lines that are surely whole rows: each begins as a row does, and so does the line after it."""
    begins = [
        not line[0].strip() or is_known_label(line[0]) or bool(_NUMBERED.match(line[0])) for line in fields
    ]
    return frozenset(
        len(line)
        for line, here, after in zip(fields, begins, [*begins[1:], True], strict=True)
        if here and after and len(line) > 2
    )


def _against(fields: list[list[str]], start: int, end: int, widths: frozenset[int]) -> int:
    """How much speaks against these lines being one row."""
    lines = fields[start:end]
    width = sum(map(len, lines)) - len(lines) + 1
    first = next((index for index, line in enumerate(lines) if len(line) > 1), len(lines) - 1)
    head = "\n".join(line[0] for line in lines[: first + 1]) if len(lines[0]) == 1 else lines[0][0]
    against = 2 * (width not in widths) + (len(lines) > 1) + 5 * (width == 1)
    if len(lines) > 1 and widths and width > max(widths):
        against += 20
    against -= 3 * (not head.strip() or is_known_label(head))
    for above, line in pairwise(lines):
        if is_known_label(line[0]) or (is_figure(line[0]) and not any(map(is_figure, above))):
            against += 4
        elif _NUMBERED.match(line[0]) and not _next_item(above[-1], line[0]):
            against += 2
    return against


_FIGURE: Final = re.compile(r"\s*[+-]?[\d,]*\d(?:\.\d+)?\s*(?:[%％分人名]|万?元)?\s*")


def is_figure(text: str) -> bool:
    """Whether a text is a number and no more."""
    return _FIGURE.fullmatch(text) is not None


def _next_item(above: str, line: str) -> bool:
    """Whether a line is the item of a list that comes after the one above it."""
    before, after = (re.match(r"\D{0,3}(\d{1,6})(?!\d)", text) for text in (above, line))
    return before is not None and after is not None and int(after[1]) == int(before[1]) + 1


def _unquoted(lines: list[str]) -> list[list[str]]:
    """The fields of each line; a field in quotes (as Excel copies a cell of several lines) may run over lines."""
    found: list[list[str]] = []
    open_field = False
    for line in lines:
        for position, field in enumerate(line.split("\t")):
            if open_field and position == 0:
                found[-1][-1] += f"\n{field}"
            elif position == 0:
                found.append([field])
            else:
                found[-1].append(field)
            text = found[-1][-1]
            open_field = text.startswith('"') and text.count('"') % 2 == 1
            if not open_field and len(text) > 1 and text.startswith('"') and text.endswith('"'):
                found[-1][-1] = text[1:-1].replace('""', '"')
    return found
