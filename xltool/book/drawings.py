"""A drawing without what calls macros: pictures and charts stay, buttons go."""

from __future__ import annotations

import re

from xltool.book.pruning import children
from xltool.book.xmltext import utf8

#: What makes an anchor a form control, or a shape that runs a macro when it is clicked.
_CONTROL = re.compile(rb"""\bmacro\s*=\s*(?:"[^"]+"|'[^']+')|compatExt|<(?:[\w.-]+:)?(?:control|oleObj)\b""")
#: The link of a shape, which may lead to a file of somebody's.
_CLICK = re.compile(
    rb"<(?:[\w.-]+:)?hlink(?:Click|Hover)\b[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?hlink(?:Click|Hover)\s*>)",
    re.DOTALL,
)


def without_macros(part: bytes, where: str) -> bytes | None:
    """The drawing without its controls and without links; None where nothing is left of it."""
    data = utf8(part, where)
    found = children(data, where)
    kept = [child for child in found if not _CONTROL.search(data, child.start, child.end)]
    if not kept:
        return None
    pieces = [
        data[: found[0].start],
        *(data[child.start : child.end] for child in kept),
        data[found[-1].end :],
    ]
    return re.sub(_CLICK, b"", b"".join(pieces))
