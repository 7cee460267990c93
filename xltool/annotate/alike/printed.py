"""By what a form is known: the labels that it prints, the same for a blank and a filled copy of it, whatever rows were put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xltool.annotate.alike.labels import print_key
from xltool.annotate.alike.profile import Fingerprint
from xltool.annotate.alike.unfilled import as_printed, label_left, unfilled
from xltool.book.port import column_number
from xltool.intake.contacts import asks_for_a_person
from xltool.intake.recognise.labelled import is_label
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted
from xltool.intake.recognised import RecognisedForm

#: Columns of the indicators that most forms print.
_HEADINGS: Final = ("一级指标", "二级指标")
_LONGEST: Final = 26
#: So many rows above a text its heading may stand.
_ABOVE: Final = 8


class PrintedText(NamedTuple):
    """A text of a form, what the cell left of it says, and what the nearest ones above it say."""

    sheet: str
    cell: FormCell
    left: str
    above: tuple[str, ...]


#: The texts of a form by what they say.
Printed = Mapping[str, tuple[PrintedText, ...]]


def printed(sheets: Iterable[FormSheet], form: RecognisedForm) -> Printed:
    """The texts of a form outside the rows and cells that are filled in."""
    found: dict[str, list[PrintedText]] = {}
    for sheet in sheets:
        for cell in _texts(sheet, form):
            if (key := print_key(cell.text)) and len(key) <= _LONGEST:
                found.setdefault(key, []).append(
                    PrintedText(sheet.name, cell, _left(sheet, cell), _above(sheet, cell))
                )
    return {key: tuple(several) for key, several in found.items()}


def _texts(sheet: FormSheet, form: RecognisedForm) -> Iterator[FormCell]:
    for cell in unfilled(sheet, form).texts():
        if not cell.figure and not _names(sheet, cell):
            yield cell


def _names(sheet: FormSheet, cell: FormCell) -> bool:
    """Whether a cell stands behind one that asks for a person, and asks for none itself."""
    left = label_left(sheet, cell)
    return left is not None and asks_for_a_person(left.text) and not (is_label(cell) or parted(cell.text)[0])


def _left(sheet: FormSheet, cell: FormCell) -> str:
    left = label_left(sheet, cell)
    return "" if left is None else print_key(left.text)


def _above(sheet: FormSheet, cell: FormCell) -> tuple[str, ...]:
    column = (sheet.at(row, cell.left).text for row in range(cell.top - 1, max(cell.top - 1 - _ABOVE, 0), -1))
    return tuple(key for text in column if (key := print_key(text)))


def fingerprint(sheets: Iterable[FormSheet], form: RecognisedForm) -> Fingerprint:
    """The fingerprint of a form; of a filled one without what seems to be filled in, and never with who is named."""
    bare = as_printed(sheets, form)
    labels = frozenset(printed(bare, form))
    rows, columns = (
        frozenset(key for sheet in bare for key in _fills(sheet, form, right=right)) & labels
        for right in (True, False)
    )
    return Fingerprint(labels, rows, columns)


def _fills(sheet: FormSheet, form: RecognisedForm, *, right: bool) -> Iterator[str]:
    """The labels right of which (else below which) something is to be filled in."""
    printed_columns = set(_headed(sheet, form))
    for cell in sheet.texts():
        beside = sheet.right_of(cell) if right else sheet.below(cell)
        within = cell.right < sheet.width if right else cell.bottom < sheet.height
        open_ = within and (beside.blank or beside.figure)
        if (open_ and (right or (beside.top, beside.left) not in printed_columns)) or (
            right and asks_for_a_person(cell.text)
        ):
            yield print_key(cell.text)


def _headed(sheet: FormSheet, form: RecognisedForm) -> Iterator[tuple[int, int]]:
    """The first cells of columns whose texts are printed on most forms, though rows may be put in: headings of indicators."""
    for block in form.blocks:
        for column in block.columns if block.sheet == sheet.name else ():
            if column.name.endswith(_HEADINGS):
                yield block.first, column_number(column.column)


def similarity(own: Fingerprint, texts: Printed) -> float:
    """How much of the labels of a profile and of a form is the same, from 0 to 1; what is filled in does not count.

    It is a part of the labels of whichever has more: one that was worded anew counts once.
    """
    there = len(own.labels & texts.keys())
    most = max(len(own.labels), there + len(unknown(own, texts)))
    return there / most if most else 0.0


def unknown(own: Fingerprint, texts: Printed) -> list[PrintedText]:
    """The labels of a form that a profile does not know, each once; what is filled in beside one that it knows is none."""
    return [
        several[0]
        for key, several in texts.items()
        if key not in own.labels and not all(_is_filled_in(own, each) for each in several)
    ]


def _is_filled_in(own: Fingerprint, text: PrintedText) -> bool:
    return text.left in own.rows or not own.columns.isdisjoint(text.above)


def missing(own: Fingerprint, texts: Printed) -> list[str]:
    """The labels of a profile that a form does not print."""
    return sorted(own.labels - texts.keys())
