"""Mistakes in figures: digits, scale, sign, cells left out or mixed up, totals and rates gone stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Final

from examples.mistake import Changes, mistake, same
from examples.returns import Return, Spot, is_formula
from examples.shown import shown_value
from xltool.contract.names import (
    CONTRACT,
    EXPENDITURE_ROWS,
    NUMERIC,
    YEAR_COLUMNS,
    Kind,
    Role,
)
from xltool.model.stated import quantized, trimmed
from xltool.model.target import Quantity, parse

# Digits


def _digits_of(filed: Return, spot: Spot) -> tuple[Decimal, int] | None:
    """The number in a cell (typed, or shown by a formula) and the decimals at which it is printed."""
    found = shown_value(filed, spot)
    if found is None or spot.kind not in NUMERIC:
        return None
    percent = spot.kind is Kind.PERCENT
    return (found * 100 if percent else found), max(
        0, -int(found.normalize().as_tuple().exponent) - 2 * percent
    )


def _from_digits(spot: Spot, digits: str) -> Decimal | None:
    """The number that these printed digits give."""
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        return None
    value = Decimal(digits)
    return value / 100 if spot.kind is Kind.PERCENT else value


def _retyped(filed: Return, spot: Spot, edit: Callable[[str], str | None]) -> Changes:
    """The digits of a cell after a slip; None where there are none or the number stays the same."""
    found = _digits_of(filed, spot)
    if found is None:
        return None
    value, places = found
    digits = edit(f"{quantized(abs(value), places):f}")
    new = None if digits is None else _from_digits(spot, digits)
    old = shown_value(filed, spot)
    return None if new is None or old is None or new == abs(old) else {spot: new.copy_sign(old)}


@mistake("改错一位数字")
def digit_changed(filed: Return, spot: Spot, rng: Random) -> Changes:
    """One digit becomes another."""

    def edit(digits: str) -> str:
        at = rng.choice([i for i, d in enumerate(digits) if d != "."])
        other = rng.choice([d for d in "0123456789" if d != digits[at]])
        return digits[:at] + other + digits[at + 1 :]

    return _retyped(filed, spot, edit)


@mistake("相邻两位数字颠倒")
def digits_transposed(filed: Return, spot: Spot, rng: Random) -> Changes:
    """Two neighbouring digits change places."""

    def edit(digits: str) -> str | None:
        pairs = [
            i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and "." not in digits[i : i + 2]
        ]
        if not pairs:
            return None
        at = rng.choice(pairs)
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]

    return _retyped(filed, spot, edit)


@mistake("漏掉一位数字")
def digit_dropped(filed: Return, spot: Spot, rng: Random) -> Changes:
    """One digit is left out."""

    def edit(digits: str) -> str | None:
        places = [i for i, d in enumerate(digits) if d != "."]
        at = rng.choice(places)
        return None if len(places) < 2 else (digits[:at] + digits[at + 1 :]).strip(".") or None

    return _retyped(filed, spot, edit)


@mistake("多打一位数字")
def digit_doubled(filed: Return, spot: Spot, rng: Random) -> Changes:
    """One digit is typed twice."""

    def edit(digits: str) -> str:
        at = rng.choice([i for i, d in enumerate(digits) if d != "."])
        return digits[:at] + digits[at] + digits[at:]

    return _retyped(filed, spot, edit)


@mistake("小数点错位")
def point_moved(filed: Return, spot: Spot, rng: Random) -> Changes:
    """Ten times too much, or a tenth."""
    value = shown_value(filed, spot)
    if not value or spot.kind is Kind.YEAR or spot.kind not in NUMERIC:
        return None
    if spot.kind is Kind.COUNT:
        return {spot: value * 10}
    return {spot: value * 10 if rng.random() < 0.5 else value / 10}


@mistake("只填了整数")
def decimals_lost(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """The amount or score is rounded to a whole number."""
    value = shown_value(filed, spot)
    whole = None if value is None else quantized(value, 0)
    if whole is None or whole == value or spot.kind not in (Kind.AMOUNT, Kind.POINTS, Kind.AREA):
        return None
    return {spot: whole}


# Scale and sign


@mistake("把元当作万元填报")
def yuan_for_wan(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """Ten thousand times too much."""
    value = shown_value(filed, spot)
    return {spot: value * 10_000} if value and spot.kind is Kind.AMOUNT else None


@mistake("正负号填反")
def sign_flipped(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """Minus for plus."""
    value = shown_value(filed, spot)
    return {spot: -value} if value and spot.kind in NUMERIC and spot.kind is not Kind.YEAR else None


@mistake("百分数多乘了100")
def hundredfold(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """95 instead of 95 % in a rate, 0.95% instead of 95% in an indicator."""
    if spot.kind is Kind.PERCENT:
        value = shown_value(filed, spot)
        return {spot: value * 100} if value else None
    text = str(filed.content(spot) or "")
    target = parse(text) if spot.kind is Kind.TARGET else None
    if not isinstance(target, Quantity) or target.unit != "%" or not target.value:
        return None
    return {spot: text.replace(trimmed(target.value), trimmed(target.value / 100))}


# Contents lost or put in the wrong place


@mistake("漏填")
def value_blanked(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """The cell is empty; in a computed cell, the formula is gone."""
    if spot.contract.role is Role.COMPUTED:
        return {spot: None} if shown_value(filed, spot) is not None else None
    return None if filed.content(spot) is None else {spot: None}


@mistake("空格里误填了数")
def stray_figure(filed: Return, spot: Spot, rng: Random) -> Changes:
    """A figure stands in a cell that should be blank."""
    if filed.content(spot) is not None or spot.kind not in NUMERIC or spot.contract.role is not Role.INPUT:
        return None
    return {spot: rng.randint(2000, 2030) if spot.kind is Kind.YEAR else rng.randint(2, 60)}


@mistake("相邻两格填反")
def cells_swapped(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """Two neighbours on the form change places: of one row in 附件1, of one column in 附件2."""
    other = _neighbour(spot)
    if other is None:
        return None
    mine, theirs = filed.content(spot), filed.content(other)
    if mine is None or theirs is None or is_formula(mine) or is_formula(theirs) or same(mine, theirs):
        return None
    return {spot: theirs, other: mine}


_NEIGHBOURS: Final = {
    "编制数": "在职人数",
    "年初预算数": "全年预算数",
    "全年预算数": "全年执行数",
    "支出_基本支出": "支出_项目支出",
    "收入_一般公共预算": "收入_其他资金",
    "正文_预算内收入": "正文_预算外收入",
    "正文_工资福利支出": "正文_商品和服务支出",
    "正文_对个人和家庭补助": "正文_资本性支出",
    "正文_总收入": "正文_总支出",
    "楼堂馆所_批复规模": "楼堂馆所_实际规模",
    "绩效指标_年度指标值": "绩效指标_实际完成值",
    "绩效指标_分值": "绩效指标_得分",
}
_EITHER_WAY: Final = {**{b: a for a, b in _NEIGHBOURS.items()}, **_NEIGHBOURS}


def _neighbour(spot: Spot) -> Spot | None:
    row, _, column = spot.name.rpartition("_")
    columns = list(YEAR_COLUMNS)
    if column in columns:
        at = columns.index(column)
        return Spot(f"{row}_{columns[at + 1 if at < 2 else 1]}", spot.row)
    return Spot(_EITHER_WAY[spot.name], spot.row) if spot.name in _EITHER_WAY else None


@mistake("数字后写了文字")
def number_as_text(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """6.25 becomes "6.25分", which a spreadsheet leaves out of its sums."""
    value = shown_value(filed, spot)
    unit = spot.contract.unit
    if value is None or spot.kind not in NUMERIC:
        return None
    return {spot: f"{trimmed(value * 100)}%" if spot.kind is Kind.PERCENT else f"{trimmed(value)}{unit}"}


@mistake("该填数字的写成了文字")
def words_for_number(filed: Return, spot: Spot, rng: Random) -> Changes:
    """A reference to elsewhere instead of the number."""
    if spot.kind not in NUMERIC or shown_value(filed, spot) is None:
        return None
    return {spot: rng.choice(("见附表", "详见决算报表", "同上年"))}


# Rates, totals and the narrative


@mistake("手填了过期的比率")
def stale_rate(filed: Return, spot: Spot, rng: Random) -> Changes:
    """Last year's figure typed over the formula."""
    value = shown_value(filed, spot)
    if value is None or spot.contract.role is not Role.COMPUTED:
        return None
    places = 4 if spot.kind is Kind.PERCENT else 2
    stale = quantized(value * Decimal(str(round(rng.uniform(0.8, 0.97), 3))), places)
    return {spot: stale} if abs(stale - value) >= Decimal("0.001") else None


_COMPOSED: Final = frozenset(
    {
        f"{row}_{column}"
        for row in EXPENDITURE_ROWS
        for column in YEAR_COLUMNS
        if row not in ("支出总额", "政府采购")
    }
    | {f"项目明细_{column}" for column in YEAR_COLUMNS}
    | {name for name in CONTRACT if name.startswith(("收入_", "支出_")) and not name.endswith("合计")}
)


@mistake("改了分项没改合计")
def total_unchanged(filed: Return, spot: Spot, rng: Random) -> Changes:
    """A part is brought up to date, the typed total stays."""
    value = shown_value(filed, spot)
    if not value or value < 0:
        return None
    if spot.name == "绩效指标_得分":
        total = shown_value(filed, Spot("总分"))
        return None if total is None else {spot: max(Decimal(0), value - 1), Spot("总分"): total}
    if spot.name not in _COMPOSED:
        return None
    return {spot: quantized(value * Decimal(rng.randint(105, 160)) / 100, 2)}


@mistake("占比留着0.0%")
def share_zero(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """The placeholder of the text's model."""
    value = shown_value(filed, spot)
    return {spot: Decimal("0.0")} if value and spot.name.endswith("_占比") else None


@mistake("用四舍五入后的数相减")
def rounded_subtracted(filed: Return, spot: Spot, _rng: Random) -> Changes:
    """预算外收入 as 总收入 less the rounded 预算内收入, with more digits than that can carry."""
    total, inside = (shown_value(filed, Spot(name)) for name in ("正文_总收入", "正文_预算内收入"))
    if spot.name != "正文_预算外收入" or total is None or inside is None:
        return None
    printed = quantized(inside, 0 if inside == quantized(inside, 1) else 1)
    return {Spot("正文_预算内收入"): printed, spot: total - printed} if printed != inside else None
