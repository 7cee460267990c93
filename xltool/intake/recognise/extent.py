"""Where a table ends: at the row that adds it up, at notes, at another table, at the last row that has a box."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from xltool.intake.contacts import names_a_person
from xltool.intake.forms.wordings import ANY_TOTAL, BELOW, BUDGET, HEAD_TOTAL, TOTAL
from xltool.intake.recognise.meaning import Leaf, meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.stacked import next_return
from xltool.intake.recognise.words import spellings, words
from xltool.model.signed import is_grade, is_signed
from xltool.model.subtotals import is_subtotal

#: Rows of levels that stand alone across a table of indicators.
_GROUP: Final = re.compile(
    ".*(?:产出|效益|效果|满意度|成本|投入|过程|管理|履职|决策|数量|质量|时效|运行|可持续).*"
)
_NUMBERED: Final = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
#: Of the headings of a row so many have to be repeated for it to be one.
_REPEATED: Final = 0.6


#: So many blank rows at the end of a table are still rows to be filled in.
_MOST_BLANK: Final = 60


class Frame(NamedTuple):
    """A heading: its sheet, its first and last row, its columns, and the one in which titles stand."""

    sheet: FormSheet
    top: int
    bottom: int
    leaves: Sequence[Leaf]
    title: Leaf


class Extent(NamedTuple):
    """First and last row of data (``last`` before ``first``: none), rows in between that repeat the heading,
    the row that adds up (0: none), how many such rows follow each other, and rows of data that add up some others."""

    first: int
    last: int
    headings: frozenset[int]
    total: int
    totals: int = 0
    subtotals: frozenset[int] = frozenset()


def extent(frame: Frame) -> Extent:
    """The rows under a heading."""
    sheet, first = frame.sheet, frame.bottom + 1
    row, last, headings, subtotals, total = first, frame.bottom, set[int](), set[int](), 0
    limit = _section_end(frame, frame.bottom)
    end = _end(frame)
    while row <= end:
        if again := _repeated(frame, row):
            headings.update(again)
            row = max(again) + 1
            limit = _section_end(frame, max(again))
            continue
        some = _adds_up_some(frame, row, subtotals)
        if not some and _adds_up(frame, row):
            total = row
            break
        if not some and (_ends(frame, row) or (limit and row > limit)):
            if between := _goes_on(frame, row):
                headings.update(between)
                row = max(between) + 1
                continue
            total = _total_ahead(frame, row)
            break
        subtotals.update([row] if some else [])
        last = row
        row += 1
    last = _without_blank(frame, first, last, printed=row <= sheet.height)
    inside = frozenset(each for each in headings if each < last)
    return Extent(first, last, inside, total, _totals(frame, total), frozenset(subtotals))


def _end(frame: Frame) -> int:
    """The last row before another return, or that of the sheet."""
    sheet = frame.sheet
    again = (row for row in range(frame.bottom + 1, sheet.height + 1) if _repeated(frame, row))
    return (next_return(sheet, frame.bottom, again) or sheet.height + 1) - 1


def _adds_up_some(frame: Frame, row: int, before: Collection[int]) -> bool:
    """Whether a row adds up some of the rows above it: 小计 and points; 合计, where others and their total follow.

    ``before`` are the rows of that kind above it.
    """
    first = _first_text(frame, row)
    if first is None or first.left > frame.title.right:
        return False
    bare = all(cell.figure for cell in frame.sheet.starting(row)[1:])
    if not is_subtotal(first.text, bare=bare):
        return False
    return not _adds_up(frame, row) or (bare and _more_follow(frame, row, before))


def _more_follow(frame: Frame, row: int, before: Collection[int]) -> bool:
    """Whether rows of the table follow one that adds up, and then another that does; below the last part that follows at once."""
    parts = any(_adds_up(frame, each) for each in before)
    for ahead in range(row + 1, frame.sheet.height + 1):
        if _adds_up(frame, ahead):
            return parts or ahead > row + 1
        texts = [cell for cell in frame.sheet.starting(ahead) if not cell.figure]
        money = {found.name for cell in texts if (found := meaning(cell.text, BUDGET))}
        if not texts or len(money) > 1 or _repeated(frame, ahead) or _ends(frame, ahead):
            return False
    return False


def _total_ahead(frame: Frame, row: int) -> int:
    """The row that adds up, where a prompt or a note stands between it and the table; 0 where none follows soon."""
    ahead = range(row, min(row + 3, frame.sheet.height + 1))
    return next((each for each in ahead if _adds_up(frame, each)), 0)


def _goes_on(frame: Frame, row: int) -> list[int]:
    """The rows between two tables under one heading, each for a goal of its own; none where no other follows."""
    for ahead in range(row + 1, min(row + 4, frame.sheet.height)):
        if _adds_up(frame, ahead - 1):
            break
        if _repeated(frame, ahead):
            return list(range(row, ahead))
    return []


def _section_end(frame: Frame, row: int) -> int:
    """The last row of the section that is named left of the table; 0 where none is, or it is not merged."""
    left = min(leaf.left for leaf in frame.leaves)
    beside = [cell for cell in frame.sheet.row(row) if cell.right < left and not cell.blank]
    ends = [cell.bottom for cell in beside if cell.bottom > row]
    return min(ends, default=0)


def _totals(frame: Frame, total: int) -> int:
    """How many rows from this one on add up."""
    count = 0
    while total and total + count <= frame.sheet.height and _adds_up(frame, total + count):
        count += 1
    return count


def _repeated(frame: Frame, row: int) -> list[int]:
    """The rows of a heading that stands once more from this row on."""
    depth = frame.bottom - frame.top
    said = {words(leaf.text) for leaf in frame.leaves if words(leaf.text)}
    here = {words(cell.text) for at in range(row, row + depth + 1) for cell in frame.sheet.starting(at)}
    return list(range(row, row + depth + 1)) if len(said & here) >= max(2, _REPEATED * len(said)) else []


def _first_text(frame: Frame, row: int) -> FormCell | None:
    """The first text of a row, what stands left of the table included."""
    return next(iter(frame.sheet.starting(row)), None)


def _adds_up(frame: Frame, row: int) -> bool:
    """Whether a row adds up: a label of that kind left of its points, and no other words before it."""
    first = _first_text(frame, row)
    return first is not None and first.left <= frame.title.right and says_total(first)


def says_total(cell: FormCell) -> bool:
    """Whether a cell holds the label of a row that adds up; the points may stand behind it."""
    said = "".join(cell.text.split())
    return ANY_TOTAL.fullmatch(words(cell.text)) is not None or TOTAL.fullmatch(said) is not None


def _ends(frame: Frame, row: int) -> bool:
    """Whether a row is none of the table: notes, a section, a cell across columns that the heading parts."""
    first = _first_text(frame, row)
    if first is None:
        return False
    said, left = words(first.text), min(leaf.left for leaf in frame.leaves)
    across = [cell for cell in frame.sheet.row(row) if _crosses(frame, cell)]
    if across:
        return not (len(frame.sheet.starting(row)) == 1 and _GROUP.fullmatch(said))
    if _is_signed(frame, row):
        return True
    if first.left < left or (first.left == left and _alone(frame, row)):
        return BELOW.fullmatch(said) is not None or _NUMBERED.match(first.text) is not None or not said
    return False


def _is_signed(frame: Frame, row: int) -> bool:
    """Whether a row that no level reaches down beside asks for persons, dates or seals, or tells the grade beside others of these."""
    cells = [cell for cell in frame.sheet.row(row) if not cell.blank]
    if cells[0].top < row or cells[0].left > frame.title.left:
        return False
    labels = [cell for cell in cells if is_signed(cell.text) or names_a_person(cell.text)]
    if cells[0] in labels:
        return True
    said = [each for cell in cells for each in spellings(cell.text) if each]
    return is_grade(cells[0].text) and (bool(labels) or any(map(HEAD_TOTAL.fullmatch, said)))


def _alone(frame: Frame, row: int) -> bool:
    """Whether nothing but one text, or one and its explanation, stands in a row."""
    filled = [cell for cell in frame.sheet.row(row) if not cell.blank]
    return len(filled) <= 2 < len(frame.leaves)


def _crosses(frame: Frame, cell: FormCell) -> bool:
    """Whether a cell reaches over columns that the heading parts, beyond those of the levels and the title."""
    if cell.width == 1:
        return False
    under = [leaf for leaf in frame.leaves if leaf.left <= cell.right and cell.left <= leaf.right]
    return len(under) > 1 and under[-1].left > frame.title.left


def _without_blank(frame: Frame, first: int, last: int, *, printed: bool) -> int:
    """The last row without blank ones behind the table: those without a box, or, where nothing is printed below, any."""
    sheet, left = frame.sheet, frame.title.left
    boxed = (frame.bottom, left) in sheet.boxed
    filled = max((row for row in sheet.rows if first <= row <= last), default=first)
    if last - filled > _MOST_BLANK and not printed:
        return filled  # boxes down to the end of the page, as somebody drew them once for all
    while last >= first:
        cells = [cell for cell in sheet.row(last) if cell.right >= min(leaf.left for leaf in frame.leaves)]
        kept = any(not cell.blank or cell.merged for cell in cells)
        kept = kept or (sheet.at(last, left).left, last)[::-1] in sheet.boxed or (last, left) in sheet.boxed
        if kept or (printed and not boxed):
            break
        last -= 1
    return last
