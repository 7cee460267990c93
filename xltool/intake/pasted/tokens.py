"""The cells of a line that blanks part, with their places on it; and which words head a column."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import Final, NamedTuple

from xltool.intake.forms.labels import is_known_label, label
from xltool.intake.forms.wordings import BUDGET, GOALS, INDICATORS, PARTS
from xltool.intake.pasted.text_tables import is_figure

#: A cell, up to two blanks; one blank parts a figure from the cell before it, and a label from what it labels.
_TOKEN: Final = re.compile(r"\S+(?: \S+)*")
_MONEY: Final = re.compile(
    "编制数?$|在职人[数员]$|(?:决算|预算)数$|^(?:批复|实际)规模$|^(?:预算|实际)投资$|控制率$"
)
_HEADS: Final = (*BUDGET, *GOALS, *INDICATORS, *PARTS)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff（）()]")
_NUMBERED: Final = re.compile(r"\d+[\u4e00-\u9fff）)]")


class Token(NamedTuple):
    """A cell of a line: its text, its first and last column, and its line (from 0)."""

    text: str
    start: int
    end: int
    line: int


def is_head(text: str) -> bool:
    """Whether a text reads as the heading of a column of one of the forms."""
    words = label(text)
    return _MONEY.search(words) is not None or any(pattern.fullmatch(words) for _, pattern in _HEADS)


def tokens_of(line: str, number: int, wide: bool) -> list[Token]:
    """The cells of a line with their places in characters, or, where it is read as the eye sees it, in half widths."""
    found: list[Token] = []
    for match in _TOKEN.finditer(line):
        words = _words(match[0], match.start(), number)
        cells = [words[0]]
        for word in words[1:]:
            if _parted(cells[-1], word):
                cells.append(word)
            else:
                cells[-1] = _together(cells[-1], word, " ")
        found += cells
    if wide:
        at = list(accumulate((1 + (unicodedata.east_asian_width(c) in "WF") for c in line), initial=0))
        found = [cell._replace(start=at[cell.start], end=at[cell.end]) for cell in found]
    return _spaced_letters(found)


def _words(text: str, start: int, number: int) -> list[Token]:
    """The words between single blanks; the blank that pdftotext puts between digits and Chinese characters is none."""
    found: list[Token] = []
    at = start
    for word in text.split(" "):
        token = Token(word, at, at + len(word), number)
        if found and _belongs(found[-1].text, word):
            found[-1] = _together(found[-1], token, "")
        else:
            found.append(token)
        at += len(word) + 1
    return found


def _belongs(before: str, word: str) -> bool:
    """2024 年, （2 人, 附件 2: but 万 12.4 are two cells."""
    return (before[-1:].isdecimal() and _CHINESE.match(word) is not None) or (
        _CHINESE.search(before[-1:]) is not None and _NUMBERED.match(word) is not None and not is_head(word)
    )


def _together(token: Token, word: Token, between: str) -> Token:
    return token._replace(text=f"{token.text}{between}{word.text}", end=word.end)


def _parted(token: Token, word: Token) -> bool:
    """Whether one blank parts two cells: figures side by side, headings side by side, a label and what it labels."""
    figures = is_figure(word.text) and token.text[-1:] in "0123456789%％万元人次个"
    after_figure = is_figure(token.text)
    labels = (is_head(token.text) and is_head(word.text)) or is_known_label(token.text)
    labels |= word.text[0] in "≥≤≧≦＜＞<>="  # a target is no part of its title
    return figures or after_figure or labels


def _spaced_letters(tokens: list[Token]) -> list[Token]:
    """总  分 is one label."""
    if 1 < len(tokens) < 5 and all(len(token.text) == 1 for token in tokens):
        return [tokens[0]._replace(text="".join(token.text for token in tokens), end=tokens[-1].end)]
    return tokens
