"""Workbooks that are open in LibreOffice, over the line on which our extension in it comes to the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from xltool.addin.beside import live_id
from xltool.addin.beside.pagedesk import PageDesk, press_on_page
from xltool.addin.calc.desk import CalcDesk
from xltool.book.live.calc import CalcHost
from xltool.book.live.pipe import CalcRefusalError, Pipe
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Cell
from xltool.desk.errand import Errand
from xltool.desk.link import Links, ProgramLink, RefusedError
from xltool.desk.openbooks import FoundBook, Glance
from xltool.errors import WorkbookError, XltoolError

#: Seconds that the list of workbooks waits for a program that gives no sign.
_LISTING: Final = 5.0
LIBREOFFICE: Final = "LibreOffice"
_GONE: Final = "这个工作簿在 LibreOffice 里已经关闭。"
_NO_WAY: Final = "LibreOffice 里转不到 {}：工作表可能已经改名、删除或隐藏。"
_CHANGED: Final = "不能从这里撤销：那一步之后工作簿又改动过。请在 LibreOffice 里按 Ctrl+Z 逐步撤销。"


class LinkPipe(Pipe):
    """The conversation with one document over the line of its LibreOffice."""

    def __init__(
        self, link: ProgramLink, document: str, waits: Callable[[str], None] = lambda _: None
    ) -> None:
        self._link = link
        self._document = document
        self._waits = waits

    def ask(self, do: str, **arguments: object) -> Any:
        """The answer to a request. Raises WorkbookError where it is closed, CalcRefusalError where LibreOffice refuses."""
        try:
            return self._link.ask(do, {"document": self._document, **arguments}, self._waits)
        except RefusedError as error:
            if "DisposedException" in str(error) or "NoDocument" in str(error):
                raise WorkbookError(_GONE) from error
            raise CalcRefusalError(str(error)) from error


class OpenInCalc:
    """A document of LibreOffice's: the :class:`~xltool.desk.beside.OpenBook` of this program."""

    def __init__(self, pipe: LinkPipe) -> None:
        self._pipe = pipe
        self.workbook = LiveWorkbook(CalcHost(pipe))

    def glance(self) -> Glance:
        """How it stands; a step of ours on top of LibreOffice's own list can be undone from the page."""
        return Glance(**self._pipe.ask("glance"))

    def go(self, cell: Cell) -> None:
        """Select a cell. Raises WorkbookError where LibreOffice cannot show it."""
        try:
            self._pipe.ask("go", sheet=cell.sheet, row=cell.row, column=cell.column)
        except CalcRefusalError as error:
            raise WorkbookError(_NO_WAY.format(cell.address)) from error

    def ready(self) -> None:
        """Always: what is written is in LibreOffice's own list."""

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """One step of LibreOffice's undo manager, from the first write on; one that fails is undone."""
        self._pipe.ask("begin", label=label)
        try:
            yield
        except BaseException:
            self._pipe.ask("end", failed=True)
            raise
        self._pipe.ask("end", failed=False)

    def undo(self) -> None:
        """One step of the undo manager, where it is ours. Raises WorkbookError where it is not."""
        if not self._pipe.ask("undo"):
            raise WorkbookError(_CHANGED)

    def redo(self) -> None:
        """The same the other way round."""
        if not self._pipe.ask("redo"):
            raise WorkbookError(_CHANGED)

    def press(self, button: str, errand: Errand) -> None:
        """Do what a button of the toolbar does, with the person at the page."""
        workbook = LiveWorkbook(CalcHost(self._pipe), errand.progress)
        press_on_page(button, PageDesk(errand, CalcDesk(self._pipe), workbook))


class CalcPrograms:
    """The LibreOffices whose extension has come to this desk."""

    def __init__(self, links: Links) -> None:
        self.links = links

    def found(self) -> list[FoundBook]:
        """The spreadsheets that are open in them."""
        return [each for link in self.links.there() for each, _ in _documents(link)]

    def hints(self) -> list[str]:
        """How one of them comes."""
        return (
            []
            if self.links.there()
            else ["LibreOffice 里打开的工作簿：在 LibreOffice 的工具栏上点“工作台”，就列在这里。"]
        )

    def open(self, id: str, waits: Callable[[str], None]) -> OpenInCalc | None:
        """Take one up; None where there is none of this id."""
        for link in self.links.there():
            for found, document in _documents(link):
                if found.id == id:
                    return OpenInCalc(LinkPipe(link, document, waits))
        return None


def _documents(link: ProgramLink) -> list[tuple[FoundBook, str]]:
    try:
        documents = link.ask("documents", {}, patience=_LISTING)
    except (XltoolError, RefusedError):
        return []
    return [
        (
            FoundBook(
                live_id(LIBREOFFICE, link.id, each["document"]), each["title"], each["folder"], LIBREOFFICE
            ),
            each["document"],
        )
        for each in documents
    ]
