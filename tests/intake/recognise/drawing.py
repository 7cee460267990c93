"""Forms as a few lines of text each: drawn blank or filled, moved, noisy, unmerged, with what every cell of them is.

A line is a row, ``|`` stands between its cells. A cell is what the blank form prints, then ``@name`` of a cell, ``#column`` of
绩效指标 or ``$column`` of 项目明细, then ``=`` and what somebody fills in, then ``~2`` or ``~2x3`` for the columns (and rows) over
which it is merged; ``⏎`` is a line break, ``·`` a blank cell. ``[sheet] unit`` begins a sheet.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border, Side
from openpyxl.utils import column_index_from_string, get_column_letter

FAMILIES = Path(__file__).parent / "families"
_CELL = re.compile(
    r"(?P<text>.*?)(?:\s*(?P<name>[@#$]\S+))?(?:\s*(?<!\S)=(?P<value>.*?))?(?:\s*~(?P<width>\d+)(?:x(?P<height>\d+))?)?$"
)
_LINE = Side(style="thin")
_BLOCKS = {"#": "绩效指标", "$": "项目明细"}


class Drawn(NamedTuple):
    """A cell of a form: where it stands, over how much it is merged, what is printed and filled in, its name."""

    row: int
    column: int
    width: int
    height: int
    text: str
    value: str
    name: str


class DrawnSheet(NamedTuple):
    title: str
    unit: str
    cells: tuple[Drawn, ...]


class Family(NamedTuple):
    """A form with the truth about it."""

    name: str
    sheets: tuple[DrawnSheet, ...]

    def cells(self, down: int = 0, right: int = 0) -> dict[str, str]:
        """Name -> sheet and address."""
        return {
            cell.name[1:]: f"{sheet.title}!{get_column_letter(cell.column + right)}{cell.row + down}"
            for sheet in self.sheets
            for cell in sheet.cells
            if cell.name.startswith("@")
        }

    def columns(self, right: int = 0) -> dict[str, str]:
        """Name of a block's column -> its letters."""
        return {
            f"{_BLOCKS[cell.name[0]]}_{cell.name[1:]}": get_column_letter(cell.column + right)
            for sheet in self.sheets
            for cell in sheet.cells
            if cell.name[:1] in _BLOCKS
        }

    def rows(self, down: int = 0) -> dict[str, tuple[int, int]]:
        """Block -> its first and last row."""
        found: dict[str, list[int]] = {}
        for sheet in self.sheets:
            for cell in sheet.cells:
                if cell.name[:1] in _BLOCKS:
                    found.setdefault(_BLOCKS[cell.name[0]], []).extend((cell.row, cell.row + cell.height - 1))
        return {block: (min(rows) + down, max(rows) + down) for block, rows in found.items()}

    @property
    def units(self) -> dict[str, str]:
        return {sheet.title: sheet.unit for sheet in self.sheets}


def families() -> list[Family]:
    return [family(path) for path in sorted(FAMILIES.glob("*.txt"))]


def family(path: Path) -> Family:
    return drawn(path.stem, path.read_text("utf-8"))


def drawn(name: str, text: str) -> Family:
    """A family out of its lines."""
    sheets: list[tuple[str, str, list[str]]] = []
    for line in text.strip().splitlines():
        if head := re.fullmatch(r"\[(.+)\] (\S+)", line):
            sheets.append((head[1], head[2], []))
        else:
            sheets[-1][2].append(line)
    return Family(name, tuple(DrawnSheet(title, unit, tuple(_placed(rows))) for title, unit, rows in sheets))


def _placed(rows: list[str]) -> Iterator[Drawn]:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(rows, 1):
        column = 1
        for text in line.split("|"):
            while (row, column) in taken:
                column += 1
            match = _CELL.fullmatch(text.strip())
            assert match, text
            width, height = int(match["width"] or 1), int(match["height"] or 1)
            places = {(row + down, column + right) for down in range(height) for right in range(width)}
            assert not places & taken, (row, text)
            taken |= places
            printed = match["text"].strip().replace("⏎", "\n").strip("·")
            filled = (match["value"] or printed).replace("⏎", "\n")
            yield Drawn(row, column, width, height, printed, filled, match["name"] or "")
            column += width


def workbook(form: Family, filled: bool) -> openpyxl.Workbook:
    """The form as a workbook, every cell below its title with a line around it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in form.sheets:
        page = book.create_sheet(sheet.title)
        for cell in sheet.cells:
            last = (cell.row + cell.height - 1, cell.column + cell.width - 1)
            text = cell.value if filled else cell.text
            page.cell(cell.row, cell.column).value = _number(text) if cell.name[:1] != "#" else text or None
            for row in range(cell.row, last[0] + 1) if cell.row > 2 else ():
                for column in range(cell.column, last[1] + 1):
                    page.cell(row, column).border = Border(_LINE, _LINE, _LINE, _LINE)
            if cell.width * cell.height > 1:
                page.merge_cells(None, cell.row, cell.column, *last)
    return book


def _number(text: str) -> str | float | None:
    return float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text or None


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def moved(form: Family, down: int, right: int) -> Family:
    """The form with every sheet so many rows down and columns to the right."""
    sheets = (
        sheet._replace(
            cells=tuple(
                cell._replace(row=cell.row + down, column=cell.column + right) for cell in sheet.cells
            )
        )
        for sheet in form.sheets
    )
    return form._replace(sheets=tuple(sheets))


def noisy(book: openpyxl.Workbook, noise: str) -> openpyxl.Workbook:
    """The workbook with a blank, a break or a colon in or behind every label."""
    dice = random.Random(noise)
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                text = cell.value
                if isinstance(cell, MergedCell) or not isinstance(text, str) or not _is_label(text):
                    continue
                at = dice.randrange(1, len(text))
                cell.value = text + noise if noise == "：" else text[:at] + noise + text[at:]
    return book


def _is_label(text: str) -> bool:
    return (
        1 < len(text) < 30
        and re.match(r"[\u4e00-\u9fff]", text) is not None
        and ":" not in text
        and "：" not in text
    )


def unmerged(book: openpyxl.Workbook) -> openpyxl.Workbook:
    for page in book.worksheets:
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
    return book


def column_number(address: str) -> int:
    return column_index_from_string(re.sub(r"\d", "", address))
