"""The table of texts of a workbook: its entries, and the table without those that no cell shows any more."""

import re
from collections.abc import Collection
from itertools import count
from typing import Final

from xltool.book.xmltext import masked, utf8

#: An entry: its prefix and its content. The pattern is compiled by the first table that is spelled otherwise than usual.
_ITEM: Final = rb"(?s)<(?:([\w.-]+):)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)"


def entries(part: bytes, where: str) -> list[tuple[bytes, bytes]]:
    """Prefix and content of each entry, in their order; ``where`` names the part in messages."""
    data = utf8(part, where)
    mask = masked(data, where)
    if mask is data:
        return _usual_entries(data) or re.findall(_ITEM, data)
    spans = ((match[1] or b"", match.span(2)) for match in re.finditer(_ITEM, mask))
    return [(prefix, data[start:end] if start >= 0 else b"") for prefix, (start, end) in spans]


def _usual_entries(data: bytes) -> list[tuple[bytes, bytes]]:
    """The entries where all are spelled as most programs spell them; none where one is not."""
    _, *pieces = data.split(b"<si>")
    found = [(b"", piece[:end]) for piece in pieces if (end := piece.find(b"</si>")) >= 0]
    usual = data.count(b"<si") == data.count(b"</si>") == len(found) == len(pieces)
    return found if usual and b":si" not in data else []


def only_used(part: bytes, used: Collection[int], where: str) -> bytes:
    """The part with every other text emptied; the texts keep their numbers. What was cleared is not to be read in it."""
    data = utf8(part, where)
    mask = masked(data, where)
    chunks: list[bytes] = []
    position = 0
    for number, match in zip(count(), re.finditer(_ITEM, mask)):
        if number not in used:
            prefix = match[1] + b":" if match[1] else b""
            empty = b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix)
            chunks += (data[position : match.start()], empty)
            position = match.end()
    return b"".join([*chunks, data[position:]])
