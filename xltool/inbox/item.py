"""What comes out of the inbox, as plain data: a workbook with where it came from, or why there is none."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from xltool.errors import WorkbookError


class NotReceivedError(WorkbookError):
    """Something in the inbox cannot be read; the message says why and what to do."""


class Clock(StrEnum):
    """Which time tells a version from another."""

    MAIL = "邮件日期"
    ENTRY = "压缩包里的时间"
    FILE = "文件修改时间"
    NONE = "没有时间"


class Told(NamedTuple):
    """The time by which versions are told apart, in Beijing's zone, and which one it is."""

    when: datetime.datetime | None
    clock: Clock


class Times(NamedTuple):
    """The times on the way to something, of each kind the innermost."""

    mail: datetime.datetime | None = None
    entry: datetime.datetime | None = None
    file: datetime.datetime | None = None

    @property
    def told(self) -> Told:
        """The mail's Date, else the archive entry's time, else the file's."""
        clocks = zip(self, (Clock.MAIL, Clock.ENTRY, Clock.FILE), strict=True)
        return next((Told(when, clock) for when, clock in clocks if when), Told(None, Clock.NONE))


class Wrapping(StrEnum):
    """What one link of the way to a workbook is."""

    FILE = "文件"
    ARCHIVE = "压缩包"
    MAIL = "邮件"
    MAILBOX = "邮箱"


#: What stands between the name of a wrapping and the name of what is in it.
_WITHIN = {Wrapping.FILE: "/", Wrapping.ARCHIVE: " 里的 ", Wrapping.MAIL: " 的附件 ", Wrapping.MAILBOX: " "}


class Link(NamedTuple):
    """One link of the way: what it is, and its name as it may be shown."""

    wrapping: Wrapping
    name: str


class Whence(NamedTuple):
    """The way to something, from the file on the disk inwards."""

    links: tuple[Link, ...]

    @property
    def text(self) -> str:
        """In words: ``邮件 收件/报送.eml 的附件 各单位.zip 里的 教育局.xlsx``."""
        first = self.links[0]
        said = first.name if first.wrapping is Wrapping.FILE else f"{first.wrapping} {first.name}"
        for outer, inner in zip(self.links, self.links[1:], strict=False):
            said += f"{_WITHIN[outer.wrapping]}{inner.name}"
        return said

    def within(self, link: Link) -> Whence:
        """The way to something inside."""
        return Whence((*self.links, link))

    def seen_as(self, wrapping: Wrapping) -> Whence:
        """The same way, its end now known to be a wrapping."""
        return Whence((*self.links[:-1], self.links[-1]._replace(wrapping=wrapping)))


class Mark(NamedTuple):
    """By what a file is known to be the same: its place (absolute, or a URL), its size in bytes, its mtime in nanoseconds."""

    path: str
    size: int
    mtime_ns: int


class Readable(Protocol):
    """Where bytes lie. All but what is read at once can be pickled and read in another process."""

    def read(self, title: str) -> bytes:
        """The bytes; ``title`` is what messages call them. Raises NotReceivedError where they cannot be read."""


class InMemory(NamedTuple):
    """Bytes that had to be read to be found."""

    data: bytes

    def read(self, title: str) -> bytes:  # noqa: ARG002
        """The bytes."""
        return self.data


class Item(NamedTuple):
    """A workbook that was returned.

    ``name`` is the file's own name, ``origin`` where it came from, ``time`` tells versions apart, ``size`` is in bytes
    (-1 where that is not known before it is read). ``mark`` is that of the file on the disk, or of the outermost
    archive or mail that holds it; None where a place tells none. ``plain`` says that the workbook is that file.
    """

    name: str
    origin: Whence
    content: Readable
    size: int
    time: Told
    mark: Mark | None
    plain: bool

    def read(self) -> bytes:
        """The workbook's bytes. Raises WorkbookError with the true reason where they cannot be read (any more)."""
        return self.content.read(self.origin.text)


class Rejected(NamedTuple):
    """Something that should have been a workbook, or held one, and why it is not taken: one sentence that says what to do."""

    origin: Whence
    reason: str
    time: Told
    mark: Mark | None


class LeftOut(NamedTuple):
    """Something that is no return, and why; nobody has to do anything. ``mark`` is as of an :class:`Item`."""

    origin: Whence
    why: str
    mark: Mark | None


class Unchanged(NamedTuple):
    """An archive, a mail or a mailbox that the caller knows by its mark: it was not opened."""

    origin: Whence
    mark: Mark


#: What comes out of the inbox.
InboxRow = Item | Rejected | LeftOut | Unchanged
