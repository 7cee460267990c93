"""The extension's own code outside LibreOffice's process: on a document that is reached from here, without a child."""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from templatebuild.extension import build_extension
from tests.excel.bed import _make_uno_importable
from xltool.book.live.calc import CalcHost
from xltool.book.live.pipe import CalcRefusalError, Pipe
from xltool.book.live.workbook import LiveWorkbook

if TYPE_CHECKING:
    from tests.excel.bed import Bed


@lru_cache(maxsize=1)
def built() -> Path:
    """The extension, built from the sources."""
    path = Path(tempfile.mkdtemp(prefix="xltool-oxt-"), "绩效自评.oxt")
    build_extension(path)
    return path


@lru_cache(maxsize=1)
def code() -> Any:
    """The module ``xltool_calc.workbook`` of the built extension, under this Python and Debian's ``uno``."""
    _make_uno_importable()
    folder = built().with_suffix("")
    with zipfile.ZipFile(built()) as package:
        package.extractall(folder)
    sys.path.append(str(folder / "pythonpath"))
    from xltool_calc import workbook

    return workbook


class DirectPipe(Pipe):
    """The pipe with both of its ends in this process: what goes through is what JSON lets through."""

    def __init__(self, document: Any, verb: str = "recalculate") -> None:
        self.workbook = code().OpenWorkbook(document, verb)
        self.asked: list[str] = []

    def ask(self, do: str, **arguments: object) -> Any:
        self.asked.append(do)
        if do == "progress":
            return None
        try:
            found = getattr(self.workbook, do)(**json.loads(json.dumps(arguments)))
        except Exception as error:
            raise CalcRefusalError(str(error)) from error
        return json.loads(json.dumps(found))


def live(document: Any) -> LiveWorkbook:
    """An open document of LibreOffice's behind the port."""
    return LiveWorkbook(CalcHost(DirectPipe(document)))


def finish(workbook: LiveWorkbook) -> None:
    """What the extension does at the end of a press: the step of the undo manager is closed."""
    workbook._host._pipe.workbook.close()  # type: ignore[attr-defined]


def hidden_document(excel: Bed, path: Path) -> Any:
    """A workbook open in the test bed's LibreOffice, which its Excel does not know of; closed with the bed's own."""
    import uno

    from tests.support.office_server import properties

    address = uno.systemPathToFileUrl(str(path.resolve()))
    return excel.application.desktop.loadComponentFromURL(address, "_blank", 0, properties(Hidden=True))
