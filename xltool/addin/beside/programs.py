"""All programs in which workbooks may be open, as the desk asks for them."""

from __future__ import annotations

from collections.abc import Callable

from xltool.addin.beside.calc import CalcPrograms
from xltool.addin.beside.excel import ExcelPrograms
from xltool.addin.beside.wps import WpsPrograms
from xltool.desk.link import Links
from xltool.desk.openbooks import FoundBook, OpenBook
from xltool.errors import WorkbookError


class AllPrograms:
    """Excel, WPS and LibreOffice: the :class:`~xltool.desk.beside.OpenPrograms` of this computer."""

    def __init__(self) -> None:
        self.links = Links()
        self._all = (ExcelPrograms(), WpsPrograms(), CalcPrograms(self.links))

    def found(self) -> list[FoundBook]:
        """What is open now."""
        return [found for program in self._all for found in program.found()]

    def hints(self) -> list[str]:
        """What the person has to do for more to be found."""
        return [hint for program in self._all for hint in program.hints()]

    def open(self, id: str, waits: Callable[[str], None]) -> OpenBook:
        """Take one up in this thread. Raises WorkbookError where it was closed meanwhile."""
        for program in self._all:
            if (opened := program.open(id, waits)) is not None:
                return opened
        raise WorkbookError("这个工作簿已经关闭：请回到“工作簿”里看现在打开的有哪些。")
