"""``recalc``: the main job, ``snapshot -> Form -> Report -> rates, scores -> findings -> edits -> apply``."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Edits, Workbook
from xltool.book.sealed import refuse_sealed
from xltool.cycles import Unsearched
from xltool.review import review as review_room
from xltool.typed import TYPE_CHECKING
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


def recalc(
    book: Book,
    *,
    target: FilePath | None = None,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> Outcome:
    """Compute, check, mark and write. ``target`` takes the result instead of the workbook itself (files only).

    Raises WorkbookError where the workbook cannot be processed; then nothing was written.

    Python's search for cycles waits meanwhile: a workbook is ten thousands of tuples and no cycle, which it would look
    through for nothing (3 % of a warm run, 2 % of a cold one).
    """
    with Unsearched():
        workbook = opened(book)
        outcome = examined(workbook, schemes, settings)
        refuse_sealed(outcome.snapshot)
        return outcome._replace(changed=_applied(workbook, reviewed(outcome), target))


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
        _unasked(outcome),
    )


def _unasked(outcome: Outcome) -> list[tuple[str, str]]:
    """The rules that could not be asked, a row a family: each by itself stands in the JSON."""
    if not outcome.unasked:
        return []
    from xltool.checks.needs import by_family  # of a foreign form, for which it is loaded already

    return list(by_family(outcome.unasked))


def _applied(workbook: Workbook, edits: Edits, target: FilePath | None) -> bool:
    if target is None:
        return workbook.apply(edits)
    if not isinstance(workbook, FileWorkbook):
        raise TypeError("target is for files only")
    return workbook.apply(edits, target)
