"""Which cells of a form people may fill, and how each is called: the contract's own, never a heading, a formula or what is the tool's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from xltool.book.port import Area, Cell
from xltool.contract.names import FORM, Kind, Name, Role
from xltool.contract.optional import (
    EDGED,
    KNOWN,
    MONEY_UNIT,
    RATE_WAY,
    RECORD,
    SAME_CELL,
    TITLES,
    is_tools_own,
)
from xltool.contract.units import Way
from xltool.errors import WorkbookError
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.model.read import repeats_heading

#: What says how the workbook is read: whoever annotated it, and nobody on the page, changes that.
_NOT_FILLED: Final = frozenset({FORM, "模板版本", MONEY_UNIT, RATE_WAY, RECORD, SAME_CELL})
#: Characters of a row's title behind a label.
_LONGEST: Final = 20


class FillPlace(NamedTuple):
    """A cell that people may fill: its name and row (0 outside tables), where it is, its label with the row's own title, its unit on this form."""

    name: Name
    row: int
    cell: Cell
    label: str
    unit: str


def fillable(form: Form) -> dict[Cell, FillPlace]:
    """Every cell that people may fill, in the order of the contract."""
    names = [name for name in _names(form.foreign) if _is_open(form, name)]
    titles, covered, headings = Titles(form), _covered(form, names), {b: _headings(form, b) for b in EDGED}
    found = {}
    for name in names:
        area = form.areas[name.name]
        unit = unit_of(form, name)
        rows = range(1, area.height - 1) if name.block else (0,)
        for row in rows:
            cell = Cell(area.sheet, area.top + row, area.left)
            if cell in covered or cell in form.snapshot.formulas or row in headings.get(name.block, ()):
                continue
            found[cell] = FillPlace(name, row, cell, titles.label(name, row), unit)
    return found


def place_to_fill(form: Form, name: str, row: int) -> FillPlace:
    """The cell of a name, in that row of its table. Raises WorkbookError with the reason where nobody may fill it."""
    known = KNOWN.get(name)
    if known is None or known.name not in form.areas:
        raise WorkbookError(f"“{form.snapshot.title}”里没有“{name}”这一格：请刷新页面再填。")
    area = form.areas[name]
    last = area.height - 2 if known.block else 0
    if not (1 <= row <= last if known.block else row == 0):
        raise WorkbookError(
            f"“{known.label}”没有第 {row} 行可填，只有第 1 至 {last} 行：行不够的，请先插入一行。"
        )
    cell = Cell(area.sheet, area.top + row, area.left)
    found = fillable(form).get(cell)
    if found is None:
        raise WorkbookError(
            f"“{known.label}”（{cell.address}）不能在这里填：{_why_locked(form, known, cell)}。"
        )
    return found


def _why_locked(form: Form, name: Name, cell: Cell) -> str:
    if cell in form.snapshot.formulas or name.role is not Role.INPUT:
        return "这一格由公式计算，请改它用到的数；公式被改写过的，请用“恢复公式”"
    if name.name in form.labels:
        return "标签和内容同在一格，请用 Excel 打开后改"
    whole = next((area for area in form.snapshot.merges.get(cell.sheet, ()) if area.covers(cell)), None)
    if whole is not None and whole.first != cell:
        return f"这一格并在 {whole.first.address} 里，请填那一格"
    if is_tools_own(name):
        return "这一格由本工具写；说明请用“写说明”"
    return "这一格是表头或表样的设置，不是填报内容"


@cache
def _names(foreign: bool) -> tuple[Name, ...]:
    """The names that people fill in; on another form what our template computes too, where no formula stands."""
    roles = (Role.INPUT, Role.COMPUTED) if foreign else (Role.INPUT,)
    return tuple(
        n for n in KNOWN.values() if n.role in roles and not is_tools_own(n) and n.name not in _NOT_FILLED
    )


def _is_open(form: Form, name: Name) -> bool:
    area = form.areas.get(name.name)
    return area is not None and area.sheet not in form.own_sheets and name.name not in form.labels


def _covered(form: Form, names: list[Name]) -> set[Cell]:
    """The cells that a merged area hides, as far as the form reaches."""
    ends: dict[str, tuple[int, int]] = {}
    for name in names:
        area = form.areas[name.name]
        bottom, right = ends.get(area.sheet, (0, 0))
        ends[area.sheet] = max(bottom, area.bottom), max(right, area.right)
    return {
        cell
        for sheet, (bottom, right) in ends.items()
        for area in form.snapshot.merges.get(sheet, ())
        for row in range(area.top, min(area.bottom, bottom) + 1)
        for column in range(area.left, min(area.right, right) + 1)
        if (cell := Cell(sheet, row, column)) != area.first
    }


def _headings(form: Form, block: str) -> frozenset[int]:
    """The rows of a table of another form that say its heading again."""
    areas = [form.areas[n.name] for n in KNOWN.values() if n.block == block and n.name in form.areas]
    if not form.foreign or not areas:
        return frozenset()
    values = [form.snapshot.column(area) for area in areas]
    rows = list(enumerate(zip(*values, strict=True)))[1:-1]
    return frozenset(row for row, found in rows if repeats_heading(found, values))


def unit_of(form: Form, name: Name) -> str:
    """The unit in which the cells of a name are filled on this form; empty where a figure has none, or is a text."""
    sheet = form.areas[name.name].sheet
    if name.kind is Kind.AMOUNT:
        return form.ways.money.of(name, sheet).unit
    if name.kind is Kind.PERCENT:
        return "" if form.ways.rates.of(name, sheet) is Way.RATIO else name.unit
    return "%" if name.name in form.ways.shares else name.unit


class Titles:
    """How the cells of a form are called: by the contract's label, in a table with the title of the row."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._of: dict[str, Mapping[int, str]] = {}

    def label(self, name: Name, row: int) -> str:
        """The label of the cell of a name, in that row of its table."""
        title = self.of(name.block).get(row, "") if name.block else ""
        if not name.block:
            return name.label
        return f"{name.label}（{title[:_LONGEST]}）" if title else f"{name.label}（第 {row} 行）"

    def of(self, block: str) -> Mapping[int, str]:
        """The titles of the rows of a table, by row from 1; none of a row without one."""
        if block not in self._of:
            area = self._form.areas.get(TITLES.get(block, ""))
            self._of[block] = {} if area is None else dict(_titles(self._form, area))
        return self._of[block]


def _titles(form: Form, area: Area) -> Iterator[tuple[int, str]]:
    for row, raw in enumerate(form.snapshot.column(area)):
        title = "".join(text_of(form.snapshot.value(Cell(area.sheet, area.top + row, area.left))).split())
        if raw is not None and title and 0 < row < area.height - 1:
            yield row, title
