"""Marks of notes behind figures: a raised 2, ①, *. They are told apart from the digits that they stand behind."""

from __future__ import annotations

import re
from typing import Final

#: What a raised mark of a note looks like; other raised words are words.
_MARK: Final = re.compile(r"\s*注?[\[\](){}（）〔〕【】\d*＊※†‡§a-zA-Z①-⑳⑴-⒇⒈-⒛㊀-㊉¹²³⁰-⁹,，、\s-]{1,8}")
#: The same as characters of the line itself, where they follow a figure or stand in front of it.
_BEHIND: Final = re.compile(r"(?<=[\d%％元分人名年)）])\s*[①-⑳⑴-⒇㊀-㊉❶-❿⓪-⓿¹²³⁰-⁹*＊※†‡]+$")
_BEFORE: Final = re.compile(r"^[①-⑳㊀-㊉❶-❿⓪-⓿¹²³⁰-⁹*＊※†‡]+\s*(?=[\d(（+-])")
#: What people are told where a mark was taken off.
DROPPED: Final = "上标、下标的注码没有当作数字读，请核对。"


def is_mark(raised: str, before: str) -> bool:
    """Whether raised (or lowered) characters are the mark of a note; the 2 of m² belongs to its letter."""
    return _MARK.fullmatch(raised) is not None and not (before.isascii() and before.isalpha())


def without_marks(text: str) -> tuple[str, str]:
    """A figure without the marks in front of it and behind it, and these."""
    stripped = text.strip()
    before, behind = _BEFORE.match(stripped), _BEHIND.search(stripped)
    start = before.end() if before else 0
    end = behind.start() if behind else len(stripped)
    return stripped[start:end], stripped[:start].strip() + stripped[end:].strip()
