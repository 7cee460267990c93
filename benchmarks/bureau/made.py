"""Distinct returns, as a bureau receives them: each of a unit of its own, with 0 to 3 mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from examples.generator import Return, clean_return, inject, write_quickly
from templatebuild.edition import BEFORE, CURRENT, Edition
from xltool.book.parts.archive import read_archive, write_archive

#: By the names that the command line knows.
EDITIONS = {edition.version: edition for edition in (BEFORE, CURRENT)}


#: The year of all of them: what was asked for.
_YEAR = 2024


def filed(seed: int) -> Return:
    """The return of this number; no other has its unit."""
    made = clean_return(seed)
    for number in range(seed % 4):
        made, _ = inject(made, 100 * seed + number)
    said = {"单位名称": f"{made.values.get('单位名称') or '单位'}{_suffix(seed)}", "年度": _YEAR}
    return Return({**made.values, **said}, made.project_rows, made.indicator_rows, made.scheme)


def _suffix(number: int) -> str:
    return f"（{number:06}）"


def returns(folder: Path, seeds: Iterable[int], edition: Edition = BEFORE) -> list[Path]:
    """The workbooks of these returns in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    books = []
    for seed in seeds:
        books.append(folder / f"{seed:06}.xlsx")
        write_quickly(books[-1], filed(seed), edition)
    return books


def siblings(folder: Path, numbers: Sequence[int]) -> None:
    """The return of the first number in a folder, and the same of other units by the other numbers, which takes less time."""
    first, *others = numbers
    (book,) = returns(folder, [first])
    archive = read_archive(book.read_bytes(), book.name)
    sheets = {name: archive.part(name) for name in archive.entries if name.startswith("xl/worksheets/sheet")}
    own = _suffix(first).encode()
    named = {name: sheet for name, sheet in sheets.items() if own in sheet}
    assert named, f"the workbook {book.name} does not say its unit"
    for number in others:
        changed = {name: sheet.replace(own, _suffix(number).encode()) for name, sheet in named.items()}
        (folder / f"{number:06}.xlsx").write_bytes(write_archive(archive, changed))
