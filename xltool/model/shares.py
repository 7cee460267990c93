"""Forms that write the points of their rows as shares of all (20 %): read as points of a hundred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from xltool.book.port import Area, Snapshot, Value, exact
from xltool.contract.names import INDICATORS
from xltool.model.parse import plain

#: Names of points that a form prints, and of their total.
_PARTS: Final = ("执行率分值", f"{INDICATORS}_分值")
_WHOLE: Final = "分值合计"
_ALL: Final = Decimal(100)
#: A sum that somebody got wrong is one of shares all the same; points come to a hundred, or to no less than ten.
_LEAST, _MOST = Decimal("0.5"), Decimal("1.5")


def shared(snapshot: Snapshot, areas: Mapping[str, Area]) -> frozenset[str]:
    """The names whose cells hold shares: where all that is filled in comes to about one whole. None where anything else stands there."""
    parts = [name for name in _PARTS if name in areas]
    values = [value for name in parts for value in _filled(snapshot, _rows(name, areas[name]))]
    shares = [share for value in values if (share := _share(value)) is not None]
    if len(shares) < 2 or len(shares) < len(values) or not _LEAST <= sum(shares) <= _MOST:
        return frozenset()
    whole = next(_filled(snapshot, areas[_WHOLE]), None) if _WHOLE in areas else None
    return frozenset((*parts, _WHOLE)) if whole is None or _share(whole) is not None else frozenset(parts)


def as_points(value: Value) -> Value:
    """A share as points of a hundred; what is none stays what it is."""
    share = _share(value)
    return value if share is None else share * _ALL


def _rows(name: str, area: Area) -> Area:
    """The cells of a name without the rows above and below its table."""
    return area._replace(top=area.top + 1, bottom=area.bottom - 1) if name.startswith(INDICATORS) else area


def _filled(snapshot: Snapshot, area: Area) -> Iterator[Value]:
    """The figures of a column, and what is written in percent."""
    for value in map(exact, snapshot.column(area)):
        if isinstance(value, Decimal) or (isinstance(value, str) and plain(value).endswith("%")):
            yield value


def _share(value: Value) -> Decimal | None:
    """A number from 0 to 1, or a percentage in words, as a part of one."""
    if isinstance(value, Decimal):
        return value if 0 <= value <= 1 else None
    text = plain(value) if isinstance(value, str) else ""
    try:
        return Decimal(text[:-1]) / _ALL if text.endswith("%") else None
    except InvalidOperation:
        return None
