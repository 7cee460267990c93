"""How a workbook remembers what an import could not place.

The memory is a line of 审核结果 that an import writes and every run keeps, as it keeps what a person writes there: its
key names the cells concerned, its 说明 lists what was left over. Whoever has filled in the cells deletes the 说明.
"""

from __future__ import annotations

from collections.abc import Mapping

from xltool.checks.unread import ALL_READ, Unread
from xltool.review.reasons import NOTE, Reason
from xltool.typed import Final

_KEY: Final = f"{NOTE}|导入未读"
#: Characters of the list, names in the key.
_LONGEST, _MOST = 1500, 60


def memory(unread: Unread) -> tuple[str, str]:
    """Key and 说明 of the line that remembers it."""
    text = (
        unread.text
        if len(unread.text) <= _LONGEST
        else f"{unread.text[:_LONGEST]}……（后面还有，见导入时列出的）"
    )
    return "|".join((_KEY, *unread.names[:_MOST])), text


def remembered(reasons: Mapping[str, Reason]) -> Unread:
    """What the last import left over; ALL_READ where the line was never written, or somebody deleted it."""
    for key, reason in reasons.items():
        if key == _KEY or key.startswith(f"{_KEY}|"):
            return Unread(tuple(key.split("|")[2:]), reason.text)
    return ALL_READ
