"""How every verb begins: the workbook is opened behind the port, read behind the gates, computed and checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from types import ModuleType

from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import results
from xltool.book.port import Workbook, blank_as_none
from xltool.book.sealed import is_sealed, refuse_sealed
from xltool.checks.case import build_case
from xltool.checks.settings import NONE, load
from xltool.indicators import scheme as schemes_room
from xltool.indicators.compute import compute
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.read import read
from xltool.review import review as review_room
from xltool.review.reasons import read_reasons
from xltool.review.unread import remembered
from xltool.typed import TYPE_CHECKING, cast
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.book.live.excel import ExcelBook
    from xltool.checks.needs import Unasked
    from xltool.checks.projects import Projects
    from xltool.model.report import Report

    #: A path, a workbook behind the port, or a book of xlwings' that is open in Excel.
    Book = FilePath | Workbook | ExcelBook

#: What sealing does to every copy (formulas became values) is no fault of anybody's.
_BY_SEALING = frozenset({"XT002"})


def _unasked(form: Form) -> tuple[Unasked, ...]:
    """The rules that a foreign form lacks something for; none on a form of our own."""
    if not form.foreign:
        return ()
    from xltool.checks.needs import unasked

    return unasked(form.lacking)


def opened(book: Book) -> Workbook:
    """The workbook behind the port: a file by its path, a book of xlwings' that is open in Excel."""
    if isinstance(book, (str, os.PathLike)):
        return FileWorkbook(book)
    if type(book).__module__.partition(".")[0] == "xlwings":
        from xltool.book.live.excel import excel_workbook  # whose xlwings only Excel's side has installed

        return excel_workbook(cast("ExcelBook", book))
    return cast("Workbook", book)


def unsealed(workbook: Workbook) -> Form:
    """The form of a workbook that may be written."""
    form = form_of(workbook)
    refuse_sealed(form.snapshot)
    return form


def form_of(workbook: Workbook) -> Form:
    """The form of a workbook that can be processed, with every formula's result as Excel would show it now."""
    form = check_gates(workbook.snapshot())
    snapshot = form.snapshot
    found, missing = results(snapshot, cells=review_room.form_formulas(form))
    stale = {
        cell: value
        for cell, value in found.items()
        if cell in snapshot.uncalculated or snapshot.value(cell) != blank_as_none(value)
    }
    fresh = {**snapshot.fresh, **stale}
    unknown = snapshot.foreign_formulas or missing
    return form._replace(snapshot=snapshot._replace(fresh=fresh, foreign_formulas=unknown))


def examined(
    workbook: Workbook,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    report_text: FilePath | None = None,
) -> Outcome:
    """What a run makes of a workbook, with the text of its report where that is given; nothing is written.

    Raises WorkbookError where the workbook, the settings or the report cannot be processed.
    """
    chosen = NONE if settings is None else load(settings)
    form = form_of(workbook)
    report = read(form)
    named = report.scheme.text if report.scheme.text.strip() or not report.foreign else schemes_room.NATIONAL
    scheme = chosen.scheme(schemes_room.find(named, schemes))
    computed = compute(report, scheme)
    reasons = read_reasons(form)
    prose = None if report_text is None else _texts().prose_of(report_text, form, report)
    projects = _projects(workbook, report)
    case = build_case(report, computed, scheme, prose, remembered(reasons), projects)
    findings = chosen.findings(case)
    if is_sealed(form.snapshot):
        findings = tuple(finding for finding in findings if finding.code not in _BY_SEALING)
    return Outcome(
        form,
        report,
        computed,
        scheme,
        findings,
        reasons,
        chosen,
        text=None if prose is None else _texts().text_coverage(case, prose),
        unasked=_unasked(form),
    )


def _projects(workbook: Workbook, report: Report) -> Projects | None:
    """What the projects come to whose returns stand in the same workbook as this one of their department; else None."""
    if not isinstance(workbook, FileWorkbook) or not workbook.sheet:
        return None
    from xltool.verbs.returns import projects_beside

    return projects_beside(workbook, report)


def _texts() -> ModuleType:
    from xltool.verbs import report_text  # what reads documents: a check without a report has no need of it

    return report_text
