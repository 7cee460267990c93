"""``explain`` 写说明: a reason is written beside a finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xltool.book.sealed import refuse_sealed
from xltool.checks.finding import Finding
from xltool.errors import WorkbookError
from xltool.review import review as review_room
from xltool.review.reasons import LEAST, Reason, says_nothing
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


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
    workbook = opened(book)
    outcome = examined(workbook, schemes, settings)
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
