"""A relation of one report in words with its figures: 基本支出 937.05 + 项目支出 451.87 = 1,388.92 ≠ 支出总额 1,390.00.

How a relation is made of its parts is told by its kind in :mod:`xltool.contract.relations` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from xltool.checks.case import Case, shortened
from xltool.checks.tie import Tie
from xltool.contract.names import Kind
from xltool.contract.relations import QUOTIENTS, Tied, When
from xltool.model.stated import Stated, shown

#: So many parts are written out; of more the first and the number of all.
_MOST: Final = 6
_LONGEST: Final = 16


def identity(case: Case, tie: Tie) -> str:
    """The relation with the figures of its cells, in the form's own unit; empty where a quotient has no figures to divide."""
    if tie.relation.kind in QUOTIENTS:
        return _quotient(case, tie)
    if tie.relation.kind is Tied.POINTS:
        return _points(case, tie)
    whole = _whole(case, tie)
    if tie.relation.kind is Tied.AT_MOST:
        held = "≤" if tie.found <= tie.left else ">"
        return f"{_sum(case, tie, tie.parts)} {held} {whole}"
    if tie.relation.kind is Tied.SAME:
        return _same(case, tie, whole)
    return f"{_sum(case, tie, tie.parts)} {_equal(tie)} {whole}"


def _same(case: Case, tie: Tie, whole: str) -> str:
    if tie.relation.when is not When.EITHER:
        return f"{_sum(case, tie, tie.parts)} {_equal(tie)} {whole}"
    others = [f"{_sign(tie.left == cell.amount)} {_named(case, cell)}" for cell in tie.parts]
    return f"{whole} {'，也 '.join(others)}"


def _sum(case: Case, tie: Tie, cells: Sequence[Stated]) -> str:
    """The cells added up, and what they come to where there are several."""
    used = [cell for cell in cells if cell.value is not None] or list(cells)
    written = [_named(case, cell) for cell in used[:_MOST]]
    if len(used) > _MOST:
        written = [*written[: _MOST - 1], f"…（共 {len(used)} 项）"]
    said = " + ".join(written)
    return f"{said} = {_figure(tie.found, used[0])}" if len(used) > 1 else said


def _whole(case: Case, tie: Tie) -> str:
    if tie.relation.constant is not None or not tie.whole:
        return f"{_figure(tie.left, tie.parts[0])}"
    if len(tie.whole) == 1 and tie.whole[0].contract.kind is not Kind.TEXT:
        return _named(case, tie.whole[0])
    if len(tie.whole) == 1:  # points that a heading announces
        return f"{_label(case, tie.whole[0])}标注的 {_figure(tie.left, tie.parts[0])}"
    return f"{' + '.join(_named(case, cell) for cell in tie.whole)} = {_figure(tie.left, tie.whole[0])}"


def _quotient(case: Case, tie: Tie) -> str:
    part, base = tie.parts
    if part.amount is None or not base.amount:
        return ""
    growth = tie.relation.kind is Tied.GROWTH
    rate = (part.amount - base.amount if growth else part.amount) / base.amount
    one, other = _named(case, part), _named(case, base)
    reckoned = shown(rate, Kind.PERCENT)
    made = f"（{one} − {other}）÷ {_said(case, base)}" if growth else f"{one} ÷ {other}"
    stated = tie.whole[0]
    sign = _sign(stated.value is not None and Fraction(stated.value) == rate) if stated.filed else ""
    return f"{made} = {reckoned}" + (f" {sign} {_named(case, stated)}" if sign else "")


def _points(case: Case, tie: Tie) -> str:
    share, weight = tie.parts
    if share.amount is None or weight.amount is None:
        return ""
    reckoned = min(max(share.amount, Fraction(0)), Fraction(1)) * weight.amount
    made = f"{_named(case, share)}（至多按 100%）× {_named(case, weight)} = {shown(reckoned, Kind.POINTS)}"
    stated = tie.whole[0]
    return f"{made} {_sign(stated.amount == reckoned)} {_named(case, stated)}"


def _equal(tie: Tie) -> str:
    return _sign(tie.left == tie.found)


def _sign(equal: bool) -> str:
    return "=" if equal else "≠"


def _named(case: Case, cell: Stated) -> str:
    return f"{_label(case, cell)} {_said(case, cell)}"


def _label(case: Case, cell: Stated) -> str:
    """The label of a cell; of a row of a table its title alone."""
    title = case.row_labels.get((cell.contract.block, cell.place.row), "").rpartition("#")[0]
    return shortened(title, _LONGEST) if title else cell.contract.label


def _said(case: Case, cell: Stated) -> str:
    """A figure as the form has it; an amount without its unit, which all of them share."""
    said = case.say(cell)
    return said.removesuffix(cell.money.unit) if cell.contract.kind is Kind.AMOUNT else said


def _figure(amount: Fraction, like: Stated) -> str:
    kind = like.contract.kind
    said = shown(amount, kind, money=like.money)
    return said.removesuffix(like.money.unit) if kind is Kind.AMOUNT else said
