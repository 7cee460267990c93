"""Indicators whose formula, direction or steps a scheme gives: the form's own rate of the same name is another one.

A scheme names such an indicator and says its formula over names of the contract. A figure that the formula asks for and
no form of ours has (上年结转) is written as a word: then the indicator cannot be reckoned, and is never called wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from xltool.contract.names import CONTRACT
from xltool.indicators.rates import bare_title
from xltool.model.stated import Stated
from xltool.model.target import Sense
from xltool.typed import Any, Final, NamedTuple

_SENSES: Final = {"不低于": Sense.AT_LEAST, "不高于": Sense.AT_MOST, "等于": Sense.EXACTLY}
_MINUS: Final = "-"


class Steps(NamedTuple):
    """Points that are taken off for each so much of the ratio (0.05 = 5 percentage points) by which a target is missed."""

    every: Fraction
    deduct: Fraction

    def points(self, weight: Fraction, missed_by: Fraction) -> Fraction:
        """What is left of a weight; a step counts when it is complete."""
        return max(Fraction(0), weight - self.deduct * (missed_by // self.every))

    def strictly(self, weight: Fraction, missed_by: Fraction) -> Fraction:
        """The same where a step counts as soon as it has begun."""
        return max(Fraction(0), weight + self.deduct * (-missed_by // self.every))


class LocalFormula(NamedTuple):
    """How a scheme reckons an indicator: ``part`` ÷ ``base``, each a sum of terms, names of the contract or words.

    A term with a minus sign before it is taken off; no terms where the scheme gives a direction or steps alone. ``titles`` are bare (see :func:`xltool.indicators.rates.bare_title`),
    the first as the scheme writes it is ``title``. ``near`` names the rate of the form that comes nearest, if any.
    """

    title: str
    titles: tuple[str, ...]
    part: tuple[str, ...]
    base: tuple[str, ...]
    sense: Sense
    basis: str
    near: str = ""
    steps: Steps | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """Every figure that it asks for, each once."""
        return tuple(dict.fromkeys(term.removeprefix(_MINUS) for term in (*self.part, *self.base)))

    @property
    def sentence(self) -> str:
        """The formula as a user reads it, such as ``（全年预算数 − 年初预算数）÷ 年初预算数``."""
        return f"{_said(self.part)} ÷ {_said(self.base)}" if self.part else ""


class LocalRate(NamedTuple):
    """A formula of the scheme in one report: its exact ratio, None where it is undefined; what the form lacks for it."""

    formula: LocalFormula
    value: Fraction | None
    lacking: tuple[str, ...]


def local_rate(formula: LocalFormula, cells: Mapping[str, Stated]) -> LocalRate:
    """What a formula gives on the cells of a report (by name); a blank figure, or a base of nought, gives nothing."""
    lacking = tuple(_label(term) for term in formula.terms if term not in cells or cells[term].absent)
    part, base = (None if lacking else _sum(terms, cells) for terms in (formula.part, formula.base))
    value = None if part is None or not base or not formula.part else part / base
    return LocalRate(formula, value, lacking)


def _sum(terms: tuple[str, ...], cells: Mapping[str, Stated]) -> Fraction | None:
    total = Fraction(0)
    for term in terms:
        amount = cells[term.removeprefix(_MINUS)].amount
        if amount is None:
            return None
        total += -amount if term.startswith(_MINUS) else amount
    return total


def _said(terms: tuple[str, ...]) -> str:
    first, *others = terms
    said = [_label(first), *(f"{'−' if t.startswith(_MINUS) else '＋'} {_label(t)}" for t in others)]
    return said[0] if len(said) == 1 else f"（{' '.join(said)}）"


def _label(term: str) -> str:
    name = term.removeprefix(_MINUS)
    return CONTRACT[name].label if name in CONTRACT else name


def read_formula(data: Mapping[str, Any]) -> LocalFormula:
    """A formula as a scheme file gives it. Raises KeyError, ValueError or TypeError where it is not whole."""
    title, steps = as_text(data["title"]), data.get("steps")
    titles = (title, *(as_text(alias) for alias in data.get("aliases", ())))
    if data["sense"] not in _SENSES:
        raise ValueError(f"{title} 的 sense 应为 {'、'.join(_SENSES)} 之一")
    return LocalFormula(
        title,
        tuple(bare_title(each) for each in titles),
        *_both(data, title),
        _SENSES[data["sense"]],
        as_text(data["basis"]),
        as_text(data.get("near", "")),
        None if steps is None else _steps(steps, title),
    )


def _both(data: Mapping[str, Any], title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part and base; neither where the scheme gives no formula, but a direction or steps."""
    part, base = data.get("part", []), data.get("base", [])
    if not isinstance(part, list) or not isinstance(base, list) or bool(part) != bool(base):
        raise ValueError(f"{title} 的 part 和 base 应为列表，两个都写或都不写")
    return tuple(map(as_text, part)), tuple(map(as_text, base))


def _steps(data: Mapping[str, Any], title: str) -> Steps:
    every, deduct = Fraction(Decimal(data["every"])), Fraction(Decimal(data["deduct"]))
    if every <= 0 or deduct <= 0:
        raise ValueError(f"{title} 的 steps 应大于 0")
    return Steps(every, deduct)


def as_text(value: object) -> str:
    """A text of a scheme file. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value} 应为加引号的文字")
    return value
