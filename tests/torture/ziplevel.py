"""Packages whose zip says something untrue: entries twice, sizes wrong, bombs."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

from tests.torture.packing import ENCRYPTED, STORED, Entry, entry, packed

_MEGABYTE: Final = 1 << 20


@cache
def _squeezed(content: bytes, times: int) -> tuple[bytes, int]:
    """A megabyte of something, so many times, in as many kilobytes; and its checksum."""
    whole = content * (_MEGABYTE // len(content))
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeezer.compress(whole) + squeezer.flush(
        zlib.Z_FULL_FLUSH
    )  # stands for itself wherever it is put
    crc, once = 0, zlib.crc32(whole)
    shift = _shift(len(whole))
    for _ in range(times):
        crc = _applied(shift, crc) ^ once
    return block * times + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), crc


def _applied(matrix: list[int], vector: int) -> int:
    """A matrix of bits times a vector of bits, as numbers."""
    found = 0
    for row in matrix:
        if vector & 1:
            found ^= row
        vector >>= 1
    return found


def _shift(length: int) -> list[int]:
    """What so many zero bytes do to a checksum (zlib's crc32_combine): the step of one bit, squared again and again."""
    step = [0xEDB88320, *(1 << bit for bit in range(31))]
    result = [1 << bit for bit in range(32)]
    bits = length * 8
    while bits:
        if bits & 1:
            result = [_applied(step, row) for row in result]
        step = [_applied(step, row) for row in step]
        bits >>= 1
    return result


def _twice(entries: list[Entry], at: int, rng: random.Random) -> None:
    other = rng.choice((entries[at], rng.choice(entries)._replace(name=entries[at].name)))
    entries.insert(rng.choice((at, at + 1, len(entries))), other)


def _other_name(entries: list[Entry], at: int, rng: random.Random) -> None:
    name = entries[at].name
    entries[at] = entries[at]._replace(
        name=rng.choice(
            (
                name.upper(),
                name.replace(b"/", b"\\"),
                b"/" + name,
                b"../" + name,
                b"./" + name,
                name + b"/",
                b"",
                name[:-1],
                name + b"\x00",
                b"\xff\xfe" + name,
                name.replace(b".", b"\xef\xbc\x8e"),
                name * 300,
                b"//" + name,
                name + b" ",
            )
        )
    )


def _local_name(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries[at] = entries[at]._replace(
        local_name=rng.choice((b"", b"x", rng.choice(entries).name, entries[at].name * 2))
    )


def _drop(entries: list[Entry], at: int, rng: random.Random) -> None:
    del entries[at]


def _order(entries: list[Entry], at: int, rng: random.Random) -> None:
    rng.shuffle(entries)


def _size(entries: list[Entry], at: int, rng: random.Random) -> None:
    true = entries[at].size
    size = rng.choice((0, 1, true - 1, true + 1, true * 2, 0xFFFFFFFF, 0x7FFFFFFF, true // 2))
    entries[at] = entries[at]._replace(**{rng.choice(("size", "claimed", "local_size")): size})


def _checksum(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries[at] = entries[at]._replace(crc=rng.choice((0, entries[at].crc ^ 1, rng.getrandbits(32))))


def _method(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries[at] = entries[at]._replace(method=rng.choice((0, 1, 6, 9, 12, 14, 93, 95, 98, 99, 65535)))


def _flags(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries[at] = entries[at]._replace(
        flags=rng.choice((ENCRYPTED, 0x8, 0x20, 0x40, 0x800, 0x2000, 0xFFFF, 0x9))
    )


def _extra(entries: list[Entry], at: int, rng: random.Random) -> None:
    true = entries[at]
    honest = struct.pack("<HHQQ", 1, 16, true.size, len(true.stored))
    extra = rng.choice(
        (
            honest,
            honest[:-3],
            honest[:4],
            struct.pack("<HH", 1, 0),
            struct.pack("<HHQ", 1, 8, 2**63),
            b"\x01",
            b"\x00" * 65535,
            struct.pack("<HHQQQI", 1, 28, true.size, len(true.stored), 2**62, 7),
            struct.pack("<HH", 28789, 65000),
        )
    )
    wide = rng.random() < 0.7
    entries[at] = true._replace(
        extra=extra, size=0xFFFFFFFF if wide else true.size, claimed=0xFFFFFFFF if wide else None
    )


def _bomb(entries: list[Entry], at: int, rng: random.Random) -> None:
    content = rng.choice((b" ", b"\0", b"<a>", b"<row/>", b"9"))
    megabytes = rng.choice((64, 300, 1200))
    stored, crc = _squeezed(content, megabytes)
    size = rng.choice((_MEGABYTE // len(content) * len(content) * megabytes, entries[at].size))
    entries[at] = entries[at]._replace(stored=stored, crc=crc, size=size)


def _crowd(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries += [entry(f"xl/media/{number}.png", b"") for number in range(rng.choice((300, 20_000, 70_000)))]


def _stored_wrong(entries: list[Entry], at: int, rng: random.Random) -> None:
    stored = bytearray(entries[at].stored)
    for _ in range(rng.choice((1, 4))):
        stored[rng.randrange(len(stored))] ^= 1 << rng.randrange(8)
    entries[at] = entries[at]._replace(stored=bytes(stored))


def _empty(entries: list[Entry], at: int, rng: random.Random) -> None:
    entries[at] = Entry(entries[at].name, b"", 0, 0, method=STORED)


WAYS: Final[tuple[Callable[[list[Entry], int, random.Random], None], ...]] = (
    _twice, _twice, _other_name, _local_name, _drop, _order, _size, _size, _checksum, _method, _flags, _extra, _extra, _bomb,
    _crowd, _stored_wrong, _empty,
)  # fmt: skip


def damaged(entries: list[Entry], rng: random.Random) -> tuple[str, bytes]:
    """What was done to which entry, and the file after it."""
    way = rng.choice(WAYS)
    at = rng.randrange(len(entries))
    name = entries[at].name.decode()
    changed = list(entries)
    way(changed, at, rng)
    comment = rng.choice((b"", b"", b"", b"PK\5\6" + b"\0" * 18, b"x" * 65535))
    return f"{way.__name__.strip('_')} {name}", packed(changed, comment)
