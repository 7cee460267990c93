"""What is known of a generated county: of every row that a run has to list what it is, and who has filed nothing.

In an ``origin`` the sign {} stands for the folder (or the URL) of the inbox.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.ledger.returns import Standing

#: Stands in an origin for where the inbox lies.
ROOT: Final = "{}"


class Arrived(NamedTuple):
    """A file of the inbox: its path in there, its content, its time; ``closed`` may not be read, ``link`` leads elsewhere."""

    path: str
    data: bytes
    when: int
    closed: bool = False
    link: str = ""


class TrueRow(NamedTuple):
    """A row that has to be listed, with the unit on the bureau's list of which it is (empty: of none).

    ``says`` are words that its reason has to hold, ``mistakes`` what was done to the return, ``case`` what this is a case
    of, ``on_disk`` whether only a disk can hold such a file. ``workbook`` is the name of the file in which the same bytes
    lie by themselves, where they were kept.
    """

    origin: str
    unit: str
    kind: str = FileKind.RETURN.value
    standing: str = Standing.COUNTS.value
    form: str = ""
    says: tuple[str, ...] = ()
    mistakes: tuple[dict[str, Any], ...] = ()
    case: str = ""
    seal: str = ""
    on_disk: bool = False


class Truth(NamedTuple):
    """A county: the year and the deadline (seconds since 1970) that are asked for, its rows, the units missing and late."""

    year: int
    deadline: int
    listed: int
    rows: tuple[TrueRow, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]


class Filing(NamedTuple):
    """What came of one step: files, and rows that have to be listed."""

    files: tuple[Arrived, ...] = ()
    rows: tuple[TrueRow, ...] = ()


def write_truth(path: Path, truth: Truth) -> None:
    """Write the truth as JSON."""
    said = {**truth._asdict(), "rows": [_short(row) for row in truth.rows]}
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")


def _short(row: TrueRow) -> dict[str, object]:
    usual = TrueRow._field_defaults
    return {name: value for name, value in row._asdict().items() if value != usual.get(name)}


def _plain(value: object) -> object:
    """Contents of cells as JSON has them."""
    try:
        return float(str(value))
    except ValueError:
        return str(value)


def read_truth(path: Path) -> Truth:
    """The truth that was written."""
    said = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(TrueRow(**{k: _tuple(v) for k, v in row.items()}) for row in said.pop("rows"))
    return Truth(rows=rows, **{name: _tuple(value) for name, value in said.items()})


def _tuple(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def missing_of(units: Iterable[str], rows: Sequence[TrueRow]) -> tuple[str, ...]:
    """The units of which no return of the year came in, in the order of the list."""
    there = {row.unit for row in rows if row.standing in (Standing.COUNTS.value, Standing.UNDECIDED.value)}
    return tuple(unit for unit in units if unit not in there)
