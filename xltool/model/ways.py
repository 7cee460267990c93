"""How the cells of a workbook write their figures: what the cells named 金额单位 and 比率写法 say of each.

Such a cell says one word for the whole workbook, among others where it is a heading of the form (单位：元), and behind
it what is otherwise on a sheet, in a table or in one cell: 万元；自评表=元；全年执行数=万元.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from xltool.book.port import Snapshot, Value
from xltool.contract.names import Kind, Name
from xltool.contract.optional import KNOWN, MONEY_UNIT, RATE_WAY
from xltool.contract.units import MONEY, WAN, Money, Way
from xltool.errors import WorkbookError
from xltool.model.damage import remedy
from xltool.model.parse import figure, plain
from xltool.typed import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")
#: Most forms say nothing of their units: these stay text until one does.
_APART: Final = r"[;\n]"
#: The unit behind the word for it, as headings have it; and one that stands alone.
_AFTER_THE_WORD: Final = r"单位[:为]?(?:人民币)?([百十千万亿]*元)"
_ALONE: Final = r"[(]?(?:人民币)?([百十千万亿]*元)[)]?"


class Chosen(NamedTuple, Generic[T]):
    """What holds for a workbook, and what otherwise for a name, a table or a sheet by its title."""

    usual: T
    others: Mapping[str, T]

    def of(self, name: Name, sheet: str) -> T:
        """What holds for the cells of a name on that sheet; the narrowest word counts."""
        if not self.others:
            return self.usual
        keys = (key for key in (name.name, name.block, plain(sheet)) if key in self.others)
        return self.others.get(next(keys, ""), self.usual)


class Ways(NamedTuple):
    """The unit of the amounts of a workbook and the way of its rates, None where nothing is said of these.

    ``shares`` are names of points that are written as shares of all of them: 20 % are 20 points.
    """

    money: Chosen[Money]
    rates: Chosen[Way | None]
    shares: frozenset[str] = frozenset()

    def of(self, name: Name, sheet: str) -> Money | Way | None:
        """How a figure of this name on that sheet is written; None for what has one way only."""
        if name.kind is Kind.AMOUNT:
            return self.money.of(name, sheet)
        return self.rates.of(name, sheet) if name.kind is Kind.PERCENT else None

    @property
    def told(self) -> Money:
        """The unit in which amounts are told apart and said: the usual one, no finer than the coarsest of the form."""
        coarsest = min(each.told for each in (self.money.usual, *self.money.others.values()))
        usual = self.money.usual
        return usual if usual.told == coarsest else usual._replace(told=coarsest)


#: A form in 万元 that says nothing of its rates: our own.
OURS: Final = Ways(Chosen(WAN, {}), Chosen(None, {}))


def ways_of(snapshot: Snapshot) -> Ways:
    """How the cells of a workbook write their figures. Raises WorkbookError where it says so, and it cannot be told."""
    if not any(name in snapshot.names or name in snapshot.broken for name in (MONEY_UNIT, RATE_WAY)):
        return OURS
    return _ways(snapshot.title, _text(snapshot, MONEY_UNIT), _text(snapshot, RATE_WAY))


def ways_said(title: str, money: str, rates: str) -> Ways:
    """How cells write their figures where the cells 金额单位 and 比率写法 say this. Raises WorkbookError as :func:`ways_of`."""
    return _ways(title, money, rates)


def proved_ways(snapshot: Snapshot) -> Ways:
    """The same. Raises WorkbookError also where it says how figures are written of what is no name, table or sheet."""
    ways = ways_of(snapshot)
    if ways is OURS:
        return ways
    sheets = {plain(area.sheet) for area in snapshot.names.values()}
    known = {*KNOWN, *(name.block for name in KNOWN.values()), *sheets}
    for name, others in ((MONEY_UNIT, ways.money.others), (RATE_WAY, ways.rates.others)):
        for key in others.keys() - known:
            raise WorkbookError(
                f"“{snapshot.title}”的“{name}”一格里的“{key}”既不是工作表，也不是约定的名称：请改成其中一个。"
            )
    return ways


def _text(snapshot: Snapshot, name: str) -> str:
    area, broken = snapshot.names.get(name), snapshot.broken.get(name)
    if broken is not None:
        raise WorkbookError(
            f"“{snapshot.title}”的名称“{name}”{broken.reason}，不知道表里的数是怎么写的：{remedy(snapshot)}。"
        )
    value = None if area is None else snapshot.value(area.first)
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=64)
def _ways(title: str, money: str, rates: str) -> Ways:
    none: Way | None = None
    return Ways(
        _chosen(title, MONEY_UNIT, money, _money, WAN, tuple(MONEY)),
        _chosen(title, RATE_WAY, rates, _way, none, tuple(Way)),
    )


def _chosen(
    title: str, name: str, text: str, reader: Callable[[str], T | None], usual: T, words: tuple[str, ...]
) -> Chosen[T]:
    """What the text of the cell of this name says; a blank one says nothing."""
    others: dict[str, T] = {}
    for part in filter(None, map(plain, re.split(_APART, unicodedata.normalize("NFKC", text)))):
        key, apart, word = part.rpartition("=")
        found = reader(word)
        if found is None:
            raise WorkbookError(
                f"“{title}”的“{name}”一格写的“{part[:40]}”认不得：请填{'、'.join(words)}之一；"
                f"有例外的写在后面，如“{words[0]}；自评表={words[-1]}”，等号前是工作表或约定的名称。"
            )
        if apart:
            others[key] = found
        else:
            usual = found
    return Chosen(usual, others)


def in_contract(ways: Ways, name: Name, sheet: str, value: Value) -> Value:
    """What a cell of this name on that sheet holds in the unit of the contract; what is no figure stays what it is."""
    way = ways.of(name, sheet)
    if way is None or way is WAN:
        return value
    if isinstance(value, Decimal):
        return way.inside(value)
    found = figure(value, name.kind, way) if isinstance(value, str) else None
    return value if found is None else found.value


def as_written(ways: Ways, name: Name, sheet: str, value: Decimal) -> Decimal:
    """A figure of the contract as a cell of this name on that sheet writes it."""
    if name.name in ways.shares:
        return value / 100
    way = ways.of(name, sheet)
    return value if way is None else way.outside(value)


def _money(text: str) -> Money | None:
    """The unit of amounts that a text names: alone, or behind 单位 in a heading."""
    alone = re.fullmatch(_ALONE, text)
    found = {alone[1]} if alone else set(re.findall(_AFTER_THE_WORD, text))
    return MONEY.get(found.pop()) if len(found) == 1 else None


def _way(text: str) -> Way | None:
    return next((way for way in Way if way.value == text), None)
