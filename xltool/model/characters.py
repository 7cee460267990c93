"""Characters that nobody sees: what is dropped wherever a cell, a text or a document is read.

They come along when something is copied from a chat, a web page or a PDF. A figure with one of them inside looks like
a figure and reads like a word; a cell that holds nothing else looks blank.
"""

from __future__ import annotations

import re
import unicodedata

from xltool.typed import Final

#: What breaks a line without being a line feed, and what is a blank without being a space.
_BREAKS: Final = "\x0b\x0c\x85\u2028\u2029"
_BLANKS: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f"
#: Control characters, and what Unicode calls “default ignorable”: zero width, direction marks, fillers, variants.
_NOTHING: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_DROPPED: Final = f"[{_NOTHING}]"
_BLANK: Final = f"[{_BLANKS}]"
_BREAK: Final = f"[{_BREAKS}]"
_ANY: Final = f"[{_NOTHING}{_BLANKS}{_BREAKS}]"
#: Those of them that Python takes for printable.
_FILLERS: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
#: What the most frequent ones are called; the others are told by their number.
_CALLED: Final = {
    "\xa0": "不间断空格",
    "\u202f": "窄不间断空格",
    "\xad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u200e": "从左到右标记",
    "\u200f": "从右到左标记",
    "\u2060": "零宽连接符",
    "\ufeff": "字节顺序标记",
    "\u2800": "盲文空格",
    "\u3164": "谚文填充符",
}
_DIRECTIONS: Final = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """The text as a person sees it: blanks of other kinds are spaces, line breaks line feeds, the invisible is gone."""
    if _is_ordinary(text):
        return text
    return re.sub(_BREAK, "\n", re.sub(_BLANK, " ", re.sub(_DROPPED, "", text)))


def invisible(text: str) -> str:
    """The characters that :func:`visible` drops or takes for a space or a line feed, each once, in their order."""
    return "" if _is_ordinary(text) else "".join(dict.fromkeys(re.findall(_ANY, text)))


def _is_ordinary(text: str) -> bool:
    """Whether surely nothing of a text is invisible; the patterns of all such characters load slowly."""
    if not text.isprintable():
        text = text.replace("\n", "").replace("\u3000", "")
    return text.isprintable() and (text.isascii() or _FILLERS.isdisjoint(text))


def called(character: str) -> str:
    """What a user reads of such a character, such as ``零宽空格（U+200B）``."""
    number = f"U+{ord(character):04X}"
    if character in _CALLED:
        return f"{_CALLED[character]}（{number}）"
    if character in _DIRECTIONS:
        return f"文字方向标记（{number}）"
    if unicodedata.category(character) == "Cc":
        return f"控制字符（{number}）"
    return f"看不见的字符（{number}）"
