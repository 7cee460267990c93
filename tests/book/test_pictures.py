"""Pictures without what a camera or a person noted in them."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.book.packages import png
from xltool.book.handover.pictures import without_notes

NAME = "某某某".encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def noted_png() -> bytes:
    plain = png()
    notes = chunk(b"tEXt", b"Author\0" + NAME) + chunk(b"eXIf", b"MM\0*" + NAME) + chunk(b"tIME", b"\0" * 7)
    return plain[:33] + notes + plain[33:]


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


LOOKS = (
    segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
    segment(0xE2, b"ICC_PROFILE\0\1\1..."),
    segment(0xEE, b"Adobe\0d"),
)
NOTES = segment(0xE1, b"Exif\0\0MM" + NAME), segment(0xFE, NAME), segment(0xED, b"Photoshop 3.0\0" + NAME)
SCAN = segment(0xDB, b"\0" * 65) + segment(0xDA, b"\0" * 10) + b"\x12\xff\x00\xff\xe1\x00\x08" + b"\xff\xd9"


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + SCAN


def test_notes_go_and_the_picture_stays() -> None:
    assert without_notes(noted_png()) == png()
    first, profile, adobe = LOOKS
    exif, comment, press = NOTES
    assert without_notes(jpeg(first, exif, profile, comment, press, adobe)) == jpeg(*LOOKS)


@pytest.mark.parametrize("data", [png(), jpeg(*LOOKS), b"GIF89a...", b"", b"\xff\xd8", b"\xd7\xcd\xc6\x9a"])
def test_a_picture_without_notes_is_not_touched(data: bytes) -> None:
    assert without_notes(data) == data


def test_a_torn_picture_ends_where_it_ends() -> None:
    for whole in (noted_png(), jpeg(*LOOKS, *NOTES)):
        for end in range(len(whole)):
            assert len(without_notes(whole[:end])) <= end
