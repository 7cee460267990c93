"""``adopt`` 采用建议得分: the suggested scores are taken over into the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.sealed import refuse_sealed
from xltool.errors import DeclinedError, WorkbookError
from xltool.review import review as review_room
from xltool.verbs.blanks import blank_cells
from xltool.verbs.desk import UNATTENDED, Desk
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

    @property
    def line(self) -> str:
        """The change as a reader sees it."""
        title, filed = "".join(self.title.split()), self.filed.strip() or "空白"
        return f"第 {self.row} 个指标 {title}（{self.address}）：{filed} → {self.suggested:f}"


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
    desk: Desk = UNATTENDED,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> tuple[Adoption, ...]:
    """Propose the suggested scores (all, or of these indicator rows), and take them over; the scores that were changed.

    On a foreign form, with them what was computed for blank cells of the form. Raises DeclinedError where the person does not agree, WorkbookError where the workbook cannot be processed.
    """
    workbook = opened(book)
    outcome = examined(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    rows = tuple(rows)
    chosen = adoptions(outcome, rows)
    points: Mapping[int, Decimal] = {adoption.row: adoption.suggested for adoption in chosen}
    blanks = () if rows else blank_cells(outcome, points)
    if not chosen and not blanks:
        desk.say("得分都与建议得分相同，没有改动。")
        return ()
    listed = [each.line for each in chosen] + [each.line for each in blanks]
    if not desk.agree(_question(len(chosen), len(blanks)), listed):
        raise DeclinedError
    filled = {each.name: each.value for each in blanks}
    workbook.apply(review_room.adopt(outcome.form, points, filled), keep_before=True)
    if chosen:
        desk.say(f"已改 {len(chosen)} 项得分。")
    if blanks:
        desk.say(f"已在 {len(blanks)} 个空白格里填上算出的数。")
    return chosen


def _question(scores: int, blanks: int) -> str:
    change, fill = f"把这 {scores} 项得分改为建议得分", f"把算出的数填进这 {blanks} 个空白格"
    return f"{'，'.join(filter(None, (change * bool(scores), fill * bool(blanks))))}吗？"
