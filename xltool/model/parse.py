"""Reading figures the way people really type them.

Nothing is guessed: what cannot be read with certainty is None, and the caller keeps the text.
"""

import re
import unicodedata
from decimal import Context, Decimal

from xltool.contract.names import Kind
from xltool.contract.units import MONEY, WAN, Money, Way
from xltool.model.stated import Note
from xltool.typed import Final, NamedTuple

#: Longest text in which a figure is looked for.
_LONGEST = 64
#: Exact for every figure of that length.
_EXACT = Context(prec=2 * _LONGEST)

_FIGURE = (
    r"(?P<open>\()?(?P<sign>[+-]?)(?P<digits>\d+(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?"
    r"(?P<unit>%|‰|万元|千元|元|亿元|分|人|名|m2|平方米|年|年度)?(?P<tail>[+。.、;,]*)(?P<close>\))?"
)
#: All numerals of Chinese as 一, and 、 as a full stop: patterns of what stands before a title load quickly so.
NUMBERING: Final = str.maketrans(dict.fromkeys("二三四五六七八九十", "一") | {"、": "."})
#: Unit word -> the kinds of figure it may stand behind and what one of it is in the contract's unit.
_UNITS: dict[str, tuple[frozenset[Kind], Decimal]] = {
    "%": (frozenset({Kind.PERCENT}), Decimal("0.01")),
    "‰": (frozenset({Kind.PERCENT}), Decimal("0.001")),
    **{money.unit: (frozenset({Kind.AMOUNT}), money.worth) for money in MONEY.values()},
    "分": (frozenset({Kind.POINTS}), Decimal(1)),
    "人": (frozenset({Kind.COUNT}), Decimal(1)),
    "名": (frozenset({Kind.COUNT}), Decimal(1)),
    "m2": (frozenset({Kind.AREA}), Decimal(1)),
    "平方米": (frozenset({Kind.AREA}), Decimal(1)),
    "年": (frozenset({Kind.YEAR}), Decimal(1)),
    "年度": (frozenset({Kind.YEAR}), Decimal(1)),
}


class Figure(NamedTuple):
    """A figure read from text: its value in the contract's unit, its decimals, and what was odd about it."""

    value: Decimal
    places: int
    notes: tuple[Note, ...]


def plain(text: str) -> str:
    """The text in half-width characters without any space, so that "１，０３３．５　" reads "1,033.5"."""
    # NFKC also turns ㎡ into m2, which is why the unit table knows only the latter
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return "".join(folded.split())


def odd_digits(text: str) -> bool:
    """True where the text holds raised, ringed or fraction digits: folded, "10³" would read 103 and "½" 12."""
    return any(unicodedata.category(character) == "No" for character in text.replace("m²", ""))


def figure(text: str, kind: Kind, way: Money | Way | None = None) -> Figure | None:
    """The figure that a text cell of this kind holds, or None where it cannot be read with certainty.

    ``way`` is how its form writes such figures, which holds for one without a unit behind it; by default our own does.
    """
    if len(text) > _LONGEST or odd_digits(text):
        return None
    match = re.fullmatch(_FIGURE, plain(text))
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    unit = match["unit"] or ""
    kinds, factor = _UNITS.get(unit, (frozenset({kind}), Decimal(1) if way is None else way.worth))
    if kind not in kinds:
        return None
    decimals = match["decimals"] or ""
    number = Decimal(match["digits"].replace(",", "") + decimals)
    if match["sign"] == "-" or match["open"]:
        number = number.copy_negate()
    shift = max(0, -int(factor.as_tuple().exponent))
    return Figure(
        _EXACT.multiply(number, factor), max(0, len(decimals) - 1) + shift, _notes(unit, match["tail"], way)
    )


def _notes(unit: str, tail: str, way: Money | Way | None) -> tuple[Note, ...]:
    notes = [] if way is Way.SIGNED and unit == "%" else [Note.TEXT_NUMBER]
    own = way.unit if isinstance(way, Money) else WAN.unit
    if unit == "元" and own == WAN.unit:
        notes.append(Note.YUAN)
    elif (
        unit in MONEY and unit not in (own, WAN.unit) and (own, unit) != (WAN.unit, "亿元")
    ):  # 万元 nobody mistakes
        notes.append(Note.OTHER_UNIT)
    elif unit and unit not in "%‰":
        notes.append(Note.UNIT_WORD)
    if tail:
        notes.append(Note.EXTRA_CHARACTERS)
    return tuple(notes)


def decimals(number: Decimal) -> int:
    """Decimal places that a number needs, 0 for a whole one."""
    _, point, behind = f"{number:f}".partition(".")
    return len(behind.rstrip("0")) if point else 0
