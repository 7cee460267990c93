"""Figures as written: their number in the unit of the contract, and how many digits they were given."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.contract.names import Kind
from xltool.intake.prose.words import Word

_PARTS: Final = re.compile(
    r"(?P<digits>[-−]?[\d,]+(?:\.\d+)?)(?P<rough>[余多来几]?)(?P<unit>[^\d.,+*]+)(?P<tail>[+*]*)$"
)
#: Unit -> kind, and the power of ten that turns it into the contract's.
_UNITS: Final[dict[str, tuple[Kind, int]]] = {
    "亿元": (Kind.AMOUNT, 4),
    "万元": (Kind.AMOUNT, 0),
    "万": (Kind.AMOUNT, 0),
    "元": (Kind.AMOUNT, -4),
    "%": (Kind.PERCENT, -2),
    "个百分点": (Kind.PERCENT, -2),
    "百分点": (Kind.PERCENT, -2),
    "名": (Kind.COUNT, 0),
    "个": (Kind.COUNT, 0),  # of 编制 only
    "人": (Kind.COUNT, 0),
}


class Number(NamedTuple):
    """A figure: its value in the contract's unit, places, kind, where it stands in the sentence, and what is odd about it."""

    value: Decimal
    places: int
    kind: Kind
    start: int
    end: int
    tail: str = ""
    rough: bool = False
    unit: str = ""


def number(word: Word) -> Number:
    """The number of a figure; of a range its last one."""
    match = _PARTS.search(word.text)
    assert match is not None, word
    kind, shift = _UNITS[match["unit"]]
    value = Decimal(match["digits"].replace(",", "").replace("−", "-"))
    places = max(0, -int(value.as_tuple().exponent)) - shift
    return Number(
        value.scaleb(shift),
        places,
        kind,
        word.start,
        word.end,
        match["tail"],
        bool(match["rough"]),
        match["unit"],
    )
