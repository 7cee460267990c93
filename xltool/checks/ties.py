"""The table of relations as it applies to one report: which relations are asked, of which cells, and whether they hold.

Everything that is a convention of filling in the form is decided here and nowhere else: that 附件2 may break down the
money spent or the whole budget, that rows 其中 and 小计 repeat others, that a unit may give its vehicles by their two
parts only, that blank is not zero, and that what the form has no cell for is no operand. Rules, causes and 错误定位
consume the same ties, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case, rows_of
from xltool.checks.divisions import divisions, without_repeats
from xltool.checks.tie import Tie, of_full_marks, tied
from xltool.contract.optional import FUNDS, KNOWN
from xltool.contract.relations import Relation, Tied, When, parts_of
from xltool.contract.relations import family as relations
from xltool.contract.rows import NARRATIVE_REST
from xltool.indicators.scores import POINT_PLACES
from xltool.indicators.totals import full_mark_cells, score_cells, weight_cells
from xltool.model.report import Report
from xltool.model.stated import Stated, quantized, sum_of

_NOUGHT = Fraction(0)
#: What is added up to the totals of points, with the row of the 执行率 where the form has one.
_POINTS: dict[str, Callable[[Report], list[Stated] | None]] = {
    "绩效指标_分值": weight_cells,
    "绩效指标_得分": score_cells,
}
#: What may lie outside the parts of 总支出 that every form asks for.
_REST = f"正文_{NARRATIVE_REST}"


def ties(case: Case, family: str) -> tuple[Tie, ...]:
    """The relations of a family where the form has their cells, in the order of the table; each case works them out once."""
    found = case.ties.get(family)
    if found is None:
        makers = ((_MAKERS[relation.when], relation) for relation in relations(family))
        found = case.ties[family] = tuple([tie for make, relation in makers for tie in make(case, relation)])
    return found


def broken(case: Case, family: str) -> list[Tie]:
    """Those that can be judged and do not hold."""
    return [tie for tie in ties(case, family) if tie.judged and not tie.holds]


# Which cells


def _cells(case: Case, names: Iterable[str]) -> tuple[Stated, ...] | None:
    """The cells of these names; None where the form lacks one of them."""
    single = case.single
    found = [single.get(name) for name in names]
    return None if None in found else tuple(found)  # type: ignore[arg-type]


@cache
def _field(column: str) -> str:
    return KNOWN[column].path.rpartition(".")[2]


def _column(case: Case, column: str) -> tuple[Stated, ...]:
    """The cells of one column of a block, row by row."""
    field = _field(column)
    return tuple([getattr(row, field) for row in rows_of(case.report)[KNOWN[column].block]])


def cells_of(case: Case, names: Iterable[str]) -> tuple[Stated, ...]:
    """The cells that the form has of these names, of a block column all its rows."""
    found: list[Stated] = []
    for name in names:
        if KNOWN[name].block:
            found += _column(case, name)
        elif name in case.single:
            found.append(case.single[name])
    return tuple(found)


def _plain(case: Case, relation: Relation) -> Iterator[Tie]:
    if not relation.whole:
        added = full_mark_cells(case.report)
        if added is not None:
            yield tied(of_full_marks(relation, added, case.report.full_marks), (), tuple(added))
    elif KNOWN[relation.whole].block:
        names = (relation.whole, *relation.parts)
        may_lack = [at for at, name in enumerate(names) if KNOWN[name].optional]
        for row in zip(*[_column(case, name) for name in names], strict=True):
            if not may_lack or not any(row[at].absent for at in may_lack):
                yield tied(relation, row[:1], row[1:])
    else:
        cells = _cells(case, (relation.whole, *relation.parts))
        if cells is not None:
            yield tied(relation, cells[:1], cells[1:])


def _once(case: Case, relation: Relation) -> Iterator[Tie]:
    """The rows of a block add up to their total; rows such as 其中：… and 小计 only where the others do not.

    They are left out where the others alone give the total, and only there: people also write 其中 before every project.
    """
    whole, (column,) = _cells(case, (relation.whole,)), relation.parts
    if whole is None:
        return
    block = KNOWN[column].block
    titled = [
        (cell, row.title)
        for cell, row in zip(_column(case, column), rows_of(case.report)[block], strict=True)
    ]
    for cells in divisions(whole[0], titled) if block == FUNDS else (without_repeats(whole[0], titled),):
        used = tuple([cell for cell in cells if not cell.blank])
        yield tied(relation, whole, used, tuple([cell for cell in cells if cell.blank]))


def _totalled(case: Case, relation: Relation) -> Iterator[Tie]:
    """The tasks of a unit may be some of what it does; only a table that is added up below claims to hold all of it."""
    if KNOWN[relation.parts[0]].block in case.report.totalled:
        for tie in _once(case, relation):
            yield tie._replace(usual=True)


def _by_parts(case: Case, relation: Relation) -> Iterator[Tie]:
    """A unit that filled in only the two 其中 rows of its vehicles has filed that cost all the same."""
    whole = _cells(case, (relation.whole,))
    parts: list[Stated] = []
    for name in relation.parts:
        cell = case.single.get(name)
        own = _cells(case, parts_of(name)) if cell is None or cell.value is None else None
        if cell is None and not own:
            return
        parts += own or ([] if cell is None else [cell])
    if whole is not None:
        yield tied(relation, whole, tuple(parts))


def _every(case: Case, relation: Relation) -> Iterator[Tie]:
    """Where only the rest is not known, the others need not be all: then it is what usually holds."""
    whole = _cells(case, (relation.whole,))
    known = [name for name in relation.parts if name in case.single and not case.single[name].blank]
    missing = set(relation.parts) - set(known)
    if whole is not None and missing <= {_REST}:
        yield tied(relation, whole, tuple([case.single[name] for name in known]), usual=bool(missing))


def _usual(case: Case, relation: Relation) -> Iterator[Tie]:
    for tie in _plain(case, relation):
        yield tie._replace(usual=True)


def _open(case: Case, relation: Relation) -> Iterator[Tie]:
    """Not every part is known, but those that are cannot be more than the whole."""
    whole, parts = _cells(case, (relation.whole,)), cells_of(case, relation.parts)
    known = tuple([part for part in parts if part.value is not None])
    if whole is not None and len(known) < len(relation.parts):
        yield tied(relation, whole, known)


def _stated(case: Case, relation: Relation) -> Iterator[Tie]:
    """A computed cell that a person filled in, and what it is computed from."""
    cell = case.single.get(relation.whole)
    if cell is None or not cell.filed:
        return
    if relation.kind is Tied.SUM:
        added = _added_up(case, relation)
        if added is None:
            return
        parts = tuple(_points(case, added))
        yield tied(relation, (cell,), parts, room=_open_points(case, relation))
        return
    operands = _cells(case, relation.parts)
    if operands is not None:
        yield tied(relation, (cell,), operands)


def _added_up(case: Case, relation: Relation) -> tuple[Stated, ...] | None:
    """The cells that a total of points adds up, or that one of the projects does; None where the form lacks some of them."""
    if relation.parts[-1] not in _POINTS:
        return cells_of(case, relation.parts)
    found = _POINTS[relation.parts[-1]](case.report)
    return None if found is None else tuple(found)


def _points(case: Case, added: Sequence[Stated]) -> Iterator[Stated]:
    """The points that are added up; ours take the place of a head that gives none as it stands."""
    for cell in added:
        ours = None if cell.place.row or cell.value is not None else case.computed.scores.get(cell.name)
        yield cell if ours is None else cell._replace(value=quantized(ours, POINT_PLACES))


def _open_points(case: Case, relation: Relation) -> Fraction:
    """What indicators without a score may add at most to a total of scores."""
    if relation.parts[-1] != "绩效指标_得分":
        return _NOUGHT
    weights = (row.weight.amount for row in case.report.indicators if row.score.value is None)
    return sum((weight for weight in weights if weight), _NOUGHT)


# 附件2: by what it is broken down


def _side(case: Case, name: str) -> tuple[Stated, ...]:
    """One way of dividing 年度资金总额: its total where one was filled in, else its parts; nothing where all are blank."""
    cell = case.single.get(name)
    if cell is not None and cell.value is not None:
        return (cell,)
    parts = _cells(case, parts_of(name)) or ()
    return parts if any(part.value is not None for part in parts) else ()


def _sides(case: Case, relation: Relation) -> Iterator[Tie]:
    whole, parts = _side(case, relation.whole), _side(case, relation.parts[0])
    if whole and parts:
        yield tied(relation, whole, parts)


def _by_execution(case: Case, relation: Relation) -> Iterator[Tie]:
    if divided_by(case) != _divided().parts[1]:
        yield from _plain(case, relation)


def _either(case: Case, relation: Relation) -> Iterator[Tie]:
    """Both figures have to be there: the one that is blank may be the one that was divided."""
    income, spending = (_side(case, name) for name in _both_sides())
    amounts = _cells(case, relation.parts)
    if amounts is None or any(cell.amount is None for cell in amounts) or nothing_but_money(case) is not None:
        return
    if spending or income:
        yield tied(relation, spending or income, amounts)


@cache
def _divided() -> Relation:
    return relations("divided")[0]


@cache
def _both_sides() -> tuple[str, str]:
    """Income and spending: the two ways of dividing the same money."""
    relation = relations("both_sides")[0]
    return relation.whole, relation.parts[0]


def divided_by(case: Case) -> str:
    """The name of the figure that 附件2 breaks down: 全年执行数 or 全年预算数; empty where nothing tells.

    Both ways are in use. Four totals that must agree speak for either: both sides of 附件2, each as its total and as
    the sum of its parts. Where they are divided, the spending tells, since it is what is compared with 附件1.
    """
    executed, adjusted = _divided().parts
    copies = relations("executed")[0].parts
    spent = _amounts(case, executed, *copies)
    planned = _amounts(case, adjusted) - _amounts(case, *copies)
    income, spending = _both_sides()
    votes = [amount for name in (spending, income) for amount in _amounts_of_side(case, name)]
    for_spent, for_planned = (sum(amount in figures for amount in votes) for figures in (spent, planned))
    if for_spent != for_planned:
        return executed if for_spent > for_planned else adjusted
    own = (amount for amount in votes[:2] if (amount in spent) is not (amount in planned))
    decided = next(own, None)
    return "" if decided is None else executed if decided in spent else adjusted


def _amounts(case: Case, *names: str) -> set[Fraction | None]:
    return {case.single[name].amount for name in names if name in case.single} - {None}


def _amounts_of_side(case: Case, name: str) -> tuple[Fraction | None, Fraction | None]:
    """The total of one side as it was filed, and as its parts give it."""
    cell = case.single.get(name)
    parts = [part for part in _cells(case, parts_of(name)) or () if part.value is not None]
    return (None if cell is None else cell.amount), (sum_of(parts) if parts else None)


def nothing_but_money(case: Case) -> Stated | None:
    """Some money that came in or was spent although 年度资金总额 is nought all along its row; None where it is not."""
    figures = _cells(case, _divided().parts)
    if figures is None or any(cell.amount != 0 for cell in figures):
        return None
    r = case.report
    places = (*r.income, *r.spending, r.expenditure.total.final, r.narrative.total_spending)
    return next((cell for cell in places if cell.amount is not None and cell.amount > 0), None)


#: How each relation is asked; what stands in words (HEADED, IN_TEXT) is read by those who ask it.
_MAKERS: dict[When, Callable[[Case, Relation], Iterator[Tie]]] = {
    When.FILLED: _plain,
    When.ONCE: _once,
    When.BY_PARTS: _by_parts,
    When.SIDES: _sides,
    When.BY_EXECUTION: _by_execution,
    When.EITHER: _either,
    When.EVERY: _every,
    When.OPEN: _open,
    When.USUAL: _usual,
    When.TOTALLED: _totalled,
    When.STATED: _stated,
}
