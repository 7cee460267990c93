"""The attachments of a mail, other mails among them."""

from __future__ import annotations

import base64
import binascii
import email
from collections import Counter
from collections.abc import Iterator
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from typing import Final, NamedTuple

from xltool.inbox import sentences
from xltool.inbox.inner import Inner
from xltool.inbox.item import InMemory, NotReceivedError
from xltool.inbox.mailheaders import file_name, raw_header, subject_of
from xltool.inbox.sorts import (
    ZIP_MARKS,
    FileSort,
    Sorted,
    ending_of,
    is_sealed_mail,
    is_whole_zip,
    is_workbook,
    sorted_by_name,
    workbook_ending,
)
from xltool.inbox.texts import shown

#: One of these a mail has.
_HEADERS: Final = (
    *(
        "from",
        "date",
        "subject",
        "received",
        "to",
        "message-id",
        "mime-version",
        "content-type",
        "return-path",
    ),
)
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MACROS: Final = "application/vnd.ms-excel.sheet.macroenabled.12"
#: What stands in the text of a mail whose own headers are damaged, so that its parts are none.
_ATTACHED: Final = "\ncontent-disposition: attachment"
_ARCHIVES: Final = ("application/zip", "application/x-zip", "application/x-zip-compressed")
_TNEF: Final = ("application/ms-tnef", "application/vnd.ms-tnef")
_SEALED: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_MAILS: Final = ("message/rfc822", "message/global")


class ParsedMail(NamedTuple):
    """A mail that was taken apart already: one that lies in another, or in a mailbox."""

    message: Message

    def read(self, title: str) -> bytes:
        """The mail as bytes. Raises NotReceivedError where it is too damaged to be written."""
        try:
            return self.message.as_bytes()
        except Exception as error:
            raise NotReceivedError(sentences.unread_mail(title)) from error


def parsed(data: bytes, title: str) -> Message:
    """The mail taken apart. Raises NotReceivedError for what is none, or none that can be read."""
    if not data.strip():
        raise NotReceivedError(sentences.empty_file(title))
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
    except Exception as error:  # what Python's reader thinks of damaged bytes is no program's fault
        raise NotReceivedError(sentences.unread_mail(title)) from error
    if not is_mail(message):
        raise NotReceivedError(sentences.no_mail(title))
    return message


def is_mail(message: Message) -> bool:
    """Whether there is any header that mails have."""
    return any(raw_header(message, name) for name in _HEADERS)


def attachments_of(message: Message, title: str) -> Iterator[Inner]:
    """What is attached to a mail, in its order; those of one name are told apart by their number.

    What cannot be read is told, never raised.
    """
    seen: Counter[str] = Counter()
    for each in _attachments(message, title):
        name = shown(each.name)
        seen[name] += 1
        yield each._replace(remark=sentences.same_name(seen[name])) if name and seen[name] > 1 else each


def _attachments(message: Message, title: str) -> Iterator[Inner]:
    try:
        leaves, cut = _leaves(message)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        yield Inner("", trouble=sentences.unread_mail(title))
        return
    whole = not cut
    for number, leaf in enumerate(leaves, 1):
        found = _tried(leaf, number, title)
        if found is not None and cut and leaf is leaves[-1] and isinstance(found.content, InMemory):
            found, whole = _if_whole(found, found.content.data), True
        if found is not None:
            yield found
    if not whole:
        yield Inner("", trouble=sentences.cut_mail(title))


def _leaves(message: Message) -> tuple[list[Message], bool]:
    """The parts that are none of parts (a mail within is one), and whether the mail breaks off."""
    leaves, waiting, cut = [], [message], False
    while waiting:
        part = waiting.pop()
        cut = cut or any(isinstance(each, CloseBoundaryNotFoundDefect) for each in part.defects)
        inside = part.get_payload()
        if part.get_content_maintype() != "multipart":
            leaves.append(part)
        elif isinstance(inside, list):
            waiting += [each for each in reversed(inside) if isinstance(each, Message)]
        else:
            cut = True
    return leaves, cut


def _tried(part: Message, number: int, title: str) -> Inner | None:
    try:
        return _attachment(part, number, title)
    except Exception:  # what Python's reader thinks of damaged bytes is no program's fault
        return Inner("", trouble=sentences.unread_mail(title))


def _attachment(part: Message, number: int, title: str) -> Inner | None:
    """What a part is; None for the text of the mail."""
    kind = part.get_content_type()
    name = file_name(part)
    if kind in _MAILS:
        return _mail_within(part, name)
    if kind in _TNEF or sorted_by_name(name).refusal is sentences.winmail:
        return Inner(name or "winmail.dat", sort=Sorted(FileSort.REFUSED, sentences.winmail))
    if kind in _SEALED or is_sealed_mail(name):
        return Inner("", trouble=sentences.encrypted_mail(title))
    if kind == "message/partial":
        return Inner("", trouble=sentences.partial_mail(title))
    if not name and part.get_content_maintype() in ("text", "multipart", "message"):
        hidden = _ATTACHED in str(part.get_payload()).lower()
        return Inner("", trouble=sentences.unread_mail(title)) if hidden else None
    return _file(part, kind, name or f"没有名字的附件 {number}")


def _mail_within(part: Message, name: str) -> Inner | None:
    inside = part.get_payload()
    mail = inside[0] if isinstance(inside, list) and inside else None
    if not isinstance(mail, Message):
        return None
    if not is_mail(mail):  # some programs encode it, which no standard allows
        mail = _decoded_mail(mail) or mail
    called = name or f"{subject_of(mail) or '转发的邮件'}.eml"
    return Inner(called, ParsedMail(mail), sort=Sorted(FileSort.MAIL))


def _decoded_mail(mail: Message) -> Message | None:
    try:
        text = str(mail.get_payload())
        return email.message_from_bytes(base64.b64decode("".join(text.split()).encode("ascii", "ignore")))
    except (binascii.Error, ValueError, RecursionError, LookupError):
        return None


def _file(part: Message, kind: str, name: str) -> Inner:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return Inner(name, trouble=sentences.unread_mail(shown(name)))
    return _recognised(Inner(name, InMemory(data), len(data), sort=sorted_by_name(name)), data, kind)


def _recognised(found: Inner, data: bytes, kind: str) -> Inner:
    """An attachment whose name says nothing, by its bytes and the kind that the mail tells."""
    if found.sort is None or found.sort.sort is not FileSort.OTHER:
        return found
    if is_workbook(data):
        return found._replace(name=found.name + workbook_ending(data), sort=Sorted(FileSort.WORKBOOK))
    if kind in (_SHEETS, _MACROS):
        return found._replace(sort=Sorted(FileSort.WORKBOOK))
    nameless = ending_of(found.name) in ("", ".bin", ".dat") or kind in _ARCHIVES
    if nameless and data.startswith(ZIP_MARKS):
        return found._replace(sort=Sorted(FileSort.ARCHIVE))
    return found


def _if_whole(found: Inner, data: bytes) -> Inner:
    """The last attachment of a mail that breaks off: taken where its own end is there all the same."""
    if data.startswith(ZIP_MARKS) and is_whole_zip(data):
        return found
    return found._replace(content=None, trouble=sentences.cut_attachment(shown(found.name)))
