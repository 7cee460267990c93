"""The target and the actual value of an indicator whose sense and unit stand in cells of their own: ≤ and 5 and %.

One place makes one text of them, which scores, rules and causes read; the cells keep what was filed. Import goes by it
too, where a document has such columns and the workbook has not.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xltool.model.parse import plain
from xltool.model.stated import trimmed
from xltool.model.target import Month, Quantity, Sense, parse

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
_NUMBER: Final = re.compile(r"(?:[≥≤≧≦<>=]|>=|<=)?-?[\d,]+(?:\.\d+)?")
#: Units that are none: 无, /, 定性.
_NO_UNIT: Final = re.compile("无|定性|文字描述?|其他|[/—-]+")
#: From this target in percent on, a number a hundred times smaller may be a ratio that its cell shows in percent.
_LEVEL: Final = 20
#: As far as this from the target, either way, such a ratio is likely.
_NEAR: Final = 5


@lru_cache(maxsize=4096)
def target_text(value: str, sense: str, unit: str) -> str:
    """The target that three cells make: ≤12月, =100%; what the value says of itself is not said twice."""
    text = with_unit(value, unit)
    sign = sign_of(sense)
    counted = bool(sign) and not signed(value) and isinstance(parse(text), (Quantity, Month))
    return f"{sign}{text.strip()}" if counted else text


@lru_cache(maxsize=4096)
def actual_text(value: str, unit: str, target: str) -> str:
    """The actual value with the unit of its row where it has none of its own.

    A percentage may stand in a cell whose format makes it out of a ratio: 0.96 for 96%. Beside a target that says so
    the bare number is left to be read that way; where both ways are possible, both are given.
    """
    text = with_unit(value, unit)
    wanted = parse(target)
    if text == value or not isinstance(wanted, Quantity) or wanted.unit != "%" or wanted.value < _LEVEL:
        return text
    ratio = Decimal(plain(value).replace(",", "")) * 100
    if not wanted.value <= ratio * _NEAR <= wanted.value * _NEAR**2:
        return text
    return f"{text}或{trimmed(ratio)}%" if wanted.sense is Sense.AT_MOST and ratio > wanted.value else value


def with_unit(value: str, unit: str) -> str:
    """A bare number with the unit behind it; whatever else a value is, it stays so."""
    words = unit_of(unit)
    return f"{value.strip()}{words}" if words and _has_number(value) else value


def _has_number(value: str) -> bool:
    return _NUMBER.fullmatch(plain(value)) is not None


def sign_of(text: str) -> str:
    """The sign that a word for the sense of a target stands for; empty where it tells none (定性, 定量)."""
    words = plain(text)
    return next((sign for sign, pattern in _SIGN if pattern.fullmatch(words)), "")


def signed(value: str) -> bool:
    """Whether a value says itself which way it is meant."""
    return _SIGNED.match(plain(value)) is not None


def unit_of(text: str) -> str:
    """The unit that a cell of units names; empty where it names none."""
    words = plain(text)
    return "" if _NO_UNIT.fullmatch(words) else words
