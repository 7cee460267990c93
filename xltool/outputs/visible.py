"""Figures of the form that are not seen as they count: hidden, under a merged area, or shown as another figure.

A sealed copy has none: sealing refuses them, so that one that is found in it later was hidden afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.book.names import NUMERIC, Kind, Name, Role, with_role
from xltool.book.numberformat import shows_another
from xltool.book.port import Area, Cell, Snapshot
from xltool.errors import WorkbookError

#: Kinds of names that are figures, and whose are filed.
FIGURES: Final = NUMERIC - {Kind.YEAR}
FILED: Final = (Role.INPUT, Role.COMPUTED)

_MERGED: Final = "被合并单元格遮住"
_HIDDEN: Final = "所在的行、列或工作表被隐藏"
_OTHERWISE: Final = "数字格式显示的不是这个数"


class UnseenFigure(NamedTuple):
    """A figure: its name, its row in its block from 1 (0 outside of one), its cell, and why nobody sees it."""

    name: Name
    row: int
    cell: Cell
    why: str


def unseen_figures(snapshot: Snapshot) -> Iterator[UnseenFigure]:
    """Every filled cell of the form's figures and their targets that is not seen."""
    covered = set(_under_merges(snapshot))
    for name, row, cell in _cells(snapshot):
        if snapshot.raw(cell) is None:
            continue
        sheet = snapshot.unseen.get(cell.sheet)
        if cell in covered:
            yield UnseenFigure(name, row, cell, _MERGED)
        elif sheet is not None and sheet.covers(cell):
            yield UnseenFigure(name, row, cell, _HIDDEN)
        elif name.kind in FIGURES and _shown_otherwise(snapshot, name, cell):
            yield UnseenFigure(name, row, cell, _OTHERWISE)


def _shown_otherwise(snapshot: Snapshot, name: Name, cell: Cell) -> bool:
    """Whether a figure looks like another one; a rate, which is a quotient, may be rounded."""
    value, code = snapshot.value(cell), snapshot.formats.get(cell, "")
    places = None if name.kind is Kind.PERCENT else name.places
    return bool(code) and isinstance(value, Decimal) and shows_another(code, value, places)


def refuse_unseen_figures(snapshot: Snapshot) -> None:
    """Raise WorkbookError for the first figure that nobody will see: hidden sheets of the form are shown when sealed."""
    shown = {sheet: found._replace(sheet=False) for sheet, found in snapshot.unseen.items()}
    for found in unseen_figures(snapshot._replace(unseen=shown)):
        where = f"{found.cell.address}（{found.name.label}）"
        if found.why == _OTHERWISE:
            raise WorkbookError(
                f"{where}的{found.why}，印出来与填报数不符：请把格式改成能显示全部小数的数值格式，或改正这个数，再生成上报件。"
            )
        remedy = "取消合并" if found.why == _MERGED else "取消隐藏"
        raise WorkbookError(
            f"{where}里的内容{found.why}，看不见却参与计算：请{remedy}或清空它，再生成上报件。"
        )


def _cells(snapshot: Snapshot) -> Iterator[tuple[Name, int, Cell]]:
    for name in with_role(*FILED):
        area = snapshot.names.get(name.name)
        if not isinstance(area, Area) or (name.kind not in FIGURES and name.kind is not Kind.TARGET):
            continue
        if not name.block:
            yield name, 0, area.first
        for row in range(1, area.height - 1) if name.block else ():
            yield name, row, Cell(area.sheet, area.top + row, area.left)


def _under_merges(snapshot: Snapshot) -> Iterator[Cell]:
    for area in (found for areas in snapshot.merges.values() for found in areas):
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if (row, column) != (area.top, area.left):
                    yield Cell(area.sheet, row, column)
