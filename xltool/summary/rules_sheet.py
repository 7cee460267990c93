"""What units say to which rule, in which words; and what each rule brought about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from xltool.ledger.aggregates import RuleCount
from xltool.ledger.returns import MERGED, Standing
from xltool.summary.gathered import Gathered
from xltool.summary.table import Row, SheetTable, Shows, TableColumn

#: Units that are named beside the words they use, and from how many on the same words are remarkable.
_NAMED: Final = 5
_SAME: Final = 3
_WORDS: Final = """
CREATE TEMP TABLE words (
  code TEXT, same TEXT, title TEXT, reason TEXT, state TEXT, units INTEGER, number INTEGER, who TEXT
)
"""


def words_table(found: Gathered) -> SheetTable:
    """说明汇总: each wording by rule, the one that most units use first."""
    columns = (
        *(
            TableColumn("规则", width=9),
            TableColumn("问题", width=28),
            TableColumn("单位的说明（原话）", width=60),
        ),
        *(
            TableColumn("状态", width=10),
            TableColumn("单位数", Shows.COUNT, 9),
            TableColumn("条数", Shows.COUNT, 9),
        ),
        *(TableColumn("哪些单位", width=44), TableColumn("提示", width=34)),
    )
    notes = (f"同样的话（不计空格、全半角）{_SAME} 个以上单位用的，请看是否照抄。",)
    return SheetTable("说明汇总", columns, _word_rows(found), notes, frozen=2, empty="没有单位写过说明。")


def _word_rows(found: Gathered) -> Iterator[Row]:
    data = found.data
    data.execute(_WORDS)
    rows = data.execute(
        "SELECT d.code, folded(d.reason) AS same, f.unit, d.title, d.reason, d.state FROM placed p"
        " JOIN files f ON f.id = p.file JOIN findings d ON d.file = p.file"
        " WHERE p.standing = ? AND d.reason != '' ORDER BY d.code, same, f.unit, p.nth, d.number",
        (Standing.COUNTS,),
    )
    data.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((code, same, *_words(group)) for (code, same), group in groupby(rows, key=lambda row: row[:2])),
    )
    data.execute("CREATE INDEX temp.words_by_words ON words (same)")
    said = data.execute(
        "SELECT same, code, title, reason, state, units, number, who FROM words"
        " ORDER BY units DESC, number DESC, code, same"
    )
    for same, *told, units, number, who in said:
        codes = found.one("SELECT COUNT(DISTINCT code) FROM words WHERE same = ?", (same,))
        yield (*told, units, number, who, _remark(units, codes))


def _words(group: Iterator[tuple[str, ...]]) -> tuple[object, ...]:
    """The first of those who say so, in their words, and how many do."""
    names: list[str] = []
    units = number = 0
    last: str | None = None
    title = reason = state = ""
    for _, _, unit, *told in group:
        if not number:
            title, reason, state = told
        number += 1
        if unit != last:
            units, last = units + 1, unit
            if units <= _NAMED:
                names.append(unit)
    who = "、".join(names) + (f"等 {units} 个" if units > _NAMED else "")
    return title, reason, state, units, number, who


def _remark(units: int, codes: int) -> str:
    if units < _SAME:
        return ""
    return f"{units} 个单位用同样的话" + (f"，用于 {codes} 条规则" if codes > 1 else "")


# What the rules brought about

#: Versions of a return that counts: what the ledger holds of the same unit, year and sheet, judged by the same rules. A
#: merged return and the one that its unit filed for itself are no versions of each other.
_EARLIER: Final = """
CREATE TEMP TABLE counting AS
SELECT p.file, p.folded, f.year, f.sheet, f.rules, f.digest, f.sent, f.last_run, instr(f.outcome, '{merged}') > 0 AS merged
FROM placed p JOIN files f ON f.id = p.file
WHERE p.standing = '{counts}';
CREATE INDEX temp.counting_by_unit ON counting (folded, year, sheet);
CREATE TEMP TABLE earlier AS
SELECT o.id AS old, c.file AS new FROM files o JOIN counting c
  ON c.folded = folded(o.unit) AND c.year IS o.year AND c.sheet = o.sheet AND c.rules = o.rules
WHERE o.kind IN ('自评表', '上报件') AND o.digest != c.digest AND o.unit != ''
  AND (instr(o.outcome, '{merged}') > 0) = c.merged
  AND CASE WHEN o.sent IS NOT NULL AND c.sent IS NOT NULL AND o.sent != c.sent THEN o.sent < c.sent ELSE o.last_run < c.last_run END;
CREATE TEMP TABLE before AS
SELECT DISTINCT e.new, d.code, d.key FROM earlier e JOIN findings d ON d.file = e.old;
CREATE TEMP TABLE corrected AS
SELECT b.code, SUM(NOT EXISTS (SELECT 1 FROM findings n WHERE n.file = b.new AND n.key = b.key)) AS gone, COUNT(*) AS had
FROM before b GROUP BY b.code;
"""
#: From so many findings on a share says something, and from which share on.
_ENOUGH: Final = 10
_MOST: Final = 0.8
_HALF: Final = 0.5


def effect_table(found: Gathered, rules: Iterable[RuleCount]) -> SheetTable:
    """规则效果: how often each rule fired, was explained, was mended between versions of a return."""
    columns = (
        *(TableColumn("规则", width=9), TableColumn("问题", width=34), TableColumn("级别", width=12)),
        *(TableColumn("报出的单位", Shows.COUNT, 9), TableColumn("占计入的单位", Shows.PERCENT, 10)),
        *(TableColumn("报出条数", Shows.COUNT, 9), TableColumn("已说明", Shows.COUNT, 9)),
        *(TableColumn("说明失效或无效", Shows.COUNT, 10), TableColumn("旧版中有", Shows.COUNT, 9)),
        *(TableColumn("新版已改", Shows.COUNT, 9), TableColumn("看法", width=40)),
    )
    notes = (
        "“旧版中有”是账本里同一单位更早的各份报出过的条数，“新版已改”是其中现在计入的一份里已经没有的。没有报出过的规则不列。",
    )
    return SheetTable(
        "规则效果", columns, _effect_rows(found, rules), notes, frozen=2, empty="没有规则报出过问题。"
    )


def _effect_rows(found: Gathered, rules: Iterable[RuleCount]) -> Iterator[Row]:
    data = found.data
    data.executescript(_EARLIER.format(counts=Standing.COUNTS, merged=MERGED))
    all_ = found.one("SELECT COUNT(*) FROM placed WHERE standing = ?", (Standing.COUNTS,))
    corrected = {
        code: (gone, had) for code, gone, had in data.execute("SELECT code, gone, had FROM corrected")
    }
    for each in sorted(rules, key=lambda each: (-each.units, each.code)):
        gone, had = corrected.pop(each.code, (0, 0))
        said = _verdict(each.units / all_, each.number, each.explained, gone)
        by_severity = zip(("必改", "须说明", "提示"), (each.must, each.explain, each.hint), strict=True)
        grave = "、".join(severity for severity, number in by_severity if number)
        counts = each.units, each.units / all_, each.number, each.explained, each.useless
        yield each.code, each.title, grave, *counts, had, gone, said
    for code, (gone, had) in sorted(corrected.items()):
        (title, grave) = data.execute(
            "SELECT title, severity FROM findings WHERE code = ? LIMIT 1", (code,)
        ).fetchone()
        yield code, title, grave, 0, 0.0, 0, 0, 0, had, gone, _verdict(0, 0, 0, gone)


def _verdict(share: float, number: int, explained: int, gone: int) -> str:
    said = [f"促成改正 {gone} 条"] if gone else []
    if number >= _ENOUGH and explained / number >= _MOST:
        said.append("多数凭说明通过，可看门槛是否过严")
    if number >= _ENOUGH and share > _HALF:
        said.append("过半单位报出，可看填表说明是否清楚")
    return "；".join(said)
