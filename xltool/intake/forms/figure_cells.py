"""Which cells of a table state a figure, and which only hold digits that belong to a label."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.document import TableCell
from xltool.model.parse import plain

#: Years, and how long a text may be.
_NO_FIGURES: Final = re.compile(r"[(\[〔]?20\d\d[)\]〕]?(?:年度?|年末)|\d+字(?:以内|以上|左右)?")
#: What makes no figure of a label: numbers of lists, forms and levels, weights in brackets.
_OF_LABELS: Final = re.compile(
    r"\([^()]*\)|^\d{1,3}[、.)]|(?:附[件表]|指标|目标|表|第)\d{1,3}|m2|\d{1,2}级|“?[三3]公”?"
)
_NUMBER: Final = re.compile(r"[+-]?[\d,]*\d(?:\.\d+)?(?:%|万?元|分|人)?")


def holds_figure(cell: TableCell, first: bool) -> bool:
    """Whether a cell states a figure; the first cell of a row is its label, which may hold a year and numbers of lists."""
    if is_number(cell):
        return True
    text = _NO_FIGURES.sub("", plain(cell.text))
    if first:
        text = _OF_LABELS.sub("", text)
    return any(character.isdecimal() for character in text)


def is_number(cell: TableCell) -> bool:
    """Whether a cell is nothing but a number, perhaps with its unit."""
    return _NUMBER.fullmatch(plain(cell.text)) is not None
