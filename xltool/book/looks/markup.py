"""A part as a tree with its namespaces, and the few attribute kinds of spreadsheets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from xltool.book.parts.xmltext import damaged, utf8

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALSE = ("", "0", "false")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*", re.ASCII)
_WHOLE = re.compile(r"\s*\+?\d{1,9}\s*", re.ASCII)


def parsed(data: bytes, where: str) -> Element:
    """The root of a part in any encoding. Raises WorkbookError where it is no XML, or declares entities."""
    content = utf8(data, where)
    if b"<!DOCTYPE" in content:
        raise damaged(where)
    try:
        return fromstring(content)
    except (ParseError, ValueError) as error:
        raise damaged(where) from error


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def inside(root: Element, *names: str) -> Iterator[Element]:
    """The elements of the spreadsheet's own namespace that a path of names leads to, from every parent of that name."""
    found = [root]
    for name in names:
        found = [child for parent in found for child in parent.findall(MAIN + name)]
    yield from found


def truth(text: str | None) -> bool:
    """Whether a yes-or-no attribute says yes; whatever is no known no is a yes."""
    return (text or "").strip().lower() not in _FALSE


def number(text: str | None, usual: float) -> float:
    """A number of an attribute; ``usual`` where it is absent, not a number (NaN) where it cannot be read."""
    if text is None:
        return usual
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def whole_number(text: str | None, usual: int) -> int:
    """A whole number from 0 on; ``usual`` where it is absent, -1 where it cannot be read."""
    if text is None:
        return usual
    return int(text) if _WHOLE.fullmatch(text) else -1
