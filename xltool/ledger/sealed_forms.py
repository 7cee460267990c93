"""The second half of a run: every form whose 校验单 came in is judged with that, which needs both contents again.

The inbox is gone through once more. What lies in a file is read when both halves are known; what had to be read to be
found (the attachments of a mail) waits in memory for its other half, which as a rule comes next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.batch.judge import GivenPair, JudgedBy, judged_pair
from xltool.batch.judgement import FileKind, Judgement
from xltool.batch.windowed import Crew, LostTask, in_order
from xltool.errors import WorkbookError
from xltool.inbox import Item, items
from xltool.ledger.pairs import DuePairs, SlipPair
from xltool.ledger.rows import FileRow
from xltool.ledger.store import Ledger

#: What became of a form whose worker died of it.
_LOST: Final = "和校验单一起审核时进程中途退出（{}），可能是文件异常或内存不足：请单独运行 xltool check 看一看，或请发来的单位重新保存后再发。"


class PairTask(NamedTuple):
    """A form and its 校验单 on their way; the row of the form as it was."""

    row: FileRow
    given: GivenPair


def judge_pairs(sources: tuple[str, ...], ledger: Ledger, crew: Crew, by: JudgedBy) -> None:
    """Judge the pairs that are due and write them down. Raises ProgramError as a run does."""
    due = ledger.due_pairs()
    if not due.number:
        return
    for task, result in in_order(_work, _tasks(sources, ledger, due, by), crew):
        ledger.add([task.row._replace(judgement=_judgement(result))])


def _work(task: PairTask) -> Judgement:
    return judged_pair(task.given)


def _judgement(result: Judgement | LostTask) -> Judgement:
    if isinstance(result, LostTask):
        return Judgement(FileKind.BROKEN, reason=_LOST.format(result.reason))
    return result


def _tasks(sources: tuple[str, ...], ledger: Ledger, due: DuePairs, by: JudgedBy) -> Iterator[PairTask]:
    for pair, form, slip in _met(sources, due):
        row = ledger.row(pair.file)
        try:
            given = GivenPair(row.name, form.read(), slip.read(), by)
        except WorkbookError:
            continue  # one is gone since: its row says what it was
        yield PairTask(row, given)


def _met(sources: tuple[str, ...], due: DuePairs) -> Iterator[tuple[SlipPair, Item, Item]]:
    """Each pair when its second half comes, the form first."""
    waiting: dict[str, Item] = {}
    for item in items(sources):
        if not isinstance(item, Item):
            continue
        origin = item.origin.text
        for pair in due.of(origin):
            waiting[origin] = item
            if pair.form in waiting and pair.slip in waiting:
                yield pair, waiting.pop(pair.form), waiting[pair.slip]
                if due.done(pair):
                    del waiting[pair.slip]
