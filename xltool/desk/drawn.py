"""The sheets of a workbook as tables of the page, each drawn anew only where it looks otherwise than the last time.

An edit changes two or three sheets of six; and the classes keep their names from one state to the next, so that the page
has to put in only the rows that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from xltool.book.looks.dress import Dress
from xltool.book.looks.picture import SheetPicture
from xltool.book.port import Cell
from xltool.checks.finding import EXPLAINED_MARK, EXPLAINED_SYMBOL, Severity
from xltool.drawing.classes import PageClasses
from xltool.drawing.style import SHEET_STYLE
from xltool.drawing.table import CellAddition, SheetOnPage, plain_html, sheet_table, table_rows
from xltool.drawing.unchanged import unchanged_rows
from xltool.drawing.view import Place, sheet_view
from xltool.verbs.seen import SeenBook

#: A page draws a table of so many rows; no form has more that a person filled in.
_MOST_ROWS: Final = 6000
_SIGNS: Final = {
    **{each.mark: (each.symbol, each.value) for each in Severity},
    EXPLAINED_MARK: (EXPLAINED_SYMBOL, "已说明"),
}
#: The tool's colours, told apart by colour-blind eyes too; the sign beside says the same.
MARK_STYLE: Final = """
.x td.m1{background-color:#e7e6e6}
.x td.m2{background-color:#bdd7ee}
.x td.m3{background-color:#f4b183;font-weight:bold}
.x td.m4{background-image:repeating-linear-gradient(135deg,#e7e6e6 0 1px,transparent 1px 6px)}
.x td.m1,.x td.m2,.x td.m3,.x td.m4{position:relative}
.x .g{position:absolute;left:1px;top:0;font:13px/1 sans-serif;color:#1c2733}
.x td.b{padding-left:15px}
"""
_FILL: Final = CellAddition(("fill",))
#: Pixels of the sign of a mark.
_SIGN: Final = 14.0

#: The heaviest mark of every accused cell, with the titles of its findings.
Marks = Mapping[Cell, tuple[int, tuple[str, ...]]]
_Marked = Mapping[Place, tuple[int, tuple[str, ...]]]


class _LooksOfSheet(NamedTuple):
    """All that a table is drawn from: two that are equal look the same."""

    sheet: SheetPicture
    own: frozenset[Place]
    marked: _Marked
    dresses: tuple[Dress, ...]
    number: int


class _DrawnSheet(NamedTuple):
    """A table: what it was drawn from, its rows by their numbers, and all that the page is given of it."""

    looks: _LooksOfSheet
    page: SheetOnPage
    rows: dict[int, str]
    given: dict[str, Any]


class DrawnSheets:
    """The tables of one workbook, from one state to the next."""

    def __init__(self) -> None:
        self._classes = PageClasses()
        self._held: dict[str, _DrawnSheet] = {}

    def tables(self, book: SeenBook, filled: Collection[Cell], marks: Marks) -> Iterator[dict[str, Any]]:
        """The sheets in order: their name, their table, what of them is not drawn."""
        for sheet in book.pictures.sheets:
            looks = _LooksOfSheet(
                sheet,
                frozenset((cell.row, cell.column) for cell in filled if cell.sheet == sheet.name),
                {(c.row, c.column): mark for c, mark in marks.items() if c.sheet == sheet.name},
                book.pictures.dresses,
                book.numbers[sheet.name],
            )
            held = self._held.get(sheet.name)
            if held is None or held.looks != looks:
                held = self._held[sheet.name] = _drawn(looks, self._classes, held)
            yield held.given

    def css(self) -> str:
        """The rules of all that was drawn."""
        return f"{SHEET_STYLE}{self._classes.rules()}{MARK_STYLE}"


def _drawn(looks: _LooksOfSheet, classes: PageClasses, before: _DrawnSheet | None) -> _DrawnSheet:
    view = sheet_view(looks.sheet, looks.dresses, looks.marked, looks.own, _MOST_ROWS)
    plain = _begins_at_the_edge(looks.sheet, looks.dresses)
    added = {**dict.fromkeys(looks.own, _FILL), **_marked(looks, view.owner, plain)}
    page = SheetOnPage(looks.sheet, view, added, looks.dresses, prefix=f"x{looks.number}")
    known = {} if before is None else {row: before.rows[row] for row in unchanged_rows(page, before.page)}
    rows = table_rows(page, classes, known)
    html = "\n".join(sheet_table(page, classes, rows)) if view.rows and view.columns else ""
    given = {"name": looks.sheet.name, "html": html, "notes": list(view.left_out)}
    return _DrawnSheet(looks, page, rows, given)


def _begins_at_the_edge(sheet: SheetPicture, dresses: Sequence[Dress]) -> Callable[[Place], bool]:
    """Whether the text of a cell begins where the sign of a mark stands."""

    def begins(place: Place) -> bool:
        cell = sheet.cells.get(place)
        dress = Dress() if cell is None else dresses[cell.dress]
        return dress.horizontal in ("", "general", "left") and dress.indent < 1 and not (cell and cell.figure)

    return begins


def _marked(
    looks: _LooksOfSheet, owner: Callable[[Place], Place], begins: Callable[[Place], bool]
) -> dict[Place, CellAddition]:
    found = {}
    for place, (mark, titles) in looks.marked.items():
        symbol, word = _SIGNS[mark]
        sign = f'<span class="g" role="img" aria-label="{word}">{symbol}</span>'
        own = ["fill"] if place in looks.own else []
        classes = [f"m{mark}", *own, *(["b"] if begins(owner(place)) else [])]
        told = f' title="{plain_html("；".join(titles))}"'
        found[owner(place)] = CellAddition(tuple(classes), told, sign, room=_SIGN)
    return found
