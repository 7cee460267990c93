"""``python -m benchmarks.live``: the live adapter with 100 and 1 000 project rows, on the tests' stand-in for Excel.

Seconds of our own process (CPU) and on the clock, and the calls across the COM boundary. The clock includes the
LibreOffice behind the boundary, which is not Excel: read it as a ratio between the sizes, not as what a user waits.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import xltool
from benchmarks.rows import with_projects
from templatebuild.build import build
from tests.excel.bed import Bed, bed
from xltool.resources import addin_path

_ROUNDS = 3


def measured(excel: Bed, source: Path, folder: Path) -> tuple[float, float, int]:
    """CPU seconds, seconds on the clock and calls of the quickest of a few first recalculations of fresh copies."""
    runs = []
    for number in range(_ROUNDS):
        path = folder / f"{source.stem}-{number}.xlsx"
        path.write_bytes(source.read_bytes())
        book = excel.open(path)
        excel.boundary.calls = 0
        clock, cpu = time.perf_counter(), time.process_time()
        xltool.recalc(book)
        runs.append((time.process_time() - cpu, time.perf_counter() - clock, excel.boundary.calls))
        book.close()
    return min(runs)


def main() -> None:
    """Print one line a size."""
    excel = bed()
    excel.load_addin(addin_path())
    with tempfile.TemporaryDirectory() as name:
        for size in (100, 1000):
            source = Path(name, f"{size}.xlsx")
            build(source, values=with_projects(size))
            cpu, clock, calls = measured(excel, source, Path(name))
            print(
                f"{size:>5} 行：本进程 {cpu * 1000:.0f} ms，时钟 {clock * 1000:.0f} ms，跨界调用 {calls} 次"
            )
    excel.close()


if __name__ == "__main__":
    main()
