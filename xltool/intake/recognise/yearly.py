"""Tables of three years' figures: 上年决算, 本年预算, 本年决算, a row a kind of spending, and the projects among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.contract.names import EXPENDITURE_ROWS, PROJECTS, YEAR_COLUMNS
from xltool.intake.document import TableCell
from xltool.intake.forms.labels import expenditure_row, is_foreign_row, is_numbered, is_total
from xltool.intake.forms.wordings import BUDGET, BUILDING, PEOPLE
from xltool.intake.forms.year_columns import is_year_heading, year_columns
from xltool.intake.reading import Sure
from xltool.intake.recognise.found import Candidate
from xltool.intake.recognise.labelled import is_label, known_words
from xltool.intake.recognise.meaning import Leaf, leaves, meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import inlined, words
from xltool.intake.recognised import RecognisedBlock, RecognisedColumn

#: Other wordings of the three headings, each in order of what it is tried for.
_PRIOR, _BUDGET, _FINAL = YEAR_COLUMNS
_OTHERS: Final = (
    (
        _PRIOR,
        re.compile(r"上年(?:度)?(?:实际|决算|支出|执行|完成)*(?:数|金额)?|上年度?(?:支出)?决算(?:数|金额)?"),
    ),
    (_BUDGET, re.compile(r"(?:本年|当年|年初|全年|年度)*(?:度)?(?:安排|批复)?预算(?:安排)?(?:数|金额|额)?")),
    (
        _FINAL,
        re.compile(
            r"(?:本年|当年|全年|年度)*(?:度)?(?:实际|支出|预算)*(?:决算|执行|支出|完成)(?:数|金额|额)?"
        ),
    ),
)
#: Rows by which such a table is known where its headings do not say whose years they are.
_DATED: Final = re.compile(r"20\d\d|上年|本年|预算|决算")
_TELLING: Final = frozenset(
    {"三公经费", "公务用车购置和维护", "公车购置", "公车运行维护", "出国经费", "公务接待"}
)


#: So many rows may be blank between two labels.
_MOST_BLANK: Final = 30


class YearTable(NamedTuple):
    """A table of years on a sheet: its heading, the column of each, whether words tell them, its last row."""

    sheet: FormSheet
    top: int
    bottom: int
    columns: Mapping[str, Leaf]
    plain: bool
    last: int


def year_tables(sheet: FormSheet, taken: Collection[int]) -> Iterator[YearTable]:
    """The tables of years in the rows that belong to nothing else."""
    row = 1
    while row <= sheet.height:
        found = None if row in taken else _table(sheet, row)
        if found is None:
            row += 1
            continue
        yield found
        row = found.last + 1


def _table(sheet: FormSheet, row: int) -> YearTable | None:
    for bottom in (row, row + 1):
        several = leaves(sheet, row, bottom) if sheet.starting(row) else []
        found = _by_years(several) or _by_words(several)
        if found is None:
            continue
        columns, plain = found
        if bottom > row and not any(
            leaf.cell.top == row or _DATED.search(leaf.over) for leaf in columns.values()
        ):
            continue
        first = min(leaf.left for leaf in columns.values())
        last = _last(sheet, bottom, first)
        rows = [each for at in range(bottom + 1, last + 1) if (each := _row_name(sheet, at, first))]
        if rows and (_PRIOR in columns or len(_TELLING.intersection(rows)) > 1):
            return YearTable(sheet, row, bottom, columns, plain, last)
    return None


def _by_years(several: Sequence[Leaf]) -> tuple[dict[str, Leaf], bool] | None:
    """The columns as 附件1 heads them, told by their years or by 上年 and 本年."""
    row = tuple(TableCell(f"{leaf.over}{words(leaf.text)}", leaf.left, 1, "") for leaf in several)
    if not is_year_heading([words(cell.text) for cell in row]):
        return None
    found = year_columns(row, ())
    by_place = {leaf.left: leaf for leaf in several}
    columns = {name: by_place[head.column] for name, head in found.heads.items()}
    return columns, not found.by_order and not found.other_budgets


def _by_words(several: Sequence[Leaf]) -> tuple[dict[str, Leaf], bool] | None:
    """The columns in other wordings; two of them at least, none of them certain."""
    columns: dict[str, Leaf] = {}
    if any(
        (read := meaning(leaf.text, BUDGET)) and read.name not in ("年初预算数", "全年执行数")
        for leaf in several
    ):
        return None
    for leaf in several:
        said = (words(leaf.text), inlined(leaf.text), words(f"{leaf.over}{leaf.text}"))
        name = next(
            (name for name, pattern in _OTHERS if any(pattern.fullmatch(each) for each in said if each)), ""
        )
        if name and name not in columns:
            columns[name] = leaf
    return (columns, False) if len(columns) > 1 and _FINAL in columns else None


def _label(sheet: FormSheet, row: int, first: int) -> FormCell | None:
    """The text nearest left of the figures of a row."""
    beside = [cell for cell in sheet.starting(row) if cell.right < first and not cell.figure]
    return beside[-1] if beside else None


def _row_name(sheet: FormSheet, row: int, first: int) -> str:
    label = _label(sheet, row, first)
    return expenditure_row(words(label.text)) if label else ""


def _last(sheet: FormSheet, bottom: int, first: int) -> int:
    """The last row under a heading: the last with a label before one of another part; rows of projects may be blank."""
    last = bottom
    for row in range(bottom + 1, sheet.height + 1):
        label = _label(sheet, row, first)
        if label is None:
            continue
        if _of_another_part(sheet, row, label):
            break
        if row - last > _MOST_BLANK:
            break
        last = row
    return last


def _of_another_part(sheet: FormSheet, row: int, label: FormCell) -> bool:
    said = words(label.text)
    if expenditure_row(said) or is_foreign_row(said) or is_total(said):
        return False
    others = any(known_words(cell.text, (*BUILDING, *PEOPLE)) for cell in sheet.starting(row))
    right = sheet.right_of(label)
    return (
        others
        or is_label(label)
        or "厉行节约" in said
        or "楼堂馆所" in said
        or (not right.blank and not right.figure)
    )


def year_cells_of(table: YearTable) -> Iterator[Candidate]:
    """A name for each known row and column."""
    sheet, first = table.sheet, min(leaf.left for leaf in table.columns.values())
    projects = _project_rows(table)
    for row in range(table.bottom + 1, table.last + 1):
        name, label = _row_name(sheet, row, first), _label(sheet, row, first)
        if not name or label is None or row in projects:
            continue
        for column, leaf in table.columns.items():
            cell = sheet.at(row, leaf.left)
            exact = (cell.left, cell.right, cell.top) == (leaf.left, leaf.right, row)
            why = f"“{words(label.text)}”一行与“{inlined(leaf.text)}”一栏相交"
            yield Candidate(f"{name}_{column}", sheet, cell, label, why, table.plain and exact)


def _project_rows(table: YearTable) -> list[int]:
    """The rows of projects: those below 项目支出 up to the next kind of spending."""
    sheet, first = table.sheet, min(leaf.left for leaf in table.columns.values())
    found: list[int] = []
    inside = False
    for row in range(table.bottom + 1, table.last + 1):
        label = _label(sheet, row, first)
        said = words(label.text) if label else ""
        name = expenditure_row(said)
        numbered = label is not None and is_numbered(label.text)
        if inside and (name in ("支出总额", "基本支出", "公用经费", "三公经费") or (name and not numbered)):
            break
        if inside and (is_foreign_row(said) and not numbered):
            break
        if inside and (label is None or not is_total(label.text)):
            found.append(row)
        inside = inside or name == "项目支出"
    return found


def project_block(table: YearTable) -> RecognisedBlock | None:
    """项目明细: the rows of projects; None where there are none."""
    rows = _project_rows(table)
    if not rows:
        return None
    first = min(_lefts(table))
    labels = [label for row in (rows[0] - 1, *rows) if (label := _label(table.sheet, row, first))]
    if not labels:
        return None
    sure = Sure.CERTAIN if table.plain and table.sheet.merged else Sure.INFERRED
    columns = [RecognisedColumn(f"{PROJECTS}_名称", labels[-1].letters, "项目支出", sure)]
    columns += [
        RecognisedColumn(f"{PROJECTS}_{name}", leaf.letters, inlined(leaf.text), sure)
        for name, leaf in table.columns.items()
    ]
    return RecognisedBlock(PROJECTS, table.sheet.name, rows[0], rows[-1], tuple(columns))


def _lefts(table: YearTable) -> list[int]:
    return [leaf.left for leaf in table.columns.values()]


assert set(EXPENDITURE_ROWS) >= _TELLING
