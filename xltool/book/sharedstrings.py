"""The table of texts without those that no cell shows any more: what was cleared is not to be read in the file."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

from xltool.book.xmltext import masked, utf8

_ITEM = re.compile(rb"<(?:([\w.-]+):)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL)


def only_used(part: bytes, used: Collection[int], where: str) -> bytes:
    """The part with every other text emptied; the texts keep their numbers."""
    data = utf8(part, where)
    mask = masked(data, where)
    chunks: list[bytes] = []
    position = 0
    for number, match in zip(count(), _ITEM.finditer(mask)):
        if number not in used:
            prefix = match[1] + b":" if match[1] else b""
            empty = b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix)
            chunks += (data[position : match.start()], empty)
            position = match.end()
    return b"".join([*chunks, data[position:]])
