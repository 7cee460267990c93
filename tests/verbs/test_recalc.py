"""The main job, and a check, leave nothing to Python's search for cycles, which waits while they run."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.generator import clean_return, inject, write_return
from xltool import check, recalc
from xltool.errors import WorkbookError

JOBS = pytest.mark.parametrize("job", [recalc, check])


def _returns(folder: Path) -> list[Path]:
    books = []
    for seed in range(1, 9):
        filed = clean_return(seed)
        for number in range(seed % 4):
            filed, _ = inject(filed, 100 * seed + number)
        books.append(folder / f"{seed}.xlsx")
        write_return(books[-1], filed)
    return books


@JOBS
def test_no_cycle_is_left(tmp_path: Path, job: Callable[[Path], object]) -> None:
    first, *others = _returns(tmp_path)
    job(first)  # what is loaded on the way may hold cycles
    gc.collect()
    for book in others:
        job(book)
    assert gc.collect() == 0


@JOBS
@pytest.mark.parametrize("searching", [True, False])
def test_the_search_goes_on_as_before(tmp_path: Path, job: Callable[[Path], object], searching: bool) -> None:
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    (gc.enable if searching else gc.disable)()
    try:
        with pytest.raises(WorkbookError):
            job(empty)
        job(_returns(tmp_path)[0])
        assert gc.isenabled() is searching
    finally:
        gc.enable()
