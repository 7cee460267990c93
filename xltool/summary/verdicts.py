"""What reviewers said to the reasons in the returns that count: a reason that was sent back explains nothing.

The table ``verdicts`` has what was said last of each finding whose reason still reads as it did then. The view
``findings`` stands in front of the ledger's table of that name, so that all that counts findings hears of it.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from xltool.batch.judgement import FindingRow
from xltool.ledger.decisions import ReasonRuling
from xltool.ledger.returns import Standing

EXPLAINED: Final = "已说明"
#: The state of a finding whose reason was sent back.
SENT_BACK: Final = "说明退回"
_STATE: Final = f"CASE WHEN v.what = '{ReasonRuling.SENT_BACK}' AND g.state = '{EXPLAINED}' THEN '{SENT_BACK}' ELSE g.state END AS state"
_TABLES: Final = f"""
CREATE TEMP TABLE verdicts (
  file INTEGER NOT NULL, number INTEGER NOT NULL, decision INTEGER NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL,
  who TEXT NOT NULL, made REAL NOT NULL, PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TEMP VIEW findings AS SELECT g.file, g.number,
  {", ".join(_STATE if each == "state" else f"g.{each}" for each in FindingRow._fields)}
FROM main.findings g LEFT JOIN temp.verdicts v ON v.file = g.file AND v.number = g.number;
"""
_LAST: Final = f"""
INSERT INTO verdicts SELECT p.file, g.number, d.id, d.what, d.note, d.who, d.made
FROM decisions d JOIN placed p ON p.folded = d.unit AND p.standing = '{Standing.COUNTS}'
JOIN main.findings g ON g.file = p.file AND g.key = d.finding AND g.reason = d.reason
WHERE d.finding != '' AND d.year IS :year AND {{which}} AND d.what != '{ReasonRuling.TAKEN_BACK}'
AND d.id = (SELECT MAX(e.id) FROM decisions e
  WHERE e.unit = d.unit AND e.year IS d.year AND e.finding = d.finding AND e.reason = d.reason)
"""


def put_verdicts(data: sqlite3.Connection, year: int | None) -> None:
    """Make the table and the view, over the files that were placed for a year."""
    data.executescript(_TABLES)
    data.execute(_LAST.format(which="1"), {"year": year})


def renew_verdicts(data: sqlite3.Connection, year: int | None, unit: str) -> None:
    """The same once more for a unit, of which something was decided since."""
    data.execute("DELETE FROM verdicts WHERE file IN (SELECT file FROM placed WHERE folded = ?)", (unit,))
    data.execute(_LAST.format(which="d.unit = :unit"), {"year": year, "unit": unit})


def words_to_reasons(data: sqlite3.Connection, file: int) -> dict[int, str]:
    """Of each finding of a file whose reason was sent back, by its number, the reviewer's words."""
    rows = data.execute(
        "SELECT number, note FROM verdicts WHERE file = ? AND what = ?", (file, ReasonRuling.SENT_BACK)
    )
    return dict(rows)
