"""``clear``: the tool's own cells are emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.review import review as review_room
from xltool.verbs.examine import opened, unsealed

if TYPE_CHECKING:
    from xltool.verbs.examine import Book


def clear(book: Book, *, reasons_too: bool = False) -> bool:
    """Empty the tool's own cells; the reasons people wrote stay unless ``reasons_too``. True when something changed."""
    workbook = opened(book)
    return workbook.apply(review_room.clear(unsealed(workbook), reasons_too))
