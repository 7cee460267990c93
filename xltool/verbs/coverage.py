"""``coverage``: which figures nothing can test, and which others would make them testable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xltool.checks.case import build_case
from xltool.locate import coverage as coverage_room
from xltool.locate.asks import Asked, asked
from xltool.locate.coverage import Coverage
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


def coverage(book: Book, *, schemes: Iterable[FilePath] = ()) -> tuple[Outcome, Coverage, Asked]:
    """The outcome of a check, which of its figures relations can test, and which more figures would help.

    Raises WorkbookError where the workbook cannot be processed.
    """
    outcome = check(book, schemes=schemes)
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    return outcome, coverage_room.coverage(case), asked(case)
