"""``check``: what is wrong with a workbook, and with the text of its report, without writing anything."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.book.file.given import GivenWorkbook
from xltool.book.port import Workbook
from xltool.cycles import Unsearched
from xltool.errors import SeveralReturnsError, WorkbookError
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


#: What messages call a workbook that came as bytes without a name.
_NAMELESS = "工作簿.xlsx"


def check(
    book: Book | bytes,
    *,
    name: str = "",
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    report: FilePath | None = None,
) -> Outcome:
    """Compute and check without writing anything; with ``report``, its text is compared with the workbook.

    ``book`` may be the bytes of a workbook that lies in no file (an attachment, an archive's entry): the outcome is that
    of a file with these bytes, ``name`` is what messages call it, and nothing on the disk is looked at.
    A bureau's own form that was sealed is checked by the names of the 校验单 beside it. Raises WorkbookError where the
    workbook, or the report, cannot be processed.

    Python's search for cycles waits meanwhile, as it does in ``recalc``: it looked through some ten thousand tuples of
    each workbook, and all that the workbooks share, for nothing (8 % of the CPU time of a warm run).
    """
    with Unsearched():
        return _checked(book, name, schemes, settings, report)


def _checked(
    book: Book | bytes,
    name: str,
    schemes: Iterable[FilePath],
    settings: FilePath | None,
    report: FilePath | None,
) -> Outcome:
    if isinstance(book, bytes):
        return examined(GivenWorkbook(book, name or _NAMELESS), schemes, settings, report)
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
