"""Dresses and sizes as classes of a page, which then needs no style within a tag.

Nothing that a workbook says gets into a style but numbers and plain names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xltool.book.looks.colours import RGB
from xltool.book.looks.dress import SIDES, Dress, EdgeLine, Typeface

_LINES: Final = {
    "hair": "1px dotted",
    "dotted": "1px dotted",
    "dashed": "1px dashed",
    "dashDot": "1px dashed",
    "dashDotDot": "1px dashed",
    "thin": "1px solid",
    "double": "3px double",
    "thick": "3px solid",
    "mediumDashed": "2px dashed",
    "mediumDashDot": "2px dashed",
    "mediumDashDotDot": "2px dashed",
    "slantDashDot": "2px dashed",
    "medium": "2px solid",
}
#: Where the workbook draws no line: the grid of the sheet.
_GRID: Final = "1px solid #dfe3e8"
_NAME: Final = re.compile(r"[\w\u3400-\u9fff][\w\u3400-\u9fff .-]{0,40}")
_SERIF: Final = re.compile("宋|仿|楷|明|song|sun|fang|kai|ming|times|serif|cambria|georgia", re.IGNORECASE)
_SERIF_FACES: Final = '"SimSun","Songti SC","STSong","Noto Serif CJK SC",serif'
_SANS_FACES: Final = (
    '"Microsoft YaHei","PingFang SC","Heiti SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif'
)
_ALIGN: Final = {
    "left": "left",
    "right": "right",
    "center": "center",
    "centerContinuous": "center",
    "justify": "justify",
    "distributed": "justify",
}
_VERTICAL: Final = {"top": "top", "center": "middle", "justify": "middle", "distributed": "middle"}


class PageClasses:
    """The classes that a page needs, each named once: dresses ``c0``, ``c1``, …, sizes behind the letter of their sort."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._sizes: dict[str, dict[str, str]] = {}

    def of(self, dress: Dress, lines: Mapping[str, EdgeLine], *, figure: bool) -> str:
        """The class of a cell of this dress with these lines around it; ``figure``: it shows a number."""
        said = ";".join((*_face(dress.typeface), *_place(dress, figure=figure), *_around(lines)))
        if dress.ground is not None:
            said += f";background-color:{_hex(dress.ground)}"
        return self._names.setdefault(said, f"c{len(self._names)}")

    def sized(self, sort: str, said: str) -> str:
        """The class that says this alone (a width, a height), numbered behind the letter of its sort."""
        known = self._sizes.setdefault(sort, {})
        return known.setdefault(said, f"{sort}{len(known)}")

    def rules(self) -> str:
        """Their rules, as they stand in the style of the page."""
        sizes = (f".x .{name}{{{said}}}" for known in self._sizes.values() for said, name in known.items())
        return "\n".join((*sizes, *(f".x td.{name}{{{said}}}" for said, name in self._names.items())))


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _face(face: Typeface) -> tuple[str, ...]:
    usual = _SERIF_FACES if _SERIF.search(face.name) else _SANS_FACES
    own = f'"{face.name}",' if _NAME.fullmatch(face.name) else ""
    return (
        f"font-family:{own}{usual}",
        f"font-size:{face.size:g}pt",
        f"color:{_hex(face.colour)}",
        *(("font-weight:bold",) if face.bold else ()),
        *(("font-style:italic",) if face.italic else ()),
    )


def struck_by(face: Typeface) -> str:
    """The lines through or under a text, as a style says them; they are its own, and no line of a label beside it."""
    under = "underline" if face.underlined else ""
    return " ".join(filter(None, (under, "line-through" if face.struck else "")))


def _place(dress: Dress, *, figure: bool) -> tuple[str, ...]:
    across = _ALIGN.get(dress.horizontal, "right" if figure else "left")
    side = "right" if across == "right" else "left"
    return (
        f"text-align:{across}",
        f"vertical-align:{_VERTICAL.get(dress.vertical, 'bottom')}",
        *((f"padding-{side}:{dress.indent * 9 + 3:g}px",) if dress.indent else ()),
    )


def _around(lines: Mapping[str, EdgeLine]) -> tuple[str, ...]:
    return tuple(
        f"border-{side}:{_LINES.get(lines[side].style, '1px solid')} {_hex(lines[side].colour)}"
        if side in lines
        else f"border-{side}:{_GRID}"
        for side in SIDES
    )
