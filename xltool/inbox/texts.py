"""Names in whatever encoding they came, and how they may be shown."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

UTF8, CHINESE = "utf-8", "gb18030"
#: What mail programs call GBK in one of its forms; each reads as the largest of them.
_GB: Final = ("gb", "cp936", "ms936", "936", "windows-936", "x-gb", "chinese", "euc-cn", "euccn", "csgb")
#: What programs write that do not know.
_UNSURE: Final = (
    "",
    "us-ascii",
    "ascii",
    "default",
    "iso-8859-1",
    "latin1",
    "latin-1",
    "windows-1252",
    "cp1252",
)
_WORD: Final = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=")
_ESCAPED: Final = re.compile(r"%[0-9A-Fa-f]{2}")
#: Signs that a Chinese name is made of, besides ASCII.
_HAN: Final = re.compile(
    r"[\x00-\x7f\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2010-\u2027\u2160-\u217f\u2460-\u249b\u00b7\u00d7]*"
)
#: Categories of signs that are not seen where they stand: controls, directions, private ones, halves.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
#: A name longer than this, in signs, is cut in the middle.
_SHOWN: Final = 160


def encoding_of(raw: bytes) -> str:
    """The encoding of a text that does not name it: UTF-8 or GB18030.

    A text in which UTF-8 finds only signs of two bytes is GBK as well where that reads it as Chinese: 模 is ģ.
    """
    if raw.isascii() or proves_utf8(raw):
        return UTF8
    chinese = _read(raw, CHINESE)
    fits = chinese is not None and _HAN.fullmatch(chinese)
    return CHINESE if fits or _read(raw, UTF8) is None else UTF8


def proves_utf8(raw: bytes) -> bool:
    """Whether a text is UTF-8 by signs of three bytes, as Chinese ones are (the last may be cut); other encodings hold them by a rare chance."""
    try:
        text = codecs.getincrementaldecoder(UTF8)().decode(raw)
    except UnicodeDecodeError:
        return False
    return any(sign > "\u07ff" for sign in text)


def _read(raw: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        return raw.decode(encoding, errors)
    except (UnicodeError, LookupError, ValueError):  # some codecs of Python's read no texts
        return None


def text_of(raw: bytes, encoding: str = "") -> str:
    """A text in an encoding, where it is one; else in the one that it seems to be in; of a damaged one as much as can be read."""
    seeming = (encoding, encoding_of(raw)) if encoding else (encoding_of(raw),)
    whole = next((text for each in seeming if (text := _read(raw, each)) is not None), None)
    if whole is not None:
        return whole
    read = (_read(raw, each, "replace") or "" for each in (*seeming, UTF8, CHINESE))
    return min((text for text in read if text), key=lambda text: text.count("\ufffd"), default="")


def named_encoding(name: str) -> str:
    """The encoding that a mail names; empty where it names none that is known."""
    plain = name.partition("*")[0].strip().lower()
    if plain.replace("_", "-").startswith(_GB):
        return CHINESE
    if plain in ("utf8", "utf-8", "unicode-1-1-utf-8"):
        return UTF8
    if plain in _UNSURE:
        return ""
    try:
        return codecs.lookup(plain).name if "\0" not in plain else ""
    except (LookupError, ValueError):
        return ""


class _Word(NamedTuple):
    """An encoded word of RFC 2047: the encoding it names, how it is written, what is written."""

    encoding: str
    way: str
    written: str


def header_text(raw: bytes) -> str:
    """A header's text: encoded words (RFC 2047) read, also where a sign is broken across two, raw bytes guessed."""
    said = re.sub(r"\r?\n[ \t]+", " ", raw.decode("latin-1"))
    found, position = "", 0
    words: list[_Word] = []
    for match in _WORD.finditer(said):
        between = said[position : match.start()]
        if between.strip() or not words:
            found += _joined(words) + text_of(between.encode("latin-1"))
            words = []
        words.append(_Word(match[1].lower(), match[2].lower(), match[3]))
        position = match.end()
    return found + _joined(words) + text_of(said[position:].encode("latin-1"))


def _joined(words: list[_Word]) -> str:
    """Encoded words that follow each other: those of one encoding are one run of bytes."""
    found, run = "", b""
    encoding = words[0].encoding if words else ""
    for word in _whole_words(words):
        if word.encoding != encoding:
            found, run, encoding = found + text_of(run, named_encoding(encoding)), b"", word.encoding
        run += _bytes_of(word)
    return found + text_of(run, named_encoding(encoding))


def _whole_words(words: list[_Word]) -> Iterator[_Word]:
    """The words; base64 that was cut where it pleased (not after four signs) put together again."""
    held: _Word | None = None
    for word in words:
        if held is not None and _goes_on(held, word):
            held = held._replace(written=held.written + word.written)
            continue
        if held is not None:
            yield held
        held = word
    if held is not None:
        yield held


def _goes_on(word: _Word, other: _Word) -> bool:
    return (
        word[:2] == other[:2] == (word.encoding, "b")
        and "=" not in word.written
        and len(word.written) % 4 > 0
    )


def _bytes_of(word: _Word) -> bytes:
    if word.way == "q":
        return quopri.decodestring(word.written.replace("_", " ").encode("latin-1"), header=True)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", word.written)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def unescaped(text: str) -> str:
    """A name that was written as in a URL (``%E6%95%99``), read; any other as it is."""
    if len(_ESCAPED.findall(text)) < 2 or not text.isascii():
        return text
    raw = unquote_to_bytes(text)
    return text if raw.isascii() else text_of(raw)


def shown(text: str) -> str:
    """A name as it may be shown: nothing that moves the cursor, turns the direction or hides; long ones cut in the middle."""
    signs = " ".join(text.split())
    if not signs.isprintable():
        if _was_bytes(signs):  # a file's name in an encoding of its own
            signs = text_of(signs.encode(UTF8, "surrogateescape"))
        signs = "".join("\ufffd" if unicodedata.category(sign) in _UNSEEN else sign for sign in signs)
    return signs if len(signs) <= _SHOWN else f"{signs[: _SHOWN // 2]}…{signs[-_SHOWN // 2 :]}"


def _was_bytes(text: str) -> bool:
    halves = [sign for sign in text if "\ud800" <= sign <= "\udfff"]
    return bool(halves) and all("\udc80" <= sign <= "\udcff" for sign in halves)
