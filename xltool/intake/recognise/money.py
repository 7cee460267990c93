"""The money of a form: what was planned, what was spent, at which rate, in the row of the whole; its parts as a block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.contract.names import Kind
from xltool.intake.forms.wordings import (
    BUDGET,
    BUDGET_BESIDE,
    GOALS,
    GOALS_BESIDE,
    PART_MONEY,
    UNIT,
    WHOLE_MONEY,
)
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.meaning import Leaf, Meaning, is_reviewed, leaves, meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import remarks, spellings, words
from xltool.model.parse import figure

_AMOUNTS: Final = ("年初预算数", "全年预算数", "全年执行数")
#: No longer text stands where a figure should.
_REMARK: Final = 40
#: Of these a table of money has two at least.
_TELLING: Final = (*_AMOUNTS, "执行率")


class MoneyHead(NamedTuple):
    """A heading of money: its rows, and for each name the column and whether nothing else could be meant."""

    top: int
    bottom: int
    columns: Mapping[str, tuple[Leaf, bool]]

    @property
    def first(self) -> int:
        """The first column of the figures."""
        return min(leaf.left for leaf, _ in self.columns.values())


class MoneyRow(NamedTuple):
    """A row of figures and the label left of them; None where it has none."""

    row: int
    label: FormCell | None

    @property
    def whole(self) -> bool:
        """Whether the label says that this is all of it."""
        said = spellings(self.label.text) if self.label else ()
        return any(WHOLE_MONEY.fullmatch(each) for each in said if each) and not self.part

    @property
    def of_some(self) -> bool:
        """Whether the label adds up some of the rows only (小计)."""
        return self.label is not None and "小计" in words(self.label.text)

    @property
    def of_which(self) -> bool:
        """Whether the label begins the parts of what stands above."""
        return self.label is not None and "其中" in "".join(self.label.text.split())

    @property
    def part(self) -> bool:
        """Whether the label says that this is a part of it."""
        return (
            self.label is not None
            and (self.of_which or PART_MONEY.fullmatch(words(self.label.text)) is not None)
            and WHOLE_MONEY.fullmatch(words(self.label.text)) is None
        )


class MoneyTable(NamedTuple):
    """A table of money on a sheet: its heading, its rows, which of them is the whole (None: none is)."""

    sheet: FormSheet
    head: MoneyHead
    rows: tuple[MoneyRow, ...]
    whole: MoneyRow | None

    @property
    def of_income(self) -> bool:
        """Whether the section beside the table is about what came in, and not about what went out."""
        beside = [cell for cell in self.sheet.row(self.head.bottom) if cell.right < self.head.first]
        said = "".join(words(cell.text) for cell in beside)
        return "收入" in said and "支出" not in said


def money_tables(sheet: FormSheet, taken: Collection[int]) -> Iterator[MoneyTable]:
    """The tables of money in the rows that belong to nothing else."""
    row = 1
    while row <= sheet.height:
        head = None if row in taken else money_head(sheet, row)
        if head is None:
            row += 1
            continue
        rows = tuple(_rows(sheet, head, taken))
        if not rows:
            row += 1
            continue
        yield MoneyTable(sheet, head, rows, _whole(rows))
        row = max([head.bottom, *(each.row for each in rows)]) + 1


def money_head(sheet: FormSheet, row: int) -> MoneyHead | None:
    """The heading of money that begins in a row; None where none does, or its labels stand left of their figures."""
    if not sheet.starting(row):
        return None
    heads = [head for bottom in (row, row + 1) if (head := _head(sheet, row, bottom))]
    if not heads:
        return None
    head = heads[-1] if len(heads) > 1 and _goes_on(sheet, heads[0]) else heads[0]
    return None if _side_by_side(sheet, head.bottom, head.columns) else head


def _head(sheet: FormSheet, top: int, bottom: int) -> MoneyHead | None:
    columns = _columns(leaves(sheet, top, bottom))
    begins = any(leaf.cell.top == top or _needs_both(leaf) for leaf, _ in columns.values())
    return MoneyHead(top, bottom, columns) if begins and _is_head(columns) else None


def _needs_both(leaf: Leaf) -> bool:
    """Whether the lower cell of a heading says what it is only together with what stands over it."""
    alone = meaning(leaf.text, BUDGET, BUDGET_BESIDE)
    return bool(leaf.over) and _read(leaf) != alone


def _goes_on(sheet: FormSheet, head: MoneyHead) -> bool:
    """Whether words stand below every heading of money: the heading has a second row."""
    below = [sheet.at(head.bottom + 1, leaf.left) for leaf, _ in head.columns.values()]
    own = [cell for cell in below if cell.top > head.bottom]
    if any(MoneyRow(0, cell).whole or MoneyRow(0, cell).part for cell in own if not cell.blank):
        return True
    return bool(own) and not any(map(_is_amount, own))


def _columns(several: Sequence[Leaf]) -> dict[str, tuple[Leaf, bool]]:
    """Name -> its column; of several the one whose words say it alone, or the first."""
    if any(words(leaf.text).endswith(("任务名称", "任务")) or "任务名称" in leaf.over for leaf in several):
        return {}
    again = [leaf for leaf in several if is_reviewed(leaf)]
    read = [(leaf, found) for leaf in several if leaf not in again and (found := _read(leaf))]
    rate = any(found.name == "执行率" for _, found in read)
    columns: dict[str, tuple[Leaf, bool]] = {}
    for name in dict.fromkeys(found.name for _, found in read):
        same = [(leaf, found.plain) for leaf, found in read if found.name == name]
        plain = [leaf for leaf, alone in same if alone]
        leaf = (plain or [leaf for leaf, _ in same])[0]
        columns[name] = (leaf, len(plain) == 1 or (len(same) == 1 and _lettered(leaf, rate)))
    if again and "执行率得分" in columns:
        columns["执行率得分_复核"] = (again[0], len(again) == 1)
    return columns


def _read(leaf: Leaf) -> Meaning | None:
    """What a column of money is; below a heading over several columns that of the whole is meant (小计, 财政拨款 …)."""
    said = [each for each in spellings(leaf.text) if each]
    if leaf.over and any(WHOLE_MONEY.fullmatch(each) for each in said):
        return meaning(leaf.over, BUDGET, BUDGET_BESIDE)
    return leaf.read(BUDGET, BUDGET_BESIDE)


def _lettered(leaf: Leaf, rate: bool) -> bool:
    """预算数（A） beside a rate is the budget of which the rate is made."""
    return rate and any(each in ("A", "B", "a", "b") for each in remarks(leaf.text))


def _is_head(columns: Mapping[str, tuple[Leaf, bool]]) -> bool:
    telling = [name for name in _TELLING if name in columns]
    return len(telling) > 1 and any(columns[name][1] for name in telling)


def _side_by_side(sheet: FormSheet, bottom: int, columns: Mapping[str, tuple[Leaf, bool]]) -> bool:
    """Whether each label has its own figure right of it: 年初预算数 | 120 | 全年执行数 | 110."""
    heads = [leaf for leaf, _ in columns.values()]
    right = [sheet.at(leaf.cell.top, leaf.right + 1) for leaf in heads]
    if any(cell.left > sheet.width or not (cell.blank or cell.figure) for cell in right):
        return False
    below = [sheet.at(bottom + 1, leaf.left) for leaf in heads]
    if any(MoneyRow(0, cell).whole or MoneyRow(0, cell).part for cell in below if not cell.blank):
        return False
    first = min(leaf.left for leaf in heads)
    label = _label(sheet, bottom + 1, first)
    return not (label is not None and (MoneyRow(0, label).whole or MoneyRow(0, label).part))


def _label(sheet: FormSheet, row: int, first: int) -> FormCell | None:
    """The text nearest left of the figures of a row."""
    beside = [cell for cell in sheet.starting(row) if cell.right < first and not cell.figure]
    return beside[-1] if beside else None


def _rows(sheet: FormSheet, head: MoneyHead, taken: Collection[int]) -> Iterator[MoneyRow]:
    """The rows of figures under a heading."""
    limit = _section_end(sheet, head)
    for row in range(head.bottom + 1, sheet.height + 1):
        label = _label(sheet, row, head.first)
        if row in taken or (limit and row > limit) or not _is_row(sheet, head, MoneyRow(row, label)):
            return
        if label is None and (row > head.bottom + 1 or not _may_be_alone(sheet, head, row)):
            return
        if any(map(_of_another_part, (cell for cell in sheet.starting(row) if cell.right < head.first))):
            return
        yield MoneyRow(row, label)
        if label is None:
            return


def _section_end(sheet: FormSheet, head: MoneyHead) -> int:
    beside = [cell for cell in sheet.row(head.bottom) if cell.right < head.first and not cell.blank]
    return min((cell.bottom for cell in beside if cell.bottom > head.bottom), default=0)


def _may_be_alone(sheet: FormSheet, head: MoneyHead, row: int) -> bool:
    """Whether a row without a label is one of figures: the form has room there, or something stands in it."""
    first = sheet.at(row, head.first)
    beside = sheet.at(row, head.first - 1) if head.first > 1 else first
    reaches = beside.top < row and not beside.blank  # the label of the one row stands beside the heading too
    return (
        first.merged
        or not first.blank
        or (row, first.left) in sheet.boxed
        or bool(sheet.starting(row))
        or reaches
    )


def _is_row(sheet: FormSheet, head: MoneyHead, row: MoneyRow) -> bool:
    """Whether what stands under the headings of money are figures, or nothing, each under its own.

    Beside a label of the whole or of a part it may be any words but labels: where a table is does not depend on what
    somebody wrote into it.
    """
    cells = [sheet.at(row.row, leaf.left) for name, (leaf, _) in head.columns.items() if name in _TELLING]
    if len(set(cells)) < len(cells) or any(cell.top != row.row for cell in cells):
        return False
    told = row.whole or row.part
    return all(_is_amount(cell) or (told and _is_remark(cell)) for cell in cells)


def _is_amount(cell: FormCell) -> bool:
    """A figure, with its unit or a remark, an error of a formula, or nothing yet."""
    return cell.blank or cell.written or figure(cell.text, Kind.AMOUNT) is not None


def _is_remark(cell: FormCell) -> bool:
    """Words that somebody wrote instead of a figure: 无, 未安排, 见说明."""
    return len(cell.text) <= _REMARK and meaning(cell.text, (*BUDGET, *GOALS), BUDGET_BESIDE) is None


def _of_another_part(label: FormCell) -> bool:
    return (
        meaning(label.text, GOALS, GOALS_BESIDE) is not None
        or any(UNIT.fullmatch(each) for each in spellings(label.text) if each)
        or _is_long(label)
    )


def _is_long(label: FormCell) -> bool:
    return len(label.text.strip()) > 40


def _whole(rows: Sequence[MoneyRow]) -> MoneyRow | None:
    """The row of the whole: that whose label says so, one that stands alone, or else the first that is no part."""
    said = [each for each in rows if each.whole]
    if said:
        return ([each for each in said if not each.of_some] or said)[0]
    return rows[0] if rows and not rows[0].part else None


def money_cells(table: MoneyTable) -> Iterator[Candidate]:
    """The cells of the whole, one a heading."""
    whole, sheet = table.whole, table.sheet
    if whole is None:
        return
    certain = whole.label is None or (whole.whole and _is_only(table, whole)) or _has_parts(table)
    rank = 0 if certain else 1
    for name, (leaf, plain) in table.head.columns.items():
        cell = sheet.at(whole.row, leaf.left)
        exact = (cell.left, cell.right, cell.top) == (leaf.left, leaf.right, whole.row)
        of = f"“{words(whole.label.text)}”一行与" if whole.label else ""
        why = f"{of}“{words(leaf.text)}”一栏{'相交' if of else '下方的格'}"
        yield Candidate(name, sheet, cell, leaf.cell, why, plain and exact and certain, rank)


def _is_only(table: MoneyTable, whole: MoneyRow) -> bool:
    """Whether no other row of the table could be the whole."""
    return not whole.of_some and not any(
        each.whole and not each.of_some for each in table.rows if each != whole
    )


def _has_parts(table: MoneyTable) -> bool:
    """Whether the rows below the first say that they are its parts (其中：…)."""
    first, *others = table.rows
    return table.whole is first and bool(others) and others[0].of_which and all(each.part for each in others)
