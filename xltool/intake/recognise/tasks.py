"""Tables of tasks: what a bureau had to do, what was planned for it and what was spent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from xltool.contract.names import Kind
from xltool.contract.optional import TASKS as TASKS_BLOCK
from xltool.intake.forms.wordings import PART_MONEY, TASKS, WHOLE_MONEY, Wordings, name_of
from xltool.intake.reading import Sure
from xltool.intake.recognise.extent import Extent, Frame, extent
from xltool.intake.recognise.meaning import Leaf, leaves
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import spellings, words
from xltool.intake.recognised import RecognisedBlock, RecognisedColumn
from xltool.model.parse import figure

_TITLE, _RATE = "名称", "执行率"
_MONEY: Final = ("预算", "执行")
#: Of two budgets the one against which what was spent is held.
_ADJUSTED: Final = re.compile("全年|调整")


class TaskTable(NamedTuple):
    """A table of tasks on a sheet: its heading, the column of each name, its rows."""

    sheet: FormSheet
    top: int
    columns: dict[str, tuple[Leaf, bool]]
    rows: Extent


def task_tables(sheet: FormSheet, taken: Collection[int]) -> Iterator[TaskTable]:
    """The tables of tasks in the rows that belong to nothing else."""
    row = 1
    while row <= sheet.height:
        found = None if row in taken else _table(sheet, row, taken)
        if found is None:
            row += 1
            continue
        yield found
        row = max(found.rows.last, found.rows.first - 1) + 1


def _table(sheet: FormSheet, row: int, taken: Collection[int]) -> TaskTable | None:
    if not sheet.starting(row):
        return None
    for bottom in (row, row + 1):
        several = leaves(sheet, row, bottom)
        columns = _columns(several)
        if not _is_head(sheet, row, bottom, columns):
            continue
        frame = Frame(sheet, row, bottom, several, columns[_TITLE][0])
        rows = extent(frame)
        last = next((each - 1 for each in range(rows.first, rows.last + 1) if each in taken), rows.last)
        if last >= rows.first:
            return TaskTable(sheet, row, columns, rows._replace(last=last))
    return None


def _is_head(sheet: FormSheet, row: int, bottom: int, columns: dict[str, tuple[Leaf, bool]]) -> bool:
    """Whether these columns head tasks: the name of one, what it costs right of it, and no more words below."""
    money = [columns[name][0] for name in _MONEY if name in columns]
    if _TITLE not in columns or not money:
        return False
    if columns[_TITLE][0].left > min(leaf.left for leaf in money) or columns[_TITLE][0].cell.top != row:
        return False
    if bottom > row:
        return any(leaf.over for leaf in money)
    below = [sheet.at(row + 1, leaf.left) for leaf in money]
    return not all(_is_words(cell) for cell in below)


def _is_words(cell: FormCell) -> bool:
    return not cell.blank and not cell.figure and figure(cell.text, Kind.AMOUNT) is None


def _columns(several: Sequence[Leaf]) -> dict[str, tuple[Leaf, bool]]:
    """Name -> its column; of a heading over several columns that of the whole, or the first."""
    columns = {}
    for name, same in _by_name(several).items():
        best = _best(name, same)
        columns[name] = ((best or same)[0], len(same) == 1 or len(best) == 1)
    return columns


def _by_name(several: Sequence[Leaf]) -> dict[str, list[Leaf]]:
    found: dict[str, list[Leaf]] = {}
    for leaf in several:
        if name := _name(leaf, TASKS):
            found.setdefault(name, []).append(leaf)
    return found


def _best(name: str, same: Sequence[Leaf]) -> list[Leaf]:
    """Of several columns that read as one name those that say that they are the whole of it."""
    if name == _TITLE:  # the section beside the table may be called after tasks too
        return [leaf for leaf in same if words(leaf.text).endswith("名称")] or list(same[-1:])
    whole = [leaf for leaf in same if any(map(WHOLE_MONEY.fullmatch, filter(None, spellings(leaf.text))))]
    return whole or [leaf for leaf in same if _ADJUSTED.search(leaf.over + leaf.text)]


def _told(columns: dict[str, tuple[Leaf, bool]]) -> dict[str, tuple[Leaf, bool]]:
    """Without what is only a part of a task's money (财政拨款、其他资金): no other column of the task can be held against it."""
    partial = [name for name in (*_MONEY, _RATE) if name in columns and _is_part(columns[name][0])]
    return {name: column for name, column in columns.items() if name not in partial}


def _is_part(leaf: Leaf) -> bool:
    """Whether a column holds the money of one source alone."""
    return bool(leaf.over) and any(map(PART_MONEY.fullmatch, filter(None, spellings(leaf.text))))


def _name(leaf: Leaf, known: Wordings) -> str:
    for text in (leaf.text, leaf.over):
        for each in spellings(text):
            if each and (name := name_of(each, known)):
                return name
    return ""


def task_block(table: TaskTable) -> RecognisedBlock:
    """The table as a block."""
    columns = tuple(
        RecognisedColumn(
            f"{TASKS_BLOCK}_{name}",
            leaf.letters,
            words(leaf.text),
            Sure.CERTAIN if plain and table.sheet.merged else Sure.INFERRED,
        )
        for name, (leaf, plain) in _told(table.columns).items()
    )
    return RecognisedBlock(TASKS_BLOCK, table.sheet.name, table.rows.first, table.rows.last, columns)
