"""Cells beside or below their label: whose form it is, what was to be reached, people, the total in the head."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from xltool.intake.contacts import asks_for_a_person
from xltool.intake.forms.wordings import (
    ALONE,
    ASKS,
    AUTHORITY,
    BUDGET,
    BUDGET_BESIDE,
    BUILDING,
    CARRIER,
    GOALS,
    GOALS_BESIDE,
    HEAD_TOTAL,
    INDICATORS,
    PEOPLE,
    UNIT,
    UNIT_BESIDE,
    WHOLE_MONEY,
    Wordings,
)
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.meaning import meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import spellings, words

_PAIRED: Final = ("预期目标", "实际完成情况")
_A_YEAR: Final = re.compile(r"20\d\d(?:\.0)?(?:年度?)?")
_CHANGED: Final = re.compile("调整|变更")
#: Every label that names a cell: what reads as one is no value of another.
_LABELS: Final = (*BUDGET, *BUDGET_BESIDE, *GOALS, *INDICATORS, *PEOPLE, *BUILDING, *ALONE)


def is_label(cell: FormCell) -> bool:
    """Whether a cell holds a label that the form prints, by its words alone."""
    if cell.blank or cell.figure:
        return False
    said = [each for each in spellings(cell.text) if each]
    return (
        meaning(cell.text, _LABELS) is not None
        or any(pattern.fullmatch(each) for each in said for pattern in (UNIT, CARRIER, HEAD_TOTAL))
        or asks_for_a_person(cell.text)
    )


def value_right(sheet: FormSheet, label: FormCell, *, figures: bool = False) -> FormCell | None:
    """The cell right of a label, where it is none itself; None where there is no room. ``figures`` says that it holds one.

    A label that is not merged may reach over blank cells: what stands behind them is its value, or else the cell that is
    merged, or the first with a box of its own.
    """
    cell = sheet.right_of(label)
    if cell.left > sheet.width or is_label(cell) or cell.top != label.top:
        return None
    if not cell.blank or cell.merged or label.merged:
        return cell
    row = [each for each in sheet.row(label.top) if each.left > label.right]
    filled = next((each for each in row if not each.blank), None)
    free = [each for each in row if filled is None or each.left < filled.left]
    boxed = [each for each in free if (each.top, each.left) in sheet.boxed]
    if boxed and len(boxed) < len(free) and (label.top, label.left) in sheet.boxed:
        return boxed[0]
    if not boxed and (merged := [each for each in free if each.merged]):
        return merged[0]
    other = filled is None or is_label(filled) or (figures and not filled.figure)
    return cell if other or sheet.merged else filled


def is_direct(sheet: FormSheet, label: FormCell, cell: FormCell) -> bool:
    """Whether no other cell could be meant by a label: its neighbour holds something, is merged, or is all the room there is."""
    if cell != sheet.right_of(label):
        return False
    after = sheet.right_of(cell)
    return not cell.blank or cell.merged or after.left > sheet.width or is_label(after)


#: Labels of the unit: what they read, whether they say it by themselves, and in which order they count.
_UNIT_KINDS: Final = ((UNIT, True, 0), (CARRIER, True, 1), (UNIT_BESIDE, False, 2), (AUTHORITY, False, 3))


def unit_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """The name of the unit, by labels of four kinds.

    Where labels of two kinds have a cell each (预算单位 and 实施单位), nobody knows whose form it is.
    """
    found = [each for label in _cells(sheet, rows) for each in _unit_cell(sheet, label)]
    several = len({each.rank for each in found if each.proved}) > 1
    for each in found:
        yield each._replace(proved=each.proved and not several)


def _unit_cell(sheet: FormSheet, label: FormCell) -> Iterator[Candidate]:
    said = [each for each in spellings(label.text) if each]
    kind = next((k for k in _UNIT_KINDS if any(map(k[0].fullmatch, said))), None)
    cell = value_right(sheet, label)
    if kind and cell is not None and not cell.number:
        why, proved = f"“{words(label.text)}”右侧的格", kind[1] and is_direct(sheet, label, cell)
        yield Candidate("单位名称", sheet, cell, label, why, proved, kind[2])


def alone_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """Cells with a name of their own: the year, the date, who filed it, the measures."""
    for label in _cells(sheet, rows):
        found = meaning(label.text, ALONE)
        if found is not None:
            cell = value_right(sheet, label)
            if cell is not None and _has_room(sheet, label, cell) and _may_be(found.name, cell):
                why = f"“{words(label.text)}”右侧的格"
                yield Candidate(found.name, sheet, cell, label, why, is_direct(sheet, label, cell))


def _may_be(name: str, cell: FormCell) -> bool:
    """Whether a year is what stands in a cell for one."""
    return cell.blank or name != "年度" or _A_YEAR.fullmatch("".join(cell.text.split())) is not None


def _has_room(sheet: FormSheet, label: FormCell, cell: FormCell) -> bool:
    """Whether a cell holds something or is one of the form: merged, or with a box as its label has."""
    boxed = (cell.top, cell.left) in sheet.boxed or (label.top, label.left) not in sheet.boxed
    return not cell.blank or cell.merged or boxed


def goal_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """What was to be reached and what was: below a heading of both, or right of a label of one."""
    for row in rows:
        read = [
            (cell, found.name)
            for cell in sheet.starting(row)
            if (found := meaning(cell.text, GOALS, GOALS_BESIDE))
        ]
        actual = [cell for cell, name in read if name == _PAIRED[1]]
        wanted = [
            cell for cell, name in read if name == _PAIRED[0] and actual and cell.left < actual[-1].left
        ]
        if wanted and not _each_beside(sheet, wanted[-1], actual[-1]):
            yield from _pair(sheet, wanted, actual[-1])
            continue
        for cell, name in read:
            yield from _beside_goal(sheet, cell, name)


def _beside_goal(sheet: FormSheet, cell: FormCell, name: str) -> Iterator[Candidate]:
    """The text right of a label of one goal; below it, where what stands right is the next heading."""
    value = value_right(sheet, cell)
    if value is None or value.figure or _is_goal(value) or not _has_room(sheet, cell, value):
        return
    heads = _may_be_head(sheet, cell, value)
    if heads and ASKS.fullmatch(words(value.text)):
        why = f"“{words(cell.text)}”下方的格"
        yield Candidate(name, sheet, sheet.below(cell), cell, why, False, 2)
        return
    plain = meaning(cell.text, GOALS) is not None or "目标" in words(cell.text)
    plain &= is_direct(sheet, cell, value) and not heads
    yield Candidate(name, sheet, value, cell, f"“{words(cell.text)}”右侧的格", plain, 2)


def _may_be_head(sheet: FormSheet, label: FormCell, right: FormCell) -> bool:
    """Whether what stands right of a label may be the next heading: words as short, over cells of their own."""
    below = sheet.below(label)
    same = (below.left, below.right) == (label.left, label.right) and not is_label(below)
    return (
        same and not right.blank and len(words(right.text)) in range(1, 17) and right.bottom == label.bottom
    )


def _each_beside(sheet: FormSheet, wanted: FormCell, actual: FormCell) -> bool:
    """Whether both labels of a row have their text right of them, and not below."""
    for label in (wanted, actual):
        cell, below = value_right(sheet, label), sheet.below(label)
        if cell is None or _is_goal(cell):
            return False
        if cell.merged or not cell.blank or cell.left > label.right + 1:
            return True
        if is_label(below):
            return True
    return False


def _is_goal(cell: FormCell) -> bool:
    return meaning(cell.text, GOALS, GOALS_BESIDE) is not None


def _pair(sheet: FormSheet, wanted: Sequence[FormCell], actual: FormCell) -> Iterator[Candidate]:
    """The two cells below a heading of both; what stands left of it names the section, what was changed comes second."""
    section = len(wanted) > 1 and (wanted[0].bottom > actual.bottom or wanted[1].left == wanted[0].right + 1)
    heads = wanted[1:] if section else wanted
    first = [cell for cell in heads if not _CHANGED.search(cell.text)] or list(heads)
    for name, label, several in ((_PAIRED[0], first[0], len(first)), (_PAIRED[1], actual, 1)):
        cell = sheet.below(label)
        if cell.top > sheet.height or is_label(cell):
            continue
        exact = (cell.left, cell.right) == (label.left, label.right)
        why = f"“{words(label.text)}”下方的格"
        yield Candidate(name, sheet, cell, label, why, exact and several == 1, 0)


def figure_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """People and buildings: figures below a heading of several, or each right of its label."""
    for known, first in ((PEOPLE, "编制数"), (BUILDING, "楼堂馆所_批复规模")):
        for row in rows:
            read = {cell: found.name for cell in sheet.starting(row) if (found := meaning(cell.text, known))}
            if first in read.values() or (len(read) > 1):
                yield from _under_or_beside(sheet, read)


def _under_or_beside(sheet: FormSheet, read: dict[FormCell, str]) -> Iterator[Candidate]:
    heads = list(read)
    right = [cell for label in heads if (cell := value_right(sheet, label, figures=True)) is not None]
    beside = len(right) == len(heads) and all(each.blank or each.figure or _counted(each) for each in right)
    row, alone = (0, True) if beside else _value_row(sheet, heads)
    under = [sheet.at(row, label.left) for label in heads]
    for label, cell in zip(heads, right if beside else under, strict=True):
        if cell.top > sheet.height or not (cell.blank or cell.written or _counted(cell)):
            continue
        exact = (beside and is_direct(sheet, label, cell)) or (
            not beside and alone and (cell.left, cell.right) == (label.left, label.right)
        )
        several = list(read.values()).count(read[label])
        why = f"“{words(label.text)}”{'右侧' if beside else '下方'}的格"
        yield Candidate(read[label], sheet, cell, label, why, exact and several == 1 and len(heads) > 1)


def _value_row(sheet: FormSheet, heads: Sequence[FormCell]) -> tuple[int, bool]:
    """The row under these headings that holds the whole, and whether no other could: of several kinds of people 合计."""
    first, left = max(cell.bottom for cell in heads) + 1, min(cell.left for cell in heads)
    named: list[tuple[int, FormCell]] = []
    for row in range(first, sheet.height + 1):
        label = next((cell for cell in sheet.starting(row) if cell.right < left), None)
        values = [sheet.at(row, cell.left) for cell in heads]
        if label is None or not all(each.blank or each.figure for each in values):
            break
        named.append((row, label))
    whole = [row for row, cell in named if WHOLE_MONEY.fullmatch(words(cell.text))]
    return (whole or [first])[0], len(named) < 2 or len(whole) == 1


def _counted(cell: FormCell) -> bool:
    return words(cell.text).rstrip("人名个%").replace(".", "").isdigit()


def head_total(sheet: FormSheet, rows: Collection[int]) -> Iterator[Candidate]:
    """总分 in the head of the form."""
    for label in _cells(sheet, rows):
        if not any(HEAD_TOTAL.fullmatch(each) for each in spellings(label.text) if each):
            continue
        cell = value_right(sheet, label, figures=True)
        if cell is not None and (cell.blank or cell.written):
            certain = "总" in words(label.text) and is_direct(sheet, label, cell)
            yield Candidate("总分", sheet, cell, label, f"“{words(label.text)}”右侧的格", certain)


def _cells(sheet: FormSheet, rows: Collection[int]) -> Iterator[FormCell]:
    return (cell for cell in sheet.texts() if cell.top in rows)


def known_words(text: str, known: Wordings) -> bool:
    """Whether a text reads as one of these labels."""
    return meaning(text, known) is not None
