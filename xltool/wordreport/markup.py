"""A part of a Word document as elements that know where their bytes lie.

Nothing is ever written out from a tree: a change replaces a span of bytes, and every byte outside of it stays what
Word, WPS or a person made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xltool.book.parts.xmltext import ATTRIBUTES, attributes, masked, new_parser, parse, plain, utf8
from xltool.errors import UnreadableContentError, WorkbookError

#: The namespace of a document's own elements, as Word writes it by default and in its strict form.
NAMESPACES: Final = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
#: Deeper than this no program nests a document.
_DEEPEST: Final = 500
_TAG = re.compile(rb"<(/?)([^\s/>!?]+)(" + ATTRIBUTES + rb")(/?)>")


class Edit(NamedTuple):
    """Bytes that take the place of those from ``begin`` to ``end``."""

    begin: int
    end: int
    new: bytes = b""


class Element(NamedTuple):
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
        self.data = _in_utf8(data, where)
        blank = _masked(self.data, where)
        _refuse_malformed(self.data, where)
        self.prefix = _prefix(blank, where)
        self.elements: Sequence[Element] = _elements(blank, self.prefix, where)

    def inside(self, element: Element, *names: str) -> Iterator[Element]:
        """The elements in this one, in the order of the document; only those of these names where any is given."""
        found = self.elements[element.number + 1 : element.last]
        return (each for each in found if each.name in names) if names else iter(found)

    def children(self, element: Element, *names: str) -> Iterator[Element]:
        """Those directly in this one."""
        return (each for each in self.inside(element, *names) if each.parent == element.number)

    def child(self, element: Element, name: str) -> Element | None:
        """The first of that name directly in this one."""
        return next(self.children(element, name), None)

    def around(self, element: Element, *names: str) -> Iterator[Element]:
        """The elements of these names around this one, the nearest first."""
        while element.parent >= 0:
            element = self.elements[element.parent]
            if element.name in names:
                yield element

    def bytes_of(self, element: Element) -> bytes:
        """The element as it stands."""
        return self.data[element.begin : element.end]

    def value(self, element: Element | None, name: str = "val") -> str:
        """An attribute of the main namespace, empty where there is none."""
        if element is None:
            return ""
        return plain(attributes(element.raw).get(self.prefix + name.encode(), b""))

    def text(self, element: Element) -> str:
        """The character data of an element that has no children."""
        return plain(self.data[element.inner : element.inner_end])

    def tag(self, name: str, content: bytes = b"", /, **values: str) -> bytes:
        """An element of the main namespace; the attributes must hold nothing to escape."""
        given = b"".join(
            b" %b%b" % (self.prefix, f'{key}="{value}"'.encode()) for key, value in values.items()
        )
        full = self.prefix + name.encode()
        return b"<%b%b>%b</%b>" % (full, given, content, full) if content else b"<%b%b/>" % (full, given)

    def appended(self, element: Element, new: bytes) -> Edit:
        """The edit that puts this behind all that is in an element, also where its tag closes itself."""
        if element.inner < element.end:
            return Edit(element.inner_end, element.inner_end, new)
        start = self.bytes_of(element)
        name = re.match(rb"<([^\s/>]+)", start)
        assert name is not None
        return Edit(element.begin, element.end, start[:-2].rstrip() + b">" + new + b"</" + name[1] + b">")


def spliced(data: bytes, edits: Iterable[Edit], begin: int = 0, end: int | None = None) -> bytes:
    """The bytes from ``begin`` to ``end`` with these edits made; insertions at one place keep their order."""
    end = len(data) if end is None else end
    pieces, position = [], begin
    for edit in sorted(edits, key=lambda each: (each.begin, each.end)):
        if edit.begin < position:
            raise ValueError(f"edits overlap at {edit.begin}")
        pieces += [data[position : edit.begin], edit.new]
        position = edit.end
    return b"".join([*pieces, data[position:end]])


def _in_utf8(data: bytes, where: str) -> bytes:
    try:
        return utf8(data, where)
    except UnreadableContentError as error:
        raise unreadable(where) from error


def _masked(data: bytes, where: str) -> bytes:
    try:
        return masked(data, where)
    except WorkbookError as error:
        raise WorkbookError(
            f"{where} 含有文档类型或实体声明，正常的 Word 文档不会有，没有处理；请用 Word 打开并另存为新的 .docx 再试。"
        ) from error


def _refuse_malformed(data: bytes, where: str) -> None:
    parser = new_parser(where)
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise unreadable(where)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parse(parser, data, where)
    except UnreadableContentError as error:
        raise unreadable(where) from error


def unreadable(where: str) -> WorkbookError:
    """What to say of a part that is not what it should be."""
    return WorkbookError(f"{where} 已损坏，无法读取；请用 Word 打开并另存为新的 .docx 再试。")


def _prefix(data: bytes, where: str) -> bytes:
    root = _TAG.search(data)
    if root is not None:
        for name, namespace in attributes(root[3]).items():
            if namespace in NAMESPACES and name == b"xmlns":
                return b""
            if namespace in NAMESPACES and name.startswith(b"xmlns:"):
                return name[6:] + b":"
    raise unreadable(where)


class _Open:
    """An element whose end is not reached yet."""

    __slots__ = ("index", "match")

    def __init__(self, match: re.Match[bytes], index: int) -> None:
        self.match = match
        self.index = index


def _elements(data: bytes, prefix: bytes, where: str) -> list[Element]:
    found: list[Element | None] = []
    open_elements: list[_Open] = []
    for match in _TAG.finditer(data):
        parent = open_elements[-1].index if open_elements else -1
        if match[1]:
            if not open_elements:
                raise unreadable(where)
            opened = open_elements.pop()
            above = open_elements[-1].index if open_elements else -1
            found[opened.index] = _element(opened, match.start(), match.end(), len(found), above, prefix)
            continue
        opened = _Open(match, len(found))
        found.append(None)
        if match[4]:
            found[opened.index] = _element(opened, match.end(), match.end(), len(found), parent, prefix)
        else:
            open_elements.append(opened)
    whole = [element for element in found if element is not None]
    if len(whole) != len(found) or not whole:
        raise unreadable(where)
    return whole


def _element(opened: _Open, inner_end: int, end: int, last: int, parent: int, prefix: bytes) -> Element:
    match = opened.match
    name = match[2][len(prefix) :] if match[2].startswith(prefix) else b":" + match[2]
    return Element(
        name.decode(), match.start(), match.end(), inner_end, end, match[3], opened.index, last, parent
    )
