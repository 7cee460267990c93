"""Cells of a foreign form in which the label stands too (填报单位：某局): what of them is content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xltool.book.port import Snapshot
from xltool.contract.names import Kind, Name
from xltool.contract.optional import KNOWN, SAME_CELL
from xltool.model.parse import plain
from xltool.model.stated import Note, Stated

_YEAR: Final = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
#: What may stand between a label and what it announces, and around the whole.
_BETWEEN: Final = " 　\t\n:：,，"


def labels_of(snapshot: Snapshot) -> Mapping[str, str]:
    """The labels that a workbook tells of, by the names of the cells that they share; what tells of no name is passed over."""
    area = snapshot.names.get(SAME_CELL)
    text = None if area is None else snapshot.value(area.first)
    lines = text.split("\n") if isinstance(text, str) else ()
    told = (line.partition("=") for line in lines)
    return {name.strip(): label for name, _, label in told if name.strip() in KNOWN and label.strip()}


def label_lines(labels: Mapping[str, str]) -> str:
    """What the cell says that tells of these labels."""
    return "\n".join(f"{name}={' '.join(label.split())}" for name, label in labels.items())


def behind(label: str, name: Name, text: str) -> str:
    """What stands behind a label in a cell, whatever blanks the label holds; all of the text where it does not begin so.

    Of a year it is the year, wherever in a heading it stands; of points those that the label itself announces in brackets:
    执行率得分（10分）.
    """
    if name.kind is Kind.YEAR:
        year = _YEAR.search(text)
        return year[0] if year else ""
    letters = [re.escape(letter) for letter in label if letter not in _BETWEEN]
    found = re.match(rf"[{_BETWEEN}]*" + rf"[{_BETWEEN}]*".join(letters), text)
    rest = text[found.end() :].strip(_BETWEEN) if found and letters else text
    return points_within(text) if name.kind is Kind.POINTS and not rest else rest


#: In brackets, first of all: (10分), (20分*执行率).
_WITHIN: Final = re.compile(r"[(\[](?:满分|分值|权重)?:?(\d{1,3}(?:\.\d+)?)分")


def points_within(label: str) -> str:
    """The points that a label announces in brackets, as digits; empty where it announces none."""
    found = _WITHIN.search(plain(label))
    return found[1] if found else ""


#: What is odd about a figure that stands as a text, and is not where the form itself puts words before it.
_OF_A_TEXT: Final = frozenset({Note.TEXT_NUMBER, Note.UNIT_WORD})


def unaccused(found: Stated) -> Stated:
    """What a cell with a label states, without what is said of figures that stand as texts: the form will have it so."""
    return found._replace(notes=tuple(note for note in found.notes if note not in _OF_A_TEXT))
