"""A file of the inbox becomes rows: workbooks as they are, archives, mails and mailboxes opened, and what is in them opened in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

from xltool.book.parts.archive import TOTAL_LIMIT
from xltool.errors import WorkbookError
from xltool.inbox import sentences
from xltool.inbox.inner import Inner
from xltool.inbox.item import (
    InboxRow,
    InMemory,
    Item,
    LeftOut,
    Link,
    Mark,
    NotReceivedError,
    Readable,
    Rejected,
    Times,
    Unchanged,
    Whence,
    Wrapping,
)
from xltool.inbox.mailboxes import mails_of
from xltool.inbox.mailheaders import date_of
from xltool.inbox.mails import ParsedMail, attachments_of, parsed
from xltool.inbox.places import LARGEST_MAIL, MEGABYTE, InOpenArchive, OnDisk, in_memory
from xltool.inbox.remote import OverNetwork
from xltool.inbox.sorts import (
    FileSort,
    Sorted,
    ending_of,
    is_workbook,
    plain_name,
    sorted_by_name,
    workbook_ending,
)
from xltool.inbox.texts import shown
from xltool.inbox.zips import entries_of, holds_workbook, open_zip

#: So many wrappings one in the other are opened (a mailbox, its mail, an archive in that, …).
DEEPEST: Final = 8
#: What all that is in one file may inflate to: this many bytes, or so many times its own size.
_AT_LEAST, _TIMES = TOTAL_LIMIT, 20

_WRAPPINGS: Final = {
    FileSort.ARCHIVE: Wrapping.ARCHIVE,
    FileSort.MAIL: Wrapping.MAIL,
    FileSort.MAILBOX: Wrapping.MAILBOX,
}


class Allowance:
    """How many bytes may still be inflated of one file of the inbox."""

    def __init__(self, size: int) -> None:
        self._left = max(_AT_LEAST, _TIMES * size)

    def take(self, size: int) -> bool:
        """Whether so many more may be."""
        self._left -= max(size, 0)
        return self._left >= 0


class Parcel(NamedTuple):
    """Something that has a place and a name, before it is opened; ``plain`` says that it is a file by itself."""

    name: str
    origin: Whence
    content: Readable
    size: int
    times: Times
    mark: Mark | None
    sort: Sorted
    plain: bool = False

    @property
    def title(self) -> str:
        """What messages call it."""
        return self.origin.text


class Opening(NamedTuple):
    """How one file of the inbox is opened: which wrappings the caller knows already, what may still be inflated."""

    known: Callable[[Mark], bool]
    allowance: Allowance

    def rows(self, parcel: Parcel) -> Iterator[InboxRow]:
        """What comes out of it, in its order."""
        sort, refusal = parcel.sort
        if sort is FileSort.WORKBOOK:
            yield self._workbook(parcel)
        elif sort in _WRAPPINGS:
            yield from self._wrapping(parcel._replace(origin=parcel.origin.seen_as(_WRAPPINGS[sort])))
        elif refusal is not None:
            yield _refused(parcel, refusal)
        elif sort is FileSort.COPY:
            yield LeftOut(parcel.origin, sentences.OWN_COPY, parcel.mark)
        elif sort is FileSort.OTHER:
            yield LeftOut(parcel.origin, sentences.OTHER_KIND, parcel.mark)

    def _workbook(self, parcel: Parcel) -> InboxRow:
        content = parcel.content
        if isinstance(content, InOpenArchive):
            try:
                content = InMemory(content.read(parcel.title))
            except WorkbookError as error:
                return _rejected(parcel, str(error))
        name = shown(plain_name(parcel.name))
        told = parcel.times.told
        return Item(name, parcel.origin, content, parcel.size, told, parcel.mark, parcel.plain)

    def _wrapping(self, parcel: Parcel) -> Iterator[InboxRow]:
        if len(parcel.origin.links) > DEEPEST:
            yield _rejected(parcel, sentences.too_deep(parcel.title, DEEPEST))
            return
        if parcel.plain and parcel.mark is not None and self.known(parcel.mark):
            yield Unchanged(parcel.origin, parcel.mark)
            return
        try:
            yield from self._inside(parcel)
        except WorkbookError as error:
            yield _rejected(parcel, str(error))
        except OSError as error:  # a disk, or a network drive, that gives up in the middle
            yield _rejected(parcel, sentences.unreadable(parcel.title, error))

    def _inside(self, parcel: Parcel) -> Iterator[InboxRow]:
        if parcel.sort.sort is FileSort.ARCHIVE:
            return self._archive(parcel)
        return self._mail(parcel) if parcel.sort.sort is FileSort.MAIL else self._mailbox(parcel)

    def _archive(self, parcel: Parcel) -> Iterator[InboxRow]:
        place = parcel.content if isinstance(parcel.content, OnDisk) else None
        with _open(parcel) as stream:
            archive = open_zip(stream, parcel.title)
            if holds_workbook(archive):  # a workbook that lost its ending on the way
                origin = parcel.origin.seen_as(Wrapping.FILE)
                yield self._workbook(parcel._replace(origin=origin, content=_kept(parcel)))
                return
            yield from self._each(
                parcel, entries_of(archive, place, parcel.title), sentences.NO_WORKBOOK_IN_ARCHIVE
            )

    def _mail(self, parcel: Parcel) -> Iterator[InboxRow]:
        content = parcel.content
        if parcel.size > LARGEST_MAIL:
            raise NotReceivedError(sentences.too_large(parcel.title, LARGEST_MAIL // MEGABYTE))
        if isinstance(content, ParsedMail):
            message = content.message
        else:
            message = parsed(content.read(parcel.title), parcel.title)
        sent = date_of(message) or parcel.times.mail
        dated = parcel._replace(times=parcel.times._replace(mail=sent))
        yield from self._each(dated, attachments_of(message, parcel.title), sentences.NO_WORKBOOK_IN_MAIL)

    def _mailbox(self, parcel: Parcel) -> Iterator[InboxRow]:
        with _open(parcel) as stream:
            yield from self._each(parcel, mails_of(stream, parcel.title), "")

    def _each(self, outer: Parcel, found: Iterator[Inner], empty: str) -> Iterator[InboxRow]:
        """The rows of all that is in a parcel; a note where none of them is more than that."""
        told = not empty
        for inner in found:
            for row in self._inner(outer, inner):
                told = told or not isinstance(row, LeftOut)
                yield row
        if not told:
            yield LeftOut(outer.origin, empty, outer.mark)

    def _inner(self, outer: Parcel, inner: Inner) -> Iterator[InboxRow]:
        if not inner.name:
            yield _rejected(outer, inner.trouble)
            return
        parcel = _within(outer, inner)
        quiet = parcel.sort.sort in (FileSort.NOISE, FileSort.COPY, FileSort.OTHER)
        if inner.trouble and not quiet:
            yield _rejected(parcel, inner.trouble)
        elif not quiet and not self.allowance.take(inner.size):
            yield _rejected(parcel, sentences.bomb(parcel.title))
        else:
            yield from self.rows(parcel)


def _within(outer: Parcel, inner: Inner) -> Parcel:
    """A thing inside a parcel, with the way to it and the times on that way."""
    sort = inner.sort or sorted_by_name(inner.name)
    link = Link(Wrapping.FILE, f"{shown(inner.name)}{inner.remark}")
    times = outer.times
    if inner.when is not None:
        kind = "mail" if sort.sort is FileSort.MAIL and outer.sort.sort is FileSort.MAILBOX else "entry"
        times = times._replace(**{kind: inner.when})
    content = inner.content or InMemory(b"")
    return Parcel(inner.name, outer.origin.within(link), content, inner.size, times, outer.mark, sort)


def _open(parcel: Parcel) -> BinaryIO:
    content = parcel.content
    if isinstance(content, OnDisk | OverNetwork):
        return content.open(parcel.title)
    return in_memory(content.read(parcel.title))


def _kept(parcel: Parcel) -> Readable:
    """The same content, where it stays readable; what lies in an open archive is read."""
    content = parcel.content
    return InMemory(content.read(parcel.title)) if isinstance(content, InOpenArchive) else content


def _refused(parcel: Parcel, refusal: Callable[[str], str]) -> Rejected:
    """A file that is not read, for what its name says; a workbook of today under the name of an older one is told so."""
    name = shown(plain_name(parcel.name))
    if parcel.sort.sort is FileSort.OLD and (right := _right_ending(parcel)):
        return _rejected(parcel, sentences.misnamed_workbook(name, right))
    return _rejected(parcel, refusal(name))


def _right_ending(parcel: Parcel) -> str:
    """The ending that a workbook should have which is called .xls or .et and is none; empty for any other."""
    if ending_of(parcel.name) not in (".xls", ".et"):
        return ""
    try:
        data = parcel.content.read(parcel.title)
    except WorkbookError:
        return ""
    return workbook_ending(data) if is_workbook(data) else ""


def _rejected(parcel: Parcel, reason: str) -> Rejected:
    return Rejected(parcel.origin, reason, parcel.times.told, parcel.mark)
