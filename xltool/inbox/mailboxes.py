"""The mails of an .mbox, one after the other: no more than one of them is in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from xltool.inbox import sentences
from xltool.inbox.inner import Inner
from xltool.inbox.item import NotReceivedError
from xltool.inbox.mailheaders import date_in, subject_of
from xltool.inbox.mails import ParsedMail, parsed
from xltool.inbox.places import LARGEST_MAIL, MEGABYTE
from xltool.inbox.sorts import FileSort, Sorted
from xltool.inbox.texts import shown

_FROM: Final = b"From "
_ESCAPED: Final = re.compile(rb">+From ")
_TIME: Final = re.compile(rb"\d\d:\d\d")
#: A line is looked at in pieces of so many bytes.
_LINE: Final = 2**20


class _Letter(NamedTuple):
    """A mail as it stands in a mailbox: the line before it, its bytes; None where it is far too large."""

    line: bytes
    data: bytes | None


def mails_of(stream: BinaryIO, title: str) -> Iterator[Inner]:
    """The mails in their order. Raises NotReceivedError for what is no mailbox."""
    for number, letter in enumerate(_letters(stream, title), 1):
        yield _mail(letter, f"第 {number} 封邮件")


def _mail(letter: _Letter, called: str) -> Inner:
    sort = Sorted(FileSort.MAIL)
    if letter.data is None:
        return Inner(called, trouble=sentences.too_large(called, LARGEST_MAIL // MEGABYTE), sort=sort)
    try:
        message = parsed(letter.data, called)
    except NotReceivedError as error:
        return Inner(called, trouble=str(error), sort=sort)
    sent = date_in(letter.line.decode("latin-1").split(maxsplit=2)[-1])
    if subject := subject_of(message):
        called += f"“{shown(subject)}”"
    return Inner(called, ParsedMail(message), len(letter.data), sent, sort=sort)


def _letters(stream: BinaryIO, title: str) -> Iterator[_Letter]:
    """The mails: each begins with a line of its own, behind an empty one; such lines of its text are marked with >."""
    line = stream.readline(_LINE)
    if not line:
        raise NotReceivedError(sentences.empty_file(title))
    if not line.startswith(_FROM):
        raise NotReceivedError(sentences.no_mailbox(title))
    dated = bool(_TIME.search(line))
    held: list[bytes] = []
    begun, size, blank, whole = line, 0, False, True
    while line := stream.readline(_LINE):
        if blank and line.startswith(_FROM) and (not dated or _TIME.search(line)):
            yield _Letter(begun, b"".join(held) if size <= LARGEST_MAIL else None)
            begun, held, size = line, [], 0
        elif size <= LARGEST_MAIL:
            held.append(line[1:] if whole and _ESCAPED.match(line) else line)
            size += len(line)
            held = held if size <= LARGEST_MAIL else []
        blank, whole = whole and not line.strip(), line.endswith(b"\n")
    yield _Letter(begun, b"".join(held) if size <= LARGEST_MAIL else None)
