"""The zip container of a workbook: parts are read out of it and put into a copy of it.

Written by hand because :mod:`zipfile` cannot copy an entry without inflating and deflating it again: here every
entry that does not change keeps its compressed bytes, its date, its attributes and its place.
"""

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from xltool.errors import ProgramError, WorkbookError
from xltool.typed import Final, NamedTuple

#: Largest inflated part, largest sum of all parts, and how many times smaller than itself a big part may be packed.
PART_LIMIT: Final = 200 * 2**20
TOTAL_LIMIT: Final = 2**30
RATIO_LIMIT: Final = 300
RATIO_FROM: Final = 32 * 2**20

#: zlib's level for changed parts: on sheets, 2 takes a quarter of the time of 6 and gives about a sixth more bytes.
_LEVEL: Final = 2

_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _LEVEL_BITS = 0x1, 0x8, 0x6
_ZIP64_EXTRA: Final = 1

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


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


class Archive(NamedTuple):
    """A zip file in memory; ``entries`` is keyed by part name in lower case with forward slashes, in file order."""

    title: str
    data: bytes
    entries: Mapping[str, Entry]
    comment: bytes = b""

    def __contains__(self, part: object) -> bool:
        return isinstance(part, str) and _key(part) in self.entries

    def part(self, name: str) -> bytes:
        """The inflated part. Raises WorkbookError where it is missing, damaged or lies about its size."""
        entry = self.entries.get(_key(name))
        if entry is None:
            raise WorkbookError(
                f"“{self.title}”缺少 {name}，文件不完整；请用 Excel 打开并另存为新的 .xlsx 再试。"
            )
        return _inflated(self, entry)


def read_archive(data: bytes, title: str) -> Archive:
    """List the entries of a zip file; ``title`` is the file's name in messages.

    Raises WorkbookError for a truncated, encrypted, ambiguous or far too large archive.
    """
    count, size, offset, end, comment = _directory(data, title)
    base = end - size - offset  # bytes that someone put in front of the archive
    if base < 0:
        raise _damaged(title)
    entries: dict[str, Entry] = {}
    try:
        for entry in _entries(data, end - size, count, base):
            if entries.setdefault(_key(entry.name), entry) is not entry:
                raise WorkbookError(
                    f"“{title}”里有两份 {entry.name}，无法确定以哪份为准；请用 Excel 打开并另存为新的 .xlsx 再试。"
                )
    except struct.error as error:
        raise _damaged(title) from error
    archive = Archive(title, data, entries, comment)
    _refuse(archive)
    return archive


def write_archive(
    archive: Archive,
    replaced: Mapping[str, bytes],
    dropped: Collection[str] = (),
    added: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A copy of the archive with these parts replaced, left out or, at its end, added; the same input gives the same bytes."""
    changes = {_key(name): content for name, content in replaced.items()}
    gone = {_key(name) for name in dropped}
    if not (changes.keys() | gone) <= archive.entries.keys():
        raise ProgramError(f"要改写的部件不在“{archive.title}”里：{sorted(changes.keys() | gone)}")
    if any(name in archive for name in added):
        raise ProgramError(f"要加的部件已经在“{archive.title}”里：{sorted(added)}")
    chunks: list[bytes] = []
    directory: list[bytes] = []
    position = 0
    for key, entry in archive.entries.items():
        if key in gone:
            continue
        packed, central = _copied(archive.data, entry, changes.get(key), position)
        chunks += packed
        directory.append(central)
        position += sum(map(len, packed))
    for name, content in added.items():
        packed, central = _copied(b"", _new_entry(name), content, position)
        chunks += packed
        directory.append(central)
        position += sum(map(len, packed))
    size = sum(map(len, directory))
    end = _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), size, position, len(archive.comment))
    return b"".join([*chunks, *directory, end, archive.comment])


def _new_entry(name: str) -> Entry:
    """What a new part is called; it carries the first date that there is, so that the same input gives the same bytes."""
    return Entry(name, name.encode(), 20, 0, _DEFLATED, (0, 33), 0, 0, 0, (0, 0), b"", b"", b"", 0)


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


def _damaged(title: str) -> WorkbookError:
    return WorkbookError(f"“{title}”不完整或已损坏（可能没有下载或复制完）；请重新取得这个文件再试。")


def _directory(data: bytes, title: str) -> tuple[int, int, int, int, bytes]:
    """Entries, size, offset and end of the central directory, and the archive's comment."""
    place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF))
    if place < 0 or place + _END.size > len(data):
        raise _damaged(title)
    _, _, _, _, count, size, offset, length = _END.unpack_from(data, place)
    comment = data[place + _END.size : place + _END.size + length]
    end = place
    if count == 0xFFFF or 0xFFFFFFFF in (size, offset):
        count, size, offset, end = _directory64(data, place, title)
    return count, size, offset, end, comment


def _directory64(data: bytes, place: int, title: str) -> tuple[int, int, int, int]:
    try:
        mark, _, at, _ = _LOCATOR64.unpack_from(data, place - _LOCATOR64.size)
        found = _END64.unpack_from(data, at)
    except struct.error as error:
        raise _damaged(title) from error
    if mark != b"PK\6\7" or found[0] != b"PK\6\6":
        raise _damaged(title)
    return found[7], found[8], found[9], at


def _entries(data: bytes, position: int, count: int, base: int) -> Iterator[Entry]:
    for _ in range(count):
        (mark, made_by, _, flags, method, time, date, checksum, packed, size, name_length, extra_length,
         comment_length, _, internal, external, offset) = _CENTRAL.unpack_from(data, position)  # fmt: skip
        if mark != b"PK\1\2" or not name_length:  # a part without a name is none
            raise struct.error("central directory")
        begin = position + _CENTRAL.size
        raw_name = data[begin : begin + name_length]
        extra = data[begin + name_length : begin + name_length + extra_length]
        position = begin + name_length + extra_length
        comment = data[position : position + comment_length]
        position += comment_length
        size, packed, offset = _sizes64(extra, size, packed, offset)
        begin, local_extra = _content(data, base + offset, packed)
        yield Entry(
            _text(raw_name), raw_name, made_by, flags, method, (time, date),
            checksum, packed, size, (internal, external), _without_zip64(extra), local_extra, comment, begin,
        )  # fmt: skip


def _text(raw_name: bytes) -> str:
    """An entry's name; one in a forgotten encoding only has to be told from the others."""
    try:
        return raw_name.decode()
    except UnicodeDecodeError:
        return raw_name.decode("latin-1")


def _content(data: bytes, offset: int, packed: int) -> tuple[int, bytes]:
    """Where the compressed bytes begin, and the extra field of the local header (Excel pads with it)."""
    mark, *_, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    begin = offset + _LOCAL.size + name_length + extra_length
    if mark != b"PK\3\4" or begin + packed > len(data):
        raise struct.error("local header")
    return begin, _without_zip64(data[begin - extra_length : begin])


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Fields of an extra block, each with its header; what cannot be split comes as one field of number 0."""
    while len(extra) >= 4:
        number, length = struct.unpack_from("<2H", extra)
        if 4 + length > len(extra):
            break
        yield number, extra[: 4 + length]
        extra = extra[4 + length :]
    if extra:
        yield 0, extra


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(field for number, field in _fields(extra) if number != _ZIP64_EXTRA) if extra else extra


def _sizes64(extra: bytes, *sizes: int) -> tuple[int, int, int]:
    """Size, packed size and offset; those too long for the old fields stand in an extra field, in this order."""
    if 0xFFFFFFFF not in sizes:
        return sizes[0], sizes[1], sizes[2]
    long = next((field[4:] for number, field in _fields(extra) if number == _ZIP64_EXTRA), b"")
    found: list[int] = []
    for size in sizes:
        wide = size == 0xFFFFFFFF
        found.append(
            struct.unpack_from("<Q", long)[0] if wide else size
        )  # struct.error where it is not there
        long = long[8:] if wide else long
    return found[0], found[1], found[2]


def _refuse(archive: Archive) -> None:
    title = archive.title
    for entry in archive.entries.values():
        if entry.flags & _ENCRYPTED:
            raise WorkbookError(f"“{title}”里的内容加了密；请去掉密码、另存为普通的 .xlsx 再试。")
        if entry.method not in (_STORED, _DEFLATED):
            raise WorkbookError(f"“{title}”用了少见的压缩方式；请用 Excel 打开并另存为新的 .xlsx 再试。")
        if entry.size > PART_LIMIT:
            raise WorkbookError(
                f"“{title}”的 {entry.name} 解压后超过 200 MB，没有处理；请删去用不着的工作表或行再试。"
            )
        if entry.size > RATIO_FROM and entry.size > RATIO_LIMIT * entry.packed:
            raise _bomb(title)
    if sum(entry.size for entry in archive.entries.values()) > TOTAL_LIMIT:
        raise _bomb(title)


def _bomb(title: str) -> WorkbookError:
    return WorkbookError(f"“{title}”解压后大得不正常，可能是压缩炸弹，没有处理；请确认文件来源后重新取得。")


def _inflated(archive: Archive, entry: Entry) -> bytes:
    packed = archive.data[entry.begin : entry.begin + entry.packed]
    if entry.method == _STORED:
        content, whole = packed, len(packed) == entry.size
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, entry.size + 1)
        except zlib.error as error:
            raise _damaged(archive.title) from error
        if len(content) > entry.size:
            raise _bomb(archive.title)
        whole = inflater.eof and len(content) == entry.size
    if not whole or zlib.crc32(content) != entry.checksum:
        raise _damaged(archive.title)
    return content


def _deflated(content: bytes) -> bytes:
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(content) + deflater.flush()


def _copied(data: bytes, entry: Entry, content: bytes | None, position: int) -> tuple[list[bytes], bytes]:
    """Local header and compressed bytes of one entry of the copy, and its record in the central directory.

    Sizes go into the local header, so the data descriptor that a streaming writer leaves behind is not needed.
    """
    flags, method, checksum, size = entry.flags & ~_DESCRIPTOR, entry.method, entry.checksum, entry.size
    if content is None:
        packed = data[entry.begin : entry.begin + entry.packed]
    else:
        packed = _deflated(content)
        flags, method, checksum, size = flags & ~_LEVEL_BITS, _DEFLATED, zlib.crc32(content), len(content)
    common = (20, flags, method, *entry.stamp, checksum, len(packed), size, len(entry.raw_name))
    local = _LOCAL.pack(b"PK\3\4", *common, len(entry.local_extra)) + entry.raw_name + entry.local_extra
    central = (
        _CENTRAL.pack(b"PK\1\2", entry.made_by, *common, len(entry.extra), len(entry.comment), 0, *entry.attributes, position)
        + entry.raw_name + entry.extra + entry.comment
    )  # fmt: skip
    return [local, packed], central
