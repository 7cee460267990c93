"""Names of units as names of files, and as they may stand in a letter: a unit calls itself what it likes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from xltool.book.file.names import what_windows_makes_of

#: Controls, directions, halves, private signs, ends of lines: what is not seen where it stands.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_SIGNS: Final = re.compile(r'[\\/:*?"<>|\s]+')
#: What a program takes for an option, a hidden file, a home folder or a formula where it stands first.
_FIRST: Final = re.compile(r"^[-.~=+@＝＋－＠%]+")
#: Bytes of a name, with room for an ending, a number and what stands behind it: systems take 255.
_LONGEST: Final = 150
#: Signs of a name in a letter.
_SHOWN: Final = 80
NAMELESS: Final = "没有名称的单位"


def readable(text: str, longest: int = _SHOWN) -> str:
    """A stranger's text in one line, without signs that are not seen; cut where it is long."""
    seen = "".join(
        " " if sign in "\t\r\n\x0b\x0c\x85\u2028\u2029" else sign
        for sign in text
        if unicodedata.category(sign) not in _UNSEEN or sign in "\t\r\n\x0b\x0c\x85\u2028\u2029"
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def file_name(unit: str) -> str:
    """A unit's name as the stem of a file on any system; it names no other folder, no device and no formula."""
    plain = unicodedata.normalize("NFC", readable(unit, len(unit)))
    stem = _FIRST.sub("", _SIGNS.sub("_", plain).strip("_ "))
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    if not stem:
        return NAMELESS
    return f"_{stem}" if what_windows_makes_of(stem) else stem


class FileNames:
    """One name of a file for each unit: the same for the same unit, never one for two."""

    def __init__(self) -> None:
        self._by_unit: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, unit: str, shown: str) -> str:
        """The name for a unit, which is known by its folded name; a name that another has gets a number."""
        if unit not in self._by_unit:
            self._by_unit[unit] = self._free(file_name(shown))
        return self._by_unit[unit]

    def _free(self, stem: str) -> str:
        number, name = 1, stem
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}（{number}）"
        self._taken.add(name.casefold())
        return name
