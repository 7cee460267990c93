"""Archives, mails and mailboxes for the tests of the inbox: as programs write them, byte by byte where no library would."""

from __future__ import annotations

import base64
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xltool.inbox import InboxRow, Item, LeftOut, Rejected, items

UTF8_FLAG = 0x800
#: 2026-11-10 09:30:02 as zip files have it.
STAMP = (9 << 11 | 30 << 5 | 1, 46 << 9 | 11 << 5 | 10)


def book(text: str = "一") -> bytes:
    """What is enough of a workbook for the inbox, which looks at no part of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), f"<workbook>{text}</workbook>")
    return packed.getvalue()


class Put(NamedTuple):
    """An entry of a zip file, by its bytes."""

    name: bytes
    data: bytes = b""
    flags: int = 0
    extra: bytes = b""
    stamp: tuple[int, int] = STAMP
    method: int = 8
    size: int | None = None
    made_by: int = 20
    attributes: int = 0
    packed: bytes | None = None


def deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


def zip_of(entries: Sequence[Put], *, disk: int = 0, comment: bytes = b"", front: bytes = b"") -> bytes:
    """A zip file of these entries."""
    out, listing = bytearray(front), b""
    for each in entries:
        offset = len(out) - len(front)
        packed = (
            each.packed if each.packed is not None else deflated(each.data) if each.method == 8 else each.data
        )
        size = len(each.data) if each.size is None else each.size
        common = struct.pack(
            "<5H3L2H", 20, each.flags, each.method, *each.stamp, zlib.crc32(each.data), len(packed), size, len(each.name), len(each.extra)
        )  # fmt: skip
        out += b"PK\3\4" + common + each.name + each.extra + packed
        listing += (
            b"PK\1\2" + struct.pack("<H", each.made_by) + common
            + struct.pack("<3H2L", 0, 0, 0, each.attributes, offset) + each.name + each.extra
        )  # fmt: skip
    begin = len(out) - len(front)
    end = struct.pack("<4H2LH", disk, disk, len(entries), len(entries), len(listing), begin, len(comment))
    return bytes(out) + listing + b"PK\5\6" + end + comment


def unicode_path(name: str, raw: bytes) -> bytes:
    """The field that says what a name reads in Unicode, as WinRAR and Info-ZIP write it."""
    said = struct.pack("<BL", 1, zlib.crc32(raw)) + name.encode()
    return struct.pack("<2H", 0x7075, len(said)) + said


def attached(headers: bytes, data: bytes) -> bytes:
    """A part of a mail: its headers as they are, the rest in base64."""
    return (
        headers
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(data).replace(b"\n", b"\r\n")
    )


def mail_of(
    *parts: bytes,
    date: bytes = b"Tue, 10 Nov 2026 10:00:00 +0800",
    subject: bytes = b"=?utf-8?B?5oql6YCB?=",
    end: bytes = b"--%b--\r\n",
) -> bytes:
    """A mail with a text and these parts."""
    boundary = b"==" + hex(zlib.crc32(b"".join(parts))).encode()
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: " + subject + b"\r\n"
    head += b"Date: " + date + b"\r\n" if date else b""
    head += b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="' + boundary + b'"\r\n\r\n'
    body = (b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + "见附件。".encode("gbk") + b"\r\n", *parts)
    text = b"".join(b"--" + boundary + b"\r\n" + part.rstrip(b"\r\n") + b"\r\n" for part in body)
    return head + text + end.replace(b"%b", boundary)


def workbook_part(name: bytes = b"a.xlsx", data: bytes | None = None) -> bytes:
    """A workbook attached under a name as it is to stand in the header."""
    head = (
        b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="' + name + b'"'
    )
    return attached(head, book() if data is None else data)


def mailbox_of(*mails: bytes) -> bytes:
    """An mbox of these mails, lines that begin as its own do marked."""
    found = b""
    for mail in mails:
        lines = mail.replace(b"\r\n", b"\n").split(b"\n")
        text = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
        found += b"From a@example.org Tue Nov 10 10:00:00 2026\n" + text + b"\n\n"
    return found


def put(folder: Path, name: str, data: bytes, when: float = 1_790_000_000) -> Path:
    """A file of a fixed time."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (when, when))
    return path


def rows(*sources: Path | str) -> list[InboxRow]:
    return list(items(sources))


def told(*sources: Path | str) -> list[str]:
    """The rows as one line each: the way, and what became of it."""
    found = []
    for row in items(sources):
        if isinstance(row, Item):
            found.append(f"{row.origin.text} = {len(row.read())}")
        elif isinstance(row, Rejected):
            found.append(f"{row.origin.text} ! {row.reason}")
        elif isinstance(row, LeftOut):
            found.append(f"{row.origin.text} - {row.why}")
        else:
            found.append(f"{row.origin.text} ·")
    return found


def only(*sources: Path | str) -> Item:
    """The one workbook that the sources hold."""
    (row,) = rows(*sources)
    assert isinstance(row, Item), row
    return row


def refused(*sources: Path | str) -> str:
    """The reason of the one row."""
    (row,) = rows(*sources)
    assert isinstance(row, Rejected), row
    return row.reason
