"""Texts that come from strangers, made fit for a cell: nothing in them is a formula, a link or mark-up."""

from __future__ import annotations

import re
from typing import Final

#: Code units of UTF-16 that a cell holds, and what stands where a text was cut.
LONGEST: Final = 32_767
_CUT: Final = "……（过长，已截断）"
#: What XML cannot hold, or what draws a text otherwise than it reads: controls, lone surrogates, non-characters, marks
#: of direction. Tabs and ends of lines are handled apart.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029\x85]")
#: What spreadsheets take for the begin of a formula, in full width too.
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")
_MARKUP: Final = ("<r>", "</r>")


def fit(text: str, longest: int = LONGEST) -> str:
    """A text as a cell can hold it: no controls, not longer than a cell."""
    if len(text) * 2 <= longest and text.isprintable():
        return text
    clean = _UNFIT.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    units = len(clean.encode("utf-16-le")) // 2
    if units > longest:
        room = (longest - len(_CUT)) * 2
        clean = clean.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + _CUT
    return clean


def inert(text: str) -> str:
    """A text that XlsxWriter writes as it is: what begins and ends like its own rich strings it takes for mark-up."""
    first, last = _MARKUP
    return f"{text} " if text.startswith(first) and text.endswith(last) else text


def guarded(text: str) -> str:
    """A text in a CSV file that no spreadsheet takes for a formula: an apostrophe stands before it, where need be."""
    return f"'{text}" if _FORMULA.match(text) else text


def quoted(text: str) -> str:
    """A text as a literal of a formula, in pieces, as a literal holds 255 characters."""
    pieces = [text[place : place + 200] for place in range(0, len(text), 200)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
