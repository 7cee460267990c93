"""What the unit behind a figure measures: 3万亩 and 2公顷 are areas, 5个 and 5座 are counted, 92分 is out of a hundred."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from xltool.model.target import Quantity
from xltool.typed import Final, NamedTuple

#: What is counted, by whatever word: people use these for one another.
COUNT: Final = "数量"
TIME: Final = "时间"
MONEY: Final = "金额"
#: What is measured, with the units of each in its first one.
_MEASURES: Final[dict[str, dict[str, Fraction]]] = {
    "长度": {"米": Fraction(1), "m": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000), "km": Fraction(1000)},
    "面积": {
        "亩": Fraction(2000, 3),
        "公顷": Fraction(10_000),
        "平方米": Fraction(1),
        "m2": Fraction(1),
        "平米": Fraction(1),
        "平方公里": Fraction(10**6),
        "平方千米": Fraction(10**6),
    },
    "体积": {"立方米": Fraction(1), "方": Fraction(1), "m3": Fraction(1), "立方": Fraction(1)},
    "重量": {
        "公斤": Fraction(1),
        "千克": Fraction(1),
        "kg": Fraction(1),
        "斤": Fraction(1, 2),
        "克": Fraction(1, 1000),
        "吨": Fraction(1000),
        "t": Fraction(1000),
    },
    MONEY: {"元": Fraction(1)},
    "比率": {"%": Fraction(1), "‰": Fraction(1, 10), "百分点": Fraction(1), "分": Fraction(1)},
    TIME: {
        "小时": Fraction(1),
        "学时": Fraction(1),
        "课时": Fraction(1),
        "分钟": Fraction(1, 60),
        "秒": Fraction(1, 3600),
        "天": Fraction(24),
        "日": Fraction(24),
        "工作日": Fraction(24),
        "自然日": Fraction(24),
        "周": Fraction(168),
        "星期": Fraction(168),
        "月": Fraction(730),
        "季度": Fraction(2190),
        "年": Fraction(8760),
    },
}  # fmt: skip
_KNOWN: Final = {unit: (what, size) for what, units in _MEASURES.items() for unit, size in units.items()}
_MULTIPLES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
#: More than the number says, which like a counter (个月) may stand before a unit: 余人.
_MORE: Final = ("余", "多", "来")


class Measured(NamedTuple):
    """A figure by what it measures: ``what`` is empty for a bare number, ``value`` is in the first unit of its kind."""

    what: str
    value: Fraction


def measured(quantity: Quantity) -> Measured:
    """The figure in the first unit of what it measures; 3万亩 is 20,000,000 平方米, 5座 are 5."""
    what, size = _unit(quantity.unit)
    return Measured(what, Fraction(Decimal(quantity.value)) * size)


@lru_cache(maxsize=1024)
def _unit(text: str) -> tuple[str, Fraction]:
    unit = text.partition("/")[0].lower()
    times = 1
    if unit not in _KNOWN:
        for each in ("十百千", "万亿"):
            if unit and unit[0] in each:
                times *= _MULTIPLES[unit[0]]
                unit = unit[1:]
    bare = (unit[1:] if unit.startswith(_MORE) else unit).removeprefix("个")
    found = _KNOWN.get(unit) or _KNOWN.get(bare)
    if found is not None:
        return found[0], found[1] * times
    return (COUNT if unit else ""), Fraction(times)
