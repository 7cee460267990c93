"""Names that a sealed copy (上报件) carries besides those of the contract, and what must not be done to one."""

from __future__ import annotations

from xltool.book.port import Snapshot
from xltool.errors import WorkbookError
from xltool.typed import Final

#: The hidden sheet that lists what was sealed, and the sheet in front of all others.
CHECK_SHEET: Final = "校验"
COVER_SHEET: Final = "上报封面"
#: Names of the cells on the cover that hold the code over the list, a signature, and the key that tells whose it is.
CODE: Final = "上报_内容校验码"
SIGNATURE: Final = "上报_签名"
PUBLIC_KEY: Final = "上报_公钥"


def is_sealed(snapshot: Snapshot) -> bool:
    """Whether a workbook is a sealed copy, by its names."""
    return CODE in snapshot.names or CODE in snapshot.broken


def refuse_sealed(snapshot: Snapshot) -> None:
    """Raise WorkbookError where a workbook is a sealed copy: whatever is written into it breaks its code."""
    if is_sealed(snapshot):
        raise WorkbookError(
            f"“{snapshot.title}”是已经封存的上报件，公式已换成数值，一改就与内容校验码不符：请在原来的工作簿里改，再重新生成上报件。"
        )
