"""XT4xx: weights, the 执行率得分 and totals of the self-evaluation table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, points, quoted
from xltool.checks.finding import Severity
from xltool.checks.headed import headed, limited
from xltool.checks.registry import rule
from xltool.checks.tie import Tie, rightly
from xltool.checks.ties import broken, cells_of, ties
from xltool.contract.relations import DEFINITIONS
from xltool.indicators.rates import BY_NAME
from xltool.indicators.scores import as_printed
from xltool.indicators.totals import points_total, score_cells
from xltool.model.interval import Interval, point, rounded, total, truncated
from xltool.model.parse import decimals
from xltool.model.stated import Origin, Stated, percent

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
    """查什么：填报的总分是否相符：{total_score}；有指标没有得分的，是否在可能的范围内；差额在四舍五入的范围内的，只作提示。

    为什么：总分由各项相加得来，是公开后最容易被人复算的数。
    怎么改：改正总分，或点“恢复公式”按钮（或运行 xltool restore 文件名 总分）；若某项得分有误，先改该项。
    依据：附件2表内关系。
    """
    for tie in ties(case, "total_score"):
        (stated,), found = tie.whole, case.computed.scores["总分"]
        if not tie.judged or found is None or stated.amount == found:
            continue
        open_rows = [r for r in case.report.indicators if r.score.value is None and r.weight.amount]
        if open_rows:
            if tie.broken:
                yield _out_of_reach(case, tie, len(open_rows))
            continue
        head = case.report.budget.execution_score
        rows = points_total([row.score for row in case.report.indicators]) or Fraction(0)
        cells = tuple(score_cells(case.report) or ())
        first = f"执行率 {case.say(head)}，" if head in cells else ""
        hit = Hit(
            (stated,),
            f"填报 {case.say(stated)}，各项相加为 {points(found)}（{first}指标 {points(rows)}）。",
            operands=cells,
            expected=found,
            tie=tie,
        )
        yield _unless_rounded(hit, stated.interval, cells)


def _out_of_reach(case: Case, tie: Tie, rows: int) -> Hit:
    """The total lies beside all that rows without a score leave open: a blank score is not nought."""
    (stated,), found = tie.whole, tie.found
    most = found + tie.room
    return Hit(
        (stated,),
        f"填报 {case.say(stated)}，已填得分相加为 {points(found)}，还有 {rows} 个指标没有得分，"
        f"至多再加 {points(tie.room)}，合计不会高于 {points(most)}。",
        operands=tuple(part for part in tie.lacking if part.place.row),
        expected=f"{points(found)} 至 {points(most)} 之间",
        tie=tie,
    )


@rule("XT402", "分值合计不是100分", Severity.MUST)
def total_weight(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{full_marks}；差额在四舍五入的范围内的，只作提示。表上没有分值一栏的，按标签里标注的分值；它自己标注了满分（“总分（90分）”）的，按它的满分。

    为什么：自评采用百分制，权重不足或超出100分，总分就没有可比性。
    怎么改：调整各指标分值，使合计为100分。
    依据：财预〔2020〕10号（百分制）。
    """
    for tie in broken(case, "full_marks"):
        head, total, found = case.report.budget.weight, case.report.totals.weight, tie.found
        filled = tuple(part for part in tie.filled if part.place.row)
        counts = head in tie.parts
        cells, first = ((head, *filled), f"执行率 {case.say(head)}，") if counts else (filled, "")
        rows = points(found - ((head.amount or 0) if counts else 0))
        hit = Hit(
            (filled[0] if total.absent else total,),
            f"分值合计为 {points(found)}（{first}{len(filled)} 个指标 {rows}）。",
            operands=cells,
            expected=tie.left,
            found=found,
            cause="",
            collected=total.absent,
            tie=tie,
        )
        yield _unless_rounded(hit, point(tie.left), cells)


@rule("XT403", "指标类别标注的分值与其下各行之和不符", Severity.MUST)
def heading_weight(case: Case) -> Iterator[Hit]:
    """查什么：名称后标注了分值的（如“产出指标（50分）”），下式是否成立：{heading}；差额在四舍五入的范围内的，只作提示。

    为什么：标注与明细不一致，说明改过权重而没有改全。
    怎么改：改正标注或各行分值。
    依据：附件2表内关系。
    """
    for heading, tie in headed(case):
        if not tie.broken:
            continue
        weights, found = tie.parts, points(tie.found)
        hit = Hit(
            tie.whole,
            f"“{quoted(heading.cells[0].text)}”其下 {len(weights)} 个指标分值之和为 {found}。",
            operands=weights,
            expected=found,
            tie=tie,
        )
        yield _unless_rounded(hit, point(heading.points), weights)


def cut_off(score: Stated, *candidates: Decimal | Fraction) -> bool:
    """The further digits of a candidate were cut off to give the stated score, which rounding does not explain."""
    if score.value is None or rightly(score, *candidates):
        return False
    may_be = truncated(score.value, max(1, decimals(score.value)))
    return any(candidate in may_be for candidate in candidates)


@rule("XT404", "执行率得分与执行率不符", Severity.MUST)
def stated_execution_score(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{execution_score}。

    为什么：执行率得分按比例计算，不由人评定。
    怎么改：改正得分，或点“恢复公式”按钮（或运行 xltool restore 文件名 执行率得分）。
    依据：财预〔2020〕10号。
    """
    cell, candidates = execution_scores(case)
    if not candidates or rightly(cell, *candidates) or cut_off(cell, *candidates):
        return
    rate, (executed, adjusted), weight = _behind_the_score(case)
    true = candidates[0]
    yield Hit(
        (cell,),
        f"填报 {case.say(cell)}，按执行率 {percent(rate or Fraction(0))} 应得 {points(true)}。",
        operands=(executed, adjusted, *weight),
        expected=true,
    )


def _behind_the_score(case: Case) -> tuple[Fraction | None, tuple[Stated, Stated], tuple[Stated, ...]]:
    """The rate by which the 执行率得分 is given, its two figures, and the weight where the form has it."""
    rate, weight = DEFINITIONS["执行率得分"].parts
    return case.computed.rates[rate], BY_NAME[rate].operands(case.report), cells_of(case, (weight,))


def execution_scores(case: Case) -> tuple[Stated, tuple[Fraction, ...]]:
    """The 执行率得分 and what it may be: of the printed rate, or of the exact one (9.25, not 9.26, for 92.546 %).

    Nothing where a formula of ours gives it, or where there is no rate.
    """
    cell = case.report.budget.execution_score
    true, (rate, _, weight) = case.computed.scores[cell.name], _behind_the_score(case)
    points = weight[0].amount if weight else None
    if not cell.filed or true is None or rate is None or points is None:
        return cell, ()
    return cell, (true, max(Fraction(0), min(rate, Fraction(1))) * points)


@rule("XT405", "得分超出范围", Severity.MUST)
def score_range(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{score_limit}；得分、分值有没有负数。表上没有分值一栏的，按标签里标注的分值（“预算编制（10分）”）；只在类别上标注了分值的：{heading_limit}。

    为什么：得分不得超过分值，也不得为负。
    怎么改：改正得分或分值。
    依据：财预〔2020〕10号。
    """
    for tie in ties(case, "score_limit"):
        (weight,), (score,) = tie.whole, tie.parts
        if weight.value is not None and weight.value < 0:
            yield Hit((weight,), f"分值 {case.say(weight)} 为负。", expected="不低于0分")
        elif score.value is not None and score.value < 0:
            yield Hit((score,), f"得分 {case.say(score)} 为负。", expected="不低于0分")
        elif tie.broken:
            yield Hit(
                (score,),
                f"得分 {case.say(score)} 大于分值 {case.say(weight)}。",
                operands=(weight,),
                expected=f"不高于 {case.say(weight)}",
                tie=tie,
            )
    for tie in limited(case):
        if tie.broken:
            yield _above_heading(case, tie)


def _above_heading(case: Case, tie: Tie) -> Hit:
    """The rows under a heading score more than it has; the one that alone is above it, or all of them."""
    limit, heading = points(tie.left), quoted(tie.whole[0].text)
    alone = tuple(score for score in tie.filled if (score.amount or 0) > tie.left)
    told = (
        f"得分 {case.say(alone[0])} 大于“{heading}”的 {limit}。"
        if alone
        else f"“{heading}”其下 {len(tie.filled)} 个指标得分之和为 {points(tie.found)}，大于 {limit}。"
    )
    return Hit(alone or tie.filled, told, operands=tie.whole, expected=f"不高于 {limit}", tie=tie)


@rule("XT410", "填报的分值合计与各项分值之和不符", Severity.MUST)
def stated_weight(case: Case) -> Iterator[Hit]:
    """查什么：手填的分值合计是否相符：{total_weight}；差额在四舍五入的范围内的，只作提示。

    为什么：合计由各项相加得来。
    怎么改：改正合计，或点“恢复公式”按钮（或运行 xltool restore 文件名 分值合计）。
    依据：附件2表内关系。
    """
    for tie in ties(case, "total_weight"):
        (cell,), found = tie.whole, tie.found
        if tie.judged and tie.left != found:
            hit = Hit(
                (cell,),
                f"填报 {case.say(cell)}，各项分值相加为 {points(found)}。",
                tie.parts,
                found,
                tie=tie,
            )
            yield _unless_rounded(hit, cell.interval, tie.parts)


@rule("XT412", "总分超过执行率对应的上限", Severity.EXPLAIN, limit="execution_cap")
def capped_score(case: Case) -> Iterator[Hit]:
    """查什么：评分办法按执行率给总分设了上限的，总分是否超过它。

    为什么：部分地区规定执行率低的单位自评总分不得高于相应分数。
    怎么改：按办法下调得分，或写明原因。
    依据：所选评分办法（湖南、财政部办法没有这项上限）。
    """
    (rate, operands, _), total = _behind_the_score(case), case.computed.scores["总分"]
    if rate is None or total is None or case.report.totals.score.absent:
        return
    for limit, highest in case.scheme.execution_cap:
        if as_printed(rate) < limit:
            if total > highest:
                cell = case.report.totals.score
                yield Hit(
                    (cell,),
                    f"执行率 {percent(rate)} 低于 {percent(limit)}，总分不得高于 {points(highest)}。",
                    operands=operands,
                    expected=highest,
                    found=total,
                    cause="",
                )
            return
