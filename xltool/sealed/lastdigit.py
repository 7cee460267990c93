"""The last of fifteen digits, which programs round differently when they save a number: no change of what was sealed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from xltool.sealed.content import Row, SealedContent, SealedTable

_DIGITS: Final = 15
#: Where the last digit stands at least behind the point: what is seen of a number ends long before it.
_FURTHEST: Final = Decimal("1e-9")


def settled(now: SealedContent, sealed: SealedContent) -> SealedContent:
    """What a workbook says now, with the numbers of what was sealed where they differ by a rounding only."""
    values = {name: _settled(value, sealed.values.get(name, "")) for name, value in now.values.items()}
    tables = {name: _rows(table, sealed.tables.get(name)) for name, table in now.tables.items()}
    return now._replace(values=values, tables=tables)


def _rows(now: SealedTable, sealed: SealedTable | None) -> SealedTable:
    if sealed is None or now.rows == sealed.rows or len(now.rows) != len(sealed.rows):
        return now
    return now._replace(rows=tuple(map(_row, now.rows, sealed.rows)))


def _row(now: Row, sealed: Row) -> Row:
    if now == sealed or len(now) != len(sealed):
        return now
    return tuple(map(_settled, now, sealed))


def _settled(now: str, sealed: str) -> str:
    if now == sealed or not (now.startswith("n:") and sealed.startswith("n:")):
        return now
    try:
        one, other = Decimal(now[2:]), Decimal(sealed[2:])
    except InvalidOperation:
        return now
    step = Decimal(1).scaleb(max(one.adjusted(), other.adjusted()) - _DIGITS + 1)
    return sealed if step <= _FURTHEST and abs(one - other) <= step else now
