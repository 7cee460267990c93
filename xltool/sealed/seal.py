"""What is sealed of a workbook, and whether it may be: findings, reasons and values -> the plan of a sealed copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xltool.book.port import Area, Cell, Edits, Value
from xltool.checks.finding import PASSING, Finding, Severity
from xltool.checks.settings import Settings
from xltool.contract.names import (
    LOCATED,
    MARKS,
    RESULTS,
    REVIEW,
    Role,
    with_role,
)
from xltool.contract.optional import KNOWN, MERGED_NAMES
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.model.report import Report
from xltool.model.stated import quantized
from xltool.review.reasons import EXPLAINED, Reason, state
from xltool.review.results_sheet import result_edits
from xltool.sealed.cover import Cover, Explained
from xltool.sealed.visible import FIGURES, FILED


class JudgedWorkbook(NamedTuple):
    """A workbook and what a run of the rules made of it: what the cover and the sealed sheets are made from.

    ``rules`` and ``summary`` are lines that say which rules were asked and what was found.
    """

    form: Form
    report: Report
    findings: tuple[Finding, ...]
    reasons: Mapping[str, Reason]
    settings: Settings
    grade: str
    rules: str
    summary: str


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


def sealed_values(judged: JudgedWorkbook, reviewed: Edits) -> dict[Cell, Value]:
    """What stands in the cells of a sealed copy that are no formulas and differ from the workbook's.

    ``reviewed`` are the edits of a review of it. Marks and signs beside the form are emptied and marks switched off;
    of 审核结果 only what was explained stays, of 错误定位 nothing.
    """
    form, snapshot = judged.form, judged.form.snapshot
    results = {form.area(column.name) for column in form.columns(RESULTS)}
    values = {
        cell: value
        for cell, value in reviewed.values.items()
        if not any(area.covers(cell) for area in results)
    }
    explained = explained_findings(judged)
    reasons = {finding.key: judged.reasons[finding.key] for finding in explained}
    values |= result_edits(form, explained, reasons, judged.settings)
    for area in (*form.beside(MARKS).values(), *form.beside(REVIEW).values()):
        values |= {cell: None for cell in _cells(area) if values.get(cell, snapshot.raw(cell)) is not None}
    for area in _inferred(form):
        values |= {cell: None for cell in _cells(area) if snapshot.raw(cell) is not None}
    values |= dict.fromkeys(_texts_beside(form))
    if "显示标记" in form.areas:
        values[form.area("显示标记").first] = "否"
    return values


def _inferred(form: Form) -> Iterable[Area]:
    """Where 错误定位 wrote what it suspects, which is the unit's own business; not every form has such a place."""
    for name in with_role(Role.TOOL):
        if name.name in form.areas and (name.block == LOCATED or name.path.startswith("location.")):
            yield form.area(name.name)


def _texts_beside(form: Form) -> Iterable[Cell]:
    """Headings and legends beside the forms, which go: a text in a hidden column runs over into the form.

    What a formula shows there stays: conditional formats look at it.
    """
    snapshot = form.snapshot
    named = {area.first for area in snapshot.names.values()}
    for sheet, width in form_widths(form).items():
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


def explained_findings(judged: JudgedWorkbook) -> tuple[Finding, ...]:
    """The findings that stand with a valid reason."""
    return tuple(f for f in judged.findings if state(f, judged.reasons.get(f.key)) == EXPLAINED)


def sheets_without_figures(form: Form) -> set[str]:
    """Sheets of the contract on which no figure is filed: how to fill in the form, the results of the review.

    What a merged return is made of is to be seen.
    """
    figures = {
        form.area(name.name).sheet
        for name in with_role(*FILED)
        if name.kind in FIGURES and name.name in form.areas  # not every form has them all
    }
    sums = {form.areas[name].sheet for name in MERGED_NAMES if name in form.areas}
    return sheets_of_the_contract(form) - figures - sums


def sheets_of_the_contract(form: Form) -> set[str]:
    """The sheets to which names of the contract lead, those that are parked off a foreign form too."""
    names = form.snapshot.names
    return {names[name].sheet for name in KNOWN if name in names}


def written_texts(form: Form) -> Iterable[Cell]:
    """The cells of the forms in which people write texts, of any length."""
    for name in with_role(Role.INPUT):
        if name.kind not in FIGURES and name.name in form.areas:
            area = form.area(name.name)
            yield from _cells(area) if name.block else [area.first]


def form_widths(form: Form) -> dict[str, int]:
    """The last column of the form on each sheet that has mark columns: they are as many as those of the form."""
    return {area.sheet: area.width for area in form.beside(MARKS).values()}


def cover_of(judged: JudgedWorkbook, values: Mapping[Cell, Value]) -> Cover:
    """The cover without its code; ``values`` are those of the sealed copy that differ from the workbook's."""
    report = judged.report

    def written(name: str, otherwise: str) -> str:
        area = judged.form.areas.get(name)
        if area is None:
            return otherwise
        return text_of(values[area.first] if area.first in values else judged.form.snapshot.value(area.first))

    unit, year = report.unit_name.text.strip(), report.year.text.strip()
    total = report.totals.score.value
    points = "" if total is None else f"{quantized(total, 2):f} 分"
    lines = [
        ("单位名称", unit),
        ("年度", year),
        ("自评总分", "，等级 ".join(filter(None, [points, judged.grade])) or "—"),
        ("规则版本", written("审核规则", judged.rules)),
        ("审核结果", written("审核摘要", judged.summary)),
        *((f"审核设置{code}", sentence) for code, sentence in judged.settings.sentences()),
    ]
    explained = tuple(
        Explained(f"{f.title}：{f.message}", _where(judged.form, f), judged.reasons[f.key].text)
        for f in explained_findings(judged)
    )
    return Cover(f"{year}年度部门整体支出绩效自评　上报件", tuple(lines), explained)


def _where(form: Form, finding: Finding) -> str:
    lead = finding.cells[0]
    return f"{form.cell(lead.place).address} {lead.label}"
