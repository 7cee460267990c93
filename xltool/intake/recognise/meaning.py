"""Which name a heading may stand for: by the words that say it alone, or by words that say it beside others."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xltool.intake.forms.wordings import Wordings, name_of
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import spellings


class Meaning(NamedTuple):
    """A name, and whether the words say it by themselves."""

    name: str
    plain: bool


@lru_cache(maxsize=16384)
def meaning(text: str, known: Wordings, beside: Wordings = ()) -> Meaning | None:
    """What a label means among these wordings; those that hold beside others count where no plain one fits."""
    ways = spellings(text)
    for table, plain in ((known, True), (beside, False)):
        for words in ways[1:2] + ways[:1] + ways[2:]:
            if words and (name := name_of(words, table)):
                return Meaning(name, plain)
    return None


class Leaf(NamedTuple):
    """A column of a table: the lowest cell of its heading, the columns over which it reaches, all words it may be read as.

    ``over`` is what stands above the lowest cell in a heading of two rows.
    """

    cell: FormCell
    left: int
    right: int
    over: str = ""

    @property
    def text(self) -> str:
        """What the heading prints."""
        return self.cell.text

    def read(self, known: Wordings, beside: Wordings = ()) -> Meaning | None:
        """What the heading means: by itself, or together with what stands over it."""
        alone = meaning(self.text, known, beside)
        if not self.over or (alone and alone.plain):
            return alone
        both = (meaning(words, known, beside) for words in (self.text + self.over, self.over + self.text))
        return max(filter(None, (alone, *both)), key=lambda found: found.plain, default=None)


def leaves(sheet: FormSheet, top: int, bottom: int) -> list[Leaf]:
    """The columns under a heading that is written in these rows."""
    found: list[Leaf] = []
    column = 1
    while column <= sheet.width:
        lower, upper = sheet.at(bottom, column), _over(sheet, top, bottom, column)
        if lower.blank and upper is not None and upper.left == column:
            found.append(Leaf(upper, upper.left, max(upper.right, lower.right)))
        elif not lower.blank and lower.bottom <= bottom:
            found.append(Leaf(lower, lower.left, lower.right, upper.text if upper else ""))
        column = max(lower.right, column) + 1
    return found


def _over(sheet: FormSheet, top: int, bottom: int, column: int) -> FormCell | None:
    """The cell of the row above that reaches over this column; unmerged, it reaches over what is blank right of it."""
    if top == bottom:
        return None
    upper = sheet.at(top, column)
    if upper.bottom >= bottom or upper.top < top:
        return None
    if upper.blank and not upper.merged:
        left = next((cell for c in range(column - 1, 0, -1) if not (cell := sheet.at(top, c)).blank), None)
        lower = sheet.at(bottom, column)
        return (
            left
            if left is not None and left.bottom < bottom and not lower.blank and not left.merged
            else None
        )
    return None if upper.blank else upper
