"""A county of generated returns in a ledger: what was filed is known, so that every sum can be held against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import xltool
from examples.generator import Return, clean_return, inject, write_quickly
from examples.returns import Spot, number
from xltool.batch.judge import Given, JudgedBy, judged
from xltool.checks.finding import Severity
from xltool.ledger.rows import FileRow, Stamp
from xltool.ledger.store import opened_ledger
from xltool.ledger.units import ListedUnit, UnitList
from xltool.verbs.explain import explain

YEAR = 2024
RULES = "1.0|县"
TOWNS = ("东坪镇", "梅城镇", "羊角塘镇", "=龙塘乡")
KINDS = ("一级预算单位", "二级预算单位")
DEADLINE = 1_740_000_000.0
#: What makes a return one that may not be published.
MISTAKES = ("yuan_for_wan", "cells_swapped", "sign_flipped")
#: What makes one that has to be explained, and the words of all who do.
DEVIATION = "full_but_not_met"
WORDS = "因汛期推迟，部分任务改在次年一季度完成"


class Filed(NamedTuple):
    """A return as it was drawn, its file, and whether it was spoilt."""

    unit: str
    filed: Return
    path: Path
    spoilt: bool

    def amount(self, name: str) -> Decimal | None:
        """What stands in a cell, as it was filed."""
        return number(self.filed.content(Spot(name)))


class County(NamedTuple):
    """A county: its units, what they filed, the ledger, and where the files lie."""

    units: UnitList
    filed: tuple[Filed, ...]
    ledger: Path
    folder: Path


def drawn(year: int) -> Iterator[Return]:
    """Clean returns of one year."""
    return (one for seed in count(1) if (one := clean_return(seed)).values["年度"] == year)


def unit_name(place: int) -> str:
    return f"{TOWNS[place % 4].strip('=')}第{place + 1:02d}事务中心"


def unit_list(units: int) -> UnitList:
    return UnitList(
        [
            ListedUnit(unit_name(n), {"乡镇": TOWNS[n % 4], "部门": KINDS[n % 5 == 0], "编码": f"{n:03d}"})
            for n in range(units)
        ]
    )


def named(filed: Return, unit: str) -> Return:
    return filed.with_cells({Spot("单位名称"): unit})


def spoilt(filed: Return, seed: int) -> Return:
    """With a mistake that is 必改."""
    for kind in (*MISTAKES[seed // 9 % len(MISTAKES) :], "point_moved"):
        try:
            return inject(filed, seed, kind)[0]
        except ValueError:
            continue  # this one has no cell for it
    raise ValueError(f"no mistake fits return {seed}")


def deviating(filed: Return, seed: int) -> Return:
    """With a full score for what was not met, where it has such a row."""
    try:
        return inject(filed, seed, DEVIATION)[0]
    except ValueError:
        return filed


def explained(path: Path) -> None:
    """Each 须说明 of a workbook explained, in the same words."""
    for finding in xltool.recalc(path).findings:
        if finding.severity is Severity.EXPLAIN:
            explain(path, finding.key, WORDS)
    xltool.recalc(path)


def row(path: Path, sent: float | None, **other: object) -> FileRow:
    """A file judged, as the run writes it down."""
    (found,) = judged(Given(path.name, path.read_bytes(), JudgedBy()))
    if more := other.pop("outcome", None):
        assert isinstance(more, dict)
        found = found._replace(outcome=json.dumps({**json.loads(found.outcome), **more}, ensure_ascii=False))
    made = FileRow(
        str(path),
        path.name,
        f"{hash_of(path):064x}",
        found,
        sent,
        "邮件日期",
        Stamp(str(path), path.stat().st_size, 1),
    )
    return made._replace(**other)  # type: ignore[arg-type]


def hash_of(path: Path) -> int:
    import hashlib

    return int(hashlib.sha256(path.read_bytes()).hexdigest(), 16)


def keep(ledger: Path, rows: list[FileRow]) -> Path:
    with opened_ledger(ledger, RULES, ["收件"]) as opened:
        opened.add(rows)
    return ledger


@cache
def returns(year: int, units: int) -> tuple[Return, ...]:
    return tuple(islice(drawn(year), units))


def county(folder: Path, units: int = 60, missing: int = 3) -> County:
    """Units of which the last few file nothing, one in nine something wrong, each tenth too late."""
    (inbox := folder / "收件").mkdir(parents=True)
    filed, rows = [], []
    for place, clean in enumerate(returns(YEAR, units)[: units - missing]):
        wrong = place % 9 == 4
        one = named(clean, unit_name(place))
        one = spoilt(one, place) if wrong else one
        path = inbox / f"{unit_name(place)}.xlsx"
        if place % 9 == 1:
            one = deviating(one, place)
        write_quickly(path, one)
        if place % 9 == 1:
            explained(path)
        filed.append(Filed(unit_name(place), one, path, wrong))
        rows.append(row(path, DEADLINE + (3600 if place % 10 == 0 else -3600 * (place + 1))))
    ledger = keep(folder / "账本.sqlite", rows)
    return County(unit_list(units), tuple(filed), ledger, inbox)
