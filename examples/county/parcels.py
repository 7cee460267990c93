"""Archives, mails and mailboxes as units send them: names in GBK, headers as mail programs write them. Same input, same bytes."""

from __future__ import annotations

import base64
import datetime
import struct
import zlib
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Final, NamedTuple

BEIJING: Final = datetime.timezone(datetime.timedelta(hours=8))
_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 1


class Packed(NamedTuple):
    """A file in an archive or a mail. ``when`` is in seconds since 1970; ``flags``, ``size`` as the archive is to state them."""

    name: str
    data: bytes
    when: int
    flags: int = 0
    size: int = -1


def zip_file(entries: Sequence[Packed], *, encoding: str = "gbk", volume: int = 0) -> bytes:
    """A .zip whose entries' names are in the encoding of Chinese Windows; the last of several where ``volume`` says so."""
    body, listing = bytearray(), b""
    for each in entries:
        name, offset = each.name.encode(encoding), len(body)
        packed = each.data if each.flags & _ENCRYPTED else _deflated(each.data)
        method = _STORED if each.flags & _ENCRYPTED else _DEFLATED
        size = len(each.data) if each.size < 0 else each.size
        common = struct.pack(
            "<5H3L2H", 20, each.flags, method, *_stamp(each.when), zlib.crc32(each.data), len(packed), size, len(name), 0
        )  # fmt: skip
        body += b"PK\3\4" + common + name + packed
        listing += (
            b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, offset) + name
        )
    end = struct.pack("<4H2LH", volume, volume, len(entries), len(entries), len(listing), len(body), 0)
    return bytes(body) + listing + b"PK\5\6" + end


def _deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


def _stamp(when: int) -> tuple[int, int]:
    """A time as zip files have it, by the clock of Beijing."""
    at = datetime.datetime.fromtimestamp(when, BEIJING)
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day


def mail(subject: str, attachments: Sequence[Packed], when: int, text: str = "请查收附件。") -> bytes:
    """A mail in GBK with attachments, as clients of Chinese Windows write it."""
    boundary = f"----=_Part_{zlib.crc32(subject.encode()):08x}"
    date = format_datetime(datetime.datetime.fromtimestamp(when, BEIJING))
    head = (
        f"From: sender@example.org\r\nTo: bureau@example.org\r\nSubject: {_word(subject)}\r\nDate: {date}\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary="{boundary}"\r\n\r\n'
    )
    parts = [
        f"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n{_lines(text.encode('gbk'))}"
    ]
    parts += [_attached(each) for each in attachments]
    return (head + "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n").encode()


def _attached(each: Packed) -> str:
    name = _word(each.name)
    return (
        f'Content-Type: application/octet-stream;\r\n\tname="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment;\r\n\tfilename="{name}"\r\n\r\n{_lines(each.data)}'
    )


def _word(text: str) -> str:
    return f"=?gb2312?B?{base64.b64encode(text.encode('gbk')).decode()}?="


def _lines(data: bytes) -> str:
    return base64.encodebytes(data).decode().replace("\n", "\r\n")


def mailbox(mails: Sequence[tuple[bytes, int]]) -> bytes:
    """An .mbox of these mails, each with when it came."""
    made = b""
    for one, when in mails:
        at = datetime.datetime.fromtimestamp(when, datetime.UTC)
        lines = one.replace(b"\r\n", b"\n").split(b"\n")
        text = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
        made += f"From sender@example.org {at:%a %b %d %H:%M:%S %Y}\n".encode() + text + b"\n\n"
    return made
