"""Tables of a text that have neither tabs nor a cell a line: bars, Markdown, csv, columns of blanks.

A text is cut into its lines and such tables. Everything here goes once over the lines: a text of any kind is read in
a time that grows with its length.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

#: Fields of a row of cells; (first line of the row from 0, its cells).
Cells = tuple[int, list[str]]
_BARS: Final = "|｜│┃║¦"
_BAR: Final = re.compile(rf"(?<!\\)[{_BARS}]")
#: A line between two rows of a drawn table: |---|:-:|, +----+, ├──┼──┤.
_RULE: Final = re.compile(r"[\s|｜│┃║¦+:=\-—─━┄┈┌┐└┘├┤┬┴┼╋┏┓┗┛┣┫┳┻╔╗╚╝╠╣╦╩╬═*_]*")
_MARKDOWN: Final = re.compile(r"\*\*|__|`|<br\s*/?>", re.IGNORECASE)
#: Lines of one quoted field, fields of a row of csv, rows that a table of it has at least.
_LONGEST_FIELD, _FEWEST, _ROWS = 40, 3, 3


class Drawn(NamedTuple):
    """Rows of cells, each with the line where it begins (from 0), and whether their columns are those of the source."""

    rows: tuple[Cells, ...]


class OneALine(NamedTuple):
    """A table with one cell a line, behind each a bar; a blank cell is a blank line."""

    lines: tuple[str, ...]


Piece = str | Drawn | OneALine


def split_layouts(lines: Sequence[str]) -> Iterator[tuple[int, Piece]]:
    """The lines, and the tables that are drawn with bars or written as csv, each with its first line from 0."""
    index = 0
    while index < len(lines):
        end = _bars_end(lines, index)
        if end > index:
            yield from _bar_table(lines, index, end)
            index = end
            continue
        rows, end = _csv(lines, index)
        if rows:
            yield index, Drawn(tuple(rows))
            index = end
            continue
        yield index, lines[index]
        index += 1


def _bars_end(lines: Sequence[str], start: int) -> int:
    """The line behind the last one with a bar; blank lines and rules stand between rows. A lone bar is none."""
    near = any(_BAR.search(line) for line in lines[start : start + 3])
    if not _BAR.search(lines[start]) and not (near and _is_rule(lines[start])):
        return start
    end, bars = start, 0
    for index in range(start, len(lines)):
        line = lines[index]
        if _BAR.search(line):
            bars += 1
            end = index + 1
        elif _is_rule(line):
            end = index + 1
        elif line.strip() or index - end > 1:
            break
    return end if bars > 1 else start


def _is_rule(line: str) -> bool:
    return len(line.strip()) > 2 and _RULE.fullmatch(line) is not None


def _bar_table(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, Piece]]:
    numbered = [(index, lines[index]) for index in range(start, end)]
    barred = [(index, line) for index, line in numbered if _BAR.search(line) and not _is_rule(line)]
    single = sum(len(_BAR.findall(line.strip())) == 1 and line.rstrip()[-1:] in _BARS for _, line in barred)
    if single * 2 > len(barred):
        yield start, OneALine(tuple(_BAR.sub("", line).strip() for _, line in numbered))
        return
    first = all(line.lstrip()[:1] in _BARS for _, line in barred)
    last = all(line.rstrip()[-1:] in _BARS for _, line in barred)
    rules = [index for index, line in numbered if _is_rule(line)]
    rows: list[Cells] = [(index, _cells(line, first, last)) for index, line in barred]
    yield start, Drawn(tuple(_grid(rows, rules) if len(rules) > 2 else rows))


def _cells(line: str, first: bool, last: bool) -> list[str]:
    """The cells of a line; ``first`` and ``last`` say that every row has a bar in front and behind."""
    cells = [_MARKDOWN.sub(_plain_mark, cell).replace("\\|", "|").strip() for cell in _BAR.split(line)]
    return cells[1 if first else 0 : len(cells) - 1 if last else len(cells)]


def _plain_mark(match: re.Match[str]) -> str:
    return "\n" if match[0].startswith("<") else ""


def _grid(rows: list[Cells], rules: list[int]) -> list[Cells]:
    """The rows of a table with a rule between any two of them: what stands between two rules is one row."""
    found: list[Cells] = []
    rules = [*rules]
    for index, cells in rows:
        begins = not found
        while rules and rules[0] < index:
            rules.pop(0)
            begins = True
        if begins or len(found[-1][1]) != len(cells):
            found.append((index, cells))
        else:
            above = found[-1][1]
            found[-1] = found[-1][0], [f"{a}\n{b}".strip() for a, b in zip(above, cells, strict=True)]
    return found


def _csv(lines: Sequence[str], start: int) -> tuple[list[Cells], int]:
    """Rows of csv from a line on, as long as each has as many fields as the first; none where it is no table."""
    rows: list[Cells] = []
    index, width = start, 0
    while index < len(lines):
        fields, end = _record(lines, index)
        quoted = lines[index].lstrip().startswith('"')
        if len(fields) < (2 if quoted else _FEWEST) or (width and len(fields) != width and not quoted):
            break
        width = width or len(fields)
        rows.append((index, fields))
        index = end
    quoted = lines[start].lstrip().startswith('"')
    return (rows, index) if len(rows) >= (2 if quoted else _ROWS) else ([], start)


def _record(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """The fields of the record that begins in a line, and the line behind it: a quoted field may run over lines."""
    line = lines[start]
    mark = ";" if line.count(";") > max(1, line.count(",")) else ","
    if mark not in line or ("。" in line and '"' not in line):
        return [], start
    end = start + 1
    text = line
    while text.count('"') % 2 and end < min(len(lines), start + _LONGEST_FIELD):
        text += f"\n{lines[end]}"
        end += 1
    if text.count('"') % 2:
        return [], start
    try:
        records = list(
            csv.reader(
                text.split("\n") if "\n" not in text else text.splitlines(keepends=True), delimiter=mark
            )
        )
    except csv.Error:
        return [], start
    return ([field.strip() for field in records[0]], end) if len(records) == 1 else ([], start)
