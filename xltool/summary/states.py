"""How far each unit is: as it follows from what came in, and as a reviewer decided; in a temporary table, a row a unit.

A unit is known by its folded name. Those on the list stand there whether they filed or not, then all others that filed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from xltool.ledger.decisions import ReasonRuling, Ruling, content_of
from xltool.ledger.returns import Standing
from xltool.ledger.units import ListedUnit, folded
from xltool.summary.verdicts import EXPLAINED


class UnitState(StrEnum):
    """What a unit is without a reviewer; the value is what a user reads."""

    MISSING = "未报"
    CAME = "已收"
    TO_MEND = "待改"
    TOLD_WHY = "已说明"
    READY = "可收"


#: Every state in its order, with the sign that stands beside it, so that colour is never alone.
SIGNS: Final = {
    UnitState.MISSING.value: "○",
    Ruling.URGED.value: "☆",
    UnitState.CAME.value: "◎",
    UnitState.TO_MEND.value: "▲",
    UnitState.TOLD_WHY.value: "◇",
    UnitState.READY.value: "●",
    Ruling.TAKEN.value: "√",
    Ruling.RETURNED.value: "←",
}
_TABLE: Final = """
CREATE TEMP TABLE unit_states (
  nth INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, listed INTEGER NOT NULL, content TEXT NOT NULL,
  counts INTEGER NOT NULL, undecided INTEGER NOT NULL, must INTEGER NOT NULL, explain INTEGER NOT NULL,
  explained INTEGER NOT NULL, hint INTEGER NOT NULL, accepted INTEGER NOT NULL, troubled INTEGER NOT NULL,
  computed TEXT NOT NULL DEFAULT '', decision INTEGER, what TEXT NOT NULL DEFAULT '', who TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '', made REAL, state TEXT NOT NULL DEFAULT ''
);
"""
_COLUMNS: Final = (
    "key, name, listed, content, counts, undecided, must, explain, explained, hint, accepted, troubled"
)
#: What came of the units, in the order of the list.
_FILED: Final = f"""
SELECT p.folded AS key, CASE p.listed WHEN '' THEN MIN(f.unit) ELSE p.listed END AS name, p.listed != '' AS listed,
  content_of(f.digest) AS content, SUM(p.standing = '{Standing.COUNTS}') AS counts,
  SUM(p.standing = '{Standing.UNDECIDED}') AS undecided,
  {
    ", ".join(
        f"SUM(CASE p.standing WHEN '{Standing.COUNTS}' THEN {value} ELSE 0 END) AS {name}"
        for name, value in {
            "must": "p.open_must",
            "explain": "p.open_explain",
            "explained": "p.explain - p.open_explain",
            "hint": "p.hint",
            "accepted": f'''(SELECT COUNT(*) FROM verdicts v JOIN findings g ON g.file = v.file AND g.number = v.number
        WHERE v.file = p.file AND v.what = '{ReasonRuling.ACCEPTED}' AND g.severity = '须说明' AND g.state = '{EXPLAINED}')''',
            "troubled": "f.reason != ''",
        }.items()
    )
}
FROM placed p JOIN files f ON f.id = p.file
WHERE p.standing IN ('{Standing.COUNTS}', '{Standing.UNDECIDED}') AND {{which}}
GROUP BY p.folded ORDER BY p.place IS NULL, p.place, name
"""
_COMPUTE: Final = f"""
UPDATE unit_states SET computed = CASE
  WHEN counts + undecided = 0 THEN '{UnitState.MISSING}'
  WHEN undecided > 0 THEN '{UnitState.CAME}'
  WHEN must + explain + troubled > 0 THEN '{UnitState.TO_MEND}'
  WHEN explained > accepted THEN '{UnitState.TOLD_WHY}'
  ELSE '{UnitState.READY}' END,
  decision = NULL, what = '', who = '', note = '', made = NULL
WHERE {{which}}
"""
#: A reason that was sent back after a return was taken undoes that.
_DECIDE: Final = f"""
UPDATE unit_states SET decision = d.id, what = d.what, who = d.who, note = d.note, made = d.made
FROM decisions d
WHERE {{which}} AND d.unit = key AND d.content = unit_states.content AND d.finding = '' AND d.year IS :year
AND d.id = (SELECT MAX(e.id) FROM decisions e WHERE e.unit = d.unit AND e.finding = '' AND e.year IS :year) AND d.what != '{Ruling.TAKEN_BACK}'
AND NOT (d.what = '{Ruling.TAKEN}' AND EXISTS (SELECT 1 FROM verdicts v JOIN placed p ON p.file = v.file
  WHERE p.folded = key AND v.what = '{ReasonRuling.SENT_BACK}' AND v.decision > d.id))
"""
_SHOW: Final = "UPDATE unit_states SET state = CASE what WHEN '' THEN computed ELSE what END WHERE {which}"


class Decided(NamedTuple):
    """What a reviewer decided on a unit that stands: seconds since 1970."""

    what: str
    who: str
    made: float
    note: str


class _Content:
    """An aggregate of SQLite: what tells the files of a unit from any others."""

    def __init__(self) -> None:
        self._digests: list[str] = []

    def step(self, digest: str) -> None:
        self._digests.append(digest)

    def finalize(self) -> str:
        return content_of(self._digests)


def put_states(data: sqlite3.Connection, year: int | None, absent: Iterable[ListedUnit]) -> None:
    """Make the table, over the files that were placed for a year; ``absent`` are the units of which none counts."""
    data.create_aggregate("content_of", 1, _Content)  # type: ignore[arg-type]
    data.executescript(_TABLE)
    data.execute(f"INSERT INTO unit_states ({_COLUMNS}) {_FILED.format(which='1')}")
    data.execute("CREATE UNIQUE INDEX temp.unit_states_by_key ON unit_states (key)")
    data.executemany(
        f"INSERT OR IGNORE INTO unit_states ({_COLUMNS}) VALUES (?, ?, 1, '', 0, 0, 0, 0, 0, 0, 0, 0)",
        ((folded(unit.name), unit.name) for unit in absent),
    )
    settle(data, year)


def renew_state(data: sqlite3.Connection, year: int | None, unit: str) -> None:
    """The same once more for a unit, on a reason of which something was decided since."""
    names = [each.strip() for each in _COLUMNS.split(",")]
    told = data.execute(_FILED.format(which="p.folded = :unit"), {"unit": unit}).fetchone()
    if told is not None:
        changes = ", ".join(f"{each} = ?" for each in names)
        data.execute(f"UPDATE unit_states SET {changes} WHERE key = ?", (*told, unit))
    settle(data, year, unit)


def settle(data: sqlite3.Connection, year: int | None, unit: str = "") -> None:
    """The states as they follow from what was decided, of one unit or of all."""
    which = "key = :unit" if unit else "1"
    for statement in (_COMPUTE, _DECIDE, _SHOW):
        data.execute(statement.format(which=which), {"unit": unit, "year": year})


def decided(data: sqlite3.Connection, unit: str) -> Decided | None:
    """The decision that stands on a unit; None without one."""
    row = data.execute(
        "SELECT what, who, made, note FROM unit_states WHERE key = ? AND what != ''", (unit,)
    ).fetchone()
    return None if row is None else Decided(*row)
