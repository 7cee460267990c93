"""Where a cell stands, as the parts of a workbook write it: H27, B2:D9."""

import re

from xltool.book.defined import LAST_COLUMN, LAST_ROW
from xltool.book.parts.xmltext import attributes
from xltool.book.sheet.lines import column_of
from xltool.typed import Final

_REFERENCE: Final = re.compile(rb"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")
_PLAIN_ADDRESS: Final = re.compile(rb"""\s+r=["']([A-Z]{1,3})([1-9][0-9]{0,6})["']""")


def corners(reference: bytes) -> tuple[int, int, int, int] | None:
    """``B2:D9`` as top, left, bottom, right; None where it is not an area."""
    first, _, last = reference.partition(b":")
    start, end = split(first), split(last or first)
    return (*start, *end) if start and end else None


def split(reference: bytes) -> tuple[int, int] | None:
    """``H27`` as row and column; None where it is not an address within a sheet."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    row, column = int(match[2]), column_of(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def address(raw: bytes) -> tuple[int, int] | None:
    """The row and column that a cell's attributes state; None where they leave them out."""
    usual = _PLAIN_ADDRESS.match(raw)
    if usual is not None:
        row, column = int(usual[2]), column_of(usual[1])
        return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None
    reference = attributes(raw).get(b"r")
    return split(reference) if reference is not None else None
