"""Every finding, the one that moves most money first; what follows from another stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool.ledger.returns import Standing
from xltool.summary.gathered import Gathered
from xltool.summary.links import address
from xltool.summary.table import CellLink, Row, SheetTable, ShownAs, Shows, TableColumn
from xltool.summary.wording import money_of, severity

#: The numbers alone are sorted, in tables of SQLite's own; the texts are fetched in that order.
_RANKED: Final = """
CREATE TEMP TABLE ranked AS
SELECT p.nth, f.file, f.number, money(f.cells, f.size) AS money, f.size AS size,
  CASE f.severity WHEN '必改' THEN 0 WHEN '须说明' THEN CASE f.state WHEN '已说明' THEN 2 ELSE 1 END ELSE 3 END AS grave,
  COALESCE(CASE f.root WHEN '' THEN NULL ELSE
    (SELECT MIN(r.number) FROM findings r WHERE r.file = f.file AND r.key = f.root) END, f.number) AS head
FROM placed p JOIN findings f ON f.file = p.file WHERE p.standing IN ('{counts}', '{undecided}');
CREATE TEMP TABLE heads AS
SELECT nth, file, head, MIN(grave) AS grave, MAX(money) AS money, MAX(size) AS size, COUNT(*) AS members
FROM ranked GROUP BY file, head;
CREATE TEMP TABLE ordered AS
SELECT r.file, r.number, r.head, r.money, h.members, h.grave FROM heads h JOIN ranked r ON r.file = h.file AND r.head = h.head
ORDER BY h.grave, h.money IS NULL, h.money DESC, h.size DESC, h.nth, h.head, r.number != h.head, r.number;
DROP TABLE ranked;
DROP TABLE heads;
"""
_COLUMNS: Final = (
    *(TableColumn("序号", width=12), TableColumn("级别", Shows.SEVERITY, 11), TableColumn("状态", width=9)),
    *(TableColumn("单位", width=24), TableColumn("规则", width=8), TableColumn("问题", width=22)),
    *(TableColumn("说明", width=50), TableColumn("影响金额（万元）", Shows.MONEY, 18)),
    *(
        TableColumn("根源与随附", width=16),
        TableColumn("怎么改", width=34),
        TableColumn("单位的说明", width=28),
    ),
    *(TableColumn("可能的原因", width=34), TableColumn("填报", width=16), TableColumn("应为", width=16)),
    *(TableColumn("组", width=14), TableColumn("所在名称", width=60), TableColumn("文件", Shows.LINK, 30)),
)
#: The column that says what follows from what, and how many go on paper.
_OUTLINE: Final = 8
_PRINTED: Final = 11


def finding_table(found: Gathered, folder: Path) -> SheetTable:
    """问题清单, over all returns that count or may count."""
    notes = (
        "先必改，再待说明、已说明、提示；同级的按影响金额从大到小。一处填错引起的几条排在一起：标“根源”的改好，标“└”的随之消失。"
        "筛选或重新排序后，按“序号”排回原样。",
    )
    return SheetTable(
        "问题清单",
        _COLUMNS,
        _rows(found, folder),
        notes,
        frozen=4,
        outline=_OUTLINE,
        printed=_PRINTED,
        empty="没有发现问题。",
    )


def _rows(found: Gathered, folder: Path) -> Iterator[Row]:
    found.data.create_function("money", 2, money_of, deterministic=True)
    found.data.executescript(_RANKED.format(counts=Standing.COUNTS, undecided=Standing.UNDECIDED))
    rows = found.data.execute(
        "SELECT o.number = o.head, o.members, o.money, p.listed, f.unit, f.name, f.path,"
        " d.code, d.severity, d.title, d.message, d.cells, d.stated, d.expected, d.cause, d.fix, d.state, d.reason"
        " FROM ordered o JOIN placed p ON p.file = o.file JOIN files f ON f.id = o.file"
        " JOIN findings d ON d.file = o.file AND d.number = o.number ORDER BY o.rowid"
    )
    (groups,) = found.data.execute("SELECT COALESCE(SUM(number = head), 0) FROM ordered").fetchone()
    digits, group, within = len(str(groups)), 0, 0
    for heads, members, money, listed, unit, name, path, *finding in rows:
        group, within = (group + 1, 0) if heads else (group, within + 1)
        code, grave, title, message, cells, stated, expected, cause, fix, state, reason = finding
        role = "└ 由上面的引起" if within else f"根源，带出 {members - 1} 条" if members > 1 else ""
        peers = found.group_of(listed, found.peers) if found.peers else ""
        yield (
            *(_place(group, within, digits), severity(grave, state), state, unit, code, title, message),
            *(ShownAs(money, Shows.MONEY), role, fix, reason, cause, stated, expected, peers, cells),
            CellLink(name, address(path, folder)),
        )


def _place(group: int, within: int, digits: int) -> str:
    """A number as a text that sorts as it is read."""
    return f"{group:0{digits}d}" + (f".{within:02d}" if within else "")
