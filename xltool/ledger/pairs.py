"""Which 校验单 belongs to which form: by the digest that it holds of the form, or by their names side by side."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.sealed.verify import SealState
from xltool.verbs.pair import SEALED_MARK, SLIP_MARK


class SlipPair(NamedTuple):
    """A 校验单 and its form, by their numbers in the ledger; ``own`` says that it holds the form's digest."""

    slip: int
    form: int | None
    own: bool = False


class HalfOfPair(NamedTuple):
    """A file of a pair that is to be judged together: the form's number, the digest of this file, whether it is the form."""

    form: int
    digest: str
    is_form: bool


_FORMS: Final = """
CREATE TEMP TABLE IF NOT EXISTS forms (file INTEGER PRIMARY KEY, digest TEXT, origin TEXT);
CREATE INDEX IF NOT EXISTS temp.forms_by_digest ON forms (digest, origin);
CREATE INDEX IF NOT EXISTS temp.forms_by_origin ON forms (origin);
DELETE FROM forms;
"""
_DUE: Final = """
CREATE TEMP TABLE IF NOT EXISTS due (form INTEGER PRIMARY KEY, slip INTEGER);
CREATE TEMP TABLE IF NOT EXISTS halves (origin TEXT, form INTEGER, digest TEXT, is_form INTEGER);
CREATE INDEX IF NOT EXISTS temp.halves_by_origin ON halves (origin);
DELETE FROM due;
DELETE FROM halves;
"""


def slip_pairs(data: sqlite3.Connection, run: int) -> Iterator[SlipPair]:
    """Every 校验单 of a run with its form, and with each copy of that; with none where none came in. No form is read."""
    slips = "SELECT id, origin, outcome FROM files WHERE last_run = ? AND kind = ? ORDER BY origin, sheet"
    if data.execute(slips, (run, FileKind.SLIP)).fetchone() is None:
        return
    data.executescript(_FORMS)
    data.execute(
        "INSERT INTO forms SELECT MIN(id), digest, origin FROM files WHERE last_run = ? AND kind != ? GROUP BY origin",
        (run, FileKind.SLIP),
    )
    for slip, origin, outcome in data.execute(slips, (run, FileKind.SLIP)):
        yield from _paired(data, slip, origin, outcome)


def _paired(data: sqlite3.Connection, slip: int, origin: str, outcome: str) -> Iterator[SlipPair]:
    digest = str(json.loads(outcome or "{}").get("form", ""))
    own = data.execute("SELECT file FROM forms WHERE digest = ? AND digest != ''", (digest,)).fetchall()
    beside = data.execute("SELECT file FROM forms WHERE origin = ?", (form_beside(origin),)).fetchone()
    if own:
        yield from (SlipPair(slip, form, own=True) for (form,) in own)
    else:
        yield SlipPair(slip, None if beside is None else beside[0])


def form_beside(origin: str) -> str:
    """Where the form lies that was sealed together with a 校验单, if nobody has renamed either."""
    head, mark, tail = origin.rpartition(SLIP_MARK)
    return f"{head}{SEALED_MARK}{tail}" if mark else ""


class DuePairs:
    """The pairs of a run that have not been judged together, or whose form was judged with a slip that was not its own.

    They stand in temporary tables: a province has fifty thousand of them.
    """

    def __init__(self, data: sqlite3.Connection, run: int) -> None:
        self._data = data
        data.executescript(_DUE)
        for pair in slip_pairs(data, run):
            if pair.form is not None and self._is_due(pair):
                # whatever the order: a slip that only lies beside a form gives way to the form's own
                instead = "REPLACE" if pair.own else "IGNORE"
                data.execute(f"INSERT OR {instead} INTO due VALUES (?, ?)", (pair.form, pair.slip))
        for half in ("form", "slip"):
            data.execute(
                f"INSERT INTO halves SELECT f.origin, d.form, f.digest, {half == 'form'} FROM due d"
                f" JOIN files f ON f.id = d.{half}"
            )

    def _is_due(self, pair: SlipPair) -> bool:
        kind, seal = self._data.execute("SELECT kind, seal FROM files WHERE id = ?", (pair.form,)).fetchone()
        return kind != FileKind.SEALED or (pair.own and seal != SealState.INTACT)

    def __len__(self) -> int:
        return int(self._data.execute("SELECT COUNT(*) FROM due").fetchone()[0])

    def taken(self, origin: str) -> list[HalfOfPair]:
        """The halves of pairs that came from there, once; a slip may belong to several copies of its form."""
        query = "DELETE FROM halves WHERE origin = ? RETURNING form, digest, is_form"
        found = self._data.execute(query, (origin,)).fetchall()
        return [HalfOfPair(form, digest, bool(is_form)) for form, digest, is_form in found]
