"""The headings of the indicator table (一级 and 二级指标) and the points written behind them."""

import re
from fractions import Fraction
from functools import lru_cache

from xltool.model.parse import plain

_HEADING_POINTS = r"[(（]?(\d+(?:\.\d+)?)分[)）]?$"


@lru_cache(maxsize=1024)
def heading_points(text: str) -> tuple[str, Fraction | None]:
    """The title of a heading and the points stated behind it: 产出指标（50分） is 产出指标 with 50."""
    heading = plain(text)
    match = re.search(_HEADING_POINTS, heading) if heading.endswith(("分", "分)")) else None
    return (heading, None) if match is None else (heading[: match.start()], Fraction(match[1]))
