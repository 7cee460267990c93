"""Bytes of a text in one of the encodings that people here save in."""

from __future__ import annotations

import codecs
import re
from typing import Final

from xltool.errors import WorkbookError

#: Largest text, in bytes.
LARGEST: Final = 20 * 2**20
#: What stands for bytes that are no character; so many, or one in so many characters, may be.
_BROKEN: Final = "\N{REPLACEMENT CHARACTER}"
_FEW, _ONE_IN = 3, 1000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
#: GB18030 holds GBK and GB2312, whatever a page calls itself.
_CHINESE: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}


def decoded(data: bytes, title: str) -> tuple[str, tuple[str, ...]]:
    """The text: UTF-8, UTF-16 (with or without its mark), GBK or GB18030, or what a page says of itself.

    A few bytes that are no character stand as \N{REPLACEMENT CHARACTER} and are told in the notes. Raises WorkbookError where it is none of these, or far too long.
    """
    if len(data) > LARGEST:
        raise WorkbookError(
            f"“{title}”有 {len(data) / 2**20:.0f} MB，一份报告不会这么长，没有读取；请确认选对了文件。"
        )
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return _lines(text), ()
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        broken = text.count(_BROKEN)
        if "\0" not in text and broken <= max(_FEW, len(text) // _ONE_IN):
            return _lines(text), (
                f"文件里有 {broken} 处乱码（以“{_BROKEN}”代替），带乱码的数字照原文填入，请核对。",
            )
    raise WorkbookError(
        f"“{title}”不是能读出文字的文本（编码不是 UTF-8、UTF-16 或 GBK）；请用记事本打开，另存为 UTF-8 编码再试。"
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [encoding]
    sample = data[:2000]
    if sample.count(b"\0") * 5 > len(sample):
        return ["utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"]
    said = _CHARSET.search(data[:4096])
    named = [said[1].decode("ascii").lower()] if said else []
    utf16 = [] if len(data) % 2 else _chinese_utf16(sample)
    return ["utf-8", *(_CHINESE.get(each, each) for each in named), *utf16, "gb18030"]


def _chinese_utf16(sample: bytes) -> list[str]:
    """UTF-16 without its mark, where nearly every character is Chinese: the high bytes are 4E to 9F or 30."""
    found = []
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[start::2]
        likely = sum(0x4E <= byte <= 0x9F or byte in (0, 0x30, 0xFF) for byte in high)
        other = sum(byte in (0, 0x30) for byte in high)
        if high and likely * 10 > len(high) * 9 and other:
            found.append(encoding)
    return found
