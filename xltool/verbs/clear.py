"""``clear``: the tool's own cells are emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.review import review as review_room
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.examine import opened, unsealed

if TYPE_CHECKING:
    from xltool.verbs.examine import Book


def clear(book: Book, *, reasons_too: bool = False, desk: Desk = UNATTENDED) -> bool:
    """Empty the tool's own cells; the reasons people wrote stay unless ``reasons_too``. True when something changed.

    Raises WorkbookError where the workbook cannot be processed.
    """
    workbook = opened(book)
    changed = workbook.apply(review_room.clear(unsealed(workbook), reasons_too))
    kept = "和说明都已清除" if reasons_too else "已清除，说明仍保留"
    desk.say(f"标记、审核结果{kept}。" if changed else "没有需要清除的内容。")
    return changed
