"""How far a run is: as the run itself tells it, and as anybody reads it from the ledger while it goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from xltool.errors import WorkbookError
from xltool.ledger.layout import layout_of
from xltool.ledger.reading import last_run, read_ledger


class Progress(NamedTuple):
    """Files that were judged, that were known already, that could not be processed (of those judged), that are no returns.

    ``seen`` are those that came in so far: what was judged or known, and what is on its way.
    """

    judged: int = 0
    known: int = 0
    broken: int = 0
    left_out: int = 0
    seen: int = 0


class RunProgress(NamedTuple):
    """A run as the ledger has it: its number, when it began, was written down last, and ended (None: it goes on, or was killed).

    Times are seconds since 1970.
    """

    run: int
    begun: float
    written: float | None
    ended: float | None
    progress: Progress

    @property
    def done(self) -> int:
        """Files of which it is known what they are."""
        return self.progress.judged + self.progress.known

    @property
    def rate(self) -> float:
        """Files judged a second, from the begin to what was written last; 0 before anything was."""
        last = self.ended or self.written
        seconds = 0.0 if last is None else last - self.begun
        return self.progress.judged / seconds if seconds > 0 else 0.0


def expected(seen: int, arrived: int, files: int | None) -> int | None:
    """How many returns there will be, where the files that are still to come hold as many as those that came; None where nobody can tell."""
    if files is None or not arrived:
        return None
    return seen + round(max(files - arrived, 0) * seen / arrived)


def run_progress(path: Path | str, run: int | None = None) -> RunProgress | None:
    """How far a run of a ledger is (its last one by default), as it was written last: once a second, or oftener.

    It waits for nobody and nobody waits for it. None where there is no ledger yet, or no such run. Raises ProgramError
    where the file is no ledger that can be read.
    """
    if not Path(path).is_file() or _is_beginning(path):
        return None
    with read_ledger(path) as data:
        row = data.execute(
            f"SELECT id, begun, written, ended, {', '.join(Progress._fields)} FROM runs WHERE id = ?",
            (last_run(data) if run is None else run,),
        ).fetchone()
    if row is None:
        return None
    number, begun, written, ended, *told = row
    return RunProgress(number, begun, written, ended, Progress(*told))


def refuse_unfinished(data: sqlite3.Connection, run: int) -> None:
    """Raise WorkbookError where a run goes on or was broken off: what it has not seen yet would be taken for what never came in."""
    if data.execute("SELECT 1 FROM runs WHERE id = ? AND ended IS NULL", (run,)).fetchone():
        raise WorkbookError(
            "最近一次收件、审核没有做完（正在进行，或者中途停了）：没有看到的会被当成没有报。请等它做完；停了的，再收一次。"
        )


def _is_beginning(path: Path | str) -> bool:
    """Whether a file is empty still: the run that makes a ledger of it has only just begun."""
    try:
        with closing(sqlite3.connect(path)) as data:
            empty = data.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)
            return empty and layout_of(data) == 0
    except sqlite3.DatabaseError:
        return False  # which is said when it is read
