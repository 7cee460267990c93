"""The desk in Excel: the workbook in which a button was pressed, and the person in front of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xltool.addin.beside import live_id
from xltool.addin.buttons.escape import EscapeKey
from xltool.addin.buttons.surface import few
from xltool.addin.dialogs import TITLE, agrees, tell
from xltool.book.live.before_images import BeforeImages
from xltool.book.live.cells import outgoing
from xltool.book.live.com import Patient, unless_refused
from xltool.book.live.excel import ADDIN, excel_workbook
from xltool.book.port import Cell, column_letters
from xltool.errors import WorkbookError
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import recalc

if TYPE_CHECKING:
    import xlwings

#: Excel's number for a box that takes text, and the longest text that it takes.
_TEXT, _LONGEST = 2, 250
#: Room in such a box for the question below what it is about.
_QUESTION: Final = 20


class ExcelDesk:
    """How a verb asks and tells in Excel; what is said goes into one dialog when the button's work is done.

    ``host`` is where the macro stands: ``book`` in the workbook itself, ``addin`` in our add-in.
    """

    def __init__(self, book: xlwings.Book, host: str) -> None:
        self.book: Any = Patient(book.api)
        self.app: Any = self.book.Application
        self._window = int(self.app.Hwnd)
        self._said: list[str] = []
        self._hindered = False
        self._escape = EscapeKey(self._window)
        self._host = str(self.book.Name) if host == "book" else ADDIN
        self.workbook = excel_workbook(book, self.progress, self._host)

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """Lines of the dialog at the end."""
        self._said += [text, *few(listed)]
        self._hindered |= hindered

    def close(self) -> None:
        """Show what was said."""
        if self._said:
            tell("\n".join(self._said), self._window, warning=self._hindered)
        self._said, self._hindered = [], False

    def tell_ribbon(self, full_name: str) -> None:
        """Tell our add-in whether 撤销上次操作 would have anything to do in this workbook; its button is grey where not."""
        # of a closed one Excel would open whatever has its name in the current folder
        if self._host == ADDIN and unless_refused(lambda: self.app.Workbooks(ADDIN)) is not None:
            known = BeforeImages(full_name).there
            unless_refused(lambda: self.app.Run(f"'{ADDIN}'!XtRemember", full_name, known))

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """Excel's own box for a line of text; it hides no secret."""
        if secret:
            raise WorkbookError("Excel 的输入框不能隐藏所填的口令：请在命令行里做这一步。")
        if len(default) > _LONGEST:
            raise WorkbookError("这一条的文字很长，这里放不下：请直接在工作表的格里改，改好后点“重新计算”。")
        shown = f"{about[: _LONGEST - _QUESTION]}\n\n{question}" if about else question
        # None would be Null: a wrong type to Excel
        missing = sys.modules["xlwings._xlwindows"].pythoncom.Missing
        answer = self.app.InputBox(shown, TITLE, default, missing, missing, missing, missing, _TEXT)
        return answer if isinstance(answer, str) else None

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """A dialog with the buttons 是 and 否."""
        return agrees("\n".join([question, *few(listed)]), self._window)

    def progress(self, step: str) -> None:
        """Say in the status bar what is going on."""
        self.app.StatusBar = f"{TITLE}：{step}"

    def cancelled(self) -> bool:
        """Whether Esc was pressed in this Excel, which waits for the macro and so leaves the key to us."""
        return self._escape.pressed()

    @property
    def way_out(self) -> str:
        """The key."""
        return "（按 Esc 停止）"

    def selected(self) -> Cell | None:
        """Excel's active cell."""
        active = self.app.ActiveCell
        return (
            None if active is None else Cell(str(active.Worksheet.Name), int(active.Row), int(active.Column))
        )

    def seen_sheet(self) -> str:
        """The sheet that is in front."""
        return str(self.book.ActiveSheet.Name)

    def show(self, outcome: Outcome, name: str) -> None:
        """Go to the sheet on which a name stands, if the form has it."""
        if area := outcome.form.areas.get(name):
            self.book.Worksheets(area.sheet).Activate()

    def go(self, cell: Cell) -> None:
        """Select a cell, its column leftmost in the window."""
        sheet = self.book.Worksheets(cell.sheet)
        sheet.Activate()
        sheet.Cells(cell.row, cell.column).Select()
        self.app.ActiveWindow.ScrollColumn = cell.column

    def show_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Texts in rows on the sheet of a new workbook, which nobody has to save; ``widths`` are those of its columns."""
        made = self.app.Workbooks.Add()
        sheet = made.Worksheets(1)
        told = [[outgoing(text) for text in row] for row in (headings, *rows)]
        sheet.Range(f"A1:{column_letters(len(headings))}{len(told)}").Value = told
        for column, width in enumerate(widths, 1):
            sheet.Range(f"{column_letters(column)}1").ColumnWidth = width
        made.Saved = True

    def open(self, path: Path) -> None:
        """Open a workbook beside this one, and go there."""
        self.app.Workbooks.Open(str(path))

    def full_name(self) -> str:
        """A path, or an address on OneDrive; of a workbook never saved its bare name."""
        return str(self.book.FullName)

    def folder(self) -> str:
        """The folder or address in which it lies; "" where it was never saved."""
        return str(self.book.Path)

    def is_saved(self) -> bool:
        """Whether its file holds what is shown."""
        return bool(self.book.Saved)

    def save_copy(self, path: Path) -> None:
        """A copy of the workbook as it is now."""
        self.book.SaveCopyAs(str(path))

    def review(self) -> Outcome:
        """Compute, check, mark and write."""
        return recalc(self.workbook)

    def page_id(self) -> str:
        """By Excel's window and the full name."""
        return live_id("Excel", str(self._window), self.full_name())

    @property
    def reminder(self) -> str:
        """What to say below a result where the workbook cannot be saved under its own name."""
        return "\n工作簿是以只读方式打开的：结果要“另存为”才能保留。" if self.book.ReadOnly else ""
