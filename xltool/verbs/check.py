"""``check``: what is wrong with a workbook, and with the text of its report, without writing anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


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
    return examined(opened(book), schemes, settings, report)
