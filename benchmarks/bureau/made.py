"""Distinct returns, as a bureau receives them: each of a unit of its own, with 0 to 3 mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from examples.generator import Return, clean_return, inject, write_quickly
from templatebuild.edition import BEFORE, CURRENT, Edition

#: By the names that the command line knows.
EDITIONS = {edition.version: edition for edition in (BEFORE, CURRENT)}


def filed(seed: int) -> Return:
    """The return of this number; no other has its unit."""
    made = clean_return(seed)
    for number in range(seed % 4):
        made, _ = inject(made, 100 * seed + number)
    unit = f"{made.values.get('单位名称') or '单位'}（{seed:06}）"
    return Return({**made.values, "单位名称": unit}, made.project_rows, made.indicator_rows, made.scheme)


def returns(folder: Path, seeds: Iterable[int], edition: Edition = BEFORE) -> list[Path]:
    """The workbooks of these returns in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    books = []
    for seed in seeds:
        books.append(folder / f"{seed:06}.xlsx")
        write_quickly(books[-1], filed(seed), edition)
    return books
