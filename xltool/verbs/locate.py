"""``locate``: which cells are wrong, as far as the relations of the form tell."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from xltool.book.sealed import refuse_sealed
from xltool.checks.case import build_case
from xltool.locate.locate import Localisation, Watch, localise
from xltool.locate.table import location_rows, location_summary
from xltool.locate.wording import first_line
from xltool.review.located import location_edits, refuse_without_block
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book

_A_SECOND: Final = 1.0


def locate(
    book: Book,
    *,
    schemes: Iterable[FilePath] = (),
    budget: float | None = None,
    write: bool = False,
    desk: Desk = UNATTENDED,
) -> tuple[Outcome, Localisation]:
    """Which cells are wrong, within ``budget`` seconds (None: as long as it takes).

    The person is told the first answer as soon as it is known; who cancels then (or presses Ctrl-C) has what was found
    until then. With ``write`` the answer is written into 审核结果,
    and the outcome says whether anything changed. Raises WorkbookError where the workbook cannot be processed, or
    where its template has no room for the answer.
    """
    workbook = opened(book)
    outcome = examined(workbook, schemes, None)
    if write:
        refuse_sealed(outcome.snapshot)
        refuse_without_block(outcome.form)

    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    found = localise(case, budget, _watched_by(desk))
    if not write:
        return outcome, found
    edits = location_edits(outcome.form, location_rows(found), location_summary(found))
    return outcome._replace(changed=workbook.apply(edits)), found


def _watched_by(desk: Desk) -> Watch:
    """The first answer, then how far the search is, once a second at most."""
    said = ""
    last = time.monotonic()

    def announce(first: Localisation) -> None:
        nonlocal said
        if first.failing:
            said = first_line(first)
            desk.progress(f"{said}正在逐格核对…{desk.way_out}")

    def checked(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _A_SECOND:
            last = now
            desk.progress(f"{said}正在逐格核对，已核对 {done}/{of} 格…{desk.way_out}")

    return Watch(announce, checked, desk.cancelled)
