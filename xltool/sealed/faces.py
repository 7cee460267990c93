"""Whether one cell is seen as what it holds: its formats against the list for its kind, its colours, its room."""

from __future__ import annotations

import re
from decimal import Decimal
from math import ceil
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from xltool.book.looks.book import Looks
from xltool.book.looks.colours import FIGURE_CONTRAST, LEAST_CONTRAST, readable_on
from xltool.book.looks.faces import Face, FaceDifference
from xltool.book.looks.formats import FigureSort, inks, is_date, keeps_text, shown
from xltool.book.looks.rules import inks_and_grounds
from xltool.book.port import Area, Cell, Snapshot
from xltool.book.sheet.numberformat import GENERAL
from xltool.contract.names import NUMERIC, Kind, Name
from xltool.contract.units import WAN, Money, Way
from xltool.sealed.conditions import may_hold

MERGED: Final = "被合并单元格遮住"
HIDDEN: Final = "所在的行、列或工作表被隐藏"
OTHERWISE: Final = "数字格式显示的不是这个数"
ROUNDED: Final = "百分数没有显示到两位小数"
OTHER_TEXT: Final = "数字格式显示的不是原来的文字"
_NO_DATE: Final = "数字格式显示的不是这个日期"
_PALE: Final = "文字和底色太接近，看不清"
_SMALL: Final = "字太小，看不清"
_LOW: Final = "行太矮，看不清"
_NARROW: Final = "列太窄，显示不全"

#: Kinds of names that are read digit by digit.
CLOSELY: Final = frozenset({*NUMERIC, Kind.TARGET, Kind.DATE, Kind.CHOICE})
#: Sizes in points below which nobody reads; a figure of the form is read closely, a hint may be small.
_LEAST_SIZE: Final = 5.0
#: How high a row is at least, by the size of its typeface.
_LEAST_HEIGHT: Final = 0.75
#: Room that a cell keeps at its sides, in digits; width of signs in digits.
_SIDES: Final = 0.7
_WIDE: Final = 1.8
_THIN: Final = 0.4
#: How much of a text there must be room for: of a target nearly all, of others enough to know it by.
_MOST, _SOME = 0.85, 0.6
#: Blank lines before or behind a text, or several blanks before it.
_PUSHED: Final = re.compile(r"^\s*\n|^\s{3}|\n\s*$")
_LINE: Final = 1.15
#: The same for a text that is to be seen whole, by the person who wrote it; and how much wider its Chinese is.
_WHOLE_LINE: Final = 1.35
_WHOLE_WIDTH: Final = 2 / _WIDE

_SORTS: Final = {
    Kind.AMOUNT: FigureSort(("万元",), money=True, places=2),
    Kind.COUNT: FigureSort(("人",), places=0),
    Kind.AREA: FigureSort(("㎡", "平方米", "m²"), places=2),
    Kind.PERCENT: FigureSort(percent=True, places=4),
    Kind.POINTS: FigureSort(("分",), places=2),
    Kind.YEAR: FigureSort(("年", "年度"), places=0),
    Kind.NUMBER: FigureSort(places=4),
}
#: Digits before the point from which on a figure is left as it is.
_EXACT: Final = 15
#: Numbers that may be a day of our time, where no name says what a number is.
_DAYS: Final = (Decimal(32874), Decimal(73051))


class PlacedFace(NamedTuple):
    """A cell where it stands: what it takes up, its value, how closely it is read, how wide the blank cells beside it are."""

    cell: Cell
    area: Area
    value: object
    strict: bool
    spill: float = 0.0


def sort_of(name: Name | None, value: Decimal, way: Money | Way | None) -> FigureSort:
    """What formats a number of this name may have, as its form writes it; without a name every digit has to be seen."""
    if isinstance(way, Money) and way is not WAN:
        return FigureSort((way.unit,), money=True, places=way.places)
    if way is Way.POINTS:
        return FigureSort(("%",), places=2)
    own = _SORTS.get(name.kind) if name else None
    exponent = value.normalize().as_tuple().exponent
    return own or FigureSort(places=min(max(-exponent, 0), 12) if isinstance(exponent, int) else 0)


def odd_look(
    looks: Looks, book: Snapshot, cell: Cell, name: Name | None, way: Money | Way | None, *, seen: bool
) -> str:
    """What is odd of a cell's format for what it holds, empty where nothing is; of an unseen one only its number format.

    ``way`` is how its form writes such a figure.
    """
    face, value = looks.face(*cell), book.value(cell)
    if face is None:
        return "单元格的格式编号认不得"
    odd = _odd_format(face, value, name, way)
    if odd or not seen:
        return odd
    return _odd_place(looks, cell, face) or _odd_fonts(looks, book, cell, face, _least_contrast(name))


def odd_ground(looks: Looks, book: Snapshot, cell: Cell, name: Name) -> str:
    """What may be odd of a cell whatever it comes to hold: its colours and sizes, with every conditional format over it."""
    face = looks.face(*cell)
    if face is None:
        return ""
    rules = looks.sheets[cell.sheet].rules
    changes = [rule.change for rule in rules if rule.covers(cell.row, cell.column)]
    return _odd_place(looks, cell, face) or _odd_with(looks, book, cell, face, changes, _least_contrast(name))


def _odd_place(looks: Looks, cell: Cell, face: Face) -> str:
    layout = looks.sheets[cell.sheet].layout
    return layout.odd_cells.get((cell.row, cell.column), "") or face.oddity


def _least_contrast(name: Name | None) -> float:
    return FIGURE_CONTRAST if name is not None and name.kind in CLOSELY else LEAST_CONTRAST


def _odd_format(face: Face, value: object, name: Name | None, way: Money | Way | None) -> str:
    if isinstance(value, str):
        return "" if all(map(keeps_text, face.codes)) else OTHER_TEXT
    if not isinstance(value, Decimal):
        return "" if all(code == GENERAL or keeps_text(code) for code in face.codes) else OTHERWISE
    if name is not None and name.kind is Kind.DATE:
        return "" if all(map(is_date, face.codes)) else _NO_DATE
    sort = sort_of(name, value, way)
    unnamed = name is None or name.kind not in _SORTS
    if (
        unnamed
        and sort not in _SORTS.values()
        and _DAYS[0] < value < _DAYS[1]
        and all(map(is_date, face.codes))
    ):
        return ""
    wrong = [code for code in face.codes if shown(code, value, sort) is None]
    if sort.percent and wrong and all(shown(code, value, sort._replace(places=None)) for code in wrong):
        return ROUNDED
    return OTHERWISE if wrong else ""


def _odd_fonts(looks: Looks, book: Snapshot, cell: Cell, face: Face, least: float) -> str:
    """Fonts of the cell, of parts of its text, and of conditional formats: seen on every ground that it may have?

    A conditional format counts unless it surely does not hold, which is only asked where it would matter.
    """
    rules = [rule for rule in looks.sheets[cell.sheet].rules if rule.covers(cell.row, cell.column)]
    odd = _odd_with(looks, book, cell, face, [rule.change for rule in rules], least)
    if not odd or not rules:
        return odd
    holding = [rule.change for rule in rules if may_hold(rule, book, cell)]
    return odd if len(holding) == len(rules) else _odd_with(looks, book, cell, face, holding, least)


def _odd_with(
    looks: Looks, book: Snapshot, cell: Cell, face: Face, changes: list[FaceDifference], least: float
) -> str:
    """What is odd of the fonts with what these conditional formats may change."""
    runs = looks.sheets[cell.sheet].runs.get((cell.row, cell.column), ())
    for odd in (*(change.oddity for change in changes), *(font.oddity for font in (face.font, *runs))):
        if odd:
            return odd
    written, grounds = inks_and_grounds(changes)
    written |= {colour for font in (face.font, *runs) for colour in font.colours}
    written |= {ink for code in face.codes for ink in inks(code, book.value(cell))}
    if any(not readable_on(ink, ground, least) for ink in written for ground in grounds | set(face.grounds)):
        return _PALE
    return _SMALL if any(not font.size >= _LEAST_SIZE for font in (face.font, *runs)) else ""


def is_hidden(looks: Looks, area: Area) -> bool:
    """Whether nothing is seen of what a cell takes up."""
    return not all(_size(looks, area))


def _size(looks: Looks, area: Area) -> tuple[float, float]:
    layout = looks.sheets[area.sheet].layout
    height = sum(layout.height_of(row) for row in range(area.top, area.bottom + 1))
    return height, sum(layout.width_of(column) for column in range(area.left, area.right + 1))


def odd_room(looks: Looks, placed: PlacedFace, name: Name | None, way: Money | Way | None) -> str:
    """Whether there is too little room for what a cell holds, or it is turned or crossed out."""
    face = looks.face(*placed.cell)
    if face is None:
        return ""
    cell = placed.cell
    runs = looks.sheets[cell.sheet].runs.get((cell.row, cell.column), ())
    size = max(font.size for font in (face.font, *runs))
    height, width = _size(looks, placed.area)
    if height < _LEAST_HEIGHT * size:
        return _LOW
    if placed.strict and (face.turned or face.crossed):
        return "文字被旋转或划掉"
    room = (width - _SIDES - max(face.indent, 0)) * looks.styles.size / size
    if isinstance(placed.value, Decimal):
        return "" if _number_fits(face, placed, name, way, room) else _NARROW
    if face.turned:  # along the height, a digit takes about half of its size
        room, height = height / (size / 2), width * size
    return "" if _text_fits(face, placed, room, int(height / (size * _LINE))) else _NARROW


def _number_fits(
    face: Face, placed: PlacedFace, name: Name | None, way: Money | Way | None, room: float
) -> bool:
    assert isinstance(placed.value, Decimal)
    if name is not None and name.kind is Kind.DATE:
        return room >= 6
    sort = sort_of(name, placed.value, way)
    texts = [shown(code, _as_general(code, placed.value, sort), sort) for code in face.codes]
    return all(text is None or _length(text) <= room for text in texts)


def _as_general(code: str, value: Decimal, sort: FigureSort) -> Decimal:
    """What has to be seen of a figure in this format: General rounds it to the room there is, so its own decimals are enough."""
    if code != GENERAL or sort.places is None or value.adjusted() >= _EXACT:
        return value
    return round(value, sort.places)


def _text_fits(face: Face, placed: PlacedFace, room: float, rows: int) -> bool:
    """Whether enough of a text is seen; in a cell that is not wrapped it may run over into blank ones.

    Of a text with blanks before it all has to be seen: they may push it out of its cell.
    """
    text = str(placed.value)
    lines = (text if _PUSHED.search(text) else text.rstrip()).split("\n")
    least = 1.0 if _PUSHED.search(text) else _MOST if placed.strict else _SOME
    wanted = sum(_length(line) for line in lines)
    if room <= 0:
        return False
    if face.wrapped or len(lines) > 1:
        rows = max(rows, 1)
        return rows * room >= wanted * least and rows >= int(len(lines) * least)
    return room + placed.spill >= wanted * least


def overflows(looks: Looks, placed: PlacedFace) -> bool:
    """Whether a wrapped text has more lines than its cell has room for: worth telling, but nothing to be refused for."""
    face = looks.face(*placed.cell)
    if face is None or not face.wrapped:
        return False
    height, width = _size(looks, placed.area)
    room = max((width - _SIDES - max(face.indent, 0)) * looks.styles.size / face.font.size, _WIDE)
    lines = str(placed.value).rstrip().split("\n")
    count = sum(max(ceil(_length(line) * _WHOLE_WIDTH / room), 1) for line in lines)
    return count * face.font.size * _WHOLE_LINE > height


def _length(text: str) -> float:
    return sum(
        _WIDE if east_asian_width(letter) in "WF" else _THIN if letter in ".,-:;'| " else 1.0
        for letter in text
    )
