"""Workbooks that are open in WPS, on trial: xlwings refuses WPS, so a few COM calls of our own find them.

WPS answers the calls of Excel's object model; what is asked of a workbook from there on is asked as of Excel's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from xltool.addin.beside import live_id
from xltool.addin.beside.excel import OpenInExcel, begin_thread, engine_of_excel
from xltool.book.live.com import Patient, is_refusal
from xltool.desk.openbooks import FoundBook
from xltool.errors import XltoolError

if TYPE_CHECKING:
    import xlwings

WPS: Final = "WPS 表格（试行）"
#: By what WPS registers what is running: its own name, and Excel's where it was made the office of this computer.
_NAMES: Final = ("Ket.Application", "Excel.Application")
#: What an application calls itself.
_OWN: Final = ("wps", "kingsoft", "et")
_PATIENCE, _SHORT = 60.0, 0.5


class _Behind(NamedTuple):
    """A workbook behind COM where a book of xlwings' is expected."""

    api: Any


class WpsPrograms:
    """The WPS of this session of Windows'."""

    def __init__(self) -> None:
        self._looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xltool-wps")

    def found(self) -> list[FoundBook]:
        """The workbooks that are open in it."""
        return self._looking.submit(self._found).result()

    def _found(self) -> list[FoundBook]:
        begin_thread(_SHORT, lambda _: None)
        return [found for found, _ in _books()]

    def hints(self) -> list[str]:
        """None."""
        return []

    def open(self, id: str, waits: Callable[[str], None]) -> OpenInExcel | None:
        """Take one up in this thread; None where there is none of this id."""
        begin_thread(_PATIENCE, waits)
        return next((OpenInExcel(book, WPS) for found, book in _books() if found.id == id), None)


def _books() -> Iterator[tuple[FoundBook, xlwings.Book]]:
    application = None if engine_of_excel() is None else _running()
    if application is None:
        return
    try:
        books = Patient(application).Workbooks
        for index in range(1, books.Count + 1):
            api = books(index)
            full_name = str(api.FullName)
            found = FoundBook(live_id(WPS, full_name), str(api.Name), str(api.Path), WPS)
            yield found, cast("xlwings.Book", _Behind(api))
    except XltoolError:  # busy or gone: it is asked again
        return


def _running() -> Any:
    """WPS as it runs; None where it does not, or without pywin32. An Excel behind the same name is xlwings' business."""
    try:
        client: Any = import_module("win32com.client")
    except ImportError:
        return None
    for name in _NAMES:
        with suppress(AttributeError):
            try:
                application = client.GetActiveObject(name)
                own = str(application.Name).lower()
            except Exception as error:
                if not is_refusal(error):
                    raise
                continue
            if name == _NAMES[0] or any(word in own.split() for word in _OWN):
                return application
    return None
