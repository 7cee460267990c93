"""A workbook that passed the gates: which names of the contract it carries, and where each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import Name, beside_a_sheet, block_columns
from xltool.contract.optional import KNOWN
from xltool.errors import ProgramError
from xltool.model.stated import Place
from xltool.model.ways import OURS, Ways
from xltool.typed import NamedTuple


class Form(NamedTuple):
    """A workbook behind the gates; whoever has one asks no more whether it is ours and whole.

    ``areas`` are the names of the contract that it carries, each with its one area of the right shape. A ``foreign``
    form carries what it carries; one of our own templates all that its version has. ``own_sheets`` are the sheets of a
    foreign form's workbook that belong to the tool: hidden ones, and those called like ours. ``ways`` is how its cells
    write their figures, ``labels`` what stands before the content in the cells of some names. ``announced`` are places
    that have no cell of their own, each with the cell whose label says what would stand there: it is never written.
    """

    snapshot: Snapshot
    areas: Mapping[str, Area]
    foreign: bool = False
    own_sheets: frozenset[str] = frozenset()
    ways: Ways = OURS
    labels: Mapping[str, str] = MappingProxyType({})
    announced: Mapping[Place, Cell] = MappingProxyType({})

    def area(self, name: str) -> Area:
        """The area of a name. Raises ProgramError for one that the form does not carry."""
        area = self.areas.get(name)
        if area is None:
            raise ProgramError(f"名称“{name}”没有通过检查就被使用。")
        return area

    def cell(self, place: Place) -> Cell:
        """The cell at a place: the name's own, or the one in that row of its block. Raises ProgramError as :meth:`area`."""
        if place in self.announced:
            return self.announced[place]
        area = self.area(place.name)
        return Cell(area.sheet, area.top + place.row, area.left)

    def carries(self, *names: str) -> bool:
        """True where the form carries all of these names."""
        return all(name in self.areas for name in names)

    def columns(self, block: str) -> tuple[Name, ...]:
        """The columns of a block that the form carries, in the order of the contract."""
        return tuple(column for column in block_columns(block) if column.name in self.areas)

    def beside(self, prefix: str) -> dict[str, Area]:
        """The areas beside the sheets of the form, by what tells their names apart; ``prefix`` says which (标记_, 审核_)."""
        return {
            name.removeprefix(prefix): area
            for name, area in self.areas.items()
            if name.startswith(prefix) and beside_a_sheet(name)
        }

    @property
    def sheets(self) -> frozenset[str]:
        """The sheets on which it carries a name."""
        return frozenset(area.sheet for area in self.areas.values())

    @property
    def lacking(self) -> frozenset[str]:
        """The names that it might carry and does not; what its labels announce it has."""
        return frozenset(KNOWN.keys() - self.areas.keys() - {place.name for place in self.announced})
