"""Template and damaged workbook -> every figure that can still be read, by the names of the contract, and what cannot.

Figures are in the unit of the contract, which a new template is in, whatever the workbook's was.

A name that leads to one cell is believed: cut and paste takes it along with its figure. Where a name is gone, what
stands at its place is: in the row and the column of its labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from xltool.book.port import Area, Cell, ErrorValue, Snapshot, Value, blank_as_none
from xltool.book.sealed import is_sealed
from xltool.contract.names import (
    CONTRACT,
    GROWING,
    RESULTS,
    Name,
    Role,
    block_columns,
    version_number,
    with_role,
)
from xltool.model.number import text_of
from xltool.model.ways import in_contract, ways_of
from xltool.rescue.labels import LabelledSheet, is_one_cell, sheets
from xltool.rescue.loose import loose_cells

#: Names that are the template's own, and not the workbook's.
_OWN: Final = frozenset({"模板版本"})


class How(StrEnum):
    """By what a figure was found; the value is what a user reads."""

    NAME = "按名称"
    LABEL = "名称已丢失，按表上的位置读"
    MOVED = "名称随剪切粘贴到了别处，按名称读，请核对"
    SHIFTED = "名称指向了别处，按表上的位置读，请核对"


class Piece(NamedTuple):
    """The content of one place of the contract (``row`` from 1 in a block, else 0), where it stood and how it was found."""

    name: str
    row: int
    value: Value
    cell: Cell
    how: How
    formula: bool = False


class Gone(NamedTuple):
    """A place of the contract that could not be read, and why, in Chinese."""

    name: str
    row: int
    why: str


class Salvage(NamedTuple):
    """What was read of a workbook.

    ``reasons`` are the rows of 审核结果 (name of the column -> content) in which a person wrote something, ``others``
    the sheets that are none of the template's, ``loose`` what stands outside the cells of the form; ``frozen`` says that its formulas have become values.
    """

    title: str
    pieces: tuple[Piece, ...]
    gone: tuple[Gone, ...]
    reasons: tuple[Mapping[str, Value], ...]
    others: tuple[str, ...]
    loose: tuple[tuple[Cell, Value], ...]
    frozen: bool

    def value(self, name: str, row: int = 0) -> Value:
        """What was read at a place; None where nothing was."""
        return next((p.value for p in self.pieces if (p.name, p.row) == (name, row)), None)

    def rows(self, column: str) -> dict[int, Value]:
        """What was read in a column of a block, by row."""
        return {p.row: p.value for p in self.pieces if p.name == column and p.row and p.value is not None}


def salvage(template: Snapshot, book: Snapshot) -> Salvage:
    """Everything that can be read of the workbook; both snapshots hold every sheet, with fresh results."""
    found = sheets(template, book)
    reader = _Reader(template, book, found)
    pieces: list[Piece] = []
    gone: list[Gone] = []
    for each in (*reader.single(), *(item for block in GROWING for item in reader.block(block))):
        (pieces if isinstance(each, Piece) else gone).append(each)  # type: ignore[arg-type]
    known = {sheet.title for sheet in found.values()}
    others = tuple(title for title in book.grids if title not in known and any(map(any, book.grids[title])))
    cells = loose_cells(template, book, found, {piece.cell for piece in pieces})
    return Salvage(
        book.title,
        tuple(pieces),
        tuple(gone),
        tuple(reader.reasons()),
        others,
        tuple((cell, book.value(cell)) for cell in cells),
        is_sealed(book) or not book.formulas,
    )


class _Reader:
    """One workbook beside the template: where each name lies in it, and what stands there."""

    def __init__(self, template: Snapshot, book: Snapshot, found: Mapping[str, LabelledSheet]) -> None:
        self.template, self.book, self.sheets = template, book, found
        self.ways = ways_of(book)
        self.named: dict[str, Cell] = {
            name.name: area.first
            for name in CONTRACT.values()
            if not name.block
            and (area := book.names.get(name.name)) is not None
            and is_one_cell(book, area)
            and not self._on_label(area)
        }
        self.shifted = self._shifted()
        for left in self.shifted:
            del self.named[left]
        self.claims: dict[Cell, list[str]] = defaultdict(list)
        for name in with_role(Role.INPUT, Role.COMPUTED):
            if name.name in self.named:
                self.claims[self.named[name.name]].append(name.name)

    def _shifted(self) -> frozenset[str]:
        """Names that lead elsewhere although their figure stands at its place: rows were moved without their names.

        Cut and paste leaves that place blank, and takes the place of a name that leads nowhere else.
        """
        homes = {name: home for name in self.named if (home := self.home(CONTRACT[name])) is not None}
        owners = {home: name for name, home in homes.items()}
        found = set()
        for name, home in homes.items():
            cell = self.named[name]
            owner = owners.get(cell, name)
            stays = self.book.raw(home) is not None or home in self.book.formulas
            if cell != home and (stays or (owner != name and self.named[owner] != cell)):
                found.add(name)
        return frozenset(found)

    def _on_label(self, area: Area) -> bool:
        return any(s.title == area.sheet and area[1:3] in s.labels for s in self.sheets.values())

    def home(self, name: Name) -> Cell | None:
        """The cell in the row and the column of a name's labels; None where one is gone."""
        area = self.template.names.get(name.name)
        sheet = self.sheets.get(area.sheet) if area else None
        return sheet.cell(area.top, area.left) if area and sheet else None

    def single(self) -> Iterator[Piece | Gone]:
        """The cells outside the blocks."""
        for name in with_role(Role.INPUT, Role.COMPUTED):
            if not name.block and not name.optional and name.name not in _OWN:
                yield from self._one(name)

    def _one(self, name: Name) -> Iterator[Piece | Gone]:
        named, home = self.named.get(name.name), self.home(name)
        if named is not None:
            others = [each for each in self.claims[named] if each != name.name]
            if others and home == named:
                yield from self._gone(
                    name, f"{named.address} 这一格被剪切粘贴来的“{CONTRACT[others[0]].label}”盖住了"
                )
            elif len([o for o in others if self.home(CONTRACT[o]) != named]) > 0:
                yield from self._gone(
                    name, f"与“{CONTRACT[others[0]].label}”指向同一格 {named.address}，分不清是谁的数"
                )
            else:
                moved = home is not None and home != named
                yield from self._piece(name, 0, named, How.MOVED if moved else How.NAME)
        elif home is None:
            yield from self._gone(name, self._why(name))
        elif self.claims.get(home):
            label = CONTRACT[self.claims[home][0]].label
            yield from self._gone(name, f"{home.address} 这一格被剪切粘贴来的“{label}”盖住了")
        else:
            how = How.SHIFTED if name.name in self.shifted else How.LABEL
            yield from self._piece(name, 0, home, how)

    def _piece(self, name: Name, row: int, cell: Cell, how: How) -> Iterator[Piece | Gone]:
        value = blank_as_none(self.book.value(cell))
        formula = cell in self.book.formulas
        if isinstance(value, ErrorValue):
            yield from self._gone(name, f"{cell.address} 显示 {value.code}", row)
        elif name.role is Role.INPUT or not formula:  # a formula of the form comes back with the template
            inside = in_contract(self.ways, name, cell.sheet, value)
            yield Piece(name.name, row, inside, cell, how, formula)

    def _gone(self, name: Name, why: str, row: int = 0) -> Iterator[Gone]:
        if name.role is Role.INPUT and not self._came_later(name):
            yield Gone(name.name, row, why)

    def _came_later(self, name: Name) -> bool:
        """Whether a workbook of its template's version never had this name, which is absent then and not lost."""
        version = CONTRACT["模板版本"]
        cell = self.named.get(version.name) or self.home(version)
        stated = version_number(text_of(self.book.value(cell))) if cell else ()
        return (
            name.name not in self.book.names
            and name.name not in self.book.broken
            and bool(stated)
            and version_number(name.since) > stated
        )

    def _why(self, name: Name) -> str:
        area = self.template.names[name.name]
        sheet = self.sheets.get(area.sheet)
        if sheet is None:
            return f"工作表“{area.sheet}”没有了"
        if area.top not in sheet.rows and not name.block:
            return f"“{sheet.title}”里这一行没有了（模板第 {area.top} 行）"
        return f"“{sheet.title}”里这一列没有了（模板第 {area.left} 列）"

    def block(self, block: str) -> Iterator[Piece | Gone]:
        """The rows of a table, from below its heading to above its end row."""
        columns = [c for c in block_columns(block) if c.role is Role.INPUT and not c.optional]
        title, first, after = self._extent(columns)
        for column in columns:
            at = self._column(column, title) if title else None
            if at is None:
                yield from self._gone(column, self._why(column) if title else self._lost_table(column))
                continue
            for row in range(first, after):
                for each in self._piece(column, row - first + 1, Cell(title, row, at), self._how(column)):
                    if isinstance(each, Gone) or each.value is not None:
                        yield each

    def _how(self, column: Name) -> How:
        return How.NAME if column.name in self.book.names else How.LABEL

    def _lost_table(self, column: Name) -> str:
        area = self.template.names[column.name]
        sheet = self.sheets.get(area.sheet)
        return f"“{sheet.title}”里找不到这张表的表头" if sheet else f"工作表“{area.sheet}”没有了"

    def _extent(self, columns: list[Name]) -> tuple[str, int, int]:
        """Sheet, first row and the row after the last one of a block; no sheet where the block is gone.

        Labels that are left count more than names, which end where a row was deleted.
        """
        place = self.template.names[columns[0].name]
        sheet = self.sheets.get(place.sheet)
        areas = [self.book.names[c.name] for c in columns if c.name in self.book.names]
        if sheet is None:
            return "", 0, 0
        areas = [area for area in areas if area.sheet == sheet.title]
        top = sheet.rows.get(place.top) or self._above_first(sheet, place.top, areas)
        if top is None:
            return "", 0, 0
        end = sheet.rows.get(place.bottom)
        if end is None:
            below = [at for row, at in sheet.rows.items() if row > place.bottom]
            end = min(below, default=max((area.bottom for area in areas), default=top) + 1)
        return sheet.title, top + 1, end

    def _above_first(self, sheet: LabelledSheet, heading: int, areas: list[Area]) -> int | None:
        """The row above the first one of a block whose heading was deleted; None where nobody can tell which it is.

        The names of the block begin with its first row then; without them only a known row right above tells.
        """
        above = max((at for row, at in sheet.rows.items() if row < heading), default=0)
        if areas:
            return max(above, min(area.top for area in areas) - 1)
        return sheet.rows.get(heading - 1)

    def _column(self, column: Name, title: str) -> int | None:
        area, place = self.book.names.get(column.name), self.template.names[column.name]
        if area is not None and area.sheet == title and area.width == 1:
            return area.left
        return self.sheets[place.sheet].columns.get(place.left)

    def reasons(self) -> Iterator[Mapping[str, Value]]:
        """The rows of 审核结果 beside which a person wrote something, each column that can be read."""
        columns = [c for c in block_columns(RESULTS) if c.role in (Role.INPUT, Role.TOOL)]
        place = self.template.names[f"{RESULTS}_说明"]
        sheet = self.sheets.get(place.sheet)
        if sheet is None:
            return
        named = self.book.names.get(f"{RESULTS}_说明")
        top = named.top if named else sheet.rows.get(place.top - 1, 0) + 1
        at = {column.name: self._column(column, sheet.title) for column in columns}
        text_at = at[f"{RESULTS}_说明"]
        for row in range(top, len(self.book.grids[sheet.title]) + 1) if text_at else ():
            if self.book.raw(Cell(sheet.title, row, text_at or 1)) not in (None, ""):
                yield {
                    name: self.book.value(Cell(sheet.title, row, place_at))
                    for name, place_at in at.items()
                    if place_at is not None
                }
