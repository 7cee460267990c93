"""What is sealed of a workbook, and whether it may be: findings, reasons and values -> the plan of a sealed copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.checks.finding import PASSING, Finding, Severity
from xltool.checks.settings import Settings
from xltool.contract.names import (
    CONTRACT,
    FORM_SHEETS,
    LOCATED,
    MARKS,
    RESULTS,
    REVIEW,
    Role,
    block_columns,
    with_role,
)
from xltool.model.read import text_of
from xltool.model.report import Report
from xltool.model.stated import quantized
from xltool.review.places import area_of, cell_of
from xltool.review.reasons import EXPLAINED, Reason, state
from xltool.review.results_sheet import result_edits
from xltool.sealed.cover import Cover, Explained
from xltool.sealed.visible import FIGURES, FILED


class Judged(NamedTuple):
    """A workbook and what a run of the rules made of it: what the cover and the sealed sheets are made from."""

    snapshot: Snapshot
    report: Report
    findings: tuple[Finding, ...]
    reasons: Mapping[str, Reason]
    settings: Settings
    grade: str


def blocking(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> tuple[Finding, ...]:
    """The findings with which nothing may be sent: every 必改, and every 须说明 without a valid reason."""
    return tuple(
        finding
        for finding in findings
        if finding.code not in PASSING
        and (
            finding.severity is Severity.MUST
            or (
                finding.severity is Severity.EXPLAIN and state(finding, reasons.get(finding.key)) != EXPLAINED
            )
        )
    )


def sealed_values(judged: Judged, reviewed: Edits) -> dict[Cell, Value]:
    """What stands in the cells of a sealed copy that are no formulas and differ from the workbook's.

    ``reviewed`` are the edits of a review of it. Marks and signs beside the form are emptied and marks switched off;
    of 审核结果 only what was explained stays, of 错误定位 nothing.
    """
    snapshot = judged.snapshot
    results = {
        area_of(snapshot, column.name) for column in block_columns(RESULTS) if column.name in snapshot.names
    }
    values = {
        cell: value
        for cell, value in reviewed.values.items()
        if not any(area.covers(cell) for area in results)
    }
    explained = explained_findings(judged)
    reasons = {finding.key: judged.reasons[finding.key] for finding in explained}
    values |= result_edits(snapshot, explained, reasons, judged.settings)
    for title in FORM_SHEETS:
        for area in (area_of(snapshot, MARKS + title), area_of(snapshot, REVIEW + title)):
            values |= {
                cell: None for cell in _cells(area) if values.get(cell, snapshot.raw(cell)) is not None
            }
    for area in _inferred(snapshot):
        values |= {cell: None for cell in _cells(area) if snapshot.raw(cell) is not None}
    values |= dict.fromkeys(_texts_beside(snapshot))
    values[area_of(snapshot, "显示标记").first] = "否"
    return values


def _inferred(snapshot: Snapshot) -> Iterable[Area]:
    """Where 错误定位 wrote what it suspects, which is the unit's own business; an older template has no such place."""
    for name in with_role(Role.TOOL):
        if name.name in snapshot.names and (name.block == LOCATED or name.path.startswith("location.")):
            yield area_of(snapshot, name.name)


def _texts_beside(snapshot: Snapshot) -> Iterable[Cell]:
    """Headings and legends beside the forms, which go: a text in a hidden column runs over into the form.

    What a formula shows there stays: conditional formats look at it.
    """
    named = {area.first for area in snapshot.names.values()}
    for sheet, width in form_widths(snapshot).items():
        for row, line in enumerate(snapshot.grids.get(sheet, ()), 1):
            for column in range(width + 1, len(line) + 1):
                cell = Cell(sheet, row, column)
                if (
                    isinstance(snapshot.raw(cell), str)
                    and cell not in named
                    and cell not in snapshot.formulas
                ):
                    yield cell


def _cells(area: Area) -> Iterable[Cell]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield Cell(area.sheet, row, column)


def explained_findings(judged: Judged) -> tuple[Finding, ...]:
    """The findings that stand with a valid reason."""
    return tuple(f for f in judged.findings if state(f, judged.reasons.get(f.key)) == EXPLAINED)


def sheets_without_figures(snapshot: Snapshot) -> set[str]:
    """Sheets of the contract on which no figure is filed: how to fill in the form, the results of the review."""
    figures = {
        area_of(snapshot, name.name).sheet
        for name in with_role(*FILED)
        if name.kind in FIGURES and name.name in snapshot.names  # an older template lacks some
    }
    return sheets_of_the_contract(snapshot) - figures


def sheets_of_the_contract(snapshot: Snapshot) -> set[str]:
    """The sheets to which names of the contract lead."""
    return {area_of(snapshot, name).sheet for name in CONTRACT if name in snapshot.names}


def written_texts(snapshot: Snapshot) -> Iterable[Cell]:
    """The cells of the forms in which people write texts, of any length."""
    for name in with_role(Role.INPUT):
        if name.kind not in FIGURES:
            area = area_of(snapshot, name.name)
            yield from _cells(area) if name.block else [area.first]


def form_widths(snapshot: Snapshot) -> dict[str, int]:
    """The last column of the form on each of its sheets: the mark columns are as many as those of the form."""
    marks = (area_of(snapshot, MARKS + title) for title in FORM_SHEETS)
    return {area.sheet: area.width for area in marks}


def cover_of(judged: Judged, values: Mapping[Cell, Value]) -> Cover:
    """The cover without its code; ``values`` are those of the sealed copy that differ from the workbook's."""
    report = judged.report

    def written(name: str) -> str:
        cell = area_of(judged.snapshot, name).first
        return text_of(values[cell] if cell in values else judged.snapshot.value(cell))

    unit, year = report.unit_name.text.strip(), report.year.text.strip()
    total = report.totals.score.value
    points = "" if total is None else f"{quantized(total, 2):f} 分"
    lines = [
        ("单位名称", unit),
        ("年度", year),
        ("自评总分", "，等级 ".join(filter(None, [points, judged.grade])) or "—"),
        ("规则版本", written("审核规则")),
        ("审核结果", written("审核摘要")),
        *((f"审核设置{code}", sentence) for code, sentence in judged.settings.sentences()),
    ]
    explained = tuple(
        Explained(f"{f.title}：{f.message}", _where(judged.snapshot, f), judged.reasons[f.key].text)
        for f in explained_findings(judged)
    )
    return Cover(f"{year}年度部门整体支出绩效自评　上报件", tuple(lines), explained)


def _where(snapshot: Snapshot, finding: Finding) -> str:
    lead = finding.cells[0]
    return f"{cell_of(snapshot, lead.place).address} {lead.label}"
