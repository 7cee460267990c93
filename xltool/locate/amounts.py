"""Relations between amounts: sums in a table, the same figure in two tables, and the figures of the text.

A relation exists only where its figures were filled in; in a sum a blank part counts 0 and may be what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xltool.checks.rules.sums import lacks, project_parts
from xltool.contract.names import NARRATIVE_PARTS, NARRATIVE_SHARES, YEAR_COLUMNS
from xltool.locate.cells import MISSING_PROJECT, Cells, slack
from xltool.locate.relation import Cell, Relation, between
from xltool.model.stated import Stated, shown

_ONE = Fraction(1)
#: Half the last digit of the form: what cannot be told where somebody wrote more digits than it shows.
_HALF = Fraction(1, 200)


def amount_relations(cells: Cells) -> Iterator[Relation]:
    """Everything that has to hold between amounts and between head counts."""
    yield from _annex_sums(cells)
    yield from _project_rows(cells)
    yield from _self_evaluation(cells)
    yield from _between_tables(cells)
    yield from _narrative(cells)
    yield from _evidence(cells)


def sum_of(
    cells: Cells, total: Stated, parts: Sequence[Stated], *more: Cell, every: bool = False, what: str = ""
) -> Iterator[Relation]:
    """A total is the sum of its parts; nothing where the total or all parts (``every``: any part) are blank.

    Nothing either where the form has no cell for a part.

    ``what`` stands for the parts in the sentence.
    """
    filled = [part for part in parts if part.amount is not None]
    if total.amount is None or not filled or (every and len(filled) < len(parts)) or lacks(parts):
        return
    pieces = [*(cells.of(part) for part in parts), *more]
    whole = cells.of(total)
    found = sum((piece.value for piece in pieces), Fraction(0))
    tolerance = _tolerance([whole, *pieces], total, *parts)
    terms = [(whole, _ONE), *((piece, -_ONE) for piece in pieces)]
    kind = total.contract.kind
    yield cells.defined(
        whole,
        Relation(
            f"{whole.label} = {what or ' + '.join(piece.label for piece in pieces)}",
            f"填报 {whole.shown}，相加为 {shown(found, kind)}",
            (between(terms, -tolerance, tolerance),),
        ),
    )


def _tolerance(cells: Sequence[Cell], *figures: Stated) -> Fraction:
    finer = any((cell.value / cell.step).denominator != 1 for cell in cells)
    return max(slack(*figures), _HALF if finer else Fraction(0))


def same(cells: Cells, one: Stated, other: Stated) -> Iterator[Relation]:
    """Two cells file the same figure; nothing where one is blank."""
    if one.amount is None or other.amount is None:
        return
    first, second = cells.of(one), cells.of(other)
    tolerance = _tolerance([first, second], one, other)
    relation = Relation(
        f"{first.label} = {second.label}",
        f"分别填报 {first.shown}、{second.shown}",
        (between([(first, _ONE), (second, -_ONE)], -tolerance, tolerance),),
    )
    yield cells.defined(first, cells.defined(second, relation))


def at_most(
    cells: Cells, parts: Sequence[Stated], whole: Stated, above: Fraction = Fraction(0)
) -> Iterator[Relation]:
    """Figures are together not larger than another, or only by what rounding explains (``above``); none where one is blank."""
    if whole.amount is None or not parts or any(part.amount is None for part in parts):
        return
    pieces, last = [cells.of(part) for part in parts], cells.of(whole)
    tolerance = max(_tolerance([*pieces, last]), above)
    filed = "、".join(cell.shown for cell in (*pieces, last))
    yield Relation(
        f"{' + '.join(piece.label for piece in pieces)} 不大于 {last.label}",
        f"分别填报 {filed}",
        (between([*((piece, _ONE) for piece in pieces), (last, -_ONE)], high=tolerance),),
    )


def _annex_sums(cells: Cells) -> Iterator[Relation]:
    e = cells.case.report.expenditure
    for index in range(len(YEAR_COLUMNS)):
        total, basic, operating, project, public, cars, bought, run, abroad, guests, _ = (
            row.columns()[index] for row in e
        )
        yield from sum_of(cells, total, (basic, project))
        yield from at_most(cells, (operating,), basic)
        yield from sum_of(cells, cars, (bought, run))
        # a unit that filled in only the two rows of its vehicles has filed that cost all the same
        vehicles = (bought, run) if cars.amount is None and not lacks((bought, run)) else (cars,)
        yield from sum_of(cells, public, (*vehicles, abroad, guests))


def _project_rows(cells: Cells) -> Iterator[Relation]:
    report = cells.case.report
    for index, (total, column) in enumerate(
        zip(report.expenditure.project.columns(), YEAR_COLUMNS, strict=True)
    ):
        rows = project_parts(total, report.projects, index)
        if any(row.amount is not None for row in rows):
            missing = cells.missing(MISSING_PROJECT, column, f"漏列的项目（{column}）")
            what = f"其下 {len(rows)} 个项目与漏列的项目之和"
            yield from sum_of(cells, total, rows, missing, what=what)


def _self_evaluation(cells: Cells) -> Iterator[Relation]:
    income, spending = cells.case.report.income, cells.case.report.spending
    yield from sum_of(cells, income.total, income[1:])
    yield from sum_of(cells, spending.total, (spending.basic, spending.project))
    yield from same(cells, income.total, spending.total)


def _between_tables(cells: Cells) -> Iterator[Relation]:
    report = cells.case.report
    budget, spending, e = report.budget, report.spending, report.expenditure
    yield from same(cells, budget.executed, e.total.final)
    yield from same(cells, budget.initial, e.total.budget)
    spent, planned = _broken_down(cells)
    if spent > planned or spent == planned > 0:
        yield from same(cells, spending.basic, e.basic.final)
        yield from same(cells, spending.project, e.project.final)
    if spent == planned:
        yield from _either(cells, spending.total, budget.executed, budget.adjusted)
    else:
        yield from same(cells, spending.total, budget.executed if spent > planned else budget.adjusted)


def _broken_down(cells: Cells) -> tuple[int, int]:
    """How much speaks for either way of filling in 附件2: it breaks down what was spent, or the whole budget.

    Both are in use. Of the four totals that must agree, those that are the money spent (which 附件1 states too)
    and those that are the budget are counted; equally many do not tell.
    """
    report = cells.case.report
    filed = report.expenditure.total.final.amount
    spent = {report.budget.executed.amount, filed} - {None}
    planned = {report.budget.adjusted.amount} - {None, filed}
    totals = [report.income.total.amount, report.spending.total.amount]
    totals += [_added(report.income[1:]), _added((report.spending.basic, report.spending.project))]
    return sum(total in spent for total in totals), sum(total in planned for total in totals)


def _added(parts: Sequence[Stated]) -> Fraction | None:
    filled = [part.amount for part in parts if part.amount is not None]
    return sum(filled, Fraction(0)) if filled and not lacks(parts) else None


def _either(cells: Cells, total: Stated, *others: Stated) -> Iterator[Relation]:
    """A total is one of two figures; where it is neither, one of the three is wrong."""
    if total.amount is None or any(other.amount is None for other in others):
        return
    three = [cells.of(stated) for stated in (total, *others)]
    fails = all(other.value != three[0].value for other in three[1:])
    yield Relation(
        f"{three[0].label} = {three[1].label} 或 {three[2].label}",
        f"分别填报 {'、'.join(cell.shown for cell in three)}",
        (between([], low=_ONE if fails else None, guards=three),),
    )


def _narrative(cells: Cells) -> Iterator[Relation]:
    report = cells.case.report
    n, i = report.narrative, report.income
    yield from same(cells, n.staff, report.staffing.actual)
    yield from sum_of(cells, n.budget_income, (i.general_public, i.government_funds))
    yield from sum_of(cells, n.off_budget_income, (i.special_account, i.other))
    yield from same(cells, n.total_income, i.total)
    yield from same(cells, n.total_spending, report.expenditure.total.final)
    whole = len(n.parts()) == len(NARRATIVE_SHARES)
    if whole:  # else something may lie outside the others
        yield from sum_of(cells, n.total_spending, n.parts(), every=True)
    if n.rest.amount is None:  # what lies outside the others is not below zero
        filled = [part for part in n.parts() if part.amount is not None]
        yield from at_most(cells, filled, n.total_spending, slack(n.total_spending, *filled))
    yield from sum_of(cells, n.total_income, (n.budget_income, n.off_budget_income), every=True)


def _evidence(cells: Cells) -> Iterator[Relation]:
    """What usually holds but need not: it backs its cells where it holds, and accuses nobody where it fails.

    Money may have been carried over from last year, more may have been spent than was planned, and something may lie
    outside the four parts of 总支出 where the form does not ask for it or nobody answered.
    """
    report = cells.case.report
    n, budget = report.narrative, report.budget
    named = tuple(part for part in n.parts() if part is not n.rest)
    four = named if n.rest.amount is None and len(named) == len(NARRATIVE_PARTS) else ()
    for relation in (
        *sum_of(cells, n.total_spending, four, every=True),
        *sum_of(cells, n.total_income, (n.total_spending, n.year_end_balance), every=True),
        *at_most(cells, (budget.executed,), budget.adjusted),
    ):
        if relation.holds(cells.values):
            yield relation._replace(usual=True)
