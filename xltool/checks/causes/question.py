"""What is asked of the causes: a figure that is wrong, what it should be, and which cells stand behind that."""

from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction

from xltool.checks.case import Case, Hit, same_amount
from xltool.checks.causes.confirmed import confirmed
from xltool.contract.names import NUMERIC, YEAR_COLUMNS, Kind
from xltool.contract.relations import QUOTIENTS, Tied
from xltool.model.stated import Place, Stated, shown
from xltool.typed import NamedTuple, StrEnum


class Slip(StrEnum):
    """The ways in which a figure goes wrong, in the order in which they are tried."""

    ROUNDED = "四舍五入"
    TRUNCATED = "截去尾数"
    LAST_DIGIT = "末位之差"
    HUNDRED = "多乘或漏乘100"
    WAN = "元与万元"
    POINT = "小数点错位"
    SIGN = "正负号"
    INVERTED = "分子分母颠倒"
    GROWTH = "增长率与比率"
    SWAPPED = "两列填反"
    OTHER_YEAR = "另一年的数"
    SUBTRACTED = "用四舍五入后的数相减"
    OTHER_PAIR = "另一对金额"
    CHANGED = "合计后改了一项"
    TRANSPOSED = "相邻两位颠倒"
    COUNT = "漏打或多打一位"
    MISTYPED = "打错一位"
    LEFT_OUT = "漏加一项"
    TWICE = "重复加一项"


class Cause(NamedTuple):
    """A likely cause: which slip, the sentence for the user, and the cells of which one holds the slip."""

    slip: Slip
    text: str
    cells: tuple[Place, ...] = ()


#: Cells with the sign with which each enters a figure.
Parts = tuple[tuple[Stated, int], ...]


class Alternative(NamedTuple):
    """A cell that may be the wrong one: its figure, and what it would have to be for the relation to hold.

    Both as printed: a percentage counts percent, an amount of a form in 元 counts 元. ``part`` marks a cell that others
    are added to.
    """

    cell: Stated
    value: Fraction
    needed: Fraction
    part: bool = False

    def same(self, one: Fraction, other: Fraction) -> bool:
        """Whether two figures, as this cell prints them, cannot be told apart on the form."""
        scale = scale_of(self.cell) if self.cell.contract.kind is Kind.AMOUNT else 1
        return same_amount(one, other) if scale == 1 else same_amount(one / scale, other / scale)


class Question(NamedTuple):
    """A wrong figure: ``value`` and ``expected`` in the unit of the contract, ``places`` the decimals of ``value``.

    ``tied`` says how the expected figure comes from others: the same figure, a sum (or difference), a ratio; None for
    anything else. ``parts`` are the cells behind it with the sign with which each enters it (part and base for a ratio).
    ``every`` is the stated cell first, then those that its figure is compared with or made of; ``confirmed``
    are the places of those that tie elsewhere.
    """

    case: Case
    stated: Stated
    value: Fraction
    places: int
    expected: Fraction
    tied: Tied | None
    parts: Parts
    every: tuple[Alternative, ...]
    confirmed: frozenset[Place]

    @property
    def kind(self) -> Kind:
        """What the figure is; a figure in the text of an indicator counts as the percentage that it states."""
        kind = self.stated.contract.kind
        return Kind.PERCENT if kind is Kind.TARGET else kind

    @property
    def scale(self) -> int:
        """What a figure is multiplied with to be printed."""
        return scale_of(self.stated)

    @property
    def suspects(self) -> tuple[Alternative, ...]:
        """Those of the cells that no other relation of the form confirms."""
        return tuple(suspect for suspect in self.every if suspect.cell.place not in self.confirmed)

    def ties(self, cell: Stated) -> bool:
        """Another relation of this cell holds: it is hardly the wrong one."""
        return cell.place in self.confirmed

    def tell(self, number: Fraction, cell: Stated | None = None) -> str:
        """A printed number as a user reads it, in the unit of this cell (the stated one by default)."""
        of = cell or self.stated
        kind = self.kind if of is self.stated else of.contract.kind
        return shown(number / scale_of(of), kind, money=of.money)

    def name(self, cell: Stated) -> str:
        """The cell as a user knows it, with what it holds."""
        if cell is self.stated:
            return f"{self.case.label(cell.place)} {self.tell(self.value * self.scale)}"
        return f"{self.case.label(cell.place)} {self.case.say(cell)}"


def ask(case: Case, hit: Hit) -> Question | None:
    """The question that a hit puts; None where it compares no figure of a cell with an expected number."""
    stated, expected = hit.accused[0], hit.expected
    value = hit.found if hit.found is not None else stated.amount
    if value is None or not isinstance(expected, Fraction) or value == expected:
        return None
    kind = stated.contract.kind
    if (kind not in NUMERIC and kind is not Kind.TARGET) or hit.few_digits:
        return None
    tied, parts = _origin(hit)
    places = hit.places or stated.places
    every = (
        Alternative(stated, value * scale_of(stated), expected * scale_of(stated)),
        *_behind(tied, parts, value - expected),
    )
    ties = confirmed(case, [stated, *(cell for cell, _ in parts)])
    return Question(case, stated, value, places, expected, tied, parts, every, ties)


def scale_of(cell: Stated) -> int:
    """What the figure of a cell is multiplied with to be printed; one in 亿元 has the digits that it has in 万元."""
    kind = cell.contract.kind
    if kind is Kind.AMOUNT:
        return int(10 ** max(0, cell.money.shift))
    return 100 if kind in (Kind.PERCENT, Kind.TARGET) else 1


def _behind(tied: Tied | None, parts: Parts, gap: Fraction) -> Iterable[Alternative]:
    """The cells behind the expected figure, each with what it would have to be; scores of indicators left out."""
    if tied not in (Tied.SAME, Tied.SUM):
        return
    adds = tied is Tied.SUM and len(parts) > 1
    for cell, sign in parts:
        if cell.amount and not (cell.contract.kind is Kind.POINTS and cell.contract.block):
            scale = scale_of(cell)
            yield Alternative(cell, cell.amount * scale, (cell.amount + sign * gap) * scale, adds)


def _origin(hit: Hit) -> tuple[Tied | None, Parts]:
    """How the relation of a hit gives the expected figure of the accused cell, and from which cells."""
    tie, lead = hit.tie, hit.accused[0]
    if tie is None or tie.relation.kind in (Tied.AT_MOST, Tied.POINTS) or tie.relation.constant is not None:
        return None, ()
    if tie.relation.kind in QUOTIENTS:
        return Tied.RATIO, tuple((cell, 1) for cell in tie.parts)
    filled = tie.filled
    if lead in filled and len(tie.whole) == 1:  # a part: the whole less the others
        return Tied.SUM, ((tie.whole[0], 1), *((cell, -1) for cell in filled if cell is not lead))
    if tie.relation.kind is Tied.SUM and len(filled) > 1:
        return Tied.SUM, tuple((cell, 1) for cell in filled)
    return (Tied.SAME, ((filled[0], 1),)) if lead.contract.kind is not Kind.POINTS else (None, ())


def siblings(case: Case, cell: Stated) -> Iterable[Stated]:
    """The cells of the same row of 附件1 in its other two columns."""
    row, _, column = cell.name.rpartition("_")
    if column not in YEAR_COLUMNS:
        return
    if cell.place.row:
        projects = case.report.projects
        place = bisect_left(projects, cell.place.row, key=lambda project: project.row)
        yield from (other for other in projects[place].columns() if other.name != cell.name)
        return
    others = (f"{row}_{other}" for other in YEAR_COLUMNS if other != column)
    yield from (case.single[name] for name in others if name in case.single)
