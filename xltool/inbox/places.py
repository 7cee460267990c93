"""Files where they lie, on the disk: known by a mark, read whole or looked into, never taken when they changed meanwhile."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from xltool.book.parts.zipdirectory import Entry
from xltool.inbox import sentences
from xltool.inbox.item import Mark, NotReceivedError
from xltool.inbox.zipentry import read_entry

#: A workbook, and a mail, larger than this, in bytes, is not read into memory. (A mail takes several times its size.)
LARGEST: Final = 200 * 2**20
LARGEST_MAIL: Final = 100 * 2**20
MEGABYTE: Final = 2**20


class OnDisk(NamedTuple):
    """A file by its absolute path, as it was when it was listed."""

    mark: Mark

    def open(self, title: str) -> BinaryIO:
        """The file, open for reading. Raises NotReceivedError where it cannot be, or is another by now."""
        try:
            stream = Path(self.mark.path).open("rb")  # noqa: SIM115 - the caller closes it
        except OSError as error:
            raise NotReceivedError(sentences.unreadable(title, error)) from error
        try:
            self.check(stream, title)
        except BaseException:
            stream.close()
            raise
        return stream

    def check(self, stream: BinaryIO, title: str) -> None:
        """Raise NotReceivedError where the open file was changed since it was listed."""
        found = os.fstat(stream.fileno())
        if (found.st_size, found.st_mtime_ns) != self.mark[1:]:
            raise NotReceivedError(sentences.changed(title))

    def read(self, title: str) -> bytes:
        """The whole file. Raises NotReceivedError where it cannot be read, is far too large or changed since it was listed."""
        if self.mark.size > LARGEST:
            raise NotReceivedError(sentences.too_large(title, LARGEST // MEGABYTE))
        with self.open(title) as stream:
            try:
                data = stream.read()
            except OSError as error:
                raise NotReceivedError(sentences.unreadable(title, error)) from error
            self.check(stream, title)
        if len(data) != self.mark.size:
            raise NotReceivedError(sentences.changed(title))
        return data


class InArchive(NamedTuple):
    """An entry of a zip file on the disk, read out of it when it is asked for; ``base`` is how many bytes stand in front of the archive."""

    archive: OnDisk
    entry: Entry
    base: int

    def read(self, title: str) -> bytes:
        """The entry, inflated. Raises WorkbookError where it is damaged or the archive changed since it was listed."""
        with self.archive.open(title) as stream:
            return read_entry(stream, self.entry, self.base, title)


class InOpenArchive(NamedTuple):
    """An entry of a zip file that is open for now."""

    stream: BinaryIO
    entry: Entry
    base: int

    def read(self, title: str) -> bytes:
        """The entry, inflated. Raises WorkbookError where it is damaged."""
        return read_entry(self.stream, self.entry, self.base, title)


def in_memory(data: bytes) -> BinaryIO:
    """Bytes as an open file."""
    return io.BytesIO(data)
