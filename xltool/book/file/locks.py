"""Who holds a workbook open: every program leaves a small file beside it while somebody has it open."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from xltool.book.file.saving import FilePath
from xltool.errors import WorkbookError
from xltool.typed import Final

#: Owner files hold the user's name twice: at byte 1 in the computer's own encoding, from byte 55 in UTF-16.
_SHORT_NAME, _WIDE_NAME = 1, 55
#: Word fills names up to eight letters: of longer ones its mark takes the place of the first one or two.
_ROOM: Final = 6


def lock_files(path: FilePath) -> Iterator[tuple[str, str]]:
    """The lock files that lie beside this workbook, each with the user's name or an empty text."""
    folder, title = os.path.split(path)
    beside: list[tuple[str, Callable[[bytes], str]]] = [
        (f"~${title}", _owner),
        (f".~{title}", _owner),
        (f".~lock.{title}#", _libreoffice),
    ]
    too_long = max(0, len(os.path.splitext(title)[0]) - _ROOM)
    rest = title[min(too_long, 2) :]
    if too_long and not os.path.lexists(os.path.join(folder, rest)):
        beside.append((f"~${rest}", _owner))
    for name, user in beside:
        found = os.path.join(folder, name)
        if os.path.isfile(found):
            yield found, user(_content(found))


def refuse_if_open(path: FilePath) -> None:
    """Raise WorkbookError, saying who has the workbook open and what to do, where a lock file lies beside it."""
    for lock, user in lock_files(path):
        raise WorkbookError(
            f"“{os.path.basename(path)}”正由{f' {user} ' if user else '别的程序'}打开着，现在写入会互相覆盖；请先保存并关闭它再试。"
            f"如果确认没有人打开它，请删除同一文件夹里的“{os.path.basename(lock)}”（可能是隐藏文件）再试。"
        )


def _content(path: str) -> bytes:
    # Windows keeps others from reading it: then nobody's name is known
    try:
        with open(path, "rb") as stream:
            return stream.read(4096)
    except OSError:
        return b""


def _owner(data: bytes) -> str:
    """The user in an owner file of Excel or WPS."""
    if len(data) <= _SHORT_NAME:
        return ""
    length = data[0]
    wide = data[_WIDE_NAME:]
    if wide[:2] == bytes((length, 0)):  # the wide name has its length before it too
        wide = wide[2:]
    name = wide[: 2 * length].decode("utf-16-le", errors="ignore")
    if not _is_name(name):
        name = _narrow(data[_SHORT_NAME:_WIDE_NAME].rstrip(b" \0"))
    return name.strip(" \0") if _is_name(name) else ""


def _narrow(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _libreoffice(data: bytes) -> str:
    """The user in a lock file of LibreOffice: full name, login name, computer, date, profile."""
    fields = data.decode("utf-8", errors="ignore").split(",")
    name = next((field.strip() for field in fields[:2] if field.strip()), "")
    computer = fields[2].strip() if len(fields) > 2 else ""
    return f"{name}（电脑 {computer}）" if name and computer else name


def _is_name(text: str) -> bool:
    return bool(text.strip(" \0")) and text.strip("\0").isprintable()
