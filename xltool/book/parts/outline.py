"""Where the elements of a part stand: the places that an XML parser gives, so that bytes can be put between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from xltool.book.parts.xmltext import ATTRIBUTES, damaged, new_parser, parse

_START: Final = re.compile(rb"<([^\s<>/]+)" + ATTRIBUTES + rb"/?>")


class PartNode(NamedTuple):
    """An element of a part in UTF-8 and its places: where its start tag begins and ends, where its end tag begins and ends.

    ``name`` is without prefix, ``prefix`` as it is spelled (``x:``, mostly none). One that is closed in its start tag has
    all its later places at the end of that tag.
    """

    name: str
    prefix: bytes
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int
    end: int
    children: list[PartNode]

    @property
    def self_closed(self) -> bool:
        """Whether it is closed in its start tag."""
        return self.opened == self.end

    def all(self, *path: str) -> Iterator[PartNode]:
        """The elements down a path of names, in the order of the part."""
        first, *rest = path
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(*rest)
                else:
                    yield child

    def first(self, *path: str) -> PartNode | None:
        """The first of these."""
        return next(self.all(*path), None)


def outline(data: bytes, where: str, closed: Collection[str] = ()) -> PartNode:
    """The root of a part in UTF-8 with all that it holds, but for what stands within the elements called as in ``closed``.

    Raises WorkbookError where the part is malformed or declares entities.
    """
    grower = _Outline(data, where, closed)
    parser = new_parser(where)
    grower.parser = parser
    parser.StartElementHandler, parser.EndElementHandler = grower.start, grower.finish
    parse(parser, data, where)
    return grower.root[0]


class _Outline:
    """The events of a part put together; ``hidden`` counts the elements within a closed one that are open."""

    def __init__(self, data: bytes, where: str, closed: Collection[str]) -> None:
        self.data, self.where, self.closed = data, where, closed
        self.parser = new_parser(where)
        self.root: list[PartNode] = []
        self.open: list[PartNode] = []
        self.hidden = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.hidden or (self.open and self.open[-1].name in self.closed):
            self.hidden += 1
            return
        begin = self.parser.CurrentByteIndex
        tag = _START.match(self.data, begin)
        if tag is None:
            raise damaged(self.where)
        prefix, colon, _ = tag[1].rpartition(b":")
        bare = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        node = PartNode(name.rpartition("}")[2], prefix + colon, bare, begin, tag.end(), 0, 0, [])
        self.open.append(node)

    def finish(self, _name: str) -> None:
        if self.hidden:
            self.hidden -= 1
            return
        node = self.open.pop()
        closing = self.parser.CurrentByteIndex
        if self.data[node.opened - 2 : node.opened] == b"/>":
            closing = end = node.opened
        else:
            end = self.data.index(b">", closing) + 1
        siblings = self.open[-1].children if self.open else self.root
        siblings.append(node._replace(closing=closing, end=end))
