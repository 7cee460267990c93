"""Everything that was found on one sheet: its tables in the order in which they claim rows, then the cells beside labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xltool.intake.recognise import labelled
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.funds import fund_block
from xltool.intake.recognise.indicators import IndicatorTable, block_of, indicator_table, total_cells
from xltool.intake.recognise.inside import announced_points, inside_cells, year_cells
from xltool.intake.recognise.loose import loose_money
from xltool.intake.recognise.money import MoneyTable, money_cells, money_tables
from xltool.intake.recognise.sheet import FormSheet
from xltool.intake.recognise.tasks import TaskTable, task_block, task_tables
from xltool.intake.recognise.units import UnitsSaid, units_said
from xltool.intake.recognise.yearly import YearTable, project_block, year_cells_of, year_tables
from xltool.intake.recognised import RecognisedBlock


class Page(NamedTuple):
    """A sheet with its tables."""

    sheet: FormSheet
    indicators: IndicatorTable | None
    tasks: tuple[TaskTable, ...]
    years: tuple[YearTable, ...]
    money: tuple[MoneyTable, ...]

    @property
    def money_rows(self) -> set[int]:
        """The rows in which amounts stand, headings included."""
        rows: set[int] = set()
        for money in self.money:
            rows.update(
                range(money.head.top, max([money.head.bottom, *(each.row for each in money.rows)]) + 1)
            )
        for years in self.years:
            rows.update(range(years.top, years.last + 1))
        for tasks in self.tasks:
            rows.update(range(tasks.top, tasks.rows.last + 1))
        return rows

    @property
    def indicator_rows(self) -> set[int]:
        """The rows of the indicators, heading and total included."""
        table = self.indicators
        if table is None:
            return set()
        return set(range(table.top, table.rows.last + 1)) | ({table.rows.total} - {0})

    @property
    def other_rows(self) -> list[int]:
        """The rows that belong to no table."""
        taken = self.money_rows | self.indicator_rows
        return [row for row in range(1, self.sheet.height + 1) if row not in taken]


def page_of(sheet: FormSheet) -> Page:
    """The tables of a sheet."""
    page = Page(sheet, indicator_table(sheet), (), (), ())
    page = page._replace(tasks=tuple(task_tables(sheet, page.indicator_rows)))
    page = page._replace(years=tuple(year_tables(sheet, page.indicator_rows | page.money_rows)))
    return page._replace(money=tuple(money_tables(sheet, page.indicator_rows | page.money_rows)))


def candidates(page: Page) -> Iterator[Candidate]:
    """Every cell of the sheet that may carry a name."""
    for years in page.years:
        yield from year_cells_of(years)
    for money in sorted(page.money, key=lambda table: table.of_income):
        yield from money_cells(money)
        yield from announced_points(money)
    if page.indicators:
        yield from total_cells(page.indicators)
    rows = page.other_rows
    yield from loose_money(page.sheet, rows)
    for finder in (
        labelled.unit_cells,
        labelled.alone_cells,
        year_cells,
        inside_cells,
        labelled.goal_cells,
        labelled.figure_cells,
    ):
        yield from finder(page.sheet, rows)
    top = page.indicators.top if page.indicators else page.sheet.height + 1
    for total in labelled.head_total(page.sheet, rows):
        yield total if total.label.top < top else total._replace(proved=False)


def blocks(page: Page) -> Iterator[RecognisedBlock]:
    """The tables of the sheet that have rows of their own."""
    if page.indicators:
        yield block_of(page.indicators)
    yield from (block for years in page.years if (block := project_block(years)))
    yield from (block for money in page.money if (block := fund_block(money)))
    yield from (task_block(tasks) for tasks in page.tasks)


def units(page: Page) -> UnitsSaid:
    """What the sheet says of its unit."""
    rows = page.money_rows
    for each in loose_money(page.sheet, page.other_rows):
        rows.add(each.label.top)
    return units_said(page.sheet, rows)
