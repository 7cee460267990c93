"""Damage to bytes as disks, cables and editors do it, without knowing what they mean."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 1, 1, 2, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _truncate(data: bytearray, rng: random.Random) -> None:
    del data[rng.choice((rng.randrange(len(data)), len(data) - rng.randrange(1, min(len(data), 300)))) :]


def _overwrite(data: bytearray, rng: random.Random) -> None:
    at, length = rng.randrange(len(data)), rng.choice((1, 4, 512, 4096))
    data[at : at + length] = rng.choice((b"\0", b"\xff", b"<", b"9", b"\n")) * min(length, len(data) - at)


def _cut_out(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice((1, 2, 16, 512))]


def _repeat(data: bytearray, rng: random.Random) -> None:
    at, length = rng.randrange(len(data)), rng.choice((1, 4, 64, 2048))
    data[at:at] = data[at : at + length] * rng.choice((1, 1, 3))


def _exchange(data: bytearray, rng: random.Random) -> None:
    length = rng.choice((1, 8, 64))
    first, second = sorted(rng.randrange(len(data)) for _ in range(2))
    if first + length <= second and second + length <= len(data):
        data[first : first + length], data[second : second + length] = (
            data[second : second + length],
            data[first : first + length],
        )


def _more(data: bytearray, rng: random.Random) -> None:
    junk = rng.choice(
        (b"\0" * 512, b"PK\5\6" + b"\0" * 18, bytes(range(256)), b"\r\n", b"\xef\xbb\xbf", b"<")
    )
    data[:] = junk + data if rng.random() < 0.4 else data + junk


WAYS: Final[tuple[Callable[[bytearray, random.Random], None], ...]] = (
    _flip, _flip, _truncate, _overwrite, _cut_out, _repeat, _exchange, _more,
)  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """What was done, and the bytes after it."""
    way = rng.choice(WAYS)
    changed = bytearray(data or b"\0")
    way(changed, rng)
    return way.__name__.strip("_"), bytes(changed)
