"""The ledger: one SQLite file (WAL) in which every file that was seen has a row, and every finding one.

What was judged is written at once, a few rows a transaction: a run that is killed goes on where it was. A file that is
read again unchanged, under the same rules, is not judged again; one that was changed gets a further row, so that what
was corrected between versions can be told. Times are seconds since 1970.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xltool.batch.judgement import FileKind, FindingRow, Judgement
from xltool.errors import ProgramError
from xltool.ledger.layout import prepare
from xltool.ledger.pairs import DuePairs
from xltool.ledger.progress import Progress
from xltool.ledger.rows import FileRow, LeftOutRow, Stamp
from xltool.ledger.troubles import is_damaged, trouble

#: Seconds to wait while another program writes.
_PATIENCE: Final = 10.0
#: Files to a transaction, and seconds: others read how far a run is.
_TOGETHER: Final = 50
_OFTEN: Final = 1.0

_OF_STAMP: Final = "path = ? AND size = ? AND mtime_ns = ? AND rules = ?"
_FILE_COLUMNS: Final = (
    *("origin", "name", "digest", "rules", "kind", "sent", "sent_by", "path", "size", "mtime_ns"),
    *(
        "sheet",
        "unit",
        "year",
        "form",
        "seal",
        "signature",
        "key",
        "reason",
        "outcome",
        "first_run",
        "last_run",
    ),
)


class Ledger:
    """An open ledger in one run under one set of rules; :func:`opened_ledger` opens it."""

    def __init__(self, data: sqlite3.Connection, run: int, rules: str) -> None:
        self._data = data
        self._run = run
        self._rules = rules
        self._unwritten = 0
        self._progress = Progress()
        self._last = time.monotonic()

    def unchanged(self, stamp: Stamp) -> int:
        """How many returns of a plain file of this stamp were judged by these rules; they count as seen in this run then."""
        return self._update("last_run = ?", (self._run,), "path = ? AND size = ? AND mtime_ns = ?", stamp)

    def whole(self, stamp: Stamp) -> int:
        """The same of an archive or a mail, 0 unless all that it holds was judged, and is its own still."""
        found = self._data.execute(
            f"SELECT returns FROM wholes WHERE {_OF_STAMP}", (*stamp, self._rules)
        ).fetchone()
        if found is None or found[0] != self._count(stamp):
            return 0
        self._data.execute(
            f"UPDATE left_out SET last_run = ? WHERE {_OF_STAMP}", (self._run, *stamp, self._rules)
        )
        return self.unchanged(stamp)

    def close(self, stamp: Stamp) -> None:
        """All that an archive or a mail of this stamp holds was written down."""
        self._data.execute(
            "INSERT OR REPLACE INTO wholes VALUES (?, ?, ?, ?, ?)", (*stamp, self._rules, self._count(stamp))
        )

    def _count(self, stamp: Stamp) -> int:
        query = f"SELECT count(*) FROM files WHERE {_OF_STAMP}"
        return int(self._data.execute(query, (*stamp, self._rules)).fetchone()[0])

    def known(self, row: FileRow) -> bool:
        """Whether this content from this place was judged by these rules, whatever its time; it counts as seen then."""
        stamp = row.stamp or (None, None, None)
        return (
            self._update(
                "last_run = ?, path = ?, size = ?, mtime_ns = ?, sent = ?, sent_by = ?",
                (self._run, *stamp, row.sent, row.sent_by),
                "origin = ? AND digest = ?",
                (row.origin, row.digest),
            )
            > 0
        )

    def _update(self, change: str, to: tuple[object, ...], where: str, values: tuple[object, ...]) -> int:
        cursor = self._data.execute(
            f"UPDATE files SET {change} WHERE {where} AND rules = ?", (*to, *values, self._rules)
        )
        self._written(cursor.rowcount)
        return cursor.rowcount

    def add(self, rows: Iterable[FileRow]) -> None:
        """Write down what a file was judged to be, a row for each return in it; what it was judged before is replaced."""
        for row in rows:
            self._add(row)
        self._written(0)

    def _add(self, row: FileRow) -> None:
        stamp = row.stamp or (None, None, None)
        kind, *told = row.judgement[:-1]
        place = (row.origin, row.digest, row.judgement.sheet, self._rules)
        same = "SELECT id FROM files WHERE origin = ? AND digest = ? AND sheet = ? AND rules = ?"
        self._data.execute(f"DELETE FROM findings WHERE file IN ({same})", place)
        values = (
            *(row.origin, row.name, row.digest, self._rules, kind, row.sent, row.sent_by, *stamp),
            *(*told, self._run, self._run),
        )
        columns, marks = ", ".join(_FILE_COLUMNS), ", ".join("?" * len(_FILE_COLUMNS))
        cursor = self._data.execute(f"INSERT OR REPLACE INTO files ({columns}) VALUES ({marks})", values)
        marks = ", ".join("?" * (len(FindingRow._fields) + 2))
        self._data.executemany(
            f"INSERT INTO findings (file, number, {', '.join(FindingRow._fields)}) VALUES ({marks})",
            [
                (cursor.lastrowid, number, *finding)
                for number, finding in enumerate(row.judgement.findings, 1)
            ],
        )
        self._written(1)

    def leave_out(self, left: LeftOutRow) -> None:
        """Write down what is no return; an archive that is not opened again has it still."""
        self._data.execute(
            "INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*left[:3], self._rules, *(left.stamp or (None, None, None)), self._run),
        )

    def left_out(self) -> int:
        """How much of what was seen in this run is no return."""
        query = "SELECT COUNT(*) FROM left_out WHERE last_run = ?"
        return int(self._data.execute(query, (self._run,)).fetchone()[0])

    def row(self, number: int) -> FileRow:
        """A file by the number of its row, without its findings."""
        ((_, row),) = _files(self._data, "id = ?", number)
        return row

    def due_pairs(self) -> DuePairs:
        """The forms of this run so far that are to be judged with their 校验单."""
        return DuePairs(self._data, self._run)

    def _written(self, rows: int) -> None:
        self._unwritten += rows
        if self._unwritten >= _TOGETHER or time.monotonic() - self._last >= _OFTEN:
            self.write()

    def note(self, progress: Progress) -> None:
        """Take down how far the run is; it is written with what is added next."""
        self._progress = progress

    def write(self) -> None:
        """Make what was added last."""
        columns = ", ".join(f"{each} = ?" for each in Progress._fields)
        self._data.execute(
            f"UPDATE runs SET written = ?, {columns} WHERE id = ?", (time.time(), *self._progress, self._run)
        )
        self._data.commit()
        self._unwritten, self._last = 0, time.monotonic()


@contextmanager
def opened_ledger(path: Path, rules: str, sources: Iterable[str]) -> Iterator[Ledger]:
    """The ledger in a file, which is made where there is none, in a run of its own.

    ``rules`` says by which program and rules it is judged: what others judged does not count. Raises ProgramError where
    the file is no ledger, damaged, of a newer program, locked, or cannot be written.
    """
    with _in_one_sentence(path):
        data = sqlite3.connect(path, timeout=_PATIENCE)
        try:
            prepare(data, path.name)
            begun = data.execute(
                "INSERT INTO runs (begun, rules, sources) VALUES (?, ?, ?)",
                (time.time(), rules, "\n".join(sources)),
            )
            data.commit()
            run = begun.lastrowid or 0
            ledger = Ledger(data, run, rules)
            yield ledger
            data.execute("UPDATE runs SET ended = ? WHERE id = ?", (time.time(), run))
            ledger.write()
        finally:
            data.close()


@contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_damaged(error):
            raise ProgramError(
                f"账本“{path.name}”损坏了，或者不是账本：请把它改名，再运行一次，会从头审核。"
            ) from error
        raise ProgramError(
            f"账本“{path.name}”{trouble(error)}；已审核的都在账本里，再运行一次接着做。"
        ) from error


def seen_in(data: sqlite3.Connection, run: int) -> Iterator[FileRow]:
    """The files that were seen in a run, by where they came from, without their findings."""
    return (row for _, row in seen_with_ids(data, run))


def seen_with_ids(data: sqlite3.Connection, run: int) -> Iterator[tuple[int, FileRow]]:
    """The same, each with the number by which its findings name it."""
    return _files(data, "last_run = ?", run)


def _files(data: sqlite3.Connection, which: str, value: int) -> Iterator[tuple[int, FileRow]]:
    for number, *row in data.execute(
        "SELECT id, origin, name, digest, sent, sent_by, path, size, mtime_ns, kind, sheet, unit, year, form, seal,"
        f" signature, key, reason, outcome FROM files WHERE {which} ORDER BY origin, sheet",
        (value,),
    ):
        origin, name, digest, sent, sent_by, path, size, mtime_ns, kind, *told = row
        stamp = None if path is None else Stamp(path, size, mtime_ns)
        yield number, FileRow(origin, name, digest, Judgement(FileKind(kind), *told), sent, sent_by, stamp)
