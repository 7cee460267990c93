"""One side of a comparison in a process of its own: a path comes in on a line, its CPU seconds go out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def _recalc(side: str) -> Callable[[Path], object]:
    if side == "ours":
        from xltool import recalc

        return recalc
    from benchmarks import baseline

    return baseline.recalc


if __name__ == "__main__":
    work = _recalc(sys.argv[1])
    for line in sys.stdin:
        start = time.process_time()
        work(Path(line.strip()))
        print(time.process_time() - start, flush=True)
