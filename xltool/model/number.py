"""What a cell of figures says: a number without its noise, a text as a figure, in the unit of the contract."""

from __future__ import annotations

import datetime
from decimal import Context, Decimal
from functools import lru_cache

from xltool.book.port import Value
from xltool.contract.names import PLACES, Kind, Name
from xltool.contract.units import Money, Way
from xltool.model.parse import decimals, figure
from xltool.model.stated import Note, Origin, Place, Stated, is_dash, quantized, trimmed
from xltool.typed import Final

#: A spreadsheet program shows and compares 15 significant digits; the rest of a formula's result is noise.
_SHOWN_DIGITS: Final = Context(prec=15)
#: How a figure comes that a formula gives.
_COMPUTED: Final = (Origin.FOREIGN, Origin.CONTRACT)
#: Decimals of a formula's result that a double gives for certain.
_FORMULA_PLACES: Final = 12


def number(
    place: Place,
    name: Name,
    value: Value,
    origin: Origin,
    notes: tuple[Note, ...],
    way: Money | Way | None = None,
) -> Stated:
    """What the cell at a place states that holds this number, text or date.

    ``way`` is how its form writes such figures; by default our own does.
    """
    if isinstance(value, Decimal):
        return Stated(place, *_figure(value, name.kind, origin in _COMPUTED, way), origin, notes)
    text = text_of(value)
    if not text or is_dash(text):
        return Stated(place, text=text, origin=origin, notes=notes)
    found = figure(text, name.kind, way) if isinstance(value, str) else None
    if found is None:
        day = (Note.DATE,) if isinstance(value, datetime.date) else ()
        return Stated(place, text=text, origin=origin, notes=(*notes, Note.UNREADABLE, *day))
    return Stated(place, found.value, found.places, text, origin, (*notes, *found.notes))


@lru_cache(maxsize=8192)
def _figure(value: Decimal, kind: Kind, computed: bool, way: Money | Way | None) -> tuple[Decimal, int, str]:
    """The value of a number cell, its decimals, and the digits that its reader sees."""
    written = _without_noise(value)
    if computed:
        written = _displayed(written, kind, way)
    inside = written if way is None else way.inside(written)
    places = _places(inside, kind)
    return inside, min(places, _FORMULA_PLACES) if computed else places, _digits(written, kind, way)


def _without_noise(value: Decimal) -> Decimal:
    """The number in the digits that a spreadsheet program shows; what was pasted as a value may bring more."""
    if len(value.as_tuple().digits) <= _SHOWN_DIGITS.prec:
        return value
    shown = _SHOWN_DIGITS.create_decimal(value).normalize(_SHOWN_DIGITS)
    return shown if int(shown.as_tuple().exponent) < 0 else Decimal(int(shown))


def _displayed(value: Decimal, kind: Kind, way: Money | Way | None) -> Decimal:
    """What the cell shows of a formula's result: an amount is filed at the places of the form, not with its noise."""
    shown = _SHOWN_DIGITS.create_decimal(value)
    if kind in (Kind.AMOUNT, Kind.AREA, Kind.COUNT):
        return quantized(shown, way.places if isinstance(way, Money) else PLACES[kind])
    return shown


def _places(value: Decimal, kind: Kind) -> int:
    """Decimals of a number cell; a ratio has two more than the percentage that the cell shows."""
    return max(2, decimals(value)) if kind is Kind.PERCENT else decimals(value)


def _digits(value: Decimal, kind: Kind, way: Money | Way | None) -> str:
    signed = kind is Kind.PERCENT and way in (None, Way.SIGNED)
    return f"{trimmed(value * 100)}%" if signed else trimmed(value)


def text_of(value: Value) -> str:
    """What a cell that holds words says: a number in plain digits, a date as its ISO form, empty for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return trimmed(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)
