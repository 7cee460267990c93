"""What a run came to, without times: as a digest that is the same whoever worked, and the summary cell by cell."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from examples.county.truth import ROOT
from xltool.batch.judgement import FindingRow
from xltool.ledger.returns import PlacedFile, placed
from xltool.ledger.store import seen_with_ids


class Outcomes(NamedTuple):
    """The last run of a ledger: by its number each file as it was placed, and its findings."""

    files: dict[int, PlacedFile]
    findings: dict[int, list[tuple[object, ...]]]


def outcomes(ledger: Path, year: int) -> Outcomes:
    """What the last run of a ledger came to."""
    with closing(sqlite3.connect(ledger)) as data:
        (run,) = data.execute("SELECT max(id) FROM runs").fetchone()
        numbers, rows = zip(*seen_with_ids(data, run), strict=True)
        found: dict[int, list[tuple[object, ...]]] = {number: [] for number in numbers}
        columns = ", ".join(f"g.{name}" for name in FindingRow._fields)
        query = f"SELECT g.file, {columns} FROM findings g JOIN files f ON f.id = g.file WHERE f.last_run = ?"
        for number, *told in data.execute(f"{query} ORDER BY g.file, g.number", (run,)):
            found[number].append(tuple(told))
    return Outcomes(dict(zip(numbers, placed(rows, year), strict=True)), found)


def lines(done: Outcomes, inbox: str, without: frozenset[str] = frozenset()) -> list[str]:
    """A line a file, with all that was found in it; ``inbox`` is where it lay, ``without`` the origins that are left out."""
    made = []
    for number, (file, standing, beside) in done.files.items():
        said = (
            *(file.origin, file.name, file.digest, file.sent, file.sent_by, standing.value, beside),
            *(*file.judgement[:-1], done.findings[number]),
        )
        text = repr(said).replace(inbox, ROOT)
        if file.origin.replace(inbox, ROOT) not in without:
            made.append(text)
    return sorted(made)


def digest(told: list[str]) -> str:
    """The digest of the lines of a run."""
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def cells(summary: Path, inbox: str) -> Iterator[str]:
    """Every cell of a summary that holds something, as a line of its own."""
    book = CalamineWorkbook.from_path(str(summary))
    for name in book.sheet_names:
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for column, value in enumerate(row, 1):
                if value != "":
                    yield f"{name} {number} {column} {value!r}".replace(inbox, ROOT)
