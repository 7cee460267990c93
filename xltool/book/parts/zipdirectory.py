"""The directory of a zip file: what its entries are called, how large they are and where they lie."""

import struct
from collections.abc import Iterator

from xltool.errors import WorkbookError
from xltool.typed import Final, NamedTuple

_ZIP64_EXTRA: Final = 1

END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
CENTRAL = struct.Struct("<4s6H3L5H2L")


class Entry(NamedTuple):
    """One entry of the archive; ``begin`` and ``packed`` say where its compressed bytes lie, sizes are in bytes."""

    name: str
    raw_name: bytes
    made_by: int
    flags: int
    method: int
    stamp: tuple[int, int]
    checksum: int
    packed: int
    size: int
    attributes: tuple[int, int]
    extra: bytes
    local_extra: bytes
    comment: bytes
    begin: int


class Directory(NamedTuple):
    """Where the central directory lies: ``end`` is its end in the bytes looked at, ``volume`` the number of the last volume."""

    entries: int
    size: int
    offset: int
    end: int
    comment: bytes
    volume: int


def directory(data: bytes, title: str, skipped: int = 0) -> Directory:
    """The directory of the archive whose last bytes these are, behind ``skipped`` others. Raises WorkbookError where there is none."""
    place = data.rfind(b"PK\5\6", max(0, len(data) - END.size - 0xFFFF))
    if place < 0 or place + END.size > len(data):
        raise damaged_archive(title)
    _, volume, _, _, count, size, offset, length = END.unpack_from(data, place)
    comment = data[place + END.size : place + END.size + length]
    if count == 0xFFFF or 0xFFFFFFFF in (size, offset):
        return _directory64(data, place, title, skipped)._replace(comment=comment)
    return Directory(count, size, offset, place, comment, volume)


def _directory64(data: bytes, place: int, title: str, skipped: int) -> Directory:
    try:
        mark, _, at, _ = _LOCATOR64.unpack_from(data, place - _LOCATOR64.size)
        found = _END64.unpack_from(data, at - skipped)
    except (struct.error, OverflowError) as error:
        raise damaged_archive(title) from error
    if mark != b"PK\6\7" or found[0] != b"PK\6\6":
        raise damaged_archive(title)
    return Directory(found[7], found[8], found[9], at - skipped, b"", found[4])


def listed_entry(data: bytes, position: int) -> tuple[Entry, int]:
    """An entry as the directory has it (``begin``: its local header), and where the next one stands. Raises struct.error where there is none."""
    (mark, made_by, _, flags, method, time, date, checksum, packed, size, name_length, extra_length,
     comment_length, _, internal, external, offset) = CENTRAL.unpack_from(data, position)  # fmt: skip
    if mark != b"PK\1\2" or not name_length:  # a part without a name is none
        raise struct.error("central directory")
    begin = position + CENTRAL.size
    raw_name = data[begin : begin + name_length]
    extra = data[begin + name_length : begin + name_length + extra_length]
    position = begin + name_length + extra_length
    comment = data[position : position + comment_length]
    size, packed, offset = _sizes64(extra, size, packed, offset)
    entry = Entry(
        _text(raw_name), raw_name, made_by, flags, method, (time, date),
        checksum, packed, size, (internal, external), without_zip64(extra), b"", comment, offset,
    )  # fmt: skip
    return entry, position + comment_length


def _text(raw_name: bytes) -> str:
    """An entry's name; one in a forgotten encoding only has to be told from the others."""
    try:
        return raw_name.decode()
    except UnicodeDecodeError:
        return raw_name.decode("latin-1")


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Fields of an extra block, each with its header; what cannot be split comes as one field of number 0."""
    while len(extra) >= 4:
        number, length = struct.unpack_from("<2H", extra)
        if 4 + length > len(extra):
            break
        yield number, extra[: 4 + length]
        extra = extra[4 + length :]
    if extra:
        yield 0, extra


def without_zip64(extra: bytes) -> bytes:
    """An extra block without what it says of sizes too long for the old fields."""
    return (
        b"".join(field for number, field in extra_fields(extra) if number != _ZIP64_EXTRA) if extra else extra
    )


def _sizes64(extra: bytes, *sizes: int) -> tuple[int, int, int]:
    """Size, packed size and offset; those too long for the old fields stand in an extra field, in this order."""
    if 0xFFFFFFFF not in sizes:
        return sizes[0], sizes[1], sizes[2]
    long = next((field[4:] for number, field in extra_fields(extra) if number == _ZIP64_EXTRA), b"")
    found: list[int] = []
    for size in sizes:
        wide = size == 0xFFFFFFFF
        found.append(
            struct.unpack_from("<Q", long)[0] if wide else size
        )  # struct.error where it is not there
        long = long[8:] if wide else long
    return found[0], found[1], found[2]


def damaged_archive(title: str) -> WorkbookError:
    """What is said of an archive that is cut off or cannot be made out."""
    return WorkbookError(f"“{title}”不完整或已损坏（可能没有下载或复制完）；请重新取得这个文件再试。")
