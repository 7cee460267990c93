"""The one way in which a part changes: bytes take the place of bytes, and all others stay as they were."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.typed import NamedTuple


class Splice(NamedTuple):
    """Bytes that take the place of those from ``begin`` to ``end``; where these are equal they are put in between."""

    begin: int
    end: int
    new: bytes = b""


def spliced(data: bytes, splices: Iterable[Splice], begin: int = 0, end: int | None = None) -> bytes:
    """The bytes from ``begin`` to ``end`` with these splices made; what is put in at one place keeps its order.

    Raises ValueError where two of them overlap.
    """
    end = len(data) if end is None else end
    pieces, position = [], begin
    for splice in sorted(splices, key=_place):  # stable; what is put in goes before what is there
        if splice.begin < position:
            raise ValueError(f"splices overlap at {splice.begin}")
        pieces += [data[position : splice.begin], splice.new]
        position = splice.end
    return b"".join([*pieces, data[position:end]])


def _place(splice: Splice) -> tuple[int, int]:
    return splice[:2]
