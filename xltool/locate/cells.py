"""The cells of a form as the relations see them."""

from __future__ import annotations

from fractions import Fraction

from xltool.checks.case import Case
from xltool.contract.names import INDICATORS, PROJECTS, Kind, Role
from xltool.contract.units import last_place
from xltool.locate.relation import Constraint, TiedCell
from xltool.model.stated import Origin, Place, Stated

#: A row that was left out of a table, as a cell of its own in each column: 漏列明细_本年决算.
MISSING_PROJECT = "漏列明细"
MISSING_INDICATOR = "漏列指标"

#: The bureau sets these; they are doubted last.
_FIRM = frozenset({"编制数", "执行率分值", "绩效指标_分值", "漏列指标_分值", "漏列指标_二级分值"})


def is_missing_row(place: Place) -> bool:
    """True for the cell of a row that is not in the form."""
    return place.name.startswith((MISSING_PROJECT, MISSING_INDICATOR))


class Cells:
    """The cells of one case, each made when a relation first speaks of it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.all: dict[Place, TiedCell] = {}
        #: Cells whose figure may be below zero.
        self.signed: set[Place] = {Place("正文_年末结余")}
        #: Of a cell that nobody stated, the relation by which its formula gives it.
        self.definitions: dict[Place, Constraint] = {}
        self._formulas: set[Place] = set()
        self._following: set[Place] = set()

    def of(self, stated: Stated, value: Fraction | None = None, free: bool = False) -> TiedCell:
        """The cell behind a figure; ``value`` where a text holds it, ``free`` where nobody stated it."""
        if stated.place not in self.all:
            if stated.origin is Origin.FOREIGN:
                self._formulas.add(stated.place)
            figure = stated.amount if value is None else value
            self.all[stated.place] = TiedCell(
                stated.place,
                figure or Fraction(0),
                _step(stated),
                self.case.label(stated.place),
                self.case.say(stated),
                whole=stated.contract.kind is Kind.COUNT,
                firm=stated.name in _FIRM,
                free=free,
                order=_order(stated),
            )
        return self.all[stated.place]

    def missing(self, table: str, column: str, label: str, row: int = 0) -> TiedCell:
        """The cell of a row that may have been left out of a table (below its row ``row``)."""
        place = Place(f"{table}_{column}", row)
        if place not in self.all:
            self.all[place] = TiedCell(
                place, Fraction(0), last_place(), label, "未列", firm=place.name in _FIRM, order=5
            )
        return self.all[place]

    def blank(self, name: str, row: int) -> TiedCell:
        """A cell of a table that was left blank, which says that what stands above goes for it too."""
        place = Place(name, row)
        if place not in self.all:
            self.all[place] = TiedCell(
                place, Fraction(0), Fraction(1), self.case.label(place), "空白", order=2
            )
        return self.all[place]

    def follow(self, cell: TiedCell) -> None:
        """Keep that the figure of a cell is right; a formula of the accountant's own then follows (see defined)."""
        if cell.place in self._formulas:
            self._following.add(cell.place)

    def defined(self, cell: TiedCell, relation: Constraint) -> Constraint:
        """The relation, which says how the figure of a cell comes about.

        A formula of the accountant's own that gives the right figure goes with the cells it is made of: nobody
        stated it, so it neither backs them nor can it be wrong by itself.
        """
        if relation.holds(self.values):
            self.follow(cell)
            if cell.place in self._following:
                self.definitions.setdefault(cell.place, relation)
        return relation

    def follows(self, stated: Stated) -> bool:
        """True for a right formula of the accountant's own, as far as the relations until now tell."""
        return stated.place in self._following

    def finished(self) -> dict[Place, TiedCell]:
        """All cells; those that follow others are free."""
        return {
            place: cell._replace(free=True) if place in self._following else cell
            for place, cell in self.all.items()
        }

    @property
    def values(self) -> dict[Place, Fraction]:
        """The figures of the cells so far."""
        return {place: cell.value for place, cell in self.all.items()}


def _step(stated: Stated) -> Fraction:
    """The last digit at which the form files a figure, in the unit of the contract."""
    if stated.contract.kind is Kind.AMOUNT:
        return Fraction(1, 10**stated.money.told)
    return Fraction(1) if stated.contract.kind is Kind.COUNT else Fraction(1, 100)


def _order(stated: Stated) -> int:
    """Where people err more often comes first: figures reckoned by hand, then copied ones, then the accounts."""
    if stated.contract.role is Role.COMPUTED or stated.contract.kind is Kind.TARGET:
        return 0
    if stated.name.startswith("正文_"):
        return 1
    if stated.contract.block == INDICATORS:
        return 2
    if stated.name.startswith(("收入_", "支出_")) or stated.name.startswith("全年"):
        return 3
    return 6 if stated.contract.block == PROJECTS else 4


def slack(*figures: Stated) -> Fraction:
    """How far figures of the text may lie from what they stand for, all together: half of each last digit."""
    return sum(
        (
            Fraction(1, 2 * 10**f.places)
            for f in figures
            if f.name.startswith("正文_") and f.value is not None
        ),
        Fraction(0),
    )
