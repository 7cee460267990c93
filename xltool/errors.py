"""The two families of errors: *your workbook* and *this program*.

A problem in the data of a workbook is neither: it is a finding.
"""

from __future__ import annotations

import errno


class XltoolError(Exception):
    """Base of everything this program raises on purpose."""


class WorkbookError(XltoolError):
    """*Your workbook*: it cannot be processed; the message is one Chinese sentence that says what to do."""


class UnreadableContentError(WorkbookError):
    """A part of a workbook that programs read differently or not at all: it is refused instead of guessed at.

    ``sheet`` and ``cell`` (``H27``) say where, each empty where that is not known; ``problem`` is what is wrong there.
    """

    def __init__(self, message: str, sheet: str = "", cell: str = "", problem: str = "") -> None:
        super().__init__(message)
        self.sheet = sheet
        self.cell = cell
        self.problem = problem or message


class SeveralReturnsError(WorkbookError):
    """A workbook holds several returns, and what is to be done is done with one of them; ``sheets`` are theirs."""

    def __init__(self, message: str, sheets: tuple[str, ...]) -> None:
        super().__init__(message)
        self.sheets = sheets


class StackedReturnsError(WorkbookError):
    """A sheet holds several returns, one below the other: none of them is what is meant."""


class ProgramError(XltoolError):
    """*This program*: an installation is incomplete or a rule, scheme or template of ours is wrong."""


class DeclinedError(XltoolError):
    """The person was asked and would rather not: nothing was changed. The message may be empty, they know."""


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "读写磁盘出错",
    errno.EDQUOT: "磁盘空间不足（超出配额）",
    errno.EFBIG: "磁盘空间不足（超出配额）",
}


def reason(error: OSError) -> str:
    """Why the operating system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
