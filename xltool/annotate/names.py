"""Which name leads where: what was recognised as areas, and what the workbook may have called so already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from xltool.book.additions.ground import Ground, StandingName
from xltool.book.defined import spelled, where_to
from xltool.book.port import Area, column_number
from xltool.contract.names import beside_a_sheet
from xltool.contract.optional import EDGED, KNOWN
from xltool.errors import WorkbookError
from xltool.intake.recognised import RecognisedBlock, RecognisedForm

#: Characters of a sheet's title, in every program.
_LONGEST: Final = 31


class SettledNames(NamedTuple):
    """The areas of all names, those of them that are to be put in, and those that the workbook itself has."""

    areas: Mapping[str, Area]
    added: Mapping[str, Area]
    standing: tuple[str, ...]


def is_known(name: str) -> bool:
    """Whether the program knows a name, in any letter case."""
    return spelled(name) in KNOWN or beside_a_sheet(name)


def form_names(form: RecognisedForm) -> dict[str, Area]:
    """The names of the form and their areas: blocks from the row above their first to the row below their last.

    Of several contents that share a cell with their labels the first has its name there: a cell is one name's.
    """
    found: dict[str, Area] = {}
    for cell in (each for each in form.cells if each.name in KNOWN):
        area = _area(cell.sheet, cell.address)
        if not cell.inside or area not in found.values():
            found[cell.name] = area
    for block in form.blocks:
        found |= _block_names(block)
    return found


def shared_labels(form: RecognisedForm, areas: Mapping[str, Area]) -> dict[str, str]:
    """The labels that share a cell with what they announce, by the name of the cell."""
    return {cell.name: cell.label for cell in form.cells if cell.inside and cell.name in areas}


def _block_names(block: RecognisedBlock) -> dict[str, Area]:
    edge = 1 if block.block in EDGED else 0
    top, bottom = max(block.first - edge, 1), block.last + edge
    columns = ((_full(block.block, each.name), column_number(each.column)) for each in block.columns)
    return {name: Area(block.sheet, top, column, bottom, column) for name, column in columns if name in KNOWN}


def _full(block: str, name: str) -> str:
    return name if name.startswith(f"{block}_") else f"{block}_{name}"


def _area(sheet: str, address: str) -> Area:
    """The cell of an address as printed; of a merged area its first."""
    match = re.match(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", address)
    if match is None:
        raise ValueError(f"no address: {address}")
    row, column = int(match[2]), column_number(match[1])
    return Area(sheet, row, column, row, column)


def settled(areas: Mapping[str, Area], ground: Ground, title: str) -> SettledNames:
    """The names beside those that the workbook has. Raises WorkbookError where it calls something else so."""
    standing = {name.name.casefold(): name for name in ground.names if not name.sheet}
    kept = [name for name in areas if name.casefold() in standing]
    spelling = {sheet.casefold(): sheet for sheet in ground.titles}
    others = [name for name in kept if not _same(standing[name.casefold()], areas[name], spelling)]
    if others:
        listed = "、".join(f"“{name}”" for name in others[:6])
        raise WorkbookError(
            f"“{title}”里已经有名称{listed}，指向别的单元格：请在“公式 → 名称管理器”里把它改名或删除，再标注。"
        )
    added = {name: area for name, area in areas.items() if name not in kept}
    return SettledNames(areas, added, tuple(kept))


def _same(standing: StandingName, area: Area, sheets: Mapping[str, str]) -> bool:
    found = where_to(standing.text, sheets)
    return found[:3] == area[:3]  # the sheet and the first cell; a name that leads nowhere has neither


def free_title(wanted: str, taken: Iterable[str]) -> str:
    """The title for a sheet of ours, with a number behind it where the workbook has one of this title."""
    others = {title.casefold() for title in taken}
    number, title = 1, wanted[:_LONGEST]
    while title.casefold() in others:
        number += 1
        title = f"{wanted[: _LONGEST - len(str(number))]}{number}"
    return title
