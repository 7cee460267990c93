"""``python -m benchmarks.desk_units [--units N] [--keep FOLDER]``: a page of a bureau's list of 50,000 units, in each order and filter.

A ledger is made of 240 judged returns, each with other names and figures (as ``benchmarks.bureau.findings`` does), and a
list on which every unit stands, with 4 % more that filed nothing. What is measured: opening the list, and a page of 100 in
milliseconds of CPU (median of several), beside one full scan of the ledger's files in the same process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from benchmarks.bureau.findings import made_ledger
from benchmarks.limits import Limits
from xltool.bureau.deciding import on_units
from xltool.bureau.kept import KeptLedger
from xltool.bureau.overview import counts
from xltool.bureau.rows import SORTS, UnitQuery, page_of_units
from xltool.bureau.unit import unit_view
from xltool.ledger.decisions import decide
from xltool.ledger.reading import read_ledger
from xltool.ledger.units import ListedUnit, UnitList
from xltool.summary.wanted import Wanted

#: A page, the slowest of all orders and filters, in full scans of the ledger's files, and in milliseconds.
LIMITS: Final = Limits({"scans": 1.0, "page": 100.0})
_FINDINGS_EACH: Final = 10
_TURNS: Final = 5
_TOWNS: Final = ("东坪镇", "梅城镇", "羊角塘镇", "龙塘乡", "大福镇")


def main() -> int:
    """Measure and print; 1 where a limit was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=50_000)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    with nullcontext(said.keep) if said.keep else tempfile.TemporaryDirectory() as folder:
        _measure(made_ledger(Path(folder), said.units * _FINDINGS_EACH))
    for missed in LIMITS.missed:
        print(f"未达到：{missed}", file=sys.stderr)
    return 1 if LIMITS.missed else 0


def _measure(ledger: Path) -> None:
    kept, wanted = KeptLedger(), Wanted(ledger, units=_listed(ledger))
    opening = _spent(lambda: _look(kept, wanted), 1)
    print(f"  打开 {len(wanted.units.units) if wanted.units else 0:,} 个单位的列表：{opening:.0f} ms")
    scan = _spent(lambda: _scan(ledger), _TURNS)
    print(f"  把账本里的文件查一遍：{scan:.1f} ms")
    slowest, which = 0.0, ""
    for title, query in _queries():
        page = _spent(lambda query=query: _page(kept, wanted, query), _TURNS)  # type: ignore[misc]
        print(f"    {title}：{page:.1f} ms")
        slowest, which = max((slowest, which), (page, title))
    LIMITS.report("scans", "最慢的一页（倍于把文件查一遍）", slowest / scan, which)
    LIMITS.report("page", "最慢的一页（毫秒）", slowest, which)
    print(f"  总览的数：{_spent(lambda: _look(kept, wanted), _TURNS):.1f} ms")
    print(f"  心跳：{_spent(lambda: kept.revision(wanted), _TURNS):.1f} ms")
    print(f"  一个单位：{_spent(lambda: _unit(kept, wanted), _TURNS):.1f} ms")
    print(f"  退回 100 个单位，再看总览：{_spent(lambda: _decide(kept, wanted), 1):.1f} ms")
    kept.close()


def _listed(ledger: Path) -> UnitList:
    with read_ledger(ledger) as data:
        names = [name for (name,) in data.execute("SELECT DISTINCT unit FROM files ORDER BY id")]
    more = [f"没有报的第{number}单位" for number in range(len(names) // 25)]
    return UnitList(
        [
            ListedUnit(name, {"乡镇": _TOWNS[number % len(_TOWNS)], "编码": f"{number:06d}"})
            for number, name in enumerate((*names, *more))
        ]
    )


def _queries() -> Iterator[tuple[str, UnitQuery]]:
    filters = {
        "": UnitQuery(),
        "，只看待改": UnitQuery(state="待改"),
        "，找“中羊第499”": UnitQuery(search="中羊第499"),
        "，只看一个乡镇": UnitQuery(group="乡镇", of=_TOWNS[1]),
        "，第 300 页": UnitQuery(first=30_000),
    }
    for sort in SORTS:
        for title, query in filters.items():
            yield f"按 {sort}{title}", query._replace(sort=sort, down=sort not in ("list", "name"))


def _page(kept: KeptLedger, wanted: Wanted, query: UnitQuery) -> None:
    with kept.use(wanted) as found:
        page = page_of_units(found, query)
    assert page["rows"], query
    json.dumps(page, ensure_ascii=False)


def _look(kept: KeptLedger, wanted: Wanted) -> None:
    with kept.use(wanted) as found:
        json.dumps(counts(found), ensure_ascii=False)


def _unit(kept: KeptLedger, wanted: Wanted) -> None:
    with kept.use(wanted) as found:
        key = page_of_units(
            found, UnitQuery(first=found.one("SELECT COUNT(*) FROM unit_states") // 2, size=1)
        )["rows"][0]["key"]
        json.dumps(unit_view(found, key), ensure_ascii=False)


def _scan(ledger: Path) -> None:
    with read_ledger(ledger) as data:
        data.execute("SELECT COUNT(*) FROM files WHERE instr(outcome, '没有这个词') > 0").fetchone()


def _decide(kept: KeptLedger, wanted: Wanted) -> None:
    with kept.use(wanted) as found:
        keys = [row["key"] for row in page_of_units(found, UnitQuery(state="待改"))["rows"]]
        decide(wanted.ledger, on_units(found, keys, "退回", "请改正", "审核人"))
    _look(kept, wanted)


def _spent(work: Callable[[], object], turns: int) -> float:
    """Milliseconds of CPU, the median."""
    taken = []
    for _ in range(turns):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    sys.exit(main())
