"""What the projects of a department come to whose returns stand in the same workbook, and where the department states it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.model.parse import plain
from xltool.model.report import Report
from xltool.model.stated import Stated
from xltool.typed import Final, NamedTuple

#: The row of a department's tables that holds what all its projects come to.
PROJECT_SPENDING: Final = "项目支出"


#: Projects that one sentence lists.
_LISTED: Final = 6


class Projects(NamedTuple):
    """The projects by the sheets of their returns, and what they come to, in 万元; None where one of them does not say."""

    sheets: tuple[str, ...]
    initial: Fraction | None
    adjusted: Fraction | None
    executed: Fraction | None

    def total(self, name: str) -> Fraction | None:
        """What they come to of the figure of this name: 年初预算数, 全年预算数 or 全年执行数."""
        return {"年初预算数": self.initial, "全年预算数": self.adjusted, "全年执行数": self.executed}[name]


def department_cells(report: Report) -> Iterator[tuple[Stated, tuple[str, ...]]]:
    """The cells that say what all projects come to, each with the figures of the projects of which it may be the sum.

    本年预算 is the budget of the beginning of the year or, where a form means that, of its end; 附件2 divides the one or the other.
    """
    row = report.expenditure.project
    found = [
        (row.final, ("全年执行数",)),
        (row.budget, ("年初预算数", "全年预算数")),
        (report.spending.project, ("全年执行数", "全年预算数")),
    ]
    for fund in report.funds:
        if _is_project_spending(fund.title.text):
            found += [
                (fund.initial, ("年初预算数",)),
                (fund.adjusted, ("全年预算数",)),
                (fund.executed, ("全年执行数",)),
            ]
    return ((cell, names) for cell, names in found if not cell.absent)


def _is_project_spending(title: str) -> bool:
    """其中：项目支出, 2.项目支出（万元）, and the like."""
    bare = plain(title).rpartition(":")[2].partition("(")[0]
    return bare.lstrip("0123456789一二三四.、") == PROJECT_SPENDING


def is_department(report: Report) -> bool:
    """Whether a return is that of a department: it says what all its projects come to."""
    return any(True for _ in department_cells(report))


def differing(case: Case, projects: Projects) -> Iterator[Hit]:
    """A hit where a department states another figure than its projects come to; none where one of them does not say its own."""
    for cell, names in department_cells(case.report):
        totals = [(name, total) for name in names if (total := projects.total(name)) is not None]
        amount = cell.amount
        if amount is None or len(totals) < len(names) or any(same_amount(amount, t) for _, t in totals):
            continue
        name, total = totals[0]
        yield Hit(
            (cell,),
            f"{case.label(cell.place)}为 {case.say(cell)}，{_listed(projects.sheets)}的{name}相加为 {money(total)}。",
            expected=total,
        )


def _listed(sheets: tuple[str, ...]) -> str:
    more = "等" if len(sheets) > _LISTED else ""
    named = "、".join(f"“{sheet}”" for sheet in sheets[:_LISTED])
    return f"{named}{more} {len(sheets)} 个项目"
