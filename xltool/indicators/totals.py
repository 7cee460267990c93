"""Totals of points: what they add up, the suggested total, and the weights by 一级指标."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xltool.indicators.headings import heading_points, headings
from xltool.indicators.rates import near_rate_of_title, rate_of_title
from xltool.indicators.scheme import Scheme
from xltool.indicators.scores import POINT_PLACES, Assessment
from xltool.model.parse import decimals
from xltool.model.report import Indicator, Report
from xltool.model.stated import Origin, Stated, quantized, sum_of, trimmed

#: Points of a whole form.
FULL_MARKS = 100


def head_counts(report: Report) -> bool:
    """Whether the points of the row of the 执行率 are added to those of the indicators.

    On another form one of these may be that very rate, and all of them make full marks without the head.
    """
    if not report.foreign or not report.indicators:
        return True
    own = report.budget.weight.amount
    again = [
        row.weight.amount
        for row in report.indicators
        if (found := rate_of_title(row.title.text) or (near_rate_of_title(row.title.text) or (None,))[0])
        and found.name == "执行率"
    ]
    return not (
        any(weight is not None and own in (None, weight) for weight in again)
        and sum_of([row.weight for row in report.indicators]) == FULL_MARKS
    )


def weight_cells(report: Report) -> list[Stated] | None:
    """The cells that 分值合计 adds up; None where the form has no cell for some of them."""
    budget = report.budget
    if not head_counts(report):
        return [row.weight for row in report.indicators]
    return _added_up(budget.weight, budget.execution_score, [row.weight for row in report.indicators])


def score_cells(report: Report) -> list[Stated] | None:
    """The cells that 总分 adds up; None where the form has no cell for some of them."""
    budget = report.budget
    if not head_counts(report):
        rows = [row.score for row in report.indicators]
        return None if any(cell.absent for cell in rows) else rows
    return _added_up(budget.execution_score, budget.weight, [row.score for row in report.indicators])


def full_mark_cells(report: Report) -> list[Stated] | None:
    """The cells whose points make full marks: those of 分值合计, or on a form without weights what its labels announce.

    None where some of them cannot be told.
    """
    column = not any(row.weight.origin in (Origin.ABSENT, Origin.PRINTED) for row in report.indicators)
    if column or not report.foreign:
        return weight_cells(report)
    rows, budget = _announced(report.indicators), report.budget
    if rows is None or not head_counts(report):
        return rows
    found = _added_up(budget.weight, budget.execution_score, rows)
    # what is missing may be the points of the 执行率, which such a form prints where nobody looks
    unknown = budget.weight.absent and not budget.executed.absent
    return None if found is None or (unknown and sum_of(found) < FULL_MARKS) else found


def _announced(indicators: Sequence[Indicator]) -> list[Stated] | None:
    """The points of all rows as their labels tell them: the row's own, or those of the narrowest heading over it."""
    if any(
        row.score.absent or row.weight.origin not in (Origin.ABSENT, Origin.PRINTED) for row in indicators
    ):
        return None
    found = {row.row: row.weight for row in indicators if not row.weight.absent}
    for heading in sorted(headings(indicators), key=lambda each: -len(each.path)):
        rows = [row.row for row in heading.rows]
        if heading.alone_tells and not found.keys() & rows:
            points = quantized(heading.points, POINT_PLACES)
            found |= {row: heading.cells[0]._replace(value=points, places=decimals(points)) for row in rows}
    if not indicators or len(found) < len(indicators):
        return None
    return list({cell.place: cell for _, cell in sorted(found.items())}.values())


def _added_up(head: Stated, beside: Stated, rows: list[Stated]) -> list[Stated] | None:
    """The head and the rows; a form that has neither the head nor what stands ``beside`` it has no row of the 执行率."""
    if any(cell.absent for cell in rows) or (head.absent and not beside.absent):
        return None
    return rows if head.absent else [head, *rows]


def points_total(cells: list[Stated]) -> Fraction | None:
    """Sum of points, blanks left out; None where nothing was filled in."""
    return sum_of(cells) if any(cell.value is not None for cell in cells) else None


def partial_totals(report: Report, execution: Fraction | None) -> set[str]:
    """The names of the totals of which a part is not known: blank is not zero. ``execution`` is the suggested 执行率得分.

    Rows without a title are no part, nor are those whose points stand in the merged cell of a row above.
    """
    head = report.budget.execution_score
    offered = execution is not None and not head.text.strip()
    known = {head.place} if offered or _head_is_nothing(report) else set()
    others = {row.row for row in report.indicators if not row.title.text.strip()} | set(report.sharing)
    parts = {"总分": score_cells(report) or [], "分值合计": weight_cells(report) or []}
    return {
        name
        for name, cells in parts.items()
        if any(
            cell.amount is None and cell.place not in known and cell.place.row not in others for cell in cells
        )
    }


def _head_is_nothing(report: Report) -> bool:
    """Whether the form gives no points for the 执行率."""
    return not report.budget.weight.amount


def suggested_total(
    report: Report, execution: Fraction | None, assessments: tuple[Assessment, ...]
) -> Fraction | None:
    """建议总分 = Σ (建议得分, else the stated score) + suggested 执行率得分 (else the stated one), in points.

    None where a form that gives points for the 执行率 has no score for it: blank is not zero.
    """
    first = execution if execution is not None else report.budget.execution_score.amount
    if not head_counts(report):
        first = None
    elif first is None and report.budget.weight.amount:
        return None
    if any(each.points is None and each.indicator.score.absent for each in assessments):
        return None
    parts = [first]
    for assessment in assessments:
        own = assessment.indicator.score.amount
        parts.append(own if assessment.points is None else Fraction(assessment.points))
    filled = [part for part in parts if part is not None]
    return sum(filled, Fraction(0)) if filled else None


def weights_by_level(report: Report) -> dict[str, Fraction]:
    """Points of the 执行率 row and of each 一级指标 by its title, in the order of the form; blanks left out."""
    found = {} if report.budget.weight.amount is None else {"执行率": report.budget.weight.amount}
    for indicator in report.indicators:
        title, weight = heading_points(indicator.level1.text)[0] or "未分级", indicator.weight.amount
        if weight is not None:
            found[title] = found.get(title, Fraction(0)) + weight
    return found


def weight_information(report: Report, scheme: Scheme) -> str:
    """One Chinese sentence that sets the weights beside those of the scheme; empty where no indicator has one.

    Localities choose their own weights: this is information, never a finding.
    """
    filed = weights_by_level(report)
    if not filed.keys() - {"执行率"}:
        return ""
    same = len(filed) == len(scheme.weights) and all(
        points == wanted and (key in title or title.removesuffix("指标") in key)
        for (title, points), (key, wanted) in zip(filed.items(), scheme.weights.items(), strict=True)
    )
    theirs = "一致" if same else f"的 {_weights(scheme.weights)} 不同（各地可自定，仅供参考）"
    return f"权重为 {_weights(filed)}，与{scheme.title}{theirs}"


def _weights(weights: Mapping[str, Fraction]) -> str:
    return "、".join(
        f"{title} {trimmed(quantized(points, POINT_PLACES))}" for title, points in weights.items()
    )
