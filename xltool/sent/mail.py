"""A mail as bytes: a draft that a mail program opens for sending (``X-Unsent: 1``), or the same on its way.

Written by hand, header by header, because file names have to be readable twice: ``filename*`` of RFC 2231 for programs
of today, and an encoded word in ``name`` for those that know nothing else. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from email.header import Header
from email.utils import encode_rfc2231, formataddr
from importlib import resources
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

from xltool.checks.finding import Severity
from xltool.errors import WorkbookError
from xltool.sealed.cover import Cover
from xltool.sealed.seal import JudgedWorkbook, explained_findings

#: Types of the files that are attached, by their endings.
_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
_SUBJECT: Final = re.compile(r"\s*主题[：:]\s*(.+)")
_PART: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_PART}(?:\.{_PART})+")
_NAMED: Final = re.compile(r"([^<>]*?)\s*<([^<>]*)>")
#: The longest line of a mail, in bytes, that every program takes.
_LINE: Final = 76
#: The longest encoded word of RFC 2047.
_WORD: Final = 75
#: The longest file name, as it is written, that stands in one line: servers break lines of 1000 bytes.
_NAME_LINE: Final = 900
#: The mark by which a draft of ours is known.
OURS: Final = b"X-Mailer: xltool\r\n"


class Attachment(NamedTuple):
    """A file that goes along."""

    name: str
    data: bytes


class Address(NamedTuple):
    """A mailbox: the name that is shown, which may be empty, and the address."""

    name: str
    address: str


class Mail(NamedTuple):
    """A mail before it is written; without a sender the mail program fills in its own."""

    sender: Address | None
    to: tuple[Address, ...]
    subject: str
    body: str
    attachments: tuple[Attachment, ...]


class _Form(Template):
    """A template with places like ``${单位}``; a bare dollar sign stands for nothing."""

    idpattern = "(?!)"
    braceidpattern = r"\w+"


def default_template() -> str:
    """The text of a mail where nobody brought one."""
    return (resources.files("xltool.sent") / "mail.txt").read_text(encoding="utf-8")


def filled(template: str, fields: Mapping[str, str], title: str) -> tuple[str, str]:
    """Subject and body of a template; nothing in it is ever carried out, nor what is filled in looked at again.

    Raises WorkbookError where it has no subject, or a place that there is nothing for.
    """
    first, _, rest = template.lstrip("\ufeff").lstrip().partition("\n")
    subject = _SUBJECT.fullmatch(first.strip())
    if subject is None:
        raise WorkbookError(f"邮件模板“{title}”的第一行应写“主题：……”：请补上再试。")
    try:
        return (
            _Form(subject[1].strip()).substitute(fields),
            _Form(rest.lstrip("\n")).substitute(fields),
        )
    except KeyError as error:
        raise WorkbookError(
            f"邮件模板“{title}”里的 ${{{error.args[0]}}} 没有对应的内容：可以写 {'、'.join(fields)}。"
        ) from error
    except ValueError as error:
        raise WorkbookError(
            f"邮件模板“{title}”里的“$”写法不对：填空写成 ${{单位}} 这样，要写“$”本身就写两个。"
        ) from error


def fields(judged: JudgedWorkbook, cover: Cover, attachment: str) -> dict[str, str]:
    """What a template can say, by the names of its places."""
    said = dict(cover.lines)
    counts = {str(s): str(sum(f.severity is s for f in judged.findings)) for s in Severity}
    reasons = (
        f"{number}．{each.problem}（{each.where}）\n　　说明：{each.reason}"
        for number, each in enumerate(cover.explained, 1)
    )
    return {
        "单位": said["单位名称"],
        "年度": said["年度"],
        "总分": said["自评总分"],
        "审核结果": said["审核结果"],
        "规则版本": said["规则版本"],
        **counts,
        "已说明": str(len(explained_findings(judged))),
        "说明": "\n".join(reasons) or "没有须说明的事项。",
        "校验码": cover.code,
        "附件": attachment,
    }


def addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """The mailboxes in texts such as ``张三 <a@b.cn>; c@d.cn``. Raises WorkbookError for one that is none."""
    return tuple(_address(one.strip()) for text in texts for one in re.split("[;；,，]", text) if one.strip())


def _address(text: str) -> Address:
    refuse_controls(text, "邮箱地址")
    named = _NAMED.fullmatch(text)
    name, address = (named[1].strip(' "“”'), named[2].strip()) if named else ("", text)
    local = address.partition("@")[0]
    if not _ADDRESS.fullmatch(address) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise WorkbookError(
            f"“{text}”不是邮箱地址：应写成 name@example.gov.cn，或“张三 <name@example.gov.cn>”。"
        )
    return Address(name, address)


def refuse_controls(text: str, what: str) -> None:
    """Raise WorkbookError where a text that goes into a header holds a line break or another control character."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)[:40]
        raise WorkbookError(f"{what}“{shown}”里有换行或控制字符，不能写进邮件：请去掉再试。")


def refuse_large(attachments: Iterable[Attachment], megabytes: int) -> None:
    """Raise WorkbookError where the files together are larger than the limit."""
    size = sum(len(attachment.data) for attachment in attachments)
    if size > megabytes * 2**20:
        raise WorkbookError(
            f"附件共 {size / 2**20:.1f} MB，超过 {megabytes} MB 的上限，邮箱多半会退信：请改用别的方式报送，或在邮件设置里改 limit_mb。"
        )


def draft(mail: Mail) -> bytes:
    """The mail as a file that a mail program opens as a draft, ready to be looked at and sent."""
    return _written(mail, [b"X-Unsent: 1\r\n"])


def outgoing(mail: Mail, date: str, identity: str) -> bytes:
    """The mail on its way, with the date and the identity that a server expects."""
    return _written(mail, [f"Date: {date}\r\nMessage-ID: {identity}\r\n".encode()])


def _written(mail: Mail, first: list[bytes]) -> bytes:
    refuse_controls(mail.subject, "邮件主题")
    for attachment in mail.attachments:
        refuse_controls(attachment.name, "附件名")
    parts = [_text_part(mail.body), *map(_attached, mail.attachments)]
    boundary = b"=_xltool_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    heads = [*first, OURS, *_headers(mail), b"MIME-Version: 1.0\r\n"]
    heads.append(b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n' % boundary)
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    return b"".join([*heads, body, b"--%b--\r\n" % boundary])


def _headers(mail: Mail) -> Iterator[bytes]:
    if mail.sender is not None:
        yield f"From: {_mailbox(mail.sender)}\r\n".encode()
    if mail.to:
        yield f"To: {f',{chr(13)}{chr(10)} '.join(map(_mailbox, mail.to))}\r\n".encode()
    yield f"Subject: {_words(mail.subject, 'Subject')}\r\n".encode()


def _mailbox(one: Address) -> str:
    """A mailbox as it stands in a header; a Chinese name takes as many lines as it needs."""
    return formataddr(one) if one.name.isascii() else f"{_words(one.name, 'From')}\r\n <{one.address}>"


def _words(text: str, header: str = "") -> str:
    """A text as encoded words, as many lines as it takes."""
    return Header(text, "utf-8", maxlinelen=_WORD, header_name=header).encode(linesep="\r\n")


def _text_part(body: str) -> bytes:
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + _base64(lines.encode("utf-8", "replace"))
    )


def _attached(attachment: Attachment) -> bytes:
    kind = _TYPES.get(Path(attachment.name).suffix.lower(), "application/octet-stream")
    name = _words(attachment.name)
    return (
        f'Content-Type: {kind};\r\n name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {_file_name(attachment.name)}\r\n\r\n"
    ).encode() + _base64(attachment.data)


def _file_name(name: str) -> str:
    """The file name as a parameter of RFC 2231; in pieces only where it has to be, since few programs join them."""
    said = encode_rfc2231(name, "UTF-8")
    if len(said) <= _NAME_LINE:
        return f"filename*={said}"
    pieces = re.findall(rf".{{1,{_NAME_LINE - 2}}}(?<!%)(?<!%.)", said)
    return ";\r\n ".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces))


def _base64(data: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return b"".join(encoded[start : start + _LINE] + b"\r\n" for start in range(0, len(encoded), _LINE))
