"""Rows of a table that was pasted as text: where a row ends is told by the widths of the rows around it."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.labels import is_known_label

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
    """One row a line, tabs between its cells; a cell of several lines breaks its row unless it is in quotes."""
    rows: list[list[str]] = []
    width = 0
    for fields in _unquoted(lines):
        if not any(field.strip() for field in fields) and len(fields) < 2:
            continue
        if rows and _continues(rows[-1], fields, width):
            rows[-1][-1] += f"\n{fields[0]}"
            rows[-1] += fields[1:]
        else:
            rows.append(fields)
        if len(rows) > 1:
            width = max(len(rows[-1]), len(rows[-2]))
        else:
            width = len(rows[-1])
    return rows


def _continues(row: list[str], fields: list[str], width: int) -> bool:
    """Whether a line goes on with the last cell of the row above it."""
    head = fields[0]
    if not head.strip() or is_known_label(head):
        return False
    if len(fields) == 1 and not (_NUMBERED.match(head) and len(row) < width and row[0].strip()):
        return True
    return len(row) + len(fields) - 1 <= width and not _NUMBERED.match(head)


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
