"""One side of a comparison in a process of its own: a path comes in on a line, its CPU seconds go out."""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path


def _work(side: str) -> Callable[[Path], object]:
    """What a side does with a workbook; each side loads its own libraries alone."""
    if side == "ours":
        from xltool import recalc

        return recalc
    if side == "check":
        from xltool import check
        from xltool.cycles import search_seldom

        search_seldom()  # as in every process of a run, be it the command's or the pool's
        return lambda book: json.dumps(check(book).record(), ensure_ascii=False)
    if side == "inflate":
        return _inflate
    from benchmarks import baseline

    return {"theirs": baseline.recalc, "reading": baseline.reading}[side]


def _inflate(book: Path) -> int:
    """What nobody who reads a workbook gets around: every part of it, unpacked."""
    with zipfile.ZipFile(book) as package:
        return sum(len(package.read(part)) for part in package.infolist())


if __name__ == "__main__":
    work = _work(sys.argv[1])
    for line in sys.stdin:
        start = time.process_time()
        work(Path(line.strip()))
        print(time.process_time() - start, flush=True)
