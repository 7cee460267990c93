"""指标性质, 指标值 and 度量单位 in three cells -> one target: ≤12月, =100%."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from xltool.intake.document import TableCell
from xltool.model.parse import plain
from xltool.model.stated import is_dash

_SIGNS: Final = {
    "≥": "≥|≧|>=|=>|大于(?:或?等于|等于)|不[低小少]于|正向",
    "≤": "≤|≦|<=|=<|小于(?:或?等于|等于)|不[高大多超]于|不超过|反向|逆向",
    ">": ">|大于|高于|多于",
    "<": "<|小于|低于|少于",
    "=": "=|==|等于",
}
_SIGN: Final = tuple((sign, re.compile(pattern)) for sign, pattern in _SIGNS.items())
#: A value that already says which way it is meant.
_SIGNED: Final = re.compile(r"[≥≤≧≦<>=＝＞＜]|不|大于|小于|达到")
_NUMBER: Final = re.compile(r"(?:[≥≤≧≦<>=]|>=|<=)?[\d,]+(?:\.\d+)?")
#: Units that are none: 无, /, 定性.
_NO_UNIT: Final = re.compile("无|定性|文字描述?|其他|[/—-]+")


class Target(NamedTuple):
    """The cell of the target with its whole text, the other cells out of which it was made, and whether it was inferred."""

    cell: TableCell | None
    parts: tuple[TableCell, ...] = ()
    inferred: bool = False


def target_of(cells: Mapping[str, TableCell]) -> Target:
    """The target of a row of indicators; one that was changed in the year holds instead of the first one."""
    first, changed = cells.get("年度指标值"), cells.get("调整目标值")
    value = changed if changed is not None and not changed.blank and not is_dash(changed.text) else first
    if value is None or value.blank:
        return Target(value)
    sign, unit = cells.get("指标性质"), cells.get("度量单位")
    text, parts = value.text, []
    words = _words(unit)
    if unit is not None and words and _NUMBER.fullmatch(plain(text)):
        text, parts = f"{text.strip()}{words}", [unit]
    mark = "" if sign is None else _mark(sign.text)
    if sign is not None and mark and not _SIGNED.match(plain(text)):
        text, parts = f"{mark}{text.strip()}", [sign, *parts]
    return Target(value._replace(text=text), tuple(parts), value is changed)


def actual_of(cells: Mapping[str, TableCell]) -> TableCell | None:
    """The actual value of a row of indicators, with the unit that stands in a column of its own behind it."""
    value, unit = cells.get("实际完成值"), cells.get("完成值单位")
    words = _words(unit)
    if value is None or not words or not _NUMBER.fullmatch(plain(value.text)):
        return value
    return value._replace(text=f"{value.text.strip()}{words}")


def _words(unit: TableCell | None) -> str:
    words = "" if unit is None else plain(unit.text)
    return "" if _NO_UNIT.fullmatch(words) else words


def _mark(text: str) -> str:
    words = plain(text)
    return next((sign for sign, pattern in _SIGN if pattern.fullmatch(words)), "")
