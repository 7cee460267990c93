"""The conditional formats of a workbook put into cells of a copy, so that a spreadsheet program says whether they hold."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from tests.support.office import recalculate
from xltool.book.formula.text import shift
from xltool.book.port import Cell, column_letters, column_number

#: Scratch cells stand right of everything, each in the row of the cell that it asks about: a condition may ask for its row.
_FIRST: Final = 400
_LISTED: Final = re.compile(
    r'<(?:\w+:)?conditionalFormatting\b[^>]*sqref="([^"]+)"[^>]*>(.*?)</(?:\w+:)?conditionalFormatting>',
    re.DOTALL,
)
_RULE: Final = re.compile(
    r'<(?:\w+:)?cfRule\b[^>]*type="expression"[^>]*>\s*<(?:\w+:)?formula>(.*?)</(?:\w+:)?formula>', re.DOTALL
)
#: What every condition asks that shows a check without a run.
_OURS: Final = re.compile(r'LEFT\([^()]+\)<>"')


class Asked(NamedTuple):
    """A formula that is asked about a cell: of what sort it is, by what it is known."""

    cell: Cell
    formula: str
    key: tuple[object, ...] = ()


def conditions(path: Path) -> Iterator[Asked]:
    """The native checks in the conditional formats of a workbook, one for each cell that they stand on."""
    with zipfile.ZipFile(path) as archive:
        for title, part in sheet_parts(archive).items():
            text = archive.read(part).decode()
            for areas, rules in _LISTED.findall(text):
                for formula in map(unescape, _RULE.findall(rules)):
                    if _OURS.search(formula):
                        yield from _asked(title, areas, formula)


def _asked(title: str, areas: str, formula: str) -> Iterator[Asked]:
    for area in areas.split():
        first, _, last = area.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield Asked(Cell(title, row, column), shift(formula, row - top, column - left))


def _place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the worksheets by their titles."""
    relations = dict(
        (found[1], found[0]) if swapped else (found[0], found[1])
        for swapped, pattern in (
            (True, r'Target="([^"]+)"[^>]*Id="([^"]+)"'),
            (False, r'Id="([^"]+)"[^>]*Target="([^"]+)"'),
        )
        for found in re.findall(
            rf"<(?:\w+:)?Relationship\b[^>]*?{pattern}", archive.read("xl/_rels/workbook.xml.rels").decode()
        )
    )
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", archive.read("xl/workbook.xml").decode()):
        title = re.search(r'\sname="([^"]+)"', tag)
        identity = re.search(r'\sr:id="([^"]+)"|:id="([^"]+)"', tag)
        assert title and identity
        target = relations[identity[1] or identity[2]]
        found[unescape(title[1])] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


def with_scratch(path: Path, target: Path, asked: Iterable[Asked]) -> dict[Asked, Cell]:
    """A copy of the workbook with each formula in a cell of its own; where each of them stands."""
    placed: dict[Asked, Cell] = {}
    free: dict[tuple[str, int], int] = defaultdict(lambda: _FIRST)
    for each in asked:
        at = each.cell.sheet, each.cell.row
        placed[each] = Cell(*at, free[at])
        free[at] += 1
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        titles = {part: title for title, part in sheet_parts(archive).items()}
        for name in archive.namelist():
            data = archive.read(name)
            if name in titles:
                own = {cell: each.formula for each, cell in placed.items() if cell.sheet == titles[name]}
                data = _filled(data.decode(), own).encode()
            copy.writestr(name, data)
    return placed


def _filled(text: str, formulas: Mapping[Cell, str]) -> str:
    rows: dict[int, str] = defaultdict(str)
    for cell, formula in sorted(formulas.items()):
        rows[cell.row] += f'<c r="{column_letters(cell.column)}{cell.row}"><f>{escape(formula)}</f></c>'

    def row(found: re.Match[str]) -> str:
        new = rows.pop(int(found[2]), "")
        if not new:
            return found[0]
        inside = found[4] or ""
        return f"<{found[1]}{found[3]}>{inside}{new}</row>"

    text = re.sub(r'<(row\b[^>]*?\br="(\d+)")([^>]*?)(?:/>|>(.*?)</row>)', row, text, flags=re.DOTALL)
    last = "".join(f'<row r="{number}">{cells}</row>' for number, cells in sorted(rows.items()))
    return re.sub(r"</((?:\w+:)?)sheetData>", f"{last}</\\1sheetData>", text)


_BY_MARK: Final = re.compile(r'"是",(?:OR\()?\$?[A-Z]+\$?\d+=([1-4])\b')


def shown_by(path: Path) -> Iterator[Asked]:
    """Every condition of a workbook that shows a mark, with what shows it: ``native``, or the mark that the program wrote."""
    with zipfile.ZipFile(path) as archive:
        for title, part in sheet_parts(archive).items():
            for areas, rules in _LISTED.findall(archive.read(part).decode()):
                for formula in map(unescape, _RULE.findall(rules)):
                    mark = _BY_MARK.search(formula)
                    key = "native" if _OURS.search(formula) else int(mark[1]) if mark else None
                    if key is not None:
                        yield from (each._replace(key=(key,)) for each in _asked(title, areas, formula))


def seen(path: Path, folder: Path) -> dict[object, set[Cell]]:
    """What a spreadsheet program shows of a workbook: the cells by what marks them."""
    copy = folder / f"看-{path.name}"
    placed = with_scratch(path, copy, shown_by(path))
    sheets = recalculate([copy])[copy]
    found: dict[object, set[Cell]] = defaultdict(set)
    for each, cell in placed.items():
        if sheets[cell.sheet].get((cell.row, cell.column)) == 1.0:
            found[each.key[0]].add(each.cell)
    return found
