"""Recalculate the workbooks named; print CPU seconds, and the peak memory in KiB after 50 and after all."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from xltool import recalc


def peak() -> int:
    """The most memory this process has held so far, in KiB (its own, not what it was forked from)."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    books = sys.argv[1:]
    at_fifty = 0
    start = time.process_time()
    for number, book in enumerate(books, 1):
        recalc(book)
        if number == 50:
            at_fifty = peak()
    print(time.process_time() - start, at_fifty, peak())
