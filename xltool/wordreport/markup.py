"""A part of a Word document as elements that know where their bytes lie.

Nothing is ever written out from a tree: a change replaces a span of bytes, and every byte outside of it stays what
Word, WPS or a person made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltool.book.parts.splicing import Splice
from xltool.book.parts.xmltext import ATTRIBUTES, attributes, damaged, new_parser, parse, plain, utf8

#: The namespace of a document's own elements, as Word writes it by default and in its strict form.
NAMESPACES: Final = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
#: Deeper than this no program nests a document.
_DEEPEST: Final = 500
_TAG = re.compile(rb"<([^\s/>]+)(" + ATTRIBUTES + rb")(/?)>")


class WordElement(NamedTuple):
    """One element: its name without the prefix of the main namespace, and where it lies.

    ``begin`` and ``end`` are its first byte and the one behind its last; ``inner`` and ``inner_end`` those of its
    content (equal where it has none). ``number`` is its place in the order of the document, ``last`` that of the first
    element behind it, ``parent`` that of the element around it (-1 for the root).
    """

    name: str
    begin: int
    inner: int
    inner_end: int
    end: int
    raw: bytes
    number: int
    last: int
    parent: int


class Markup:
    """A part in UTF-8 with its elements in the order of the document.

    Raises WorkbookError where the part is malformed, declares entities or is no part of a Word document.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self.data = utf8(data, where)
        found = _elements(self.data, where)
        self.prefix = _prefix(found[0], where)
        self.elements: Sequence[WordElement] = [_named(element, self.prefix) for element in found]

    def inside(self, element: WordElement, *names: str) -> Iterator[WordElement]:
        """The elements in this one, in the order of the document; only those of these names where any is given."""
        found = self.elements[element.number + 1 : element.last]
        return (each for each in found if each.name in names) if names else iter(found)

    def children(self, element: WordElement, *names: str) -> Iterator[WordElement]:
        """Those directly in this one."""
        return (each for each in self.inside(element, *names) if each.parent == element.number)

    def child(self, element: WordElement, name: str) -> WordElement | None:
        """The first of that name directly in this one."""
        return next(self.children(element, name), None)

    def around(self, element: WordElement, *names: str) -> Iterator[WordElement]:
        """The elements of these names around this one, the nearest first."""
        while element.parent >= 0:
            element = self.elements[element.parent]
            if element.name in names:
                yield element

    def bytes_of(self, element: WordElement) -> bytes:
        """The element as it stands."""
        return self.data[element.begin : element.end]

    def value(self, element: WordElement | None, name: str = "val") -> str:
        """An attribute of the main namespace, empty where there is none."""
        if element is None:
            return ""
        return plain(attributes(element.raw).get(self.prefix + name.encode(), b""))

    def text(self, element: WordElement) -> str:
        """The character data of an element that has no children."""
        return plain(self.data[element.inner : element.inner_end])

    def tag(self, name: str, content: bytes = b"", /, **values: str) -> bytes:
        """An element of the main namespace; the attributes must hold nothing to escape."""
        given = b"".join(
            b" %b%b" % (self.prefix, f'{key}="{value}"'.encode()) for key, value in values.items()
        )
        full = self.prefix + name.encode()
        return b"<%b%b>%b</%b>" % (full, given, content, full) if content else b"<%b%b/>" % (full, given)

    def appended(self, element: WordElement, new: bytes) -> Splice:
        """The edit that puts this behind all that is in an element, also where its tag closes itself."""
        if element.inner < element.end:
            return Splice(element.inner_end, element.inner_end, new)
        start = self.bytes_of(element)
        name = re.match(rb"<([^\s/>]+)", start)
        assert name is not None
        return Splice(element.begin, element.end, start[:-2].rstrip() + b">" + new + b"</" + name[1] + b">")


def _elements(data: bytes, where: str) -> list[WordElement]:
    """The elements by the names that stand in their tags; a parser says where each begins and ends."""
    found: list[WordElement] = []
    around: list[int] = []
    parser = new_parser(where)

    def start(_name: str, _attributes: object) -> None:
        begin = parser.CurrentByteIndex
        tag = _TAG.match(data, begin)
        if tag is None or len(around) >= _DEEPEST:
            raise damaged(where)
        inner, number, parent = tag.end(), len(found), around[-1] if around else -1
        found.append(WordElement(tag[1].decode(), begin, inner, inner, inner, tag[2], number, 0, parent))
        around.append(number)

    def end(_name: str) -> None:
        element, inner_end = found[around.pop()], parser.CurrentByteIndex
        if data[element.inner - 2 : element.inner] != b"/>":
            element = element._replace(inner_end=inner_end, end=data.index(b">", inner_end) + 1)
        found[element.number] = element._replace(last=len(found))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, data, where)
    return found


def _prefix(root: WordElement, where: str) -> bytes:
    for name, namespace in attributes(root.raw).items():
        if namespace in NAMESPACES and name == b"xmlns":
            return b""
        if namespace in NAMESPACES and name.startswith(b"xmlns:"):
            return name[6:] + b":"
    raise damaged(where)


def _named(element: WordElement, prefix: bytes) -> WordElement:
    own = prefix.decode()
    name = element.name.removeprefix(own) if element.name.startswith(own) else f":{element.name}"
    return element._replace(name=name)
