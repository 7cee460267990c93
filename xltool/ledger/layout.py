"""The tables of a ledger, and how a file becomes one: a new one, or one of an earlier layout.

Times are seconds since 1970. ``runs`` holds how far a run is, as it was when it was last written (``written``);
``left_out`` what lay in the inbox and is no return, so that a run that does not open an archive again knows it all the
same. ``decisions`` is what reviewers decided, a row each, and none is ever changed or taken away (:mod:`.decisions`).
"""

from __future__ import annotations

import sqlite3
from typing import Final

from xltool.errors import ProgramError

#: Number of the tables' layout, in the file's own user_version.
LAYOUT: Final = 3
_PROGRESS: Final = ("seen", "judged", "known", "broken", "left_out")
_LEFT_OUT: Final = """left_out (
  origin TEXT NOT NULL, name TEXT NOT NULL, why TEXT NOT NULL, rules TEXT NOT NULL,
  path TEXT, size INTEGER, mtime_ns INTEGER, last_run INTEGER NOT NULL, PRIMARY KEY (origin, why, rules)
)"""
_DECISIONS: Final = """decisions (
  id INTEGER PRIMARY KEY, unit TEXT NOT NULL, year INTEGER, content TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL,
  who TEXT NOT NULL, made REAL NOT NULL, finding TEXT NOT NULL, reason TEXT NOT NULL
)"""
_TABLES: Final = f"""
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, begun REAL NOT NULL, ended REAL, rules TEXT NOT NULL, sources TEXT NOT NULL,
  written REAL, {", ".join(f"{each} INTEGER NOT NULL DEFAULT 0" for each in _PROGRESS)}
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
CREATE TABLE {_LEFT_OUT};
CREATE INDEX left_out_by_stamp ON left_out (path, size, mtime_ns, rules);
CREATE TABLE {_DECISIONS};
CREATE INDEX decisions_by_unit ON decisions (unit, year);
"""
#: What makes a ledger of the first layout one of the second: its archives are opened once more, for what is no return in them.
_FROM_FIRST: Final = f"""
CREATE TABLE {_LEFT_OUT};
CREATE INDEX left_out_by_stamp ON left_out (path, size, mtime_ns, rules);
DELETE FROM wholes;
ALTER TABLE runs ADD COLUMN written REAL;
{"".join(f"ALTER TABLE runs ADD COLUMN {each} INTEGER NOT NULL DEFAULT 0;" for each in _PROGRESS)}
"""
#: What makes one of the second this.
_FROM_SECOND: Final = f"""
CREATE TABLE {_DECISIONS};
CREATE INDEX decisions_by_unit ON decisions (unit, year);
"""
#: The same for a reader alone, beside the file.
_READ_FIRST: Final = f"""
CREATE TEMP TABLE {_LEFT_OUT};
CREATE TEMP VIEW runs AS SELECT *, NULL AS written, {", ".join(f"0 AS {each}" for each in _PROGRESS)} FROM main.runs;
"""
_READ_SECOND: Final = f"CREATE TEMP TABLE {_DECISIONS};"
_READ_THIS: Final = (
    "DROP TABLE IF EXISTS temp.decisions; DROP TABLE IF EXISTS temp.left_out; DROP VIEW IF EXISTS temp.runs;"
)


def prepare(data: sqlite3.Connection, name: str) -> None:
    """Make a file a ledger of this layout. Raises ProgramError where it is a newer one, or something else; sqlite3.Error."""
    data.execute("PRAGMA journal_mode = WAL")
    data.execute("PRAGMA synchronous = NORMAL")
    layout = layout_of(data)
    if layout > LAYOUT:
        raise ProgramError(f"账本“{name}”是较新版本的程序写的：请升级 xltool，或用 --ledger 另指定一个文件。")
    if layout == 0 and data.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise ProgramError(f"“{name}”不是 xltool 的账本，没有改动：请用 --ledger 另指定一个文件。")
    if layout < LAYOUT:
        made = (_TABLES, _FROM_FIRST + _FROM_SECOND, _FROM_SECOND)[layout]
        data.executescript(f"BEGIN IMMEDIATE;{made}PRAGMA user_version = {LAYOUT};COMMIT;")


def prepare_reading(data: sqlite3.Connection, name: str) -> None:
    """Make a connection one that reads a ledger of any layout so far, and writes nothing into it.

    Raises ProgramError where it is none that this program reads; sqlite3.Error.
    """
    layout = layout_of(data)
    if not 1 <= layout <= LAYOUT:
        raise ProgramError(f"“{name}”不是这个版本的账本：请检查文件，或升级 xltool。")
    data.execute("PRAGMA temp_store = FILE")
    if layout == 1:
        data.executescript(_READ_FIRST)
    if layout < LAYOUT:
        data.executescript(_READ_SECOND)


def follow_layout(data: sqlite3.Connection) -> None:
    """Let go of what stood in for tables on a connection that reads, once somebody made the ledger one of this layout."""
    if layout_of(data) == LAYOUT:
        data.executescript(_READ_THIS)


def layout_of(data: sqlite3.Connection) -> int:
    """The number of a ledger's layout; 0 of a file that is none yet, or no ledger."""
    return int(data.execute("PRAGMA user_version").fetchone()[0])
