"""The open document as few plain operations: each answers with what JSON can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

from xltool_calc import cells
from xltool_calc.spelling import Speller
from xltool_calc.texts import LABELS

#: How a copy is written, by the ending of its name.
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
#: Title of the one step in LibreOffice's own list of what can be undone.
STEP = "绩效自评：{}"
#: What the program may ask of the workbook.
ASKED = frozenset(
    [
        "about",
        "selected",
        "names",
        "used",
        "block",
        "merged",
        "hold",
        "release",
        "write",
        "put_formula",
        "insert_rows",
        "remove_rows",
        "go",
        "save_copy",
        "show_table",
        "open_file",
    ]
)
#: Hundredths of a millimetre that one character of a column takes, about.
_CHARACTER = 190


class OpenWorkbook:
    """One document that is open in Calc. What is written through it is one step of its undo manager."""

    def __init__(self, document: Any, verb: str) -> None:
        self.document = document
        self._title = STEP.format(LABELS.get(verb, verb))
        self._speller = Speller(document)
        self._calculating = None  # how calculation was set before it was held
        self._grouped = self._wrote = False

    def begin(self, label: str) -> None:
        """What is written from here on is one step of this name."""
        self.close()
        self._title, self._wrote = STEP.format(label), False

    def close(self, failed: bool = False) -> None:
        """All settings as they were, and the step of the undo manager closed; one that failed is undone."""
        self.release()
        if not self._grouped:
            return
        self._grouped = False
        steps = self.document.getUndoManager()
        steps.leaveUndoContext()  # an empty one leaves no step
        if failed and self._wrote:
            steps.undo()

    # What is asked

    def about(self) -> dict[str, Any]:
        """What the document is called, where it lies and how it stands."""
        document, path = self.document, self._path()
        null = document.NullDate
        return {
            "title": Path(path).name or document.Title,
            "path": path,
            "address": document.URL,
            "read_only": bool(document.isReadonly()),
            "saved": not document.isModified(),
            "since_1904": null.Year == 1904,
            "sheets": list(document.Sheets.ElementNames),
            "hidden": [sheet.Name for sheet in _each(document.Sheets) if not sheet.IsVisible],
            "protected": [sheet.Name for sheet in _each(document.Sheets) if sheet.isProtected()],
            "seen": document.CurrentController.ActiveSheet.Name,
        }

    def _path(self) -> str:
        address: str = self.document.URL
        return uno.fileUrlToSystemPath(address) if address.startswith("file:") else ""

    def selected(self) -> list[Any] | None:
        """[sheet, row, column] of the first selected cell; None where something else is selected."""
        found = self.document.getCurrentSelection()
        if found is not None and hasattr(found, "RangeAddresses"):
            found = found.getByIndex(0) if found.Count else None
        if found is None or not hasattr(found, "RangeAddress"):
            return None
        top, left, _, _ = cells.area_of(found.RangeAddress)
        return [found.Spreadsheet.Name, top, left]

    def names(self) -> list[list[str]]:
        """[sheet that it is for alone or "", name, what it refers to in Excel's spelling] of every defined name."""
        found = [["", name, text] for name, text in self._named(self.document)]
        for sheet in _each(self.document.Sheets):
            found += [[sheet.Name, name, text] for name, text in self._named(sheet)]
        return found

    def _named(self, holder: Any) -> list[tuple[str, str]]:
        named = holder.NamedRanges
        return [(name, self._refers(named.getByName(name))) for name in named.ElementNames]

    def _refers(self, name: Any) -> str:
        referred = name.getReferredCells()
        if referred is None:
            return "=" + self._speller.in_excel(name.Content, name.ReferencePosition)
        place, sheet = referred.RangeAddress, referred.Spreadsheet
        title = sheet.Name.replace("'", "''")
        return f"='{title}'!{_corners(place, sheet)}"

    def used(self, sheet: str) -> list[int]:
        """The area from the first to the last cell of a sheet that holds something."""
        return cells.used_area(self._sheet(sheet))

    def block(self, sheet: str, area: list[int]) -> dict[str, Any]:
        """What the cells of an area hold; see :func:`xltool_calc.cells.block`."""
        return cells.block(self.document, self._speller, self._sheet(sheet), area)

    def merged(self, sheet: str, areas: list[list[int]]) -> list[list[int]]:
        """The merged areas that hold a cell of these areas."""
        return cells.merged(self._sheet(sheet), areas)

    # What is changed

    def hold(self) -> None:
        """No flicker and no calculation until :meth:`release`.

        Inside the step of the undo manager: of one that was entered while controllers are locked, LibreOffice's undo
        would lock them and leave them so.
        """
        self._group()
        if self._calculating is None:
            self._calculating = self.document.isAutomaticCalculationEnabled()
            self.document.lockControllers()
            self.document.enableAutomaticCalculation(False)

    def release(self) -> None:
        """Everything brought up to date and shown; calculation as it was set before."""
        if self._calculating is not None:
            before, self._calculating = self._calculating, None
            try:
                self.document.calculate()
            finally:
                self.document.enableAutomaticCalculation(before)
                self.document.unlockControllers()

    def write(self, sheet: str, area: list[int], rows: list[list[Any]]) -> None:
        """Put contents into an area; see :func:`xltool_calc.cells.write`."""
        self._group()
        cells.write(self._sheet(sheet), area, rows)
        self._wrote = True

    def put_formula(self, sheet: str, row: int, column: int, formula: str) -> None:
        """Put a formula in Excel's spelling into one cell."""
        self._group()
        self._speller.put(self._sheet(sheet).getCellByPosition(column - 1, row - 1), formula)
        self._wrote = True

    def insert_rows(self, sheet: str, at: int, extra: int) -> None:
        """Put rows in above row ``at``."""
        self._group()
        self._sheet(sheet).Rows.insertByIndex(at - 1, extra)
        self._wrote = True

    def remove_rows(self, sheet: str, at: int, extra: int) -> None:
        """Take rows out from row ``at`` on."""
        self._group()
        self._sheet(sheet).Rows.removeByIndex(at - 1, extra)
        self._wrote = True

    def _group(self) -> None:
        if not self._grouped:
            self.document.getUndoManager().enterUndoContext(self._title)
            self._grouped = True

    # What is shown

    def go(self, sheet: str, row: int = 0, column: int = 0, leftmost: bool = False) -> None:
        """Show a sheet, and select a cell of it; ``leftmost`` scrolls to its column."""
        controller, shown = self.document.CurrentController, self._sheet(sheet)
        controller.setActiveSheet(shown)
        if row:
            controller.select(shown.getCellByPosition(column - 1, row - 1))
        if leftmost:
            controller.setFirstVisibleColumn(column - 1)

    def save_copy(self, path: str) -> None:
        """A copy of the document as it is now; the document stays where it lies."""
        kind = _FILTERS[Path(path).suffix.lower()]
        self.document.storeToURL(uno.systemPathToFileUrl(path), _properties(FilterName=kind))

    def show_table(self, rows: list[list[str]], widths: list[int]) -> None:
        """Texts in rows on the sheet of a new document, which nobody has to save."""
        made = self._open("private:factory/scalc")
        sheet = made.Sheets.getByIndex(0)
        cells.write(sheet, [1, 1, len(rows), len(rows[0])], rows)
        for column, width in enumerate(widths):
            sheet.Columns.getByIndex(column).Width = width * _CHARACTER
        made.setModified(False)

    def open_file(self, path: str) -> None:
        """Open a workbook beside this one, and go there."""
        self._open(uno.systemPathToFileUrl(path))

    def _open(self, address: str) -> Any:
        desktop = self.document.CurrentController.Frame.Creator
        return desktop.loadComponentFromURL(address, "_blank", 0, ())

    def _sheet(self, title: str) -> Any:
        return self.document.Sheets.getByName(title)


def _each(sheets: Any) -> list[Any]:
    return [sheets.getByIndex(index) for index in range(sheets.Count)]


def _corners(place: Any, sheet: Any) -> str:
    """An address as Excel writes it, whole rows and columns too."""
    top, left, bottom, right = cells.area_of(place)
    if bottom - top + 1 == sheet.Rows.Count:
        return f"${_letters(left)}:${_letters(right)}"
    if right - left + 1 == sheet.Columns.Count:
        return f"${top}:${bottom}"
    first, last = f"${_letters(left)}${top}", f"${_letters(right)}${bottom}"
    return first if first == last else f"{first}:{last}"


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _properties(**values: Any) -> tuple[Any, ...]:
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)
