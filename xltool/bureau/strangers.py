"""Files that are no unit's return that counts: how many of each kind, and which they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xltool.errors import WorkbookError
from xltool.ledger.returns import Standing
from xltool.summary.gathered import OFF_LIST, Gathered
from xltool.summary.wording import TO_DO

#: Files that a page holds at most.
MOST_STRANGERS: Final = 500
#: Each kind as the page names it, and what stands in the ledger then.
_KINDS: Final = {
    "broken": ("p.standing = ?", (Standing.BROKEN.value,)),
    "undecided": ("p.standing = ?", (Standing.UNDECIDED.value,)),
    "off_list": ("p.standing = ? AND p.matching IN (?, ?)", (Standing.COUNTS.value, *OFF_LIST)),
    "no_unit": ("p.standing = ?", (Standing.NO_UNIT.value,)),
    "other_year": ("p.standing = ?", (Standing.OTHER_YEAR.value,)),
}


def stranger_counts(found: Gathered) -> dict[str, int]:
    """How many files are of each kind."""
    return {
        kind: found.one(f"SELECT COUNT(*) FROM placed p WHERE {where}", values)
        for kind, (where, values) in _KINDS.items()
    }


def strangers(found: Gathered, kind: str, first: int, size: int) -> dict[str, Any]:
    """A page of the files of one kind, in the order in which they came in.

    Raises WorkbookError where there is no such kind or page.
    """
    if kind not in _KINDS or not 0 < size <= MOST_STRANGERS:
        raise WorkbookError("没有这一类文件：请刷新页面再试。")
    where, values = _KINDS[kind]
    rows = found.data.execute(
        "SELECT p.file, f.name, f.origin, f.unit, f.sent, f.reason, p.standing, p.near"
        f" FROM placed p JOIN files f ON f.id = p.file WHERE {where} ORDER BY p.nth LIMIT ? OFFSET ?",
        (*values, size, first),
    )
    return {"total": stranger_counts(found)[kind], "from": first, "rows": list(_rows(rows))}


def _rows(rows: Any) -> Iterator[dict[str, Any]]:
    for number, name, origin, unit, sent, reason, standing, near in rows:
        named = f"名单上没有这个名称，相近的是“{near}”" if near else "名单上没有这个名称"
        why = reason or (named if standing == Standing.COUNTS else TO_DO[Standing(standing)])
        yield {"number": number, "name": name, "origin": origin, "unit": unit, "sent": sent, "why": why}
