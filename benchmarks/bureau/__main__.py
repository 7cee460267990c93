"""``python -m benchmarks.bureau [--quick] [--only PART ...]``: what a bureau's run costs, in ratios measured in one run.

Everything is CPU time, of a process and all that it started; what is compared is taken in turns, and of repeated runs
the median counts: a machine that is shared changes its pace within a minute. The limits hold for workbooks of template
1.1, whose list of findings has 300 rows prepared; the same returns in today's template stand beside them.

========== ==========================================================================================================
one        one return checked, with its JSON, beside what others take to read it, or to unpack it
crews      a run by a pool of processes and by Dask, beside the same run by one process
memory     what a worker holds after 50, 500 and 5,000 returns; a second run over what did not change
growth     ``xltool consolidate``, whole, over ten times as many returns
========== ==========================================================================================================

100,000 returns in one run: ``python -m benchmarks.bureau.province``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bureau.made import returns
from benchmarks.cpu import child_cpu
from benchmarks.limits import Limits
from benchmarks.turns import Worker
from templatebuild.edition import BEFORE, CURRENT, Edition

#: What the issue "The bureau's desk" asks for: measure -> at most this, or at least, where it says so.
LIMITS = Limits(
    {
        "reading": 7.5,
        "script": 22.0,
        "inflate": 11.0,
        "pool": 1.25,
        "dask": 1.35,
        "memory_500": 12.0,
        "memory_5000": 4.0,
        "again": 2.0,
        "growth": 11.0,
    }
)

#: Workbooks before the first that counts: they load the rules and fill what all workbooks share.
_WARMING = 5
#: Workbooks in a row, as a run takes them: a process that waits half a second for each finds the machine's caches cold.
_BATCH = 20
_ROUNDS = 3


def one(folder: Path, count: int) -> None:
    """One workbook after the other in warm processes, a batch by every side before the next batch."""
    ours, others = _taken(folder / BEFORE.version, count, BEFORE)
    for key, title in (("reading", "openpyxl + pandas 只读"), ("script", "读、算、写的基准脚本")):
        detail = f"{others[key] / count * 1000:.1f} ms / {ours / count * 1000:.2f} ms"
        LIMITS.report(key, f"审核一份比{title}快（倍）", others[key] / ours, detail, at_least=True)
    detail = f"{ours / count * 1000:.2f} ms / {others['inflate'] / count * 1000:.2f} ms；{count} 份各不相同"
    LIMITS.report("inflate", "审核一份是只解压的几倍", ours / others["inflate"], detail)
    ours, others = _taken(folder / CURRENT.version, count, CURRENT)
    print(
        f"  模板 {CURRENT.version}：只读 {others['reading'] / ours:.2f}，脚本 {others['script'] / ours:.2f}，"
        f"解压 {ours / others['inflate']:.2f}　{ours / count * 1000:.2f} ms"
    )


def _taken(folder: Path, count: int, edition: Edition) -> tuple[float, dict[str, float]]:
    """CPU seconds of ours and of the others over as many returns."""
    books = returns(folder, range(1, count + _WARMING + 1), edition)
    sides = {"check": "check", "reading": "reading", "script": "theirs", "inflate": "inflate"}
    workers = {key: Worker(side) for key, side in sides.items()}
    taken = dict.fromkeys(sides, 0.0)
    for begin in range(0, len(books), _BATCH):
        for key, worker in workers.items():
            for number, book in enumerate(books[begin : begin + _BATCH], begin):
                copy = shutil.copy(book, folder / "copy.xlsx")  # the script writes
                seconds = worker.cpu(Path(copy).resolve())
                taken[key] += seconds if number >= _WARMING else 0.0
    for worker in workers.values():
        worker.close()
    return taken.pop("check"), taken


def crews(folder: Path, count: int, rounds: int) -> None:
    """The same inbox by one process, by two of a pool, by two workers of Dask, in turns."""
    inbox = folder / "收件"
    returns(inbox, range(1, count + 1))
    taken: dict[str, list[float]] = {"serial": [], "pool:2": [], "dask:2": []}
    for _ in range(rounds):
        for spec, seconds in taken.items():
            seconds.append(_run(folder, spec, inbox)["cpu"])
    serial, pool, dask = (statistics.median(seconds) for seconds in taken.values())
    every = f"{count} 份，{rounds} 轮的中位数；各轮 "
    for key, title, found, name in (
        ("pool", "两个进程", pool, "pool:2"),
        ("dask", "Dask 两个进程", dask, "dask:2"),
    ):
        turns = "、".join(f"{a / b:.2f}" for a, b in zip(taken[name], taken["serial"], strict=True))
        LIMITS.report(key, f"{title}审核的 CPU（倍于一个进程）", found / serial, every + turns)


def _run(folder: Path, spec: str, inbox: Path, *counts: int, keep: bool = False) -> dict[str, Any]:
    ledger = folder / "账本.sqlite"
    if not keep:
        ledger.unlink(missing_ok=True)
    command = (sys.executable, "-m", "benchmarks.bureau.run", spec, inbox, ledger, *map(str, counts))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def memory(folder: Path, count: int) -> None:
    """A worker that judges one return after the other; the same inbox again."""
    inbox, steps = folder / "收件", (count // 100, count // 10, count)
    returns(inbox, range(1, count + 1))
    done = _run(folder, "pool:1", inbox, *steps)
    few, some, many = (at["workers"][0] for at in done["at"])
    own = "、".join(f"{at['main']:.1f}" for at in done["at"])
    LIMITS.report(
        "memory_500", f"工作进程内存 {steps[0]}→{steps[1]} 份（MB）", some - few, f"{few} → {some} MB"
    )
    LIMITS.report(
        "memory_5000", f"工作进程内存 {steps[1]}→{steps[2]} 份（MB）", many - some, f"{some} → {many} MB"
    )
    print(f"  主进程同时：{own} MB，结束时 {done['main']:.1f} MB")
    again = _run(folder, "serial", inbox, keep=True)
    assert again["known"] == count and not again["judged"]
    LIMITS.report("again", f"再次运行 {count} 份没有变的（秒）", again["cpu"], "不含写汇总")


def growth(folder: Path, count: int) -> None:
    """The command, whole: its own process, the pool's, the ledger and the summary; few, many, and few again."""
    few, many = folder / "少", folder / "多"
    returns(few, range(1, count // 10 + 1))
    returns(many, range(1, count + 1))
    seconds = [_consolidate(folder, inbox) for inbox in (few, many, few)]
    ratio = seconds[1] / statistics.mean((seconds[0], seconds[2]))
    detail = "、".join(f"{each:.1f}" for each in seconds) + " 秒 CPU"
    LIMITS.report("growth", f"xltool consolidate 从 {count // 10} 份到 {count} 份（倍）", ratio, detail)
    again = _consolidate(folder, many, keep=True)
    LIMITS.report(
        "again", f"xltool consolidate 再次运行 {count} 份没有变的（秒 CPU）", again, "汇总与上次相同，不重写"
    )


def _consolidate(folder: Path, inbox: Path, *, keep: bool = False) -> float:
    ledger = folder / f"{inbox.name}.sqlite"
    if not keep:
        ledger.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "xltool",
        "consolidate",
        inbox,
        "-o",
        folder / f"{inbox.name}.xlsx",
        "--ledger",
        ledger,
    ]
    return child_cpu([*map(str, command), "--workers", "2", "--json"])


def main() -> int:
    parser = argparse.ArgumentParser(
        description="汇总几千份自评表的用时和内存，同一次运行里交替测量 CPU 时间。"
    )
    parser.add_argument("--quick", action="store_true", help="每一项都少测一些")
    parser.add_argument("--only", nargs="*", default=[], metavar="部分", help="one crews memory growth")
    options = parser.parse_args()
    quick = options.quick
    parts: dict[str, Callable[[Path], None]] = {
        "one": lambda folder: one(folder, 60 if quick else 500),
        "crews": lambda folder: crews(folder, 200 if quick else 2000, 1 if quick else _ROUNDS),
        "memory": lambda folder: memory(folder, 500 if quick else 5000),
        "growth": lambda folder: growth(folder, 500 if quick else 5000),
    }
    for name, part in parts.items():
        if name in (options.only or parts):
            with tempfile.TemporaryDirectory() as place:
                part(Path(place))
    return 1 if LIMITS.missed else 0


if __name__ == "__main__":
    sys.exit(main())
