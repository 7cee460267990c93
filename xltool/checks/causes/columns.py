"""Figures in the wrong column: last year's, or two columns of a row exchanged; and the rest of a rounded figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xltool.checks.case import Case, same_amount
from xltool.checks.causes import chance
from xltool.checks.causes.confirmed import COPIES
from xltool.checks.causes.evidence import MOST_NAMED
from xltool.checks.causes.question import Cause, Question, Slip, scale_of, siblings
from xltool.checks.ties import cells_of
from xltool.contract.names import Kind
from xltool.contract.relations import Tied, family
from xltool.model.stated import Stated


def columns_exchanged(question: Question) -> Cause | None:
    """A cell and its neighbour in another column changed places: then the other column is wrong by as much."""
    if question.kind is not Kind.AMOUNT or question.tied is None:
        return None
    found = list(_exchanges(question))
    if not 0 < len(found) <= MOST_NAMED:
        return None
    told = "，或".join(f"{question.name(cell)} 与 {question.name(other)}" for cell, other in found)
    return Cause(Slip.SWAPPED, f"疑为两列填反：{told}", tuple(cell.place for pair in found for cell in pair))


def _exchanges(question: Question) -> Iterator[tuple[Stated, Stated]]:
    for cell, _, printed, _ in question.every:
        needed = printed / scale_of(cell)
        for other in siblings(question.case, cell):
            fitting = (
                cell.amount is not None and other.amount is not None and same_amount(other.amount, needed)
            )
            if fitting and _mended(question, cell, other):
                yield cell, other


def _mended(question: Question, cell: Stated, other: Stated) -> bool:
    """The relation of the other column fails too, and holds once its cell takes the figure of this one."""
    column = _column(question, other.name.rpartition("_")[2])
    if column is None or cell.amount is None or other.amount is None:
        return False
    whole, parts = column
    gap = (whole.amount or Fraction(0)) - sum((part.amount or Fraction(0) for part in parts), Fraction(0))
    by = cell.amount - other.amount
    return bool(gap) and same_amount(gap, -by if other == whole else by)


#: The cells of 附件2 that repeat 支出总额, by its columns.
_REPEATED = {total.rpartition("_")[2]: name for name, total in COPIES.items()}


def _column(question: Question, column: str) -> tuple[Stated, list[Stated]] | None:
    """The same relation in another column of 附件1."""
    case, parts = question.case, [part for part, _ in question.parts]
    whole = _in_column(case, question.stated, column)
    if whole is None and question.stated.name in _REPEATED.values():
        whole = case.single.get(_REPEATED.get(column, ""))
    found = [_in_column(case, part, column) for part in parts]
    kept = [cell for cell in found if cell is not None]
    return (whole, kept) if whole is not None and len(kept) == len(found) else None


def _in_column(case: Case, cell: Stated, column: str) -> Stated | None:
    return next((other for other in siblings(case, cell) if other.name.endswith(f"_{column}")), None)


def another_year(question: Question) -> Cause | None:
    """The figure of another column: the other cell's neighbour, or the total of that column, stands here."""
    if (
        question.kind is not Kind.AMOUNT
        or not question.value
        or chance.of_figure(2, question.value * question.scale) > chance.MOST
    ):
        return None
    found = [
        o for o in _other_years(question) if o.amount is not None and same_amount(o.amount, question.value)
    ]
    if not found:
        return None
    column = found[0].name.rpartition("_")[2]
    text = f"疑为填了{column}的数，或附件1两列填反：与 {question.name(found[0])} 相同"
    behind = () if question.tied is Tied.SUM else (question.parts[0][0].place, found[0].place)
    return Cause(Slip.OTHER_YEAR, text, (question.stated.place, *behind))


def _other_years(question: Question) -> Iterator[Stated]:
    """Where the figure may have been taken from: a column that differs from this one, while nothing confirms it here."""
    if question.tied is Tied.SAME and question.stated.name not in _one_of_a_row(question):
        other = question.parts[0][0]
        same = any(cell.amount == other.amount for cell in siblings(question.case, other))
        if not same and not question.ties(question.stated):
            yield from siblings(question.case, other)
    elif question.tied is Tied.SUM and not question.ties(question.stated):
        for other in siblings(question.case, question.stated):
            column = _column(question, other.name.rpartition("_")[2])
            if column is not None and _differs(question, column[1]):
                yield other


def _one_of_a_row(question: Question) -> set[str]:
    return {question.stated.name} if any(siblings(question.case, question.stated)) else set()


def _differs(question: Question, others: Sequence[Stated]) -> bool:
    mine = [cell.amount for cell, _ in question.parts]
    return sum(a != b.amount for a, b in zip(mine, others, strict=False)) > 1


def subtracted(question: Question) -> Cause | None:
    """An income of the text that is the total less the other income as it was rounded there (the table has it exactly)."""
    whole, sibling, exact = _sources(question)
    if whole is None or sibling is None or whole.amount is None:
        return None
    true = sum((cell.amount or Fraction(0) for cell in exact), Fraction(0))
    if sibling.amount is None or sibling.amount == true or true not in sibling.interval:
        return None
    if whole.amount - sibling.amount != question.value:
        return None
    if abs(question.value - question.expected) > Fraction(1, 2 * 10**sibling.places):
        return None  # more than rounding leaves
    text = f"疑为用总收入减去四舍五入后的 {question.case.say(sibling)} 得来"
    return Cause(Slip.SUBTRACTED, text, (question.stated.place,))


def _sources(question: Question) -> tuple[Stated | None, Stated | None, tuple[Stated, ...]]:
    """The total income of the text, the other of its two parts, and the cells of the table that this one sums up."""
    (sources,), single = family("text_sources"), question.case.single
    if question.stated.name not in sources.parts:
        return None, None, ()
    (other,) = (part for part in sources.parts if part != question.stated.name)
    exact = next(relation.parts for relation in family("text_incomes") if relation.whole == other)
    return single.get(sources.whole), single.get(other), cells_of(question.case, exact)
