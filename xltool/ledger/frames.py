"""The ledger as pandas' tables, for whoever analyses it; what stands in them is documented in :mod:`xltool.ledger.tables`.

==============  ======================================================================================================
``units``       a row a return, or a file that is none: :class:`~xltool.ledger.tables.UnitLine`
``rates``       a row a rate that could be computed: :class:`~xltool.ledger.tables.RateLine`
``scores``      the same of points: :class:`~xltool.ledger.tables.ScoreLine`
``money``       a row a figure of the form: :class:`~xltool.ledger.tables.MoneyLine`
``indicators``  a row an indicator: :class:`~xltool.ledger.tables.IndicatorLine`
``findings``    a row a finding: :class:`~xltool.ledger.tables.FindingLine`
==============  ======================================================================================================

All of a run is in memory then, half a gigabyte for 20,000 returns. Above 50,000 write Parquet files of the same columns and
ask those (:mod:`xltool.ledger.parquet`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.tables import COLUMNS, Line, batches

__all__ = ["COLUMNS", "Frames", "frame", "frames", "typed"]


class Frames(NamedTuple):
    """The tables of one run."""

    units: pd.DataFrame
    rates: pd.DataFrame
    scores: pd.DataFrame
    money: pd.DataFrame
    indicators: pd.DataFrame
    findings: pd.DataFrame


def frames(path: Path | str, run: int | None = None, year: int | None = None) -> Frames:
    """The tables of a run of a ledger (its last one by default); ``year`` is the one that was collected.

    Raises ProgramError where there is no such ledger.
    """
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in COLUMNS}
    with read_ledger(path) as data:
        for name, rows in batches(data, last_run(data) if run is None else run, year):
            parts[name].append(frame(name, rows))
    return Frames(**{name: _joined(name, parts.pop(name)) for name in COLUMNS})


def _joined(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    return parts[0] if len(parts) == 1 else typed(name, pd.concat(parts, ignore_index=True))


def frame(name: str, rows: Sequence[Line]) -> pd.DataFrame:
    """Lines of one table as a frame with its columns and types."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS[name])
    return typed(name, dict(zip(COLUMNS[name], columns, strict=True)))


def typed(name: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The columns of one table with their types, whatever they came as."""
    return pd.DataFrame({column: _typed(columns[column], kind) for column, kind in COLUMNS[name].items()})


def _typed(values: Any, kind: str) -> pd.Series:
    if kind == "category":  # of texts, also where there are none
        return pd.Series(values, dtype="string").astype(kind)
    return pd.Series(values, dtype=kind)
