"""Which 校验单 belongs to which form: by the digest that it holds of the form, or by their names side by side.

What is known of a run's pairs stands in temporary tables: a province may send in fifty thousand of them.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.sealed.verify import SealState
from xltool.verbs.pair import SEALED_MARK, SLIP_MARK

#: What a form that was paired says of itself.
_PAIRED: Final = FileKind.SEALED
_FORMS: Final = """
CREATE TEMP TABLE forms AS
SELECT MIN(id) AS id, digest, origin, kind, seal FROM files WHERE last_run = ? AND kind != ? GROUP BY origin
"""
_SLIPS: Final = """
CREATE TEMP TABLE slips AS SELECT origin, slip_digest(outcome) AS digest, form_beside(origin) AS beside
FROM files WHERE last_run = ? AND kind = ?
"""
_INDEXES: Final = """
CREATE INDEX temp.forms_by_digest ON forms (digest);
CREATE INDEX temp.forms_by_origin ON forms (origin);
CREATE INDEX temp.slips_by_digest ON slips (digest);
CREATE INDEX temp.slips_by_beside ON slips (beside);
"""
#: Of each form, and of every copy of it, the slip that holds its digest; else the one beside it that is no other's. Not
#: those that were judged together already, unless the form was judged with a slip that was not its own.
_DUE: Final = """
CREATE TEMP TABLE due AS
SELECT forms.id AS file, forms.origin AS form, MIN(slips.origin) AS slip
FROM forms JOIN slips ON slips.digest = forms.digest
WHERE forms.digest != '' AND (forms.kind != ?1 OR forms.seal != ?2) GROUP BY forms.id
UNION ALL
SELECT forms.id, forms.origin, MIN(slips.origin) FROM forms JOIN slips ON slips.beside = forms.origin
WHERE forms.kind != ?1 AND NOT EXISTS (SELECT 1 FROM slips AS own WHERE own.digest = forms.digest AND own.digest != '')
  AND NOT EXISTS (SELECT 1 FROM forms AS own WHERE own.digest = slips.digest AND own.digest != '') GROUP BY forms.id
"""
_DUE_INDEXES: Final = """
CREATE INDEX temp.due_by_slip ON due (slip);
CREATE INDEX temp.due_by_form ON due (form);
"""


class SlipPair(NamedTuple):
    """The origins of a 校验单 and of its form, and the number of the form's row."""

    slip: str
    form: str
    file: int


class DuePairs:
    """The pairs of a run that are to be judged together; ``number`` tells how many they are."""

    def __init__(self, data: sqlite3.Connection, run: int) -> None:
        self._data = data
        self.number = self._found(run)

    def _found(self, run: int) -> int:
        some = "SELECT COUNT(*) FROM (SELECT 1 FROM files WHERE last_run = ? AND kind = ? LIMIT 1)"
        if not self._one(some, (run, FileKind.SLIP)):
            return 0
        self._data.create_function("slip_digest", 1, digest_in, deterministic=True)
        self._data.create_function("form_beside", 1, form_beside, deterministic=True)
        for name in ("forms", "slips", "due"):
            self._data.execute(f"DROP TABLE IF EXISTS temp.{name}")
        self._data.execute(_FORMS, (run, FileKind.SLIP))
        self._data.execute(_SLIPS, (run, FileKind.SLIP))
        self._made(_INDEXES)
        self._data.execute(_DUE, (_PAIRED, SealState.INTACT))
        self._made(_DUE_INDEXES)
        return self._one("SELECT COUNT(*) FROM due")

    def _made(self, indexes: str) -> None:
        for index in indexes.strip().splitlines():  # executescript would end the transaction
            self._data.execute(index)

    def _one(self, query: str, values: tuple[object, ...] = ()) -> int:
        return int(self._data.execute(query, values).fetchone()[0])

    def of(self, origin: str) -> list[SlipPair]:
        """The pairs of which one half came from here."""
        rows = self._data.execute(
            "SELECT slip, form, file FROM due WHERE slip = ? UNION SELECT slip, form, file FROM due WHERE form = ?",
            (origin, origin),
        )
        return [SlipPair(*row) for row in rows]

    def done(self, pair: SlipPair) -> bool:
        """A pair is on its way; whether no other waits for its slip."""
        self._data.execute("DELETE FROM due WHERE file = ?", (pair.file,))
        return not self.of(pair.slip)


def digest_in(outcome: str) -> str:
    """The digest that a 校验单 holds of its form, of what was written down of it; empty where it holds none."""
    return str(json.loads(outcome or "{}").get("form", ""))


def form_beside(origin: str) -> str:
    """Where the form lies that was sealed together with a 校验单, if nobody has renamed either."""
    head, mark, tail = origin.rpartition(SLIP_MARK)
    return f"{head}{SEALED_MARK}{tail}" if mark else ""
