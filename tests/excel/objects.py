"""Excel's object model, as much of it as xlwings and the program ask for, over a LibreOffice.

Each class keeps the rules of Excel's documentation where LibreOffice has others: errors are numbers in ``Value2``,
text behind an apostrophe stays text and other text is read as if typed, ``RefersTo`` is ``='表 1'!$A$1``, a merged
area answers for all its cells.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import uno

from tests.excel.cells import Address, CellData, filtered_rows, merged_areas, money_areas
from tests.excel.dispatch import Remote
from tests.excel.pywin32 import MISSING, refusal
from tests.support.office_server import FILTERS, properties

AUTOMATIC, MANUAL = -4105, -4135
XL_DIALOG_CANCELLED = False
#: A pixel in hundredths of a millimetre.
_PIXEL = 2540 / 96


class Application(Remote):
    """``Excel.Application``: the settings that a program may change, and the workbooks."""

    Hwnd, Version, Name, Path, Visible, Ready = 1, "16.0", "Microsoft Excel", "", True, True

    def __init__(self, desktop: Any) -> None:
        self.desktop = desktop
        self.ScreenUpdating = self.EnableEvents = self.DisplayAlerts = self.Interactive = True
        self.CutCopyMode = 0
        self.inputs: list[object] = []
        self.asked: list[str] = []
        self.statuses: list[object] = []
        self.noticed: list[str] = []
        self.looked_for: list[str] = []
        self.calculated: list[str] = []
        self._status: object = False
        self._calculation = AUTOMATIC
        self.Workbooks = Workbooks(self)

    @property
    def StatusBar(self) -> object:
        return self._status

    @StatusBar.setter
    def StatusBar(self, text: object) -> None:
        self._status = text
        self.statuses.append(text)

    def happened(self, event: str) -> None:
        """Note what a handler of somebody's, or the person at the screen, would have seen of it."""
        if self.EnableEvents:
            self.noticed.append(f"{event}: an event")
        if self.ScreenUpdating:
            self.noticed.append(f"{event}: on the screen")
        if self._calculation == AUTOMATIC and event == "Change":
            self.noticed.append(f"{event}: a calculation of its own")

    @property
    def Calculation(self) -> int:
        return self._calculation

    @Calculation.setter
    def Calculation(self, mode: int) -> None:
        if mode == AUTOMATIC != self._calculation:
            self.happened("Calculate")
        self._calculation = mode
        for book in self.Workbooks:
            book.document.enableAutomaticCalculation(mode == AUTOMATIC)
            if mode == AUTOMATIC:  # Excel brings everything up to date at this moment
                book.document.calculate()

    @property
    def ActiveWorkbook(self) -> Workbook | None:
        return self.Workbooks.active

    @property
    def ActiveSheet(self) -> Worksheet | None:
        return self.Workbooks.active.ActiveSheet if self.Workbooks.active else None

    @property
    def Selection(self) -> Range | None:
        book = self.Workbooks.active
        if book is None:
            return None
        place = book.document.CurrentController.getSelection().RangeAddress
        sheet = Worksheet(book, book.document.Sheets.getByIndex(place.Sheet))
        return Range(sheet, Address.of_uno(place))

    @property
    def ActiveCell(self) -> Range | None:
        selected = self.Selection
        return None if selected is None else selected(1, 1)

    @property
    def ActiveWindow(self) -> Window | None:
        book = self.ActiveWorkbook
        return None if book is None else Window(book.document.CurrentController)

    def Calculate(self) -> None:
        for book in self.Workbooks:
            book.document.calculate()

    def InputBox(self, Prompt: str, Title: str, Default: str, *more: object) -> object:
        assert len(Prompt) < 255 and len(Default) < 255, "Excel cuts longer ones, or refuses"
        *place, kind = more
        if len(place) != 4 or any(given is not MISSING for given in place):
            raise refusal("Type mismatch: pywin32 hands None over as Null, which is no place on the screen")
        assert kind == 2, "the type of the answer: text"
        self.asked.append(Prompt)
        return self.inputs.pop(0) if self.inputs else XL_DIALOG_CANCELLED

    def Goto(self, Reference: Any = None, Scroll: bool = False) -> None:
        Reference.Worksheet.Activate()
        Reference.Select()

    def Run(self, macro: str, *arguments: object) -> object:
        title, _, name = macro.rpartition("!")
        host = title.strip("'").replace("''", "'")
        if host and all(book.Name.casefold() != host.casefold() for book in self.Workbooks._open):
            self.looked_for.append(host)  # Excel opens a file of that name from the current folder
        book = self.Workbooks(host) if title else self.Workbooks.active
        return book.run(name, arguments)


class Window(Remote):
    """What is to be seen of the active workbook; columns count from 1."""

    def __init__(self, controller: Any) -> None:
        self.controller = controller

    @property
    def ScrollColumn(self) -> int:
        return int(self.controller.getFirstVisibleColumn()) + 1

    @ScrollColumn.setter
    def ScrollColumn(self, column: int) -> None:
        self.controller.setFirstVisibleColumn(column - 1)


class Workbooks(Remote):
    """The open workbooks; an add-in answers to its name but is not counted, as in Excel."""

    def __init__(self, application: Application) -> None:
        self.Application = application
        self._open: list[Workbook] = []
        self.active: Workbook | None = None

    @property
    def Count(self) -> int:
        return len(list(self))

    def __iter__(self) -> Iterator[Workbook]:
        return iter([book for book in self._open if not book.IsAddin])

    def __call__(self, key: int | str) -> Workbook:
        if isinstance(key, int):
            return list(self)[key - 1]
        for book in self._open:
            if book.Name.casefold() == key.casefold():
                return book
        raise refusal("Subscript out of range")

    def Open(self, path: str, *_options: object) -> Workbook:
        book = Workbook(self.Application, path)
        self._open.append(book)
        if not book.IsAddin:
            self.active = book
        return book

    def Add(self) -> Workbook:
        """A new workbook with one sheet, which is in no folder."""
        book = Workbook(self.Application, "")
        book.FullName = f"工作簿{len(self._open) + 1}"
        self._open.append(book)
        self.active = book
        return book

    def closed(self, book: Workbook) -> None:
        self._open.remove(book)
        self.active = next(reversed(list(self)), None)


class Workbook(Remote):
    """One open document."""

    FileFormat = 51

    def __init__(self, application: Application, path: str) -> None:
        self.Application = application
        self.FullName = path
        self.ReadOnly = False
        self.IsAddin = path.lower().endswith(".xlam")
        self.Date1904 = False
        self.merged: dict[str, list[Address]] = {}
        self.money: dict[str, tuple[int, list[Address]]] = {}
        self.document = _loaded(application.desktop, path, self.IsAddin)
        if application.Calculation == MANUAL:
            self.document.enableAutomaticCalculation(False)

    @property
    def Name(self) -> str:
        return self.FullName.replace("\\", "/").rpartition("/")[2]

    @property
    def Path(self) -> str:
        return self.FullName.replace("\\", "/").rpartition("/")[0]

    @property
    def Worksheets(self) -> Worksheets:
        return Worksheets(self)

    Sheets = Worksheets

    @property
    def Names(self) -> Names:
        return Names(self)

    @property
    def ActiveSheet(self) -> Worksheet:
        return Worksheet(self, self.document.CurrentController.ActiveSheet)

    def Activate(self) -> None:
        self.Application.Workbooks.active = self

    def Save(self) -> None:
        self.SaveAs(self.FullName)

    def SaveAs(self, Filename: str, FileFormat: object = None, Password: object = None) -> None:
        ending = Filename[Filename.rindex(".") :].lower()
        target = properties(FilterName=FILTERS[ending], Overwrite=True)
        self.document.storeToURL(uno.systemPathToFileUrl(Filename), target)
        self.FullName = Filename

    def SaveCopyAs(self, Filename: str) -> None:
        target = properties(FilterName=FILTERS[Filename[Filename.rindex(".") :].lower()], Overwrite=True)
        self.document.storeToURL(uno.systemPathToFileUrl(Filename), target)

    @property
    def Saved(self) -> bool:
        return not self.document.isModified()

    @Saved.setter
    def Saved(self, saved: bool) -> None:
        self.document.setModified(not saved)

    def Close(self, SaveChanges: bool = False) -> None:
        self.document.close(True)
        self.Application.Workbooks.closed(self)

    def run(self, name: str, arguments: tuple[object, ...]) -> object:
        """A macro of this document, called by its bare name or by ``module.name``."""
        libraries = self.document.BasicLibraries
        project = libraries.ProjectName
        if project and libraries.hasByName(project):
            libraries.loadLibrary(project)
            modules = libraries.getByName(project)
            wanted = name.rpartition(".")[2].casefold()
            for module in modules.ElementNames:
                source = modules.getByName(module).casefold()
                if any(f"{kind} {wanted}(" in source for kind in ("sub", "function")):
                    where = f"vnd.sun.star.script:{project}.{module}.{name.rpartition('.')[2]}"
                    script = self.document.getScriptProvider().getScript(
                        f"{where}?language=Basic&location=document"
                    )
                    return script.invoke(arguments, (), ())[0]
        raise refusal(f"Cannot run the macro '{self.Name}'!{name}")


class Worksheets(Remote):
    """The sheets of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.Parent = book

    @property
    def Count(self) -> int:
        count: int = self.Parent.document.Sheets.Count
        return count

    def __iter__(self) -> Iterator[Worksheet]:
        return (self(index) for index in range(1, self.Count + 1))

    def __call__(self, key: int | str) -> Worksheet:
        sheets = self.Parent.document.Sheets
        try:
            found = sheets.getByIndex(key - 1) if isinstance(key, int) else sheets.getByName(key)
        except Exception as error:
            raise refusal("Subscript out of range") from error
        return Worksheet(self.Parent, found)


class Worksheet(Remote):
    """One sheet."""

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self.Parent = book
        self.sheet = sheet

    @property
    def Application(self) -> Application:
        return self.Parent.Application

    @property
    def Name(self) -> str:
        name: str = self.sheet.Name
        return name

    @property
    def Index(self) -> int:
        index: int = self.sheet.RangeAddress.Sheet
        return index + 1

    @property
    def Visible(self) -> int:
        return -1 if self.sheet.IsVisible else 0

    @property
    def ProtectContents(self) -> bool:
        return bool(self.sheet.isProtected())

    @property
    def FilterMode(self) -> bool:
        return bool(filtered_rows(self.UsedRange.areas[0].in_sheet(self.sheet)))

    @property
    def merged(self) -> list[Address]:
        """Its merged areas, looked up once: no test merges cells of an open workbook."""
        known = self.Parent.merged
        if self.Name not in known:
            known[self.Name] = merged_areas(self.sheet)
        return known[self.Name]

    @property
    def money(self) -> list[Address]:
        """Its cells with a format of some currency, looked up again when the workbook has one more number format: no test gives
        a cell of an open workbook one that was there before."""
        document, known = self.Parent.document, self.Parent.money
        count = len(document.NumberFormats.queryKeys(0, document.CharLocale, False))
        if known.get(self.Name, (0, []))[0] != count:
            known[self.Name] = count, money_areas(document, self.sheet)
        return known[self.Name][1]

    @property
    def UsedRange(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range(self, Address.of_uno(cursor.RangeAddress))

    @property
    def Cells(self) -> Range:
        return Range(self, Address(1, 1, self.sheet.Rows.Count, self.sheet.Columns.Count))

    def Range(self, first: object, last: object = None) -> Range:
        if last is not None:
            one, other = self._one(first), self._one(last)
            return Range(self, one.around(other))
        if isinstance(first, Range):
            return first
        if whole := re.fullmatch(r"(\d+):(\d+)", str(first)):
            return Range(self, Address(int(whole[1]), 1, int(whole[2]), self.sheet.Columns.Count))
        parts = [Address.of_text(part) for part in str(first).split(",")]
        return Range(self, *parts)

    def _one(self, reference: object) -> Address:
        return reference.areas[0] if isinstance(reference, Range) else Address.of_text(str(reference))

    def Activate(self) -> None:
        self.Parent.Activate()
        self.Parent.document.CurrentController.setActiveSheet(self.sheet)

    Select = Activate

    def Calculate(self) -> None:
        self.Application.happened("Calculate")
        self.Application.calculated.append(
            self.Name
        )  # Excel leaves the other sheets as they are, LibreOffice cannot
        self.Parent.document.calculate()


class Range(Remote):
    """Cells of one sheet: one rectangle, or several named in one list."""

    def __init__(self, sheet: Worksheet, *areas: Address) -> None:
        self.Worksheet = sheet
        self.areas = areas

    @property
    def data(self) -> CellData:
        """The cells of the first rectangle, in LibreOffice."""
        sheet = self.Worksheet
        return CellData(sheet.Parent.document, sheet.sheet, self.areas[0], lambda: sheet.money)

    @property
    def Address(self) -> str:
        return ",".join(area.text for area in self.areas)

    @property
    def Row(self) -> int:
        return self.areas[0].top

    @property
    def Column(self) -> int:
        return self.areas[0].left

    @property
    def Rows(self) -> Counted:
        return Counted(self.areas[0].bottom - self.areas[0].top + 1)

    @property
    def Columns(self) -> Counted:
        return Counted(self.areas[0].right - self.areas[0].left + 1)

    @property
    def Count(self) -> int:
        return sum(area.height * area.width for area in self.areas)

    @property
    def Application(self) -> Application:
        return self.Worksheet.Application

    def __call__(self, row: int, column: int) -> Range:
        return Range(self.Worksheet, self.areas[0].cell(row, column))

    @property
    def Value(self) -> object:
        return _bare(self.data.read(dates=True))

    @Value.setter
    def Value(self, content: object) -> None:
        self.Application.happened("Change")
        self.data.write(content)

    @property
    def Value2(self) -> object:
        return _bare(self.data.read(dates=False))

    @property
    def Formula(self) -> object:
        return _bare(self.data.formulas())

    @Formula.setter
    def Formula(self, content: object) -> None:
        self.Application.happened("Change")
        self.data.write(content)

    @property
    def ColumnWidth(self) -> float:
        """In characters of the usual font, of which one takes seven pixels and the margins five."""
        return round((self._first_column().Width / _PIXEL - 5) / 7, 2)

    @ColumnWidth.setter
    def ColumnWidth(self, characters: float) -> None:
        self._first_column().Width = round((characters * 7 + 5) * _PIXEL)

    def _first_column(self) -> Any:
        return self.Worksheet.sheet.Columns.getByIndex(self.Column - 1)

    @property
    def MergeCells(self) -> bool | None:
        merged = self.Worksheet.merged
        met = [area for area in self.areas if any(area.meets(other) for other in merged)]
        if not met:
            return False
        inside = all(
            any(
                o.top <= a.top and a.bottom <= o.bottom and o.left <= a.left and a.right <= o.right
                for o in merged
            )
            for a in self.areas
        )
        return True if inside else None

    @property
    def MergeArea(self) -> Range:
        first = self.areas[0].cell(1, 1)
        return Range(
            self.Worksheet, next((area for area in self.Worksheet.merged if area.meets(first)), first)
        )

    def Select(self) -> None:
        self.Worksheet.Parent.document.CurrentController.select(self.areas[0].in_sheet(self.Worksheet.sheet))

    def Insert(self) -> None:
        """Whole rows, in the looks of the row above. What somebody copied a moment ago Excel puts into them."""
        top, height = self.areas[0].top, self.areas[0].height
        self._whole_rows().insertByIndex(top - 1, height)
        self.Application.happened("Change")
        if self.Application.CutCopyMode:
            self(1, 1).Value = "复制过的内容"

    def Delete(self) -> None:
        """Whole rows."""
        self._whole_rows().removeByIndex(self.areas[0].top - 1, self.areas[0].height)
        self.Application.happened("Change")

    def _whole_rows(self) -> Any:
        assert self.areas[0].width == self.Worksheet.sheet.Columns.Count, "only whole rows are put in"
        for known in (self.Worksheet.Parent.merged, self.Worksheet.Parent.money):
            known.pop(self.Worksheet.Name, None)
        return self.Worksheet.sheet.Rows


class Counted(Remote):
    """Rows or columns of a range, of which only the number is asked."""

    def __init__(self, count: int) -> None:
        self.Count = count


class Names(Remote):
    """The defined names of a workbook, then those of its single sheets."""

    def __init__(self, book: Workbook) -> None:
        self.Parent = book
        self._all = [Name(book, named, "") for named in _named(book.document)]
        for sheet in book.document.Sheets:
            self._all += [Name(book, named, sheet.Name) for named in _named(sheet)]
        self._by_name = {name.Name.casefold(): name for name in self._all}

    @property
    def Count(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all)

    def __call__(self, key: int | str) -> Name:
        if isinstance(key, int):
            return self._all[key - 1]
        if key.casefold() not in self._by_name:
            raise refusal("There is no such name")
        return self._by_name[key.casefold()]


class Name(Remote):
    """One defined name."""

    def __init__(self, book: Workbook, named: Any, sheet: str) -> None:
        self.Parent = book
        self._named = named
        self._sheet = sheet

        self.Name = f"{_quoted(sheet)}!{named.Name}" if sheet else named.Name

    @property
    def RefersTo(self) -> str:
        referred = self._named.getReferredCells()
        if referred is None:
            return "=#REF!" if "#REF!" in self._named.Content else f"={self._named.Content}"
        area = Address.of_uno(referred.RangeAddress)
        return f"={_quoted(referred.Spreadsheet.Name)}!{area.text}"

    @property
    def RefersToRange(self) -> Range:
        referred = self._named.getReferredCells()
        if referred is None:
            raise refusal("The name refers to no range")
        sheet = Worksheet(self.Parent, referred.Spreadsheet)
        return Range(sheet, Address.of_uno(referred.RangeAddress))


def _loaded(desktop: Any, path: str, is_addin: bool) -> Any:
    """The document with its macros; LibreOffice knows an add-in only when told what it is."""
    options: dict[str, object] = {"Hidden": True, "MacroExecutionMode": 4, "UpdateDocMode": 0}
    if is_addin:
        options |= {"ReadOnly": True, "FilterName": FILTERS[".xlsm"]}
    url = uno.systemPathToFileUrl(path) if path else "private:factory/scalc"
    document = desktop.loadComponentFromURL(url, "_blank", 0, properties(**options))
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise refusal(f"Excel cannot open {path}")
    return document


def _named(holder: Any) -> list[Any]:
    named = holder.NamedRanges
    return [named.getByName(name) for name in named.ElementNames]


def _quoted(sheet: str) -> str:
    return sheet if sheet.isalnum() and not sheet[0].isdigit() else "'{}'".format(sheet.replace("'", "''"))


def _bare(rows: tuple[tuple[object, ...], ...]) -> object:
    """Excel gives the content of a single cell without its rows."""
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def as_date(serial: float) -> datetime.datetime:
    """A number of days as pywin32 hands a date over: in UTC."""
    return datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC) + datetime.timedelta(days=serial)
