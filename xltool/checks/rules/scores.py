"""XT4xx: weights, the 执行率得分 and totals of the self-evaluation table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from xltool.checks.case import Case, Hit, percent, points, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.indicators.scores import as_printed, heading_points, points_total, score_cells, weight_cells
from xltool.model.interval import Interval, point, rounded, total, truncated
from xltool.model.parse import decimals, plain
from xltool.model.report import Indicator
from xltool.model.stated import Origin, Stated

FULL_SCORE = Fraction(100)
_ROUNDED = "差额在四舍五入的范围内"


def _may_add_up_to(cells: Iterable[Stated]) -> Interval:
    """What the sum of points may be when each stands for all numbers that round to its digits.

    Whole points are exact: 10 is the full weight, not 9.6 rounded. So is what a formula of ours gives.
    """
    return total(
        point(cell.value)
        if cell.places == 0 or cell.origin is Origin.CONTRACT
        else rounded(cell.value, cell.places)
        for cell in cells
        if cell.value is not None
    )


def _unless_rounded(hit: Hit, stated: Interval, cells: Iterable[Stated]) -> Hit:
    """The hit; only a hint where the rounding of the figures explains the difference."""
    if not stated.meets(_may_add_up_to(cells)):
        return hit
    return hit._replace(severity=Severity.HINT, cause=_ROUNDED)


@rule("XT401", "总分与各项得分之和不符", Severity.MUST)
def total_score(case: Case) -> Iterator[Hit]:
    """查什么：填报的总分是否等于执行率得分与各指标得分之和；有指标没有得分的，是否在可能的范围内；差额在四舍五入的范围内的，只作提示。

    为什么：总分由各项相加得来，是公开后最容易被人复算的数。
    怎么改：改正总分，或点“恢复公式”按钮（或运行 xltool restore 文件名 总分）；若某项得分有误，先改该项。
    依据：附件2表内关系。
    """
    stated, head = case.report.totals.score, case.report.budget.execution_score
    found = case.computed.scores["总分"]
    if not stated.filed or stated.amount is None or found is None or stated.amount == found:
        return
    rows = points_total([indicator.score for indicator in case.report.indicators]) or Fraction(0)
    cells = tuple(score_cells(case.report) or ())
    open_rows = [r for r in case.report.indicators if r.score.value is None and r.weight.amount]
    if open_rows:
        yield from _out_of_reach(case, found, open_rows)
        return
    first = "" if head.absent else f"执行率 {case.say(head)}，"
    hit = Hit(
        (stated,),
        f"填报 {case.say(stated)}，各项相加为 {points(found)}（{first}指标 {points(rows)}）。",
        operands=cells,
        expected=found,
        parts=cells,
    )
    yield _unless_rounded(hit, stated.interval, cells)


def _out_of_reach(case: Case, found: Fraction, open_rows: list[Indicator]) -> Iterator[Hit]:
    """A hit where the total lies beside all that rows without a score leave open: a blank score is not nought."""
    stated, most = case.report.totals.score, sum((r.weight.amount or Fraction(0) for r in open_rows), found)
    slack = stated.interval
    if slack.high < found or slack.low > most:
        yield Hit(
            (stated,),
            f"填报 {case.say(stated)}，已填得分相加为 {points(found)}，还有 {len(open_rows)} 个指标没有得分，"
            f"至多再加 {points(most - found)}，合计不会高于 {points(most)}。",
            operands=tuple(row.score for row in open_rows),
            expected=f"{points(found)} 至 {points(most)} 之间",
        )


@rule("XT402", "分值合计不是100分", Severity.MUST)
def total_weight(case: Case) -> Iterator[Hit]:
    """查什么：执行率分值与各指标分值之和是否为100分；差额在四舍五入的范围内的，只作提示。

    为什么：自评采用百分制，权重不足或超出100分，总分就没有可比性。
    怎么改：调整各指标分值，使合计为100分。
    依据：财预〔2020〕10号（百分制）。
    """
    found = case.computed.scores["分值合计"]
    filled = [i for i in case.report.indicators if i.weight.amount is not None]
    if found is None or found == FULL_SCORE or not filled:
        return
    head, total = case.report.budget.weight, case.report.totals.weight
    first = "" if head.absent else f"执行率 {case.say(head)}，"
    hit = Hit(
        (filled[0].weight if total.absent else total,),
        f"分值合计为 {points(found)}（{first}{len(filled)} 个指标 {points(found - (head.amount or 0))}）。",
        operands=tuple(each for each in (head, *(row.weight for row in filled)) if not each.absent),
        expected=FULL_SCORE,
        found=found,
        cause="",
        collected=total.absent,
    )
    yield _unless_rounded(hit, point(FULL_SCORE), (head, *(row.weight for row in filled)))


@rule("XT403", "指标类别标注的分值与其下各行之和不符", Severity.MUST)
def heading_weight(case: Case) -> Iterator[Hit]:
    """查什么：一级、二级指标名称后标注的分值（如“产出指标（50分）”）是否等于其下各三级指标分值之和；差额在四舍五入的范围内的，只作提示。

    为什么：标注与明细不一致，说明改过权重而没有改全。
    怎么改：改正标注或各行分值。
    依据：附件2表内关系。
    """
    for heading, stated, weights in _stated_headings(case.report.indicators):
        found = points_total(weights)
        if found is None or stated == found:
            continue
        hit = Hit(
            (heading,),
            f"“{quoted(heading.text)}”其下 {len(weights)} 个指标分值之和为 {points(found)}。",
            operands=tuple(weights),
            expected=points(found),
        )
        yield _unless_rounded(hit, point(stated), weights)


#: A heading as it is written, by the title that it may share with others: its cell, its points, the weights below it.
_Written = tuple[Stated, Fraction | None, list[Stated]]
#: The same few headings stand in all workbooks of a form.
_title = lru_cache(maxsize=1024)(plain)


def _stated_headings(indicators: Iterable[Indicator]) -> Iterator[tuple[Stated, Fraction, list[Stated]]]:
    """Each heading with points behind it, those points, and the weights that they have to be the sum of.

    One title with various points is one heading that is repeated, with a slip in some row, and stands for all its rows;
    unless one of them has just the points of its own rows: then they are headings of their own.
    """
    for same in _by_title(indicators).values():
        every = [weight for _, _, weights in same for weight in weights]
        together = any(stated == points_total(every) for _, stated, _ in same)
        apart = not together and any(stated == points_total(weights) for _, stated, weights in same)
        for heading, stated, weights in same:
            if stated is not None:
                yield heading, stated, weights if apart else every


def _by_title(indicators: Iterable[Indicator]) -> dict[tuple[str, ...], list[_Written]]:
    """Each 一级 and 二级指标 as it is written, by its titles; it may stand once above its rows or be repeated on each."""
    groups: dict[tuple[str, ...], _Written] = {}
    titles: dict[tuple[str, ...], list[_Written]] = {}
    first = second = ""
    for row in indicators:
        level1, level2 = _title(row.level1.text), _title(row.level2.text)
        second = level2 or (second if level1 == first else "")
        first = level1
        for path, heading in (((first,), row.level1), ((first, second), row.level2)):
            if path not in groups:
                groups[path] = heading, heading_points(heading.text)[1], []
                titles.setdefault(tuple(heading_points(text)[0] for text in path), []).append(groups[path])
            groups[path][2].append(row.weight)
    return titles


def rightly(score: Stated, *candidates: Decimal | Fraction) -> bool:
    """The stated score is one of the candidates, as far as its digits tell.

    A whole number counts as exact to 0.1: 10 points are full marks, not 9.6 rounded.
    """
    if score.value is None or score.value in candidates:
        return True
    may_be = rounded(score.value, max(1, decimals(score.value)))
    return any(candidate in may_be for candidate in candidates)


def cut_off(score: Stated, *candidates: Decimal | Fraction) -> bool:
    """The further digits of a candidate were cut off to give the stated score, which rounding does not explain."""
    if score.value is None or rightly(score, *candidates):
        return False
    may_be = truncated(score.value, max(1, decimals(score.value)))
    return any(candidate in may_be for candidate in candidates)


@rule("XT404", "执行率得分与执行率不符", Severity.MUST)
def execution_score(case: Case) -> Iterator[Hit]:
    """查什么：执行率得分是否等于 min(执行率，100%) × 分值。

    为什么：执行率得分按比例计算，不由人评定。
    怎么改：改正得分，或点“恢复公式”按钮（或运行 xltool restore 文件名 执行率得分）。
    依据：财预〔2020〕10号。
    """
    cell, candidates = execution_scores(case)
    if not candidates or rightly(cell, *candidates) or cut_off(cell, *candidates):
        return
    rate, true = case.computed.rates["执行率"] or Fraction(0), candidates[0]
    budget = case.report.budget
    yield Hit(
        (cell,),
        f"填报 {case.say(cell)}，按执行率 {percent(rate)} 应得 {points(true)}。",
        operands=(budget.executed, budget.adjusted, budget.weight),
        expected=true,
    )


def execution_scores(case: Case) -> tuple[Stated, tuple[Fraction, ...]]:
    """The 执行率得分 and what it may be: of the printed rate, or of the exact one (9.25, not 9.26, for 92.546 %).

    Nothing where a formula of ours gives it, or where there is no rate.
    """
    cell, true = case.report.budget.execution_score, case.computed.scores["执行率得分"]
    rate, weight = case.computed.rates["执行率"], case.report.budget.weight.amount
    if not cell.filed or true is None or rate is None or weight is None:
        return cell, ()
    return cell, (true, max(Fraction(0), min(rate, Fraction(1))) * weight)


@rule("XT405", "得分超出范围", Severity.MUST)
def score_range(case: Case) -> Iterator[Hit]:
    """查什么：每项得分是否在0分与该项分值之间，分值有没有负数。

    为什么：得分不得超过分值，也不得为负。
    怎么改：改正得分或分值。
    依据：财预〔2020〕10号。
    """
    rows = [(i.weight, i.score) for i in case.report.indicators]
    rows.append((case.report.budget.weight, case.report.budget.execution_score))
    for weight, score in rows:
        if weight.amount is not None and weight.amount < 0:
            yield Hit((weight,), f"分值 {case.say(weight)} 为负。", expected="不低于0分")
        elif score.amount is not None and score.amount < 0:
            yield Hit((score,), f"得分 {case.say(score)} 为负。", expected="不低于0分")
        elif weight.amount is None or score.amount is None or rightly(score, weight.amount):
            continue
        elif score.amount > weight.amount:
            yield Hit(
                (score,),
                f"得分 {case.say(score)} 大于分值 {case.say(weight)}。",
                operands=(weight,),
                expected=f"不高于 {case.say(weight)}",
            )


@rule("XT410", "填报的分值合计与各项分值之和不符", Severity.MUST)
def stated_weight(case: Case) -> Iterator[Hit]:
    """查什么：手填的分值合计是否等于执行率分值与各指标分值之和；差额在四舍五入的范围内的，只作提示。

    为什么：合计由各项相加得来。
    怎么改：改正合计，或点“恢复公式”按钮（或运行 xltool restore 文件名 分值合计）。
    依据：附件2表内关系。
    """
    cell, found = case.report.totals.weight, case.computed.scores["分值合计"]
    if cell.filed and cell.amount is not None and found is not None and cell.amount != found:
        weights = tuple(weight_cells(case.report) or ())
        message = f"填报 {case.say(cell)}，各项分值相加为 {points(found)}。"
        hit = Hit((cell,), message, weights, found, parts=weights)
        yield _unless_rounded(hit, cell.interval, weights)


@rule("XT412", "总分超过执行率对应的上限", Severity.EXPLAIN, limit="execution_cap")
def capped_score(case: Case) -> Iterator[Hit]:
    """查什么：评分办法按执行率给总分设了上限的，总分是否超过它。

    为什么：部分地区规定执行率低的单位自评总分不得高于相应分数。
    怎么改：按办法下调得分，或写明原因。
    依据：所选评分办法（湖南、财政部办法没有这项上限）。
    """
    rate, total = case.computed.rates["执行率"], case.computed.scores["总分"]
    if rate is None or total is None or case.report.totals.score.absent:
        return
    for limit, highest in case.scheme.execution_cap:
        if as_printed(rate) < limit:
            if total > highest:
                cell = case.report.totals.score
                yield Hit(
                    (cell,),
                    f"执行率 {percent(rate)} 低于 {percent(limit)}，总分不得高于 {points(highest)}。",
                    operands=(case.report.budget.executed, case.report.budget.adjusted),
                    expected=highest,
                    found=total,
                    cause="",
                )
            return
