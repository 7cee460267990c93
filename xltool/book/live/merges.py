"""Merged areas, and the sheets that nobody sees, of a workbook that is open in Excel: few calls, no add-in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from xltool.book.port import Area, Cell, column_letters, column_number
from xltool.contract.names import CONTRACT, Role

#: Longest list of addresses that Excel takes as one.
_LONGEST: Final = 250
_FILED: Final = (Role.INPUT, Role.COMPUTED)

_VISIBLE: Final = -1  # xlSheetVisible

Worksheet = Callable[[str], Any]


def merged_areas(worksheet: Worksheet, names: Mapping[str, Area]) -> dict[str, tuple[Area, ...]]:
    """The merged areas that hold a cell of the form, by sheet; ``worksheet`` gives a sheet of Excel's by its title."""
    found: dict[str, list[Area]] = {}
    for sheet, areas in filed_cells(names).items():
        of_excel = worksheet(sheet)
        single = [area for area in areas if area.height == 1]
        for area in areas:
            if area.height > 1:
                found.setdefault(sheet, []).extend(_down(of_excel, area))
        for part in _lists(single):
            found.setdefault(sheet, []).extend(_among(of_excel, part))
    return {sheet: tuple(dict.fromkeys(areas)) for sheet, areas in found.items() if areas}


def filed_cells(names: Mapping[str, Area]) -> dict[str, list[Area]]:
    """The cells of the form, by sheet: the whole column of each block, of any other name its first cell."""
    found: dict[str, list[Area]] = {}
    for name, area in names.items():
        entry = CONTRACT.get(name)
        if entry is not None and entry.role in _FILED:
            asked = area if entry.block else area._replace(bottom=area.top, right=area.left)
            found.setdefault(area.sheet, []).append(asked)
    return found


def hidden_sheets(sheets: Any) -> frozenset[str]:
    """The titles of those of Excel's worksheets that nobody sees."""
    each = map(sheets, range(1, sheets.Count + 1))
    return frozenset(str(sheet.Name) for sheet in each if sheet.Visible != _VISIBLE)


def address_of(area: Area) -> str:
    """The address on its sheet, e.g. ``A4`` or ``A4:D5``."""
    first = f"{column_letters(area.left)}{area.top}"
    last = f"{column_letters(area.right)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def area_of_address(sheet: str, address: str) -> Area:
    """The area of an address of one rectangle, with or without dollar signs. Raises ValueError for anything else."""
    first, _, last = address.replace("$", "").partition(":")
    top, left = _corner(first)
    bottom, right = _corner(last or first)
    return Area(sheet, top, left, bottom, right)


def _corner(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), column_number(letters)


def _lists(cells: Iterable[Area]) -> Iterator[list[Area]]:
    """The cells in lists whose addresses together are short enough."""
    part: list[Area] = []
    length = 0
    for cell in cells:
        more = len(address_of(cell)) + 1
        if part and length + more > _LONGEST:
            yield part
            part, length = [], 0
        part.append(cell)
        length += more
    if part:
        yield part


def _among(sheet: Any, cells: list[Area]) -> Iterator[Area]:
    """The merged areas of single cells, by halving every list in which there is one."""
    if sheet.Range(",".join(map(address_of, cells))).MergeCells is False:
        return
    if len(cells) == 1:
        yield area_of_address(cells[0].sheet, str(sheet.Range(address_of(cells[0])).MergeArea.Address))
        return
    half = len(cells) // 2
    yield from _among(sheet, cells[:half])
    yield from _among(sheet, cells[half:])


def _down(sheet: Any, column: Area) -> Iterator[Area]:
    """The merged areas down one column of a block."""
    if sheet.Range(address_of(column)).MergeCells is False:
        return
    row = column.top
    while row <= column.bottom:
        cell = Cell(column.sheet, row, column.left)
        area = area_of_address(
            column.sheet, str(sheet.Range(f"{column_letters(cell.column)}{row}").MergeArea.Address)
        )
        if area.height * area.width > 1:
            yield area
        row = area.bottom + 1
