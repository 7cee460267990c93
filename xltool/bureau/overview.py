"""What a reviewer sees first: how many units are how far, what belongs to none, and the charts of 总览 as numbers."""

from __future__ import annotations

from typing import Any

from xltool.batch.judgement import FileKind
from xltool.bureau.rows import group_values
from xltool.bureau.strangers import stranger_counts
from xltool.ledger.aggregates import rule_counts
from xltool.summary.admitted import admit
from xltool.summary.charts import charts
from xltool.summary.figures import figures
from xltool.summary.gathered import Gathered, gathered, missing
from xltool.summary.states import SIGNS
from xltool.summary.table import Chart, Shows
from xltool.summary.wanted import Wanted


def counts(found: Gathered) -> dict[str, Any]:
    """The year, the states with how many units are in each, and what is no unit's return that counts."""
    numbers = dict(found.data.execute("SELECT state, COUNT(*) FROM unit_states GROUP BY state"))
    return {
        "year": found.year,
        "years": _years(found),
        "groups": group_values(found),
        "states": [
            {"state": each, "count": numbers.get(each, 0), "sign": sign} for each, sign in SIGNS.items()
        ],
        "total": sum(numbers.values()),
        "strangers": stranger_counts(found),
    }


def _years(found: Gathered) -> list[int]:
    rows = found.data.execute(
        "SELECT DISTINCT year FROM files WHERE last_run = ? AND kind IN (?, ?) AND year IS NOT NULL ORDER BY year DESC",
        (found.run, FileKind.RETURN, FileKind.SEALED),
    )
    return [year for (year,) in rows]


def chart_data(wanted: Wanted) -> list[dict[str, Any]]:
    """The charts of the summary, each with its equivalent in words; all outcomes are read for it."""
    with gathered(wanted) as found:
        admit(found)
        drawn = charts(found, figures(found), rule_counts(found.ask), len(missing(found)))
    return [_chart(each) for each in drawn]


def _chart(chart: Chart) -> dict[str, Any]:
    unit = "万元" if chart.shows is Shows.MONEY else "个"
    shown = f"{{:,.2f}} {unit}" if chart.shows is Shows.MONEY else f"{{:,.0f}} {unit}"
    said = "；".join(f"{label} {shown.format(value)}" for label, value in chart.rows)
    return {
        "title": chart.title,
        "values": [list(row) for row in chart.rows],
        "unit": unit,
        "bar": chart.bar,
        "text": f"{chart.title}。{chart.heads[0]}：{said}。",
    }
