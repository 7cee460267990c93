"""How high the rows are that hold long texts: merged and wrapped text never grows its row by itself. In points."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

#: Points that a line of 11 point text takes in the tallest of the fonts that stand in for 宋体.
LINE: Final = 16.0
#: Half-width characters that a line of these columns of 绩效指标 holds.
INDICATOR_WIDTHS = {"二级指标": 11, "三级指标": 25, "年度指标值": 12, "实际完成值": 12, "偏差原因": 14}


def measures_height(text: object) -> float:
    """The row of 厉行节约保障措施."""
    return max(105, 12 + LINE * lines(text, 72))


def goals_height(expected: object, achieved: object) -> float:
    """The row of 预期目标 and 实际完成情况."""
    return max(118, 12 + LINE * max(lines(expected, 54), lines(achieved, 41)))


def indicator_height(texts: Mapping[str, object]) -> float:
    """A row of 绩效指标: two lines, or what its longest text needs; keys are those of INDICATOR_WIDTHS."""
    return 3 + LINE * max(2, *(lines(texts.get(column), width) for column, width in INDICATOR_WIDTHS.items()))


def lines(text: object, width: float) -> int:
    """How many lines a text takes in a cell that holds ``width`` half-width characters; at least 1."""
    return sum(max(1, -(-_columns(part) // max(1, int(width)))) for part in str(text or "").split("\n"))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
