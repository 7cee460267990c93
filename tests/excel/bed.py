"""The test bed: one LibreOffice, one ``Excel.Application`` on it, and xlwings connected to that."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.excel.dispatch import Boundary, Dispatch
from tests.excel.pywin32 import Dialogs, installed
from tests.support.office import OfficeError
from xltool.resources import addin_path

#: Where Debian's python3-uno lies; it serves the Python of the same minor version.
_DEBIAN = "/usr/lib/python3/dist-packages"


class Bed:
    """An Excel on Windows to all appearances. ``xlwings`` is the real package, its engine the real Windows one."""

    def __init__(self) -> None:
        _make_uno_importable()
        from tests.excel.objects import Application
        from tests.support import office_server

        soffice = shutil.which("soffice")
        if soffice is None:
            raise OfficeError("soffice is not installed (Debian package libreoffice-calc)")
        self._folder = tempfile.mkdtemp(prefix="xltool-excel-")
        self._process, context = office_server.start(soffice, str(Path(self._folder, "profile")))
        atexit.register(self.close)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.application = Application(desktop)
        self.boundary = Boundary()
        self.dialogs = Dialogs()
        self.xlwings: Any = _xlwings(Dispatch(self.application, self.boundary), self.dialogs)

    def open(self, path: Path) -> Any:
        """The workbook at a path as a book of xlwings'."""
        return self.xlwings.apps.active.books.open(str(path.resolve()))

    def load_addin(self, path: Path) -> None:
        """Load an add-in: it answers to its name, its macros run, it is no open workbook."""
        self.application.Workbooks.Open(str(path.resolve()))

    def open_with_addin(self, path: Path) -> Any:
        """The workbook at a path, as :meth:`open` gives it, in an Excel that has our add-in loaded."""
        self.load_addin(addin_path())
        return self.open(path)

    def close_all(self) -> None:
        """Close every workbook and add-in and take back all settings."""
        books = self.application.Workbooks
        for book in list(books._open):
            with suppress(Exception):
                book.Close()
        self.application.__init__(self.application.desktop)  # type: ignore[misc]
        self.boundary._refusals.clear()
        self.dialogs.shown.clear()
        self.dialogs.looks.clear()
        self.dialogs.answers.clear()
        self.dialogs.keys.clear()
        self.dialogs.front, self.dialogs.outlook = 1, None

    def close(self) -> None:
        """End the LibreOffice."""
        atexit.unregister(self.close)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)


@lru_cache(maxsize=1)
def bed() -> Bed:
    """The one test bed of this process."""
    return Bed()


def _make_uno_importable() -> None:
    try:
        importlib.import_module("uno")
    except ImportError:
        sys.path.append(_DEBIAN)
        try:
            importlib.import_module("uno")
        except ImportError as error:
            raise OfficeError(
                f"python3-uno is missing, or made for another Python than this one ({sys.version.split()[0]}): "
                "the test bed needs a virtual environment of Debian's own python3"
            ) from error


def _xlwings(application: Dispatch, dialogs: Dialogs) -> Any:
    """xlwings with its Windows engine on this application; the engine keeps pywin32's stand-in when it is gone."""
    xlwings = importlib.import_module("xlwings")
    with installed(dialogs):
        engine: Any = importlib.import_module("xlwings._xlwindows")
    atexit.unregister(engine.cleanup)
    engine.get_excel_hwnds = lambda: iter([1])
    engine.get_xl_app_from_hwnd = lambda _window: engine.COMRetryObjectWrapper(application)
    xlwings._xlwindows = engine
    made = xlwings.Engine(impl=engine.engine)
    if "excel" not in [one.name for one in xlwings.engines]:
        xlwings.engines.add(made)
    made.activate()
    return xlwings
