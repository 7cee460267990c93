"""Which figures and texts of a sheet pictures lie over, in words that a sealed copy keeps."""

from __future__ import annotations

from typing import Final

from xltool.book.looks.book import SheetLook
from xltool.book.looks.shapes import MeasuredShape
from xltool.book.port import Snapshot
from xltool.sealed.visible import Merges, filled_cells

#: Nothing lies over the cells of the sheet.
BARE: Final = "无"
_DRAWN: Final = "有"
_OVER: Final = "，盖住 "
_LIST: Final = "、"
_MANY: Final = "很多单元格"
#: So many cells are listed; a picture over more of them is one over all.
_MOST: Final = 200


def drawn_over(snapshot: Snapshot, look: SheetLook, sheet: str) -> str:
    """Whether pictures lie over a sheet, and over which of its filled cells."""
    if not look.overlays.shapes:
        return BARE
    measured, merged = MeasuredShape(look.layout), Merges(snapshot.merges.get(sheet, ()))
    cells = [
        cell.address.rpartition("!")[2]
        for cell in filled_cells(snapshot, sheet)
        if any(measured.lies_over(shape, merged.area(cell)) for shape in look.overlays.shapes)
    ]
    listed = _LIST.join(cells) if len(cells) <= _MOST else _MANY
    return f"{_DRAWN}{_OVER}{listed}" if cells else _DRAWN


def no_more(before: str, now: str) -> bool:
    """Whether the pictures of now cover no cell that those of before did not."""
    if BARE in (before, now):
        return now == BARE
    return _MANY in before or set(_cells(now)) <= set(_cells(before))


def _cells(said: str) -> list[str]:
    listed = said.partition(_OVER)[2]
    return listed.split(_LIST) if listed else []
