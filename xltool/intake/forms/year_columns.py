"""The three columns of 附件1 by their headings: 上年决算, 本年预算, 本年决算, told by their words and years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from xltool.contract.names import YEAR_COLUMNS
from xltool.intake.document import Row, TableCell
from xltool.intake.forms.rows import keys
from xltool.model.parse import plain

YEAR: Final = re.compile(r"(20\d\d)[)\]〕]?年")
_SAYS_WHICH: Final = re.compile(r"20\d\d|[上本]年")
_BUDGET_HEAD: Final = re.compile("预算(?:数|金额|安排数?)?$")
_FINAL_HEAD: Final = re.compile("决算(?:数|金额)?$")
_PRIOR, BUDGET, _FINAL = YEAR_COLUMNS


class YearColumns(NamedTuple):
    """Column -> its heading; (year, place) of those that say one; columns of budgets beside the chosen one.

    ``by_order`` says that nothing but their order tells 上年 from 本年.
    """

    heads: Mapping[str, TableCell]
    years: tuple[tuple[str, str], ...]
    other_budgets: int
    by_order: bool


def is_year_heading(labels: list[str]) -> bool:
    """Whether a row with these labels heads the three columns."""
    return any(map(_BUDGET_HEAD.search, labels)) and sum(map(bool, map(_FINAL_HEAD.search, labels))) == 2


def year_columns(row: Row, above: Row) -> YearColumns:
    """The columns of such a row; ``above`` is the row above it, in which a year may stand over several columns."""
    labels = keys(row)
    finals = [cell for cell, words in zip(row, labels, strict=True) if _FINAL_HEAD.search(words)]
    finals.sort(key=lambda cell: year_of(_dated(cell, above)) or ("" if "上" in cell.text else "9999"))
    budget, *more = (cell for cell, words in zip(row, labels, strict=True) if _BUDGET_HEAD.search(words))
    said = ((year_of(_dated(cell, above)), cell.where) for cell in (budget, finals[1]))
    return YearColumns(
        {_PRIOR: finals[0], BUDGET: budget, _FINAL: finals[1]},
        tuple((year, where) for year, where in said if year),
        len(more),
        not any(_SAYS_WHICH.search(plain(_dated(cell, above))) for cell in finals),
    )


def year_of(text: str) -> str:
    """The year that a heading names; empty where it names none."""
    year = YEAR.search(plain(text))
    return year[1] if year else ""


def _dated(head: TableCell, above: Row) -> str:
    """A heading with its year, which may stand over several columns in the row above it."""
    if _SAYS_WHICH.search(plain(head.text)):
        return head.text
    over = [cell for cell in above if not cell.blank and cell.column <= head.column]
    return f"{over[-1].text}{head.text}" if over and year_of(over[-1].text) else head.text
