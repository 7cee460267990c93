"""``adopt`` 采用建议得分: the suggested scores are taken over into the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.sealed import refuse_sealed
from xltool.errors import WorkbookError
from xltool.review import review as review_room
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


class Adoption(NamedTuple):
    """One score that 采用建议得分 would change: the row from 1, its title, the filed and the suggested points, its cell."""

    row: int
    title: str
    filed: str
    suggested: Decimal
    address: str


def adoptions(outcome: Outcome, rows: Iterable[int] = ()) -> tuple[Adoption, ...]:
    """The scores that differ from the suggestion (all, or in these rows). Raises WorkbookError for an unknown row."""
    wanted = set(rows)
    known = {a.indicator.row for a in outcome.computed.assessments}
    if wanted - known:
        raise WorkbookError(
            f"没有第 {min(wanted - known)} 行指标：请填 1 至 {max(known, default=0)} 的行号。"
        )
    return tuple(
        Adoption(
            a.indicator.row,
            a.indicator.title.text,
            a.indicator.score.text,
            a.points,
            outcome.address(a.indicator.score.place),
        )
        for a in outcome.computed.assessments
        if a.points is not None
        and (not wanted or a.indicator.row in wanted)
        and a.indicator.score.amount != Fraction(a.points)
    )


def adopt(
    book: Book,
    rows: Iterable[int] = (),
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> tuple[Adoption, ...]:
    """Take over the suggested scores (all, or of these indicator rows) into the form; what was changed."""
    workbook = opened(book)
    outcome = examined(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    chosen = adoptions(outcome, rows)
    if chosen:
        points: Mapping[int, Decimal] = {adoption.row: adoption.suggested for adoption in chosen}
        workbook.apply(review_room.adopt(outcome.form, points), keep_before=True)
    return chosen
