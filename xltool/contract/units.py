"""How a form writes its figures: the unit of its amounts and the way of its rates.

It belongs to the annotation, as the scale of inline XBRL does: the cell keeps what was typed, reading and writing
convert exactly. Inside, every amount is in 万元 and every rate is a ratio; :mod:`xltool.model.ways` says which cells
of a workbook are written how.

Which two amounts can be told apart on a form, and how an amount that stands in no cell is said, is its own too. Like
the context of :mod:`decimal` this holds for a stretch of work (:class:`Telling`), so that a rule compares and says
amounts without knowing of units.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction

from xltool.typed import Final, NamedTuple, StrEnum

#: A cell can hold 1e308: nothing of it may be lost to the usual 28 digits.
_WIDE: Final = Context(prec=2000, Emax=MAX_EMAX, Emin=MIN_EMIN)


def _times(figure: Decimal, power: Decimal) -> Decimal:
    return _WIDE.multiply(figure, power)


class Money(NamedTuple):
    """The unit of amounts: 1 万元 are ten to the power of ``shift`` of it, and a form files it at ``places`` decimals.

    ``told`` are the decimals in 万元 up to which two amounts can be told apart.
    """

    unit: str
    shift: int
    places: int
    told: int

    @property
    def worth(self) -> Decimal:
        """What one of it is, in 万元."""
        return Decimal(10) ** -self.shift

    def inside(self, figure: Decimal) -> Decimal:
        """A figure of the form in 万元, exactly."""
        return _times(figure, self.worth) if self.shift else figure

    def outside(self, amount: Decimal) -> Decimal:
        """An amount in 万元 as the form writes it, exactly."""
        return _times(amount, 1 / self.worth) if self.shift else amount

    def said(self, amount: Fraction | Decimal) -> Fraction | Decimal:
        """An amount in 万元 in this unit, for words."""
        return Fraction(amount) * Fraction(10) ** self.shift if self.shift else amount


WAN: Final = Money("万元", 0, 2, 2)
#: The units of amounts by their names. 亿元 are filed as fine as 万元, of which nobody drops 9,999.
MONEY: Final = {
    "元": Money("元", 4, 2, 6),
    "千元": Money("千元", 1, 2, 3),
    "万元": WAN,
    "亿元": Money("亿元", -4, 6, 2),
}


class Way(StrEnum):
    """How a form writes rates; the value is what the cell named 比率写法 says."""

    POINTS = "百分数"  # 76 is 76 %
    RATIO = "比值"  # 0.76
    SIGNED = "带%"  # 76%, as text or by the format of the cell

    @property
    def shift(self) -> int:
        """Decimal places by which a number of the form is larger than the ratio."""
        return 2 if self is Way.POINTS else 0

    @property
    def worth(self) -> Decimal:
        """What one of it is, as a ratio."""
        return Decimal(10) ** -self.shift

    def inside(self, figure: Decimal) -> Decimal:
        """A number of the form as a ratio, exactly."""
        return _times(figure, self.worth) if self.shift else figure

    def outside(self, ratio: Decimal) -> Decimal:
        """A ratio as the number that the form writes, exactly."""
        return _times(ratio, 1 / self.worth) if self.shift else ratio


_TOLD: Final[ContextVar[Money]] = ContextVar("money", default=WAN)


class Telling:
    """As long as this holds, amounts are told apart and said as this form does."""

    def __init__(self, money: Money) -> None:
        self._money = money

    def __enter__(self) -> None:
        self._before: Token[Money] = _TOLD.set(self._money)

    def __exit__(self, *_: object) -> None:
        _TOLD.reset(self._before)


def money_told() -> Money:
    """The unit in which amounts are told apart and said at present; 万元 where nothing else was set."""
    return _TOLD.get()


def last_place() -> Fraction:
    """One unit of the last place of an amount that the form at hand shows, in 万元."""
    return Fraction(1, 10 ** _TOLD.get().told)
