"""What was computed, for cells of a foreign form that are blank: offered by ``adopt``, never put over what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from xltool.book.port import Value
from xltool.contract.names import CONTRACT, Kind
from xltool.contract.units import Way
from xltool.indicators.compute import COMPUTED_NAMES, compute
from xltool.indicators.totals import partial_totals
from xltool.model.read import read
from xltool.model.stated import Place
from xltool.model.ways import as_written
from xltool.review.review import adopted_points
from xltool.verbs.outcome import Outcome


class BlankCell(NamedTuple):
    """A blank cell of the form, and what would be written there as the form writes it."""

    name: str
    value: Value
    address: str

    @property
    def line(self) -> str:
        """The change as a reader sees it."""
        shown = f"{self.value:f}" if isinstance(self.value, Decimal) else self.value
        return f"{CONTRACT[self.name].label}（{self.address}）：空白 → {shown}"


def blank_cells(outcome: Outcome, points: Mapping[int, Decimal]) -> tuple[BlankCell, ...]:
    """The blank cells of a foreign form for which something can be computed once these points are adopted.

    None on a form of our own, whose cells have formulas for it.
    """
    form = outcome.form
    if not form.foreign:
        return ()
    fresh = {**outcome.snapshot.fresh, **adopted_points(form, points)}
    then = form._replace(snapshot=outcome.snapshot._replace(fresh=fresh))
    report = read(then)
    computed = compute(report, outcome.scheme)
    partial = partial_totals(report, computed.scores["执行率得分"])
    offered = {name: computed.filed(name) for name in COMPUTED_NAMES if name not in partial}
    return tuple(_offered(outcome, offered))


def _offered(outcome: Outcome, computed: Mapping[str, Decimal | None]) -> Iterator[BlankCell]:
    form, snapshot = outcome.form, outcome.snapshot
    for name, value in computed.items():
        area = form.areas.get(name)
        if value is None or area is None or area.sheet in form.own_sheets:
            continue
        cell = area.first
        if snapshot.raw(cell) is None and cell not in snapshot.formulas and cell not in snapshot.errors:
            yield BlankCell(name, _as_the_form_writes(outcome, name, value), outcome.address(Place(name, 0)))


def _as_the_form_writes(outcome: Outcome, name: str, value: Decimal) -> Value:
    """A rate with its sign, unless the form says that it writes it otherwise: a bare 0.95 may look like 1."""
    form, sheet = outcome.form, outcome.form.area(name).sheet
    if CONTRACT[name].kind is not Kind.PERCENT:
        return as_written(form.ways, CONTRACT[name], sheet, value)
    way = form.ways.of(CONTRACT[name], sheet)
    if way in (Way.POINTS, Way.RATIO):
        return as_written(form.ways, CONTRACT[name], sheet, value)
    return f"{(value * 100).normalize():f}%"
