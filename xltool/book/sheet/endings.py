"""The rows at the end of a sheet that stand so, byte for byte, at the end of one that was read before.

A sheet has hundreds of rows prepared for findings. In the returns of one template they are the same, from the first one on that
nothing was written into. They are found by comparing bytes, and neither cut into rows nor read again: 0.4 of 11 ms of a check.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from xltool.book.sheet.lines import Line
from xltool.book.sheet.skeleton import ReadRow
from xltool.typed import Final, NamedTuple

#: So many sheets are kept for each prefix of their tags, and so many such prefixes; none that is longer than this, and none
#: of whose rows not so many were new.
_MOST: Final = 4
_LONGEST: Final = 262_144
_WORTH: Final = 64
#: So many endings of each: one is some hundred bytes a row.
_MOST_MET: Final = 32


class Ending:
    """Rows at the end of a sheet: bytes of all, number of the first, the lines that hold anything, what proves each.

    Two are equal where they are one: whatever is found out about one is kept by it.
    """

    __slots__ = ("first", "length", "lines", "proofs", "read")

    def __init__(self, length: int, read: tuple[ReadRow, ...]) -> None:
        lines = [line for line, _ in read if line is not None]
        self.length, self.read = length, read
        self.first = lines[0].number if lines else 0
        self.lines: tuple[Line, ...] = tuple([line for line in lines if line.last_column])
        self.proofs = tuple([proof for _, proof in read])


#: What a sheet ends with that ends like none before.
NO_ENDING: Final = Ending(0, ())


class _Known(NamedTuple):
    """The rows of a sheet that was read: their bytes, where each begins, what each holds; and its endings that were met."""

    data: bytes
    starts: tuple[int, ...]
    read: tuple[ReadRow, ...]
    met: dict[int, Ending]

    def ending(self, rows: bytes) -> Ending:
        """The longest that these rows have as well."""
        if not rows.endswith(self.data[self.starts[-1] :]):
            return NO_ENDING
        first = bisect_left(self.starts, True, key=lambda start: rows.endswith(self.data[start:]))
        found = self.met.get(first)
        if found is None:
            if len(self.met) >= _MOST_MET:
                self.met.clear()
            length = len(self.data) - self.starts[first]
            found = self.met[first] = Ending(length, self.read[first:])
        return found


_KNOWN: Final[dict[bytes, list[_Known]]] = {}


def known_ending(prefix: bytes, rows: bytes) -> Ending:
    """The longest ending of the rows of a sheet, whose tags have this prefix, that was read before."""
    found, by, known = NO_ENDING, 0, _KNOWN.get(prefix, [])
    for number, each in enumerate(known):
        ending = each.ending(rows)
        if ending.length > found.length:
            found, by = ending, number
    if by:
        known.insert(0, known.pop(by))  # the last used first
    return found


def keep_ending(prefix: bytes, rows: bytes, new: Sequence[ReadRow], ending: Ending) -> None:
    """Keep the rows of a sheet for the next one where it is worth it: new ones, and its ending; nothing comes behind."""
    if len(new) < _WORTH or len(rows) > _LONGEST or any(line is None for line, _ in new):
        return
    if len(_KNOWN) >= _MOST and prefix not in _KNOWN:
        _KNOWN.clear()
    known = _KNOWN.setdefault(prefix, [])
    closing = b"</%brow>" % prefix
    ends = accumulate([len(piece) + len(closing) for piece in rows.split(closing)[:-1]], initial=0)
    known.insert(0, _Known(rows, tuple(ends)[:-1], (*new, *ending.read), {}))
    del known[_MOST:]
