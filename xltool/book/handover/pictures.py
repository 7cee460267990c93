"""A picture without what it does not show: who took it, where, when and with what.

A seal or a signature is often a photograph, whose file names the telephone and the place. PNG and JPEG are looked
into, block by block; pictures of other kinds, and whatever is not well-formed, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
#: Chunks of a PNG that hold texts, a time, or what a camera noted.
_PNG_NOTES: Final = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
#: Segments of a JPEG that change how it looks: JFIF, a colour profile, Adobe's colour transform.
_JPEG_LOOKS: Final = ((0xE0, b""), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_COMMENT: Final = 0xFE
_SCAN: Final = 0xDA


def without_notes(data: bytes) -> bytes:
    """The picture as it looks, without notes; the very same bytes where it has none or is of another kind."""
    if data.startswith(_PNG):
        return b"".join([_PNG, *_png_chunks(data)])
    if data.startswith(_JPEG):
        return b"".join([_JPEG, *_jpeg_segments(data)])
    return data


def _png_chunks(data: bytes) -> Iterator[bytes]:
    place = len(_PNG)
    while place < len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4])
        if data[place + 4 : place + 8] not in _PNG_NOTES:
            yield data[place:end]
        place = end


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    place = len(_JPEG)
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] not in (_SCAN, 0xFF):
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if _stays(data[place + 1], data[place + 4 : end]):
            yield data[place:end]
        place = end
    yield data[place:]


def _stays(marker: int, content: bytes) -> bool:
    if marker == _COMMENT or 0xE0 <= marker <= 0xEF:
        return any(marker == kind and content.startswith(start) for kind, start in _JPEG_LOOKS)
    return True
