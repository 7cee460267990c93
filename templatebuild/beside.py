"""What stands beside a form, outside its print area: the 审核 column, the legend, the hidden mark columns.

From the first column of the form: its n columns, a gap, 审核, four columns of the panel, n hidden mark columns.
The mark of a cell lies n+6 columns to its right, so a row inserted by a person carries its marks along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from templatebuild.canvas import Formula, Sheet
from templatebuild.styles import (
    BESIDE,
    CAPTION,
    CHOICE_TINT,
    FORMULA_TINT,
    HEADING,
    INPUT_TINT,
    INSTANT_LOOKS,
    INSTANT_WORD,
    LINK,
    MARK_LOOKS,
    Style,
)
from xltool.book.port import column_letters
from xltool.contract.names import MARKS, RESTING, REVIEW, UNCHANGED
from xltool.model.instant import Marked

_SWATCH: Final = BESIDE | {"border": 1, "border_color": "#A6A6A6", "align": "center"}
TINTS: Final = (("填写", INPUT_TINT), ("公式计算", FORMULA_TINT), ("下拉选择", CHOICE_TINT))


@dataclass(frozen=True, slots=True)
class Beside:
    """The columns beside a form that is ``width`` columns wide and has its rows from ``top`` to ``bottom``."""

    width: int
    top: int
    bottom: int

    @property
    def review(self) -> str:
        """Letters of the 审核 column."""
        return column_letters(self.width + 2)

    def panel(self, index: int) -> str:
        """Letters of a column of the panel, 0 to 3."""
        return column_letters(self.width + 3 + index)

    def marks(self, column: int) -> str:
        """Letters of the mark column of a form column, 1 to ``width``."""
        return column_letters(self.width + 6 + column)

    @property
    def switch(self) -> str:
        """Absolute address of this sheet's own copy of 显示标记."""
        return f"${self.panel(1)}$1"


def draw_beside(sheet: Sheet, beside: Beside, review_width: float = 54, wrap: bool = True) -> None:
    """Draw all that stands beside the form, and name it."""
    sheet.work.set_column(f"{column_letters(beside.width + 1)}:{column_letters(beside.width + 1)}", 2)
    sheet.work.set_column(f"{beside.review}:{beside.review}", review_width)
    sheet.work.set_column(f"{beside.panel(0)}:{beside.panel(3)}", 14)
    sheet.work.set_column(f"{beside.marks(1)}:{beside.marks(beside.width)}", 3, None, {"hidden": True})
    _head(sheet, beside)
    _legend(sheet, beside)
    review = f"{beside.review}{beside.top}:{beside.review}{beside.bottom}"
    sheet.fill(review, BESIDE | {"text_wrap": wrap})
    sheet.canvas.define(REVIEW + sheet.title, sheet.area(review))
    marks = f"{beside.marks(1)}{beside.top}:{beside.marks(beside.width)}{beside.bottom}"
    sheet.fill(
        marks, BESIDE | {"num_format": "0"}
    )  # cells that are there are filled and emptied without a trace
    sheet.canvas.define(MARKS + sheet.title, sheet.area(marks))
    highlight(sheet, beside)


def _head(sheet: Sheet, beside: Beside) -> None:
    column = beside.review
    sheet.work.write_url(
        f"{column}1", "internal:'审核结果'!A1", sheet.canvas.format(LINK | {"font_size": 10}), "→ 看审核结果"
    )
    sheet.put(f"{column}2", Formula("{数据状态}"), BESIDE)
    sheet.put(f"{column}3", "审核", HEADING)
    sheet.put(f"{beside.panel(0)}1", "显示标记：", CAPTION)
    sheet.put(f"{beside.panel(1)}1", Formula("{显示标记}"), BESIDE | {"align": "center"})
    sheet.put(f"{beside.panel(2)}1", "（以下各列不打印）", BESIDE | {"font_color": "#7F7F7F"})
    warn_when_stale(sheet, f"{column}2")


def _legend(sheet: Sheet, beside: Beside) -> None:
    upper = [f"{beside.panel(index)}2" for index in range(len(TINTS))]
    lower = [f"{beside.panel(index)}3" for index in range(len(MARK_LOOKS))]
    legend(sheet, [*upper, *lower, f"{beside.panel(len(TINTS))}2"])


def legend(sheet: Sheet, cells: Sequence[str]) -> None:
    """The swatches of the legend in these cells; the last is for what the sheet tells by itself, where it does."""
    looks: list[tuple[str, dict[str, object]]] = [(word, {"bg_color": tint}) for word, tint in TINTS]
    looks += [(symbol + word, look) for _, symbol, word, look in MARK_LOOKS]
    if sheet.canvas.edition.instant:
        looks.append((INSTANT_WORD, INSTANT_LOOKS[3]))
    for cell, (word, look) in zip(cells, looks, strict=False):
        sheet.put(cell, word, _SWATCH | look)


def warn_when_stale(sheet: Sheet, cell: str) -> None:
    """Colour a cell that shows 数据状态 when the figures changed after the review."""
    rule(sheet, cell, f'=LEFT({cell.split(":")[0]},4)="数据已变"', {"bg_color": "#F4B183", "bold": True})


def highlight(sheet: Sheet, beside: Beside) -> None:
    """Conditional formats of the form: its marks while 显示标记 is 是, plain white for printing otherwise.

    No formula holds a sheet name and none a defined name: a cell of the same sheet is what every program reads. Marks
    that a native check judges anew rest as soon as figures change (see :mod:`xltool.contract.instant`).
    """
    area = f"A{beside.top}:{column_letters(beside.width)}{beside.bottom}"
    state = f"${beside.review}$2"
    mark = f"{beside.marks(1)}{beside.top}"
    for value, _, _, look in MARK_LOOKS:
        shown = f"{mark}={value}"
        if sheet.canvas.edition.instant and value in RESTING:
            shown = f'OR({shown},AND({mark}={RESTING[value]},{state}="{UNCHANGED}"))'
        rule(sheet, area, f'=AND({beside.switch}="是",{shown})', look)
    sheet.canvas.marked[sheet.title] = Marked(sheet.canvas.names[MARKS + sheet.title], beside.switch, state)
    rule(sheet, area, f'={beside.switch}="否"', {"bg_color": "#FFFFFF"})


def hide_end_row(sheet: Sheet, beside: Beside, first: str, last: str, row: int) -> None:
    """Make the words of a block's end row vanish when marks are off, i.e. for printing."""
    rule(
        sheet,
        f"{first}{row}:{last}{row}",
        f'={beside.switch}="否"',
        {"font_color": "#FFFFFF", "bg_color": "#FFFFFF"},
        order=0,
    )


def rule(sheet: Sheet, area: str, criteria: str, look: Style, order: int = 2) -> None:
    """One conditional format; of several on a cell the one of a lower ``order``, then the one drawn first, counts."""
    sheet.canvas.rules.append((order, sheet, area, criteria, look))
