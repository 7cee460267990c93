"""What a file is by its name, and what the first bytes say of one that is called otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Final, NamedTuple

from xltool.book.file.saving import is_beside
from xltool.inbox import sentences

ZIP_MARKS: Final = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_SPREADSHEET: Final = b"xl/workbook.xml"
_MACROS: Final = b"xl/vbaProject.bin"


class FileSort(Enum):
    """What is done with a file."""

    WORKBOOK = auto()
    ARCHIVE = auto()
    MAIL = auto()
    MAILBOX = auto()
    OLD = auto()  #: a workbook of another format, by its name
    REFUSED = auto()
    COPY = auto()  #: our own, beside a workbook
    NOISE = auto()  #: what systems and programs leave lying about
    OTHER = auto()


class Sorted(NamedTuple):
    """The sort of a file; of one that is refused, the sentence that says so of a name."""

    sort: FileSort
    refusal: Callable[[str], str] | None = None


_NOISE: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".localized"})
_TEMPORARY: Final = re.compile(r"\.xltool-.*\.tmp")
_TAKEN: Final = {
    ".xlsx": FileSort.WORKBOOK,
    ".xlsm": FileSort.WORKBOOK,
    ".zip": FileSort.ARCHIVE,
    ".eml": FileSort.MAIL,
    ".mbox": FileSort.MAILBOX,
    ".mbx": FileSort.MAILBOX,
}
_OLD: Final = {
    ".xls": "旧格式的工作簿（.xls）",
    ".et": "WPS 表格的工作簿（.et）",
    ".ett": "WPS 表格的模板（.ett）",
    ".xlt": "旧格式的模板（.xlt）",
    ".xltx": "Excel 模板（.xltx）",
    ".xltm": "Excel 模板（.xltm）",
    ".xlsb": "二进制工作簿（.xlsb）",
    ".ods": "OpenDocument 表格（.ods）",
    ".numbers": "Apple Numbers 表格",
    ".uos": "标文通表格（.uos）",
}
_PACKERS: Final = {
    ".rar": "RAR 压缩包",
    ".7z": "7z 压缩包",
    ".tar": "tar 压缩包",
    ".gz": "gzip 压缩包",
    ".tgz": "tar.gz 压缩包",
    ".bz2": "bzip2 压缩包",
    ".tbz2": "bzip2 压缩包",
    ".xz": "xz 压缩包",
    ".zst": "zstd 压缩包",
    ".zipx": "zipx 压缩包",
    ".cab": "cab 压缩包",
    ".iso": "光盘映像",
    ".arj": "ARJ 压缩包",
    ".lzh": "LZH 压缩包",
    ".kz": "快压压缩包",
}
_MAILS: Final = {
    ".msg": "Outlook 邮件（.msg）",
    ".oft": "Outlook 邮件模板（.oft）",
    ".pst": "Outlook 数据文件（.pst）",
    ".ost": "Outlook 数据文件（.ost）",
    ".dbx": "Outlook Express 邮箱（.dbx）",
    ".emlx": "苹果邮件（.emlx）",
    ".olm": "Outlook for Mac 数据文件（.olm）",
}
_REFUSED: Final = (
    (_OLD, FileSort.OLD, sentences.old_workbook),
    (_PACKERS, FileSort.REFUSED, sentences.other_packer),
    (_MAILS, FileSort.REFUSED, sentences.other_mail),
)
_VOLUME: Final = re.compile(r".*\.(z\d\d|r\d\d|\d{3}|part\d+\.rar)")
_WINMAIL: Final = re.compile(r"winmail\.dat|win\.dat")
#: First bytes of what is called .zip and is something else.
_MAGIC: Final = {
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"BZh": "bzip2 压缩包",
    b"\xfd7zXZ": "xz 压缩包",
}


def plain_name(path: str) -> str:
    """The last part of a path as any program may have written it, without the blanks around it."""
    return re.split(r"[/\\]", path.replace("\0", "").rstrip("/\\ "))[-1].strip()


def ending_of(name: str) -> str:
    """The ending in small letters with its dot, fullwidth signs read as plain ones; empty without one."""
    plain = unicodedata.normalize("NFKC", name).strip(" .\t").lower()
    _, dot, ending = plain.rpartition(".")
    return f".{ending}" if dot else ""


def sorted_by_name(path: str) -> Sorted:
    """What the name says."""
    name = plain_name(path)
    low = name.lower()
    if low in _NOISE or low.startswith(("~$", ".~", "._")) or _TEMPORARY.fullmatch(low):
        return Sorted(FileSort.NOISE)
    if "__MACOSX" in re.split(r"[/\\]", path):
        return Sorted(FileSort.NOISE)
    if is_beside(name):
        return Sorted(FileSort.COPY)
    return _by_ending(low, ending_of(name))


def _by_ending(low: str, ending: str) -> Sorted:
    if _VOLUME.fullmatch(low):
        return Sorted(FileSort.REFUSED, sentences.volume)
    if low == "mbox":  # Apple's mail program puts it into a folder of the mailbox's name
        return Sorted(FileSort.MAILBOX)
    if ending in _TAKEN:
        return Sorted(_TAKEN[ending])
    for kinds, sort, sentence in _REFUSED:
        if ending in kinds:
            return Sorted(sort, partial(sentence, what=kinds[ending]))
    if _WINMAIL.fullmatch(low) or ending == ".tnef":
        return Sorted(FileSort.REFUSED, sentences.winmail)
    return Sorted(FileSort.OTHER)


def is_sealed_mail(name: str) -> bool:
    """Whether an attachment is what an encrypted or enveloped mail consists of, by its name."""
    return ending_of(name) == ".p7m"


def packer_of(start: bytes) -> str:
    """Which other archive these first bytes begin; empty for none that is known."""
    return next((what for mark, what in _MAGIC.items() if start.startswith(mark)), "")


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook's in today's format, whatever they are called."""
    return data.startswith(ZIP_MARKS) and _SPREADSHEET in data


def workbook_ending(data: bytes) -> str:
    """The ending that such a workbook should have."""
    return ".xlsm" if _MACROS in data else ".xlsx"


def is_whole_zip(data: bytes) -> bool:
    """Whether a zip file's end is there."""
    return b"PK\5\6" in data[-66_000:]
