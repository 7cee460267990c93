"""What the format of a run in a Word document says of its text: hidden, or raised as the mark of a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.parts.xmltext import Element, tree

_OFF: Final = frozenset({"0", "false", "off", "none"})
#: Styles that are based on others: deeper than this no document goes.
_DEEPEST: Final = 12


class RunLook(NamedTuple):
    """Hidden text is not printed; raised (or lowered) text may be a mark. None: the format says nothing of it."""

    hidden: bool | None = None
    raised: bool | None = None

    def over(self, below: RunLook) -> RunLook:
        """This format where it says something, else the one below."""
        return RunLook(
            below.hidden if self.hidden is None else self.hidden,
            below.raised if self.raised is None else self.raised,
        )


def property_look(tag: str, value: str) -> RunLook:
    """What one property of a run says: its local name, and its val."""
    if tag == "vanish":
        return RunLook(hidden=value.lower() not in _OFF)
    if tag == "vertAlign":
        return RunLook(raised=value in ("superscript", "subscript"))
    if tag == "position":
        shift = re.fullmatch(r"[+-]?(\d{1,9})", value)
        return RunLook(raised=shift is not None and int(shift[1]) > _NO_SHIFT)
    return RunLook()


#: A shift of the base line by so many half points is typography, no mark.
_NO_SHIFT: Final = 3


def styles(part: bytes, where: str) -> Mapping[str, RunLook]:
    """Style -> what it says of text, with what it is based on. Raises WorkbookError where the part is damaged."""
    own: dict[str, tuple[str, RunLook]] = {}
    for style in tree(part, where).children:
        if style.tag == "style":
            name = _attribute(style, "styleId")
            own[name] = (_based_on(style), _look(style))
    return {name: _whole(own, name) for name in own}


def _whole(own: Mapping[str, tuple[str, RunLook]], name: str) -> RunLook:
    found = RunLook()
    for _ in range(_DEEPEST):
        if name not in own:
            break
        name, look = own[name]
        found = found.over(look)
    return found


def _look(style: Element) -> RunLook:
    found = RunLook()
    for item in _children(style, "rPr"):
        found = property_look(item.tag, _attribute(item, "val")).over(found)
    return found


def _based_on(style: Element) -> str:
    return next((_attribute(item, "val") for item in style.children if item.tag == "basedOn"), "")


def _children(element: Element, tag: str) -> Iterator[Element]:
    for item in element.children:
        if item.tag == tag:
            yield from item.children


def _attribute(element: Element, name: str) -> str:
    return element.attributes.get(name) or element.qualified.get(name, "")
