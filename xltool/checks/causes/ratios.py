"""Slips of a ratio: part and base exchanged, growth for ratio, another year, another pair of amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from xltool.book.names import EXPENDITURE_ROWS, YEAR_COLUMNS, Kind
from xltool.checks.case import Case
from xltool.checks.causes.question import Cause, Question, Relation, Slip, siblings
from xltool.checks.causes.scale import is_printed
from xltool.model.interval import Interval, rounded
from xltool.model.stated import Stated, quantized, shown

#: Above this chance that a random figure would be matched by some pair, a match means nothing: of cells that stand
#: together, which people do divide by each other, and of any two cells.
_MOST_TOGETHER, _MOST_OF_ALL = Fraction(1, 50), Fraction(1, 500)
#: More distinct amounts than this are not tried two by two.
_MOST_AMOUNTS = 60


def inverted(question: Question) -> Cause | None:
    """Base ÷ part."""
    operands = _operands(question)
    if operands is None:
        return None
    part, base = operands
    if not part.amount or not base.amount or base.amount / part.amount not in _rounded(question):
        return None
    text = f"疑为分子与分母颠倒：{_quotient(question.case, base, part)}"
    return Cause(Slip.INVERTED, text, (question.stated.place, part.place, base.place))


def growth(question: Question) -> Cause | None:
    """The growth where the ratio is asked for, or the ratio where the growth is."""
    operands = _operands(question)
    if operands is None or not question.value:
        return None
    part, base = operands
    if not base.amount or part.amount is None:
        return None
    ratio = part.amount / base.amount
    other, how = (ratio - 1, "增长率") if question.expected == ratio else (ratio, "两数之比，没有减去100%")
    if other not in _rounded(question):
        return None
    text = f"疑为填成了{how}：由 {question.name(base)} 到 {question.name(part)}，{'增长' if how == '增长率' else '为'} {_percent(other)}"
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
        if over.amount / under.amount in _rounded(question) and _telling(question):
            text = f"疑为用了上年的数：{_quotient(question.case, over, under)}"
            return Cause(Slip.OTHER_YEAR, text, (question.stated.place,))
    return None


def _prior(case: Case, cell: Stated) -> Stated | None:
    return next((other for other in siblings(case, cell) if other.name.endswith("上年决算")), None)


def _telling(question: Question) -> bool:
    """The stated ratio has digits enough to be told from others."""
    return abs(question.value) >= Fraction(1000, 10**question.places)


def _operands(question: Question) -> tuple[Stated, Stated] | None:
    if question.relation is not Relation.RATIO:
        return None
    (part, _), (base, _) = question.parts
    return part, base


def _rounded(question: Question) -> Interval:
    return rounded(question.value, question.places)


def _percent(ratio: Fraction, places: int = 2) -> str:
    return shown(ratio, Kind.PERCENT, places)


def _quotient(case: Case, part: Stated, base: Stated, places: int = 2) -> str:
    ratio = (part.amount or Fraction(0)) / (base.amount or Fraction(1))
    return f"{case.label(part.place)} ÷ {case.label(base.place)} = {_percent(ratio, places)}"


# Another pair


class _Pair(NamedTuple):
    """Two cells whose ratio somebody may have taken."""

    part: Stated
    base: Stated
    ratio: Fraction


def other_pair(question: Question) -> Cause | None:
    """The one pair of amounts that gives the stated ratio: of those that stand together, else of all."""
    if question.relation is not Relation.RATIO or not question.value:
        return None
    pools = (
        (_neighbouring(question), "同一行、同一列中可比的", _MOST_TOGETHER),
        (_all_pairs(question), "表中所有的", _MOST_OF_ALL),
    )
    for pairs, which, most in pools:
        found = [pair for pair in pairs if is_printed(question, pair.ratio)]
        if found:
            likely = _chance(question, pairs)
            fits = len(found) == 1 and likely <= most
            return _named(question, found[0], f"{which} {len(pairs)} 对金额", likely) if fits else None
    return None


def _named(question: Question, pair: _Pair, which: str, likely: Fraction) -> Cause:
    cut = "" if pair.ratio in _rounded(question) else "，并且截去了尾数"
    own = [cell.place for cell, _ in question.parts]
    exchanged = "，或其中两格填反" if pair.part.place in own or pair.base.place in own else ""
    text = (
        f"疑为误用 {_quotient(question.case, pair.part, pair.base, question.printed_places + 2)}{cut}{exchanged}"
        f"（{which}里只有这一对能得出该数；随便写一个数，碰巧能由其中某一对得出的机会约为 {_percent(likely)}）"
    )
    return Cause(Slip.OTHER_PAIR, text, (question.stated.place, pair.part.place, pair.base.place))


def _chance(question: Question, pairs: Sequence[_Pair]) -> Fraction:
    """The share of figures with as many decimals, from half the stated one to its double, that some pair gives."""
    unit = 10**question.places
    low, high = sorted((question.value * unit / 2, question.value * unit * 2))
    given: set[int] = set()
    for pair in pairs:
        figure = pair.ratio * unit
        if low - 1 <= figure <= high + 1:
            given |= {int(figure // 1), int(quantized(figure, 0))}
    return Fraction(sum(low <= figure <= high for figure in given), max(1, int(high - low)))


def _neighbouring(question: Question) -> list[_Pair]:
    """Pairs of one row of 附件1, of one column, or of one table: those around the ratio's own cells first."""
    own = {cell.place for cell, _ in question.parts}
    groups = sorted(
        _groups(question.case), key=lambda group: not any(c.place in own for pair in group for c in pair)
    )
    return _distinct(question, (pair for group in groups for pair in group))


def _groups(case: Case) -> Iterator[list[tuple[Stated, Stated]]]:
    cells, budget = case.single, case.report.budget
    for row in EXPENDITURE_ROWS:
        yield _both_ways([cells[f"{row}_{column}"] for column in YEAR_COLUMNS])
    yield _both_ways((budget.initial, budget.adjusted, budget.executed))
    for column in YEAR_COLUMNS:
        yield [
            (cells[f"{row}_{column}"], cells[f"{whole}_{column}"])
            for row in EXPENDITURE_ROWS
            for whole in ("支出总额", "基本支出", "项目支出", "三公经费")
            if row != whole
        ]
    i, s, n = case.report.income, case.report.spending, case.report.narrative
    yield [(part, i.total) for part in i if part is not i.total]
    yield [(part, s.total) for part in s if part is not s.total]
    yield [(part, n.total_spending) for part in (n.wages, n.goods_and_services, n.family_support, n.capital)]
    yield [(part, n.total_income) for part in (n.budget_income, n.off_budget_income)]


def _both_ways(cells: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    return [(part, base) for base in cells for part in cells if part is not base]


def _distinct(question: Question, pairs: Iterator[tuple[Stated, Stated]]) -> list[_Pair]:
    """Each two amounts once, in the first place where they stand; not the ratio's own two, nor equal ones."""
    found: dict[tuple[Fraction, Fraction], _Pair] = {}
    own = tuple(cell.amount for cell, _ in question.parts)
    for part, base in pairs:
        if part.amount and base.amount and part.amount != base.amount and (part.amount, base.amount) != own:
            key = (part.amount, base.amount)
            if key not in found:
                found[key] = _Pair(part, base, part.amount / base.amount)
    return list(found.values())


def _all_pairs(question: Question) -> list[_Pair]:
    amounts: dict[Fraction, Stated] = {}
    for cell in question.case.figures:
        if cell.contract.kind is Kind.AMOUNT and not cell.contract.block and cell.amount and cell.amount > 0:
            amounts.setdefault(cell.amount, cell)
    if len(amounts) > _MOST_AMOUNTS:
        return []
    return _distinct(question, iter(_both_ways(list(amounts.values()))))
