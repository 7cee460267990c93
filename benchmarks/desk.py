"""``python -m benchmarks.desk``: what the page beside a workbook costs, in terms of the check of the same workbook.

The first case as filed, and one with 1,000 project rows; one process, in turns, medians of CPU time. What a browser then
does with the view: ``benchmarks.desk_page``.
"""

from __future__ import annotations

import gc
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.limits import Limits
from benchmarks.rows import with_projects
from examples.first_case import figures
from templatebuild.build import build
from xltool import check
from xltool.book.file.workbook import FileWorkbook
from xltool.desk.drawn import DrawnSheets
from xltool.desk.view import workbook_view
from xltool.verbs.fill import fill

#: What the issue “The desk” asks for: a view in checks; an edit, until the page has its new findings, in milliseconds.
LIMITS = Limits({"view": 4.0, "edit": 150.0})
_TURNS = 15
_ROWS = 1000


def main() -> int:
    """Measure and print; 1 where a limit was missed."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "案.xlsx"), Path(folder, "千行.xlsx")
        build(small, values=figures())
        build(large, values=with_projects(_ROWS))
        _report_view(small)
        _report_edit(small)
        _tell("千行项目", large)
    for missed in LIMITS.missed:
        print(f"未达到：{missed}", file=sys.stderr)
    return 1 if LIMITS.missed else 0


def _report_view(book: Path) -> None:
    checked, viewed = _in_turns(lambda: _checked(book), lambda: _viewed(book))
    LIMITS.report(
        "view",
        "第一个案例的页面数据（倍于审核）",
        viewed / checked,
        f"{viewed * 1000:.1f} ms / {checked * 1000:.1f} ms",
    )


def _report_edit(book: Path) -> None:
    copy = Path(shutil.copy(book, book.with_name("改.xlsx")))
    amounts = iter(range(1000, 1000 + 10 * _TURNS))
    drawn = DrawnSheets()  # a page keeps them from edit to edit

    def edited() -> None:
        done = fill(copy, "支出总额_本年预算", 0, str(next(amounts)))
        json.dumps(workbook_view(done.outcome, FileWorkbook(copy), drawn))

    (spent,) = _in_turns(edited)
    LIMITS.report("edit", "改一格到新的审核结果和表（毫秒）", spent * 1000, "含写文件")


def _tell(title: str, book: Path) -> None:
    checked, viewed = _in_turns(lambda: _checked(book), lambda: _viewed(book), turns=3)
    size = len(_viewed(book).encode())
    print(f"  {title}：页面数据 {viewed * 1000:.0f} ms，审核 {checked * 1000:.0f} ms，{size / 2**20:.1f} MB")


def _checked(book: Path) -> str:
    return json.dumps(check(book).record(), ensure_ascii=False)


def _viewed(book: Path) -> str:
    return json.dumps(workbook_view(check(book), FileWorkbook(book)), ensure_ascii=False)


def _in_turns(*works: Callable[[], object], turns: int = _TURNS) -> list[float]:
    """The median CPU seconds of each of these, one after the other again and again; the first turn only warms up."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(turns + 1):
        for work, found in zip(works, taken, strict=True):
            gc.collect()
            start = time.process_time()
            work()
            if turn:
                found.append(time.process_time() - start)
    return [statistics.median(found) for found in taken]


if __name__ == "__main__":
    sys.exit(main())
