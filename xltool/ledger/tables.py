"""What a run of a ledger says, as lines of six tables: their columns and types stand here, and nowhere else.

:mod:`xltool.ledger.frames` makes pandas' tables of the lines, :mod:`xltool.ledger.parquet` files. ``file`` ties the tables
together. Texts are pandas' ``string``, few-valued ones ``category``, numbers ``float64``, counts ``Int64`` (which may be
missing), times ``datetime64[us, UTC]``.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple, get_type_hints

from xltool.ledger.placing import placed_groups

Text = Annotated[str | None, "string"]
Word = Annotated[str | None, "category"]
Figure = Annotated[float | None, "float64"]
Count = Annotated[int | None, "Int64"]
Moment = Annotated[datetime.datetime | None, "datetime64[us, UTC]"]


class UnitLine(NamedTuple):
    """A file: one return, or one that is none; ``must``, ``explain`` and ``hint`` are numbers of findings.

    ``merged`` are the units that a merged return adds up, of no other: who sums ``money`` leaves it out, or its units.
    """

    file: Count
    origin: Text
    name: Text
    kind: Word
    standing: Word
    unit: Text
    year: Count
    sheet: Text
    form: Text
    seal: Text
    signature: Text
    key: Text
    sent: Moment
    reason: Text
    scheme: Word
    version: Word
    grade: Word
    must: Count
    explain: Count
    hint: Count
    merged: Text


class RateLine(NamedTuple):
    """A rate that could be computed; ``value`` is a ratio."""

    file: Count
    unit: Text
    year: Count
    rate: Word
    value: Figure


class ScoreLine(NamedTuple):
    """A score; ``value`` is points."""

    file: Count
    unit: Text
    year: Count
    score: Word
    value: Figure


class MoneyLine(NamedTuple):
    """A figure of the form as it was filed; ``name`` is that of the contract, ``value`` 万元 or persons."""

    file: Count
    unit: Text
    year: Count
    name: Word
    value: Figure


class IndicatorLine(NamedTuple):
    """An indicator; ``weight``, ``score`` and ``suggested`` are points."""

    file: Count
    unit: Text
    year: Count
    number: Count
    level1: Text
    level2: Text
    title: Text
    target: Text
    actual: Text
    weight: Figure
    score: Figure
    suggested: Figure


class FindingLine(NamedTuple):
    """A finding; ``size`` is 万元, points or percentage points."""

    file: Count
    unit: Text
    year: Count
    number: Count
    code: Word
    severity: Word
    title: Text
    message: Text
    cells: Text
    stated: Text
    expected: Text
    size: Figure
    cause: Text
    key: Text
    root: Text
    state: Word
    reason: Text


Line = UnitLine | RateLine | ScoreLine | MoneyLine | IndicatorLine | FindingLine
#: The tables by their names.
TABLES: Final[dict[str, type[Line]]] = {
    "units": UnitLine,
    "rates": RateLine,
    "scores": ScoreLine,
    "money": MoneyLine,
    "indicators": IndicatorLine,
    "findings": FindingLine,
}
#: Of each table its columns with their types, as pandas calls these.
COLUMNS: Final = {
    name: {column: str(hint.__metadata__[0]) for column, hint in get_type_hints(line, include_extras=True).items()}
    for name, line in TABLES.items()
}  # fmt: skip
_FILES: Final = """
SELECT f.id, f.origin, f.name, f.kind, s.standing, f.unit, f.year, f.sheet, f.form, f.seal, f.signature, f.key, f.sent,
  f.reason, f.outcome, COUNT(*) FILTER (WHERE g.severity = '必改'), COUNT(*) FILTER (WHERE g.severity = '须说明'),
  COUNT(*) FILTER (WHERE g.severity = '提示')
FROM standings s JOIN files f ON f.id = s.file LEFT JOIN findings g ON g.file = s.file
GROUP BY s.nth ORDER BY s.nth
"""
_FINDINGS: Final = (
    "SELECT {} FROM findings g JOIN files f ON f.id = g.file WHERE f.last_run = ? ORDER BY g.file, g.number"
)
#: Windows counts from here in one direction alone.
_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: Lines of a table that are in memory at a time.
_TOGETHER: Final = 20_000
_OF_FILE: Final = ("unit", "year")


def lines(data: sqlite3.Connection, run: int, year: int | None) -> Iterator[tuple[str, Line]]:
    """Every line of a run with the name of its table; files by where they came from, findings by file and number.

    They stream: no more than one file is in memory. All are of one moment, also where a run goes on. ``year`` is the one
    that was collected.
    """
    data.execute("BEGIN")
    _place(data, run, year)
    for file, *told in data.execute(_FILES):
        yield from _of_file(file, told)
    columns = (f"{'f' if each in _OF_FILE else 'g'}.{each}" for each in FindingLine._fields)
    for row in data.execute(_FINDINGS.format(", ".join(columns)), (run,)):
        yield "findings", FindingLine(*row)


def batches(data: sqlite3.Connection, run: int, year: int | None) -> Iterator[tuple[str, list[Line]]]:
    """The same in lists of one table each, which follow each other in its order; each table has one at least."""
    waiting: dict[str, list[Line]] = {name: [] for name in TABLES}
    for name, line in lines(data, run, year):
        rows = waiting[name]
        rows.append(line)
        if len(rows) >= _TOGETHER:
            waiting[name] = []
            yield name, rows
    yield from waiting.items()


def _place(data: sqlite3.Connection, run: int, year: int | None) -> None:
    """What each file is in the run, in a temporary table."""
    data.execute("CREATE TEMP TABLE standings (nth INTEGER PRIMARY KEY, file INTEGER, standing TEXT)")
    for group in placed_groups(data, run, year):
        data.executemany(
            "INSERT INTO standings VALUES (?, ?, ?)",
            [
                (nth, file, place.standing.value)
                for (file, nth), place in zip(group.numbers, group.files, strict=True)
            ],
        )


def _of_file(file: int, told: list[Any]) -> Iterator[tuple[str, Line]]:
    """The lines of one file but for its findings."""
    unit, year, said = told[4], told[5], json.loads(told[13] or "{}")
    yield "units", _unit_line(file, told, said)
    for rate, value in said.get("rates", {}).items():
        if value is not None:
            yield "rates", RateLine(file, unit, year, rate, value)
    for score, value in said.get("scores", {}).items():
        if isinstance(value, int | float):  # the grade is a word
            yield "scores", ScoreLine(file, unit, year, score, value)
    for amount, value in said.get("amounts", {}).items():
        yield "money", MoneyLine(file, unit, year, amount, value)
    for number, indicator in enumerate(said.get("indicators", ()), 1):
        yield "indicators", IndicatorLine(file, unit, year, number, **indicator)


def _unit_line(file: int, told: list[Any], said: dict[str, Any]) -> UnitLine:
    """The line of the file itself; ``said`` is its outcome."""
    origin, name, kind, standing, unit, year, sheet, form, seal, signature, key, *rest = told
    sent, reason, _outcome, must, explain, hint = rest
    when = None if sent is None else _EPOCH + datetime.timedelta(seconds=sent)
    merged = "、".join(map(str, said.get("merged", ()))) or None
    graded = (said.get("scheme"), said.get("version"), said.get("scores", {}).get("等级"))
    place = (file, origin, name, kind, standing, unit, year)
    proof = (sheet, form, seal, signature, key)
    return UnitLine(*place, *proof, when, reason, *graded, must, explain, hint, merged)
