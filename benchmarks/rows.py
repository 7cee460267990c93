"""The first case with as many projects as wanted."""

from __future__ import annotations

from examples.first_case import figures
from xltool.contract.names import YEAR_COLUMNS


def with_projects(size: int) -> dict[str, object]:
    """Its figures, with this number of projects in place of its own."""
    values = figures()
    values["项目明细_名称"] = [f"{number}、项目" for number in range(1, size + 1)]
    for year in YEAR_COLUMNS:
        values[f"项目明细_{year}"] = [round(0.01 * (number % 977 + 1), 2) for number in range(size)]
    return values
