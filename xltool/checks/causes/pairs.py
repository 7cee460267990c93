"""Another pair of amounts that gives a wrong ratio, with the chance that a random figure would be given by some pair."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor

from xltool.checks.case import Case
from xltool.checks.causes.confirmed import COPIES
from xltool.checks.causes.question import Cause, Question, Slip
from xltool.checks.causes.ratios import printed_ratio
from xltool.checks.causes.scale import is_printed
from xltool.checks.ties import cells_of
from xltool.contract.names import EXPENDITURE_ROWS, YEAR_COLUMNS, Kind
from xltool.contract.relations import Tied, family
from xltool.model.stated import Stated, percent
from xltool.typed import NamedTuple

#: Above this chance that a random figure would be matched by some pair, a match means nothing: of cells that stand
#: together, which people do divide by each other, and of any two cells.
_MOST_TOGETHER, _MOST_OF_ALL = Fraction(1, 50), Fraction(1, 500)
#: More distinct amounts than this are not tried two by two.
_MOST_AMOUNTS = 60


#: What floats can be reckoned with.
_LARGEST = Fraction(10) ** 300


class _Pair(NamedTuple):
    """Two cells whose ratio somebody may have taken."""

    part: Stated
    base: Stated
    rough: float

    @property
    def ratio(self) -> Fraction:
        """Exactly; only asked for where it comes near."""
        return (self.part.amount or Fraction(0)) / (self.base.amount or Fraction(1))


def other_pair(question: Question) -> Cause | None:
    """The one pair of amounts that gives the stated ratio: of those that stand together, else of all."""
    if question.tied is not Tied.RATIO or not 0 < abs(question.value) < _LARGEST:
        return None
    pools = ((_neighbouring, _MOST_TOGETHER), (_all_pairs, _MOST_OF_ALL))
    value, slack = float(question.value), 2 * 10.0**-question.places
    if not _may_fit(question.case, value, 2 * slack):
        return None
    for pool, most in pools:
        pairs = pool(question)
        near = (pair for pair in pairs if abs(pair.rough - value) <= slack)  # leaves out only what cannot fit
        found = [pair for pair in near if is_printed(question, pair.ratio)]
        if found:
            likely = _chance(question, pairs)
            fits = len(found) == 1 and likely <= most
            return _named(question, found[0], len(pairs), likely) if fits else None
    return None


def _may_fit(case: Case, value: float, slack: float) -> bool:
    """Whether any two amounts come near: mostly none do, and then no pair has to be made."""
    amounts = sorted(
        float(cell.value) for cell in case.single.values() if cell.value and cell.contract.kind is Kind.AMOUNT
    )
    for base in amounts:
        low, high = sorted(((value - slack) * base, (value + slack) * base))
        if bisect_left(amounts, low) < bisect_right(amounts, high):
            return True
    return False


def _named(question: Question, pair: _Pair, tried: int, likely: Fraction) -> Cause:
    cut = "" if pair.ratio in printed_ratio(question) else "，并截去了尾数"
    doubtful = _doubtful(question, pair)
    or_else = f"，或 {question.case.label(doubtful.place)} 填错、填反" if doubtful is not None else ""
    part, base = (question.case.label(cell.place) for cell in pair[:2])
    text = f"疑为误用 {part} ÷ {base}{cut}{or_else}（{tried} 对中只有这一对，巧合机会{percent(likely)}）"
    named = [] if doubtful is None else [doubtful.place]
    return Cause(Slip.OTHER_PAIR, text, (question.stated.place, pair.part.place, pair.base.place, *named))


def _doubtful(question: Question, pair: _Pair) -> Stated | None:
    """The ratio's own cell in whose place another stands in the pair: the ratio may be right, and this cell wrong."""
    replaced = []
    for (own, _), other in zip(question.parts, pair[:2], strict=True):
        if own.place != other.place and own.amount != other.amount:
            replaced.append((own, other))
    again = [own for own, other in replaced if COPIES.get(own.name) == other.name]
    if not again and len(replaced) == 1:
        again = [replaced[0][0]]
    return next((own for own in again if not question.ties(own)), None)


def _chance(question: Question, pairs: Sequence[_Pair]) -> Fraction:
    """About the share of figures with as many decimals, from half the stated one to its double, that some pair gives."""
    unit = 10**question.places
    low, high = sorted((float(question.value) * unit / 2, float(question.value) * unit * 2))
    given: set[int] = set()
    for pair in pairs:
        figure = pair.rough * unit
        if low - 1 <= figure <= high + 1:  # an amount of 1e308 makes ratios that are no number any more
            given |= {floor(figure), floor(figure + 0.5)}
    return Fraction(sum(low <= figure <= high for figure in given), max(1, int(min(high - low, _LARGEST))))


def _neighbouring(question: Question) -> list[_Pair]:
    """Pairs of one row of 附件1, of one column, or of one table: those around the ratio's own cells first."""
    own = {cell.place for cell, _ in question.parts}
    groups = sorted(
        _groups(question.case), key=lambda group: not any(c.place in own for pair in group for c in pair)
    )
    return _distinct(question, (pair for group in groups for pair in group))


#: The amounts of 年度资金总额, which stand on one row.
_MONEY = ("年初预算数", "全年预算数", "全年执行数")


def _groups(case: Case) -> Iterator[list[tuple[Stated, Stated]]]:
    cells = case.single
    for row in EXPENDITURE_ROWS:
        yield _both_ways([cells[name] for column in YEAR_COLUMNS if (name := f"{row}_{column}") in cells])
    yield _both_ways(cells_of(case, _MONEY))
    for column in YEAR_COLUMNS:
        yield [
            (cells[part], cells[base])
            for row in EXPENDITURE_ROWS
            for whole in ("支出总额", "基本支出", "项目支出", "三公经费")
            if row != whole
            and (part := f"{row}_{column}") in cells
            and (base := f"{whole}_{column}") in cells
        ]
    for sums in ("income", "spending", "text_parts", "text_sources"):
        for relation in family(sums):
            whole, parts = cells_of(case, (relation.whole,)), cells_of(case, relation.parts)
            yield [(part, base) for base in whole for part in parts]


def _both_ways(cells: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    return [(part, base) for base in cells for part in cells if part is not base]


def _distinct(question: Question, pairs: Iterable[tuple[Stated, Stated]]) -> list[_Pair]:
    """Each two amounts once, in the first place where they stand; not the ratio's own two, nor equal ones."""
    own = tuple(float(cell.value or 0) for cell, _ in question.parts)
    found: dict[tuple[float, float], _Pair] = {}
    for part, base in pairs:
        if part.value and base.value:
            key = float(part.value), float(base.value)
            if key not in found and key != own and key[0] != key[1]:
                found[key] = _Pair(part, base, key[0] / key[1])
    return list(found.values())


def _all_pairs(question: Question) -> list[_Pair]:
    amounts: dict[float, Stated] = {}
    for cell in question.case.figures:
        if cell.contract.kind is Kind.AMOUNT and not cell.contract.block and cell.value and cell.value > 0:
            amounts.setdefault(float(cell.value), cell)
    if len(amounts) > _MOST_AMOUNTS:
        return []
    return _distinct(question, _both_ways(list(amounts.values())))
