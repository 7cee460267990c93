"""Which returns enter a sum, and why the others do not: what is added up is never doubled and never wrong by a 必改.

A return stays out where its versions are undecided, its seal is broken, a 必改 is open, an amount seems to be in another
unit and nobody has said why (a few of them would make a county's sum twenty times what it is), its unit is not on the list,
its unit filed several returns that overlap, or where a merged return that enters has its unit in it already.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.batch.judge import MERGED_BY
from xltool.ledger.returns import MERGED, Standing
from xltool.ledger.units import folded
from xltool.summary.gathered import OFF_LIST, Gathered

UNDECIDED: Final = "几份不同，未定用哪一份"
UNSEALED: Final = "封存后有改动"
OPEN: Final = "有必改未改"
DOUBTED: Final = "金额疑为单位填错"
OFF: Final = "不在名单上"
SEVERAL: Final = "同一单位有几份"
COVERED: Final = "已并入汇总的一份"
OVERLAP: Final = "几份汇总含同一单位"
MISSING: Final = "未报"
BROKEN: Final = "处理不了"
NAMELESS: Final = "没有填单位名称"
OTHER_YEAR: Final = "不是要收的年度"
#: In the order in which they are listed.
REASONS: Final = (
    *(
        OPEN,
        DOUBTED,
        UNSEALED,
        UNDECIDED,
        SEVERAL,
        OVERLAP,
        COVERED,
        OFF,
        NAMELESS,
        OTHER_YEAR,
        BROKEN,
        MISSING,
    ),
)
#: What is done about each.
REMEDIES: Final = {
    UNDECIDED: "问清用哪一份，删去另一份后再运行一次",
    UNSEALED: "请单位重新封存后报送",
    OPEN: "请单位改正后重新报送，见“问题清单”",
    DOUBTED: "请单位核对是元还是万元，改正或写明原因，见“问题清单”",
    OFF: "核对单位名称，或补入名单",
    SEVERAL: "确定哪一份是部门整体的表，其余另存他处",
    COVERED: "不用处理：数已在汇总的一份里",
    OVERLAP: "确定该单位并入哪一份",
    MISSING: "催报，见“未报名单”",
    BROKEN: "按说明处理后重新收件",
    NAMELESS: "请单位填写单位名称后重新报送",
    OTHER_YEAR: "请单位报送要收的年度",
}


#: Less than that is no difference between two amounts in 万元.
_CENT: Final = 0.005
_TABLES: Final = """
CREATE TEMP TABLE merged (file INTEGER PRIMARY KEY, parts INTEGER NOT NULL);
CREATE TEMP TABLE beside_parts (file INTEGER PRIMARY KEY);
CREATE TEMP TABLE covered (folded TEXT PRIMARY KEY, name TEXT NOT NULL);
"""
#: The rule that doubts in which unit an amount was filed; where a relation proves it, it is 必改.
_UNIT_DOUBTED: Final = "XT506"


class Merged(NamedTuple):
    """A return that sums up several units: its file, its own unit and the others', as names without what is written differently.

    ``own`` says that what its unit filed for itself is in it too, ``amounts`` what was added up for each, as far as it tells.
    """

    file: int
    unit: str
    parts: frozenset[str]
    own: bool
    amounts: Mapping[str, float]


def admit(found: Gathered) -> None:
    """Write down of every file that counts, or might, why it stays out of the sums; nothing where it enters."""
    _leave(found, UNDECIDED, "standing = ?", (Standing.UNDECIDED,))
    for standing, reason in (
        (Standing.NO_UNIT, NAMELESS),
        (Standing.OTHER_YEAR, OTHER_YEAR),
        (Standing.BROKEN, BROKEN),
    ):
        _leave(found, reason, "standing = ?", (standing,))
    counts = f"standing = '{Standing.COUNTS}' AND "
    seals = "file IN (SELECT id FROM files WHERE seal NOT IN ('', '完好', '未封存'))"
    _leave(found, UNSEALED, counts + seals)
    _leave(found, OPEN, f"{counts}open_must > 0", why="'有 ' || open_must || ' 条必改未改'")
    doubts = "SELECT file FROM findings WHERE code = ? AND severity = '须说明' AND state != '已说明'"
    _leave(found, DOUBTED, f"{counts}file IN ({doubts})", (_UNIT_DOUBTED,))
    if found.units is not None:
        off = f"{counts}matching IN (?, ?)"
        _leave(
            found,
            OFF,
            off,
            OFF_LIST,
            why="matching || CASE near WHEN '' THEN '' ELSE '：名单上有' || near END",
        )
    for file, why in _overlapping(found):
        _leave(found, SEVERAL, "file = ?", (file,), why="?", said=(why,))
    _merged(found)
    _beside(found)


def _beside(found: Gathered) -> None:
    """Note the merged returns of which a part has filed itself: units are compared as they filed, and none twice."""
    for each in _merged_returns(found, ""):
        units = sorted(each.parts | ({each.unit} if each.own else set()))
        marks = ", ".join("?" * len(units))
        found.data.execute(
            "INSERT INTO beside_parts SELECT ? WHERE EXISTS"
            f" (SELECT 1 FROM placed WHERE standing = ? AND file != ? AND folded IN ({marks}))",
            (each.file, Standing.COUNTS, each.file, *units),
        )


def _leave(
    found: Gathered,
    reason: str,
    condition: str,
    values: tuple[object, ...] = (),
    *,
    why: str = "''",
    said: tuple[object, ...] = (),
) -> None:
    """The first reason that is found stands."""
    found.data.execute(
        f"UPDATE placed SET left_out = ?, why = {why} WHERE left_out = '' AND {condition}",
        (reason, *said, *values),
    )


def _overlapping(found: Gathered) -> list[tuple[int, str]]:
    """The returns of units with several that count, unless they are parts of one workbook and none is of the whole unit.

    A merged return stands beside what its unit filed for itself, if that is in it: of these two one enters.
    """
    beside = {each.file for each in _merged_returns(found, "") if each.own}
    rows = found.data.execute(
        "SELECT p.file, p.folded, f.digest, instr(f.outcome, '\"支出总额_') > 0 FROM placed p JOIN files f ON f.id = p.file"
        " WHERE p.standing = ? AND p.folded IN (SELECT folded FROM placed WHERE standing = ? GROUP BY folded"
        " HAVING COUNT(*) > 1)",
        (Standing.COUNTS, Standing.COUNTS),
    )
    units: dict[str, list[tuple[int, str, bool]]] = {}
    for file, unit, digest, whole in rows:
        if file not in beside:
            units.setdefault(unit, []).append((file, digest, bool(whole)))
    return [
        (file, f"同一单位计入了 {len(each)} 份，相加会重复")
        for each in units.values()
        if len(each) > 1 and (len({digest for _, digest, _ in each}) > 1 or any(whole for *_, whole in each))
        for file, *_ in each
    ]


def _merged(found: Gathered) -> None:
    """Never a merged return together with its parts, nor two merged ones that share a part.

    One that is merged into another is a part like any, and so are its own parts: the outermost stands for all.
    """
    found.data.executescript(_TABLES)
    merged = {each.unit: each for each in _merged_returns(found, "AND p.left_out = ''")}
    whole = {unit: _with_inner(unit, merged) for unit in merged}
    inner = {unit for parts in whole.values() for unit in parts & merged.keys()}
    outer = [unit for unit in merged if unit not in inner or unit in whole[unit]]
    times = Counter(part for unit in outer for part in whole[unit])
    shared = {part for part, number in times.items() if number > 1}
    for unit in outer:
        if both := whole[unit] & (shared | {unit}):
            why = f"另一份汇总也含其中 {len(both)} 个单位"
            _leave(found, OVERLAP, "file = ?", (merged[unit].file,), why="?", said=(why,))
    for unit in outer:
        if not whole[unit] & (shared | {unit}):
            _cover(found, merged[unit], whole[unit])


def _with_inner(unit: str, merged: dict[str, Merged]) -> frozenset[str]:
    """All units in a merged return, those of merged returns in it too; the unit itself only where it goes in a circle."""
    seen: set[str] = set()
    waiting = list(merged[unit].parts)
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting.extend(merged[part].parts if part in merged else ())
    return frozenset(seen)


def _cover(found: Gathered, merged: Merged, parts: frozenset[str]) -> None:
    """Leave out what is in a merged return that enters, and remember in whose it is: a unit may have filed nothing itself."""
    found.data.execute("INSERT INTO merged VALUES (?, ?)", (merged.file, len(parts)))
    (name,) = found.data.execute("SELECT unit FROM files WHERE id = ?", (merged.file,)).fetchone()
    found.data.executemany(
        "INSERT OR IGNORE INTO covered VALUES (?, ?)", [(part, name) for part in sorted(parts)]
    )
    for part in sorted(parts | ({merged.unit} if merged.own else set())):
        rows = found.data.execute(
            "SELECT p.file, f.outcome FROM placed p JOIN files f ON f.id = p.file"
            " WHERE p.folded = ? AND p.standing = ? AND p.file != ? AND p.left_out = ''",
            (part, Standing.COUNTS, merged.file),
        ).fetchall()
        for file, outcome in rows:
            why = f"数已在“{name}”合并的一份里{_other(merged, part, outcome)}"
            _leave(found, COVERED, "file = ?", (file,), why="?", said=(why,))


def _other(merged: Merged, part: str, outcome: str) -> str:
    """That a unit filed another figure than was added up for it; empty where it did not, or nothing tells."""
    own = json.loads(outcome).get("amounts", {}).get(MERGED_BY) if outcome else None
    there = merged.amounts.get(part)
    if own is None or there is None or abs(own - there) < _CENT:
        return ""
    return f"，但那里用的支出总额是 {there:,.2f} 万元，它自己报的是 {own:,.2f} 万元：请该部门重新合并"


def covered_by(found: Gathered, unit: str) -> str:
    """The unit in whose merged return another one is; empty for one that is in none."""
    row = found.data.execute("SELECT name FROM covered WHERE folded = ?", (folded(unit),)).fetchone()
    return row[0] if row else ""


def _merged_returns(found: Gathered, further: str) -> Iterator[Merged]:
    rows = found.data.execute(
        "SELECT p.file, p.folded, f.outcome FROM placed p JOIN files f ON f.id = p.file"
        f" WHERE p.standing = ? AND instr(f.outcome, ?) > 0 {further} ORDER BY p.nth",
        (Standing.COUNTS, MERGED),
    )
    for file, unit, outcome in rows:
        said = json.loads(outcome)
        names = said.get("merged") or ()
        parts = frozenset(folded(str(name)) for name in names)
        if parts - {unit}:
            yield Merged(file, unit, parts - {unit}, unit in parts, said.get("merged_amounts") or {})
