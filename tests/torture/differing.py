"""Cell by cell: what the other reader sees, and what the program reads there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Final

from tests.torture import eyes
from tests.torture.failure import Failure
from xltool.book.port import Cell, ErrorValue, Snapshot, exact

_LETTERS: Final = re.compile(r"[\W_]+")


def misread(view: eyes.View, seen: eyes.View, before: Snapshot, now: Snapshot) -> Iterator[Failure]:
    """The first cell in which the program sees another content than the other reader."""
    yield from islice(chain(_read_otherwise(view, seen, before, now), _still_read(view, seen, now)), 1)


def _read_otherwise(view: eyes.View, seen: eyes.View, before: Snapshot, now: Snapshot) -> Iterator[Failure]:
    for (sheet, at), cell in seen.cells.items():
        if sheet not in now.grids or cell[2] is not None:
            continue
        read, once = now.stored(place_of(sheet, at)), before.stored(place_of(sheet, at))
        if view.cells.get((sheet, at)) == cell:
            if read != once:
                yield Failure("misread", "an unchanged cell reads otherwise", f"{sheet}!{at} {_short(read)}")
        elif not _agree(cell, read):
            detail = f"{sheet}!{at} {_short(cell[1])} reads {_short(read)}"
            yield Failure("misread", f"a changed cell of kind {cell[0][:9]!r}", detail)


def _still_read(view: eyes.View, seen: eyes.View, now: Snapshot) -> Iterator[Failure]:
    for (sheet, at), cell in view.cells.items():
        if (sheet, at) not in seen.cells and sheet in now.grids and cell[2] is None:
            read = now.stored(place_of(sheet, at))
            if read is not None:
                yield Failure("misread", "a cell that is gone still reads", f"{sheet}!{at} {_short(read)}")


def _short(value: object) -> str:
    return repr(str(value)[:20])


def _agree(cell: eyes.Cell, read: object) -> bool:
    """Whether a raw value may be what stands in the cell; where readers may differ in good faith, they do not differ."""
    kind, text = cell[0], cell[1]
    value = exact(read)
    if kind == "n" and isinstance(value, Decimal):
        try:
            return float(text) == float(value)
        except (ValueError, InvalidOperation):
            return False
    if kind in ("n", "d"):
        good_faith = (
            isinstance(value, (datetime.date, datetime.timedelta, datetime.time, ErrorValue)) or value is None
        )
        return good_faith or (isinstance(value, str) and _bare(value) == _bare(text))
    if kind == "b":
        return isinstance(value, (bool, ErrorValue)) or value is None
    if kind == "e":
        return isinstance(value, ErrorValue) or value is None
    if kind == "str":
        return (
            _bare("" if value is None else str(value)) == _bare(text)
            or "_x" in text
            or isinstance(value, ErrorValue)
        )
    return True


def _bare(text: str) -> str:
    return _LETTERS.sub("", text)


def place_of(sheet: str, at: str) -> Cell:
    letters = at.rstrip("0123456789")
    return Cell(sheet, int(at[len(letters) :]), eyes._number(letters))


def shown_otherwise(view: eyes.View, seen: eyes.View, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Cells whose contents differ, marks and the tool's own columns beside the form apart."""
    tools = [area for name, area in snapshot.names.items() if name.startswith(("标记_", "审核"))]
    for at in view.cells.keys() | seen.cells.keys():
        old, new = view.cells.get(at), seen.cells.get(at)
        if _content(old) != _content(new) and not any(area.covers(place_of(*at)) for area in tools):
            yield at


def _content(cell: eyes.Cell | None) -> tuple[str, str]:
    """What a cell says, so that good programs may spell it in their own ways."""
    if cell is None:
        return "", ""
    try:
        return ("n", f"{float(cell[1]):.15g}") if cell[0] == "n" else (cell[0], cell[1].strip())
    except ValueError:
        return cell[0], cell[1]
