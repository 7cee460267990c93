"""Money whose labels stand left of their figures: one beside the other, one below the other, or in rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.intake.forms.wordings import BUDGET, BUDGET_BESIDE, PART_MONEY, WHOLE_MONEY
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.labelled import is_direct, value_right
from xltool.intake.recognise.meaning import Meaning, meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import spellings, words

_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
_OF_A_ROW = ("执行率分值", "执行率得分")


def loose_money(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """The cells right of labels of money; two of them at least make a form's money."""
    found = [each for row in rows for each in _in_row(sheet, row)]
    if len({each.name for each in found} & {*_AMOUNTS, "执行率"}) > 1:
        yield from found


def _in_row(sheet: FormSheet, row: int) -> Iterator[Candidate]:
    read = [
        (cell, found)
        for cell in sheet.starting(row)
        if (found := meaning(cell.text, BUDGET, BUDGET_BESIDE)) and not _names_section(sheet, cell)
    ]
    names = {found.name for _, found in read}
    if "全年执行数" in names and not names & {"年初预算数", "全年预算数"}:
        told = [cell for cell, _ in read]
        others = [cell for cell in sheet.starting(row) if cell not in told and _is_whole(cell)]
        read += [(cell, Meaning("全年预算数", False)) for cell in others]
    money = bool(names & {*_AMOUNTS, "执行率"})
    rank = 2 if len(names & {*_AMOUNTS, "执行率"}) > 1 else 3
    below = [sheet.below(label) for label, _ in read if label.bottom == row]
    heading = len(below) > 1 and all(each.blank or each.figure for each in below)
    for label, found in read:
        if found.name in _OF_A_ROW and not (money or "执行率" in label.text):
            continue
        cell, plain = _value(sheet, label)
        if cell is not None and (cell.blank or cell.written):
            why = f"“{words(label.text)}”右侧的格"
            yield Candidate(found.name, sheet, cell, label, why, found.plain and plain and not heading, rank)


def _names_section(sheet: FormSheet, cell: FormCell) -> bool:
    """Whether a label reaches down beside several rows."""
    return cell.bottom > sheet.right_of(cell).bottom


def _is_whole(cell: FormCell) -> bool:
    """资金总额 beside what was spent of it."""
    return any(WHOLE_MONEY.fullmatch(each) for each in spellings(cell.text) if each)


def _value(sheet: FormSheet, label: FormCell) -> tuple[FormCell | None, bool]:
    """The figure of a label: right of it, or, where a heading stands over the row, in the column of the whole."""
    cell = value_right(sheet, label, figures=True)
    if cell is None:
        return None, False
    over = _heading(sheet, label)
    whole = [
        head for head in over if any(WHOLE_MONEY.fullmatch(each) for each in spellings(head.text) if each)
    ]
    if whole:
        return sheet.at(label.top, whole[0].left), len(whole) == 1
    return cell, not over and is_direct(sheet, label, cell)


def _heading(sheet: FormSheet, label: FormCell) -> list[FormCell]:
    """The texts over the figures of a row: those of the nearest row above whose labels are no money."""
    row = label.top - 1
    while (
        row > 0
        and (above := sheet.at(row, label.left))
        and meaning(above.text, BUDGET, BUDGET_BESIDE)
        and above.top == row
    ):
        row -= 1
    if row < 1:
        return []
    heads = [cell for cell in sheet.starting(row) if cell.left > label.right]
    parts = [cell for cell in heads if any(_is_part(each) for each in spellings(cell.text) if each)]
    return heads if parts and len(heads) > 1 else []


def _is_part(said: str) -> bool:
    return WHOLE_MONEY.fullmatch(said) is not None or PART_MONEY.fullmatch(said) is not None
