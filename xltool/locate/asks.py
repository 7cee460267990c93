"""What a bureau could ask for so that more of a form can be tested, derived from how the form is built.

First what the form has room for: blank cells that, filled in, would tie figures which nothing else ties. Then, for what
is still tested by fewer than two relations, what lies beyond the form: the subtotals that one column of a table
has and another lacks, the amount that keeps two figures from agreeing, and the document that states the figure
a second time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from xltool.checks.case import Case, build_case, flat
from xltool.contract.documents import document_of
from xltool.contract.names import INDICATORS, Kind, Role
from xltool.contract.optional import KNOWN
from xltool.contract.relations import DEFINITIONS
from xltool.indicators.compute import compute
from xltool.locate.cells import is_missing_row
from xltool.locate.coverage import Coverage, coverage, is_limit, testing
from xltool.locate.form import system
from xltool.locate.relation import Constraint, TiedCell
from xltool.model.stated import Origin, Place, Stated

#: So many relations make a figure verifiable: they tell not only that something is wrong, but what.
ENOUGH = 2
_FILLED = (Kind.AMOUNT, Kind.COUNT, Kind.AREA, Kind.POINTS)


class Ask(NamedTuple):
    """One thing to ask for, and the cells that it would test, of those that too little tests now."""

    what: str
    cells: tuple[TiedCell, ...]


class Asked(NamedTuple):
    """All that could be asked for, and how many figures would then be tested by no relation, and by only one."""

    asks: tuple[Ask, ...]
    untested: int
    single: int


def asked(case: Case) -> Asked:
    """What to ask for, derived from the form and from what of it was filled in."""
    now = coverage(case)
    counts = Counter({t.cell.place: len(t.equations) for t in now.figures})
    weak = {t.cell.place: t.cell for t in now.figures if len(t.equations) < ENOUGH}
    asks = []
    for what, places in chain(
        _blanks(case), _subtotals(case, now), _differences(case), _documents(now, case)
    ):
        wanted = frozenset(places)
        cells = tuple(cell for place, cell in weak.items() if place in wanted and counts[place] < ENOUGH)
        if cells:
            asks.append(Ask(what, cells))
            counts.update(cell.place for cell in cells)
    left = [counts[t.cell.place] for t in now.figures]
    return Asked(tuple(asks), left.count(0), left.count(1))


_Found = Iterator[tuple[str, Sequence[Place]]]


def _blanks(case: Case) -> _Found:
    """Blank cells that would make a new relation, each such relation once."""
    there = {relation.sentence for relation in system(case).relations}
    report = _filled_in(case.report)
    form = system(build_case(report, compute(report, case.scheme), case.scheme))
    blank = {stated.place for stated in case.cells if stated.blank}
    tied: dict[str, list[Place]] = defaultdict(list)
    needed: dict[str, Constraint] = {}
    for place, relations in testing(form).items():
        for relation in relations:
            if not is_limit(relation) and relation.sentence not in there and relation.cells & blank:
                tied[relation.sentence].append(place)
                needed[relation.sentence] = relation
    for sentence, places in tied.items():
        lacking = [form.cells[place] for place in sorted(needed[sentence].cells & blank)]
        yield f"补填 {_listed(lacking)}（{sentence}）", places


def _listed(cells: Sequence[TiedCell]) -> str:
    """Cells by their labels; several of one column by its label and their number."""
    columns = Counter(cell.place.name for cell in cells)
    labels = {
        cell.place.name: cell.label
        if columns[cell.place.name] == 1
        else f"{KNOWN[cell.place.name].label}（{columns[cell.place.name]} 格）"
        for cell in cells
    }
    return "、".join(labels.values())


def _filled_in(node: Any) -> Any:
    """The report with a figure in every blank cell of the form: only that it is there counts."""
    if isinstance(node, Stated):
        fits = node.contract.role is Role.INPUT and node.contract.kind in _FILLED and node.blank
        return Stated(node.place, Decimal(1), 0, "1", Origin.TYPED) if fits else node
    if hasattr(node, "_fields"):
        return type(node)(*map(_filled_in, node))
    return tuple(map(_filled_in, node)) if isinstance(node, tuple) else node


def _subtotals(case: Case, now: Coverage) -> _Found:
    """Subtotals under the headings of a table, for its columns that add up and have none yet."""
    rows = case.report.indicators
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        groups[flat(row.level1.text)].append(row.row)
    if len(groups) < ENOUGH:
        return
    for column in ("分值", "得分"):
        name = f"{INDICATORS}_{column}"
        tested = [t for t in now.figures if t.cell.place.name == name]
        parted = any(
            _parts_of_column(relation, name, len(tested)) for t in tested for relation in t.equations
        )
        if not parted:
            yield (
                f"各一级指标的{column}小计（{'、'.join(map(_short, groups))}）",
                [t.cell.place for t in tested],
            )


def _parts_of_column(relation: Constraint, name: str, whole: int) -> bool:
    """True for a relation over some rows of a column but not over all: a subtotal."""
    inside = sum(place.name == name and not is_missing_row(place) for place in relation.cells)
    return 1 < inside < whole


def _short(title: str) -> str:
    return title.partition("（")[0] or "未分级"


def _differences(case: Case) -> _Found:
    """What keeps two figures from agreeing exactly, where they agree as a rule."""
    for relation in system(case).relations:
        if relation.usual and not is_limit(relation):
            yield (
                f"“{relation.sentence}”两边的差额及来源（如上年结转、动用以前年度结余），单列一行",
                sorted(relation.cells),
            )


def _documents(now: Coverage, case: Case) -> _Found:
    """The document in which a figure stands a second time; many rows of one column are asked for together."""
    found: dict[str, list[Place]] = defaultdict(list)
    for tested in now.figures:
        place = tested.cell.place
        found[_document(place, case.report.foreign)].append(place)
    yield from found.items()


#: A figure that the form itself can reckon need not be asked for.
_RECKONED = "不必另要：恢复模板公式（xltool restore），由公式算出，就不会填错"
_RECKONED_THERE = "不必另要：由表上的其他数算出，改用公式就不会填错"


def _document(place: Place, foreign: bool) -> str:
    if place.name in DEFINITIONS:
        return _RECKONED_THERE if foreign else _RECKONED
    return document_of(place.name)
