"""Workbooks that are open in Excel, over xlwings: COM from a process of our own needs no macro, no setting and no add-in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, Final, cast

from xltool.addin.beside import live_id
from xltool.addin.beside.pagedesk import PageDesk, press_on_page
from xltool.addin.buttons import READING, leave_excel_alone
from xltool.addin.buttons.desk import ExcelDesk
from xltool.addin.buttons.undo_notice import agree_for_today, agreed_today
from xltool.addin.lean import xlwings_for_a_click
from xltool.book.live.before_images import BeforeImages
from xltool.book.live.com import Patient, is_refusal, unless_refused, wait_in_this_thread
from xltool.book.live.excel import excel_workbook
from xltool.book.port import Cell
from xltool.contract.names import CHECKSUM
from xltool.desk.errand import Errand
from xltool.desk.openbooks import FoundBook, Glance
from xltool.errors import WorkbookError, XltoolError
from xltool.verbs.recalc import recalc

if TYPE_CHECKING:
    import xlwings

EXCEL: Final = "Excel"
#: Seconds that the page waits for a busy Excel, in which it says so; and that the list of workbooks does.
_PATIENCE, _SHORT = 60.0, 0.5
_CLOSED: Final = "{} 里的这个工作簿已经关闭：请回到“工作簿”里看现在打开的有哪些。"
_NO_WAY: Final = "{} 里转不到 {}：请结束正在编辑的单元格、关掉对话框，看这张工作表是不是隐藏了。"
_ASK_FIRST: Final = (
    "没有写入：程序写入以后，{} 就不再记得此前的手工修改，不能按 Ctrl+Z 退回。请先点一次“重新计算”，"
    "看过提示选“是”，今天就不再问。"
)


class OpenInExcel:
    """A workbook of Excel's: the :class:`~xltool.desk.beside.OpenBook` of this program.

    ``book`` is one of xlwings', or anything else whose ``api`` is a workbook behind COM.
    """

    def __init__(self, book: xlwings.Book, program: str = EXCEL) -> None:
        self._book = book
        self._program = program
        self._api: Any = Patient(book.api)
        self.workbook = excel_workbook(book)

    def glance(self) -> Glance:
        """How it stands: the workbook's own checksum changes with every figure; only 采用 and 恢复公式 can be taken back.

        Raises WorkbookError where it was closed.
        """
        full_name = unless_refused(lambda: self._api.FullName)
        if full_name is None:
            raise WorkbookError(_CLOSED.format(self._program))
        name = unless_refused(lambda: self._api.Names(CHECKSUM))
        stamp = "" if name is None else unless_refused(lambda: name.RefersToRange.Value2)
        known = BeforeImages(str(full_name)).there
        return Glance(repr(stamp), "采用建议得分、恢复公式或填写" if known else "")

    def go(self, cell: Cell) -> None:
        """Select a cell in Excel's window. Raises WorkbookError where Excel refuses."""
        try:
            sheet = self._api.Worksheets(cell.sheet)
            self._api.Activate()
            sheet.Activate()
            sheet.Cells(cell.row, cell.column).Select()
        except Exception as error:
            if not is_refusal(error):
                raise
            raise WorkbookError(_NO_WAY.format(self._program, cell.address)) from error

    def ready(self) -> None:
        """Whether the person knows what a write does to Excel's own undo. Raises WorkbookError where not."""
        if not agreed_today():
            raise WorkbookError(_ASK_FIRST.format(self._program))

    def step(self, _label: str) -> AbstractContextManager[None]:
        """Nothing: what a program writes is in no list of Excel's."""
        return nullcontext()

    def undo(self) -> None:
        """Put back what was changed in the form last, and review. Raises WorkbookError where it changed since."""
        cast("Any", self.workbook).take_back()
        recalc(self.workbook)

    def redo(self) -> None:
        """Refused. Raises WorkbookError."""
        raise WorkbookError("没有可以重做的操作。")

    def press(self, button: str, errand: Errand) -> None:
        """Do what a button of the ribbon does, with the person at the page."""
        desk = PageDesk(errand, ExcelDesk(self._book, "addin"), excel_workbook(self._book, errand.progress))
        if button not in READING:
            agree_for_today(desk)
        press_on_page(button, desk)


class ExcelPrograms:
    """The Excels of this session of Windows'."""

    def __init__(self) -> None:
        self._looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xltool-excel")
        self._busy = False

    def found(self) -> list[FoundBook]:
        """The workbooks that are open in them."""
        return self._looking.submit(self._found).result()

    def _found(self) -> list[FoundBook]:
        begin_thread(_SHORT, lambda _: None)
        self._busy = False
        return [found for found, _ in self._books()]

    def hints(self) -> list[str]:
        """That one is busy."""
        return ["Excel 正忙：请结束正在编辑的单元格、关掉对话框，再刷新页面。"] if self._busy else []

    def open(self, id: str, waits: Callable[[str], None]) -> OpenInExcel | None:
        """Take one up in this thread; None where there is none of this id."""
        begin_thread(_PATIENCE, waits)
        return next((OpenInExcel(book) for found, book in self._books() if found.id == id), None)

    def _books(self) -> Iterator[tuple[FoundBook, xlwings.Book]]:
        engine: Any = engine_of_excel()
        for app in [] if engine is None else list(xlwings_for_a_click().apps):
            try:
                yield from map(_found_book, list(app.books))
            except XltoolError:
                self._busy = True
            except Exception as error:  # a rejected call, as xlwings hands it on
                if not is_refusal(error) and type(error).__name__ != "ExcelBusyError":
                    raise
                self._busy = True


def _found_book(book: xlwings.Book) -> tuple[FoundBook, xlwings.Book]:
    api = Patient(book.api)
    window = int(api.Application.Hwnd)
    id = live_id(EXCEL, str(window), str(api.FullName))
    return FoundBook(id, str(api.Name), str(api.Path), EXCEL, window), book


def engine_of_excel() -> Any:
    """xlwings' engine for Excel on Windows; None elsewhere."""
    if sys.platform == "win32":
        with suppress(ImportError):
            xlwings_for_a_click()
    return sys.modules.get("xlwings._xlwindows")


def begin_thread(patience: float, waits: Callable[[str], None]) -> None:
    """Let this thread speak COM, and wait for a busy Excel as it should."""
    engine = engine_of_excel()
    if engine is None:
        return
    engine.pythoncom.CoInitialize()
    engine.N_COM_ATTEMPTS = 1  # of xlwings' own, which would try for ever
    leave_excel_alone()
    wait_in_this_thread(patience, waits)
