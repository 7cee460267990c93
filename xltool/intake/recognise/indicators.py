"""The table of indicators: its heading, its rows and the row that adds it up."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.contract.names import INDICATORS, Kind
from xltool.intake.forms.wordings import SECTION
from xltool.intake.reading import Sure
from xltool.intake.recognise.columns import (
    ACTUAL,
    LEVELS,
    REVIEWED_SCORE,
    SCORE,
    TITLE,
    WEIGHT,
    IndicatorColumns,
    columns_of,
    is_head,
    is_heading,
    needs_over,
    reads,
)
from xltool.intake.recognise.extent import Extent, Frame, extent, says_total
from xltool.intake.recognise.found import INSIDE, Candidate
from xltool.intake.recognise.meaning import Leaf, leaves
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.stacked import next_return
from xltool.intake.recognise.words import parted, words
from xltool.intake.recognised import RecognisedBlock, RecognisedColumn
from xltool.model.parse import figure


class IndicatorTable(NamedTuple):
    """A table of indicators on a sheet: the rows of its heading, its columns, where it ends.

    ``several`` says that the sheet has another that is as full; ``below`` is the row in which another return begins
    that stands on the same sheet, 0 where none does.
    """

    sheet: FormSheet
    top: int
    columns: IndicatorColumns
    rows: Extent
    several: bool = False
    below: int = 0

    @property
    def filled(self) -> int:
        """How many columns have names: of two tables the fuller one is the return, the other tells its goals."""
        return len(self.columns.found)


def indicator_table(sheet: FormSheet) -> IndicatorTable | None:
    """The fullest table of indicators of a sheet; None where it has none."""
    tables = list(_tables(sheet))
    best = max(tables, key=lambda table: (table.filled, -table.top), default=None)
    equal = [table for table in tables if best is not None and table.filled == best.filled]
    if best is None:
        return None
    scored = [table for table in tables if table.columns.leaf(ACTUAL) or table.columns.leaf(SCORE)]
    first = scored[0] if scored else best
    below = next_return(sheet, first.top, [table.top for table in scored if table is not first])
    return best._replace(several=len(equal) > 1, below=below)


def _tables(sheet: FormSheet) -> Iterator[IndicatorTable]:
    row = 1
    while row <= sheet.height:
        band = _band(sheet, row)
        if band is None:
            row += 1
            continue
        several = leaves(sheet, *band)
        columns = columns_of(several)
        frame = Frame(sheet, band[0], band[1], several, _title(columns))
        rows = extent(frame)
        if rows.last >= rows.first:
            yield IndicatorTable(sheet, band[0], columns, rows)
        row = max(rows.last, band[1]) + 1


def _title(columns: IndicatorColumns) -> Leaf:
    titles = [columns.leaf(name) for name in (TITLE, *reversed(LEVELS))]
    return next(leaf for leaf in (*titles, *(column.leaf for column in columns.found)) if leaf is not None)


def _band(sheet: FormSheet, row: int) -> tuple[int, int] | None:
    """The rows of a heading that begins in this row; None where none does."""
    if not sheet.starting(row):
        return None
    deepest = max((cell.bottom for cell in _heads(sheet, row)), default=row)
    for bottom in dict.fromkeys((deepest, row, row + 1)):
        several = leaves(sheet, row, bottom) if row <= bottom <= row + 2 else []
        if is_heading(several) and (bottom == row or _from_first(several, row)):
            return row, _second(sheet, row, bottom)
    return None


def _from_first(several: Sequence[Leaf], row: int) -> bool:
    """Whether a heading of two rows needs the first of them."""
    return any(column.leaf.cell.top == row or needs_over(column.leaf) for column in columns_of(several).found)


def _heads(sheet: FormSheet, row: int) -> list[FormCell]:
    """The cells of a row that may be headings of two rows: of the section beside the table there is one at most."""
    return [cell for cell in sheet.starting(row) if cell.bottom <= row + 1]


#: What a heading may say below that of a level, and nothing new.
_TOLD: Final = ("名称", "指标名称", "内容", "指标")


def _second(sheet: FormSheet, top: int, bottom: int) -> int:
    """The last row of the heading, which, unmerged, may go on below: words alone, under headings that name nothing."""
    if bottom > top + 1 or bottom >= sheet.height:
        return bottom
    found = columns_of(leaves(sheet, top, bottom)).found
    named = {column.leaf.left: column for column in found}
    levels = {column.leaf.left for column in found if column.name in (*LEVELS, TITLE)}
    lower = sheet.starting(bottom + 1)
    told = [cell for cell in lower if words(cell.text) not in _TOLD]
    if not lower or any(cell.figure or cell.merged or _is_data(cell, levels) for cell in told):
        return bottom
    both = {leaf.left: leaf for leaf in leaves(sheet, top, bottom + 1)}
    for cell in told:
        free = cell.left not in named and cell.left > min(named) and len(words(cell.text)) in range(1, 9)
        if not free and not (cell.left in both and reads(both[cell.left])):
            return bottom
    return bottom + 1


def _is_data(cell: FormCell, levels: Container[int]) -> bool:
    """Whether a cell below a level or title is its first row, and no heading."""
    return cell.left in levels and not is_head(cell.text)


def block_of(table: IndicatorTable) -> RecognisedBlock:
    """The table as a block; a column is certain where its words and the merged cells below it say so."""
    columns = tuple(
        RecognisedColumn(
            f"{INDICATORS}_{column.name}",
            column.leaf.letters,
            " ".join(column.leaf.text.split()),
            Sure.CERTAIN if column.plain and _fits(table, column.leaf) else Sure.INFERRED,
        )
        for column in table.columns.found
    )
    return RecognisedBlock(INDICATORS, table.sheet.name, table.rows.first, table.rows.last, columns)


def _fits(table: IndicatorTable, leaf: Leaf) -> bool:
    """Whether the rows are divided as the heading is: what stands below a heading is exactly as wide."""
    sheet, rows = table.sheet, table.rows
    if not sheet.merged or table.several:
        return False
    other = rows.headings | rows.subtotals
    below = [sheet.at(row, leaf.left) for row in range(rows.first, rows.last + 1) if row not in other]
    return all((cell.left, cell.right) == (leaf.left, leaf.right) for cell in below)


#: The points of a whole form.
_FULL: Final = 100
#: What the row of the total holds, by the column under which it stands.
_TOTALS: Final[Mapping[str, str]] = {WEIGHT: "分值合计", SCORE: "总分"}


def total_cells(table: IndicatorTable) -> Iterator[Candidate]:
    """分值合计 and 总分 in the row that adds up."""
    sheet, row = table.sheet, table.rows.total
    if not row:
        return
    label = next(cell for cell in sheet.row(row) if says_total(cell))
    under = _under(table, label)
    inside = _total_inside(table, label)
    if inside and all(cell.blank for cell, _ in under.values()):
        yield inside
        return
    for name, (cell, leaf) in under.items():
        exact = (cell.left, cell.right, cell.top) == (leaf.left, leaf.right, row)
        plain = (
            exact
            and table.rows.totals == 1
            and not table.several
            and _could_hold(name, cell)
            and not _strays(table, label)
        )
        why = f"“{words(label.text)}”一行与“{words(leaf.text)}”一栏相交"
        yield Candidate(name, sheet, cell, label, why, plain)
    yield from _reviewed_total(table, label, [cell for cell, _ in under.values()])
    if "总分" not in under and table.columns.leaf(SCORE) is not None:
        cell = _only_figure(sheet, row, label, sheet.right_of(label))
        if _is_place(cell) and cell.left <= sheet.width:
            yield Candidate("总分", sheet, cell, label, f"“{words(label.text)}”右侧的格", False)


def _total_inside(table: IndicatorTable, label: FormCell) -> Candidate | None:
    """自评总分：96分 in one cell: it is read, and never written; 总分：100分 beside a cell of its own says the full marks."""
    head, value = parted(label.text)
    points = figure(value, Kind.POINTS)
    alone = table.sheet.right_of(label).left > table.sheet.width
    if points is None or (points.value == _FULL and not alone):
        return None
    printed = label._replace(text=head)  # without what somebody filled in
    why = f"“{words(head)}”与内容同在一格：读得出，不写"
    return Candidate("总分", table.sheet, label, printed, why, True, INSIDE, True)


def _reviewed_total(
    table: IndicatorTable, label: FormCell, others: Sequence[FormCell]
) -> Iterator[Candidate]:
    """What the row of the total holds under a reviewer's points, where that is a cell of its own."""
    leaf, row = table.columns.leaf(REVIEWED_SCORE), table.rows.total
    cell = None if leaf is None else table.sheet.at(row, leaf.left)
    if leaf is None or cell is None or cell in others or cell.left <= label.left or not _is_place(cell):
        return
    exact = (cell.left, cell.right, cell.top) == (leaf.left, leaf.right, row)
    why = f"“{words(label.text)}”一行与“{words(leaf.text)}”一栏相交"
    plain = exact and table.rows.totals == 1 and not table.several
    yield Candidate("总分_复核", table.sheet, cell, label, why, plain)


def _under(table: IndicatorTable, label: FormCell) -> dict[str, tuple[FormCell, Leaf]]:
    """The cells of the row of the total under 分值 and 得分; one alone, merged under both or beside words, is 总分."""
    sheet, row = table.sheet, table.rows.total
    under: dict[str, tuple[FormCell, Leaf]] = {}
    for column, name in _TOTALS.items():
        leaf = table.columns.leaf(column)
        if leaf is not None and (cell := sheet.at(row, leaf.left)).left > label.left and _is_place(cell):
            under[name] = (cell, leaf)
    beside = table.columns.leaf(SCORE) is not None and "总分" not in under
    if "分值合计" in under and (beside or len({cell for cell, _ in under.values()}) < len(under)):
        under.pop("分值合计")
    if len(under) == 1 and not sheet.merged:
        name, (cell, leaf) = under.popitem()
        under[name] = (_only_figure(sheet, row, label, cell), leaf)
    return under


def _is_place(cell: FormCell) -> bool:
    """Whether points may stand in a cell: a figure, an error, or nothing."""
    return cell.blank or cell.written or figure(cell.text, Kind.POINTS) is not None


def _strays(table: IndicatorTable, label: FormCell) -> bool:
    """Whether a figure of the row stands left of its points: the row is not divided as the heading is."""
    first = min(leaf.left for name in _TOTALS if (leaf := table.columns.leaf(name)) is not None)
    cells = table.sheet.starting(table.rows.total)
    return any(cell.figure and label.left < cell.left < first for cell in cells)


def _only_figure(sheet: FormSheet, row: int, label: FormCell, cell: FormCell) -> FormCell:
    """The one figure of the row where nothing is merged and the cell that should hold it is blank."""
    figures = [each for each in sheet.starting(row) if each.figure and each.left > label.left]
    return figures[0] if cell.blank and not sheet.merged and len(figures) == 1 else cell


def _could_hold(name: str, cell: FormCell) -> bool:
    """A sum of points that is printed and is not 100 may leave 执行率 out."""
    return (
        name == "总分"
        or cell.blank
        or not cell.figure
        or cell.text.strip() in ("100", "100.0", "100.00", "100分")
    )


def is_section(cell: FormCell) -> bool:
    """Whether a cell names the section that stands right of it."""
    return SECTION.fullmatch(words(cell.text)) is not None
