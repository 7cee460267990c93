"""What the page asks of the programs in which workbooks are open; who asks them stands above this room."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from xltool.book.port import Cell, Workbook
from xltool.desk.errand import Errand
from xltool.desk.link import Links


class FoundBook(NamedTuple):
    """A workbook that is open in a program: by what the page asks for it, what it is called, where it lies, in which window of Windows'."""

    id: str
    title: str
    folder: str
    program: str
    window: int = 0


class Glance(NamedTuple):
    """What is seen of a workbook at once: a stamp that changes with it, and what may be undone and done again there."""

    stamp: str
    undo: str = ""
    redo: str = ""


class OpenBook(Protocol):
    """A workbook in a program, as the thread that opened it knows it. Everything raises WorkbookError where the program is gone."""

    @property
    def workbook(self) -> Workbook:
        """Behind the port."""

    def glance(self) -> Glance:
        """How it stands, in as few questions as there are."""

    def go(self, cell: Cell) -> None:
        """Show a cell: select it in the program's own window."""

    def ready(self) -> None:
        """Whether it may be written without another question. Raises WorkbookError where the person is to be asked first."""

    def step(self, label: str) -> AbstractContextManager[None]:
        """While this lasts, what is written is one step of what the program itself can undo, where it can."""

    def undo(self) -> None:
        """Take the last step back. Raises WorkbookError where the workbook was changed since."""

    def redo(self) -> None:
        """Do it again."""

    def press(self, button: str, errand: Errand) -> None:
        """Do what a button of the ribbon does, with the person at the page."""


class OpenPrograms(Protocol):
    """The programs of this person's in which workbooks are open."""

    links: Links

    def found(self) -> list[FoundBook]:
        """What is open now."""

    def hints(self) -> list[str]:
        """What the person has to do for more to be found, as sentences."""

    def open(self, id: str, waits: Callable[[str], None]) -> OpenBook:
        """Take one up, in the thread that will work with it; ``waits`` is told why it takes long. Raises WorkbookError where it is gone."""


def listed(found: FoundBook, *, opened: bool) -> dict[str, Any]:
    """A workbook in a program as the first page lists it."""
    return {
        "id": found.id,
        "name": found.title,
        "folder": found.folder,
        "program": found.program,
        "open": opened,
    }
