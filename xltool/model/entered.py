"""What people type into a cell of a form, as the value that the cell then holds: read as the report is read, or refused."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.book.port import Value
from xltool.contract.names import NUMERIC, Kind
from xltool.contract.units import Way
from xltool.errors import WorkbookError
from xltool.model.characters import visible
from xltool.model.fillable import FillPlace
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.model.parse import Figure, figure, odd_digits, plain
from xltool.model.shares import as_points
from xltool.model.stated import is_dash, trimmed
from xltool.model.ways import as_written

#: Characters that a cell can hold, and digits of a number that it keeps.
_LONGEST: Final = 32_767
_DIGITS: Final = 15
_LARGEST: Final = Decimal("1e300")
_DAY: Final = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
_NUMBER: Final = r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
_SIGNS: Final = "%‰"


class TypedLook(NamedTuple):
    """What the format of a cell makes of what is typed into it, as spreadsheet programs have it: ``percent`` 76 is 76 %,
    ``dated`` a day is a day, ``worded`` a number stays a text."""

    percent: bool = False
    dated: bool = False
    worded: bool = False


def entered(form: Form, place: FillPlace, text: str, look: TypedLook) -> Value:
    """What the cell holds once this was typed; None for nothing, which clears it.

    Raises WorkbookError where a figure cannot be read, in one sentence that says how it has to be written.
    """
    said = visible(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not said:
        return None
    if len(said) > _LONGEST:
        raise WorkbookError(f"“{place.label}”太长：一格最多 {_LONGEST} 个字，现在有 {len(said)} 个。")
    kind = place.name.kind
    if kind in NUMERIC:
        return said if is_dash(said) else _figure(form, place, said, look)
    if kind is Kind.DATE:
        return _day(place, said, look)
    if (
        kind is Kind.TARGET
        and not look.worded
        and re.fullmatch(_NUMBER, plain(said))
        and not odd_digits(said)
    ):
        return _kept(place, Decimal(plain(said).replace(",", "")))
    return said


def as_typed(form: Form, place: FillPlace, value: Value, look: TypedLook) -> str:
    """What stands in a cell, as people would type it: typed again, it changes nothing."""
    if isinstance(value, Decimal) and place.name.kind in NUMERIC and _in_percent(form, place, look):
        return f"{trimmed(value * 100)}%"
    return text_of(value)


def _in_percent(form: Form, place: FillPlace, look: TypedLook) -> bool:
    if place.name.name in form.ways.shares:
        return True
    if place.name.kind is not Kind.PERCENT:
        return False
    way = form.ways.of(place.name, place.cell.sheet)
    return way is Way.SIGNED or (look.percent and way is not Way.POINTS)


def _figure(form: Form, place: FillPlace, said: str, look: TypedLook) -> Value:
    name, sheet = place.name, place.cell.sheet
    signed = _in_percent(form, place, look)
    found = _read(form, place, said, signed)
    if found is None:
        raise _unreadable(place, said)
    value = as_written(form.ways, name, sheet, found)
    if name.kind is Kind.PERCENT and signed and not look.percent:
        return f"{trimmed(_kept(place, value) * 100)}%"  # a bare 0.95 may look like 1
    return _kept(place, value)


def _read(form: Form, place: FillPlace, said: str, signed: bool) -> Decimal | None:
    """The figure in the unit of the contract."""
    name, bare = place.name, plain(said)[-1:] not in _SIGNS
    if signed:
        return _share(said, bare, Decimal(100 if name.name in form.ways.shares else 1))
    way = form.ways.of(name, place.cell.sheet)
    if name.kind is Kind.PERCENT and way is None and bare:
        found = figure(said, name.kind)
        if found is not None and abs(found.value) > 1:
            raise WorkbookError(
                f"“{place.label}”填的“{said[:20]}”看不出是百分之几还是几倍：请带上“%”，如“95%”。"
            )
    found = figure(said, name.kind, way)
    return None if found is None else found.value


def _share(said: str, bare: bool, whole: Decimal) -> Decimal | None:
    """A part of a whole: a bare number from 1 on counts in percent, as where a cell is formatted so."""
    found: Figure | None = figure(said, Kind.PERCENT)
    if found is None:
        share = as_points(said)
        return share / 100 * whole if isinstance(share, Decimal) else None
    return (found.value / 100 if bare and abs(found.value) >= 1 else found.value) * whole


def _kept(place: FillPlace, value: Decimal) -> Decimal:
    """The number, where a cell keeps all of it."""
    if len(value.normalize().as_tuple().digits) > _DIGITS or abs(value) > _LARGEST:
        raise WorkbookError(f"“{place.label}”填的数位数太多：表格最多存 {_DIGITS} 位有效数字，请核对。")
    return value


def _day(place: FillPlace, said: str, look: TypedLook) -> Value:
    match = re.fullmatch(_DAY, plain(said))
    if match is None or not look.dated:
        return said
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError as error:
        raise WorkbookError(f"“{place.label}”填的“{said[:20]}”没有这一天：请核对年月日。") from error


#: How a figure of a kind is written.
_LIKE: Final = {
    Kind.AMOUNT: "1,033.50",
    Kind.COUNT: "26",
    Kind.AREA: "1200",
    Kind.PERCENT: "95%",
    Kind.POINTS: "6.25",
    Kind.YEAR: "2022",
}


def _unreadable(place: FillPlace, said: str) -> WorkbookError:
    if said.startswith("="):
        return WorkbookError(f"“{place.label}”这里只能填数，不能填公式：要用公式，请在 Excel 里填。")
    unit = f"（单位：{place.unit}）" if place.unit else ""
    return WorkbookError(
        f"“{place.label}”填的“{said[:20]}”读不出数字：请只填数{unit}，如 {_LIKE[place.name.kind]}。"
    )
