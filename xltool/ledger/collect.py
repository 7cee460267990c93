"""A run: everything in the inbox is judged once and written down.

Files go out to the workers in the order of the inbox and come back in it. What the ledger knows is not judged again: a
plain file by its stamp, without being read; an archive or mail as a whole once all in it was written down; anything else
by its content. A 校验单 is paired with its form when all has come in, and the form is judged with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from xltool.batch.judge import Given, JudgedBy, judged
from xltool.batch.judgement import FileKind, Judgement
from xltool.batch.windowed import Crew, LostTask, in_order
from xltool.errors import WorkbookError
from xltool.inbox import InboxRow, Item, LeftOut, Mark, Rejected, Told, items
from xltool.ledger.progress import Progress
from xltool.ledger.rows import FileRow, LeftOutRow, Stamp
from xltool.ledger.sealed_forms import judge_pairs
from xltool.ledger.store import Ledger

#: What became of a file whose worker died of it.
_LOST: Final = "审核它的进程中途退出（{}），可能是文件异常或内存不足：请单独运行 xltool check 看一看，或请发来的单位重新保存后再发。"


class Incoming(NamedTuple):
    """A file on its way: its row without the judgement, and its content, or the judgement that it needs no worker for."""

    row: FileRow
    data: bytes
    by: JudgedBy
    settled: Judgement | None
    passed: int


def collect(
    sources: Iterable[str],
    ledger: Ledger,
    crew: Crew,
    by: JudgedBy,
    watch: Callable[[Progress], None] = lambda _progress: None,
    arrived: Callable[[], None] = lambda: None,
) -> Progress:
    """Judge what is new in the sources and write it down; ``watch`` hears how far it is after each file.

    ``arrived`` hears of each file of the sources that is come to, whatever it holds.

    Raises ProgramError where the ledger cannot be written, or no worker can be had.
    """
    listed = tuple(sources)
    reception = Reception(ledger, by, arrived)
    progress = Progress()
    for incoming, result in in_order(work, reception.incoming(items(listed, known=reception.whole)), crew):
        judgements = _judgements(result)
        row = reception.forgotten(incoming.row) if isinstance(result, LostTask) else incoming.row
        broken = sum(each.kind is FileKind.BROKEN for each in judgements)
        progress = reception.told(progress.judged + 1, progress.broken + broken)
        ledger.note(progress)
        ledger.add([row._replace(judgement=each) for each in judgements])
        reception.written(incoming.passed)
        watch(progress)
    reception.finish()
    judge_pairs(listed, ledger, crew, by)
    progress = reception.told(progress.judged, progress.broken)._replace(left_out=ledger.left_out())
    ledger.note(progress)
    ledger.write()
    watch(progress)
    return progress


def work(incoming: Incoming) -> tuple[Judgement, ...]:
    """What a worker does: the judgements of one file."""
    if incoming.settled is not None:
        return (incoming.settled,)
    return judged(Given(incoming.row.name, incoming.data, incoming.by))


def _judgements(result: tuple[Judgement, ...] | LostTask) -> tuple[Judgement, ...]:
    if isinstance(result, LostTask):
        return (Judgement(FileKind.BROKEN, reason=_LOST.format(result.reason)),)
    return result


class Reception:
    """What comes in, without what is known; and which archives and mails are through, once all in them is written down."""

    def __init__(self, ledger: Ledger, by: JudgedBy, arrived: Callable[[], None]) -> None:
        self._ledger = ledger
        self._by = by
        self._arrived = arrived
        self._wrappings: list[Stamp] = []
        self._closed = 0
        self._broken_off: set[Stamp] = set()
        self._known = 0
        self._coming = 0
        self._left_out = 0

    def whole(self, mark: Mark) -> bool:
        """Whether an archive or a mail was written down as a whole."""
        found = self._ledger.whole(Stamp(*mark))
        self._known += found
        return found > 0

    def told(self, judged: int, broken: int) -> Progress:
        """How far the run is, where so many were judged."""
        return Progress(judged, self._known, broken, self._left_out, self._known + self._coming)

    def incoming(self, rows: Iterable[InboxRow]) -> Iterator[Incoming]:
        """The files that have to be judged."""
        outermost = ""
        for row in rows:
            if row.origin.links[0].name != outermost:
                outermost = row.origin.links[0].name
                self._arrived()
            if isinstance(row, LeftOut):
                self._left_out += 1
                self._ledger.leave_out(_left_out(row))
            elif isinstance(row, Rejected):
                self._coming += 1
                yield self._settled(_row(row.origin.text, "", row.time, row.mark), row.reason, False)
            elif isinstance(row, Item) and (found := self._item(row)) is not None:
                self._coming += 1
                yield found

    def _item(self, item: Item) -> Incoming | None:
        row = _row(item.origin.text, item.name, item.time, item.mark)
        if item.plain and row.stamp is not None and (found := self._ledger.unchanged(row.stamp)):
            self._known += found
            return None
        try:
            data = item.read()
        except WorkbookError as error:
            return self._settled(row, str(error), item.plain)
        row = row._replace(digest=hashlib.sha256(data).hexdigest())
        if self._ledger.known(row):
            self._pass(row, item.plain)
            self._known += 1
            return None
        return Incoming(row, data, self._by, None, self._pass(row, item.plain))

    def _settled(self, row: FileRow, reason: str, plain: bool) -> Incoming:
        """A file that cannot be read, today at least: neither it nor what it lies in is known to the next run."""
        passed = self._pass(row, plain)
        settled = Judgement(FileKind.BROKEN, reason=reason)
        return Incoming(self.forgotten(row), b"", self._by, settled, passed)

    def _pass(self, row: FileRow, plain: bool) -> int:
        """How many archives and mails are through when this file comes; one that lies in the last of them is of it."""
        inside = row.stamp is not None and not plain
        last = self._wrappings[-1] if self._wrappings else None
        if inside and row.stamp != last:
            self._wrappings.append(row.stamp)  # type: ignore[arg-type]
            return len(self._wrappings) - 1
        return len(self._wrappings) - (1 if inside else 0)

    def written(self, passed: int) -> None:
        """A file was written down before which so many archives and mails were through."""
        for stamp in self._wrappings[self._closed : passed]:
            if stamp not in self._broken_off:
                self._ledger.close(stamp)
        self._closed = max(self._closed, passed)

    def forgotten(self, row: FileRow) -> FileRow:
        """The row of a file that the next run tries again, with all that lies where it does."""
        if row.stamp is not None:
            self._broken_off.add(row.stamp)
        return row._replace(stamp=None, digest="")

    def finish(self) -> None:
        """All was written down."""
        self.written(len(self._wrappings))


def _row(origin: str, name: str, time: Told, mark: Mark | None) -> FileRow:
    stamp = None if mark is None else Stamp(*mark)
    sent = None if time.when is None else time.when.timestamp()
    nothing = Judgement(FileKind.BROKEN)
    return FileRow(
        origin, name or origin.rpartition("/")[2], "", nothing, sent, time.clock.value if sent else "", stamp
    )


def _left_out(row: LeftOut) -> LeftOutRow:
    stamp = None if row.mark is None else Stamp(*row.mark)
    return LeftOutRow(row.origin.text, row.origin.links[-1].name, row.why, stamp)
