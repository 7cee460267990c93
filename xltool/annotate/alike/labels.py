"""What a label of a form is, whatever its copy: without blanks, breaks, colons, brackets, and the year that is filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import inlined, parted, words

#: A year, or the place for one, with the word behind it; and that word where the place was left blank.
_YEAR: Final = re.compile(r"(?:(?:19|20)\d\d|20[xX×]{2}|[xX×]{2,})(?:年度?|$)")
_LEFT_BLANK: Final = re.compile(r"^年度(?=.)|^年(?![度初末中终均底内])(?=.)|^年度?$")
_NOISE: Final = re.compile(r"[\s:：;；_＿*※]")
_NUMBERED: Final = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[、.](?!\d))")
_EMPTY: Final = re.compile(r"\((?:年度?)?\)")
#: Labels of parts begin so: what stands behind the colon is a label too.
_OF_WHICH: Final = ("其中", "含", "包括")


@lru_cache(maxsize=16384)
def label_key(text: str) -> str:
    """A label as it is compared; of a cell that holds label and content the label; empty for what is no label."""
    said = announced(text)
    return without_year(words(said) or inlined(said))


@lru_cache(maxsize=16384)
def print_key(text: str) -> str:
    """A label as a form is known by it: :func:`label_key` with what stands in brackets, (A) or （万元）, as it was printed."""
    if not label_key(text):
        return ""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", _NOISE.sub("", announced(text))))
    return without_year(_EMPTY.sub("", _YEAR.sub("", _NUMBERED.sub("", folded))))


def announced(text: str) -> str:
    """The label of a cell that holds label and content; every other text as it is."""
    head, _ = parted(text)
    return text if not head or "".join(head.split()) in _OF_WHICH else head


def flat(text: str) -> str:
    """A label as a profile writes it: in one line, without the content that shares its cell."""
    return " ".join(announced(text).split())


def without_year(text: str) -> str:
    """A label or title without the year that it says, and without the place for one in front."""
    return _LEFT_BLANK.sub("", _YEAR.sub("", text))


class LabelIndex(NamedTuple):
    """A sheet with its texts by what they say."""

    sheet: FormSheet
    cells: Mapping[str, tuple[FormCell, ...]]

    def of(self, text: str) -> tuple[FormCell, ...]:
        """The cells that print this label."""
        key = label_key(text)
        return self.cells.get(key, ()) if key else ()


def label_index(sheet: FormSheet) -> LabelIndex:
    """The texts of a sheet by what they say."""
    found: dict[str, list[FormCell]] = {}
    for cell in sheet.texts():
        if not cell.figure and (key := label_key(cell.text)):
            found.setdefault(key, []).append(cell)
    return LabelIndex(sheet, {key: tuple(cells) for key, cells in found.items()})


def on_sheet(indexes: Iterable[LabelIndex], title: str) -> list[LabelIndex]:
    """The sheet of this title, blanks and years apart; all where none is called so: somebody has renamed it."""
    several = list(indexes)
    same = [each for each in several if _title(each.sheet.name) == _title(title)]
    return same or several


def _title(text: str) -> str:
    return _YEAR.sub("", "".join(text.split()))
