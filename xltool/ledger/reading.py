"""A ledger opened to be read, also while a run writes into it: what is wrong with the file is one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from xltool.errors import ProgramError
from xltool.ledger.layout import prepare_reading
from xltool.ledger.troubles import is_damaged, trouble


@contextmanager
def read_ledger(path: Path | str) -> Iterator[sqlite3.Connection]:
    """The ledger as a connection on which temporary tables stand in a file, so that a run of any length takes the same room.

    It may go from thread to thread, where one uses it at a time. Raises ProgramError where there is none, or where the file is none that can be read.
    """
    name = Path(path).name
    if not Path(path).is_file():
        raise ProgramError(f"没有账本“{name}”：请先运行 xltool consolidate。")
    try:
        with closing(sqlite3.connect(path, check_same_thread=False)) as data:
            prepare_reading(data, name)
            yield data
    except sqlite3.DatabaseError as error:
        what = "损坏了，或者不是账本：请另指定账本" if is_damaged(error) else trouble(error)
        raise ProgramError(f"账本“{name}”{what}。") from error


def last_run(data: sqlite3.Connection) -> int:
    """The number of the last run; 0 where there was none."""
    return int(data.execute("SELECT COALESCE(MAX(id), 0) FROM runs").fetchone()[0])


def run_sources(data: sqlite3.Connection, run: int) -> tuple[str, ...]:
    """What the inbox of a run was, as it was named there; nothing where there is no such run."""
    row = data.execute("SELECT sources FROM runs WHERE id = ?", (run,)).fetchone()
    return tuple(row[0].split("\n")) if row else ()
