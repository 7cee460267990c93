"""What a bureau's reviewers decided, kept in the ledger with who and when: a history to which lines are only added.

A decision on a unit belongs to the content that counted when it was made: where another version comes in, it stands no
more and stays in the history. One on a reason belongs to the finding and to the reason's words. Taking one back is a line
of its own. Times are seconds since 1970.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from xltool.errors import ProgramError, WorkbookError
from xltool.ledger.layout import prepare
from xltool.ledger.troubles import is_damaged, trouble

#: Signs of a reviewer's words, and of a name.
LONGEST_NOTE: Final = 2000
LONGEST_NAME: Final = 50
#: Seconds to wait while a run writes.
_PATIENCE: Final = 10.0


class Ruling(StrEnum):
    """What is decided on a unit; the value is what a user reads."""

    TAKEN = "收下"
    RETURNED = "退回"
    URGED = "已催"
    TAKEN_BACK = "撤销"


class ReasonRuling(StrEnum):
    """What is decided on a reason that a unit wrote beside a finding."""

    ACCEPTED = "接受"
    SENT_BACK = "退回"
    TAKEN_BACK = "撤销"


class Decision(NamedTuple):
    """One line of the history: ``unit`` is a folded name, ``content`` what counted of it (:func:`content_of`).

    ``finding`` is the key of a finding and ``reason`` the unit's words, where it is about a reason; both are empty of a
    decision on the unit.
    """

    unit: str
    year: int | None
    content: str
    what: str
    note: str
    who: str
    made: float
    finding: str = ""
    reason: str = ""


def content_of(digests: Iterable[str]) -> str:
    """What tells the files of a unit that count from any others; empty for none."""
    every = sorted(set(digests))
    if len(every) < 2:
        return "".join(every)
    return hashlib.sha256("\n".join(every).encode()).hexdigest()


def decision(unit: str, year: int | None, content: str, what: str, note: str, who: str) -> Decision:
    """A decision made now. Raises WorkbookError where nobody says whose it is, or a text is too long."""
    name, words = who.strip(), note.strip()
    if not name:
        raise WorkbookError("还没有写审核人：请先写上姓名，再收下、退回。")
    if len(name) > LONGEST_NAME:
        raise WorkbookError(f"审核人的姓名太长：最多 {LONGEST_NAME} 个字。")
    if len(words) > LONGEST_NOTE:
        raise WorkbookError(f"意见太长：最多 {LONGEST_NOTE} 个字，现在有 {len(words)} 个。")
    return Decision(unit, year, content, what, words, name, time.time())


def decide(ledger: Path, decisions: Iterable[Decision]) -> None:
    """Write all of them down, or none. Raises ProgramError where the ledger cannot be written."""
    columns, marks = ", ".join(Decision._fields), ", ".join("?" * len(Decision._fields))
    try:
        with closing(
            sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=rw", timeout=_PATIENCE, uri=True)
        ) as data:
            prepare(data, ledger.name)
            with data:
                data.executemany(f"INSERT INTO decisions ({columns}) VALUES ({marks})", decisions)
    except sqlite3.DatabaseError as error:
        what = "损坏了，或者不是账本" if is_damaged(error) else trouble(error)
        raise ProgramError(f"账本“{ledger.name}”{what}；没有记下来，请再试一次。") from error


def history(data: sqlite3.Connection, unit: str, year: int | None) -> list[Decision]:
    """What was decided on a unit and on its reasons, the first first."""
    columns = ", ".join(Decision._fields)
    rows = data.execute(
        f"SELECT {columns} FROM decisions WHERE unit = ? AND year IS ? ORDER BY id", (unit, year)
    )
    return [Decision(*row) for row in rows]


def last_decision(data: sqlite3.Connection) -> int:
    """The number of the last line; 0 where there is none."""
    return int(data.execute("SELECT COALESCE(MAX(id), 0) FROM decisions").fetchone()[0])
