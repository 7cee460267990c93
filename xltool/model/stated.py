"""A figure or text as a person filed it."""

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache, reduce

from xltool.contract.names import Kind, Name
from xltool.contract.optional import KNOWN
from xltool.contract.units import WAN, Money, money_told
from xltool.model.interval import Interval, point, rounded
from xltool.typed import NamedTuple, StrEnum


class Place(NamedTuple):
    """Where a figure stands: a name of the contract and, in a block, its row (1 = first row below the edge)."""

    name: str
    row: int = 0


class Origin(StrEnum):
    """How the content came into the cell."""

    BLANK = "空白"
    TYPED = "填写"  # a constant
    CONTRACT = "模板公式"  # the contract's own formula: nobody stated this figure
    FOREIGN = "自编公式"  # a formula of the accountant's
    ERROR = "错误值"
    PRINTED = "表上标注"  # in the label of another cell: the bureau's own word, which nobody filed
    ABSENT = "表中没有"  # the form has no such cell: not blank, which a person left it


class Note(StrEnum):
    """What was odd about the way a figure was written; the value is what a user reads."""

    TEXT_NUMBER = "数字存为文本"
    UNIT_WORD = "数字后带了单位"
    YUAN = "以元为单位，已换算为万元"
    OTHER_UNIT = "单位与本表的不同，已换算"
    EXTRA_CHARACTERS = "数字前后有多余字符"
    UNREADABLE = "读不出数字"
    UNCALCULATED = "公式尚未计算"
    DATE = "填成了日期"


#: The same figures come again and again, in one workbook and in a thousand of them.
_fraction = lru_cache(maxsize=8192)(Fraction)


class Stated(NamedTuple):
    """One cell of the form.

    ``value`` is in the unit of the contract (a percent is the ratio, 1.4615 for 146.15 %) and None where blank
    or unreadable; ``places`` the decimals a person wrote, in that unit; ``text`` what the cell
    shows a reader of the file, empty when blank. ``unseen`` are the characters that nobody sees and that were left out
    of it, each once. ``money`` is the unit in which its form writes an amount.
    """

    place: Place
    value: Decimal | None = None
    places: int = 0
    text: str = ""
    origin: Origin = Origin.BLANK
    notes: tuple[Note, ...] = ()
    unseen: str = ""
    money: Money = WAN

    @property
    def contract(self) -> Name:
        """The entry of the contract that this cell fills."""
        return KNOWN[self.place.name]

    @property
    def name(self) -> str:
        """The contract's name of the cell."""
        return self.place.name

    @property
    def blank(self) -> bool:
        """Nothing was written into a cell that is there, or nothing but spaces, or a dash that says so."""
        return self.empty and not self.absent

    @property
    def empty(self) -> bool:
        """There is nothing to read: the cell is blank, or the form has none."""
        return self.value is None and (not self.text or self.text.isspace() or is_dash(self.text))

    @property
    def absent(self) -> bool:
        """The form has no such cell: it can neither be accused nor reckoned with, and nobody is asked for it."""
        return self.origin is Origin.ABSENT

    @property
    def amount(self) -> Fraction | None:
        """The value for exact arithmetic; None where blank or unreadable."""
        return None if self.value is None else _fraction(self.value)

    @property
    def written(self) -> Decimal:
        """The figure as the form writes it, an amount in the form's unit; only where ``value`` is not None."""
        if self.value is None:
            raise ValueError(self.place)
        return self.money.outside(self.value)

    @property
    def filed(self) -> bool:
        """A person put a figure here: a constant or a formula of their own, and it can be read."""
        return self.value is not None and self.origin in (Origin.TYPED, Origin.FOREIGN)

    @property
    def interval(self) -> Interval:
        """What the figure may stand for; only where ``value`` is not None.

        An amount or count of the form is exact as filed; a rate, a score and every figure of the narrative
        stand for all numbers that round to their digits.
        """
        if self.value is None:
            raise ValueError(self.place)
        if self.contract.kind in (Kind.PERCENT, Kind.POINTS) or self.name.startswith("正文_"):
            return rounded(self.value, self.places)
        return point(self.value)


#: A cell can hold 1e308: nothing of it may be lost to the usual 28 digits.
_WIDE = Context(prec=2000, Emax=MAX_EMAX, Emin=MIN_EMIN)
_ADDING = Context(prec=2000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
_DASHES = frozenset("-—–－─―﹣−/／\\")
_NOTHING = frozenset({"无", "无。", "空", "不适用", "N/A", "n/a", "NA"})


def sum_of(cells: Iterable[Stated]) -> Fraction:
    """The exact sum of the figures in these cells; a blank or unreadable one adds nothing."""
    figures = [cell.value for cell in cells if cell.value is not None]
    try:
        return _fraction(reduce(_ADDING.add, figures, Decimal(0)))
    except Inexact:  # more digits than a cell's number can have: a text of thousands of them
        return sum(map(_fraction, figures), Fraction(0))


def is_dash(text: str) -> bool:
    """A dash, slash or word by which people say that there is nothing to fill in."""
    stripped = "".join(text.split())
    return stripped in _NOTHING or (bool(stripped) and set(stripped) <= _DASHES)


def quantized(number: Fraction | Decimal, places: int) -> Decimal:
    """The number at ``places`` decimals, half up (away from zero), as a spreadsheet's ROUND gives it."""
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(abs(numerator) * 10**places, denominator)
    if 2 * rest >= denominator:
        whole += 1
    return Decimal(-whole if numerator < 0 else whole).scaleb(-places, _EXACT)


#: scaleb rounds to the precision of its context; a figure such as 1e308 has more digits than the usual 28.
_EXACT = Context(prec=1000)


def shown(
    number: Fraction | Decimal | None, kind: Kind, places: int | None = None, money: Money | None = None
) -> str:
    """The number as a user reads it: thousands separated, with its unit; empty for None.

    ``places`` counts decimals of what is printed (of the percentage for a percent); by default the form's. An amount
    (in 万元) is said in the unit ``money``, by default the one of the form at hand.
    """
    if number is None:
        return ""
    if kind is Kind.AMOUNT:
        money = money or money_told()
        digits = quantized(money.said(number), money.places if places is None else places)
        return f"{_printed(digits)}{money.unit}"
    name = Name("", "", "", kind)
    places = name.places if places is None else places
    if kind is Kind.PERCENT:
        return percent(number, places)
    digits = quantized(number, places)
    if kind is Kind.POINTS:
        return f"{trimmed(digits) if abs(digits) < _HUGE else _printed(digits)}分"
    if kind is Kind.YEAR:
        return f"{digits:f}年"
    return f"{_printed(digits)}{name.unit}"


def percent(ratio: Fraction | Decimal, places: int = 2, *, grouped: bool = True) -> str:
    """A ratio as a user reads it, e.g. ``69.91%``; ``grouped`` separates the thousands."""
    digits = quantized(Fraction(ratio) * 100, places)
    return f"{digits:f}%" if not grouped and abs(digits) < _HUGE else f"{_printed(digits)}%"


#: From here on nobody reads the digits one by one.
_HUGE = 10**18


def _printed(digits: Decimal) -> str:
    return f"{digits:,f}" if abs(digits) < _HUGE else f"{digits:.3E}"


def trimmed(number: Decimal) -> str:
    """Plain digits without needless zeros at the end: ``10.00 -> 10``, ``6.25 -> 6.25``."""
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
