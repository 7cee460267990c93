"""Compound files ([MS-CFB] version 3): folders and streams in one file, as a VBA project wants them.

Deterministic: no time, no class id, every unused byte zero.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from xltool.errors import ProgramError

#: A folder: streams and further folders by their names.
Storage: TypeAlias = "Mapping[str, bytes | Storage]"

_SECTOR: Final = 512
_MINI_SECTOR: Final = 64
#: A shorter stream lies in the mini stream, in pieces of its own size.
_MINI_LIMIT: Final = 4096
_MOST_FAT_SECTORS: Final = 109  # as many as the header itself can list
_LONGEST_NAME: Final = 31
_A_SECTOR: Final = _SECTOR // 4  # sector numbers in one sector

_FREE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_FAT: Final = 0xFFFFFFFD
_NOBODY: Final = 0xFFFFFFFF

_FOLDER, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass(slots=True)
class _Entry:
    """One entry of the directory; the links are numbers of entries."""

    name: str
    kind: int
    data: bytes = b""
    colour: int = _BLACK
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0

    def packed(self) -> bytes:
        """The 128 bytes of the entry."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(name), self.kind, self.colour, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", self.start, len(self.data))


_UNUSED_ENTRY: Final = bytes(68) + struct.pack("<III", _NOBODY, _NOBODY, _NOBODY) + bytes(48)


class _Chains:
    """Sectors of one size, and for each the number of the next in its stream."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.next: list[int] = []
        self.body = bytearray()

    def add(self, data: bytes) -> int:
        """Store a stream; the number of its first sector."""
        if not data:
            return _END
        first, count = len(self.next), -(-len(data) // self.size)
        self.next += [*range(first + 1, first + count), _END]
        self.body += data + bytes(-len(data) % self.size)
        return first


def compound_file(root: Storage) -> bytes:
    """The file that holds these folders and streams.

    Raises:
        ProgramError: a name is empty, longer than 31 characters or there twice, or there is more than 6.8 MB.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, root)
    sectors, small = _Chains(_SECTOR), _Chains(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = (small if len(entry.data) < _MINI_LIMIT else sectors).add(entry.data)
    entries[0].data = bytes(small.body)
    entries[0].start = sectors.add(entries[0].data)
    small_table = sectors.add(_numbers(small.next))
    unused = -len(entries) % (_SECTOR // 128)
    directory = sectors.add(b"".join(entry.packed() for entry in entries) + _UNUSED_ENTRY * unused)
    return _file(sectors, directory, small_table, -(-len(small.next) // _A_SECTOR))


def _add(entries: list[_Entry], folder: Storage) -> int:
    """Enter the content of a folder; the number of the entry at the top of its tree."""
    _check_names(folder)
    numbers = []
    for name, content in folder.items():
        is_stream = isinstance(content, bytes)
        entry = _Entry(name, _STREAM if is_stream else _FOLDER)
        entries.append(entry)
        numbers.append(len(entries) - 1)
        if isinstance(content, bytes):
            entry.data = content
        else:
            entry.child = _add(entries, content)
    numbers.sort(key=lambda number: _order(entries[number].name))
    return _balanced(entries, numbers, len(numbers).bit_length())


def _check_names(folder: Storage) -> None:
    wrong = [name for name in folder if not 0 < len(name) <= _LONGEST_NAME]
    if wrong or len({name.upper() for name in folder}) != len(folder):
        raise ProgramError(f"复合文档里的名称重复、为空或超过 {_LONGEST_NAME} 个字符：{'、'.join(folder)}。")


def _order(name: str) -> tuple[int, str]:
    """Shorter names come first, those of one length by their capital letters."""
    return len(name.encode("utf-16-le")), name.upper()


def _balanced(entries: Sequence[_Entry], numbers: Sequence[int], levels: int) -> int:
    """Link sorted entries to a balanced tree; its last, incomplete level is red, all above it black."""
    if not numbers:
        return _NOBODY
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balanced(entries, numbers[:middle], levels - 1)
    entry.right = _balanced(entries, numbers[middle + 1 :], levels - 1)
    entry.colour = _RED if levels == 1 else _BLACK
    return numbers[middle]


def _numbers(values: Iterable[int]) -> bytes:
    """Sector numbers, filled up with free ones to whole sectors."""
    listed = list(values)
    listed += [_FREE] * (-len(listed) % _A_SECTOR)
    return struct.pack(f"<{len(listed)}I", *listed)


def _file(sectors: _Chains, directory: int, small_table: int, small_sectors: int) -> bytes:
    """Header, sectors and, last, the table that says which sector follows which."""
    first, count = len(sectors.next), 1
    while count * _A_SECTOR < first + count:
        count += 1
    if count > _MOST_FAT_SECTORS:
        raise ProgramError("VBA 工程太大（超过 6.8 MB），请把模块分到几个加载项里。")
    table = _numbers([*sectors.next, *[_FAT] * count])
    places = [*range(first, first + count), *[_FREE] * (_MOST_FAT_SECTORS - count)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory, 0, _MINI_LIMIT, small_table, small_sectors, _END, 0,
    )  # fmt: skip
    return header + struct.pack(f"<{_MOST_FAT_SECTORS}I", *places) + bytes(sectors.body) + table
