"""Which summaries were made of a ledger, and of what: one that would be the same byte for byte need not be made again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from xltool.batch.judgement import FileKind
from xltool.ledger.reading import last_run, read_ledger

#: Seconds to wait while another program writes; without the note the next summary is only written once more.
_PATIENCE: Final = 2.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS summaries (path TEXT PRIMARY KEY, made_of TEXT NOT NULL, digest TEXT NOT NULL, told TEXT NOT NULL)
"""
#: What was judged is told by where it came from and the run that judged it: judged anew it is of a new run. What could
#: not be read is tried in every run, and told by its reason.
_FILES: Final = """
SELECT origin, name, digest, rules, kind, sent, sent_by, path, size, mtime_ns, sheet, last_run = ?1,
  CASE WHEN kind = ?2 THEN reason ELSE first_run END
FROM files ORDER BY origin, digest, sheet, rules
"""
_LEFT_OUT: Final = """
SELECT origin, name, why, rules, path, size, mtime_ns, last_run = ? FROM left_out ORDER BY origin, why, rules
"""


def state(ledger: Path, run: int | None = None) -> str:
    """A digest of what a summary of a run (None: the last) can say, of earlier runs too. Raises ProgramError where it cannot be read.

    0.1 s for 5,000 returns, whose summary takes 11 s to write.
    """
    with read_ledger(ledger) as data:
        digest = hashlib.sha256()
        for row in _told(data, run or last_run(data)):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _told(data: sqlite3.Connection, run: int) -> Iterator[tuple[object, ...]]:
    yield from data.execute("SELECT rules, sources FROM runs WHERE id = ?", (run,))
    yield from data.execute(_FILES, (run, FileKind.BROKEN))
    yield from data.execute(_LEFT_OUT, (run,))
    yield from data.execute("SELECT * FROM decisions ORDER BY id")


def remembered(ledger: Path, summary: Path, made_of: str) -> Mapping[str, int | None] | None:
    """What was told of a summary that was made of the same and lies there as it was made; None where it has to be made."""
    with contextlib.suppress(sqlite3.Error, OSError), closing(_connected(ledger)) as data:
        found = data.execute(
            "SELECT digest, told FROM summaries WHERE path = ? AND made_of = ?", (str(summary), made_of)
        ).fetchone()
        if found is not None and found[0] == _digest(summary):
            told: Mapping[str, int | None] = json.loads(found[1])
            return told
    return None


def remember(ledger: Path, summary: Path, made_of: str, told: Mapping[str, int | None]) -> None:
    """Note what a summary was made of, and what it is; a ledger that cannot be written does without."""
    with contextlib.suppress(sqlite3.Error, OSError), closing(_connected(ledger)) as data, data:
        data.execute(_TABLE)
        data.execute(
            "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?)",
            (str(summary), made_of, _digest(summary), json.dumps(dict(told))),
        )


def _connected(ledger: Path) -> sqlite3.Connection:
    return sqlite3.connect(ledger, timeout=_PATIENCE)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
