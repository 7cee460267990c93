"""A sheet of a form as plain data: every cell with the area over which it is merged, and what stands beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.parts.archive import Archive, read_archive
from xltool.book.port import column_letters
from xltool.intake.sources.formats import CellLooks, looks_of
from xltool.intake.sources.sheets import ForeignSheet, foreign_sheets, refuse_large, texts_of
from xltool.model.characters import visible
from xltool.model.parse import plain

#: No form has more rows or columns; what stands beyond is not looked at.
_ROWS, _COLUMNS = 2000, 200
_NUMBER: Final = re.compile(r"[+-]?[\d,]*\d(?:\.\d+)?%?")
#: A figure with its unit or a remark, at most so many characters long.
_WRITTEN: Final = re.compile(
    r"(?:约|大约|近|共计?|合计|仅|[￥¥])?[+-]?[\d,]*\d(?:\.\d+)?(?:万元|千元|亿元|元|分|人|名|个|%)?(?:左右|多|余|以上)?(?:\(.*\))?[。,;]?"
)
_LONGEST: Final = 40
#: What stands in a cell that has no figure; what stands in one that has none yet.
_NONE: Final = ("—", "-", "--", "——", "/", "\\")
_PROMPT: Final = re.compile(
    r"(?:[XxＸｘ×*＊]{1,6}|[…·_＿.]{2,})(?:万元|元|%|分|人)?|[(（](?:请?填|保留|自动|公式).*[)）]|请填.{0,12}"
)
_NO_LOOKS: Final = CellLooks(frozenset(), frozenset())
Place = tuple[int, int]


class FormCell(NamedTuple):
    """A cell of a form with the area over which it is merged, all edges included and counted from 1.

    ``text`` is what a person sees, as far as it matters; ``number`` says that a number is stored, ``percent`` that it is shown in percent.
    """

    text: str
    top: int
    left: int
    bottom: int
    right: int
    number: bool = False
    percent: bool = False

    @property
    def address(self) -> str:
        """As printed: C3."""
        return f"{self.letters}{self.top}"

    @property
    def letters(self) -> str:
        """Its first column in letters."""
        return column_letters(self.left)

    @property
    def blank(self) -> bool:
        """Nothing but spaces is in it."""
        return not self.text.strip()

    @property
    def width(self) -> int:
        """Columns over which it reaches."""
        return self.right - self.left + 1

    @property
    def merged(self) -> bool:
        """Whether it is more than one cell of the grid."""
        return (self.top, self.left) != (self.bottom, self.right)

    @property
    def figure(self) -> bool:
        """Whether a number, a percentage or a sign for none stands in it."""
        words = plain(self.text)
        return self.number or _NUMBER.fullmatch(words) is not None or words in _NONE or self.prompt

    @property
    def written(self) -> bool:
        """Whether somebody wrote a figure there, be it in other words than a number: 约95, 95（含结转）, 9.5分, #DIV/0!."""
        if self.figure or self.text.startswith("#"):
            return True
        return len(self.text) <= _LONGEST and _WRITTEN.fullmatch(plain(self.text)) is not None

    @property
    def prompt(self) -> bool:
        """Whether it only tells that a figure belongs here: XX万元, ……, （保留两位小数）."""
        return _PROMPT.fullmatch("".join(self.text.split())) is not None


class FormSheet(NamedTuple):
    """One visible sheet: its cells by their upper left corner, and for every other place of a merged one where that is.

    ``merged`` says that cells of the form are merged, and not its title alone: then the direction in which a label
    speaks can be proved. ``boxed`` are the cells with a line around them; ``height`` and ``width`` the last row and
    column in which anything stands, is merged or boxed; ``rows`` the cells that hold something by the row in which they begin.
    """

    name: str
    cells: Mapping[Place, FormCell]
    owners: Mapping[Place, Place]
    boxed: frozenset[Place]
    height: int
    width: int
    merged: bool
    rows: Mapping[int, list[FormCell]]

    def at(self, row: int, column: int) -> FormCell:
        """The cell that covers this place; a blank one where nothing stands."""
        place = self.owners.get((row, column), (row, column))
        found = self.cells.get(place)
        return found if found is not None else FormCell("", row, column, row, column)

    def row(self, number: int) -> tuple[FormCell, ...]:
        """The cells that cover a row from left to right, those merged downwards into it too."""
        found, column = [], 1
        while column <= self.width:
            cell = self.at(number, column)
            found.append(cell)
            column = cell.right + 1
        return tuple(found)

    def starting(self, number: int) -> list[FormCell]:
        """The cells of a row that hold something and begin in it."""
        return self.rows.get(number, [])

    def right_of(self, cell: FormCell) -> FormCell:
        """The cell that touches its right edge, in its first row."""
        return self.at(cell.top, cell.right + 1)

    def below(self, cell: FormCell) -> FormCell:
        """The cell that touches its lower edge, in its first column."""
        return self.at(cell.bottom + 1, cell.left)

    def texts(self) -> Iterator[FormCell]:
        """Every cell that holds something, row by row."""
        return (cell for row in self.rows.values() for cell in row)


class FormBook(NamedTuple):
    """The sheets of a workbook that a person sees, and the names of those that nobody does."""

    title: str
    sheets: tuple[FormSheet, ...]
    hidden: tuple[str, ...]


def open_book(data: bytes, title: str) -> FormBook:
    """The sheets of an .xlsx or .xlsm. Raises WorkbookError where it is encrypted, damaged or far too large."""
    archive: Archive = read_archive(data, title)
    refuse_large(archive)
    looks = looks_of(archive)
    sheets = foreign_sheets(data, title)
    return FormBook(
        title,
        tuple(_sheet(sheet, looks.get(sheet.name, _NO_LOOKS)) for sheet in sheets if sheet.visible),
        tuple(sheet.name for sheet in sheets if not sheet.visible),
    )


def _sheet(sheet: ForeignSheet, looks: CellLooks) -> FormSheet:
    merges = [
        (top + 1, left + 1, bottom + 1, right + 1)
        for top, left, bottom, right in sheet.merged
        if bottom < _ROWS and right < _COLUMNS
    ]
    cells = _cells(sheet, looks)
    owners: dict[Place, Place] = {}
    for top, left, bottom, right in merges:
        found = cells.get((top, left), FormCell("", top, left, top, left))
        cells[top, left] = found._replace(bottom=bottom, right=right)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                owners[row, column] = (top, left)
                if (row, column) != (top, left):
                    cells.pop((row, column), None)
    boxed = frozenset(
        (row + 1, column + 1) for row, column in looks.boxed if row < _ROWS and column < _COLUMNS
    )
    places = [*cells, *owners, *boxed]
    width = max((column for _, column in places), default=0)
    height = max((row for row, _ in places), default=0)
    rows: dict[int, list[FormCell]] = {}
    for place in sorted(cells):
        if not cells[place].blank:
            rows.setdefault(place[0], []).append(cells[place])
    return FormSheet(sheet.name, cells, owners, boxed, height, width, _is_merged(cells.values()), rows)


def _cells(sheet: ForeignSheet, looks: CellLooks) -> dict[Place, FormCell]:
    cells: dict[Place, FormCell] = {}
    top, left = sheet.start
    for row, values in enumerate(sheet.rows[: max(0, _ROWS - top)], top):
        shown = texts_of(values[:_COLUMNS], row, left, looks.percents)
        for column, (raw, text) in enumerate(zip(values, shown, strict=False), left):
            if text.strip() or (row, column) in looks.percents:
                number = isinstance(raw, int | float) and not isinstance(raw, bool)
                percent = (row, column) in looks.percents
                at = (row + 1, column + 1)
                cells[at] = FormCell(visible(text), *at, *at, number, percent)
    return cells


def _is_merged(cells: Iterable[FormCell]) -> bool:
    """Whether anything but lines that stand alone in their row is merged."""
    several = list(cells)
    rows = Counter(row for cell in several if not cell.blank for row in range(cell.top, cell.bottom + 1))
    return any(
        cell.merged and (cell.top < cell.bottom or rows[cell.top] > (0 if cell.blank else 1))
        for cell in several
    )
