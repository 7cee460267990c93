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
from xltool.ledger.pairs import DuePairs
from xltool.ledger.rows import FileRow, Stamp

#: Number of the tables' layout, in the file's own user_version.
LAYOUT: Final = 1
#: Seconds to wait while another program writes.
_PATIENCE: Final = 10.0
#: Files to a transaction.
_TOGETHER: Final = 50

_TABLES: Final = f"""
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, begun REAL NOT NULL, ended REAL, rules TEXT NOT NULL, sources TEXT NOT NULL
);
CREATE TABLE files (
  id INTEGER PRIMARY KEY, origin TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, rules TEXT NOT NULL,
  kind TEXT NOT NULL, sent REAL, sent_by TEXT NOT NULL, path TEXT, size INTEGER, mtime_ns INTEGER,
  sheet TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER, form TEXT NOT NULL, seal TEXT NOT NULL, signature TEXT NOT NULL, key TEXT NOT NULL,
  reason TEXT NOT NULL, outcome TEXT NOT NULL, first_run INTEGER NOT NULL REFERENCES runs, last_run INTEGER NOT NULL,
  UNIQUE (origin, digest, sheet, rules)
);
CREATE TABLE wholes (
  path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, rules TEXT NOT NULL, returns INTEGER NOT NULL,
  PRIMARY KEY (path, size, mtime_ns, rules)
) WITHOUT ROWID;
CREATE INDEX files_by_stamp ON files (path, size, mtime_ns, rules);
CREATE INDEX files_by_run ON files (last_run);
CREATE TABLE findings (
  file INTEGER NOT NULL REFERENCES files, number INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL,
  title TEXT NOT NULL, message TEXT NOT NULL, cells TEXT NOT NULL, stated TEXT NOT NULL, expected TEXT NOT NULL,
  size REAL NOT NULL, cause TEXT NOT NULL, fix TEXT NOT NULL, key TEXT NOT NULL, root TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (file, number)
) WITHOUT ROWID;
PRAGMA user_version = {LAYOUT};
"""
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

    def unchanged(self, stamp: Stamp) -> int:
        """How many returns of a plain file of this stamp were judged by these rules; they count as seen in this run then."""
        return self._update("last_run = ?", (self._run,), "path = ? AND size = ? AND mtime_ns = ?", stamp)

    def whole(self, stamp: Stamp) -> int:
        """The same of an archive or a mail, 0 unless all that it holds was judged, and is its own still."""
        found = self._data.execute(
            f"SELECT returns FROM wholes WHERE {_OF_STAMP}", (*stamp, self._rules)
        ).fetchone()
        return self.unchanged(stamp) if found is not None and found[0] == self._count(stamp) else 0

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

    def due_pairs(self) -> DuePairs:
        """The sealed forms of this run that are to be judged with their 校验单."""
        return DuePairs(self._data, self._run)

    def row(self, number: int) -> FileRow:
        """A file by the number of its row, without its findings."""
        (found,) = _rows(self._data, "id = ?", number)
        return found[1]

    def _written(self, rows: int) -> None:
        self._unwritten += rows
        if self._unwritten >= _TOGETHER:
            self.write()

    def write(self) -> None:
        """Make what was added last."""
        self._data.commit()
        self._unwritten = 0


@contextmanager
def opened_ledger(path: Path, rules: str, sources: Iterable[str]) -> Iterator[Ledger]:
    """The ledger in a file, which is made where there is none, in a run of its own.

    ``rules`` says by which program and rules it is judged: what others judged does not count. Raises ProgramError where
    the file is no ledger, damaged, of a newer program, locked, or cannot be written.
    """
    with _in_one_sentence(path):
        data = sqlite3.connect(path, timeout=_PATIENCE)
        try:
            _prepare(data, path)
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


def _prepare(data: sqlite3.Connection, path: Path) -> None:
    data.execute("PRAGMA journal_mode = WAL")
    data.execute("PRAGMA synchronous = NORMAL")
    (layout,) = data.execute("PRAGMA user_version").fetchone()
    if layout > LAYOUT:
        raise ProgramError(
            f"账本“{path.name}”是较新版本的程序写的：请升级 xltool，或用 --ledger 另指定一个文件。"
        )
    if layout == 0:
        if data.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise ProgramError(f"“{path.name}”不是 xltool 的账本，没有改动：请用 --ledger 另指定一个文件。")
        data.executescript(f"BEGIN;{_TABLES}COMMIT;")


@contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ProgramError(
            f"账本“{path.name}”{_why(error)}；已审核的都在账本里，再运行一次接着做。"
        ) from error
    except sqlite3.DatabaseError as error:
        raise ProgramError(
            f"账本“{path.name}”损坏了（{error}）：请把它改名，再运行一次，会从头审核。"
        ) from error


def _why(error: sqlite3.OperationalError) -> str:
    said = str(error)
    if "locked" in said or "busy" in said:
        return "正被另一个程序写入：请等它结束"
    if "full" in said:
        return "所在的磁盘满了：请腾出空间"
    if "unable to open" in said or "readonly" in said:
        return "写不了：请检查文件夹是否存在、能否写入"
    return f"出错（{said}）"


def seen_in(data: sqlite3.Connection, run: int) -> Iterator[FileRow]:
    """The files that were seen in a run, by where they came from, without their findings."""
    return (row for _, row in seen_with_ids(data, run))


def seen_with_ids(data: sqlite3.Connection, run: int) -> Iterator[tuple[int, FileRow]]:
    """The same, each with the number by which its findings name it."""
    return _rows(data, "last_run = ?", run)


def _rows(data: sqlite3.Connection, condition: str, value: int) -> Iterator[tuple[int, FileRow]]:
    for number, *row in data.execute(
        "SELECT id, origin, name, digest, sent, sent_by, path, size, mtime_ns, kind, sheet, unit, year, form, seal,"
        f" signature, key, reason, outcome FROM files WHERE {condition} ORDER BY origin, sheet",
        (value,),
    ):
        origin, name, digest, sent, sent_by, path, size, mtime_ns, kind, *told = row
        stamp = None if path is None else Stamp(path, size, mtime_ns)
        yield number, FileRow(origin, name, digest, Judgement(FileKind(kind), *told), sent, sent_by, stamp)
