"""Leaving out whole children of a part's root, byte for byte: what stays is not written anew."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import new_parser, parse, utf8


class Child(NamedTuple):
    """A child of the root: its name without prefix, and where it and what follows it up to the next one stand."""

    name: str
    start: int
    end: int


def children(data: bytes, where: str) -> list[Child]:
    """The children of the root of a part in UTF-8. Raises WorkbookError where it is malformed or declares entities."""
    starts: list[tuple[str, int]] = []
    ends: list[int] = []
    depth = 0
    parser = new_parser(where)

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2:
            starts.append((name.rpartition("}")[2], parser.CurrentByteIndex))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 0:
            ends.append(parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, data, where)
    stops = [*(place for _, place in starts[1:]), *ends]
    return [Child(name, begin, stop) for (name, begin), stop in zip(starts, stops, strict=False)]


def pruned(
    part: bytes, where: str, kept: Collection[str], changed: Mapping[str, Callable[[bytes], bytes]]
) -> bytes:
    """The part with those children only whose names are ``kept``; the bytes of some go through a function first."""
    data = utf8(part, where).removeprefix(codecs.BOM_UTF8)
    found = children(data, where)
    splices = []
    for child in found:
        if child.name not in kept:
            splices.append(Splice(child.start, child.end))
        elif child.name in changed:
            splices.append(Splice(child.start, child.end, changed[child.name](data[child.start : child.end])))
    return spliced(data, splices)
