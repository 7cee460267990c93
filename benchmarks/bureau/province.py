"""``python -m benchmarks.bureau.province [--count 100000] [--workers 2]``: a province's returns in one run of one machine.

Of the returns every fifth is drawn anew, the four after it are the same of other units: it takes less time to make them, and
all are judged, whole. The inbox has a folder for every thousand returns. Another process fills a folder before the run comes to it, and it is
deleted when the run is through with it: at no time are there more than three thousand files, and yet it is one run over
one inbox, by the program as it is. Every 5,000 returns a line says the CPU seconds of the run (its own process and the
workers', not the maker's), and what its processes hold in memory; then the summary is written, in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bureau import tree
from benchmarks.bureau.maker import BATCH, Maker, place
from xltool.batch.crews import pool, serial
from xltool.ledger.collect import Progress, collect
from xltool.ledger.ruling import rules_digest, ruling
from xltool.ledger.store import opened_ledger

#: Folders that are filled ahead of the run; a line every so many returns.
_AHEAD = 2
_EVERY = 5000
#: Of the list's units so many in a hundred did not file.
_MISSING = 1
_TOWNS = 40


class Tending:
    """Hears how far the run is, and keeps the folders in front of it full and those behind it empty."""

    def __init__(self, inbox: Path, folders: int) -> None:
        self._inbox, self._folders = inbox, folders
        self._maker, self._begun = Maker(inbox), (time.monotonic(), tree.cpu(os.getpid()))
        self._full = self._heard = 0
        for number in range(folders):
            place(inbox, number).mkdir(parents=True)
        for number in range(min(_AHEAD, folders)):
            self._maker.ask(number)
        self._fill(1)

    def __call__(self, progress: Progress) -> None:
        if progress.judged == self._heard:  # the run says at its end once more how far it is
            return
        self._heard = progress.judged
        if progress.judged % BATCH == 1:  # of this folder the first came back
            now = progress.judged // BATCH
            if now + _AHEAD - 1 < self._folders and now:
                self._maker.ask(now + _AHEAD - 1)
            self._fill(min(now + _AHEAD, self._folders))
            if now:
                shutil.rmtree(place(self._inbox, now - 1))
        if progress.judged % _EVERY == 0:
            self._tell(progress)

    def _fill(self, wanted: int) -> None:
        while self._full < wanted:
            self._maker.wait(self._full)
            self._full += 1

    def _tell(self, progress: Progress) -> None:
        own, (clock, cpu) = os.getpid(), self._begun
        workers = tree.workers(own)
        line = {
            "judged": progress.judged,
            "broken": progress.broken,
            "clock": round(time.monotonic() - clock),
            "cpu": round(tree.cpu(own) - tree.cpu(self._maker.pid) - cpu, 1),
            "main": (round(tree.held(own), 1), round(tree.peak(own), 1)),
            "workers": [(round(tree.held(each), 1), round(tree.peak(each), 1)) for each in workers],
        }
        print(json.dumps(line), flush=True)

    def close(self) -> None:
        """End the maker."""
        self._maker.close()


def run(inbox: Path, ledger: Path, count: int, workers: int) -> None:
    """One run over so many returns, which are made meanwhile."""
    by, tending = ruling([str(inbox)]), Tending(inbox, count // BATCH)
    crew = pool(workers) if workers > 1 else serial()
    with opened_ledger(ledger, rules_digest(by), [str(inbox)]) as opened:
        collect([str(inbox)], opened, crew, by, tending)
    tending.close()


def listed(ledger: Path, units: Path) -> None:
    """A unit list of all that filed, and of some that did not, in forty towns."""
    data = sqlite3.connect(ledger)
    names = [name for (name,) in data.execute("SELECT unit FROM files ORDER BY origin")]
    data.close()
    names += [f"未报单位{number}" for number in range(len(names) * _MISSING // 100)]
    with units.open("w", encoding="utf-8-sig", newline="") as stream:
        rows = ((name, f"第{number % _TOWNS + 1}乡镇") for number, name in enumerate(names))
        csv.writer(stream).writerows([("单位名称", "乡镇"), *rows])


def summarise(ledger: Path, units: Path, target: Path) -> dict[str, object]:
    """The summary of the last run, with what it took: CPU seconds and the most memory, of this process."""
    from xltool.ledger.unit_list import read_units
    from xltool.summary.wanted import Wanted
    from xltool.summary.write import write

    begun = time.process_time()
    done = write(Wanted(ledger, units=read_units(units)), target)
    return {
        "counted": done.counted,
        "missing": done.missing,
        "cpu": round(time.process_time() - begun, 1),
        "peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "bytes": target.stat().st_size,
    }


def main() -> None:
    """Lines of JSON."""
    parser = argparse.ArgumentParser(description="一个省的自评表在一台机器上一次汇总：内存和用时。")
    parser.add_argument("--count", type=int, default=100_000, metavar="份数")
    parser.add_argument("--workers", type=int, default=2, metavar="个数")
    parser.add_argument("--summary", nargs=3, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.summary:
        print(json.dumps({"summary": summarise(*options.summary)}))
        return
    with tempfile.TemporaryDirectory() as name:
        inbox, ledger, units = (Path(name, part) for part in ("收件", "账本.sqlite", "名单.csv"))
        run(inbox, ledger, options.count, options.workers)
        print(json.dumps({"ledger": ledger.stat().st_size}), flush=True)
        listed(ledger, units)
        again = (sys.executable, "-m", "benchmarks.bureau.province", "--summary")
        subprocess.run([*again, ledger, units, Path(name, "汇总.xlsx")], check=True)


if __name__ == "__main__":
    main()
