"""What reviewers decided, as the summary says it: columns of 单位明细 and 未报名单, and a small table of 总览; nothing where nobody did."""

from __future__ import annotations

from typing import Final

from xltool.ledger.units import folded
from xltool.summary.gathered import Gathered
from xltool.summary.states import SIGNS, decided
from xltool.summary.table import Row, Section, Shows, TableColumn
from xltool.summary.wording import moment

_COLUMNS: Final = (
    TableColumn("审核状态", width=10),
    TableColumn("审核人", width=12),
    TableColumn("审核时间", width=18),
    TableColumn("审核意见", width=40),
)


def is_reviewed(found: Gathered) -> bool:
    """Whether anything was decided on the year that is summarised."""
    return bool(found.one("SELECT EXISTS (SELECT 1 FROM decisions WHERE year IS ?)", (found.year,)))


def decision_columns(found: Gathered) -> tuple[TableColumn, ...]:
    """The columns of a unit's row."""
    return _COLUMNS if is_reviewed(found) else ()


def decision_cells(found: Gathered, unit: str) -> Row:
    """What stands in them; ``unit`` as it is called, on the list or in its return."""
    key = folded(unit)
    row = found.data.execute("SELECT state FROM unit_states WHERE key = ?", (key,)).fetchone()
    standing = decided(found.data, key)
    state = "" if row is None else f"{SIGNS[row[0]]} {row[0]}"
    return (
        (state, "", "", "")
        if standing is None
        else (state, standing.who, moment(standing.made), standing.note)
    )


def progress(found: Gathered) -> tuple[Section, ...]:
    """How many units are how far."""
    if not is_reviewed(found):
        return ()
    numbers = dict(found.data.execute("SELECT state, COUNT(*) FROM unit_states GROUP BY state"))
    rows = tuple((f"{sign} {state}", numbers[state]) for state, sign in SIGNS.items() if state in numbers)
    columns = (TableColumn("审核状态", width=30), TableColumn("单位数", Shows.COUNT))
    return (Section("审核进度", columns, rows),)
