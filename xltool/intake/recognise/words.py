"""What a label says, without how it is printed: blanks, line breaks, colons, numbers in front, brackets, points behind."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from xltool.intake.forms.labels import key

#: No label is longer; whatever is, is a text.
_LONGEST: Final = 60
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_POINTS: Final = re.compile(r"\d{1,3}(?:\.\d+)?分$")
_COLONS: Final = re.compile(r"[::：;；]")
_YEARS: Final = re.compile(r"^(?:20\d\d年?度?|本年度?)(?=\D)")
_PARTED: Final = re.compile(r"\s*([^::：]{2,24}?)\s*[:：]\s*(.*\S)\s*", re.DOTALL)


@lru_cache(maxsize=16384)
def words(text: str) -> str:
    """A label without anything in brackets: ``1、全年预算数（A）： -> 全年预算数``; a text that is none is empty."""
    return _words(text, "")


@lru_cache(maxsize=16384)
def inlined(text: str) -> str:
    """A label with what is in brackets as if there were none: ``全年（调整）预算数 -> 全年调整预算数``."""
    return _words(text, "kept")


def _words(text: str, brackets: str) -> str:
    if len(text) > 2 * _LONGEST:
        return ""
    folded = key(unicodedata.normalize("NFKC", _COLONS.sub("", "".join(text.split()))))
    while (without := _BRACKETS.sub(_kept if brackets else "", folded)) != folded:
        folded = without
    folded = _POINTS.sub("", _COLONS.sub("", folded).strip("*※#、.,，"))
    return folded if len(folded) <= _LONGEST else ""


def _kept(found: re.Match[str]) -> str:
    return found[0][1:-1]


def spellings(text: str) -> tuple[str, ...]:
    """The ways in which a label may be meant: without its brackets, with what is in them, without a year in front."""
    several = (words(text), inlined(text))
    return tuple(dict.fromkeys((*several, *(_YEARS.sub("", each) for each in several))))


def parted(text: str) -> tuple[str, str]:
    """Label and value of a cell that holds both (单位名称：某局); twice nothing where it does not."""
    found = _PARTED.fullmatch(text)
    return (found[1], found[2]) if found else ("", "")


def remarks(text: str) -> tuple[str, ...]:
    """What stands in brackets: A, B/A, 万元, 40分."""
    folded = unicodedata.normalize("NFKC", "".join(text.split()))
    return tuple(found[1:-1] for found in _BRACKETS.findall(folded))
