"""The desk of a button that was pressed on the page: it asks and tells there, and works in the program."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from xltool.addin.buttons import BUTTONS
from xltool.addin.buttons.surface import ButtonDesk
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Cell
from xltool.verbs.desk import Desk
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import recalc


def press_on_page(button: str, desk: ButtonDesk) -> None:
    """Do what a button says; ``button`` is one of :data:`xltool.addin.buttons.BUTTONS`."""
    getattr(import_module(f"xltool.addin.buttons.{BUTTONS[button]}"), button)(desk)


class PageDesk:
    """``person`` sits at the page, ``program`` is the desk of the program that holds the workbook open."""

    def __init__(self, person: Desk, program: ButtonDesk, workbook: LiveWorkbook) -> None:
        self._person = person
        self._program = program
        self.workbook = workbook

    # The person

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """On the page."""
        self._person.say(text, listed, hindered=hindered)

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """On the page."""
        return self._person.ask(question, default, about=about, secret=secret)

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """On the page."""
        return self._person.agree(question, listed)

    def progress(self, step: str) -> None:
        """On the page."""
        self._person.progress(step)

    def cancelled(self) -> bool:
        """By a button of the page."""
        return self._person.cancelled()

    @property
    def way_out(self) -> str:
        """The button of the page."""
        return self._person.way_out

    def close(self) -> None:
        """Nothing is left to be shown: the page shows it as it comes."""

    # The program

    def review(self) -> Outcome:
        """Compute, check, mark and write."""
        return recalc(self.workbook)

    def selected(self) -> Cell | None:
        """The selected cell in the program."""
        return self._program.selected()

    def seen_sheet(self) -> str:
        """The sheet that is in front there."""
        return self._program.seen_sheet()

    def show(self, outcome: Outcome, name: str) -> None:
        """Go to the sheet on which a name stands."""
        self._program.show(outcome, name)

    def go(self, cell: Cell) -> None:
        """Select a cell there."""
        self._program.go(cell)

    def show_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Texts in rows on the sheet of a new workbook there."""
        self._program.show_table(headings, rows, widths)

    def open(self, path: Path) -> None:
        """Open a workbook there."""
        self._program.open(path)

    def full_name(self) -> str:
        """A path, or an address on the net."""
        return self._program.full_name()

    def folder(self) -> str:
        """The folder or address in which it lies."""
        return self._program.folder()

    def is_saved(self) -> bool:
        """Whether its file holds what is shown."""
        return self._program.is_saved()

    def save_copy(self, path: Path) -> None:
        """A copy of the workbook as it is now."""
        self._program.save_copy(path)

    def page_id(self) -> str:
        """By what the page knows this workbook."""
        return self._program.page_id()

    @property
    def reminder(self) -> str:
        """What to say below a result where the workbook cannot be saved under its own name."""
        return self._program.reminder
