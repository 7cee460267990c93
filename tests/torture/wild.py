"""Values that stand in no honest file: numbers, addresses, counts, texts, encodings."""

from __future__ import annotations

import random
from typing import Final

NUMBERS: Final = (
    "NaN", "INF", "-INF", "1e309", "-1e309", "1e999999999", "1e-999999999", "-0", "0.0", "00012.50", "1_000", "１２３",
    "0x10", "1,5", " 7 ", "+3", "--4", "", "9" * 5000, "." , "1e", "e5", "٣", "1.7976931348623157E+308", "4.9e-324", "1/2",
    "TRUE", "true", "99999999999999999999", "-1", "45052", "2958466", "1E+02", "0.1e1", "1.0000000000000002",
)  # fmt: skip
ADDRESSES: Final = (
    "XFD1048576", "XFD1048577", "XFE1", "A0", "A99999999999999999999", "", "$A$1", "a1", "A1:B2", "R1C1", "A", "1", "1A",
    "AAAA1", "A-1", "A1 ", " A1", "Ａ１", "A１", "ZZZZZZZZZZ9", "A1048577", "#REF!", "A01", "A1\tB2", "表!A1", "A1.5", "A1e3",
)  # fmt: skip
COUNTS: Final = (
    "-1", "0", "1", "99", "65536", "4294967295", "4294967296", "10000000000", "9" * 5000, "x", "", "1.5", " 1 ", "１", "+1",
    "0x1", "1e3", "NaN", "٣", "1048577", "16385", "true", "false", "n", "s", "str", "inlineStr", "e", "b", "d", "shared", "array",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "\u200b3.6", "\u202e12", "_x0001_", "_x000D_", "\ufeff", "\u00a07", "𠮷", "=1+1", "'7", "#REF!", "#SPILL!", "——",
    "无" * 40_000, "\n\n\n", "100%", "5万元", "2025年2月31日", "①", "/", "&amp;amp;", "]]>", "\ufffe", "e\u0301", "1" * 400,
)  # fmt: skip
#: Encodings that a declaration may name, and that the bytes may have.
ENCODINGS: Final = (
    "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7", "gbk", "gb18030", "big5", "latin-1", "cp437", "undefined", "idna",
    "rot13", "hex", "punycode", "unicode_escape", "x" * 300, "", "utf-8-sig", "ascii", "ucs-4", "utf8", "UTF-8 ", "mbcs", "cp65001",
)  # fmt: skip
NAMESPACES: Final = (
    "",
    "urn:x",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/Main",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://www.w3.org/XML/1998/namespace",
)
ALL: Final = (NUMBERS, ADDRESSES, COUNTS, TEXTS)


def value(rng: random.Random) -> str:
    """Any of them."""
    return rng.choice(rng.choice(ALL))


def slight(rng: random.Random, text: str) -> str:
    """A text with one character more, less or other than it has."""
    at = rng.randrange(len(text) + 1)
    way = rng.randrange(4)
    if way == 0:
        return text[:at] + rng.choice("0123456789.-% :AaZé，\u200b\t") + text[at:]
    if way == 1:
        return text[:at] + text[at + 1 :]
    if way == 2:
        return text + text
    return text[at:] + text[:at]
