"""What of a sealed copy is not seen as it counts: hidden, too small, behind something, or shown as something else.

For each kind of name there is a list of what its cell may look like; whatever else it looks like is odd, and so is
whatever else a sheet shows. Sealing refuses figures that look like others and notes the rest that it finds, so that whatever is found later and was not
noted came later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.looks.book import Looks, SheetLook
from xltool.book.looks.formats import keeps_text
from xltool.book.port import Area, Cell, Snapshot
from xltool.book.sealed import CHECK_SHEET, COVER_SHEET
from xltool.contract.names import (
    FORM,
    FORM_SHEETS,
    GROWING,
    MARKS,
    NUMERIC,
    Kind,
    Name,
    Role,
    beside_a_sheet,
    with_role,
)
from xltool.contract.optional import EDGED, KNOWN
from xltool.model.ways import ways_of
from xltool.sealed.faces import (
    CLOSELY,
    HIDDEN,
    MERGED,
    OTHER_TEXT,
    PlacedFace,
    is_hidden,
    odd_look,
    odd_room,
    overflows,
)

#: Kinds of names that are figures, and whose are filed.
FIGURES: Final = NUMERIC - {Kind.YEAR}
FILED: Final = (Role.INPUT, Role.COMPUTED)
#: So many columns beside a cell are looked at for its text.
_FURTHEST: Final = 30
#: So many blank rows below what stands on a sheet may be printed along.
_BLANK_ROWS: Final = 200
_UNPRINTED: Final = "在打印区域之外"
_BEYOND: Final = "与表格以外的单元格合并了"


class Oddity(NamedTuple):
    """What is not seen as it counts: its cell (None: the whole sheet, or the book), its name if any, its row, and why."""

    sheet: str
    cell: Cell | None
    name: Name | None
    row: int
    why: str

    @property
    def place(self) -> str:
        """Where it is, as a person reads it."""
        return self.cell.address if self.cell else self.sheet or "工作簿"


def oddities(snapshot: Snapshot, looks: Looks) -> Iterator[Oddity]:
    """Everything odd of the book, of the sheets of the contract and the cover, and of their cells."""
    for why in looks.oddities:
        yield Oddity("", None, None, 0, why)
    for sheet in _sheets(snapshot):
        look = looks.sheets.get(sheet)
        if look is None:
            continue
        if any(area[2] > len(snapshot.grids[sheet]) + _BLANK_ROWS for area in looks.printed.get(sheet, ())):
            yield Oddity(sheet, None, None, 0, "打印区域太长，缩到一页就看不清")
        for why in dict.fromkeys(_of_the_sheet(sheet, look)):
            yield Oddity(sheet, None, None, 0, why)
        yield from _of_the_cells(snapshot, looks, sheet)


def _sheets(snapshot: Snapshot) -> list[str]:
    ours = {area.sheet for name, area in snapshot.names.items() if name in KNOWN}
    return [sheet for sheet in snapshot.grids if sheet != CHECK_SHEET and sheet in {*ours, COVER_SHEET}]


def _of_the_sheet(sheet: str, look: SheetLook) -> Iterator[str]:
    if look.hidden:
        if sheet == COVER_SHEET:
            yield "封面被隐藏"
        return
    yield from look.layout.oddities
    if look.overlays.open_notes:
        yield "有展开显示的批注框"
    for kind in look.overlays.others:
        yield f"多出认不得的部件（{kind}）"


def _of_the_cells(snapshot: Snapshot, looks: Looks, sheet: str) -> Iterator[Oddity]:
    merged = Merges(snapshot.merges.get(sheet, ()))
    named = named_cells(snapshot, sheet)
    width = _form_width(snapshot, sheet)
    hidden = {row for row, height in looks.sheets[sheet].layout.heights.items() if height == 0}
    excused = _excused_rows(snapshot, sheet, named, hidden)
    cells = filled_cells(snapshot, sheet)
    yield from _of_blank_texts(looks, sheet, {(cell.row, cell.column) for cell in cells})
    for cell in cells:
        name, row = named.get(cell, (None, 0))
        why = ""
        if merged.cover(cell):
            why = MERGED
        elif cell.column <= width < merged.area(cell).right:
            why = _BEYOND
        elif name is None and (cell.row in excused or cell.column > width):
            why = odd_look(looks, snapshot, cell, name, None, seen=False)
        else:
            strict = sheet == COVER_SHEET or (name is not None and name.kind in CLOSELY)
            beside = name is not None and name.role not in FILED
            why = _why(snapshot, looks, cell, name, merged.area(cell), strict=strict, beside=beside)
        if why:
            yield Oddity(sheet, cell, name, row, why)


def _of_blank_texts(looks: Looks, sheet: str, full: set[tuple[int, int]]) -> Iterator[Oddity]:
    """Cells with a text of nothing, which a format may show as something."""
    for at in sorted(looks.sheets[sheet].layout.held - full):
        face = looks.face(sheet, *at)
        if face is None or not all(map(keeps_text, face.codes)):
            yield Oddity(sheet, Cell(sheet, *at), None, 0, OTHER_TEXT)


def _why(
    snapshot: Snapshot, looks: Looks, cell: Cell, name: Name | None, area: Area, *, strict: bool, beside: bool
) -> str:
    value, way = snapshot.value(cell), None if name is None else ways_of(snapshot).of(name, cell.sheet)
    if looks.sheets[cell.sheet].hidden and not (
        name and name.role in FILED and name.kind in (*FIGURES, Kind.TARGET)
    ):
        return odd_look(looks, snapshot, cell, name, way, seen=False)
    if beside:
        return odd_look(looks, snapshot, cell, name, None, seen=False)
    hides = unseen_there(looks, cell, area, name)
    if hides == HIDDEN:
        return HIDDEN
    placed = PlacedFace(cell, area, value, strict, _spill(snapshot, looks, cell, area))
    why = odd_look(looks, snapshot, cell, name, way, seen=True) or odd_room(looks, placed, name, way)
    return why or hides


def unseen_there(looks: Looks, cell: Cell, area: Area, name: Name | None) -> str:
    """Why whatever a cell holds is not seen where it stands, or on every page; empty where it is seen."""
    if looks.sheets[cell.sheet].hidden or is_hidden(looks, area):
        return HIDDEN
    figure = name is not None and name.kind in FIGURES
    if figure and any(first <= cell.row <= last for first, last in looks.titles.get(cell.sheet, ())):
        return "每一页都会重复打印"
    return "" if _printed(looks, cell) else _UNPRINTED


def _printed(looks: Looks, cell: Cell) -> bool:
    areas = looks.printed.get(cell.sheet)
    return areas is None or any(t <= cell.row <= b and left <= cell.column <= r for t, left, b, r in areas)


def _spill(snapshot: Snapshot, looks: Looks, cell: Cell, area: Area) -> float:
    """The width of the blank cells beside a cell into which a text that is too long runs over; a merged area's does not."""
    if area.width > 1 or area.height > 1:
        return 0.0
    layout, merged = looks.sheets[cell.sheet].layout, snapshot.merges.get(cell.sheet, ())
    width = 0.0
    for column in range(cell.column + 1, cell.column + _FURTHEST):
        beside = cell._replace(column=column)
        if snapshot.raw(beside) is not None or any(each.covers(beside) for each in merged):
            break
        width += layout.width_of(column)
    return width


class Merges:
    """The merged areas of one sheet."""

    def __init__(self, areas: tuple[Area, ...]) -> None:
        self._areas = areas
        self._first = {area.first: area for area in areas}

    def cover(self, cell: Cell) -> bool:
        """Whether a cell lies under a merged area."""
        return any(area.covers(cell) and cell != area.first for area in self._areas)

    def area(self, cell: Cell) -> Area:
        """What a cell takes up."""
        return self._first.get(cell, Area(cell.sheet, cell.row, cell.column, cell.row, cell.column))


def filled_cells(snapshot: Snapshot, sheet: str) -> list[Cell]:
    """The cells of a sheet that hold anything, in reading order."""
    held = {cell for cell in (*snapshot.errors, *snapshot.fresh) if cell.sheet == sheet}
    for row, line in enumerate(snapshot.grids[sheet], 1):
        held |= {Cell(sheet, row, column) for column, value in enumerate(line, 1) if value not in ("", None)}
    return sorted(cell for cell in held if snapshot.raw(cell) is not None)


def named_cells(snapshot: Snapshot, sheet: str) -> dict[Cell, tuple[Name, int]]:
    """The cells of the contract's names on a sheet, with their row in a block (0: in none)."""
    found: dict[Cell, tuple[Name, int]] = {}
    for name in KNOWN.values():
        area = snapshot.names.get(name.name)
        if area is None or area.sheet != sheet or name.name.startswith(MARKS):
            continue
        edge = 1 if name.block in EDGED else 0
        for row in range(1, area.height - 2 * edge + 1) if name.block else ():
            found[Cell(sheet, area.top + edge + row - 1, area.left)] = (name, row)
        if not name.block:
            found[area.first] = (name, 0)
    return found


def _form_width(snapshot: Snapshot, sheet: str) -> int:
    """The last column of the form on a sheet: what stands right of it is hidden in a sealed copy."""
    for name in (*(MARKS + title for title in FORM_SHEETS), *_numbered_marks(snapshot)):
        area = snapshot.names.get(name)
        if area is not None and area.sheet == sheet:
            return area.width
    return 16384


def _numbered_marks(snapshot: Snapshot) -> list[str]:
    """The names of the mark columns of a foreign form."""
    if FORM not in snapshot.names:
        return []
    return [name for name in snapshot.names if name.startswith(MARKS) and beside_a_sheet(name)]


def _excused_rows(
    snapshot: Snapshot, sheet: str, named: Mapping[Cell, tuple[Name, int]], hidden: set[int]
) -> set[int]:
    """Hidden rows that may be: of figures that are all blank, and the edges of a block, which are none."""
    filed = {cell for cell, (name, _) in named.items() if name.role in FILED}
    rows = {cell.row for cell in filed}
    full = {cell.row for cell in filed if snapshot.raw(cell) is not None}
    edges = {row for area in _blocks(snapshot, sheet) for row in (area.top, area.bottom)}
    return {row for row in hidden if (row in rows and row not in full) or row in edges} | (edges - rows)


def _blocks(snapshot: Snapshot, sheet: str) -> Iterator[Area]:
    for name in with_role(*FILED):
        area = snapshot.names.get(name.name)
        if name.block in GROWING and area is not None and area.sheet == sheet:
            yield area


def cut_texts(snapshot: Snapshot, looks: Looks) -> list[Cell]:
    """The cells in which people write texts whose text will not be seen whole, on screen or in print."""
    found = []
    for sheet in _sheets(snapshot):
        merged = Merges(snapshot.merges.get(sheet, ()))
        for cell, (name, _) in named_cells(snapshot, sheet).items():
            value = snapshot.value(cell)
            if name.role is not Role.INPUT or not isinstance(value, str) or looks.sheets[sheet].hidden:
                continue
            area = merged.area(cell)
            placed = PlacedFace(cell, area, value, True, _spill(snapshot, looks, cell, area))
            if odd_room(looks, placed, name, None) or overflows(looks, placed):
                found.append(cell)
    return found
