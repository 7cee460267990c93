"""What an open workbook is told and asked, whatever program holds it: the few operations below :class:`LiveWorkbook`.

Two implementations: :mod:`xltool.book.live.excel` (Excel, over xlwings and COM) and :mod:`xltool.book.live.calc`
(LibreOffice, over a pipe to our extension in it).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from xltool.book.defined import Names
from xltool.book.port import Area, Cell, ErrorValue, Grid, Insertion, Value

#: Merged areas by sheet, those that hold a cell of the form.
Merges = Mapping[str, tuple[Area, ...]]


class BlockContent(NamedTuple):
    """The cells of one rectangle: raw values, formulas without their equals sign, errors."""

    grid: Grid
    formulas: Mapping[Cell, str]
    errors: Mapping[Cell, ErrorValue]


class Host(Protocol):
    """A workbook in a program that a person sits at.

    Every operation raises WorkbookError where the program stays busy or is closed, and an error of the host's own where
    the program refuses.
    """

    @property
    def program(self) -> str:
        """What the program is called in a sentence."""

    @property
    def unprotecting(self) -> str:
        """Where its menus end the protection of a sheet."""

    # Asked

    def title(self) -> str:
        """The name of the workbook."""

    def full_name(self) -> str:
        """By what the workbook is known again: a path, or an address."""

    def structure(self) -> tuple[Names, Merges]:
        """The defined names, and the merged areas that hold a cell of the form."""

    def hidden_sheets(self) -> frozenset[str]:
        """The sheets that nobody sees."""

    def block(self, sheet: str, wanted: Callable[[Area], Area]) -> BlockContent:
        """What the cells of a sheet hold; ``wanted`` says of the area that is used what is to be read."""

    def protected(self, sheets: Collection[str]) -> list[str]:
        """Those of these sheets that are protected. Raises WorkbookError where nothing can be written at all."""

    def filtered(self, sheets: Collection[str]) -> set[str]:
        """Those of these sheets on which only single cells may be written, since a filter hides rows."""

    # Told

    def patient(self) -> AbstractContextManager[None]:
        """While this lasts, a program that is busy is waited for."""

    def quiet(self, sheets: Collection[str]) -> AbstractContextManager[None]:
        """No flicker, no events and no calculation in between; afterwards everything as it was, these sheets up to date."""

    def putting_back(self) -> AbstractContextManager[None]:
        """While this lasts, a program that is busy is waited for longer."""

    def put(self, area: Area, rows: Sequence[Sequence[Value]]) -> None:
        """Put constants into an area; text as text, whatever it starts with."""

    def put_formula(self, cell: Cell, formula: str) -> None:
        """Put a formula, without its equals sign, into a cell."""

    def put_back(self, cell: Cell, value: Value, formula: str | None) -> None:
        """Put a cell's former content back; where the program refuses, nothing happens."""

    def insert(self, rows: Insertion) -> None:
        """Put blank rows in."""

    def remove(self, rows: Insertion) -> None:
        """Take them out again; where the program refuses, nothing happens."""
