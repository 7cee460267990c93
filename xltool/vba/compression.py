"""Compression of VBA sources as [MS-OVBA] 2.4.1 has it: chunks of 4 096 bytes, each with copies within itself."""

from __future__ import annotations

import struct
from typing import Final

from xltool.errors import ProgramError

_CHUNK: Final = 4096
_SHORTEST: Final = 3
_COMPRESSED: Final = 0xB000
_RAW: Final = 0x3000
#: So many earlier places are tried for one copy; more gain next to nothing and cost time.
_MOST_TRIED: Final = 64


def compress(data: bytes) -> bytes:
    """The compressed container of these bytes.

    Raises:
        ProgramError: the last piece is nearly a whole chunk of noise, which the format cannot hold without padding
            it; no source text is like that.
    """
    chunks = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return b"\1" + b"".join(_chunk(chunk) for chunk in chunks)


def _chunk(data: bytes) -> bytes:
    packed = _packed(data)
    if len(packed) <= _CHUNK:
        return struct.pack("<H", _COMPRESSED | (len(packed) - 1)) + packed
    if len(data) < _CHUNK:
        raise ProgramError("VBA 模块的末尾无法压缩（不像源代码），请检查 macros/ 里的文件。")
    return struct.pack("<H", _RAW | (_CHUNK - 1)) + data


def _packed(data: bytes) -> bytes:
    """Tokens in groups of eight, each group after a byte that says which of them are copies."""
    packed = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _copy(data, at, seen)
            if length:
                flags |= 1 << bit
                group += _token(at, offset, length)
            else:
                group.append(data[at])
            for place in range(at, at + max(1, length)):
                seen.setdefault(data[place : place + _SHORTEST], []).append(place)
            at += max(1, length)
        packed.append(flags)
        packed += group
    return bytes(packed)


def _copy(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """How far back and how long the longest copy is that can stand here; 0, 0 where there is none."""
    longest = min(_longest(at), len(data) - at)
    best = (0, 0)
    for place in reversed(seen.get(data[at : at + _SHORTEST], [])[-_MOST_TRIED:]):
        length = 0
        while length < longest and data[place + length] == data[at + length]:
            length += 1
        if length > best[1]:
            best = (at - place, length)
    return best if best[1] >= _SHORTEST else (0, 0)


def _offset_bits(at: int) -> int:
    """Bits of a token that hold the offset: as many as reach the beginning of the chunk, at least 4."""
    return max(4, (at - 1).bit_length())


def _longest(at: int) -> int:
    return (0xFFFF >> _offset_bits(at)) + _SHORTEST


def _token(at: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - _SHORTEST))
