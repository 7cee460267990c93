"""A sheet of a workbook as a table of a page: as it looks, with what the page says at its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType
from typing import Final, NamedTuple

from xltool.book.looks.dress import SIDES, Dress, EdgeLine
from xltool.book.looks.picture import Merged, PictureCell, SheetPicture
from xltool.book.port import column_letters
from xltool.drawing.classes import PageClasses, struck_by
from xltool.drawing.view import Place, SheetView

#: Pixels of one character of a column's width, of one point of a row's height; of the column with the numbers of rows.
_CHARACTER, _POINT, _EDGE = 7.0, 4 / 3, 34
#: What an A4 page shows upright and across, in pixels, and up to where a sheet is printed upright.
_UPRIGHT, _ACROSS, _WIDEST_UPRIGHT = 700, 1030, 900
#: Up to how many pixels a column is widened for its numbers.
_WIDEST_FIGURE: Final = 160.0
_STEPS: Final = {"top": (-1, 0), "right": (0, 1), "bottom": (1, 0), "left": (0, -1)}
_OPPOSITE: Final = {"top": "bottom", "right": "left", "bottom": "top", "left": "right"}
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_EMPTY: Final = PictureCell("", 0, False)


class CellAddition(NamedTuple):
    """What a page says at a cell: classes, attributes as they stand in its tag, and HTML before and behind its text.

    ``room`` is how many pixels it takes beside a number, which is never broken for it.
    """

    classes: tuple[str, ...] = ()
    attributes: str = ""
    before: str = ""
    behind: str = ""
    room: float = 0.0


class SheetOnPage(NamedTuple):
    """What a sheet's table is drawn from. A cell with an addition is never covered by the text of another one.

    ``least`` is how many pixels a column with additions is wide at least. With a ``prefix`` every cell has an id
    (:func:`cell_id`) and says its address in ``data-address``.
    """

    sheet: SheetPicture
    view: SheetView
    additions: Mapping[Place, CellAddition]
    dresses: tuple[Dress, ...]
    least: float = 0.0
    prefix: str = ""


_NOTHING: Final = CellAddition()


def plain_html(text: str) -> str:
    """A text of the workbook as a text of the page: no sign in it means anything to a browser."""
    return escape(_UNSEEN.sub("", text.replace("\r\n", "\n")))


def cell_id(prefix: str, place: Place) -> str:
    """The id of a cell in a page: what tells its sheet from others, a hyphen, its address (of a merged area the first cell's): ``x2-H27``."""
    return f"{prefix}-{column_letters(place[1])}{place[0]}"


def sheet_table(page: SheetOnPage, classes: PageClasses, rows: Mapping[int, str]) -> Iterator[str]:
    """The table of a sheet, line by line; ``rows`` are its own (:func:`table_rows`)."""
    needed = _needed_widths(page)
    widths = [max(_width(page.sheet, column), needed.get(column, 0.0)) for column in page.view.columns]
    total = sum(widths) + _EDGE
    paper = "upright" if total <= _WIDEST_UPRIGHT else "across"
    scale = min(1.0, (_UPRIGHT if paper == "upright" else _ACROSS) / total)
    whole = classes.sized("t", f"width:{total:.0f}px;--scale:{scale:.3f}")
    yield f'<div class="x {paper}"><table class="{whole}" aria-label="{plain_html(page.sheet.name)}">'
    yield f"<colgroup>{''.join(_column(width, classes) for width in (_EDGE, *widths))}</colgroup>"
    letters = "".join(
        f'<th scope="col">{column_letters(column)}{"" if page.sheet.layout.width_of(column) else "（隐藏）"}</th>'
        for column in page.view.columns
    )
    yield f"<thead><tr><th></th>{letters}</tr></thead><tbody>"
    yield from (rows[row] for row in page.view.rows)
    yield "</tbody></table></div>"


def table_rows(
    page: SheetOnPage, classes: PageClasses, known: Mapping[int, str] = MappingProxyType({})
) -> dict[int, str]:
    """The rows of a sheet's table by their numbers; those that are known already are taken as they are."""
    looks = _Looks(page, classes)
    return {row: known[row] if row in known else _drawn(page, row, classes, looks) for row in page.view.rows}


def _drawn(page: SheetOnPage, row: int, classes: PageClasses, looks: _Looks) -> str:
    height = (page.sheet.layout.height_of(row) or page.sheet.layout.height) * _POINT
    tall = classes.sized("h", f"height:{min(height, 546):.0f}px")
    return f'<tr class="{tall}"><th scope="row">{row}</th>{"".join(_row(page, row, classes, looks))}</tr>'


def _column(width: float, classes: PageClasses) -> str:
    return f'<col class="{classes.sized("w", f"width:{width:.0f}px")}">'


def _width(sheet: SheetPicture, column: int) -> float:
    return min(max(sheet.layout.width_of(column) * _CHARACTER, 14.0), 1785.0)


def _needed_widths(page: SheetOnPage) -> dict[int, float]:
    """How wide columns have to be for names, and for numbers: another typeface's digits may be wider than the form's own.

    The last column takes up what a sheet shows beyond it of a text that is too long.
    """
    found: dict[int, float] = {column: page.least for _, column in page.additions}
    for (row, column), cell in page.sheet.cells.items():
        spills = column == page.view.columns[-1] and _may_spill(cell, page.dresses[cell.dress])
        if (cell.figure or spills) and (row, column) not in page.view.owners:
            room = page.additions.get((row, column), _NOTHING).room
            width = (
                _text_width(cell.text, page.dresses[cell.dress].typeface.size) * (1.1 if room else 1) + room
            )
            most = _WIDEST_FIGURE if cell.figure else 2 * _WIDEST_FIGURE
            found[column] = max(found.get(column, 0.0), min(width, most))
    return found


def _row(page: SheetOnPage, row: int, classes: PageClasses, looks: _Looks) -> Iterator[str]:
    spilled = 0
    for number, column in enumerate(page.view.columns):
        owner = page.view.owner((row, column))
        area = page.view.area(owner)
        if spilled:
            spilled -= 1
        elif _is_first(page.view, area, row, column):
            spilled = _spill(page, owner, number) if _is_single(area) else 0
            yield _cell(page, owner, area, spilled, classes, looks)


def _is_first(view: SheetView, area: Merged, row: int, column: int) -> bool:
    """Whether a place is the first one of its area that is drawn."""
    if _is_single(area):
        return True
    rows, columns = view.drawn(area)
    return (row, column) == (next(iter(rows), 0), next(iter(columns), 0))


def _is_single(area: Merged) -> bool:
    return area[0] == area[2] and area[1] == area[3]


def _spill(page: SheetOnPage, place: Place, number: int) -> int:
    """Over how many empty columns to its right the text of a cell reaches, as a sheet shows a text that is too long."""
    cell = page.sheet.cells.get(place, _EMPTY)
    dress = page.dresses[cell.dress]
    if not _may_spill(cell, dress):
        return 0
    missing = _text_width(cell.text, dress.typeface.size) - _width(page.sheet, place[1])
    count = 0
    for column in page.view.columns[number + 1 :]:
        if missing <= 0 or not _is_free(page, (place[0], column)):
            break
        missing -= _width(page.sheet, column)
        count += 1
    return count


def _may_spill(cell: PictureCell, dress: Dress) -> bool:
    """Whether a sheet shows a text beyond its cell where that is too narrow."""
    held = cell.figure or dress.wrapped or dress.turned or not cell.text
    return not held and dress.horizontal in ("", "left", "general")


def _is_free(page: SheetOnPage, place: Place) -> bool:
    cell = page.sheet.cells.get(place, _EMPTY)
    taken = place in page.view.owners or place in page.additions or cell.text.strip()
    return not taken and not page.dresses[cell.dress].lines


def _text_width(text: str, size: float) -> float:
    """Pixels of the longest line of a text, about."""
    em = size * _POINT
    lines = text.splitlines() or [""]
    return max(sum(em if unicodedata.east_asian_width(s) in "WF" else em * 0.55 for s in line) for line in lines) + 8  # fmt: skip


class _Looks:
    """The class of each cell of a sheet, found once for all that are dressed alike and stand among such as are dressed alike."""

    def __init__(self, page: SheetOnPage, classes: PageClasses) -> None:
        self._page = page
        self._classes = classes
        self._known: dict[tuple[int, ...], str] = {}

    def of(self, cell: PictureCell, place: Place, area: Merged) -> str:
        """The class of the cell that begins at a place."""
        if not _is_single(area):
            return self._found(cell, area)
        cells, (row, column) = self._page.sheet.cells, place
        beside = ((row + down, column + across) for down, across in _STEPS.values())
        key = (cell.dress, cell.figure, *(cells[at].dress if at in cells else -1 for at in beside))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._found(cell, area)
        return known

    def _found(self, cell: PictureCell, area: Merged) -> str:
        return self._classes.of(self._page.dresses[cell.dress], _lines(self._page, area), figure=cell.figure)


def _cell(
    page: SheetOnPage, place: Place, area: Merged, spilled: int, classes: PageClasses, looks: _Looks
) -> str:
    cell, added = page.sheet.cells.get(place, _EMPTY), page.additions.get(place, _NOTHING)
    dress = page.dresses[cell.dress]
    rows, columns = (1, 1) if _is_single(area) else _spans(page.view, area)
    columns += spilled
    spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    named = " ".join((looks.of(cell, place, area), *added.classes))
    text = _content(cell, dress, classes)
    own = f' id="{cell_id(page.prefix, place)}" data-address="{_address(page, place)}"' if page.prefix else ""
    return f'<td class="{named}"{spans}{own}{added.attributes}>{added.before}{text}{added.behind}</td>'


def _spans(view: SheetView, area: Merged) -> tuple[int, int]:
    """How many of the rows and columns that are drawn an area covers."""
    rows, columns = view.drawn(area)
    return len(rows), len(columns)


def _address(page: SheetOnPage, place: Place) -> str:
    return f"{plain_html(page.sheet.name)}!{column_letters(place[1])}{place[0]}"


def _content(cell: PictureCell, dress: Dress, classes: PageClasses) -> str:
    text = cell.text if dress.wrapped else " ".join(cell.text.splitlines())
    said, struck = plain_html(text), struck_by(dress.typeface)
    if not said or not (dress.turned or struck):
        return said
    kind = "" if not dress.turned else "v" if dress.turned == 255 else "r" if dress.turned > 90 else "l"
    named = " ".join(filter(None, (kind, classes.sized("d", f"text-decoration:{struck}") if struck else "")))
    return f'<span class="{named}">{said}</span>'


def _lines(page: SheetOnPage, area: Merged) -> dict[str, EdgeLine]:
    """The lines around an area: its own, or those that its neighbours draw along it."""
    found = {}
    for side in SIDES:
        line = next(filter(None, (_line(page, place, side) for place in _along(area, side))), None)
        if line is not None:
            found[side] = line
    return found


def _along(area: Merged, side: str) -> Iterator[Place]:
    top, left, bottom, right = area
    if side in ("top", "bottom"):
        row = top if side == "top" else bottom
        return ((row, column) for column in range(left, min(right, left + 80) + 1))
    column = left if side == "left" else right
    return ((row, column) for row in range(top, min(bottom, top + 80) + 1))


def _line(page: SheetOnPage, place: Place, side: str) -> EdgeLine | None:
    down, across = _STEPS[side]
    for at, edge in ((place, side), ((place[0] + down, place[1] + across), _OPPOSITE[side])):
        cell = page.sheet.cells.get(at)
        if cell is not None and edge in page.dresses[cell.dress].lines:
            return page.dresses[cell.dress].lines[edge]
    return None
