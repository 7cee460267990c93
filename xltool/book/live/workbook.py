"""A workbook that is open in Excel, behind the port: the same few operations as on a file, over xlwings.

Excel is another process: every property and method is a call across the COM boundary. A sheet is read in one
block (what its cells show, their exact values, their formulas) and written in as few blocks as there are; names and
merged areas come over in one call where our add-in is loaded (its function ``XtStructure``).

Windows only, by way of ``.api``: what xlwings' own reading makes of cells (errors and blanks both None, amounts in a
currency format cut to four decimals) is not exact enough for figures that are published.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from xltool.book.defined import Names, resolve
from xltool.book.file.insertion import grown
from xltool.book.live.before_images import BeforeImages
from xltool.book.live.blocks import blocks, cells_of
from xltool.book.live.cells import Block, limits, outgoing
from xltool.book.live.com import Patient, our_own_patience, putting_back, unless_refused
from xltool.book.live.merges import address_of, area_of_address, hidden_sheets, merged_areas
from xltool.book.port import Area, Cell, Edits, Insertion, Snapshot, Value
from xltool.book.sheet.cellvalue import serial
from xltool.contract.names import CONTRACT, FORM, Role
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings

ExcelBook: TypeAlias = "xlwings.Book"

#: The add-in that carries ``XtStructure``.
ADDIN: Final = "xltool.xlam"

_HALF_WRITTEN: Final = (
    "写入时 Excel 一直没有响应，表格可能只写了一部分：请关闭打开的对话框，再点一次“重新计算”，就会写完整。"
)
#: What a button says of several returns: it cannot ask which of them is meant.
_ONE_BY_ONE: Final = "按钮一次只做一份，做不了。请保存并关闭工作簿，用 xltool recalc 一次审核各个项目。"
_MANUAL: Final = -4135  # xlCalculationManual


class LiveWorkbook:
    """A workbook open in Excel. ``progress`` is told each step in the user's words; ``host`` carries our macros.

    Every operation raises WorkbookError where Excel stays busy (a cell in edit mode, an open dialog) or is closed.
    """

    def __init__(
        self, book: ExcelBook, progress: Callable[[str], None] = lambda _step: None, host: str = ADDIN
    ) -> None:
        self._book: Any = Patient(book.api)
        self._host = host
        self._progress = progress
        self._last: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The workbook as it is now."""
        self._progress("正在读取工作簿…")
        with our_own_patience():
            self._last = self._read()
        self._progress("正在计算和审核…")
        return self._last

    def apply(self, edits: Edits, *, keep_before: bool = False) -> bool:
        """Make the edits, all or none; True when a value or a formula changed.

        Results of formulas that stay are Excel's own business: it calculates when the edits are made. With
        ``keep_before``, :meth:`take_back` can put back what they overwrite. Raises WorkbookError where a sheet is
        protected; then nothing was written.
        """
        if not edits.values and not edits.formulas:
            return False
        before = self._last or self.snapshot()
        self._progress("正在写入结果…")
        with our_own_patience():
            self._refuse_protected({cell.sheet for cell in (*edits.values, *edits.formulas)})
            # what is put back where Excel stops is named by where it stands then
            before = grown(before, edits.insertion)
            with self._quiet(before), self._images().kept(before, edits) if keep_before else nullcontext():
                self._write(edits, before)
        self._last = None
        return True

    def take_back(self) -> tuple[Cell, ...]:
        """Put back what the last :meth:`apply` with ``keep_before`` overwrote; the cells that were changed.

        Raises WorkbookError where nothing is remembered or one of the cells holds something else by now.
        """
        images = self._images()
        edits = images.restoring(self.snapshot())
        self.apply(edits)
        images.forget()
        return (*edits.values, *edits.formulas)

    def _images(self) -> BeforeImages:
        return BeforeImages(str(self._book.FullName))

    # Reading

    def _read(self) -> Snapshot:
        names, merges = self._structure()
        if names.returns:
            raise WorkbookError(f"“{self._book.Name}”里有 {len(names.returns)} 份自评表：{_ONE_BY_ONE}")
        sheets = dict.fromkeys(a.sheet for n, a in names.areas.items() if n in KNOWN)
        found = {sheet: self._block(sheet, names.areas) for sheet in sheets}
        return Snapshot(
            title=str(self._book.Name),
            grids={sheet: block.grid for sheet, block in found.items()},
            names=names.areas,
            formulas={cell: text for block in found.values() for cell, text in block.formulas.items()},
            errors={cell: error for block in found.values() for cell, error in block.errors.items()},
            merges=merges,
            broken=names.broken,
            hidden=hidden_sheets(self._book.Worksheets) if FORM in names.areas else frozenset(),
        )

    def _block(self, title: str, names: Mapping[str, Area]) -> Block:
        """The cells of a sheet from A1 to its last used one, in one block."""
        sheet = self._sheet(title)
        used = area_of_address(title, str(sheet.UsedRange.Address))
        area = limits(used, names.values())
        cells = sheet.Range(address_of(area))
        return Block(area, cells.Value, cells.Value2, cells.Formula)

    def _structure(self) -> tuple[Names, Mapping[str, tuple[Area, ...]]]:
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
        if unless_refused(lambda: application.Workbooks(self._host)) is None:
            return None
        macro = "'{}'!XtStructure".format(self._host.replace("'", "''"))
        found = unless_refused(lambda: application.Run(macro, str(self._book.Name)))
        return found if isinstance(found, str) else None

    def _sheet(self, title: str) -> Any:
        return self._book.Worksheets(title)

    # Writing

    def _refuse_protected(self, titles: Iterable[str]) -> None:
        protected = [title for title in titles if self._sheet(title).ProtectContents]
        if protected:
            listed = "、".join(f"“{title}”" for title in sorted(protected))
            raise WorkbookError(
                f"工作表{listed}受保护，没有写入：请先撤销工作表保护（审阅 → 撤销工作表保护）。"
            )

    @contextmanager
    def _quiet(self, snapshot: Snapshot) -> Iterator[None]:
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
                    for title in snapshot.grids:
                        with suppress(WorkbookError):
                            self._sheet(title).Calculate()
                for name, value in reversed(before.items()):
                    with suppress(
                        WorkbookError
                    ):  # one that Excel refuses must not keep the others from coming back
                        setattr(application, name, value)

    def _write(self, edits: Edits, before: Snapshot) -> None:
        """All edits; where Excel stops in the middle, what was written is put back before the error goes on."""
        done: list[Area] = []
        try:
            if edits.insertion is not None:
                self._put_in(edits.insertion)
            for area in self._areas(edits, before):
                done.append(area)
                self._put(area, {**{c: before.value(c) for c in cells_of(area)}, **edits.values})
            for cell, formula in edits.formulas.items():
                done.append(_only(cell))
                self._range(done[-1]).Formula = f"={formula}"
        except Exception:
            self._put_all_back(done, before)
            if done and edits.insertion is not None:
                unless_refused(self._rows(edits.insertion).Delete)
            raise

    def _areas(self, edits: Edits, before: Snapshot) -> Iterator[Area]:
        """What to write in one go each: rectangles; single cells where a filter hides rows.

        Across rows that a filter hides, Excel writes the first row of a block into every visible one.
        """
        spare = _spare_cells(before)
        filtered = {title for title in {cell.sheet for cell in edits.values} if self._sheet(title).FilterMode}
        for area in blocks(edits.values, lambda cell: cell in spare and cell not in before.formulas):
            if area.sheet in filtered:
                yield from (_only(cell) for cell in cells_of(area) if cell in edits.values)
            else:
                yield area

    def _put_all_back(self, done: Iterable[Area], before: Snapshot) -> None:
        """What was written so far, as it was. Raises WorkbookError where Excel does not let even that happen."""
        try:
            with putting_back():
                for area in done:
                    self._put_back(area, before)
        except WorkbookError as error:
            raise WorkbookError(_HALF_WRITTEN) from error

    def _put(self, area: Area, values: Mapping[Cell, Value]) -> None:
        rows = range(area.top, area.bottom + 1)
        columns = range(area.left, area.right + 1)
        data = [[self._told(values[Cell(area.sheet, row, column)]) for column in columns] for row in rows]
        self._range(area).Value = data if len(data) * len(data[0]) > 1 else data[0][0]

    def _put_back(self, area: Area, before: Snapshot) -> None:
        """The content of an area as it was; what Excel refuses here too is left, since the first error counts."""
        for cell in cells_of(area):
            formula = before.formulas.get(cell)
            content = self._told(before.value(cell)) if formula is None else f"={formula}"
            _set(self._range(_only(cell)), "Value", content)

    def _told(self, value: Value) -> object:
        """A value as Excel is to be told it; a date as the number of days that this workbook counts."""
        if isinstance(value, (datetime.date, datetime.timedelta)):
            return serial(value, bool(self._book.Date1904))
        return outgoing(value)

    def _put_in(self, rows: Insertion) -> None:
        """Blank rows: of what somebody has copied a moment ago, Excel would insert the copies."""
        self._book.Application.CutCopyMode = False
        self._rows(rows).Insert()

    def _rows(self, put_in: Insertion) -> Any:
        last = put_in.at + put_in.extra - 1
        return self._sheet(put_in.sheet).Range(f"{put_in.at}:{last}")

    def _range(self, area: Area) -> Any:
        return self._sheet(area.sheet).Range(address_of(area))


def _only(cell: Cell) -> Area:
    return Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)


def _set(thing: Any, name: str, value: object) -> None:
    """Set a property; nothing happens where Excel refuses."""
    unless_refused(lambda: setattr(thing, name, value))


def _spare_cells(snapshot: Snapshot) -> frozenset[Cell]:
    """Cells of the tool's own: they may be written anew with what they hold, to make one block of several."""
    areas = (snapshot.names.get(name.name) for name in CONTRACT.values() if name.role is Role.TOOL)
    return frozenset(cell for area in areas if area is not None for cell in cells_of(area))


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
