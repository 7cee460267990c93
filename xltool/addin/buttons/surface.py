"""What a button needs of the program it is pressed in: a verb's desk, and the open workbook in front of the person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Cell
from xltool.verbs.desk import Desk
from xltool.verbs.outcome import Outcome

#: Items shown of a list in a dialog; the others are counted.
_LISTED: Final = 12


class ButtonDesk(Desk, Protocol):
    """The workbook in which a button was pressed, and the person in front of it, in whatever program."""

    workbook: LiveWorkbook

    def close(self) -> None:
        """Show what was said."""

    def review(self) -> Outcome:
        """Compute, check, mark and write."""

    # Where the person is

    def selected(self) -> Cell | None:
        """The selected cell; None where no sheet with cells is shown."""

    def seen_sheet(self) -> str:
        """The sheet that is in front."""

    def show(self, outcome: Outcome, name: str) -> None:
        """Go to the sheet on which a name stands, if the form has it."""

    def go(self, cell: Cell) -> None:
        """Select a cell, its column leftmost in the window."""

    def show_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Texts in rows on the sheet of a new workbook, which nobody has to save; ``widths`` are those of its columns."""

    def open(self, path: Path) -> None:
        """Open a workbook beside this one, and go there."""

    # Where the workbook lies

    def full_name(self) -> str:
        """A path, or an address on the net; of a workbook never saved its bare name."""

    def folder(self) -> str:
        """The folder or address in which it lies; "" where it was never saved."""

    def is_saved(self) -> bool:
        """Whether its file holds what is shown."""

    def save_copy(self, path: Path) -> None:
        """A copy of the workbook as it is now."""

    def page_id(self) -> str:
        """By what the page of the desk knows this workbook."""

    @property
    def reminder(self) -> str:
        """What to say below a result where the workbook cannot be saved under its own name."""


def few(items: Sequence[str]) -> list[str]:
    """What a dialog has room for: the first lines of the first items, and how many there are besides."""
    more = [f"……另有 {len(items) - _LISTED} 项"] if len(items) > _LISTED else []
    return [*(item.partition("\n")[0] for item in items[:_LISTED]), *more]
