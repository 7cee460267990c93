"""The table of texts of a workbook: its entries, and the table without those that no cell shows any more."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import count

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import (
    Element,
    masked,
    refuse_malformed,
    tree,
    unclear,
    unescaped_controls,
    utf8,
    xstring,
)
from xltool.errors import WorkbookError
from xltool.typed import Final

#: An entry: its prefix and its content. The pattern is compiled by the first table that is spelled otherwise than usual.
_ITEM: Final = rb"(?s)<(?:([\w.-]+):)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)"

#: An entry as most programs spell it, with its content, and how much of it is none.
_PLAIN_ENTRY: Final = rb'<si>(<t(?: xml:space="[a-z]*")?+>[^<]*+</t>)</si>'
_AROUND: Final = len("<si></si>")

#: Tables larger than this are not kept for the next workbook, and none of their texts is read that no cell shows.
_KEPT: Final = 65_536

#: What may stand in an entry, and in a run or a phonetic guide of it.
_WITHIN: Final = {
    "si": frozenset({"t", "r", "rPh", "phoneticPr"}),
    "r": frozenset({"t", "rPr"}),
    "rPh": frozenset({"t"}),
    "t": frozenset[str](),
}


def texts(part: bytes, where: str) -> Sequence[bytes | str]:
    """The entries as :func:`entries` gives them; of a small table each as its text.

    The returns of one template share a few tables: each is read once.
    """
    if len(part) >= _KEPT:
        return entries(part, where)
    try:
        return _texts_once(part)
    except WorkbookError:
        return entries(part, where)  # the same complaint with the file's name


@lru_cache(maxsize=16)
def _texts_once(part: bytes) -> tuple[str, ...]:
    return tuple([text_in(entry) if isinstance(entry, bytes) else entry for entry in entries(part, "")])


@lru_cache(maxsize=2048)
def text_in(entry: bytes) -> str:
    """The text of an entry that is given as its content."""
    return xstring(entry[entry.index(b">") + 1 : -len(b"</t>")])


def entries(part: bytes, where: str) -> list[bytes | str]:
    """The entries in their order, each as its text or, where it is spelled as most programs do, as its content.

    ``where`` names the part in messages. Raises UnreadableContentError where it is no table of texts and nothing else.
    """
    data = utf8(part, where)
    refuse_malformed(data, where)
    usual = _usual_entries(data)
    if usual is not None:
        return list(usual)
    root = tree(data, where)
    items = [child for child in root.children if child.tag != "extLst"]
    for child in items:
        _refuse_others(child, root.space, "si", where)
    return [_text(child) for child in items]


def _usual_entries(data: bytes) -> list[bytes] | None:
    """The entries where the part holds nothing else, under one name, and each of them one text; None otherwise."""
    head, opening, rest = data.partition(b"<si>")
    end = rest.rfind(b"</sst>")
    usual = (
        opening
        and end > 0
        and not rest[end + 6 :].strip()
        and head.endswith(b">")
        and head.count(b"<") == 1 + head.count(b"<?xml ")
        and head.count(b"<sst ") == 1
        and b"<!" not in data
        and data.count(b"<?") == head.count(b"<?xml ")
        and data.count(b"xmlns") == 1
    )
    if not usual:
        return None
    body = opening + rest[:end].rstrip()
    found: list[bytes] = re.findall(_PLAIN_ENTRY, body)
    return (
        found if sum(map(len, found)) + _AROUND * len(found) == len(body) else None
    )  # and nothing between them


def _refuse_others(element: Element, space: str, tag: str, where: str) -> None:
    if element.space != space or element.tag != tag:
        raise unclear(where, "", f"夹着不属于文本表的内容（{element.tag}）")
    for child in element.children:
        if child.tag not in _WITHIN.get(tag, ()):
            raise unclear(where, "", f"夹着不属于文本表的内容（{child.tag}）")
        if child.tag in _WITHIN or child.space != space:
            _refuse_others(child, space, child.tag, where)


def _text(item: Element) -> str:
    """The text of an entry: its runs, without phonetic guides."""
    texts = (child.text for part in item.children for child in (part, *part.children)
             if child.tag == "t" and part.tag in ("t", "r"))  # fmt: skip
    return "".join(map(unescaped_controls, texts))


def only_used(part: bytes, used: Collection[int], where: str) -> bytes:
    """The part with every other text emptied; the texts keep their numbers. What was cleared is not to be read in it."""
    data = utf8(part, where)
    mask = masked(data, where)
    splices = []
    for number, match in zip(count(), re.finditer(_ITEM, mask)):
        if number not in used:
            prefix = match[1] + b":" if match[1] else b""
            empty = b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix)
            splices.append(Splice(*match.span(), empty))
    return spliced(data, splices)
