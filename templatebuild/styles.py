"""The looks: properties of cell formats, by what a cell is and what it holds.

A style is a mapping of XlsxWriter format properties; styles are combined with ``|``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xltool.contract.names import CONTRACT, Kind, Name, Role

Style = Mapping[str, object]

#: Fonts that every Chinese Windows, WPS and 信创 desktop has.
BODY_FONT: Final = "宋体"
HEAD_FONT: Final = "黑体"
BASE: Final[dict[str, object]] = {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"}

#: Tints of the three sorts of cells; pale enough to print as white.
INPUT_TINT: Final = "#FFFCEB"
FORMULA_TINT: Final = "#F0F0F0"
CHOICE_TINT: Final = "#E6F2E6"
INK: Final = "#1F3864"
FAINT: Final = "#7F7F7F"
LINK_INK: Final = "#0563C1"

BOX: Final[dict[str, object]] = {"border": 1}
LABEL: Final = BASE | BOX | {"text_wrap": True, "align": "center"}
HEADING: Final = LABEL | {"bold": True}
INPUT: Final = BASE | BOX | {"bg_color": INPUT_TINT, "font_color": INK, "locked": False}
FORMULA: Final = BASE | BOX | {"bg_color": FORMULA_TINT, "locked": False}
CHOICE: Final = INPUT | {"bg_color": CHOICE_TINT}
TITLE: Final = BASE | {"font_name": HEAD_FONT, "font_size": 16, "align": "center"}
APPENDIX: Final = BASE | {"font_name": HEAD_FONT}
SECTION: Final = BASE | {"font_name": HEAD_FONT, "font_size": 12}
NOTE: Final = BASE | {"font_size": 10, "text_wrap": True}
PLAIN: Final = BASE
LINK: Final = BASE | {"font_color": LINK_INK, "underline": 1}
#: Cells beside the form, outside the print area.
BESIDE: Final = BASE | {"font_size": 10}
CAPTION: Final = BESIDE | {"font_color": FAINT, "align": "right"}
CHECKED: Final = BESIDE | {"font_color": FAINT, "align": "center"} | {"border": 4, "border_color": "#BFBFBF"}
#: The thin end row of a block.
END_ROW: Final = BASE | {"font_size": 7, "font_color": "#A6A6A6", "bg_color": "#F7F7F7", "locked": False}
END_ROW_HEIGHT: Final = 9.75

_NUMBER_FORMATS: Final[dict[Kind, str]] = {
    Kind.AMOUNT: "#,##0.00_ ",  # a little room before the line on the right
    Kind.AREA: "#,##0.00",
    Kind.COUNT: "0",
    Kind.PERCENT: "0.00%",
    Kind.POINTS: 'General"分"',
    Kind.YEAR: "0",
    Kind.TARGET: "@",
    Kind.DATE: 'yyyy"年"m"月"d"日"',
    Kind.NUMBER: "General",
}

#: Marks from the heaviest to the lightest: value in the mark column, symbol, word, look.
MARK_LOOKS: Final[tuple[tuple[int, str, str, dict[str, object]], ...]] = (
    (3, "▲", "必改", {"bg_color": "#F4B183", "bold": True}),
    (2, "◆", "须说明", {"bg_color": "#BDD7EE"}),
    (1, "●", "提示", {"bg_color": "#E7E6E6"}),
    (4, "◇", "已说明", {"bg_color": "#EAF3FA", "italic": True, "font_color": "#2F5597"}),
)

#: What the legend calls it.
INSTANT_WORD: Final = "边填边查"
#: What a spreadsheet tells by itself has the ground of its mark, and a frame and lines below that need no colour.
INSTANT_LOOKS: Final = {
    value: look | {"bold": True, "underline": 2, "border": 3, "border_color": "#843C0C"}
    for value, _, _, look in MARK_LOOKS
    if value in (3, 2)
}


def number_format(kind: Kind) -> dict[str, object]:
    """The number format of a kind as a style; empty for texts."""
    found = _NUMBER_FORMATS.get(kind)
    return {"num_format": found} if found else {}


def field_style(name: Name) -> dict[str, object]:
    """The style of a cell of the form: who fills it in and what it holds."""
    style = _role_style(name) | number_format(name.kind)
    if name.kind is Kind.AMOUNT:
        return style | {"shrink": True, "align": "right"}
    if name.kind is Kind.TEXT:
        return style | {"text_wrap": True}
    return style | {"align": "center"}


def _role_style(name: Name) -> dict[str, object]:
    if name.kind is Kind.CHOICE:
        return CHOICE
    if name.role is Role.INPUT:
        return INPUT
    return FORMULA if name.role is Role.COMPUTED else CHECKED


def named_style(name: str) -> dict[str, object]:
    """:func:`field_style` of the contract's name."""
    return field_style(CONTRACT[name])
