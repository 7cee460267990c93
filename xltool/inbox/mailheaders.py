"""Headers of mails, from their raw bytes: Python's own readers lose those that no standard allows, and mail programs write them."""

from __future__ import annotations

import datetime
import email.message
import email.utils
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from xltool.inbox.sorts import FileSort, sorted_by_name
from xltool.inbox.texts import header_text, named_encoding, text_of, unescaped
from xltool.inbox.times import in_beijing

#: A parameter; in a quoted one a backslash makes the next sign plain, but not where it is the second byte of a Chinese sign.
#: (Possessive: a quote that never ends must not be tried in every way there is.)
_QUOTED: Final = r'"((?:\\.|[^"\\])*+)"'
_QUOTED_GB: Final = r'"((?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|\\.|[^"\\])*+)"'
_PARAMETER: Final = r";\s*([^\s=;\"]+?)\s*=\s*(?:{}|([^;]*))"
_PIECE: Final = re.compile(r"([^*]+)(?:\*(\d+))?(\*)?")


def raw_header(message: email.message.Message, name: str) -> bytes:
    """A header as it was sent; empty without one."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return str(value).encode("ascii", "surrogateescape")
    return b""


def parameters(raw: bytes) -> dict[str, bytes]:
    """The parameters of a header by their names in small letters, quotes taken away, nothing else read."""
    said = re.sub(rb"\r?\n[ \t]+", b" ", raw).decode("latin-1")
    utf8 = _is_utf8(raw)
    found: dict[str, bytes] = {}
    for match in re.finditer(_PARAMETER.format(_QUOTED if utf8 else _QUOTED_GB), said, re.DOTALL):
        value = match[3].strip().strip('"') if match[2] is None else _unquoted(match[2], utf8)
        found.setdefault(match[1].lower(), value.encode("latin-1"))
    return found


def _unquoted(text: str, utf8: bool) -> str:
    return re.sub(r'\\(["\\])', r"\1", text) if utf8 else text.replace('\\"', '"')


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def file_name(part: email.message.Message) -> str:
    """What an attachment is called, by the first of its headers that names a file of a kind that is known; empty without a name."""
    disposition = parameters(raw_header(part, "content-disposition"))
    kind = parameters(raw_header(part, "content-type"))
    ways = (
        _pieces(disposition, "filename"),
        _plain(disposition, "filename"),
        _pieces(kind, "name"),
        _plain(kind, "name"),
    )
    names = [name for name in ways if name.strip()]
    known = (name for name in names if sorted_by_name(name).sort is not FileSort.OTHER)
    return next(known, names[0] if names else "")


def _plain(found: dict[str, bytes], name: str) -> str:
    return unescaped(header_text(found.get(name, b"")))


def _pieces(found: dict[str, bytes], name: str) -> str:
    """A parameter in the way of RFC 2231: in pieces, with its encoding before the first, signs as in a URL."""
    pieces = sorted(
        (int(match[2] or 0), bool(match[3]), value)
        for key, value in found.items()
        if (match := _PIECE.fullmatch(key)) and match[1] == name and (match[2] or match[3])
    )
    if not pieces:
        return ""
    encoding, raw = "", b""
    for number, (_, escaped, value) in enumerate(pieces):
        if escaped and number == 0 and value.count(b"'") >= 2:
            named, _, value = value.split(b"'", 2)
            encoding = named_encoding(named.decode("latin-1"))
        raw += unquote_to_bytes(value) if escaped else value
    return text_of(raw, encoding) if encoding else header_text(raw)


def subject_of(message: email.message.Message) -> str:
    """The subject as text; empty without one."""
    return header_text(raw_header(message, "subject")).strip()


def date_of(message: email.message.Message) -> datetime.datetime | None:
    """When the mail says that it was sent; None where it says nothing that is a date."""
    return date_in(raw_header(message, "date").decode("latin-1"))


def date_in(text: str) -> datetime.datetime | None:
    """A date as mails write it, one without a zone being of UTC; None for anything else."""
    try:
        found = email.utils.parsedate_to_datetime(" ".join(text.split()))
        return in_beijing(found if found.tzinfo else found.replace(tzinfo=datetime.UTC))
    except (TypeError, ValueError, IndexError, OverflowError, AttributeError):
        return None
