"""Relations between a stated rate and the two figures that it is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from xltool.checks.ties import ties
from xltool.indicators.rates import BY_NAME, Rate
from xltool.indicators.scores import Assessment
from xltool.locate.cells import Cells, slack
from xltool.locate.relation import Condition, Constraint, TiedCell, between, just_inside
from xltool.model.parse import decimals
from xltool.model.stated import Stated, percent
from xltool.model.target import Quantity, parse

_ONE = Fraction(1)


class Range(NamedTuple):
    """What a figure may have been rounded or cut off from: ``low`` ≤ x ≤ ``high``; ``below``: < ``high``."""

    low: Fraction
    high: Fraction
    below: bool


def may_be(value: Fraction, places: int) -> Range:
    """Every number that gives these digits, rounded at the half or with further digits cut off."""
    unit = Fraction(1, 10**places)
    if value < 0:
        return Range(value - unit, value + unit / 2, False)
    return Range(value - unit / 2, value + unit, True)


def rate_relations(cells: Cells) -> Iterator[Constraint]:
    """Every rate that a person stated, in a cell of its own or in an indicator row, with its two figures."""
    for tie in ties(cells.case, "rate"):
        (cell,) = tie.whole
        if cell.amount is not None:
            printed = may_be(cell.amount, cell.places)
            yield from _rate(cells, BY_NAME[tie.relation.whole], cells.of(cell), printed)
    for tie in ties(cells.case, "row_rate"):
        (cell,), (part, base) = tie.whole, tie.parts
        if cell.filed and cell.amount is not None and part.amount is not None and base.amount:
            printed = may_be(cell.amount, cell.places)
            yield _of_two(cells, (part, base), part.amount / base.amount, cells.of(cell), printed)
    for assessment in cells.case.computed.assessments:
        yield from _restated(cells, assessment)


def _restated(cells: Cells, assessment: Assessment) -> Iterator[Constraint]:
    actual = parse(assessment.indicator.reached)
    if (
        assessment.rate is None
        or assessment.computed is None
        or not isinstance(actual, Quantity)
        or actual.unit != "%"
    ):
        return
    value = Fraction(actual.value) / 100
    cell = cells.of(assessment.indicator.actual, value)
    if assessment.rate.is_growth:
        cells.signed.add(cell.place)
    yield from _rate(cells, assessment.rate, cell, may_be(value, decimals(actual.value) + 2))


def _rate(cells: Cells, rate: Rate, stated: TiedCell, printed: Range) -> Iterator[Constraint]:
    true = cells.case.computed.rates[rate.name]
    if true is not None:
        operands = rate.operands(cells.case.report)
        yield _of_two(cells, operands, true, stated, printed, growth=rate.is_growth)


def _of_two(
    cells: Cells,
    operands: tuple[Stated, Stated],
    true: Fraction,
    stated: TiedCell,
    printed: Range,
    *,
    growth: bool = False,
) -> Constraint:
    part, base = (cells.of(operand) for operand in operands)
    if printed.low <= true <= printed.high:
        cells.follow(stated)  # the conditions below turn round where the base is negative
    grown = _ONE if growth else Fraction(0)
    printed = Range(printed.low + grown, printed.high + grown, printed.below)
    return cells.defined(
        stated,
        Constraint(
            f"{stated.label} = {part.label} ÷ {base.label}{' − 1' if grown else ''}",
            f"填报 {stated.shown}，计算为 {percent(true)}",
            (*_quotient(printed, part, base, operands, (stated,)), between([(base, _ONE)], low=base.step)),
        ),
    )


def _quotient(
    printed: Range, part: TiedCell, base: TiedCell, operands: tuple[Stated, ...], guards: tuple[TiedCell, ...]
) -> tuple[Condition, ...]:
    """part ÷ base lies in a range, while the guards are right; figures of the text may each be rounded."""
    over, under = (slack(operand) for operand in operands)
    low = [(part, _ONE), (base, -printed.low)]
    high = [(part, _ONE), (base, -printed.high)]
    loose_low = -(over + abs(printed.low) * under)
    loose_high = over + abs(printed.high) * under
    if printed.below and not loose_high:
        loose_high -= just_inside(loose_high, high)
    return between(low, low=loose_low, guards=guards), between(high, high=loose_high, guards=guards)
