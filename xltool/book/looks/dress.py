"""How cells are dressed: typeface, ground, lines and placing of every cell format, for who draws them.

:mod:`xltool.book.looks.faces` tells what a reader may take a cell for, whatever program shows it; here is the one look that the
file means. Nothing is refused: what cannot be told is left plain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.colours import BLACK, RGB, WHITE, Colours, colours, resolved
from xltool.book.looks.markup import MAIN, inside, local, number, parsed, truth, whole_number
from xltool.book.looks.typefaces import USUAL_SIZE
from xltool.book.sheet.numberformat import BUILT_IN, GENERAL

SIDES: Final = ("top", "right", "bottom", "left")
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_USUAL: Final = MAIN.strip("{}").encode()
#: How much of a dotted pattern's colour is seen.
_DOTS: Final = {"gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75}


#: Letters of a number format: no program takes more (ECMA-376 leaves it open, Excel's own limit).
_LONGEST_CODE: Final = 255


class EdgeLine(NamedTuple):
    """A line along a cell: its style as the file says it (``thin``, ``double``), and its colour."""

    style: str
    colour: RGB


class Typeface(NamedTuple):
    """A typeface: its name (empty: the program's own), size in points, colour, and how it is set."""

    name: str = ""
    size: float = USUAL_SIZE
    colour: RGB = BLACK
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False


class Dress(NamedTuple):
    """One cell format. ``ground`` is None where the cell has none, ``lines`` by side; ``turned`` in degrees as the file says
    it (255: one sign below the other); ``vertical`` and ``horizontal`` are empty where the file does not say them."""

    code: str = GENERAL
    typeface: Typeface = Typeface()
    ground: RGB | None = None
    lines: Mapping[str, EdgeLine] = {}
    horizontal: str = ""
    vertical: str = ""
    wrapped: bool = False
    indent: float = 0.0
    turned: int = 0


def root_of(part: bytes, where: str) -> Element:
    """The root of a part, of a strict workbook under the usual names. Raises WorkbookError where it is damaged."""
    return parsed(part.replace(_STRICT, _USUAL, 1), where)


def dresses(part: bytes, theme: bytes, where: str) -> tuple[Dress, ...]:
    """Every cell format of a styles part by number. Raises WorkbookError where it or the theme is damaged."""
    root = root_of(part, where)
    known = colours(root, parsed(theme, where) if theme else None)
    tables = _Sources(
        {
            **BUILT_IN,
            **{whole_number(e.get("numFmtId"), -1): e.get("formatCode", "") for e in inside(root, "numFmts", "numFmt")},
        },
        [_typeface(each, known) for each in inside(root, "fonts", "font")],
        [_ground(each, known) for each in inside(root, "fills", "fill")],
        [_lines(each, known) for each in inside(root, "borders", "border")],
    )  # fmt: skip
    return tuple(_dress(each, tables) for each in inside(root, "cellXfs", "xf")) or (Dress(),)


class _Sources(NamedTuple):
    codes: Mapping[int, str]
    typefaces: Sequence[Typeface]
    grounds: Sequence[RGB | None]
    lines: Sequence[Mapping[str, EdgeLine]]


def _dress(form: Element, tables: _Sources) -> Dress:
    font, fill, border = (whole_number(form.get(key), 0) for key in ("fontId", "fillId", "borderId"))
    placing = form.find(MAIN + "alignment")
    given = {} if placing is None else placing.attrib
    indent = number(given.get("indent"), 0.0)
    return Dress(
        _code(tables.codes.get(whole_number(form.get("numFmtId"), 0), GENERAL)),
        tables.typefaces[font] if 0 <= font < len(tables.typefaces) else Typeface(),
        tables.grounds[fill] if 0 <= fill < len(tables.grounds) else None,
        tables.lines[border] if 0 <= border < len(tables.lines) else {},
        given.get("horizontal", ""),
        given.get("vertical", ""),
        truth(given.get("wrapText")),
        0.0 if math.isnan(indent) else min(max(indent, 0.0), 15.0),
        max(whole_number(given.get("textRotation"), 0), 0),
    )


def _code(found: str) -> str:
    """A number format as it is applied: one that no program would take is none, and costs no time at every cell."""
    return found if 0 < len(found) <= _LONGEST_CODE else GENERAL


def _typeface(element: Element, known: Colours) -> Typeface:
    given = {local(child): child for child in element}

    def said(key: str) -> bool:
        return key in given and truth(given[key].get("val", "1"))

    size = number(given["sz"].get("val"), USUAL_SIZE) if "sz" in given else USUAL_SIZE
    return Typeface(
        given["name"].get("val", "") if "name" in given else "",
        size if 1 <= size <= 409 else USUAL_SIZE,
        _one(given.get("color"), known, BLACK) or BLACK,
        said("b"),
        said("i"),
        "u" in given and given["u"].get("val", "single") != "none",
        said("strike"),
    )


def _one(element: Element | None, known: Colours, usual: RGB) -> RGB | None:
    return resolved(element, known, usual)[0]


def _ground(fill: Element, known: Colours) -> RGB | None:
    for each in fill:
        if local(each) == "gradientFill":
            return next((_one(c, known, WHITE) for c in each.iter() if local(c) == "color"), None)
        pattern = each.get("patternType", "none")
        if pattern == "none":
            return None
        ink = _one(each.find(MAIN + "fgColor"), known, BLACK)
        paper = _one(each.find(MAIN + "bgColor"), known, WHITE)
        if pattern == "solid" or ink is None or paper is None:
            return ink
        return _mixed(ink, paper, _DOTS.get(pattern, 0.3))
    return None


def _mixed(ink: RGB, paper: RGB, share: float) -> RGB:
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(ink, paper, strict=True))
    return red, green, blue


def _lines(border: Element, known: Colours) -> dict[str, EdgeLine]:
    sides = {"start": "left", "end": "right"}
    return {
        sides.get(local(each), local(each)): EdgeLine(
            each.get("style", ""), _one(each.find(MAIN + "color"), known, BLACK) or BLACK
        )
        for each in border
        if sides.get(local(each), local(each)) in SIDES and each.get("style", "none") != "none"
    }
