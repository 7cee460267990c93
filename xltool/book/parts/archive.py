"""The zip container of a workbook: parts are read out of it and put into a copy of it.

Written by hand because :mod:`zipfile` cannot copy an entry without inflating and deflating it again: here every
entry that does not change keeps its compressed bytes, its date, its attributes and its place.
"""

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from xltool.book.parts.zipdirectory import (
    CENTRAL,
    END,
    Entry,
    damaged_archive,
    directory,
    listed_entry,
    without_zip64,
)
from xltool.errors import ProgramError, WorkbookError
from xltool.typed import Final, NamedTuple

#: Largest inflated part, largest sum of all parts, and how many times smaller than itself a big part may be packed.
PART_LIMIT: Final = 200 * 2**20
TOTAL_LIMIT: Final = 2**30
RATIO_LIMIT: Final = 300
RATIO_FROM: Final = 32 * 2**20

#: zlib's level for changed parts: on sheets, 2 takes a quarter of the time of 6 and gives about a sixth more bytes.
_LEVEL: Final = 2

#: Parts larger than this are not kept for the next workbook.
_KEPT: Final = 65_536

STORED, DEFLATED = 0, 8
ENCRYPTED, _DESCRIPTOR, _LEVEL_BITS = 0x1, 0x8, 0x6

LOCAL = struct.Struct("<4s5H3L2H")


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
        return inflated(self.data[entry.begin : entry.begin + entry.packed], entry, self.title)


def read_archive(data: bytes, title: str) -> Archive:
    """List the entries of a zip file; ``title`` is the file's name in messages.

    Raises WorkbookError for a truncated, encrypted, ambiguous or far too large archive.
    """
    count, size, offset, end, comment, _ = directory(data, title)
    base = end - size - offset  # bytes that someone put in front of the archive
    if base < 0:
        raise damaged_archive(title)
    entries: dict[str, Entry] = {}
    try:
        for entry in _entries(data, end - size, count, base):
            if entries.setdefault(_key(entry.name), entry) is not entry:
                raise WorkbookError(
                    f"“{title}”里有两份 {entry.name}，无法确定以哪份为准；请用 Excel 打开并另存为新的 .xlsx 再试。"
                )
    except (struct.error, OverflowError) as error:  # places far beyond the end
        raise damaged_archive(title) from error
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
    end = END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), size, position, len(archive.comment))
    return b"".join([*chunks, *directory, end, archive.comment])


def _new_entry(name: str) -> Entry:
    """What a new part is called; it carries the first date that there is, so that the same input gives the same bytes."""
    return Entry(name, name.encode(), 20, 0, DEFLATED, (0, 33), 0, 0, 0, (0, 0), b"", b"", b"", 0)


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


def _entries(data: bytes, position: int, count: int, base: int) -> Iterator[Entry]:
    for _ in range(count):
        entry, position = listed_entry(data, position)
        begin, local_extra = _content(data, base + entry.begin, entry.packed)
        yield entry._replace(begin=begin, local_extra=local_extra)


def _content(data: bytes, offset: int, packed: int) -> tuple[int, bytes]:
    """Where the compressed bytes begin, and the extra field of the local header (Excel pads with it)."""
    mark, *_, name_length, extra_length = LOCAL.unpack_from(data, offset)
    begin = offset + LOCAL.size + name_length + extra_length
    if mark != b"PK\3\4" or begin + packed > len(data):
        raise struct.error("local header")
    return begin, without_zip64(data[begin - extra_length : begin])


def _refuse(archive: Archive) -> None:
    title = archive.title
    for entry in archive.entries.values():
        if entry.flags & ENCRYPTED:
            raise WorkbookError(f"“{title}”里的内容加了密；请去掉密码、另存为普通的 .xlsx 再试。")
        if entry.method not in (STORED, DEFLATED):
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


def inflated(packed: bytes, entry: Entry, title: str) -> bytes:
    """The content of an entry from its compressed bytes. Raises WorkbookError where they are damaged or it lies about its size."""
    said = (packed, entry.method, entry.size, entry.checksum)
    if entry.size > _KEPT:
        return _content_of(*said, title)
    try:
        return _inflated_once(*said)
    except WorkbookError:
        return _content_of(*said, title)  # the same complaint with the file's name


def _content_of(packed: bytes, method: int, size: int, checksum: int, title: str = "") -> bytes:
    if method == STORED:
        content, whole = packed, len(packed) == size
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, size + 1)
        except zlib.error as error:
            raise damaged_archive(title) from error
        if len(content) > size:
            raise _bomb(title)
        whole = inflater.eof and len(content) == size
    if not whole or zlib.crc32(content) != checksum:
        raise damaged_archive(title)
    return content


#: A thousand returns made from one template have the same formats, names, lists and texts: these are inflated once.
_inflated_once = lru_cache(maxsize=32)(_content_of)


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
        flags, method, checksum, size = flags & ~_LEVEL_BITS, DEFLATED, zlib.crc32(content), len(content)
    common = (20, flags, method, *entry.stamp, checksum, len(packed), size, len(entry.raw_name))
    local = LOCAL.pack(b"PK\3\4", *common, len(entry.local_extra)) + entry.raw_name + entry.local_extra
    central = (
        CENTRAL.pack(b"PK\1\2", entry.made_by, *common, len(entry.extra), len(entry.comment), 0, *entry.attributes, position)
        + entry.raw_name + entry.extra + entry.comment
    )  # fmt: skip
    return [local, packed], central
