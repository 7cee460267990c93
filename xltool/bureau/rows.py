"""The rows of the list of units: what is sorted and filtered stands in temporary tables with an index each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from xltool.errors import WorkbookError
from xltool.ledger.returns import Standing
from xltool.ledger.units import folded
from xltool.summary.figures import NO_GROUP
from xltool.summary.gathered import Gathered
from xltool.summary.states import SIGNS

#: Rows that a page holds at most.
MOST_ROWS: Final = 500
#: What a page may be sorted by, and the column that it is; what is not known stands last, either way.
SORTS: Final = {
    "list": "s.nth",
    "name": "s.name",
    "state": "s.state",
    "must": "s.must",
    "explain": "s.explain",
    "score": "r.score",
    "execution_rate": "r.rate",
    "sent": "r.sent",
}
_TABLES: Final = """
CREATE TEMP TABLE unit_rows (
  nth INTEGER PRIMARY KEY, score REAL, grade TEXT, rate REAL, sent REAL, seal TEXT, versions INTEGER NOT NULL DEFAULT 0
);
CREATE TEMP TABLE unit_groups (
  said TEXT NOT NULL, value TEXT NOT NULL, nth INTEGER NOT NULL, PRIMARY KEY (said, value, nth)
) WITHOUT ROWID;
"""
#: The first return of a unit that counts speaks for it: SQLite gives the other columns from the row of the MIN.
_FIRST: Final = f"""
INSERT INTO unit_rows (nth, score, grade, rate, sent, seal, versions)
SELECT s.nth, a.score, a.grade, a.rate, a.sent, a.seal, COALESCE(b.versions, 0) FROM unit_states s
LEFT JOIN (SELECT p.folded, MIN(p.nth), json_extract(f.outcome, '$.scores."总分"') AS score,
    json_extract(f.outcome, '$.scores."等级"') AS grade, json_extract(f.outcome, '$.rates."执行率"') AS rate, f.sent, f.seal
  FROM placed p JOIN files f ON f.id = p.file WHERE p.standing = '{Standing.COUNTS}' GROUP BY p.folded) a ON a.folded = s.key
LEFT JOIN (SELECT folded, COUNT(*) AS versions FROM placed
  WHERE standing IN ('{Standing.COUNTS}', '{Standing.OLDER}', '{Standing.UNDECIDED}') GROUP BY folded) b ON b.folded = s.key
"""
_INDEXES: Final = """
CREATE INDEX temp.rows_by_score ON unit_rows (score);
CREATE INDEX temp.rows_by_rate ON unit_rows (rate);
CREATE INDEX temp.rows_by_sent ON unit_rows (sent);
CREATE INDEX temp.states_by_name ON unit_states (name);
CREATE INDEX temp.states_by_state ON unit_states (state);
"""
_ROW: Final = (
    "SELECT s.nth, s.key, s.name, s.listed, s.state, s.what, s.who, s.made, s.note, s.must, s.explain, s.explained, s.hint,"
    " r.score, r.grade, r.rate, r.sent, r.versions, r.seal"
)
_FROM: Final = "FROM unit_states s JOIN unit_rows r ON r.nth = s.nth"


class UnitQuery(NamedTuple):
    """Which units, in which order, and which of them: an empty text filters nothing; ``of`` is a value of the column ``group``.

    A column without a value filters nothing either: it is what the rows show beside the unit.
    """

    state: str = ""
    search: str = ""
    group: str = ""
    of: str = ""
    sort: str = "list"
    down: bool = False
    first: int = 0
    size: int = 100


class UnitChoice(NamedTuple):
    """Units that were chosen: by their keys, or all that a filter leaves, but some."""

    keys: tuple[str, ...] = ()
    filtered: UnitQuery | None = None
    but: frozenset[str] = frozenset()


def chosen_keys(found: Gathered, choice: UnitChoice) -> list[str]:
    """The keys of what was chosen, in the order of the list. Raises WorkbookError where a filter asks for what there is not."""
    if choice.filtered is None:
        return list(choice.keys)
    where, values = _conditions(found, choice.filtered)
    rows = found.data.execute(f"SELECT s.key FROM unit_states s WHERE {where} ORDER BY s.nth", values)
    return [key for (key,) in rows if key not in choice.but]


def group_values(found: Gathered) -> list[dict[str, Any]]:
    """Each column by which the list may be cut, with what stands in it, in the order of the list."""
    values = "SELECT value FROM unit_groups WHERE said = ? GROUP BY value ORDER BY MIN(nth) LIMIT ?"
    return [
        {"column": column, "values": [value for (value,) in found.data.execute(values, (column, MOST_ROWS))]}
        for column in found.groups
    ]


def put_rows(found: Gathered) -> None:
    """Make the tables of what was gathered."""
    found.data.executescript(_TABLES)
    found.data.execute(_FIRST)
    found.data.executemany("INSERT OR IGNORE INTO unit_groups VALUES (?, ?, ?)", _groups(found))
    found.data.executescript(_INDEXES)


def _groups(found: Gathered) -> Iterator[tuple[str, str, int]]:
    """Each unit on the list with what it says in each column that makes groups."""
    numbers = dict(found.data.execute("SELECT key, nth FROM unit_states WHERE listed"))
    for unit in found.units.units if found.units else ():
        number = numbers[folded(unit.name)]
        said = ((column, str(unit.columns.get(column, "")).strip()) for column in found.groups)
        yield from ((column, value or NO_GROUP, number) for column, value in said)


def page_of_units(found: Gathered, query: UnitQuery) -> dict[str, Any]:
    """The rows of a page, and how many units the filters leave.

    Raises WorkbookError where the query is none that can be answered.
    """
    if query.sort not in SORTS or not 0 < query.size <= MOST_ROWS or query.first < 0:
        raise WorkbookError(f"单位列表不能这样查：一页最多 {MOST_ROWS} 行，排序只能按表上的列。")
    where, values = _conditions(found, query)
    total = found.one(f"SELECT COUNT(*) FROM unit_states s WHERE {where}", values)
    column, down = SORTS[query.sort], " DESC" if query.down else ""
    # few are left by a search: to sort these is less than to go through all in the order of an index
    order = f"{'+' if query.search else ''}{column}{down} NULLS LAST, s.nth"
    # what is sorted are numbers alone: the texts of the rows before the page are none of its business
    chosen = f"SELECT s.nth {_FROM} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    rows = found.data.execute(
        f"{_ROW} {_FROM} WHERE s.nth IN ({chosen}) ORDER BY {order}", (*values, query.size, query.first)
    )
    shown = query.group or found.peers
    return {"total": total, "from": query.first, "rows": [_record(found, row, shown) for row in rows]}


def _conditions(found: Gathered, query: UnitQuery) -> tuple[str, tuple[object, ...]]:
    conditions: list[str] = ["1"]
    values: list[object] = []
    if query.state:
        conditions.append("s.state = ?")
        values.append(query.state)
    if wanted := folded(query.search):
        conditions.append("instr(s.key, ?) > 0")
        values.append(wanted)
    if query.group and query.group not in found.groups:
        raise WorkbookError(f"单位名单里没有可以分组的“{query.group}”这一列。")
    if query.group and query.of:
        conditions.append("s.nth IN (SELECT nth FROM unit_groups WHERE said = ? AND value = ?)")
        values += [query.group, query.of]
    return " AND ".join(conditions), tuple(values)


def _record(found: Gathered, row: tuple[Any, ...], column: str) -> dict[str, Any]:
    _, key, name, listed, state, what, who, made, note, *told = row
    must, explain, explained, hints, score, grade, rate, sent, versions, seal = told
    decided = {"what": what, "who": who, "when": made, "note": note} if what else None
    return {
        "key": key,
        "name": name,
        "listed": bool(listed),
        "group": found.group_of(name, column) if listed else "",
        "state": state,
        "sign": SIGNS[state],
        "decided": decided,
        "must": must,
        "explain": explain,
        "explained": explained,
        "hints": hints,
        "score": score,
        "grade": grade or "",
        "execution_rate": rate,
        "sent": sent,
        "versions": versions,
        "seal": seal or "",
    }
