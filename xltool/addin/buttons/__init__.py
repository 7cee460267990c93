"""A button was pressed: the entry from the macros.

A macro calls :func:`press` through xlwings' RunPython, which starts a process. Where a desk runs, that one may take the
click over (:mod:`xltool.addin.passing`). Nothing but xlwings is loaded before
the status bar says that work has begun; the rest is loaded then. Whatever happens, the user sees one Chinese
sentence, never a traceback.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from xltool.addin.dialogs import TITLE, tell
from xltool.addin.lean import xlwings_for_a_click
from xltool.addin.passing import passed_on
from xltool.book.live.com import Patient, our_own_patience
from xltool.errors import DeclinedError, XltoolError

if TYPE_CHECKING:
    import xlwings

#: What the macros press -> the module in which the function of this name stands, loaded when it is pressed.
BUTTONS: Final = {
    "recalculate": "review",
    "review": "review",
    "locate": "locate",
    "adopt": "changes",
    "restore": "changes",
    "clear": "review",
    "explain": "changes",
    "undo": "changes",
    "report": "documents",
    "seal": "documents",
    "mail": "documents",
    "newyear": "documents",
    "annotate": "forms",
    "desk": "beside",
    "help": "review",
}
#: Those that write nothing into the workbook.
READING: Final = frozenset({"report", "newyear", "annotate", "desk", "help"})


def press(verb: str, host: str = "addin") -> None:
    """Do what a button says, in the workbook from which RunPython was called. Never raises for what went wrong.

    ``verb`` is one of :data:`BUTTONS`; ``host`` is where the macro stands: ``book`` in the
    workbook itself, ``addin`` in our add-in.
    """
    if passed_on(verb, host):
        return
    full_name, window = "", 0
    try:
        xlwings_for_a_click()
        with our_own_patience():
            leave_excel_alone()
            book = _caller()
            ours = Patient(book.api)
            full_name, window = str(ours.FullName), int(ours.Application.Hwnd)
            _work(verb, host, book, full_name)
    except Exception as error:
        sentence, warning = said_of(error, full_name)
        if sentence:
            tell(sentence, window, warning=warning)


def said_of(error: Exception, full_name: str) -> tuple[str, bool]:
    """The sentence for what went wrong (none for what the person wanted so), and whether it is a warning.

    Called while the error is handled: what went wrong inside the program is written into a log, ``full_name`` says beside
    which workbook.
    """
    if isinstance(error, XltoolError):
        return str(error), not isinstance(error, DeclinedError)
    from xltool.addin.buttons.error_log import write_error_log  # nothing that goes well needs it

    where = write_error_log(full_name)
    return f"程序内部出错（{type(error).__name__}）：详细情况已写入 {where}，请把它发给维护人员。", True


def _work(verb: str, host: str, book: xlwings.Book, full_name: str) -> None:
    application = Patient(book.api).Application
    with _status_bar_restored(application):
        application.StatusBar = f"{TITLE}：正在启动…"
        from xltool.addin.buttons.desk import ExcelDesk  # 60 ms, of which the status bar speaks by now
        from xltool.addin.buttons.undo_notice import agree_for_today

        desk = ExcelDesk(book, host)
        try:
            if verb not in READING:
                agree_for_today(desk)
            getattr(import_module(f"{__name__}.{BUTTONS[verb]}"), verb)(desk)
        finally:
            desk.close()
            with suppress(XltoolError):  # Excel is gone: what went wrong before counts
                desk.tell_ribbon(full_name)


def _caller() -> xlwings.Book:
    engine: Any = sys.modules["xlwings"]
    try:
        caller: xlwings.Book = engine.Book.caller()
        return caller
    except KeyError:  # xlwings cuts a name that has an equals sign in it
        active: xlwings.Book = engine.books.active
        return active


def leave_excel_alone() -> None:
    """At its end xlwings would kill every Excel process without a window: somebody else's may be among them."""
    engine: Any = sys.modules.get("xlwings._xlwindows")
    if engine is not None:
        atexit.unregister(engine.cleanup)


@contextmanager
def _status_bar_restored(application: Any) -> Iterator[None]:
    before = application.StatusBar
    try:
        yield
    finally:
        with suppress(XltoolError):  # what went wrong before counts, not that Excel is gone now
            application.StatusBar = before
