"""Where the shapes of a drawing lie over the cells of their sheet."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.markup import local, whole_number
from xltool.book.looks.sheets import Layout
from xltool.book.port import Area

ANCHORS: Final = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
#: English Metric Units in a pixel, a point, and in a character's width of a column (7 pixels, and 5 around all).
_PIXEL: Final = 9525
_POINT: Final = 12700
_CHARACTER: Final = 7 * _PIXEL
_SIDES: Final = 5 * _PIXEL
#: Of a cell's width and height: programs move a border a little when they save a shape.
_TOUCHED: Final = 0.12
#: Beyond so many rows or columns nothing is measured: a shape that reaches there covers all before it.
_FURTHEST: Final = 4000


class Corner(NamedTuple):
    """A place on a sheet: the column and row from 1, and how far into them in EMU."""

    column: int
    across: int
    row: int
    down: int


class Shape(NamedTuple):
    """A shape between two corners, or of a size in EMU from its first one (``last`` is None), moved by so many EMU."""

    first: Corner
    last: Corner | None
    width: int = 0
    height: int = 0
    right: int = 0
    down: int = 0


_START: Final = Corner(1, 0, 1, 0)
#: One that does not say where it is, and so may be anywhere.
ANYWHERE: Final = Shape(_START, Corner(_FURTHEST, 0, _FURTHEST, 0))


class Box(NamedTuple):
    """A rectangle on a sheet in EMU."""

    left: float
    top: float
    right: float
    bottom: float


class MeasuredShape:
    """A sheet on which the places of cells and shapes are measured."""

    def __init__(self, layout: Layout) -> None:
        widths = [
            layout.width_of(column) * _CHARACTER + _SIDES if layout.width_of(column) else 0.0
            for column in range(1, _FURTHEST)
        ]
        self._lefts = [0.0, *accumulate(widths)]
        self._tops = [0.0, *accumulate(layout.height_of(row) * _POINT for row in range(1, _FURTHEST))]

    def lies_over(self, shape: Shape, area: Area) -> bool:
        """Whether a shape covers more than the border of an area."""
        over, under = self._box(shape), self._cells(area)
        across = min(over.right, under.right) - max(over.left, under.left)
        down = min(over.bottom, under.bottom) - max(over.top, under.top)
        return across > _TOUCHED * (under.right - under.left) and down > _TOUCHED * (under.bottom - under.top)

    def _box(self, shape: Shape) -> Box:
        left, top = self._place(shape.first)
        left, top = left + shape.right, top + shape.down
        if shape.last is None:
            return Box(left, top, left + shape.width, top + shape.height)
        return Box(left, top, *self._place(shape.last))

    def _place(self, corner: Corner) -> tuple[float, float]:
        """A corner in EMU; one that is further in a cell than the cell is large stands at the cell's end."""
        return _along(self._lefts, corner.column, corner.across), _along(self._tops, corner.row, corner.down)

    def _cells(self, area: Area) -> Box:
        return Box(
            _along(self._lefts, area.left, 0),
            _along(self._tops, area.top, 0),
            _along(self._lefts, area.right + 1, 0),
            _along(self._tops, area.bottom + 1, 0),
        )


def _along(starts: list[float], number: int, offset: int) -> float:
    if number >= len(starts):
        return starts[-1]
    return min(starts[number - 1] + offset, starts[number])


def anchored(anchor: Element) -> Shape:
    """The place of an anchor of a drawing part; one that cannot be read is anywhere."""
    children = {local(child): child for child in anchor}
    first, last = _corner(children.get("from")), _corner(children.get("to"))
    if local(anchor) == "twoCellAnchor":
        return ANYWHERE if first is None or last is None else Shape(first, last)
    place = (0, 0)
    if local(anchor) == "absoluteAnchor":
        first, place = _START, _pair(children.get("pos"), "x", "y")
    size = _pair(children.get("ext"), "cx", "cy")
    return ANYWHERE if first is None or min(*size, *place) < 0 else Shape(first, None, *size, *place)


def _pair(element: Element | None, *keys: str) -> tuple[int, int]:
    """Two lengths in EMU; -1 where they cannot be read."""
    one, other = (-1 if element is None else whole_number(element.get(key), -1) for key in keys)
    return one, other


def _corner(element: Element | None) -> Corner | None:
    said = {} if element is None else {local(child): (child.text or "").strip() for child in element}
    numbers = [whole_number(said.get(key), -1) for key in ("col", "row")]
    offsets = [whole_number((said.get(key) or "0").removeprefix("-"), -1) for key in ("colOff", "rowOff")]
    if min(numbers + offsets) < 0:
        return None
    return Corner(numbers[0] + 1, offsets[0], numbers[1] + 1, offsets[1])


def old_anchor(text: str | None) -> Shape:
    """The place of a shape of the old kind: column, pixels, row, pixels of either corner."""
    found = re.fullmatch(r"\s*(\d{1,7})" + r"\s*,\s*(\d{1,7})" * 7 + r"\s*", text or "", re.ASCII)
    if found is None:
        return ANYWHERE
    left, dx, top, dy, right, rx, bottom, ry = (int(number) for number in found.groups())
    return Shape(
        Corner(left + 1, dx * _PIXEL, top + 1, dy * _PIXEL),
        Corner(right + 1, rx * _PIXEL, bottom + 1, ry * _PIXEL),
    )
