"""Thousands of damaged workbooks, sealed copies and documents, and what the program makes of each.

    python -m tests.torture.mutants                      5,000 of them
    python -m tests.torture.mutants --count 300 --seed 7
    python -m tests.torture.mutants --one 7:123 --keep broken.xlsx

Nothing may raise, die, take more than ten seconds or a gigabyte, or answer wrongly without a word. Ends with the counts
and every failure, by cause, with the id that makes the file again; exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.torture.failure import Failure
from tests.torture.judge import judged
from tests.torture.sources import mutant, sources
from tests.torture.workers import tried

#: Ids shown for each cause.
_SHOWN: Final = 5


def failures(
    seed: int,
    numbers: Iterable[int],
    processes: int = 0,
    tell: Callable[[str, list[Failure]], None] = lambda _id, _found: None,
) -> dict[str, list[Failure]]:
    """Id -> what went wrong, of those of these damaged files with which something did; ``tell`` is told of each."""
    sources()  # made once, before the processes are forked
    every = tried(
        lambda number, folder: _tried(seed, number, folder), numbers, processes or os.cpu_count() or 1
    )
    failed = {}
    for number, found in every:
        if found:
            failed[f"{seed}:{number}"] = found
            tell(f"{seed}:{number}", found)
    return failed


def _tried(seed: int, number: int, folder: Path) -> list[Failure]:
    return judged(mutant(seed, number), folder)


def report(found: dict[str, list[Failure]]) -> list[str]:
    """The failures as lines, by kind and cause, the most frequent first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, all_ in found.items():
        for failure in {each[:2]: each for each in all_}.values():
            groups[failure[:2]].append(f"{id_} ({_how(id_)}) {failure.detail}")
    lines = []
    for (kind, cause), ids in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]))):
        lines.append(f"{kind:14} {len(ids):4}  {cause}")
        lines += [f"{'':20} {each}" for each in ids[:_SHOWN]]
    return lines


def _how(id_: str) -> str:
    seed, number = map(int, id_.split(":"))
    made = mutant(seed, number)
    return f"{made.source.name}: {made.how}"


def _told(id_: str, found: list[Failure]) -> None:
    for failure in found:
        print(
            f"{id_}\t{failure.kind}\t{failure.cause}\t{failure.detail}\t{_how(id_)}",
            file=sys.stderr,
            flush=True,
        )


def _ignored(_id: str, _found: list[Failure]) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Try as many as the command line asks for; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20260)
    parser.add_argument("--first", type=int, default=0, help="number to begin with")
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--quiet", action="store_true", help="say nothing until the end")
    parser.add_argument("--one", metavar="SEED:NUMBER", help="make and try this one alone")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="with --one: where to write it")
    chosen = parser.parse_args(arguments)
    begun = time.monotonic()
    seed, numbers = chosen.seed, range(chosen.first, chosen.first + chosen.count)
    if chosen.one:
        seed, number = map(int, chosen.one.split(":"))
        numbers = range(number, number + 1)
        print(_how(chosen.one))
        if chosen.keep:
            chosen.keep.write_bytes(mutant(seed, number).data)
    found = failures(seed, numbers, chosen.processes, _ignored if chosen.quiet else _told)
    print("\n".join(report(found)))
    kinds = Counter(failure.kind for all_ in found.values() for failure in all_)
    listed = "，".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"
    print(f"{len(numbers)} damaged files in {time.monotonic() - begun:.0f} s, {len(found)} failed: {listed}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
