"""The ledger as pandas' tables, for whoever analyses it: of each table its columns and their types are documented here.

==============  ======================================================================================================
``units``       a row a return: file, origin, name, kind, standing, unit, year, sheet, form, seal, signature, key,
                sent (UTC), reason, scheme, version, grade, must, explain, hint (numbers of findings)
``rates``       a row a rate that could be computed: file, unit, year, rate, value (a ratio)
``scores``      the same of points: file, unit, year, score, value
``money``       a row a figure of the form: file, unit, year, name (that of the contract), value (万元, persons)
``indicators``  a row an indicator: file, unit, year, number, level1, level2, title, target, actual, weight, score,
                suggested (points)
``findings``    a row a finding: file, unit, year, number, code, severity, title, message, cells, stated, expected,
                size (万元, points or percentage points), cause, key, root, state, reason
==============  ======================================================================================================

``file`` ties the tables together. Texts are pandas' ``string``, few-valued ones ``category``, numbers ``float64``,
counts ``Int64`` (which may be missing).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from xltool.errors import ProgramError
from xltool.ledger.returns import PlacedFile, placed
from xltool.ledger.rows import FileRow
from xltool.ledger.store import seen_with_ids

_TEXT, _WORD, _NUMBER, _COUNT = "string", "category", "float64", "Int64"
#: Of each table its columns with their types.
COLUMNS: Final = {
    "units": {
        **dict.fromkeys(("file",), _COUNT),
        **dict.fromkeys(("origin", "name"), _TEXT),
        **dict.fromkeys(("kind", "standing"), _WORD),
        "unit": _TEXT,
        "year": _COUNT,
        **dict.fromkeys(("sheet", "form", "seal", "signature", "key"), _TEXT),
        "sent": "datetime64[ns, UTC]",
        "reason": _TEXT,
        **dict.fromkeys(("scheme", "version", "grade"), _WORD),
        **dict.fromkeys(("must", "explain", "hint"), _COUNT),
    },
    "rates": {"file": _COUNT, "unit": _TEXT, "year": _COUNT, "rate": _WORD, "value": _NUMBER},
    "scores": {"file": _COUNT, "unit": _TEXT, "year": _COUNT, "score": _WORD, "value": _NUMBER},
    "money": {"file": _COUNT, "unit": _TEXT, "year": _COUNT, "name": _WORD, "value": _NUMBER},
    "indicators": {
        "file": _COUNT,
        "unit": _TEXT,
        "year": _COUNT,
        "number": _COUNT,
        **dict.fromkeys(("level1", "level2", "title", "target", "actual"), _TEXT),
        **dict.fromkeys(("weight", "score", "suggested"), _NUMBER),
    },
    "findings": {
        "file": _COUNT,
        "unit": _TEXT,
        "year": _COUNT,
        "number": _COUNT,
        "code": _WORD,
        "severity": _WORD,
        **dict.fromkeys(("title", "message", "cells", "stated", "expected"), _TEXT),
        "size": _NUMBER,
        **dict.fromkeys(("cause", "key", "root"), _TEXT),
        "state": _WORD,
        "reason": _TEXT,
    },
}


class Frames(NamedTuple):
    """The tables of one run."""

    units: pd.DataFrame
    rates: pd.DataFrame
    scores: pd.DataFrame
    money: pd.DataFrame
    indicators: pd.DataFrame
    findings: pd.DataFrame


def frames(path: Path | str, run: int | None = None, year: int | None = None) -> Frames:
    """The tables of a run of a ledger (its last one by default); ``year`` is the one that was collected.

    Raises ProgramError where there is no such ledger.
    """
    if not Path(path).is_file():
        raise ProgramError(f"没有账本“{Path(path).name}”：请先运行 xltool consolidate。")
    with closing(sqlite3.connect(path)) as data:
        number = data.execute("SELECT max(id) FROM runs").fetchone()[0] if run is None else run
        seen = list(seen_with_ids(data, number))
        findings = _findings(data, number)
    standings = placed([row for _, row in seen], year)
    counts = _counts(findings)
    known: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for (file, row), place in zip(seen, standings, strict=True):
        said = row.judgement
        outcome = json.loads(said.outcome or "{}")
        of = {"file": file, "unit": said.unit, "year": said.year}
        found = counts.get(file, {"must": 0, "explain": 0, "hint": 0})
        known["units"].append({**of, **_unit(row, place, outcome), **found})
        for name, rows in _of_outcome(outcome).items():
            known[name] += [{**of, **each} for each in rows]
    made = {name: _frame(name, rows) for name, rows in known.items() if name != "findings"}
    return Frames(**made, findings=findings.astype(COLUMNS["findings"]))


def _unit(row: FileRow, place: PlacedFile, outcome: dict[str, Any]) -> dict[str, Any]:
    """A row of ``units`` without the numbers of findings."""
    said = row.judgement
    return {
        "origin": row.origin,
        "name": row.name,
        "kind": said.kind.value,
        "standing": place.standing.value,
        **{name: getattr(said, name) for name in ("sheet", "form", "seal", "signature", "key", "reason")},
        "sent": None if row.sent is None else pd.Timestamp(row.sent, unit="s", tz="UTC"),
        "scheme": outcome.get("scheme"),
        "version": outcome.get("version"),
        "grade": outcome.get("scores", {}).get("等级"),
    }


def _of_outcome(outcome: dict[str, Any]) -> dict[str, Iterable[dict[str, Any]]]:
    """The rows of the tables that come out of the JSON of one return."""
    return {
        "rates": _numbers(outcome.get("rates", {}), "rate"),
        "scores": _numbers(outcome.get("scores", {}), "score"),
        "money": _numbers(outcome.get("amounts", {}), "name"),
        "indicators": [
            {"number": number, **each} for number, each in enumerate(outcome.get("indicators", []), 1)
        ],
    }


def _numbers(values: dict[str, Any], column: str) -> Iterator[dict[str, Any]]:
    return (
        {column: name, "value": value} for name, value in values.items() if isinstance(value, (int, float))
    )


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = COLUMNS[name]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _findings(data: sqlite3.Connection, run: int) -> pd.DataFrame:
    columns = ", ".join(
        f"f.{each}" if each in ("unit", "year") else f"g.{each}" for each in COLUMNS["findings"]
    )
    query = (
        f"SELECT {columns} FROM findings g JOIN files f ON f.id = g.file WHERE f.last_run = ? ORDER BY 1, 4"
    )
    return pd.read_sql_query(query, data, params=(run,))


def _counts(findings: pd.DataFrame) -> dict[int, dict[str, int]]:
    names = {"必改": "must", "须说明": "explain", "提示": "hint"}
    found: dict[int, dict[str, int]] = {}
    for (file, severity), count in findings.groupby(["file", "severity"]).size().items():
        found.setdefault(int(file), dict.fromkeys(names.values(), 0))[names[severity]] = int(count)
    return found
