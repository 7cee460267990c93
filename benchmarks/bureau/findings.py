"""``python -m benchmarks.bureau.findings [--findings N] [--keep FOLDER] [--frames]``: a million findings, written and summarised.

A ledger of 100,000 returns is made of 240 that were judged, each with other names and figures; then each of these runs in a
process of its own: CPU seconds with the start, and the most memory that it took.

============  ========================================================================================================
``write``     :func:`xltool.ledger.parquet.write_parquet`: all six tables as Parquet files
``duckdb``    the counts of :mod:`xltool.ledger.aggregates` from these; has limits
``sqlite``    the same counts from the ledger, as the summary takes them
``place``     what the summary has to do before it can count
``summary``   the whole summary workbook, of which the two are a part
``frames``    the same counts in pandas over :func:`xltool.ledger.frames.frames` (only with ``--frames``: takes gigabytes)
============  ========================================================================================================
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import cycle, islice
from pathlib import Path
from typing import Final, NamedTuple

from examples.generator import clean_return, inject, write_quickly
from xltool.batch.judge import Given, JudgedBy, judged
from xltool.batch.judgement import FindingRow, Judgement
from xltool.ledger.rows import FileRow
from xltool.ledger.store import opened_ledger

#: CPU seconds, and megabytes, that the counts over a million findings from Parquet may take.
CPU, MEMORY = 2.0, 300.0
_LEDGER: Final = "账本.sqlite"
_MISTAKES: Final = 12
_DISTINCT: Final = 240
#: Findings that a return has, one more or less.
_EACH: Final = 10


class Taken(NamedTuple):
    """What a process took: CPU seconds, megabytes at most, and what it counted."""

    cpu: float
    memory: float
    said: str


# A ledger


def originals() -> list[Judgement]:
    """Returns with many mistakes, judged."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, _DISTINCT + 1):
            filed = clean_return(seed)
            for number in range(_MISTAKES):
                try:
                    filed, _ = inject(filed, 100 * seed + number)
                except ValueError:
                    continue  # there is no room for one more
            path = Path(folder, f"{seed}.xlsx")
            write_quickly(path, filed)
            found += judged(Given(path.name, path.read_bytes(), JudgedBy()))
    return found


def returns(wanted: int) -> Iterator[FileRow]:
    """Returns that have so many findings together, no two alike."""
    some, made = random.Random(13), 0
    known = originals()
    for number, original in enumerate(cycle(known)):
        if made >= wanted:
            return
        unit = f"{some.choice('东西南北中')}{some.choice('坪梅羊')}第{number}事务中心"
        count = min(wanted - made, some.randint(_EACH - 1, _EACH + 1))
        findings = tuple(
            _other(some, each) for each in islice(cycle(original.findings or known[0].findings), count)
        )
        made += count
        said = original._replace(unit=unit, year=2024, findings=findings)
        yield FileRow(f"收件/{unit}.xlsx", f"{unit}.xlsx", f"{number:064x}", said, 1.7e9 + number, "邮件日期")


def _other(some: random.Random, finding: FindingRow) -> FindingRow:
    """The same finding of other figures."""

    def other(text: str) -> str:
        return re.sub(r"\d", lambda _: some.choice("0123456789"), text)

    return finding._replace(
        message=other(finding.message),
        stated=other(finding.stated),
        expected=other(finding.expected),
        size=finding.size * some.random(),
        fingerprint=f"{some.getrandbits(64):016x}",
    )


def made_ledger(folder: Path, wanted: int) -> Path:
    """The ledger in a folder, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _LEDGER
    if not path.exists():
        with opened_ledger(path, "规则", ["收件"]) as opened:
            opened.add(returns(wanted))
    return path


# What is measured


def write(folder: Path) -> object:
    """All six tables as Parquet files."""
    from xltool.ledger.parquet import write_parquet

    return [
        path.stat().st_size // 2**20 for path in write_parquet(folder / _LEDGER, folder / "各表", year=2024)
    ]


def duckdb(folder: Path) -> object:
    """The counts from Parquet."""
    from xltool.ledger.aggregates import rule_counts, severity_counts
    from xltool.ledger.parquet import of_parquet, open_parquet

    with open_parquet(folder / "各表") as data:
        return severity_counts(of_parquet(data)), rule_counts(of_parquet(data))


def place(folder: Path) -> object:
    """What the summary does before it counts."""
    from xltool.summary.gathered import gathered
    from xltool.summary.wanted import Wanted

    with gathered(Wanted(folder / _LEDGER, year=2024)) as found:
        return found.one("SELECT COUNT(*) FROM placed")


def sqlite(folder: Path) -> object:
    """The counts from the ledger, with what goes before them."""
    from xltool.ledger.aggregates import rule_counts, severity_counts
    from xltool.summary.gathered import gathered
    from xltool.summary.wanted import Wanted

    with gathered(Wanted(folder / _LEDGER, year=2024)) as found:
        return severity_counts(found.ask), rule_counts(found.ask)


def summary(folder: Path) -> object:
    """The whole workbook."""
    from xltool.summary.wanted import Wanted
    from xltool.summary.write import write as write_summary

    done = write_summary(Wanted(folder / _LEDGER, year=2024), folder / "汇总.xlsx")
    return done.counted, done.paths[0].stat().st_size // 2**20


def frames(folder: Path) -> object:
    """The findings by rule and severity, in pandas."""
    from xltool.ledger.frames import frames as all_frames

    made = all_frames(folder / _LEDGER, year=2024)
    counted = made.units.loc[made.units["standing"] == "计入", ["file"]]
    found = made.findings.merge(counted, on="file")
    by = [
        found.groupby(name, observed=True)["file"].agg(["count", "nunique"]) for name in ("severity", "code")
    ]
    return [len(each) for each in by]


PARTS: Final[dict[str, Callable[[Path], object]]] = {
    "write": write,
    "duckdb": duckdb,
    "place": place,
    "sqlite": sqlite,
    "summary": summary,
    "frames": frames,
}


def measured(part: str, folder: Path) -> Taken:
    """What a part takes in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bureau.findings", "--part", part, "--keep", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Taken(*json.loads(done.stdout))


def _in_this_process(part: str, folder: Path) -> None:
    said = repr(PARTS[part](folder))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said]))


def main() -> int:
    """Measure what was asked for; 1 where a limit is broken or two engines differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder for the ledger, which is made once")
    parser.add_argument("--frames", action="store_true")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        _in_this_process(asked.part, asked.keep)
        return 0
    with nullcontext(asked.keep) if asked.keep else tempfile.TemporaryDirectory() as folder:
        made_ledger(Path(folder), asked.findings)
        taken = {}
        for part in PARTS if asked.frames else [part for part in PARTS if part != "frames"]:
            taken[part] = found = measured(part, Path(folder))
            print(f"{part:8} {found.cpu:7.2f} s CPU {found.memory:6.0f} MB", flush=True)
    limits = taken["duckdb"].cpu <= CPU and taken["duckdb"].memory <= MEMORY
    same = taken["duckdb"].said == taken["sqlite"].said
    print(
        f"{'within' if limits else 'BEYOND'} {CPU} s and {MEMORY} MB; engines {'agree' if same else 'DIFFER'}"
    )
    return 0 if limits and same else 1


if __name__ == "__main__":
    sys.exit(main())
