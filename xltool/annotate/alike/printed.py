"""By what a form is known: the labels that it prints, the same for a blank and a filled copy of it, whatever rows were put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xltool.annotate.alike.labels import print_key
from xltool.annotate.alike.profile import Fingerprint
from xltool.contract.names import INDICATORS, PROJECTS
from xltool.contract.optional import TASKS
from xltool.intake.contacts import asks_for_a_person
from xltool.intake.recognise.labelled import is_label
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted
from xltool.intake.recognised import RecognisedForm

#: Tables whose rows are filled in.
_FILLED: Final = (INDICATORS, PROJECTS, TASKS)
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
    rows = {
        row
        for block in form.blocks
        if block.sheet == sheet.name and block.block in _FILLED
        for row in range(block.first, block.last + 1)
    }
    named = {cell.address for cell in form.cells if cell.sheet == sheet.name and not cell.inside}
    for cell in sheet.texts():
        if cell.top not in rows and cell.address not in named and not cell.figure and not _names(sheet, cell):
            yield cell


def _names(sheet: FormSheet, cell: FormCell) -> bool:
    """Whether a cell stands behind one that asks for a person, and asks for none itself."""
    left = _label_left(sheet, cell)
    return left is not None and asks_for_a_person(left.text) and not (is_label(cell) or parted(cell.text)[0])


def _left(sheet: FormSheet, cell: FormCell) -> str:
    left = _label_left(sheet, cell)
    return "" if left is None else print_key(left.text)


def _label_left(sheet: FormSheet, cell: FormCell) -> FormCell | None:
    """The cell that touches a cell on its left; where nothing is merged a label may reach over blank ones."""
    if cell.left == 1:
        return None
    if sheet.merged:
        return sheet.at(cell.top, cell.left - 1)
    row = (sheet.at(cell.top, column) for column in range(cell.left - 1, 0, -1))
    return next((each for each in row if not each.blank), None)


def _above(sheet: FormSheet, cell: FormCell) -> tuple[str, ...]:
    column = (sheet.at(row, cell.left).text for row in range(cell.top - 1, max(cell.top - 1 - _ABOVE, 0), -1))
    return tuple(key for text in column if (key := print_key(text)))


def fingerprint(sheets: Iterable[FormSheet], form: RecognisedForm) -> Fingerprint:
    """The fingerprint of a form; of a filled one without what seems to be filled in, and never with who is named."""
    several = list(sheets)
    texts = printed(several, form)
    filled = _is_filled(several, form)
    labels = frozenset(
        key for key, found in texts.items() if not all(_is_content(each, several, filled) for each in found)
    )
    rows, columns = (
        frozenset(key for sheet in several for key in _fills(sheet, form, right=right)) & labels
        for right in (True, False)
    )
    return Fingerprint(labels, rows, columns)


def _fills(sheet: FormSheet, form: RecognisedForm, *, right: bool) -> Iterator[str]:
    """The labels right of which (else below which) something is to be filled in."""
    named = {each.address for each in form.cells if each.sheet == sheet.name and not each.inside}
    for cell in sheet.texts():
        beside = sheet.right_of(cell) if right else sheet.below(cell)
        within = cell.right < sheet.width if right else cell.bottom < sheet.height
        open_ = within and (beside.blank or beside.figure or beside.address in named)
        if open_ or (right and asks_for_a_person(cell.text)):
            yield print_key(cell.text)


def _is_filled(sheets: Iterable[FormSheet], form: RecognisedForm) -> bool:
    """Whether most cells of a form hold something: what stands beside its labels may be what somebody filled in."""
    pages = {sheet.name: sheet for sheet in sheets}
    named = [cell for cell in form.cells if not cell.inside and cell.sheet in pages]
    held = sum(
        not cell.blank for each in named for cell in pages[each.sheet].texts() if cell.address == each.address
    )
    return 2 * held > len(named)


def _is_content(text: PrintedText, sheets: Iterable[FormSheet], filled: bool) -> bool:
    """Whether a text stands right of a label that asks for it, and is none itself."""
    sheet = next(each for each in sheets if each.name == text.sheet)
    cell = text.cell
    left = _label_left(sheet, cell)
    if left is None or left.blank or is_label(cell) or parted(cell.text)[0]:
        return False
    return filled and left.top == cell.top and _asks(left)


def _asks(label: FormCell) -> bool:
    """Whether a label is one of those that texts of a unit follow."""
    key = print_key(label.text)
    return key.endswith(("名称", "单位", "部门", "日期", "时间", "电话", "人")) and len(key) <= 10


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
