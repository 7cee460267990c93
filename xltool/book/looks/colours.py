"""Colours of a workbook, and whether one can be read on another."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.markup import inside, local, number, whole_number

RGB = tuple[int, int, int]
BLACK: Final[RGB] = (0, 0, 0)
WHITE: Final[RGB] = (255, 255, 255)
#: Less than this ratio of WCAG 2.1 between a text and its ground is not read (light grey on white has 2.4); of a figure more
#: is asked: dark blue on black has 1.8.
LEAST_CONTRAST: Final = 1.5
FIGURE_CONTRAST: Final = 2.0
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_EIGHT: Final = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
#: The first sixty-four colours by number (ECMA-376 part 1, 18.8.27), before a workbook has its own.
_PALETTE: Final = [
    *_EIGHT,
    *_EIGHT,
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
#: The colours of a theme in the order of their numbers.
_THEME: Final = [
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
]
_OFFICE: Final = [
    "FFFFFF",
    "000000",
    "EEECE1",
    "1F497D",
    "4F81BD",
    "C0504D",
    "9BBB59",
    "8064A2",
    "4BACC6",
    "F79646",
    "0000FF",
    "800080",
]


class Colours(NamedTuple):
    """What numbers of colours mean in a workbook; a theme's colour of the system may be one of two."""

    indexed: tuple[RGB | None, ...]
    theme: tuple[tuple[RGB | None, ...], ...]


def colours(styles: Element, theme: Element | None) -> Colours:
    """The colours of a workbook by its styles and its theme."""
    own = [_hex(each.get("rgb", "")) for each in inside(styles, "colors", "indexedColors", "rgbColor")]
    palette = [_hex(each) for each in _PALETTE]
    return Colours((*own, *palette[len(own) :]), _theme(theme))


def _theme(root: Element | None) -> tuple[tuple[RGB | None, ...], ...]:
    found: dict[str, tuple[RGB | None, ...]] = {}
    for scheme in (each for each in (root.iter() if root is not None else ()) if local(each) == "clrScheme"):
        for slot in scheme:
            for colour in slot:
                system = {"windowText": "000000", "window": "FFFFFF"}.get(colour.get("val", ""))
                said = [system, colour.get("lastClr")] if local(colour) == "sysClr" else [colour.get("val")]
                found[local(slot)] = (*found.get(local(slot), ()), *(_hex(each) for each in said if each))
    return tuple(found.get(name, (_hex(usual),)) for name, usual in zip(_THEME, _OFFICE, strict=True))


def _hex(text: str) -> RGB | None:
    match = _HEX.fullmatch(text)
    return (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16)) if match else None


def resolved(element: Element | None, known: Colours, usual: RGB) -> tuple[RGB | None, ...]:
    """What a colour element may mean; None among it is a colour that cannot be told."""
    if element is None or element.get("auto") is not None:
        return (usual,)
    if element.get("rgb") is not None:
        found: Sequence[RGB | None] = (_hex(element.get("rgb", "")),)
    elif element.get("theme") is not None:
        index = whole_number(element.get("theme"), -1)
        found = known.theme[index] if 0 <= index < len(known.theme) else (None,)
    else:
        index = whole_number(element.get("indexed"), 64)
        if index in (64, 65):
            return (usual,) if index == 64 or usual == WHITE else (WHITE,)
        found = (known.indexed[index],) if 0 <= index < len(known.indexed) else (None,)
    tint = number(element.get("tint"), 0.0)
    return tuple(_tinted(each, tint) for each in found)


def _tinted(colour: RGB | None, tint: float) -> RGB | None:
    if colour is None or not -1 <= tint <= 1:
        return None
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 - tint) + tint if tint > 0 else light * (1 + tint)
    red, green, blue = colorsys.hls_to_rgb(hue, light, full)
    return round(red * 255), round(green * 255), round(blue * 255)


@lru_cache(maxsize=1024)
def readable_on(text: RGB | None, ground: RGB | None, least: float = LEAST_CONTRAST) -> bool:
    """Whether a text of one colour is seen on the other."""
    if text is None or ground is None:
        return False
    one, other = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05) >= least


def _luminance(colour: RGB) -> float:
    red, green, blue = (
        part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
