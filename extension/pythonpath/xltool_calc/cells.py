"""Rectangles of cells, read and written. Rows and columns count from 1; an area is [top, left, bottom, right]."""

from __future__ import annotations

from typing import Any

from xltool_calc.spelling import Speller

#: com.sun.star.sheet.FormulaResult: a failed one, any; CellFlags: VALUE, DATETIME, STRING, FORMULA.
_FAILED, _ANY, _CONTENT = 4, 7, 1 + 2 + 4 + 16
#: com.sun.star.util.NumberFormat.
_DATE, _TIME, _LOGICAL = 2, 4, 1024
#: LibreOffice's number of an error -> Excel's name for it; any other is a wrong value.
_ERRORS = {521: "#NULL!", 532: "#DIV/0!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}
_OTHER = "#VALUE!"
_CODES = frozenset((_OTHER, *_ERRORS.values()))
_TRUTHS = frozenset(("TRUE()", "FALSE()"))


def cells_at(sheet: Any, area: list[int]) -> Any:
    """The cells of an area."""
    top, left, bottom, right = area
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def area_of(place: Any) -> list[int]:
    """The area of a CellRangeAddress."""
    return [place.StartRow + 1, place.StartColumn + 1, place.EndRow + 1, place.EndColumn + 1]


def used_area(sheet: Any) -> list[int]:
    """From the first to the last cell that holds something."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return area_of(cursor.RangeAddress)


def block(document: Any, speller: Speller, sheet: Any, area: list[int]) -> dict[str, Any]:
    """What the cells of an area hold.

    ``rows`` are numbers, texts and None; ``formulas`` [row, column, text] in Excel's spelling; ``errors`` [row,
    column, code]; ``moments``, ``lengths`` and ``truths`` the [row, column] of numbers that are shown as such. Rows
    and columns are those of the sheet.
    """
    cells = cells_at(sheet, area)
    rows = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
    errors = []
    for row, column in _places(cells.queryFormulaCells(_FAILED)):
        number = cells.getCellByPosition(column - area[1], row - area[0]).getError()
        errors.append([row, column, _ERRORS.get(number, _OTHER)])
        rows[row - area[0]][column - area[1]] = None
    formulas = _formulas(speller, cells, area)
    found = _shown(document, cells, rows, area)
    found["truths"] += [[row, column] for row, column, text in formulas if text in _TRUTHS]
    # a logical value or an error that was typed is a formula to LibreOffice, but to Excel none
    typed = _TRUTHS | _CODES
    found.update(
        {"rows": rows, "formulas": [one for one in formulas if one[2] not in typed], "errors": errors}
    )
    return found


def _formulas(speller: Speller, cells: Any, area: list[int]) -> list[Any]:
    own = cells.getFormulaArray()
    found = []
    for row, column in _places(cells.queryFormulaCells(_ANY)):
        text = own[row - area[0]][column - area[1]]
        cell = cells.getCellByPosition(column - area[1], row - area[0])
        found.append([row, column, speller.spelt(cell, text)])
    return found


def _shown(document: Any, cells: Any, rows: list[Any], area: list[int]) -> dict[str, Any]:
    """The numbers that their format shows as moments, lengths of time and logical values."""
    found: dict[str, Any] = {"moments": [], "lengths": [], "truths": []}
    groups, kinds = cells.UniqueCellFormatRanges, {}
    for index in range(groups.Count):
        ranges = groups.getByIndex(index)
        key = ranges.NumberFormat
        if key not in kinds:
            kinds[key] = _kind(document.NumberFormats.getByKey(key).Type)
        if kinds[key]:
            found[kinds[key]] += [
                [row, column]
                for row, column in _places(ranges)
                if isinstance(rows[row - area[0]][column - area[1]], float)
            ]
    return found


def _kind(kind: int) -> str:
    if kind & _DATE:
        return "moments"
    if kind & _TIME:
        return "lengths"
    return "truths" if kind & _LOGICAL else ""


def _places(ranges: Any) -> list[Any]:
    """(row, column) on the sheet of each cell of some ranges."""
    return [
        (row + 1, column + 1)
        for place in ranges.getRangeAddresses()
        for row in range(place.StartRow, place.EndRow + 1)
        for column in range(place.StartColumn, place.EndColumn + 1)
    ]


def write(sheet: Any, area: list[int], rows: list[list[Any]]) -> None:
    """Put contents into an area: texts as texts, numbers, logical values, None for nothing, {"error": code}.

    Cell by cell, and only where something changes: LibreOffice's undo gives back what was written so, but not all of
    what ``setDataArray`` wrote. Every row is written, also one that a filter hides.
    """
    cells = cells_at(sheet, area)
    held = zip(cells.getDataArray(), cells.getFormulaArray())  # noqa: B905 (Python 3.7)
    for row, (values, (data, formulas)) in enumerate(zip(rows, held)):  # noqa: B905
        for column, value in enumerate(values):
            if not _holds(data[column], formulas[column], value):
                _put(cells.getCellByPosition(column, row), value)


def _holds(data: Any, formula: str, value: Any) -> bool:
    """Whether a cell with this content is as it should be."""
    if formula.startswith("="):
        return False
    if value is None:
        return formula == ""
    return type(value) in (str, float) and type(data) is type(value) and data == value


def _put(cell: Any, value: Any) -> None:
    if value is None:
        cell.clearContents(_CONTENT)
    elif isinstance(value, str):
        cell.setString(value)
    elif isinstance(value, bool):
        cell.setFormula("=TRUE()" if value else "=FALSE()")
    elif isinstance(value, dict):
        cell.setFormula("=" + value["error"])
    else:
        cell.setValue(value)


def merged(sheet: Any, areas: list[list[int]]) -> list[list[int]]:
    """The merged areas that hold a cell of these areas, each once."""
    found: list[list[int]] = []
    for area in areas:
        found += [one for one in _merged_in(sheet, area) if one not in found]
    return found


def _merged_in(sheet: Any, area: list[int]) -> list[list[int]]:
    cursor = sheet.createCursorByRange(cells_at(sheet, area))
    cursor.collapseToMergedArea()
    around = area_of(cursor.RangeAddress)
    if not cursor.getIsMerged():
        return []
    top, left, bottom, right = area
    if top < bottom:
        middle = (top + bottom) // 2
        parts = [[top, left, middle, right], [middle + 1, left, bottom, right]]
    elif left < right:
        middle = (left + right) // 2
        parts = [[top, left, bottom, middle], [top, middle + 1, bottom, right]]
    else:
        return [] if around == area else [around]
    return [one for part in parts for one in _merged_in(sheet, part)]
