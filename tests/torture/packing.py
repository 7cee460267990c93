"""A zip written header by header, so that every field of it can say something untrue."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import NamedTuple

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800
_DAY = 0x21  # 1 January 1980


class Entry(NamedTuple):
    """One entry: what its two headers say, and its bytes as they are stored."""

    name: bytes
    stored: bytes
    crc: int
    size: int
    method: int = DEFLATED
    flags: int = 0
    extra: bytes = b""
    claimed: int | None = None  # what the headers say of the size of what is stored
    local_name: bytes | None = None
    local_size: int | None = None


def entry(name: str, data: bytes) -> Entry:
    """An honest entry."""
    squeezer = zlib.compressobj(1, zlib.DEFLATED, -15)
    flags = 0 if name.isascii() else UTF8
    return Entry(
        name.encode(), squeezer.compress(data) + squeezer.flush(), zlib.crc32(data), len(data), flags=flags
    )


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an honest package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Sequence[Entry], comment: bytes = b"") -> bytes:
    """The file of these entries."""
    body, directory = bytearray(), bytearray()
    for each in entries:
        place = len(body)
        claimed = len(each.stored) if each.claimed is None else each.claimed
        name = each.name if each.local_name is None else each.local_name
        size = each.size if each.local_size is None else each.local_size
        common = (20, each.flags, each.method, 0, _DAY, each.crc)
        numbers = (claimed & 0xFFFFFFFF, size & 0xFFFFFFFF, len(name), len(each.extra))
        body += _LOCAL + struct.pack("<HHHHHIIIHH", *common, *numbers) + name + each.extra + each.stored
        numbers = (claimed & 0xFFFFFFFF, each.size & 0xFFFFFFFF, len(each.name), len(each.extra))
        directory += _CENTRAL + struct.pack("<H", 20)
        directory += struct.pack("<HHHHHIIIHHHHHII", *common, *numbers, 0, 0, 0, 0, place)
        directory += each.name + each.extra
    count = len(entries) & 0xFFFF
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), len(comment) & 0xFFFF)
    return bytes(body + directory) + _END + end + comment
