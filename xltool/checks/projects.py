"""What the projects of a department come to whose returns stand in the same workbook, and where the department states it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.contract.optional import FUNDS
from xltool.contract.relations import OF_PROJECTS, PROJECT_SPENDING
from xltool.model.parse import plain
from xltool.model.report import Report
from xltool.model.stated import Stated
from xltool.typed import Final, NamedTuple

#: The figures of a project that are added up.
PROJECT_FIGURES: Final = tuple(dict.fromkeys(name for tied in OF_PROJECTS for name in tied.parts))
#: Projects that one sentence lists.
_LISTED: Final = 6


class Projects(NamedTuple):
    """The projects by the sheets of their returns, and what they come to by PROJECT_FIGURES, in 万元; None where one of them does not say."""

    sheets: tuple[str, ...]
    totals: Mapping[str, Fraction | None]


def added_up(reports: Mapping[str, Report]) -> Projects:
    """What the projects come to whose reports these are, by the sheets of their returns."""
    held = [{cell.name: cell for cell in report.cells() if not cell.place.row} for report in reports.values()]
    totals = {name: _total([cells.get(name) for cells in held]) for name in PROJECT_FIGURES}
    return Projects(tuple(reports), totals)


def _total(cells: list[Stated | None]) -> Fraction | None:
    amounts = [None if cell is None else cell.amount for cell in cells]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def is_department(report: Report) -> bool:
    """Whether a return is that of a department: it has a cell for what all its projects come to."""
    return any(True for _ in _department_cells(report))


def differing(case: Case, projects: Projects) -> Iterator[Hit]:
    """A hit where a department states another figure than its projects come to; none where one of them does not say its own.

    The same wrong figure in several cells is said once, of the first of them.
    """
    said: set[tuple[str, Fraction]] = set()
    for cell, names in _department_cells(case.report):
        totals = [(name, total) for name in names if (total := projects.totals[name]) is not None]
        amount = cell.amount
        if amount is None or len(totals) < len(names) or any(same_amount(amount, t) for _, t in totals):
            continue
        name, total = totals[0]
        if (name, amount) in said:
            continue
        said.add((name, amount))
        yield Hit(
            (cell,),
            f"{case.label(cell.place)}为 {case.say(cell)}，{_listed(projects.sheets)}的{name}相加为 {money(total)}。",
            expected=total,
        )


def _department_cells(report: Report) -> Iterator[tuple[Stated, tuple[str, ...]]]:
    """The cells that say what all projects come to, each with the figures of a project of which it may be the sum."""
    rows = {fund.row for fund in report.funds if _is_project_spending(fund.title.text)}
    tied = {each.whole: each.parts for each in OF_PROJECTS}
    for cell in report.cells():
        if cell.name in tied and (
            not cell.place.row or (cell.contract.block == FUNDS and cell.place.row in rows)
        ):
            yield cell, tied[cell.name]


def _is_project_spending(title: str) -> bool:
    """其中：项目支出, 2.项目支出（万元）, and the like."""
    bare = plain(title).rpartition(":")[2].partition("(")[0]
    return bare.lstrip("0123456789一二三四.、") == PROJECT_SPENDING


def _listed(sheets: tuple[str, ...]) -> str:
    more = "等" if len(sheets) > _LISTED else ""
    named = "、".join(f"“{sheet}”" for sheet in sheets[:_LISTED])
    return f"{named}{more} {len(sheets)} 个项目"
