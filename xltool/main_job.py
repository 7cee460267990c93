"""The main job, end to end: ``snapshot -> gates -> Report -> rates, scores -> findings -> edits -> apply``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from xltool.book.formula.calculate import results
from xltool.book.port import Edits, Workbook, blank_as_none
from xltool.book.sealed import is_sealed, refuse_sealed
from xltool.checks.case import Case, build_case
from xltool.checks.finding import Finding
from xltool.checks.needs import unasked
from xltool.checks.settings import NONE, load
from xltool.collector import at_rest
from xltool.contract.names import Role, with_role
from xltool.errors import WorkbookError
from xltool.indicators import scheme as schemes_room
from xltool.indicators.compute import compute
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.read import intact, read
from xltool.outcome import Adoption, Outcome, adoptions
from xltool.review import review as review_room
from xltool.review.reasons import LEAST, Reason, read_reasons, says_nothing
from xltool.review.unread import remembered

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.book.live.workbook import ExcelBook
    from xltool.checks.text_reading import Coverage
    from xltool.locate.locate import Localisation
    from xltool.model.prose import Prose
    from xltool.model.report import Report

    #: A path, a workbook behind the port, or a book of xlwings' that is open in Excel.
    Book = FilePath | Workbook | ExcelBook

#: What sealing does to every copy (formulas became values) is no fault of anybody's.
_BY_SEALING = frozenset({"XT002"})


@at_rest()
def recalc(
    book: Book,
    *,
    target: FilePath | None = None,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> Outcome:
    """Compute, check, mark and write. ``target`` takes the result instead of the workbook itself (files only).

    Raises WorkbookError where the workbook cannot be processed; then nothing was written.
    """
    workbook = _open(book)
    outcome = _examine(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    return outcome._replace(changed=_apply(workbook, reviewed(outcome), target))


def reviewed(outcome: Outcome) -> Edits:
    """The edits that write what came out of a run: computed values, marks, the sheet 审核结果; none without room for any."""
    if not review_room.has_room(outcome.form):
        return Edits()
    return review_room.review(
        outcome.form,
        outcome.computed,
        outcome.findings,
        outcome.scheme,
        outcome.reasons,
        outcome.settings,
        [(each.code, each.sentence) for each in outcome.unasked],
    )


@at_rest()
def check(
    book: Book,
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    report: FilePath | None = None,
) -> Outcome:
    """Compute and check without writing anything; with ``report``, its text is compared with the workbook.

    Raises WorkbookError where the workbook, or the report, cannot be processed.
    """
    return _examine(_open(book), schemes, settings, report)


def _prose(path: FilePath | None, report: Report) -> Prose | None:
    """The sentences of a report; the workbook's year where the report's titles tell none."""
    if path is None:
        return None
    from pathlib import Path

    from xltool.intake.read import read_prose  # a click has no need of it
    from xltool.intake.sources.files import open_report

    year = report.year.value
    prose = read_prose(
        open_report(Path(path)), "" if year is None else f"{year:f}", report.unit_name.text.strip()
    )
    if not any(sentence.figures or sentence.lists for sentence in prose.sentences):
        raise WorkbookError(
            f"“{prose.title}”的正文里没有可以与工作簿比对的数字；请确认选对了文件（只有附表的文件没有正文）。"
        )
    return prose


def locate(
    book: Book,
    *,
    schemes: Iterable[FilePath] = (),
    budget: float | None = None,
    announce: Callable[[Localisation], None] | None = None,
    write: bool = False,
) -> tuple[Outcome, Localisation]:
    """Which cells are wrong, within ``budget`` seconds (None: as long as it takes); Ctrl-C stops the search too.

    ``announce`` is given the first answer as soon as it is known. With ``write`` the answer is written into 审核结果,
    and the outcome says whether anything changed. Raises WorkbookError where the workbook cannot be processed, or
    where its template has no room for the answer.
    """
    from xltool.locate.locate import localise  # a recalculation has no need of it
    from xltool.locate.table import rows, summary
    from xltool.review.located import location_edits, refuse_without_block

    workbook = _open(book)
    outcome = _examine(workbook, schemes, None)
    if write:
        refuse_sealed(outcome.snapshot)
        refuse_without_block(outcome.form)
    found = localise(build_case(outcome.report, outcome.computed, outcome.scheme), budget, announce)
    if not write:
        return outcome, found
    edits = location_edits(outcome.form, rows(found), summary(found))
    return outcome._replace(changed=workbook.apply(edits)), found


def clear(book: Book, *, reasons_too: bool = False) -> bool:
    """Empty the tool's own cells; the reasons people wrote stay unless ``reasons_too``. True when something changed."""
    workbook = _open(book)
    return workbook.apply(review_room.clear(_unsealed(workbook), reasons_too))


def overwritten(book: Book, names: Iterable[str] = ()) -> dict[str, str]:
    """The formulas of the template that were typed over or emptied (all, or of these names): name -> what stands there.

    Raises WorkbookError for a name that has no formula, or where the workbook cannot be processed.
    """
    return _overwritten(_unsealed(_open(book)), names)


def restore(book: Book, names: Iterable[str] = ()) -> dict[str, str]:
    """Put the template's formulas back where they were typed over (all, or these names): name -> what stood there.

    Without names, the last row of a table (在此行上方插入) is put back too where it was deleted: ``末行_`` and the
    table's name. Raises WorkbookError for a name that has no formula, where the workbook cannot be processed, or where
    a row cannot be put into it safely.
    """
    from xltool.book.file import end_rows
    from xltool.importing import end_row

    workbook, names = _open(book), tuple(names)
    form = _unsealed(workbook)
    replaced = stale = _overwritten(form, names)
    without_end = () if names else end_rows.missing(form.snapshot)
    if without_end:
        end_row.make_room(workbook, form.snapshot, without_end)
        form = _unsealed(workbook)
        stale = _overwritten(form, ())  # what adds up a table has to reach its new end
    if stale or without_end:
        edits = review_room.restore(form, stale)
        values = {**edits.values, **end_row.hints(form.snapshot, without_end)}
        workbook.apply(edits._replace(values=values), keep_before=True)
    return {**replaced, **{f"末行_{block}": "" for block in without_end}}


def _overwritten(form: Form, names: Iterable[str]) -> dict[str, str]:
    if form.foreign:
        raise WorkbookError(
            f"“{form.snapshot.title}”是别处的表，表上的公式是它自己的，本工具没有可以恢复的公式：要恢复，请从备份或空白表复制。"
        )
    report = read(form)
    cells = {cell.name: cell for cell in (*report.cells(), *report.shown)}  # an older template lacks some
    formulas = [name for name in with_role(Role.COMPUTED, Role.SHOWN) if name.name in cells]
    by_label = {name.label: name.name for name in formulas} | {name.name: name.name for name in formulas}
    wanted = []
    for asked in names:
        if asked not in by_label:
            offered = "、".join(
                name.name for name in formulas if not name.path.startswith(("review.", "location."))
            )
            raise WorkbookError(f"“{asked}”不是由公式计算的名称：可以恢复的有 {offered}。")
        wanted.append(by_label[asked])
    return {
        each: cells[each].text
        for each in (wanted or [name.name for name in formulas])
        if not intact(form, each)  # which may show an error all the same
    }


def adopt(
    book: Book,
    rows: Iterable[int] = (),
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> tuple[Adoption, ...]:
    """Take over the suggested scores (all, or of these indicator rows) into the form; what was changed."""
    workbook = _open(book)
    outcome = _examine(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    chosen = adoptions(outcome, rows)
    if chosen:
        points: Mapping[int, Decimal] = {adoption.row: adoption.suggested for adoption in chosen}
        workbook.apply(review_room.adopt(outcome.form, points), keep_before=True)
    return chosen


def explain(
    book: Book, key: str, text: str, *, schemes: Iterable[FilePath] = (), settings: FilePath | None = None
) -> Finding | None:
    """Write a reason beside a finding, named by its key or its number in 审核结果, and review again.

    A reason given this way holds for the figures as they are, also where the same words were written for others.
    Returns the finding, None where it is gone by now. Raises WorkbookError where there is no such row or no text, or
    where the number by now belongs to another finding than the sheet says.
    """
    if not text.strip():
        raise WorkbookError("说明不能为空：请写明原因。")
    if says_nothing(text):
        raise WorkbookError(
            f"说明“{text.strip()[:20]}”没有写明原因：请至少写 {LEAST} 个字，写出是什么事、为什么；"
            "“属实”“见附件”“按规定办理”这类话不算。"
        )
    workbook = _open(book)
    outcome = _examine(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    full_key = _key_of(outcome, key)
    reasons = {**outcome.reasons, full_key: Reason(text)}
    workbook.apply(reviewed(outcome._replace(reasons=reasons)))
    return next((finding for finding in outcome.findings if finding.key == full_key), None)


def _key_of(outcome: Outcome, named: str) -> str:
    """The full key of a finding named by its key, or by its number where the sheet and the figures agree on it.

    The sheet numbers the findings of the last run; after an edit the same number may be another's.
    """
    listed = {number: finding.key for number, finding in outcome.numbered if number}
    written = review_room.result_keys(outcome.form)
    if named in listed.values() or named in written.values():
        return named
    if named not in written:
        raise WorkbookError(
            f"审核结果里没有“{named}”这一条：请填序号或键，先运行 xltool recalc 可得到最新的结果。"
        )
    if written[named] != listed.get(named):
        raise WorkbookError(
            f"第 {named} 条已不是审核结果里的那一条（审核之后数字改过，或者没有给出同一份 --settings、--scheme）："
            "请先运行 xltool recalc，再按新的序号写说明。"
        )
    return written[named]


def _open(book: Book) -> Workbook:
    """The workbook behind the port: a file by its path, a book of xlwings' that is open in Excel."""
    if isinstance(book, (str, os.PathLike)):
        from xltool.book.file.workbook import FileWorkbook  # a click in Excel has no need of it

        return FileWorkbook(book)
    if type(book).__module__.partition(".")[0] == "xlwings":
        from xltool.book.live.workbook import LiveWorkbook

        return LiveWorkbook(cast("ExcelBook", book))
    return cast("Workbook", book)


def _apply(workbook: Workbook, edits: Edits, target: FilePath | None) -> bool:
    if target is None:
        return workbook.apply(edits)
    from xltool.book.file.workbook import FileWorkbook

    if not isinstance(workbook, FileWorkbook):
        raise TypeError("target is for files only")
    return workbook.apply(edits, target)


def _unsealed(workbook: Workbook) -> Form:
    """The form of a workbook that may be written."""
    form = _behind_gates(workbook)
    refuse_sealed(form.snapshot)
    return form


def _behind_gates(workbook: Workbook) -> Form:
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


def _examine(
    workbook: Workbook, schemes: Iterable[FilePath], settings: FilePath | None, text: FilePath | None = None
) -> Outcome:
    chosen = NONE if settings is None else load(settings)
    form = _behind_gates(workbook)
    report = read(form)
    scheme = chosen.scheme(schemes_room.find(report.scheme.text, schemes))
    computed = compute(report, scheme)
    reasons = read_reasons(form)
    case = build_case(report, computed, scheme, _prose(text, report), remembered(reasons))
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
        text=_covered(case),
        unasked=unasked(report),
    )


def _covered(case: Case) -> Coverage | None:
    """Which figures of the report's text were compared; None where no report was given."""
    if case.prose is None:
        return None
    from xltool.checks.text_reading import coverage

    return coverage(case, case.prose)
