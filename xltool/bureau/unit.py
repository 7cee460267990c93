"""One unit as a reviewer sees it: its files, what is wrong in those that count, the reasons, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.errors import WorkbookError
from xltool.ledger.decisions import Decision, history
from xltool.ledger.returns import Standing
from xltool.summary.gathered import Gathered
from xltool.summary.states import SIGNS, decided
from xltool.summary.wording import SEVERITIES, severity

#: Files and findings of a unit that are shown; a unit that has more has another problem.
_MOST_FILES: Final = 500
_MOST_FINDINGS: Final = 3000
_FILE: Final = (
    "SELECT p.file, f.name, f.origin, p.standing, f.sent, f.kind, f.sheet, f.seal, f.reason, f.year"
    " FROM placed p JOIN files f ON f.id = p.file WHERE {} ORDER BY p.standing != ?, f.sent DESC, p.nth LIMIT ?"
)
_FINDING: Final = """
SELECT g.file, g.number, g.key, g.code, g.severity, g.title, g.message, g.state, g.reason, g.root, g.fix, g.cells,
  v.what, v.who, v.made, v.note
FROM placed p JOIN findings g ON g.file = p.file LEFT JOIN verdicts v ON v.file = g.file AND v.number = g.number
WHERE p.folded = ? AND p.standing = ? ORDER BY p.nth, g.number LIMIT ?
"""


class UnitFile(NamedTuple):
    """A file of the ledger that was placed: its number, the unit that it is of, what tells its content, where it lies.

    ``broken`` is why it could not be processed, empty where it could.
    """

    number: int
    key: str
    name: str
    digest: str
    sheet: str
    path: str | None
    counts: bool
    broken: str


def unit_view(found: Gathered, key: str) -> dict[str, Any]:
    """Everything about a unit. Raises WorkbookError where there is none of this key."""
    row = found.data.execute("SELECT name, listed, state FROM unit_states WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise WorkbookError("名单和收到的表里都没有这个单位：请回到列表再选。")
    name, listed, state = row
    unit = found.listed(name) if listed else None
    standing = decided(found.data, key)
    return {
        "key": key,
        "name": name,
        "listed": bool(listed),
        "state": state,
        "sign": SIGNS[state],
        "columns": {} if unit is None else dict(unit.columns),
        "decided": None
        if standing is None
        else _ruled(standing.what, standing.who, standing.made, standing.note),
        "decisions": [_decision(each) for each in history(found.data, key, found.year)],
        "files": list(_files(found, key, name if listed else "")),
        "findings": [
            _finding(row) for row in found.data.execute(_FINDING, (key, Standing.COUNTS, _MOST_FINDINGS))
        ],
    }


def file_of(found: Gathered, number: int) -> UnitFile:
    """A file of the run by its number. Raises WorkbookError where there is none."""
    row = found.data.execute(
        "SELECT p.file, p.folded, f.name, f.digest, f.sheet, f.path, p.standing = ?,"
        " CASE f.kind WHEN ? THEN f.reason ELSE '' END FROM placed p JOIN files f ON f.id = p.file"
        " WHERE p.file = ?",
        (Standing.COUNTS, FileKind.BROKEN, number),
    ).fetchone()
    if row is None:
        raise WorkbookError("账本里没有这个文件了（可能又汇总过一次）：请刷新页面再试。")
    number, key, name, digest, sheet, path, counts, broken = row
    return UnitFile(number, key, name, digest, sheet, path, bool(counts), broken)


def _files(found: Gathered, key: str, listed: str) -> Iterator[dict[str, Any]]:
    """The files under the unit's name, and those that only bear it in theirs."""
    rows = found.data.execute(_FILE.format("p.folded = ?"), (key, Standing.COUNTS, _MOST_FILES)).fetchall()
    if listed:
        others = found.data.execute(
            _FILE.format("p.standing IN (?, ?)"), (Standing.BROKEN, Standing.NO_UNIT, Standing.COUNTS, -1)
        )
        rows += [row for row in others if _is_of(found, row[1], listed)][:_MOST_FILES]
    for number, name, origin, standing, sent, kind, sheet, seal, reason, year in rows:
        yield {
            "number": number,
            "name": name,
            "origin": origin,
            "standing": standing,
            "sent": sent,
            "kind": kind,
            "sheet": sheet,
            "seal": seal,
            "reason": reason,
            "year": year,
            "counts": standing == Standing.COUNTS,
        }


def _is_of(found: Gathered, file: str, listed: str) -> bool:
    unit = found.units.within(file) if found.units else None
    return unit is not None and unit.name == listed


def _finding(row: tuple[Any, ...]) -> dict[str, Any]:
    file, number, key, code, level, title, message, state, reason, root, fix, cells, what, who, made, note = (
        row
    )
    return {
        "file": file,
        "number": number,
        "key": key,
        "code": code,
        "severity": level,
        "sign": severity(level, state).partition(" ")[0] or SEVERITIES.get(level, ""),
        "title": title,
        "message": message,
        "state": state,
        "reason": reason,
        "root": root,
        "fix": fix,
        "cells": cells,
        "verdict": None if what is None else _ruled(what, who, made, note),
    }


def _ruled(what: str, who: str, made: float, note: str) -> dict[str, Any]:
    return {"what": what, "who": who, "when": made, "note": note}


def _decision(each: Decision) -> dict[str, Any]:
    return {
        **_ruled(each.what, each.who, each.made, each.note),
        **({"finding": each.finding, "reason": each.reason} if each.finding else {}),
    }
