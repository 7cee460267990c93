"""One run of a ledger at a time: two would each count as seen what the other has, and both summaries would lack returns.

What guards a ledger is an empty file in the folder for temporary files, which the system lets go of with the process
that holds it, also where that is killed. Between two computers nothing guards it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from xltool.errors import ProgramError

#: Seconds for which a run waits for somebody who only asks whether one goes on.
_ASKED: Final = 0.5


@contextmanager
def only_run(ledger: Path) -> Iterator[None]:
    """Nobody else begins a run of this ledger meanwhile. Raises ProgramError where one goes on."""
    try:
        guard = sqlite3.connect(_guard_of(ledger), timeout=_ASKED, isolation_level=None)
    except (
        sqlite3.Error
    ):  # a folder for temporary files that nobody can write to: the run is not to fail for that
        yield
        return
    with closing(guard):
        try:
            guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if _is_busy(error):
                raise ProgramError(
                    f"账本“{ledger.name}”正被另一次汇总使用：请等它结束再运行，或用 --ledger 另指定一个文件。"
                ) from error
        yield


def is_going_on(ledger: Path) -> bool:
    """Whether a run of this ledger goes on, in whichever process of this computer."""
    try:
        with closing(sqlite3.connect(_guard_of(ledger), timeout=0)) as guard:
            guard.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return _is_busy(error)
    return False


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _guard_of(ledger: Path) -> str:
    """The same file for the same ledger, however it is named."""
    said = os.path.normcase(os.path.realpath(ledger)).encode(errors="surrogateescape")
    return str(Path(tempfile.gettempdir(), f"xltool-{hashlib.sha256(said).hexdigest()[:32]}.lock"))
