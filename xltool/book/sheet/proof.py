"""Rows that an XML parser has proved before, in another workbook made from the same template, are not proved again.

A row that is spelled the usual way (:mod:`xltool.book.sheet.lines`) closes whatever it opens. A part is well-formed where
it is so without some of these rows, and these are so between the same tags of the sheet: the parser is given the part
without the rows that it has seen between these very tags. Measured on a form with 300 rows prepared for findings: 0.8 ms
of the parser instead of 3.6, of 32 ms in all.
"""

from __future__ import annotations

from itertools import filterfalse

from xltool.book.parts.xmltext import refuse_malformed
from xltool.book.sheet.lines import KEPT, Rows
from xltool.errors import WorkbookError
from xltool.typed import Final

#: So many rows are remembered between the same tags, and so many such tags.
_MOST_ROWS: Final = 2048
_MOST_TAGS: Final = 16
_PROVED: Final[dict[bytes, set[bytes]]] = {}


def is_proved(data: bytes, tags: bytes, begin: int, end: int, found: Rows, closing: bytes) -> bool:
    """Whether a part is well-formed whose rows between two places are these, each closed by ``closing``.

    ``tags`` are those of the worksheet and of its data: by them a prefix in a row is bound to its namespace.
    """
    known = _PROVED.setdefault(tags, set())
    new = list(filterfalse(known.__contains__, found.pieces))
    rows = b"".join(piece + closing for piece in new) + found.rest
    try:
        refuse_malformed(b"".join((data[:begin], rows, data[end:])), "")
    except WorkbookError:
        return False
    if len(known) + len(new) > _MOST_ROWS or len(_PROVED) > _MOST_TAGS:
        known.clear()
        _PROVED.clear()
    known.update(piece for piece in new if len(piece) < KEPT)
    return True
