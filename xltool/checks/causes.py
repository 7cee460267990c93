"""Likely causes: how a wrong figure may have come about. A cause is offered as 疑为, never as a fact."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction

from xltool.book.names import Kind
from xltool.checks.case import Case, points
from xltool.model.interval import Interval, rounded, truncated
from xltool.model.stated import Stated

#: More distinct amounts than this make a chance match too likely to mean anything.
_MOST_AMOUNTS = 60


def rate_cause(case: Case, value: Fraction, places: int, part: Stated, base: Stated) -> str:
    """Why a stated ratio may differ from part ÷ base: scale, swap, growth, or another pair of amounts."""
    printed, cut = rounded(value, places), truncated(value, places)
    if value and part.amount and base.amount:
        true = part.amount / base.amount
        if any(scaled in printed or scaled in cut for scaled in (true * 100, true / 100)):
            return "疑为百分号多乘或漏乘了100"
        if base.amount / part.amount in printed:
            return "疑为分子与分母颠倒"
        if true - 1 in printed:
            return "疑为填成了增长率"
    return _other_pair(case, printed, cut) if value else ""


def _other_pair(case: Case, printed: Interval, cut: Interval) -> str:
    """The one pair of amounts of the form whose ratio is the stated figure; empty where there is none or several."""
    amounts: dict[Fraction, Stated] = {}
    for cell in case.figures:
        if cell.contract.kind is Kind.AMOUNT and not cell.contract.block and cell.amount and cell.amount > 0:
            amounts.setdefault(cell.amount, cell)
    if len(amounts) > _MOST_AMOUNTS:
        return ""
    in_order = sorted((float(amount), amount) for amount in amounts)
    matches = [
        (part, base, part / base in printed)
        for rough, base in in_order
        for part in _between(in_order, rough, printed, cut)
        if part != base and (part / base in printed or part / base in cut)
    ]
    if len(matches) != 1:
        return ""
    part, base, by_rounding = matches[0]
    pair = f"{case.label(amounts[part].place)} ÷ {case.label(amounts[base].place)}"
    return f"疑为误用 {pair}{'' if by_rounding else '，并且截去了尾数'}（表中只有这一对金额能得出该数）"


def _between(
    amounts: list[tuple[float, Fraction]], base: float, printed: Interval, cut: Interval
) -> list[Fraction]:
    """The amounts that divided by ``base`` may give a ratio in one of the intervals.

    Floats, a little generous, only leave out what cannot fit; ``amounts`` are in order.
    """
    low = float(min(printed.low, cut.low)) * base * (1 - 1e-9)
    high = float(max(printed.high, cut.high)) * base * (1 + 1e-9)
    first, last = bisect_left(amounts, (low,)), bisect_right(amounts, (high + base * 1e-9,))
    return [amount for _, amount in amounts[first:last]]


def changed_part(case: Case, stated: Fraction, parts: Iterable[tuple[Stated, Fraction | None]]) -> str:
    """Whether a stated total of points is exact when one part takes the score it should have."""
    listed = [(cell, should) for cell, should in parts if cell.amount is not None]
    found = sum((cell.amount or Fraction(0) for cell, _ in listed), Fraction(0))
    for cell, should in listed:
        if should is not None and cell.amount is not None and found - cell.amount + should == stated:
            return f"疑为先按{case.label(cell.place)} {points(should)}合计，后来改成 {case.say(cell)}而没有改总分"
    return ""
