"""What a cell of a return shows: what was typed, or the result of the template's formula."""

from __future__ import annotations

from decimal import Decimal

from examples.clean import RATES
from examples.returns import Return, Spot, is_formula, number
from xltool.model.stated import quantized


def shown_value(filed: Return, spot: Spot) -> Decimal | None:
    """The number in a cell, of computed cells the one that its formula gives; None where it shows none."""
    if filed.typed(spot) and not is_formula(filed.content(spot)):
        return number(filed.content(spot))
    if spot.name in RATES:
        part, base = (shown_value(filed, Spot(name)) for name in RATES[spot.name])
        return None if part is None or not base else quantized(part / base, 4)
    if spot.name == "执行率得分":
        rate, weight = shown_value(filed, Spot("执行率")), shown_value(filed, Spot("执行率分值"))
        return None if rate is None or weight is None else quantized(min(rate, Decimal(1)) * weight, 2)
    if spot.name in ("分值合计", "总分"):
        head, column = {"分值合计": ("执行率分值", "绩效指标_分值"), "总分": ("执行率得分", "绩效指标_得分")}[
            spot.name
        ]
        rows = (number(filed.content(Spot(column, row))) for row in range(1, filed.indicators + 1))
        return (shown_value(filed, Spot(head)) or Decimal(0)) + sum((row for row in rows if row), Decimal(0))
    return None
