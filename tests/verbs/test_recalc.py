"""The main job, and a check, leave nothing to Python's search for cycles, which waits while they run."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.generator import clean_return, inject, write_return
from xltool import check, recalc
from xltool.cycles import Unsearched
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


def test_what_is_made_meanwhile_counts_as_old_and_is_found_once_it_is_garbage() -> None:
    gc.collect()
    with Unsearched():
        kept: list[object] = [[] for _ in range(50)]
        kept.append(kept)
    assert not any(each is kept for each in gc.get_objects(generation=0))
    assert any(each is kept for each in gc.get_objects(generation=2))
    del kept
    assert gc.collect() > 0


def test_what_somebody_has_frozen_stays_so() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with Unsearched():
            pass
        assert gc.get_freeze_count() == frozen > 0
    finally:
        gc.unfreeze()
