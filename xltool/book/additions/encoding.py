"""Parts that are changed in UTF-8 and stay in the encoding that they are in."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Final

from xltool.book.parts.xmltext import utf8

_OTHERS: Final = (("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE))


def changed(part: bytes, where: str, change: Callable[[bytes], bytes]) -> bytes:
    """The part after a change that is made of it in UTF-8; one that is in UTF-16 is so afterwards.

    One in another encoding still is in UTF-8 then. Raises WorkbookError where the part is damaged, and what the change raises.
    """
    data = utf8(part, where)
    if data is part and data.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + change(data.removeprefix(codecs.BOM_UTF8))
    new = change(data)
    for name, mark in _OTHERS if data is not part else ():
        if part.startswith(mark):
            return mark + _declared(new, data, part.removeprefix(mark).decode(name)).encode(name)
    return new


def _declared(new: bytes, data: bytes, before: str) -> str:
    """The text with the declaration that the part had: of that alone :func:`utf8` makes another one."""
    ours, theirs = data.decode().partition("?>")[0], before.partition("?>")[0]
    text = new.decode()
    return theirs + text.removeprefix(ours) if text.startswith(ours) else text
