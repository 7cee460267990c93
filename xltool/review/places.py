"""From names to cells: the one step in which a finding meets the sheet."""

from __future__ import annotations

from xltool.book.port import Area, Cell, Snapshot, column_letters
from xltool.contract.names import CONTRACT
from xltool.errors import ProgramError
from xltool.model.stated import Place


def area_of(snapshot: Snapshot, name: str) -> Area:
    """The area of a name behind the gates. Raises ProgramError where it is not there."""
    area = snapshot.names.get(name)
    if area is None:
        raise ProgramError(f"名称“{name}”没有通过检查就被使用。")
    return area


def cell_of(snapshot: Snapshot, place: Place) -> Cell:
    """The cell at a place: the name's own, or the one in that row of its block."""
    area = area_of(snapshot, place.name)
    return Cell(area.sheet, area.top + place.row, area.left)


def link_target(snapshot: Snapshot, place: Place) -> str:
    """What a link leads to: a contract name, which survives inserted rows, or the address of a row of a block."""
    if not CONTRACT[place.name].block:
        return place.name
    cell = cell_of(snapshot, place)
    sheet = cell.sheet.replace("'", "''")
    return f"'{sheet}'!{column_letters(cell.column)}{cell.row}"
