"""The files of a run placed: which counts, how many findings it has, what keeps it out of a sum; all in temporary tables.

They stand in SQLite's temporary file and not in memory, so that a run of any length takes the same room.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.errors import ProgramError
from xltool.ledger.aggregates import of_ledger
from xltool.ledger.placing import PlacedGroup, placed_groups
from xltool.ledger.reading import last_run, read_ledger, run_sources
from xltool.ledger.returns import Standing
from xltool.ledger.units import ListedUnit, Matching, UnitList
from xltool.summary.states import put_states, renew_state, settle
from xltool.summary.verdicts import put_verdicts, renew_verdicts
from xltool.summary.wanted import Wanted

#: Most values of a column of the unit list that still makes groups.
_MOST_GROUPS: Final = 200
_TABLES: Final = """
CREATE TEMP TABLE placed (
  file INTEGER PRIMARY KEY, nth INTEGER NOT NULL, standing TEXT NOT NULL, beside TEXT NOT NULL, folded TEXT NOT NULL, counted INTEGER,
  matching TEXT NOT NULL, listed TEXT NOT NULL, near TEXT NOT NULL, place INTEGER, first REAL,
  must INTEGER NOT NULL DEFAULT 0, explain INTEGER NOT NULL DEFAULT 0, hint INTEGER NOT NULL DEFAULT 0,
  open_must INTEGER NOT NULL DEFAULT 0, open_explain INTEGER NOT NULL DEFAULT 0, left_out TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
"""
_INDEXES: Final = """
CREATE INDEX temp.placed_in_order ON placed (nth);
CREATE INDEX temp.placed_by_unit ON placed (folded);
CREATE INDEX temp.placed_by_list ON placed (listed, standing);
CREATE INDEX temp.placed_by_standing ON placed (standing);
"""
_COUNTS: Final = """
UPDATE placed SET (must, explain, hint, open_must, open_explain) = (
  SELECT COALESCE(SUM(severity = '必改'), 0), COALESCE(SUM(severity = '须说明'), 0), COALESCE(SUM(severity = '提示'), 0),
    COALESCE(SUM(severity = '必改'), 0), COALESCE(SUM(severity = '须说明' AND state != '已说明'), 0)
  FROM findings WHERE findings.file = placed.file)"""


class Gathered(NamedTuple):
    """A ledger with its files placed. ``groups`` are the columns of the unit list that make groups, ``year`` the one
    that is summarised, ``given`` whether somebody asked for it."""

    data: sqlite3.Connection
    run: int
    year: int | None
    given: bool
    units: UnitList | None
    groups: tuple[str, ...]
    peers: str
    deadline: float | None

    def one(self, query: str, values: tuple[object, ...] = ()) -> int:
        """The single number that a query gives."""
        (found,) = self.data.execute(query, values).fetchone()
        return int(found or 0)

    def ask(self, statement: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a statement of :mod:`xltool.ledger.aggregates` over this run."""
        return of_ledger(self.data, "temp.placed", "temp.findings")(statement)

    def listed(self, name: str) -> ListedUnit | None:
        """The unit on the list that has this name there."""
        return self.units.match(name).unit if self.units and name else None

    def group_of(self, name: str, column: str) -> str:
        """What the list says of a unit in a column; empty for one that is not on it."""
        unit = self.listed(name)
        return "" if unit is None else str(unit.columns.get(column, "")).strip()


@contextmanager
def gathered(wanted: Wanted) -> Iterator[Gathered]:
    """The run that is asked for, placed. Raises ProgramError where the file is no ledger that can be read."""
    with read_ledger(wanted.ledger) as data:
        yield _gathered(data, wanted)


def _gathered(data: sqlite3.Connection, wanted: Wanted) -> Gathered:
    run = wanted.run or last_run(data)
    year = wanted.year if wanted.year is not None else _commonest_year(data, run)
    groups = _grouping(wanted.units)
    peers = _peers(wanted, groups)
    found = Gathered(data, run, year, wanted.year is not None, wanted.units, groups, peers, wanted.deadline)
    data.executescript(_TABLES)
    data.executemany(
        "INSERT INTO placed (file, nth, standing, beside, folded, counted, matching, listed, near, place, first)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _rows(found),
    )
    data.executescript(_INDEXES)
    put_verdicts(data, year)
    data.execute(_COUNTS)
    put_states(data, year, missing(found))
    return found


#: Beyond so many units all are settled at once.
_FEW: Final = 100


def renew(found: Gathered, since: int) -> None:
    """Take in what was decided behind a line of the ledger's history."""
    rows = found.data.execute(
        "SELECT unit, MAX(finding != '') FROM decisions WHERE id > ? GROUP BY unit", (since,)
    ).fetchall()
    for unit, on_reason in rows:
        if on_reason:
            renew_verdicts(found.data, found.year, unit)
            found.data.execute(f"{_COUNTS} WHERE folded = ?", (unit,))
            renew_state(found.data, found.year, unit)
        elif len(rows) <= _FEW:
            settle(found.data, found.year, unit)
    if len(rows) > _FEW:
        settle(found.data, found.year)


def sources_of(found: Gathered) -> tuple[str, ...]:
    """What the inbox of the run was, as it was named there."""
    return run_sources(found.data, found.run)


def missing(found: Gathered) -> tuple[ListedUnit, ...]:
    """The units on the list of which no return of the year came in."""
    if found.units is None:
        return ()
    there = {
        name
        for (name,) in found.data.execute(
            "SELECT DISTINCT listed FROM placed WHERE listed != '' AND standing IN (?, ?)",
            (Standing.COUNTS, Standing.UNDECIDED),
        )
    }
    return tuple(unit for unit in found.units.units if unit.name not in there)


def _commonest_year(data: sqlite3.Connection, run: int) -> int | None:
    row = data.execute(
        "SELECT year FROM files WHERE last_run = ? AND kind IN (?, ?) AND year IS NOT NULL"
        " GROUP BY year ORDER BY COUNT(*) DESC, year DESC LIMIT 1",
        (run, FileKind.RETURN, FileKind.SEALED),
    ).fetchone()
    return None if row is None else int(row[0])


def _grouping(units: UnitList | None) -> tuple[str, ...]:
    """The columns of the list whose values many units share: not a code, not a person to ask."""
    if units is None:
        return ()
    columns = {column: None for unit in units.units for column in unit.columns}
    return tuple(column for column in columns if _makes_groups(units, column))


def _makes_groups(units: UnitList, column: str) -> bool:
    said = Counter(str(unit.columns.get(column, "")).strip() for unit in units.units)
    said.pop("", None)
    return 2 <= len(said) <= min(_MOST_GROUPS, said.total() // 2)


def _peers(wanted: Wanted, groups: tuple[str, ...]) -> str:
    known = {column for unit in (wanted.units.units if wanted.units else ()) for column in unit.columns}
    if wanted.peers and wanted.peers not in known:
        raise ProgramError(f"单位名单里没有“{wanted.peers}”这一列：请检查列名。")
    return wanted.peers or next(iter(groups), "")


# Placing


class _Matched(NamedTuple):
    matching: str = ""
    listed: str = ""
    near: str = ""
    place: int | None = None


def _rows(found: Gathered) -> Iterator[tuple[object, ...]]:
    """A row for each file of the run; the files of one unit and year are matched together."""
    places = {unit.name: number for number, unit in enumerate(found.units.units)} if found.units else {}
    for group in placed_groups(found.data, found.run, found.year):
        matched = (
            _match(found.units, group.files[0].file.judgement.unit, places) if group.unit else _Matched()
        )
        yield from _of_group(group, matched)


def _match(units: UnitList | None, name: str, places: dict[str, int]) -> _Matched:
    if units is None:
        return _Matched("没有名单")
    match = units.match(name.strip())
    if match.unit is None:
        return _Matched(match.matching.value, near="、".join(match.near))
    return _Matched(match.matching.value, match.unit.name, "", places[match.unit.name])


def _of_group(group: PlacedGroup, matched: _Matched) -> Iterator[tuple[object, ...]]:
    placed = list(zip(group.numbers, group.files, strict=True))
    counted = next((number for (number, _), one in placed if one.standing is Standing.COUNTS), None)
    times = [one.file.sent for one in group.files]
    known = [time for time in times if time is not None]
    first = min(known) if known and len(known) == len(times) else None
    for numbers, one in placed:
        yield (*numbers, one.standing.value, one.beside, group.unit, counted, *matched, first)


#: How a name was found on a list where there is one and it is not on it.
OFF_LIST: Final = (Matching.NEAR.value, Matching.NONE.value)
