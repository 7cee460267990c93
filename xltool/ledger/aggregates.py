"""What is counted over all findings of a run: each statement stands here once, in SQL that SQLite and DuckDB both run.

The summary asks its ledger (SQLite), an analyst Parquet files (:func:`xltool.ledger.parquet.open_parquet`). A statement
asks two tables with the columns of :mod:`xltool.ledger.tables`, ``units`` and ``findings``; a test holds both engines'
answers against each other.

The summary asks SQLite whatever its size. Over 100,000 returns with a million findings these counts take it 1.8 s of CPU
time, less than a hundredth of what the workbook takes; DuckDB takes 1.3 s with its start, and the Parquet files that it
reads take 74 s to write (``python -m benchmarks.bureau.findings``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

#: Runs a statement and gives its rows.
Ask = Callable[[str], Iterable[tuple[Any, ...]]]


class SeverityCount(NamedTuple):
    """Findings of one severity in the returns that count: in how many returns, how many, how many of them are explained."""

    severity: str
    units: int
    number: int
    explained: int


class RuleCount(NamedTuple):
    """Findings of one rule in the returns that count.

    ``units`` are the returns that have any, ``number`` the findings; ``serious``, ``serious_title`` the returns and the
    title of those that are more than 提示; ``must``, ``explain``, ``hint`` count by severity, ``explained`` and
    ``useless`` by what became of their explanation.
    """

    code: str
    title: str
    units: int
    number: int
    serious: int
    serious_title: str | None
    must: int
    explain: int
    hint: int
    explained: int
    useless: int


_COUNTED: Final = "FROM units u JOIN findings g ON g.file = u.file WHERE u.standing = '计入'"
BY_SEVERITY: Final = f"""
SELECT g.severity, COUNT(DISTINCT g.file), COUNT(*), COUNT(*) FILTER (WHERE g.state = '已说明')
{_COUNTED} GROUP BY g.severity ORDER BY g.severity
"""
BY_RULE: Final = f"""
SELECT g.code, MIN(g.title), COUNT(DISTINCT g.file), COUNT(*),
  COUNT(DISTINCT CASE WHEN g.severity <> '提示' THEN g.file END), MIN(CASE WHEN g.severity <> '提示' THEN g.title END),
  COUNT(*) FILTER (WHERE g.severity = '必改'), COUNT(*) FILTER (WHERE g.severity = '须说明'),
  COUNT(*) FILTER (WHERE g.severity = '提示'), COUNT(*) FILTER (WHERE g.state = '已说明'),
  COUNT(*) FILTER (WHERE g.state IN ('说明失效', '说明无效'))
{_COUNTED} GROUP BY g.code ORDER BY g.code
"""


def severity_counts(ask: Ask) -> tuple[SeverityCount, ...]:
    """Each severity of which there are findings."""
    return tuple(SeverityCount(*row) for row in ask(BY_SEVERITY))


def rule_counts(ask: Ask) -> tuple[RuleCount, ...]:
    """Each rule of which there are findings, by its code."""
    return tuple(RuleCount(*row) for row in ask(BY_RULE))


def of_ledger(data: sqlite3.Connection, placed: str, findings: str = "main.findings") -> Ask:
    """Asks a ledger; ``placed`` is the table on this connection that has the ``standing`` of each ``file``.

    ``findings`` are the findings as they are to be counted, where something was said of them beside the ledger.
    """
    tables = f"WITH units AS (SELECT file, standing FROM {placed}), findings AS (SELECT * FROM {findings})"
    return lambda statement: data.execute(tables + statement)
