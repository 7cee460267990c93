"""Which name a heading may stand for: by the words that say it alone, or by words that say it beside others."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xltool.book.port import column_letters
from xltool.intake.forms.wordings import REVIEWED, Wordings, name_of
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import inlined, spellings, words


class Meaning(NamedTuple):
    """A name, and whether the words say it by themselves."""

    name: str
    plain: bool


@lru_cache(maxsize=16384)
def meaning(text: str, known: Wordings, beside: Wordings = ()) -> Meaning | None:
    """What a label means among these wordings; those that hold beside others count where no plain one fits."""
    ways = spellings(text)
    for table, plain in ((known, True), (beside, False)):
        for way in ways[1:2] + ways[:1] + ways[2:]:
            if way and (name := name_of(way, table)):
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

    @property
    def letters(self) -> str:
        """The column in which its figures begin, in letters."""
        return column_letters(self.left)

    def read(self, known: Wordings, beside: Wordings = ()) -> Meaning | None:
        """What the heading means: by itself, or together with what stands over it."""
        alone = meaning(self.text, known, beside)
        if not self.over or (alone and alone.plain):
            return alone
        both = (meaning(words, known, beside) for words in (self.text + self.over, self.over + self.text))
        return max(filter(None, (alone, *both)), key=lambda found: found.plain, default=None)


def is_reviewed(leaf: Leaf) -> bool:
    """Whether points under a heading are a reviewer's: it says so itself, or what stands over it."""
    ways = (words(leaf.text), inlined(leaf.text))
    over = ((leaf.over, leaf.text), (words(leaf.over) + words(leaf.text), ""))
    joined = [f"{inlined(one)}{inlined(other)}" for one, other in over] if leaf.over else []
    return "自评" not in leaf.text and any(REVIEWED.fullmatch(each) for each in (*ways, *joined) if each)


def leaves(sheet: FormSheet, top: int, bottom: int) -> list[Leaf]:
    """The columns under a heading that is written in these rows."""
    found: list[Leaf] = []
    column = 1
    while column <= sheet.width:
        last = sheet.at(bottom, column)
        lower = _lowest(sheet, top, bottom, column)
        if lower is not None:
            over = _over(sheet, top, lower, column)
            found.append(Leaf(lower, lower.left, max(lower.right, last.right), over.text if over else ""))
        column = max(last.right, column) + 1
    return found


def _lowest(sheet: FormSheet, top: int, bottom: int, column: int) -> FormCell | None:
    """The lowest cell of a column that says something and begins in it; what reaches further down is none of the heading."""
    if sheet.at(bottom, column).bottom > bottom:
        return None
    for row in range(bottom, top - 1, -1):
        cell = sheet.at(row, column)
        if not cell.blank and (row > top or words(cell.text)):
            return cell if cell.left == column or row == bottom else None
    return None


def _over(sheet: FormSheet, top: int, lower: FormCell, column: int) -> FormCell | None:
    """The nearest cell above that reaches over this column; unmerged, it reaches over what is blank right of it."""
    for row in range(lower.top - 1, top - 1, -1):
        upper = sheet.at(row, column)
        if not upper.blank:
            return upper if upper.top >= top else None
        if upper.merged:
            continue
        left = next((cell for c in range(column - 1, 0, -1) if not (cell := sheet.at(row, c)).blank), None)
        if left is not None and left.bottom < lower.top and not left.merged:
            return left
    return None
