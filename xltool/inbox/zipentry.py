"""One entry of an open zip file: which may be read, and its bytes. What inflates it is what inflates the parts of a workbook."""

from __future__ import annotations

import re
import stat
import struct
import zlib
from typing import BinaryIO, Final

from xltool.book.parts.archive import (
    DEFLATED,
    ENCRYPTED,
    LOCAL,
    PART_LIMIT,
    RATIO_FROM,
    RATIO_LIMIT,
    STORED,
    inflated,
)
from xltool.book.parts.zipdirectory import Entry, extra_fields
from xltool.inbox import sentences
from xltool.inbox.item import NotReceivedError
from xltool.inbox.texts import UTF8, proves_utf8, shown, text_of

_UTF8_FLAG: Final = 0x800
_UNICODE_PATH: Final = 0x7075
#: What makes a path one of a disk of Windows, or of another computer.
_DRIVE: Final = re.compile(r"(\.?/)*[A-Za-z]:")
_SHARE: Final = re.compile(r"//+[^/]+/+[^/]")
#: Who made an entry, in the upper byte of its version: Unix, whose attributes say what is a link.
_UNIX: Final = (3, 19)


def refusal(entry: Entry, path: str) -> str:
    """Why an entry of this path is not read; empty where it may be."""
    name = shown(path)
    if leads_out(path):
        return sentences.leads_out(name)
    if entry.flags & ENCRYPTED:
        return sentences.encrypted_entry(name)
    if entry.method not in (STORED, DEFLATED):
        return sentences.rare_method(name)
    if is_link(entry):
        return sentences.linked_entry(name)
    if entry.size > RATIO_FROM and entry.size > RATIO_LIMIT * max(entry.packed, 1):
        return sentences.bomb(name)
    if max(entry.size, entry.packed) > PART_LIMIT:
        return sentences.too_large(name, PART_LIMIT // 2**20)
    return ""


def leads_out(path: str) -> bool:
    """Whether an entry's path, written with either slash, is one of a place outside of the folder that it would be unpacked to.

    One that begins with ``/`` or ``./`` is not: office systems write it so, and every program unpacks it into the folder.
    """
    steps = path.replace("\\", "/")
    if _DRIVE.match(steps) or _SHARE.match(steps):
        return True
    depth = 0
    for step in steps.split("/"):
        depth += -1 if _is_up(step) else step not in ("", ".")
        if depth < 0:
            return True
    return False


def _is_up(step: str) -> bool:
    """Windows drops the blanks behind a name."""
    return step.rstrip(" ") == ".."


def is_link(entry: Entry) -> bool:
    """Whether an entry only points to a file."""
    return entry.made_by >> 8 in _UNIX and stat.S_ISLNK(entry.attributes[1] >> 16)


def is_folder(entry: Entry) -> bool:
    """Whether an entry is a folder."""
    return entry.raw_name.endswith((b"/", b"\\")) and not entry.size


def read_entry(stream: BinaryIO, entry: Entry, base: int, title: str) -> bytes:
    """The entry's content. Raises WorkbookError where it is damaged or lies about its size."""
    try:
        stream.seek(base + entry.begin)
        mark, *_, name_length, extra_length = LOCAL.unpack(stream.read(LOCAL.size))
        stream.seek(name_length + extra_length, 1)
        packed = stream.read(entry.packed)
    except (struct.error, ValueError, OverflowError) as error:
        raise NotReceivedError(sentences.damaged_archive(title)) from error
    except OSError as error:
        raise NotReceivedError(sentences.unreadable(title, error)) from error
    if mark != b"PK\3\4" or len(packed) != entry.packed:
        raise NotReceivedError(sentences.damaged_archive(title))
    return inflated(packed, entry, title)


def name_in(entry: Entry, encoding: str) -> str:
    """The entry's name: what its Unicode field says, if it is of this name; else in UTF-8 where a flag says so or it proves it; else in the encoding."""
    unicode = next((field for number, field in extra_fields(entry.extra) if number == _UNICODE_PATH), b"")
    if len(unicode) > 9 and unicode[4] == 1 and unicode[5:9] == struct.pack("<L", zlib.crc32(entry.raw_name)):
        return text_of(unicode[9:], UTF8)
    utf8 = entry.flags & _UTF8_FLAG or proves_utf8(entry.raw_name)
    return text_of(entry.raw_name, UTF8 if utf8 else encoding)


def names_its_encoding(entry: Entry) -> bool:
    """Whether an entry says in which encoding its name is."""
    return bool(entry.flags & _UTF8_FLAG) or entry.raw_name.isascii()
