"""The rows of a block in a Word table: one for each row of the workbook, in its order, each in the looks it has.

A row is known again by its title, so that a project inserted in the middle moves no other; a row that the workbook
no longer has goes, a new one is a copy of its neighbour.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from xltool.book.parts.splicing import Splice, spliced
from xltool.model.parse import plain
from xltool.model.placeholder import EMPTY, NO_GRADE, is_placeholder
from xltool.wordreport.anchors import bookmark_name, bookmarked_tag
from xltool.wordreport.controls import Control, set_text, shown
from xltool.wordreport.figures import LEVELS, TITLES, FigureRow
from xltool.wordreport.markup import Markup, WordElement

#: Marks of ranges and identities of which a document must have no second.
_ONCE: Final = ("id", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
_IDENTITY = re.compile(rb'\s[\w.-]+:(?:paraId|textId)="[^"]*"')
#: What stands in a cell's properties before the mark of a vertical merge.
_BEFORE_MERGE: Final = ("cnfStyle", "tcW", "gridSpan", "hMerge")


class BlockLine(NamedTuple):
    """A table row of the document that belongs to a block, with its controls by tag."""

    element: WordElement
    controls: Mapping[str, Control]


class Pair(NamedTuple):
    """A line of the document and the row of the workbook that it is to show; either may be missing."""

    line: BlockLine | None
    row: FigureRow | None


def lines(found: Sequence[Control]) -> list[BlockLine]:
    """The table rows of these controls, in the order of the document."""
    by_row: dict[int, tuple[WordElement, dict[str, Control]]] = {}
    for control in found:
        if control.row is not None:
            by_row.setdefault(control.row.begin, (control.row, {}))[1].setdefault(control.tag, control)
    return [BlockLine(element, given) for element, given in by_row.values()]


def pairs(markup: Markup, found: Sequence[BlockLine], rows: Sequence[FigureRow], block: str) -> list[Pair]:
    """Which line shows which row: those of one title, and between them one after the other."""
    before = [plain(title(markup, line, block)) for line in found]
    matcher = difflib.SequenceMatcher(None, before, [row.title for row in rows], autojunk=False)
    matched: list[Pair] = []
    for _, first, last, start, stop in matcher.get_opcodes():
        matched += [Pair(line, row) for line, row in zip_longest(found[first:last], rows[start:stop])]
    return matched


def title(markup: Markup, line: BlockLine, block: str) -> str:
    """What a line of the document says in the column by which its row is known; empty where it has none."""
    control = line.controls.get(TITLES[block])
    return "" if control is None else shown(markup, control)


def row_edits(markup: Markup, matched: Sequence[Pair], next_id: int, fresh: bool) -> Iterator[Splice]:
    """The edits that make the lines of a table show their rows. ``next_id`` is the first id no control has yet."""
    lines_there = [pair.line for pair in matched if pair.line is not None]
    model = max(lines_there, key=lambda line: len(line.controls))
    columns = _level_columns(markup, model)
    place = lines_there[0].element.begin
    numbers = iter(range(next_id, 2**31 - 1))
    for line, row in matched:
        kept = line is not None and row is not None and not _lost_level(markup, line, row, columns)
        if line is not None:
            place = line.element.end
        if line is not None and row is not None and kept:
            yield from _edits(markup, line, row, columns, fresh)
            continue
        if line is not None:
            yield Splice(line.element.begin, line.element.end)
        if row is not None:
            yield Splice(place, place, _copy(markup, model, row, columns, numbers))


def _edits(
    markup: Markup, line: BlockLine, row: FigureRow, columns: Mapping[str, int], fresh: bool
) -> Iterator[Splice]:
    for tag, control in line.controls.items():
        if not stays(shown(markup, control), row.cells[tag], fresh or tag in columns):
            yield from set_text(markup, control, row.cells[tag])
    for tag, column in columns.items():
        cell = _cell(markup, line.element, column)
        if cell is not None:
            yield from _merged(markup, cell, "continue" if tag in row.continued else "restart")


def stays(before: str, after: str, fresh: bool) -> bool:
    """Whether what stands in a control is left alone.

    In a report that a person may have edited that is so where it says the same, where neither has anything to say, and
    where the person took the figure out of it. Only a mark of ours for the grade gives way to another one.
    """
    if fresh:
        return before == after
    if not before or same(before, after):
        return True
    return is_placeholder(before) and is_placeholder(after) and not (NO_GRADE in before or NO_GRADE in after)


def same(before: str, after: str) -> bool:
    """Whether two texts say the same: a person's spelling of a figure is left alone."""
    return before == after or (_bare(before) == _bare(after))


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def _bare(text: str) -> str:
    """The text without spaces, a figure without separators and needless zeros."""
    folded = plain(text)
    number = folded.replace(",", "")
    if not _NUMBER.fullmatch(number):
        return folded
    return number.rstrip("0").rstrip(".") if "." in number else number


def _copy(
    markup: Markup, model: BlockLine, row: FigureRow, columns: Mapping[str, int], numbers: Iterator[int]
) -> bytes:
    """The model's row as one more row, with identities of its own."""
    edits = [
        *_edits(markup, model, row, columns, fresh=True),
        *(edit for each in markup.inside(model.element, *_ONCE) for edit in _own(markup, each, numbers)),
    ]
    new = spliced(markup.data, _apart(edits), model.element.begin, model.element.end)
    return _IDENTITY.sub(b"", new)


def _own(markup: Markup, element: WordElement, numbers: Iterator[int]) -> Iterator[Splice]:
    """The edits that give a copied control or bookmark of ours a number of its own, and take off what is not ours."""
    if element.name == "id":
        if markup.elements[element.parent].name == "sdtPr":
            yield Splice(element.begin, element.end, markup.tag("id", val=str(next(numbers))))
        return
    tag = bookmarked_tag(markup.value(element, "name"))
    if not tag:
        if element.name != "bookmarkEnd" or not _ends_ours(markup, element):
            yield Splice(element.begin, element.end)
        return
    number, key = next(numbers), markup.value(element, "id")
    name = bookmark_name(number, tag)
    yield Splice(element.begin, element.end, markup.tag("bookmarkStart", id=str(number), name=name))
    for end in markup.inside(markup.elements[element.parent], "bookmarkEnd"):
        if markup.value(end, "id") == key:
            yield Splice(end.begin, end.end, markup.tag("bookmarkEnd", id=str(number)))


def _ends_ours(markup: Markup, end: WordElement) -> bool:
    return any(
        bookmarked_tag(markup.value(start, "name")) and markup.value(start, "id") == markup.value(end, "id")
        for start in markup.inside(markup.elements[end.parent], "bookmarkStart")
    )


def _apart(edits: list[Splice]) -> list[Splice]:
    """The edits without those in the midst of another one."""
    return [edit for edit in edits if not any(_within(edit, other) for other in edits)]


def _within(edit: Splice, other: Splice) -> bool:
    if edit.begin == edit.end:
        return other.begin < edit.begin < other.end
    wider = other.end - other.begin > edit.end - edit.begin
    return wider and other.begin <= edit.begin and edit.end <= other.end


# Cells that are merged downwards


def _cells(markup: Markup, row: WordElement) -> Iterator[tuple[int, WordElement]]:
    """The cells of a row with the column of the grid in which each begins."""
    properties = markup.child(row, "trPr")
    before = markup.child(properties, "gridBefore") if properties is not None else None
    column = _number(markup.value(before), 0)
    for cell in markup.inside(row, "tc"):
        if next(markup.around(cell, "tr")) != row:
            continue  # of a table in a cell
        yield column, cell
        column += _span(markup, cell)


def _span(markup: Markup, cell: WordElement) -> int:
    properties = markup.child(cell, "tcPr")
    span = markup.child(properties, "gridSpan") if properties is not None else None
    return _number(markup.value(span), 1)


def _number(text: str, usual: int) -> int:
    """A number of columns; what is none, or what no table has, says nothing."""
    return int(text) if text.isdecimal() and len(text) < 6 else usual


def _cell(markup: Markup, row: WordElement, column: int) -> WordElement | None:
    return next((cell for at, cell in _cells(markup, row) if at == column), None)


def _level_columns(markup: Markup, line: BlockLine) -> dict[str, int]:
    """Where the columns stand whose cells are merged downwards."""
    found = {}
    for tag in LEVELS:
        control = line.controls.get(tag)
        for column, cell in _cells(markup, line.element) if control is not None else ():
            if control is not None and (
                cell.begin < control.element.begin < cell.end
                or control.element.begin < cell.begin < control.element.end
            ):
                found[tag] = column
    return found


def _merge(markup: Markup, cell: WordElement) -> WordElement | None:
    properties = markup.child(cell, "tcPr")
    return None if properties is None else markup.child(properties, "vMerge")


def _lost_level(markup: Markup, line: BlockLine, row: FigureRow, columns: Mapping[str, int]) -> bool:
    """A cell hidden in a merge is to show again, and its control is gone: programs empty such cells when they save."""
    for tag, column in columns.items():
        if tag in line.controls or tag in row.continued or row.cells[tag] == EMPTY:
            continue
        cell = _cell(markup, line.element, column)
        merge = None if cell is None else _merge(markup, cell)
        if merge is not None and markup.value(merge) != "restart":
            return True
    return False


def _merged(markup: Markup, cell: WordElement, wanted: str) -> Iterator[Splice]:
    """The edit that lets a cell begin a vertical merge, or go on with the one above."""
    merge = _merge(markup, cell)
    now = "" if merge is None else markup.value(merge) or "continue"
    if now == wanted:
        return
    new = markup.tag("vMerge", val=wanted)
    properties = markup.child(cell, "tcPr")
    if merge is not None:
        yield Splice(merge.begin, merge.end, new)
    elif properties is None:
        yield Splice(cell.inner, cell.inner, markup.tag("tcPr", new))
    else:
        before = [*markup.children(properties, *_BEFORE_MERGE)]
        place = before[-1].end if before else properties.inner
        yield Splice(place, place, new)
