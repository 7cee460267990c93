"""A workbook that is open in Excel, over xlwings: Excel's side of :class:`~xltool.book.live.host.Host`.

Excel is another process: every property and method is a call across the COM boundary. A sheet is read in one
block (what its cells show, their exact values, their formulas) and written in as few blocks as there are; names and
merged areas come over in one call where our add-in is loaded (its function ``XtStructure``).

Windows only, by way of ``.api``: what xlwings' own reading makes of cells (errors and blanks both None, amounts in a
currency format cut to four decimals) is not exact enough for figures that are published.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from xltool.book.defined import Names, resolve
from xltool.book.live.cells import Block, outgoing
from xltool.book.live.com import Patient, our_own_patience, putting_back, unless_refused
from xltool.book.live.host import BlockContent, Merges
from xltool.book.live.merges import address_of, area_of_address, hidden_sheets, merged_areas
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Area, Cell, Insertion, Value, column_letters
from xltool.book.sheet.cellvalue import serial
from xltool.contract.names import CONTRACT
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings

ExcelBook: TypeAlias = "xlwings.Book"

#: The add-in that carries ``XtStructure``.
ADDIN: Final = "xltool.xlam"

_MANUAL: Final = -4135  # xlCalculationManual


def excel_workbook(
    book: ExcelBook, progress: Callable[[str], None] = lambda _step: None, macros: str = ADDIN
) -> LiveWorkbook:
    """A workbook open in Excel behind the port. ``progress`` is told each step; ``macros`` names what carries ours."""
    return LiveWorkbook(ExcelHost(book, macros), progress)


class ExcelHost:
    """A workbook open in Excel; ``macros`` is the workbook or add-in that carries our macros."""

    program: Final = "Excel"
    unprotecting: Final = "审阅 → 撤销工作表保护"

    def __init__(self, book: ExcelBook, macros: str = ADDIN) -> None:
        self._book: Any = Patient(book.api)
        self._macros = macros

    # Asked

    def title(self) -> str:
        """The name of the workbook."""
        return str(self._book.Name)

    def full_name(self) -> str:
        """A path, or an address on OneDrive."""
        return str(self._book.FullName)

    def structure(self) -> tuple[Names, Merges]:
        """Names and merged areas: all at once from our add-in, else asked for one by one."""
        sheets = self._book.Worksheets
        titles = [str(sheets(index).Name) for index in range(1, sheets.Count + 1)]
        text = self._from_addin()
        if text is None:
            names = _names(_definitions(self._book.Names), titles)
            return names, merged_areas(self._sheet, names.areas)
        records = [line.split("\t") for line in text.split("\n") if line]
        names = _names([(name, refers) for kind, name, refers in records if kind == "N"], titles)
        merges: dict[str, tuple[Area, ...]] = {}
        for kind, sheet, address in records:
            if kind == "M":
                merges[sheet] = (*merges.get(sheet, ()), area_of_address(sheet, address))
        return names, merges

    def _from_addin(self) -> str | None:
        """What ``XtStructure`` of our macros says; None where they are not loaded or may not run."""
        application = self._book.Application
        # Excel would look for a closed add-in in the current folder, and might find one that came with the workbook
        if unless_refused(lambda: application.Workbooks(self._macros)) is None:
            return None
        macro = "'{}'!XtStructure".format(self._macros.replace("'", "''"))
        found = unless_refused(lambda: application.Run(macro, str(self._book.Name)))
        return found if isinstance(found, str) else None

    def hidden_sheets(self) -> frozenset[str]:
        """The sheets that nobody sees."""
        return hidden_sheets(self._book.Worksheets)

    def block(self, sheet: str, wanted: Callable[[Area], Area]) -> BlockContent:
        """What the cells of a sheet hold, in one block."""
        of_excel = self._sheet(sheet)
        area = wanted(area_of_address(sheet, str(of_excel.UsedRange.Address)))
        cells = of_excel.Range(address_of(area))
        block = Block(area, cells.Value, cells.Value2, cells.Formula)
        return BlockContent(block.grid, block.formulas, block.errors)

    def protected(self, sheets: Collection[str]) -> list[str]:
        """Those of these sheets that are protected."""
        return [title for title in sheets if self._sheet(title).ProtectContents]

    def filtered(self, sheets: Collection[str]) -> set[str]:
        """Across rows that a filter hides, Excel writes the first row of a block into every visible one."""
        return {title for title in sheets if self._sheet(title).FilterMode}

    # Told

    def patient(self) -> AbstractContextManager[None]:
        """While this lasts, calls wait for a busy Excel as a person would, not for ever."""
        return our_own_patience()

    def putting_back(self) -> AbstractContextManager[None]:
        """While this lasts, calls wait longer."""
        return putting_back()

    @contextmanager
    def quiet(self, sheets: Collection[str]) -> Iterator[None]:
        """No flicker, no events and no calculation in between; everything as it was before, also after an error."""
        application = self._book.Application
        wanted = {"ScreenUpdating": False, "EnableEvents": False, "Calculation": _MANUAL}
        before = {name: getattr(application, name) for name in wanted}
        try:
            for name, value in wanted.items():
                setattr(application, name, value)
            yield
        finally:
            with putting_back():
                if before["Calculation"] == _MANUAL:  # nobody else would bring our formulas up to date
                    for title in sheets:
                        with suppress(WorkbookError):
                            unless_refused(partial(self._calculate, title))
                for name, value in reversed(before.items()):
                    # one that Excel refuses must not keep the others from coming back
                    with suppress(WorkbookError):
                        unless_refused(partial(setattr, application, name, value))

    def _calculate(self, title: str) -> None:
        self._sheet(title).Calculate()

    def put(self, area: Area, rows: Sequence[Sequence[Value]]) -> None:
        """Put constants into an area."""
        data = [[self._told(value) for value in row] for row in rows]
        self._range(area).Value = data if area.height * area.width > 1 else data[0][0]

    def put_formula(self, cell: Cell, formula: str) -> None:
        """Put a formula into a cell."""
        self._cell(cell).Formula = f"={formula}"

    def put_back(self, cell: Cell, value: Value, formula: str | None) -> None:
        """Put a cell's former content back."""
        content = self._told(value) if formula is None else f"={formula}"
        _set(self._cell(cell), "Value", content)

    def insert(self, rows: Insertion) -> None:
        """Blank rows: of what somebody has copied a moment ago, Excel would insert the copies."""
        self._book.Application.CutCopyMode = False
        self._rows(rows).Insert()

    def remove(self, rows: Insertion) -> None:
        """Take them out again."""
        unless_refused(self._rows(rows).Delete)

    def _told(self, value: Value) -> object:
        """A value as Excel is to be told it; a date as the number of days that this workbook counts."""
        if isinstance(value, (datetime.date, datetime.timedelta)):
            return serial(value, bool(self._book.Date1904))
        return outgoing(value)

    def _rows(self, put_in: Insertion) -> Any:
        last = put_in.at + put_in.extra - 1
        return self._sheet(put_in.sheet).Range(f"{put_in.at}:{last}")

    def _cell(self, cell: Cell) -> Any:
        return self._sheet(cell.sheet).Range(f"{column_letters(cell.column)}{cell.row}")

    def _range(self, area: Area) -> Any:
        return self._sheet(area.sheet).Range(address_of(area))

    def _sheet(self, title: str) -> Any:
        return self._book.Worksheets(title)


def _set(thing: Any, name: str, value: object) -> None:
    """Set a property; nothing happens where Excel refuses."""
    unless_refused(lambda: setattr(thing, name, value))


def _definitions(names: Any) -> list[tuple[str, str]]:
    """The known names with the texts they refer to, asked for one by one; all names where one of our own is missing."""
    found = []
    for wanted in KNOWN:
        name = unless_refused(lambda wanted=wanted: names(wanted))  # type: ignore[misc]
        if name is not None:
            found.append((str(name.Name), str(name.RefersTo)))
        elif wanted in CONTRACT:
            return [(str(one.Name), str(one.RefersTo)) for one in map(names, range(1, names.Count + 1))]
    return found


def _names(definitions: Iterable[tuple[str, str]], titles: list[str]) -> Names:
    """What the names lead to; one of a single sheet is called ``sheet!name`` by Excel."""
    index = {title.casefold(): number for number, title in enumerate(titles)}
    defined = []
    for full, refers in definitions:
        sheet, _, name = full.rpartition("!")
        title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        defined.append((name, index.get(title.casefold(), -1) if sheet else None, refers))
    return resolve(defined, titles, titles)
