"""The second half of a run: every form whose 校验单 came in is judged with that, which needs both contents again.

The inbox is gone through once more. The half that comes first waits on the disk, and no more contents are in memory than
are on their way to the workers.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xltool.batch.judge import GivenPair, JudgedBy, judged_pair
from xltool.batch.judgement import FileKind, Judgement
from xltool.batch.windowed import Crew, LostTask, in_order
from xltool.errors import WorkbookError
from xltool.inbox import Item, items
from xltool.ledger.pairs import DuePairs, HalfOfPair
from xltool.ledger.store import Ledger

#: What became of a form whose worker died of it.
_LOST: Final = "和校验单一起审核时进程中途退出（{}），可能是文件异常或内存不足：请单独运行 xltool check 看一看，或请发来的单位重新保存后再发。"


class PairTask(NamedTuple):
    """A pair on its way: the number of its form in the ledger, and what is to be judged."""

    form: int
    given: GivenPair


def judge_pairs(sources: Iterable[str], ledger: Ledger, crew: Crew, by: JudgedBy) -> None:
    """Judge the pairs that are due and write them down. Raises ProgramError as a run does."""
    due = ledger.due_pairs()
    if not len(due):
        return
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        tasks = _tasks(sources, due, ledger, Path(folder), by)
        for task, result in in_order(work_pair, tasks, crew):
            ledger.add([ledger.row(task.form)._replace(judgement=_judgement(result))])


def work_pair(task: PairTask) -> Judgement:
    """What a worker does: the judgement of a form with its 校验单."""
    return judged_pair(task.given)


def _judgement(result: Judgement | LostTask) -> Judgement:
    if isinstance(result, LostTask):
        return Judgement(FileKind.BROKEN, reason=_LOST.format(result.reason))
    return result


def _tasks(
    sources: Iterable[str], due: DuePairs, ledger: Ledger, folder: Path, by: JudgedBy
) -> Iterator[PairTask]:
    """The pairs, each when its second half comes; the first waits in the folder."""
    for half, data in _halves(sources, due):
        waits = folder / str(half.form)
        if waits.exists():
            form, slip = (data, waits.read_bytes()) if half.is_form else (waits.read_bytes(), data)
            waits.unlink()
            yield PairTask(half.form, GivenPair(ledger.row(half.form).name, form, slip, by))
        else:
            waits.write_bytes(data)


def _halves(sources: Iterable[str], due: DuePairs) -> Iterator[tuple[HalfOfPair, bytes]]:
    """Each file of a pair once, as it was when it was judged: what is gone or changed since, its row says what it was."""
    for row in items(sources):
        halves = due.taken(row.origin.text) if isinstance(row, Item) else []
        if halves and isinstance(row, Item):
            try:
                data = row.read()
            except WorkbookError:
                continue
            digest = hashlib.sha256(data).hexdigest()
            yield from ((half, data) for half in halves if half.digest == digest)
