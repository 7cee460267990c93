"""Where on a form a cell stands, told by labels: beside which label it is, and which cell it is that stands so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltool.annotate.alike.labels import LabelIndex, flat, label_key
from xltool.annotate.alike.profile import BELOW, CROSSING, INSIDE, OVER, ProfileCell
from xltool.intake.recognise.labelled import value_right
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognised import RecognisedCell

#: How many texts left of a cell and above it are tried as its label and its heading.
_LEFT, _ABOVE = 4, 12
#: How far above a heading that stands which reaches over it.
_OVER: Final = 3


def places(index: LabelIndex, bearing: ProfileCell) -> list[FormCell]:
    """The cells of a sheet that stand to their labels as this one does, each once."""
    labels = index.of(bearing.label)
    if bearing.way == INSIDE:
        return list(labels)
    if bearing.way == CROSSING:
        found = [cell for label in labels for cell in _crossings(index, label, bearing.heading)]
    elif bearing.way == BELOW:
        found = [index.sheet.below(label) for label in labels]
    else:
        found = [_right(index.sheet, label) for label in labels]
    return list(dict.fromkeys(found))


def _right(sheet: FormSheet, label: FormCell) -> FormCell:
    far = None if sheet.merged else value_right(sheet, label)
    return far or sheet.right_of(label)


def _crossings(index: LabelIndex, label: FormCell, heading: str) -> Iterator[FormCell]:
    """Where the row of a label crosses the columns of the nearest heading above it."""
    over, _, own = heading.rpartition(OVER)
    above = [
        cell
        for cell in index.of(own)
        if cell.bottom < label.top and cell.left > label.right and (not over or _is_under(index, cell, over))
    ]
    nearest = max((cell.top for cell in above), default=0)
    for cell in above:
        if cell.top == nearest:
            yield index.sheet.at(label.top, cell.left)


def _is_under(index: LabelIndex, cell: FormCell, over: str) -> bool:
    wanted = label_key(over)
    return any(label_key(each.text) == wanted for each in _over(index.sheet, cell))


def _over(sheet: FormSheet, cell: FormCell) -> list[FormCell]:
    """The texts that reach over a heading from above."""
    rows = range(cell.top - 1, max(cell.top - 1 - _OVER, 0), -1)
    return [found for row in rows if _is_text(found := sheet.at(row, cell.left))]


def bearing_of(index: LabelIndex, cell: FormCell, known: RecognisedCell) -> ProfileCell:
    """How a named cell stands to its labels: the first way that leads to it alone, or else to it among others."""
    sheet, name = index.sheet, known.name
    if known.inside:
        return ProfileCell(name, sheet.name, flat(known.label or cell.text), INSIDE)
    several = list(_bearings(sheet, cell, name, label_key(known.label)))
    led = [(each, places(index, each)) for each in several]
    alone = (each for each, found in led if found == [cell])
    among = (each for each, found in led if cell in found)
    usual = ProfileCell(name, sheet.name, flat(known.label) or name)
    return next(alone, next(among, usual))


def _bearings(sheet: FormSheet, cell: FormCell, name: str, known: str) -> Iterator[ProfileCell]:
    """Every way to lead to a cell; those by the label that told its name come first."""
    lefts, aboves = _lefts(sheet, cell), _aboves(sheet, cell)
    touching = [each for each in lefts[:1] if _touches(sheet, each, cell)]
    right = [ProfileCell(name, sheet.name, flat(each.text)) for each in touching]
    under = [each for each in aboves[:1] if each.bottom == cell.top - 1]
    below = [ProfileCell(name, sheet.name, flat(each.text), BELOW) for each in under]
    crossing = [
        ProfileCell(name, sheet.name, flat(left.text), CROSSING, heading)
        for above in aboves
        for left in lefts
        for heading in headings_of(sheet, above)
    ]
    yield from (each for each in right if known and label_key(each.label) == known)
    yield from (each for each in crossing if known in (label_key(each.label), _own(each.heading)))
    yield from (each for each in below if known and label_key(each.label) == known)
    yield from (*right, *below, *crossing)


def all_cells(sheet: FormSheet) -> Iterator[FormCell]:
    """Every cell of a sheet, blank ones too, each as often as it covers a place."""
    return (
        sheet.at(row, column) for row in range(1, sheet.height + 1) for column in range(1, sheet.width + 1)
    )


def _own(heading: str) -> str:
    return label_key(heading.rpartition(OVER)[2])


def headings_of(sheet: FormSheet, cell: FormCell) -> Iterator[str]:
    """A heading alone, and with what stands over it."""
    yield flat(cell.text)
    yield from (f"{flat(over.text)}{OVER}{flat(cell.text)}" for over in _over(sheet, cell))


def _touches(sheet: FormSheet, label: FormCell, cell: FormCell) -> bool:
    return _right(sheet, label) == cell


def _is_text(cell: FormCell) -> bool:
    return not cell.figure and bool(label_key(cell.text))


def _lefts(sheet: FormSheet, cell: FormCell) -> list[FormCell]:
    """The texts left of a cell in its row, the nearest first."""
    row = [each for each in sheet.row(cell.top) if each.right < cell.left and _is_text(each)]
    return row[::-1][:_LEFT]


def _aboves(sheet: FormSheet, cell: FormCell) -> list[FormCell]:
    """The texts above a cell in its column, the nearest first."""
    column = (sheet.at(row, cell.left) for row in range(cell.top - 1, 0, -1))
    return list(dict.fromkeys(each for each in column if _is_text(each)))[:_ABOVE]


def heading_of(sheet: FormSheet, column: int, first: int) -> FormCell | None:
    """The heading of a column whose data begin in row ``first``: the nearest text above."""
    column_cells = (sheet.at(row, column) for row in range(first - 1, 0, -1))
    return next((each for each in column_cells if each.bottom < first and _is_text(each)), None)


def headings_above(index: LabelIndex, heading: str, first: int) -> Sequence[FormCell]:
    """The cells above row ``first`` that print a heading, those of the nearest row alone."""
    over, _, own = heading.rpartition(OVER)
    above = [
        cell for cell in index.of(own) if cell.bottom < first and (not over or _is_under(index, cell, over))
    ]
    nearest = max((cell.bottom for cell in above), default=0)
    return [cell for cell in above if cell.bottom == nearest]
