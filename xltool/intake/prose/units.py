"""Amounts without a unit: whether they can only be in 万元."""

from __future__ import annotations

from typing import Final

#: What the word of such an amount carries where its unit is not certain.
UNSAID: Final = "没有写明单位"
#: Numbers up to here are no amounts of a department in 元.
_MOST: Final = 1_000
#: With digits behind the point up to here.
_MOST_WITH_DIGITS: Final = 10_000


def money_without_unit(numbers: list[str]) -> bool:
    """Whether amounts that stand together are in 万元: all of them small, the larger ones with 角 and 分 that no 元 has."""
    values = [float(number.replace(",", "")) for number in numbers]
    if not values:
        return False
    broken = any(value % 1 for value in values)
    return max(values) < (_MOST_WITH_DIGITS if broken else _MOST)
