"""How high the rows are that hold long texts: merged and wrapped text never grows its row by itself. In points."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.template.styles import LINE, lines

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
