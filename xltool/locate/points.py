"""Relations between weights and scores: totals, limits, and the 执行率得分."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter

from xltool.checks.case import points
from xltool.checks.headed import headed
from xltool.checks.tie import Tie
from xltool.checks.ties import ties
from xltool.contract.relations import DEFINITIONS
from xltool.indicators.headings import Heading, heading_points
from xltool.indicators.rates import BY_NAME
from xltool.indicators.scores import POINT_PLACES, as_printed
from xltool.locate.amounts import limit_constraint, sum_constraint
from xltool.locate.cells import MISSING_INDICATOR, Cells
from xltool.locate.rates import may_be
from xltool.locate.relation import Condition, Constraint, TiedCell, between
from xltool.model.parse import decimals
from xltool.model.report import Indicator
from xltool.model.stated import Stated

_ONE = Fraction(1)
#: A score counts as written at one decimal at least: 10 points are full marks, not 9.6 rounded.
_COARSEST = 1


def point_relations(cells: Cells) -> Iterator[Constraint]:
    """Everything that has to hold between weights and scores."""
    for tie in ties(cells.case, "score_limit"):
        if tie.judged and tie.parts[0].filed:
            yield limit_constraint(cells, tie)
    yield from _weights(cells)
    yield from _headings(cells)
    yield from _execution_score(cells)
    yield from _total(cells)


def _weights(cells: Cells) -> Iterator[Constraint]:
    missing = list(_missing_weights(cells).values())
    for tie in ties(cells.case, "total_weight"):
        if tie.judged:
            yield sum_constraint(cells, tie, *missing, what="各项分值之和")
    for tie in ties(cells.case, "full_marks"):
        if tie.judged:
            pieces = [*(cells.of(weight) for weight in tie.parts), *missing]
            yield Constraint(
                f"各项分值相加 = {points(tie.left)}",
                f"相加为 {points(tie.found)}",
                (between([(piece, _ONE) for piece in pieces], tie.left, tie.left),),
                tie=tie,
            )


def _title(heading: Stated) -> str:
    """A heading without the points behind it."""
    return heading_points(heading.text)[0]


def _missing_weights(cells: Cells) -> dict[tuple[str, ...], TiedCell]:
    """A row that may have been left out, one under each 一级指标 and one under each 二级指标 with points behind it.

    Where the 二级指标 have points, the one under the 一级指标 alone is a row whose 二级指标 was left out with it.
    """
    found: dict[tuple[str, ...], TiedCell] = {}
    for row in cells.case.report.indicators:
        first, second = _title(row.level1), _title(row.level2)
        under: list[tuple[tuple[str, ...], str]] = [((first,), "分值")]
        if heading_points(row.level2.text)[1] is not None:
            under.append(((first, second), "二级分值"))
        for path, column in under:
            if path not in found:
                label = f"{path[-1] or '未分级'}下漏列的指标（分值）"
                found[path] = cells.missing(MISSING_INDICATOR, column, label, row.row)
    return found


_Level = Callable[[Indicator], Stated]
#: The cell of each level in a row; a blank one has inherited the cell above.
_LEVELS: tuple[_Level, _Level] = (attrgetter("level1"), attrgetter("level2"))


def _path(row: Indicator, levels: int) -> tuple[str, ...]:
    return tuple(_title(level(row)) for level in _LEVELS[:levels])


def _headings(cells: Cells) -> Iterator[Constraint]:
    """The points written behind a heading are those of its rows, wherever it is written so."""
    missing = _missing_weights(cells)
    for heading, tie in headed(cells.case):
        if tie.judged:
            depth = len(heading.path)
            left_out = [cell for path, cell in missing.items() if path[:depth] == heading.path]
            doubtful = [*_beside(cells, heading), *_inheriting(cells, heading), *_strayed(cells, heading)]
            for written in heading.cells:
                yield _heading(cells, tie, cells.of(written, heading.points), left_out, doubtful)


def _heading(
    cells: Cells, tie: Tie, whole: TiedCell, missing: Sequence[TiedCell], doubtful: Sequence[TiedCell]
) -> Constraint:
    pieces = [*(cells.of(weight) for weight in tie.parts), *missing]
    terms = [(whole, _ONE), *((piece, -_ONE) for piece in pieces)]
    return Constraint(
        f"“{whole.shown}”标注的分值 = 其下 {len(tie.parts)} 个指标分值之和",
        f"标注 {points(whole.value)}，相加为 {points(tie.found)}",
        (between(terms, Fraction(0), Fraction(0), doubtful),),
        tie=tie,
    )


def _beside(cells: Cells, heading: Heading) -> list[TiedCell]:
    """Cells with the same title and other points: one of them may be misspelt, so that its row is counted here."""
    return [cells.of(each, heading_points(each.text)[1]) for each in heading.beside]


def _inheriting(cells: Cells, heading: Heading) -> list[TiedCell]:
    """The blank cells under a heading: one of them may have lost a heading of its own."""
    level = _LEVELS[len(heading.path) - 1]
    name = heading.cells[0].name
    blank = (row for row in heading.rows if level(row).place.row != row.row or not _title(level(row)))
    return [cells.blank(name, row.row) for row in blank]


def _strayed(cells: Cells, heading: Heading) -> list[TiedCell]:
    """Headings of their own beside these rows, in a form that repeats them: a misspelt one takes its row elsewhere.

    None where the points of some heading are those of its rows: then all of them are here.
    """
    indicators, rows, depth = cells.case.report.indicators, heading.rows, len(heading.path)
    level = _LEVELS[depth - 1]
    found = sum((row.weight.amount or Fraction(0) for row in rows), Fraction(0))
    if any(heading_points(level(row).text)[1] == found for row in rows):
        return []
    repeated = any(
        _path(one, depth) == _path(other, depth) and level(one).place != level(other).place
        for one, other in pairwise(indicators)
    )
    own = {row.row for row in rows}
    if not repeated or any(level(row).place.row != row.row for row in rows):
        return []
    beside = (row for row in indicators if row.row not in own and {row.row - 1, row.row + 1} & own)
    near = (level(row) for row in beside if level(row).place.row == row.row)
    return [cells.of(each, heading_points(each.text)[1]) for each in near]


def _total(cells: Cells) -> Iterator[Constraint]:
    for tie in ties(cells.case, "total_score"):
        head = cells.case.report.budget.execution_score
        if not head.filed and not head.absent and _is_reckoned(cells, head):
            yield from _shown_score(cells, head)
        if tie.judged:
            missing = cells.missing(MISSING_INDICATOR, "得分", "漏列的指标（得分）")
            yield sum_constraint(cells, tie, missing, what="各项得分之和")


def _is_reckoned(cells: Cells, score: Stated) -> bool:
    """Whether the form has the rate and the weight that a score is made of: another form may lack either."""
    return all(part in cells.case.single for part in DEFINITIONS[score.name].parts)


def _shown_score(cells: Cells, head: Stated) -> Iterator[Constraint]:
    """A score that nobody stated: the template's formula gives it from the rate and the weight as they stand."""
    case = cells.case
    found = head.amount if head.amount is not None else case.computed.scores[head.name]
    of_rate, of_weight = DEFINITIONS[head.name].parts
    score = cells.of(head, found, free=True)
    rate, true = case.single[of_rate], case.computed.rates[of_rate]
    by_rate = rate.filed and not cells.follows(rate)
    sources = [rate] if by_rate else BY_NAME[of_rate].operands(case.report)
    guards = [cells.of(source) for source in sources if source.amount is not None]
    shown = rate.amount if by_rate else true
    known: tuple[Condition, ...] = ()
    if shown is not None:  # without a rate the formula stays blank, whatever the weight
        weight = cells.of(case.single[of_weight])
        known = _product(score, weight, [_reached(as_printed(shown))], guards, POINT_PLACES)
        guards = [*guards, weight]
    relation = Constraint(
        f"{score.label} 由公式按 {'、'.join(guard.label for guard in guards)} 算出",
        f"算出 {points(score.value)}",
        (between([(score, _ONE)], score.value, score.value, guards), *known),
    )
    cells.definitions[score.place] = relation
    yield relation


def _reached(rate: Fraction) -> Fraction:
    return max(Fraction(0), min(rate, _ONE))


def _execution_score(cells: Cells) -> Iterator[Constraint]:
    """执行率得分 = min(执行率, 100 %) × 分值, of the exact rate or of the printed one, rounded or cut off."""
    for tie in ties(cells.case, "execution_score"):
        rate = cells.case.computed.rates[tie.relation.parts[0]]
        if rate is not None and tie.whole[0].value is not None and tie.parts[1].amount:
            yield _of_execution(cells, tie, rate)


def _of_execution(cells: Cells, tie: Tie, rate: Fraction) -> Constraint:
    stated, weight = cells.of(tie.whole[0]), cells.of(tie.parts[1])
    part, base = (cells.of(each) for each in BY_NAME[tie.relation.parts[0]].operands(cells.case.report))
    reached = sorted(map(_reached, (rate, as_printed(rate))))
    places = max(_COARSEST, decimals(tie.whole[0].value or Decimal(0)))
    return Constraint(
        f"{stated.label} = {part.label} ÷ {base.label}（最高100%）× {weight.label}",
        f"填报 {stated.shown}，计算为 {points(reached[0] * weight.value)}",
        (
            *_product(stated, weight, reached, (part, base), _COARSEST),
            *_product(stated, weight, reached, (part, base, stated), places),
            *_share_bounds(stated, weight, places, (part, base)),
            between([(base, _ONE)], low=base.step),
        ),
    )


def _product(
    score: TiedCell, weight: TiedCell, reached: Sequence[Fraction], guards: Sequence[TiedCell], places: int
) -> tuple[Condition, ...]:
    """score = weight × a known share, at these decimals."""
    digits = may_be(Fraction(0), places)
    return (
        between([(score, _ONE), (weight, -reached[-1])], high=-digits.low, guards=guards),
        between([(score, _ONE), (weight, -reached[0])], low=-digits.high, guards=guards),
    )


def _share_bounds(
    score: TiedCell, weight: TiedCell, places: int, operands: tuple[TiedCell, TiedCell]
) -> Iterator[Condition]:
    """The share that a known score of a known weight stands for, as a bound on its two amounts."""
    part, base = operands
    half_printed = Fraction(1, 20000)
    printed = may_be(score.value, places)
    low = min(printed.low / weight.value - half_printed, _ONE)
    high = printed.high / weight.value + half_printed
    if low > 0:
        yield between([(part, _ONE), (base, -low)], low=Fraction(0), guards=(score, weight))
    if high <= 1:
        yield between([(part, _ONE), (base, -high)], high=Fraction(0), guards=(score, weight))
