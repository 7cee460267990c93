"""A profile as plain data: names by labels, units, rates, scheme, where marks go, and by what the form is known. No addresses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

#: How a cell stands to its label: right of it, below it, in one cell with it, or where its row crosses the column of a heading.
RIGHT, BELOW, INSIDE, CROSSING = "右", "下", "同格", "交叉"
WAYS: Final = (RIGHT, BELOW, INSIDE, CROSSING)
#: Between what stands over a heading and the heading.
OVER: Final = "／"


class ProfileCell(NamedTuple):
    """A name and where it stands: on which sheet, beside which label, under which heading (``over／heading`` of two rows)."""

    name: str
    sheet: str
    label: str
    way: str = RIGHT
    heading: str = ""

    @property
    def said(self) -> str:
        """The place in words."""
        if self.way == CROSSING:
            return f"“{self.label}”一行与“{self.heading}”一栏相交"
        return f"“{self.label}”{self.way}" + ("" if self.way == INSIDE else "边的格")


class ProfileBlock(NamedTuple):
    """A table: on which sheet, and of each column its name (in full) and its heading."""

    block: str
    sheet: str
    columns: tuple[tuple[str, str], ...]


class Fingerprint(NamedTuple):
    """By what a form is known: the labels that it prints (folded); those of them right of which, and below which, something is filled in."""

    labels: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


class FormProfile(NamedTuple):
    """One form: its title, units by sheet, way of rates, scheme, where marks go (empty: by protection), names, fingerprint."""

    title: str
    units: Mapping[str, str] = MappingProxyType({})
    rates: str = ""
    scheme: str = ""
    marks: str = ""
    cells: tuple[ProfileCell, ...] = ()
    blocks: tuple[ProfileBlock, ...] = ()
    fingerprint: Fingerprint = Fingerprint()

    @property
    def names(self) -> frozenset[str]:
        """Every name that the form carries."""
        columns = (name for block in self.blocks for name, _ in block.columns)
        return frozenset((*(cell.name for cell in self.cells), *columns))
