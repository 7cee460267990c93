"""Slips whose cause can be told, beside those of :mod:`examples.mistakes`: made in one cell, known by name.

They are kept apart from the register of mistakes, which the coverage page and the generator draw from.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Final

from examples.clean import RATES
from examples.returns import Return, Spot, is_formula
from examples.shown import shown_value
from xltool.contract.names import EXPENDITURE_ROWS, YEAR_COLUMNS, Kind
from xltool.model.stated import quantized

#: The new content of a cell, or None where the slip cannot be made there.
Slipped = Callable[[Return, Spot, Random], Decimal | None]

SLIPS: Final[dict[str, Slipped]] = {}

_PARTS: Final = {
    "三公经费": ("公务用车购置和维护", "出国经费", "公务接待"),
    "公务用车购置和维护": ("公车购置", "公车运行维护"),
    "支出总额": ("基本支出", "项目支出"),
}
_TOTALS: Final = {
    "收入_合计": ("收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金"),
    "支出_合计": ("支出_基本支出", "支出_项目支出"),
    **{
        f"{whole}_{column}": tuple(f"{part}_{column}" for part in parts)
        for whole, parts in _PARTS.items()
        for column in YEAR_COLUMNS
    },
}


def slip(make: Slipped) -> Slipped:
    """Register a slip under its own name."""
    SLIPS[make.__name__] = make
    return make


def _ratio(filed: Return, part: str, base: str) -> Decimal | None:
    over, under = shown_value(filed, Spot(part)), shown_value(filed, Spot(base))
    return over / under if over and under else None


def _filed_as(filed: Return, spot: Spot, ratio: Decimal | None) -> Decimal | None:
    """The ratio at the places of the form; None where it is what the cell shows anyway."""
    if ratio is None or abs(ratio) > 50:
        return None
    printed, old = quantized(ratio, 4), shown_value(filed, spot)
    return None if old is None or abs(printed - old) < Decimal("0.0002") else printed


@slip
def rate_inverted(filed: Return, spot: Spot, _rng: Random) -> Decimal | None:
    """Base ÷ part."""
    if spot.name not in RATES:
        return None
    part, base = RATES[spot.name]
    return _filed_as(filed, spot, _ratio(filed, base, part))


@slip
def rate_as_growth(filed: Return, spot: Spot, _rng: Random) -> Decimal | None:
    """The growth instead of the ratio."""
    ratio = _ratio(filed, *RATES[spot.name]) if spot.name in RATES else None
    return None if ratio is None else _filed_as(filed, spot, ratio - 1)


@slip
def rate_of_other_pair(filed: Return, spot: Spot, rng: Random) -> Decimal | None:
    """The ratio of two other cells of one row, or of a part and the whole of one column."""
    if spot.name not in RATES:
        return None
    row, column = rng.choice(sorted(EXPENDITURE_ROWS)), rng.choice(sorted(YEAR_COLUMNS))
    pairs = [(f"{row}_本年决算", f"{row}_本年预算"), (f"{row}_本年决算", f"{row}_上年决算")]
    pairs += [
        (f"{row}_{column}", f"支出总额_{column}"),
        ("全年执行数", "年初预算数"),
        ("全年预算数", "年初预算数"),
    ]
    return _filed_as(filed, spot, _ratio(filed, *rng.choice(pairs)))


@slip
def rate_of_last_year(filed: Return, spot: Spot, _rng: Random) -> Decimal | None:
    """A share of last year's total."""
    if not spot.name.endswith("_占比"):
        return None
    part = RATES[spot.name][0]
    return _filed_as(filed, spot, _ratio(filed, part, "支出总额_上年决算"))


@slip
def last_years_amount(filed: Return, spot: Spot, _rng: Random) -> Decimal | None:
    """上年决算 where this year's figure belongs."""
    sources = {"全年执行数": "支出总额", "年初预算数": "支出总额", "正文_总支出": "支出总额"}
    row, _, column = spot.name.rpartition("_")
    whole = sources.get(spot.name) or (row if column in ("本年预算", "本年决算") and row in _PARTS else "")
    return shown_value(filed, Spot(f"{whole}_上年决算")) if whole else None


def _sum_of(filed: Return, spot: Spot) -> list[Decimal]:
    """The parts of a typed total that are not nothing."""
    row, _, column = spot.name.rpartition("_")
    if row == "项目支出":
        parts = [Spot(f"项目明细_{column}", number) for number in range(1, filed.projects + 1)]
    else:
        parts = [Spot(name) for name in _TOTALS.get(spot.name, ())]
    found = [value for part in parts if (value := shown_value(filed, part))]
    return found if len(found) > 1 else []


@slip
def part_left_out(filed: Return, spot: Spot, rng: Random) -> Decimal | None:
    """The total lacks one part."""
    parts = _sum_of(filed, spot)
    return sum(parts) - rng.choice(parts) if parts else None


@slip
def part_added_twice(filed: Return, spot: Spot, rng: Random) -> Decimal | None:
    """The total holds one part twice."""
    parts = _sum_of(filed, spot)
    return sum(parts) + rng.choice(parts) if parts else None


@slip
def part_subtracted(filed: Return, spot: Spot, rng: Random) -> Decimal | None:
    """One part was subtracted instead of added."""
    parts = _sum_of(filed, spot)
    return sum(parts) - 2 * rng.choice(parts) if parts else None


@slip
def amount_cut_off(filed: Return, spot: Spot, _rng: Random) -> Decimal | None:
    """The decimals were cut off."""
    value = shown_value(filed, spot)
    return value.quantize(Decimal(1), ROUND_DOWN) if value and spot.kind is Kind.AMOUNT else None


@slip
def one_hundredth_off(filed: Return, spot: Spot, rng: Random) -> Decimal | None:
    """The total differs by 0.01, as sums of rounded figures do."""
    return sum(parts) + rng.choice((1, -1)) * Decimal("0.01") if (parts := _sum_of(filed, spot)) else None


def make(filed: Return, kind: str, spot: Spot, rng: Random) -> Return | None:
    """The return with this slip in this cell; None where it cannot be made there or changes nothing."""
    if is_formula(filed.content(spot)):
        return None
    made, old = SLIPS[kind](filed, spot, rng), shown_value(filed, spot)
    return None if made is None or made == old else filed.with_cells({spot: made})
