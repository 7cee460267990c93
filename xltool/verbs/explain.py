"""``explain`` 写说明: a reason is written beside a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from xltool.book.sealed import refuse_sealed
from xltool.checks.finding import Finding, Severity
from xltool.errors import DeclinedError, WorkbookError
from xltool.review import review as review_room
from xltool.review.reasons import LEAST, Reason, says_nothing
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.examine import examined, opened
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book


def explain(
    book: Book,
    key: str | Callable[[Outcome], Finding],
    text: str | None = None,
    *,
    desk: Desk = UNATTENDED,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> Finding | None:
    """Write a reason beside a finding, and review again.

    The finding is named by its key or its number in 审核结果, or chosen out of the outcome; without a text the person
    is asked for one. A reason given this way holds for the figures as they are, also where the same words were written
    for others. Returns the finding, None where it is gone by now. Raises DeclinedError where the person gives no
    reason, WorkbookError where there is no such row, the text says nothing, or the number by now belongs to another
    finding than the sheet says.
    """
    if text is not None:
        _refuse_empty(text)
    workbook = opened(book)
    outcome = examined(workbook, schemes, settings)
    refuse_sealed(outcome.snapshot)
    full_key = _key_of(outcome, key if isinstance(key, str) else key(outcome).key)
    said = _asked(desk, outcome, full_key) if text is None else text
    workbook.apply(reviewed(outcome._replace(reasons={**outcome.reasons, full_key: Reason(said)})))
    finding = _finding(outcome, full_key)
    desk.say(f"说明已写在“审核结果”里{_but(finding)}。")
    return finding


def _finding(outcome: Outcome, key: str) -> Finding | None:
    return next((finding for finding in outcome.findings if finding.key == key), None)


def _asked(desk: Desk, outcome: Outcome, key: str) -> str:
    """The reason that the person gives, beginning with what was written before."""
    finding, written = _finding(outcome, key), outcome.reasons.get(key)
    about = "" if finding is None else f"{finding.title}：{finding.message}"
    text = desk.ask("请写明原因：", written.text if written else "", about=about)
    if text is None or not text.strip():
        raise DeclinedError("没有写说明。")
    _refuse_empty(text)
    return text


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise WorkbookError("说明不能为空：请写明原因。")
    if says_nothing(text):
        raise WorkbookError(
            f"说明“{text.strip()[:20]}”没有写明原因：请至少写 {LEAST} 个字，写出是什么事、为什么；"
            "“属实”“见附件”“按规定办理”这类话不算。"
        )


def _but(finding: Finding | None) -> str:
    if finding is None:
        return "；这个问题现在已经不存在了"
    if finding.severity is Severity.MUST:
        return f"，但“{finding.title}”是必改，说明不能代替改正"
    return f"：{finding.title}"


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
