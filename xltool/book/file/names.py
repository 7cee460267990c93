"""Names of files that Windows takes for something else, or does not take at all: each is told before it is tried.

``NUL.xlsx`` swallows what is written to it, ``AUX.xlsx`` may wait for ever, ``表:1.xlsx`` hides the content in a stream
of a file ``表``, and from ``自评.xlsx.`` Windows takes the dot away.
"""

from __future__ import annotations

import os
import re

from xltool.errors import WorkbookError
from xltool.typed import Final

WINDOWS: Final = os.name == "nt"

#: A path of more characters Windows opens only for programs and machines that were set up for it.
LONGEST_PATH: Final = 259
#: What is added to a name on the way: the mark of a copy, and of a file that is not finished yet.
_ADDED: Final = 24
#: Patterns that Windows alone needs; nowhere else a start compiles them.
_DEVICE: Final = r"(?is)(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$) *(\..*)?"
_SEPARATOR: Final = r"[\\/]"
_DRIVE: Final = r"^[A-Za-z]:"
_FORBIDDEN: Final = '<>:"|?*'


def refuse_name(path: str | os.PathLike[str]) -> None:
    """Raise WorkbookError where this is Windows and would not take the name as it stands; says what to write instead."""
    if not WINDOWS:
        return
    name = _last(os.fspath(path))
    why = what_windows_makes_of(name)
    if why:
        raise WorkbookError(f"文件名“{name}”{why}；请换一个名字再试。")


def _last(path: str) -> str:
    """The last part of a path; what stands before a colon is a drive only where it is one letter of A to Z."""
    return re.sub(_DRIVE, "", re.split(_SEPARATOR, path)[-1])


def what_windows_makes_of(name: str) -> str:
    """Why a name will not do on Windows, as the rest of a sentence; empty where it will."""
    if re.fullmatch(_DEVICE, name):
        return "是 Windows 留给设备的（CON、PRN、AUX、NUL、COM1、LPT1 等），不能当作文件"
    if name != name.rstrip(". ") and name.strip("."):
        return "末尾是点或空格，Windows 会把它去掉，变成另一个文件"
    signs = "、".join(sign for sign in _FORBIDDEN if sign in name)
    return f"里有 Windows 不许用在文件名里的符号（{signs}）" if signs else ""


def refuse_long(path: str | os.PathLike[str]) -> None:
    """Raise WorkbookError where this is Windows and a path, or that of a copy beside it, is longer than it opens."""
    length = len(os.path.abspath(path)) if WINDOWS else 0
    if length + _ADDED > LONGEST_PATH:
        raise WorkbookError(
            f"“{os.path.basename(path)}”的路径太长（连同文件夹 {length} 个字符），Windows 打不开，也写不下旁边的备份；"
            "请把它移到名字短、层数少的文件夹（例如 D:\\自评）再试。"
        )
