"""绩效自评工作台 in Windows' start menu: a shortcut that Windows itself makes, read back without it.

It is made by the environment that it starts: there pywin32 speaks to the Shell, so no script host is asked, which many
offices have closed.
"""

from __future__ import annotations

import base64
import struct
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.setup.plan import FileContent

#: What the interpreter without a console is given; the Explorer adds the workbook that was dropped on the icon.
ARGUMENTS: Final = "-I -m xltool.setup.open_desk"
_COMMENT: Final = "在浏览器里看表、改数、写说明、生成上报件"
#: Where a shortcut's texts begin, and which flags say that something stands before them or that they are there (MS-SHLLINK).
_HEADER: Final = struct.Struct("<I16sI")
_HEAD_SIZE, _LINKS = 0x4C, bytes.fromhex("0114020000000000c000000000000046")
_ID_LIST, _LINK_INFO, _UNICODE = 0x1, 0x2, 0x80
_TEXTS: Final = {"comment": 0x4, "relative": 0x8, "folder": 0x10, "arguments": 0x20, "icon": 0x40}
#: Seconds.
_PATIENCE: Final = 60


class Shortcut(NamedTuple):
    """The texts of a shortcut; empty where it has none."""

    comment: str = ""
    relative: str = ""
    folder: str = ""
    arguments: str = ""
    icon: str = ""

    @property
    def ours(self) -> bool:
        """Whether it opens the page beside a workbook."""
        return self.arguments.startswith(ARGUMENTS)


def read_shortcut(data: bytes) -> Shortcut | None:
    """The texts of a shortcut; None where this is none, or one that is cut off."""
    try:
        size, kind, flags = _HEADER.unpack_from(data)
        if (size, kind) != (_HEAD_SIZE, _LINKS) or not flags & _UNICODE:
            return None
        at = _HEAD_SIZE
        if flags & _ID_LIST:
            at += 2 + struct.unpack_from("<H", data, at)[0]
        if flags & _LINK_INFO:
            at += struct.unpack_from("<I", data, at)[0]
        return _texts(data, at, flags)
    except struct.error:
        return None


def _texts(data: bytes, at: int, flags: int) -> Shortcut:
    found = {}
    for name, flag in _TEXTS.items():
        if flags & flag:
            end = at + 2 + 2 * struct.unpack_from("<H", data, at)[0]
            found[name] = data[at + 2 : end].decode("utf-16-le", "replace")
            at = end
    return Shortcut(**found)


def make_shortcut(interpreter: Path) -> FileContent:
    """The shortcut as the environment of this interpreter makes it; without one, why not."""
    command = [str(interpreter), "-I", "-X", "utf8", "-m", __name__]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE)
        data = base64.b64decode(done.stdout, validate=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        data = b""
    found = read_shortcut(data)
    if found is None or not found.ours:
        return FileContent(None, why="没有做成；用“发送到”里的“绩效自评-工作台”，或者运行 xltool desk")
    return FileContent(data)


def _made(interpreter: Path) -> bytes:
    """The shortcut to the interpreter without a console, as the Shell writes it."""
    com: Any = import_module("pythoncom")
    shell: Any = import_module("win32com.shell.shell")
    link = com.CoCreateInstance(shell.CLSID_ShellLink, None, com.CLSCTX_INPROC_SERVER, shell.IID_IShellLink)
    program = str(interpreter.with_name("pythonw.exe"))
    link.SetPath(program)
    link.SetArguments(ARGUMENTS)
    link.SetWorkingDirectory(str(Path.home()))
    link.SetDescription(_COMMENT)
    link.SetIconLocation(program, 0)
    stream = com.CreateStreamOnHGlobal()
    link.QueryInterface(com.IID_IPersistStream).Save(stream, True)
    length = stream.Seek(0, 1)
    stream.Seek(0, 0)
    return bytes(stream.Read(length))


def main() -> int:
    """Write the shortcut to the standard output, in base64."""
    sys.stdout.write(base64.b64encode(_made(Path(sys.executable))).decode("ascii"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
