"""What lies in a .zip: its directory is read, the entries stay where they are until they are asked for."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from xltool.book.parts.zipdirectory import Directory, Entry, directory, listed_entry
from xltool.errors import WorkbookError
from xltool.inbox import sentences
from xltool.inbox.inner import Inner
from xltool.inbox.item import NotReceivedError, Readable
from xltool.inbox.places import InArchive, InOpenArchive, OnDisk
from xltool.inbox.sorts import ZIP_MARKS, packer_of
from xltool.inbox.texts import encoding_of
from xltool.inbox.times import time_of
from xltool.inbox.zipentry import is_folder, name_in, names_its_encoding, refusal

#: Where an archive's directory begins is found in its last bytes: the record, a comment, and the records of long archives.
_TAIL: Final = 22 + 0xFFFF + 20 + 56
#: A directory larger than this, in bytes, is none of returns: a quarter of a million entries.
_LARGEST_DIRECTORY: Final = 32 * 2**20
#: In the record of a long archive the number of volumes stands elsewhere.
_MANY_VOLUMES: Final = 0xFFFF
#: What the first of several volumes begins with, and what may follow the entries of a directory.
_VOLUME, _SIGNATURE = b"PK\7\x08", b"PK\5\5"


class Zip(NamedTuple):
    """An open archive: its directory's bytes, the bytes in front of it, and how its entries' names are encoded where they do not say."""

    stream: BinaryIO
    listing: bytes
    base: int
    encoding: str


def open_zip(stream: BinaryIO, title: str) -> Zip:
    """Read the directory. Raises NotReceivedError for what is no .zip, one of several volumes, one that is cut off or empty."""
    stream.seek(0)
    start = stream.read(8)
    length = stream.seek(0, 2)
    skipped = max(0, length - _TAIL)
    if not start:
        raise NotReceivedError(sentences.empty_file(title))
    if what := packer_of(start):
        raise NotReceivedError(sentences.other_packer(title, what))
    stream.seek(skipped)
    found = _directory(stream.read(_TAIL), start, title, skipped)
    begin = skipped + found.end - found.size
    if begin < max(found.offset, 0) or found.size > _LARGEST_DIRECTORY:
        raise NotReceivedError(sentences.damaged_archive(title))
    stream.seek(begin)
    listing = stream.read(found.size)
    raw = b"\n".join(entry.raw_name for entry in _listed(listing) if not names_its_encoding(entry))
    return Zip(stream, listing, begin - found.offset, encoding_of(raw))


def _directory(tail: bytes, start: bytes, title: str, skipped: int) -> Directory:
    try:
        found = directory(tail, title, skipped)
    except WorkbookError:
        if start.startswith(_VOLUME):
            raise NotReceivedError(sentences.volume(title)) from None
        damaged = start.startswith(ZIP_MARKS)
        raise NotReceivedError(
            sentences.damaged_archive(title) if damaged else sentences.no_archive(title)
        ) from None
    if 0 < found.volume < _MANY_VOLUMES:
        raise NotReceivedError(sentences.volume(title))
    if not found.size:
        raise NotReceivedError(sentences.empty_archive(title))
    return found


def _listed(listing: bytes) -> Iterator[Entry]:
    """The entries up to where the directory is damaged."""
    return (entry for entry in _entries(listing) if entry is not None)


def _entries(listing: bytes) -> Iterator[Entry | None]:
    """The entries; last None where the directory is damaged from there on."""
    position = 0
    while position < len(listing) and listing[position : position + 4] != _SIGNATURE:
        try:
            entry, position = listed_entry(listing, position)
        except struct.error:
            yield None
            return
        yield entry


def holds_workbook(archive: Zip) -> bool:
    """Whether the archive itself is a workbook of today's format, under another ending."""
    names = {entry.raw_name.lower() for entry in _listed(archive.listing)}
    return {b"[content_types].xml", b"xl/workbook.xml"} <= names


def entries_of(archive: Zip, place: OnDisk | None, title: str) -> Iterator[Inner]:
    """What lies in the archive, in its own order; entries of one name are told apart by their number.

    ``place`` is where the archive lies on the disk: its entries can then be read when it is closed again.
    """
    seen: Counter[str] = Counter()
    for entry in _entries(archive.listing):
        if entry is None:
            yield Inner("", trouble=sentences.damaged_listing(title))
        elif not is_folder(entry):
            name = name_in(entry, archive.encoding).replace("\\", "/")
            seen[name] += 1
            remark = sentences.same_name(seen[name]) if seen[name] > 1 else ""
            content, trouble = _content(archive, entry, place), refusal(entry, name)
            yield Inner(name, content, entry.size, time_of(entry), trouble, remark)


def _content(archive: Zip, entry: Entry, place: OnDisk | None) -> Readable:
    if place is None:
        return InOpenArchive(archive.stream, entry, archive.base)
    return InArchive(place, entry, archive.base)
