"""Slips of a ratio: part and base exchanged, growth for ratio, another year, another pair of amounts."""

from __future__ import annotations

from fractions import Fraction

from xltool.checks.case import Case
from xltool.checks.causes.question import Cause, Question, Slip, siblings
from xltool.contract.relations import Tied, family
from xltool.model.interval import Interval, rounded
from xltool.model.stated import Stated, percent


def inverted(question: Question) -> Cause | None:
    """Base ÷ part."""
    operands = _operands(question)
    if operands is None:
        return None
    part, base = operands
    if not part.amount or not base.amount or base.amount / part.amount not in printed_ratio(question):
        return None
    text = f"疑为分子与分母颠倒：{quotient(question.case, base, part)}"
    return Cause(Slip.INVERTED, text, (question.stated.place, part.place, base.place))


def growth_for_ratio(question: Question) -> Cause | None:
    """The growth where the ratio is asked for, or the ratio where the growth is."""
    operands = _operands(question)
    if operands is None or not question.value:
        return None
    part, base = operands
    if not base.amount or part.amount is None:
        return None
    ratio = part.amount / base.amount
    other, how = (ratio - 1, "增长率") if question.expected == ratio else (ratio, "两数之比，没有减去100%")
    if other not in printed_ratio(question):
        return None
    text = f"疑为填成了{how}：由 {question.name(base)} 到 {question.name(part)}，{'增长' if how == '增长率' else '为'} {percent(other)}"
    return Cause(Slip.GROWTH, text, (question.stated.place,))


def last_year(question: Question) -> Cause | None:
    """The ratio with 上年决算 in the place of one of its two amounts."""
    operands = _operands(question)
    if operands is None or not question.value:
        return None
    part, base = operands
    for over, under in ((_prior(question.case, part), base), (part, _prior(question.case, base))):
        if over is None or under is None or not under.amount or over.amount is None:
            continue
        if over.amount / under.amount in printed_ratio(question) and _telling(question):
            text = f"疑为用了上年的数：{quotient(question.case, over, under)}"
            return Cause(Slip.OTHER_YEAR, text, (question.stated.place,))
    return None


#: The cells outside 附件1 whose figure of last year stands there.
_LAST_YEAR = {
    relation.whole: f"{relation.parts[0].rpartition('_')[0]}_上年决算"
    for name in ("text_spending", "executed")
    for relation in family(name)
}


def _prior(case: Case, cell: Stated) -> Stated | None:
    if cell.name in _LAST_YEAR:
        return case.single.get(_LAST_YEAR[cell.name])
    return next((other for other in siblings(case, cell) if other.name.endswith("上年决算")), None)


def _telling(question: Question) -> bool:
    """The stated ratio has digits enough to be told from others."""
    return abs(question.value) >= Fraction(1000, 10**question.places)


def _operands(question: Question) -> tuple[Stated, Stated] | None:
    if question.tied is not Tied.RATIO:
        return None
    (part, _), (base, _) = question.parts
    return part, base


def printed_ratio(question: Question) -> Interval:
    """Every ratio that rounds to the stated one."""
    return rounded(question.value, question.places)


def quotient(case: Case, part: Stated, base: Stated) -> str:
    """Two cells and their ratio as a user reads them."""
    ratio = (part.amount or Fraction(0)) / (base.amount or Fraction(1))
    return f"{case.label(part.place)} ÷ {case.label(base.place)} = {percent(ratio)}"
