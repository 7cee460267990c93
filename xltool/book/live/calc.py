"""A workbook that is open in LibreOffice, over the pipe to our extension in it: Calc's side of the host protocol.

The extension (``extension/`` in the repository) speaks UNO inside LibreOffice; this process needs no ``uno``. What is
written is one step of LibreOffice's own undo manager.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from decimal import Decimal
from typing import Any, Final

from xltool.book.defined import Names, resolve
from xltool.book.live.host import BlockContent, Merges
from xltool.book.live.merges import filed_cells
from xltool.book.live.pipe import CalcRefusalError, Pipe
from xltool.book.port import Area, Cell, ErrorValue, Grid, Insertion, Value
from xltool.book.sheet.cellvalue import Shown, moment, serial
from xltool.errors import WorkbookError

_READ_ONLY: Final = "工作簿是以只读方式打开的，没有写入：请点“编辑文档”，或者另存一份再点按钮。"


class CalcHost:
    """A workbook open in LibreOffice."""

    program: Final = "LibreOffice"
    unprotecting: Final = "工具 → 保护工作表"

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def about(self) -> dict[str, Any]:
        """What the workbook is called, where it lies and how it stands, as the extension says it."""
        found: dict[str, Any] = self._pipe.ask("about")
        return found

    # Asked

    def title(self) -> str:
        """The name of the workbook."""
        return str(self.about()["title"])

    def full_name(self) -> str:
        """A path, or an address; of a workbook never saved its title."""
        about = self.about()
        return str(about["path"] or about["address"] or about["title"])

    def structure(self) -> tuple[Names, Merges]:
        """The defined names, and the merged areas that hold a cell of the form."""
        titles: list[str] = self.about()["sheets"]
        index = {title: number for number, title in enumerate(titles)}
        defined = [
            (name, index[sheet] if sheet else None, refers) for sheet, name, refers in self._pipe.ask("names")
        ]
        names = resolve(defined, titles, titles)
        asked = {sheet: list(map(_plain, areas)) for sheet, areas in filed_cells(names.areas).items()}
        found = {sheet: self._pipe.ask("merged", sheet=sheet, areas=areas) for sheet, areas in asked.items()}
        return names, {
            sheet: tuple(Area(sheet, *a) for a in areas) for sheet, areas in found.items() if areas
        }

    def hidden_sheets(self) -> frozenset[str]:
        """The sheets that nobody sees."""
        return frozenset(self.about()["hidden"])

    def block(self, sheet: str, wanted: Callable[[Area], Area]) -> BlockContent:
        """What the cells of a sheet hold, in one block."""
        area = wanted(Area(sheet, *self._pipe.ask("used", sheet=sheet)))
        found = self._pipe.ask("block", sheet=area.sheet, area=_plain(area))
        grid: Grid = found["rows"]
        _as_shown(grid, area, found, bool(self.about()["since_1904"]))
        return BlockContent(
            grid,
            {Cell(area.sheet, row, column): text for row, column, text in found["formulas"]},
            {Cell(area.sheet, row, column): ErrorValue(code) for row, column, code in found["errors"]},
        )

    def protected(self, sheets: Collection[str]) -> list[str]:
        """Those of these sheets that are protected. Raises WorkbookError where the workbook is read-only."""
        about = self.about()
        if about["read_only"]:
            raise WorkbookError(_READ_ONLY)
        return [title for title in about["protected"] if title in sheets]

    def filtered(self, _sheets: Collection[str]) -> set[str]:
        """None: LibreOffice writes a block into every row of it, also into those that a filter hides."""
        return set()

    # Told

    def patient(self) -> AbstractContextManager[None]:
        """Nothing to wait for: the extension answers in LibreOffice's own turn."""
        return nullcontext()

    def putting_back(self) -> AbstractContextManager[None]:
        """Nothing to wait for."""
        return nullcontext()

    @contextmanager
    def quiet(self, _sheets: Collection[str]) -> Iterator[None]:
        """No flicker and no calculation in between; afterwards all is up to date, and calculation as it was."""
        self._pipe.ask("hold")
        try:
            yield
        finally:
            self._pipe.ask("release")

    def put(self, area: Area, rows: Sequence[Sequence[Value]]) -> None:
        """Put constants into an area."""
        told = [[self._told(value) for value in row] for row in rows]
        self._pipe.ask("write", sheet=area.sheet, area=_plain(area), rows=told)

    def put_formula(self, cell: Cell, formula: str) -> None:
        """Put a formula into a cell."""
        self._pipe.ask("put_formula", sheet=cell.sheet, row=cell.row, column=cell.column, formula=formula)

    def put_back(self, cell: Cell, value: Value, formula: str | None) -> None:
        """Put a cell's former content back."""
        with suppress(CalcRefusalError):
            if formula is None:
                self.put(Area(cell.sheet, cell.row, cell.column, cell.row, cell.column), [[value]])
            else:
                self.put_formula(cell, formula)

    def insert(self, rows: Insertion) -> None:
        """Put blank rows in."""
        self._pipe.ask("insert_rows", sheet=rows.sheet, at=rows.at, extra=rows.extra)

    def remove(self, rows: Insertion) -> None:
        """Take them out again."""
        with suppress(CalcRefusalError):
            self._pipe.ask("remove_rows", sheet=rows.sheet, at=rows.at, extra=rows.extra)

    def _told(self, value: Value) -> object:
        """A value as the pipe carries it; a date as the number of days that this workbook counts."""
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, ErrorValue):
            return {"error": value.code}
        if isinstance(value, (datetime.date, datetime.timedelta)):
            return serial(value, bool(self.about()["since_1904"]))
        return value


def _plain(area: Area) -> tuple[int, int, int, int]:
    return area.top, area.left, area.bottom, area.right


def _as_shown(grid: Grid, area: Area, found: Mapping[str, Any], since_1904: bool) -> None:
    """Numbers that are shown as a moment, a length of time or a logical value become one, in place."""
    for kind, shown in (("moments", Shown.MOMENT), ("lengths", Shown.LENGTH)):
        for row, column in found[kind]:
            line = grid[row - area.top]
            line[column - area.left] = moment(float(str(line[column - area.left])), shown, since_1904)
    for row, column in found["truths"]:
        line = grid[row - area.top]
        line[column - area.left] = line[column - area.left] != 0
