"""A drawing without what calls macros or leads out of the file: pictures and charts stay, buttons go."""

from __future__ import annotations

import re
from collections.abc import Collection

from xltool.book.parts.pruning import children
from xltool.book.parts.xmltext import utf8

#: What makes an anchor a form control, or a shape that runs a macro when it is clicked.
_CONTROL = re.compile(rb"""\bmacro\s*=\s*(?:"[^"]+"|'[^']+')|compatExt|<(?:[\w.-]+:)?(?:control|oleObj)\b""")
#: The link of a shape, which may lead to a file of somebody's.
_CLICK = re.compile(
    rb"<(?:[\w.-]+:)?(hlinkClick|hlinkHover)\b[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?\1\s*>)", re.DOTALL
)
#: A picture, and its description where that is a path: older Excel wrote where the picture came from.
_DESCRIBED = re.compile(rb"<(?:[\w.-]+:)?cNvPr\s[^>]*>")
_PATH = re.compile(rb"""\s(?:descr|title)\s*=\s*(?:"[^"]*[\\/][^"]*"|'[^']*[\\/][^']*')""")
_LEADS = re.compile(rb"""\sr:\w+\s*=\s*["']([^"']+)["']""")


def without_macros(part: bytes, followed: Collection[str], where: str) -> bytes | None:
    """The drawing without controls, links, paths, and what shows more than is ``followed``; None where nothing is left.

    ``followed`` are the relationships that stay. Raises WorkbookError where the part is damaged.
    """
    data = re.sub(_CLICK, b"", utf8(part, where))
    data = re.sub(_DESCRIBED, lambda match: re.sub(_PATH, b"", match[0]), data)
    found = children(data, where)
    known = {identity.encode() for identity in followed}
    kept = [
        data[child.start : child.end]
        for child in found
        if not _CONTROL.search(data, child.start, child.end)
        and set(_LEADS.findall(data, child.start, child.end)) <= known
    ]
    if not kept:
        return None
    return b"".join([data[: found[0].start], *kept, data[found[-1].end :]])
