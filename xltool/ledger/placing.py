"""The files of a run placed as they stream from the ledger: those of one unit, year and sheet together, the others one by one.

A merged return and one of its unit alone are no versions of each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from xltool.batch.judgement import FileKind, Judgement
from xltool.ledger.returns import MERGED, PlacedFile, is_merged, placed
from xltool.ledger.rows import FileRow
from xltool.ledger.units import folded


class PlacedGroup(NamedTuple):
    """Files of which at most one counts.

    ``unit`` is their folded name, empty for a file without one; ``numbers`` are theirs in the ledger, each with its place
    among all files by where they came from: the number says when a file was judged, which is by chance where several
    work at once.
    """

    unit: str
    numbers: list[tuple[int, int]]
    files: list[PlacedFile]


def placed_groups(data: sqlite3.Connection, run: int, year: int | None) -> Iterator[PlacedGroup]:
    """All files of a run, without their outcomes, by units; ``year`` is the one that was collected."""
    data.create_function("folded", 1, folded, deterministic=True)
    for (unit, *_), group in groupby(_files(data, run), key=lambda each: each[1]):
        # files without a unit have nothing in common
        for files in [list(group)] if unit else ([each] for each in group):
            standings = placed([file for _, _, file in files], year)
            yield PlacedGroup(unit, [numbers for numbers, _, _ in files], standings)


def _files(
    data: sqlite3.Connection, run: int
) -> Iterator[tuple[tuple[int, int], tuple[str, int | None, str, bool], FileRow]]:
    """Number and place, what tells the group, and the file; of its outcome whether it is merged."""
    cursor = data.execute(
        "SELECT id, ROW_NUMBER() OVER (ORDER BY origin, sheet), folded(unit) AS same, origin, name, digest, sent, sent_by,"
        " kind, sheet, unit, year, form, seal, signature, key, reason,"
        " CASE WHEN instr(outcome, ?) > 0 THEN ? ELSE '' END AS merged"
        " FROM main.files WHERE last_run = ? ORDER BY same, year, sheet, merged, origin",
        (MERGED, MERGED, run),
    )
    for number, nth, same, origin, name, digest, sent, sent_by, kind, *told in cursor:
        judgement = Judgement(FileKind(kind), *told)
        group = same, judgement.year, judgement.sheet, is_merged(judgement)
        yield (number, nth), group, FileRow(origin, name, digest, judgement, sent, sent_by)
