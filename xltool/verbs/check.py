"""``check``: what is wrong with a workbook, and with the text of its report, without writing anything."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.book.port import Workbook
from xltool.errors import SeveralReturnsError, WorkbookError
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

    A bureau's own form that was sealed is checked by the names of the 校验单 beside it. Raises WorkbookError where the
    workbook, or the report, cannot be processed.
    """
    try:
        return examined(opened(book), schemes, settings, report)
    except SeveralReturnsError:
        raise
    except WorkbookError:
        pair = _pair_of(book)
        if pair is None:
            raise
    return examined(pair, schemes, settings, report)


def _pair_of(book: Book) -> Workbook | None:
    """A bureau's own form that was sealed, with the 校验单 beside it; None for anything else."""
    if not isinstance(book, (str, os.PathLike)):
        return None
    from xltool.verbs.pair import pair_of

    return pair_of(Path(book))
