"""The desk in LibreOffice: the workbook in which a button was pressed, and the person in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from xltool.addin.buttons.surface import few
from xltool.book.live.calc import CalcHost
from xltool.book.live.pipe import Pipe
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Cell
from xltool.errors import WorkbookError
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import recalc


class CalcDesk:
    """How a verb asks and tells in LibreOffice; what is said goes into one dialog when the button's work is done."""

    #: A workbook that was opened read-only is not written at all: nothing is to be remembered.
    reminder: Final = ""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._host = CalcHost(pipe)
        self._said: list[str] = []
        self.known_as = ""
        self.workbook = LiveWorkbook(self._host, self.progress)

    def greet(self) -> None:
        """Ask by what the workbook is known, which a log of errors needs when nothing can be asked any more."""
        self.known_as = self._host.full_name()

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:  # noqa: ARG002
        """Lines of the dialog at the end."""
        self._said += [text, *few(listed)]

    def close(self) -> None:
        """Show what was said."""
        if self._said:
            self._pipe.ask("tell", text="\n".join(self._said))
        self._said = []

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """A dialog with a field; it hides no secret."""
        if secret:
            raise WorkbookError("这里的输入框不能隐藏所填的口令：请在命令行里做这一步。")
        answer = self._pipe.ask("ask", question=question, default=default, about=about)
        return answer if isinstance(answer, str) else None

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """A dialog with the buttons 是 and 否."""
        return bool(self._pipe.ask("agrees", question="\n".join([question, *few(listed)])))

    def progress(self, step: str) -> None:
        """Say in the status bar what is going on."""
        self._pipe.ask("progress", step=step)

    def cancelled(self) -> bool:
        """Whether the person has pressed 停止."""
        return bool(self._pipe.ask("cancelled"))

    @property
    def way_out(self) -> str:
        """The small window that comes up when work takes its time."""
        return "（点“停止”结束）"

    def review(self) -> Outcome:
        """Compute, check, mark and write."""
        return recalc(self.workbook)

    # Where the person is

    def selected(self) -> Cell | None:
        """The first selected cell."""
        found = self._pipe.ask("selected")
        return None if found is None else Cell(*found)

    def seen_sheet(self) -> str:
        """The sheet that is in front."""
        return str(self._host.about()["seen"])

    def show(self, outcome: Outcome, name: str) -> None:
        """Go to the sheet on which a name stands, if the form has it."""
        if area := outcome.form.areas.get(name):
            self._pipe.ask("go", sheet=area.sheet)

    def go(self, cell: Cell) -> None:
        """Select a cell, its column leftmost in the window."""
        self._pipe.ask("go", sheet=cell.sheet, row=cell.row, column=cell.column, leftmost=True)

    def show_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Texts in rows on the sheet of a new document, which nobody has to save."""
        told = [list(row) for row in (headings, *rows)]
        self._pipe.ask("show_table", rows=told, widths=list(widths))

    def open(self, path: Path) -> None:
        """Open a workbook beside this one, and go there."""
        self._pipe.ask("open_file", path=str(path))

    def page_id(self) -> str:
        """None: our extension opens the page itself, and knows by what it is known there."""
        return ""

    # Where the workbook lies

    def full_name(self) -> str:
        """A path, or an address; of a workbook never saved its title."""
        return self._host.full_name()

    def folder(self) -> str:
        """The folder in which it lies, or its address; "" where it was never saved."""
        about = self._host.about()
        return str(Path(about["path"]).parent) if about["path"] else str(about["address"])

    def is_saved(self) -> bool:
        """Whether its file holds what is shown."""
        return bool(self._host.about()["saved"])

    def save_copy(self, path: Path) -> None:
        """A copy of the workbook as it is now: of its file where that holds all of it, else as LibreOffice writes it."""
        about: dict[str, Any] = self._host.about()
        if about["saved"] and about["path"]:
            shutil.copyfile(about["path"], path)
        else:
            self._pipe.ask("save_copy", path=str(path))
