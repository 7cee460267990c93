"""What a reviewer may decide, and on what: all of it is written down, or nothing and a sentence says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from xltool.bureau.unit import file_of
from xltool.errors import WorkbookError
from xltool.ledger.decisions import Decision, ReasonRuling, Ruling, decision
from xltool.summary.gathered import Gathered
from xltool.summary.states import UnitState
from xltool.summary.verdicts import EXPLAINED

_Kind = TypeVar("_Kind", Ruling, ReasonRuling)
#: Units that are decided on at once: a province's.
MOST_UNITS: Final = 100_000
#: Units that are named in a sentence.
_NAMED: Final = 3
#: What is out of place for units, and what is to be done then.
_OUT_OF_PLACE: Final = {
    Ruling.TAKEN: ("没有可以收下的一份（还没有报，或者几份未定用哪一份）", "请去掉再收下"),
    Ruling.RETURNED: ("没有可以退回的一份（还没有报）", "请去掉再退回，没有报的可以催报"),
    Ruling.URGED: ("已经报了，没有要改的", "请去掉再催"),
    Ruling.TAKEN_BACK: ("没有收下、退回、催报过", "请去掉再撤销"),
}
_SUITS: Final = {
    Ruling.TAKEN: "counts > 0 AND undecided = 0",
    Ruling.RETURNED: "counts + undecided > 0",
    Ruling.URGED: f"computed IN ('{UnitState.MISSING}', '{UnitState.CAME}', '{UnitState.TO_MEND}')",
    Ruling.TAKEN_BACK: "what != ''",
}


def on_units(found: Gathered, keys: Sequence[str], what: str, note: str, who: str) -> list[Decision]:
    """The decisions on these units, not written down yet.

    Raises WorkbookError where one of them is none, or cannot be decided on so.
    """
    ruling = _one_of(Ruling, what)
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise WorkbookError("没有选单位：请先选单位。")
    if len(chosen) > MOST_UNITS:
        raise WorkbookError(f"一次最多 {MOST_UNITS} 个单位：请分几次。")
    made, wrong = [], []
    for key in chosen:
        row = found.data.execute(
            f"SELECT name, content, {_SUITS[ruling]} FROM unit_states WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise WorkbookError("名单和收到的表里都没有这个单位：请回到列表再选。")
        if not row[2]:
            wrong.append(row[0])
        made.append(decision(key, found.year, row[1], ruling.value, note, who))
    if wrong:
        why, remedy = _OUT_OF_PLACE[ruling]
        others = f"等 {len(wrong)} 个单位" if len(wrong) > _NAMED else ""
        raise WorkbookError(f"{'、'.join(wrong[:_NAMED])}{others}{why}：{remedy}。")
    return made


def on_reason(found: Gathered, number: int, key: str, what: str, note: str, who: str) -> Decision:
    """The decision on the reason beside a finding of a file that counts, not written down yet.

    Raises WorkbookError where there is no such reason.
    """
    ruling = _one_of(ReasonRuling, what)
    file = file_of(found, number)
    row = found.data.execute(
        "SELECT reason FROM main.findings WHERE file = ? AND key = ? AND state = ? AND reason != '' ORDER BY number",
        (number, key, EXPLAINED),
    ).fetchone()
    if row is None or not file.counts:
        raise WorkbookError("这里没有可以接受或退回的说明（可能单位又报了一份）：请刷新页面再看。")
    (content,) = found.data.execute("SELECT content FROM unit_states WHERE key = ?", (file.key,)).fetchone()
    made = decision(file.key, found.year, content, ruling.value, note, who)
    return made._replace(finding=key, reason=row[0])


def _one_of(kinds: type[_Kind], what: str) -> _Kind:
    if what not in [each.value for each in kinds]:
        raise WorkbookError("没有这种决定：请刷新页面再试。")
    return kinds(what)
