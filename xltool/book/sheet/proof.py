"""What an XML parser has proved before, in another workbook made from the same template, is not proved again.

A row that is spelled the usual way (:mod:`xltool.book.sheet.lines`) closes whatever it opens. A part is well-formed where
its frame, which is all but the rows, is so, and each row is so between the tags of the sheet. The parser is given the part
without the rows that it has seen between these very tags, and of a frame that it has seen these tags alone. Measured on a
form with 300 rows prepared for findings: 0.3 ms of the parser instead of 3.6, of 32 ms in all.
"""

from __future__ import annotations

from itertools import filterfalse

from xltool.book.parts.xmltext import refuse_malformed
from xltool.book.sheet.lines import KEPT, Rows
from xltool.errors import WorkbookError
from xltool.typed import Final, NamedTuple

#: So many rows and frames are remembered between the same tags, and so many such tags; and none of a frame longer than this.
_MOST_ROWS: Final = 2048
_MOST_FRAMES: Final = 16
_MOST_TAGS: Final = 16
KEPT_FRAME: Final = 65_536


class Frame(NamedTuple):
    """What stands before and behind the rows of a part. ``prefix`` is that of the sheet's tags.

    ``tags`` are those of the worksheet and of its data: by them a prefix in a row is bound to its namespace.
    """

    head: bytes
    tail: bytes
    tags: bytes
    prefix: bytes


class _Proved(NamedTuple):
    """What was proved between the same tags."""

    rows: set[bytes]
    frames: set[Frame]


_PROVED: Final[dict[bytes, _Proved]] = {}


def is_proved(frame: Frame, found: Rows) -> bool:
    """Whether a part is well-formed that consists of this frame and these rows."""
    known = _PROVED.setdefault(frame.tags, _Proved(set(), set()))
    new = list(filterfalse(known.rows.__contains__, found.pieces))
    closing = b"</%brow>" % frame.prefix
    rows = b"".join([piece + closing for piece in new]) + found.rest
    try:
        _refuse(frame, rows, known)
    except WorkbookError:
        return False
    if len(known.rows) + len(new) > _MOST_ROWS or len(_PROVED) > _MOST_TAGS:
        known.rows.clear()
        _PROVED.clear()
    known.rows.update(piece for piece in new if len(piece) < KEPT)
    return True


def _refuse(frame: Frame, rows: bytes, known: _Proved) -> None:
    """Raise WorkbookError where the parser does not take these rows in this frame."""
    if frame not in known.frames:
        refuse_malformed(b"".join((frame.head, rows, frame.tail)), "")
        if len(known.frames) >= _MOST_FRAMES:
            known.frames.clear()
        if len(frame.head) + len(frame.tail) < KEPT_FRAME:
            known.frames.add(frame)
    elif rows:
        refuse_malformed(
            b"%b%b</%bsheetData></%bworksheet>" % (frame.tags, rows, frame.prefix, frame.prefix), ""
        )
