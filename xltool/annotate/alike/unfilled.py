"""A form as it was before anybody filled it in, as far as its names tell: what is filled in is no label of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from xltool.annotate.alike.labels import print_key
from xltool.contract.names import INDICATORS, PROJECTS
from xltool.contract.optional import TASKS
from xltool.intake.recognise.labelled import is_label
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted
from xltool.intake.recognised import RecognisedForm

#: Tables whose rows are filled in.
_FILLED: Final = (INDICATORS, PROJECTS, TASKS)
#: What only somebody who fills in a form writes; sentences that forms print are notes.
_ANSWER: Final = re.compile(
    r"无|有|是|否|已?(?:完成|实现)|(?!注|备注|说明|填表|填报)[^:：]*[。！；](?:.*[。！；])?"
)


def as_printed(sheets: Iterable[FormSheet], form: RecognisedForm) -> list[FormSheet]:
    """The sheets of a form without what is filled in; of a filled one without what seems to be so, too."""
    several = list(sheets)
    filled = _is_filled(several, form)
    bare = [unfilled(sheet, form) for sheet in several]
    if not filled:
        return bare
    firsts = {(block.sheet, block.first) for block in form.blocks}
    return [
        without(sheet, (cell for cell in sheet.texts() if _is_content(sheet, cell, firsts))) for sheet in bare
    ]


def unfilled(sheet: FormSheet, form: RecognisedForm) -> FormSheet:
    """The sheet with blanks in its named cells and in the rows of its tables; labels that share a cell with content stay."""
    rows = {
        row
        for block in form.blocks
        if block.sheet == sheet.name and block.block in _FILLED
        for row in range(block.first, block.last + 1)
    }
    named = {cell.address for cell in form.cells if cell.sheet == sheet.name and not cell.inside}
    return without(sheet, (cell for cell in sheet.texts() if cell.top in rows or cell.address in named))


def without(sheet: FormSheet, texts: Iterable[FormCell]) -> FormSheet:
    """The sheet with these cells blank."""
    blank = {(cell.top, cell.left): cell._replace(text="", number=False) for cell in texts}
    rows = {
        row: kept
        for row, cells in sheet.rows.items()
        if (kept := [cell for cell in cells if (cell.top, cell.left) not in blank])
    }
    return sheet._replace(cells={**sheet.cells, **blank}, rows=rows)


def _is_filled(sheets: Iterable[FormSheet], form: RecognisedForm) -> bool:
    """Whether most cells of a form hold something: what stands beside its labels may be what somebody filled in."""
    pages = {sheet.name: sheet for sheet in sheets}
    named = [cell for cell in form.cells if not cell.inside and cell.sheet in pages]
    held = sum(
        not cell.blank for each in named for cell in pages[each.sheet].texts() if cell.address == each.address
    )
    return 2 * held > len(named)


def _is_content(sheet: FormSheet, cell: FormCell, firsts: Collection[tuple[str, int]]) -> bool:
    """Whether a text of a filled form is an answer or a sentence, or stands right of a label that asks for it; and is no label.

    ``firsts`` are the first rows of tables: what stands above one is a heading.
    """
    if _ANSWER.fullmatch("".join(cell.text.split())):
        return True
    left = label_left(sheet, cell)
    heads = (sheet.name, cell.bottom + 1) in firsts
    if left is None or left.blank or heads or is_label(cell) or parted(cell.text)[0]:
        return False
    return left.top == cell.top and _asks(left)


def _asks(label: FormCell) -> bool:
    """Whether a label is one of those that texts of a unit follow."""
    key = print_key(label.text)
    return key.endswith(("名称", "单位", "部门", "日期", "时间", "电话", "人")) and len(key) <= 10


def label_left(sheet: FormSheet, cell: FormCell) -> FormCell | None:
    """The cell that touches a cell on its left; where nothing is merged a label may reach over blank ones."""
    if cell.left == 1:
        return None
    if sheet.merged:
        return sheet.at(cell.top, cell.left - 1)
    row = (sheet.at(cell.top, column) for column in range(cell.left - 1, 0, -1))
    return next((each for each in row if not each.blank), None)
