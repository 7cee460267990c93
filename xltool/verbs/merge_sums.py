"""What several returns come to: every amount, number of persons and area, with what each of them adds to it.

A blank cell adds nothing, and nobody takes it for a zero: where no unit states a figure, the sum is blank too. A cell
that a form does not have, one that cannot be read, and one that may not be blank leave the sum open: it is shown as far as it goes and is not put into
the merged return. Neither are figures of the report's text: they say what a text says, and that of the whole department is not
written yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from enum import StrEnum
from functools import reduce
from typing import Final, NamedTuple

from xltool.contract.names import CONTRACT, Kind, Role
from xltool.model.report import Report
from xltool.model.stated import Stated

#: What is added up.
_ADDED: Final = frozenset({Kind.AMOUNT, Kind.COUNT, Kind.AREA})
SUMMED: Final = tuple(
    name for name in CONTRACT.values() if name.role is Role.INPUT and not name.block and name.kind in _ADDED
)
#: How the names of the figures of the report's text begin.
NARRATIVE: Final = "正文_"
#: How those begin by which 附件2 divides the money: by income, and by what it was spent on.
DIVIDED: Final = ("收入_", "支出_")
#: A cell can hold 1e308: nothing of it may be lost.
_EXACT: Final = Context(prec=2000, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Lack(StrEnum):
    """Why a unit adds nothing to a figure; the value is what a user reads."""

    BLANK = "空白"
    NEEDED = "该填没有填"
    ABSENT = "表上没有"
    UNREAD = "读不出"


#: What keeps a sum out of the return.
KEEPING: Final = (Lack.NEEDED, Lack.ABSENT, Lack.UNREAD)


class Open(StrEnum):
    """Why a sum is not put into the return; the value is what a user reads."""

    NOT = ""
    LACKING = "有单位缺这个数"
    BASES = "有的单位按全年执行数分，有的按全年预算数分，不能相加"
    TEXT = "照部门自评报告的正文填"


class Addend(NamedTuple):
    """What one unit adds to a figure, in the unit of the contract; or why it adds nothing, with what stands there."""

    value: Decimal | None
    lack: Lack | None = None
    text: str = ""


class SumFigure(NamedTuple):
    """One figure of the merged return: what each unit adds, and what is ``taken`` out of the sum.

    ``open`` says why the sum is not put into the return.
    """

    name: str
    addends: tuple[Addend, ...]
    taken: Decimal = Decimal(0)
    open: Open = Open.NOT

    @property
    def stated(self) -> tuple[Decimal, ...]:
        """What the units state."""
        return tuple(each.value for each in self.addends if each.value is not None)

    @property
    def before(self) -> Decimal | None:
        """What the units come to; None where no unit states it."""
        return exact_sum(self.stated) if self.stated else None

    @property
    def total(self) -> Decimal | None:
        """The same without what is taken out."""
        return None if self.before is None else _EXACT.subtract(self.before, self.taken)

    @property
    def filled(self) -> Decimal | None:
        """What is put into the return."""
        return None if self.open else self.total

    def lacking(self, *lacks: Lack) -> tuple[int, ...]:
        """The units that lack it in one of these ways, by their number."""
        return tuple(number for number, each in enumerate(self.addends) if each.lack in lacks)


def exact_sum(amounts: Sequence[Decimal]) -> Decimal:
    """The sum, to the last digit."""
    return reduce(_EXACT.add, amounts, Decimal(0))


def addend(cell: Stated, needed: Collection[str] = ()) -> Addend:
    """What a cell adds; ``needed`` are cells that may not be blank."""
    if cell.value is not None:
        return Addend(cell.value)
    if cell.absent:
        return Addend(None, Lack.ABSENT)
    if cell.blank:
        return Addend(None, Lack.NEEDED if cell.name in needed else Lack.BLANK)
    return Addend(None, Lack.UNREAD, " ".join(cell.text.split()))


def summed(
    reports: Sequence[Report], divided: Sequence[str], needed: Sequence[Collection[str]]
) -> tuple[SumFigure, ...]:
    """Every figure that is added up, in the order of the contract.

    ``divided`` says which figure 附件2 of each report breaks down, empty where nothing tells, ``needed`` which of its cells
    may not be blank.
    """
    held = [
        {name: addend(cell, must) for name, cell in cells_of(report).items()}
        for report, must in zip(reports, needed, strict=True)
    ]
    mixed = len(set(divided) - {""}) > 1
    return tuple(
        _figure(name.name, tuple(cells.get(name.name, _ABSENT) for cells in held), mixed) for name in SUMMED
    )


_ABSENT: Final = Addend(None, Lack.ABSENT)


def cells_of(report: Report) -> Mapping[str, Stated]:
    """The single cells of a report by their names."""
    return {cell.name: cell for cell in report.cells() if not cell.place.row}


def _figure(name: str, addends: tuple[Addend, ...], mixed: bool) -> SumFigure:
    found = SumFigure(name, addends)
    if name.startswith(NARRATIVE):
        return found._replace(open=Open.TEXT)
    if found.lacking(Lack.UNREAD) or (found.stated and found.lacking(*KEEPING)):
        return found._replace(open=Open.LACKING)
    if mixed and found.stated and name.startswith(DIVIDED):
        return found._replace(open=Open.BASES)
    return found
