"""The workbooks that are open on the page, by their ids."""

from __future__ import annotations

import secrets
import shutil
import threading
from pathlib import Path
from typing import Any, Final

from xltool.book.file.saving import read_file
from xltool.desk.beside import ELSEWHERE, LiveSession
from xltool.desk.grounds import Grounds
from xltool.desk.ids import ID, id_of, plain_name
from xltool.desk.inboxes import Inboxes
from xltool.desk.lostdrafts import LostDraft, lost_data, lost_drafts, throw_away
from xltool.desk.openbooks import OpenPrograms, listed
from xltool.desk.session import BookSession
from xltool.desk.turns import BookOnPage
from xltool.desk.workcopy import WorkingCopy
from xltool.errors import WorkbookError

#: Returns of inboxes that are open at once, as long as nothing is changed in them: a reviewer looks at hundreds a day.
_SHOWN: Final = 8


class Sessions:
    """Every workbook on the page; ``folder`` is the user's own, in which the working copies lie.

    ``programs`` are asked for what is open in them from the moment that somebody wants it so (``beside``); ``front`` is the
    id of the workbook that the next page shows at once.
    """

    def __init__(self, folder: Path, grounds: Grounds, programs: OpenPrograms | None = None) -> None:
        self.grounds = grounds
        self.inboxes = Inboxes(folder / "inboxes", grounds)
        self.programs = programs
        self.beside = False
        self.front = ""
        self._folder = folder
        self._open: dict[str, BookOnPage] = {}
        self._shown: list[BookSession] = []
        self._lock = threading.Lock()
        shutil.rmtree(folder / "dropped", ignore_errors=True)  # of a process that was killed

    def listed(self) -> list[dict[str, Any]]:
        """The workbooks that can be opened, and those that are open."""
        found = {
            id_of(path): {"id": id_of(path), "name": path.name, "folder": str(path.parent), "open": False}
            for path in self.grounds.workbooks()
        }
        found.update(self._in_programs())
        for session in list(self._open.values()):
            found[session.id] = session.listed()
        return list(found.values())

    def _in_programs(self) -> dict[str, dict[str, Any]]:
        """What is open in programs; a workbook that was closed there leaves the page."""
        if self.programs is None or not self.beside:
            return {}
        found = {each.id: each for each in self.programs.found()}
        for session in list(self._open.values()):
            if isinstance(session, LiveSession) and session.id not in found:
                self._open.pop(session.id).end()
        return {id: listed(each, opened=False) for id, each in found.items()}

    def hints(self) -> list[str]:
        """What the person has to do for more to be listed."""
        return self.programs.hints() if self.programs is not None and self.beside else []

    def __getitem__(self, id: str) -> BookOnPage:
        """An open workbook. Raises WorkbookError where there is none of this id."""
        found = self._open.get(id)
        if found is None:
            raise WorkbookError("这个工作簿没有打开（工作台可能重新启动过）：请回到“工作簿”里再打开它。")
        return found

    def open(self, id: str) -> BookOnPage:
        """The workbook of this id among those that were named at the start or are open in a program, opened unless it is already.

        Raises WorkbookError where there is none, it cannot be read, or it leads outside what was named.
        """
        with self._lock:
            held = self._open.get(id)
            if held is not None and not (isinstance(held, LiveSession) and held.gone):
                return held
            if (live := self._live(id)) is not None:
                return live
            path = next((path for path in self.grounds.workbooks() if id_of(path) == id), None)
            if path is None or not self.grounds.holds(path):
                raise WorkbookError("没有这个工作簿，或者它不在启动工作台时给出的文件和文件夹里。")
            real = path.resolve()
            return self._begun(
                # called as the file itself, whichever link led to it: the copy of one file is one
                id,
                WorkingCopy(self._folder / "drafts" / id, real.name, real),
                read_file(real),
            )

    def _live(self, id: str) -> BookOnPage | None:
        """A workbook in a program, taken up anew; None where there is none of this id."""
        if self.programs is None or not self.beside:
            return None
        found = next((each for each in self.programs.found() if each.id == id), None)
        if found is None:
            return None
        session = LiveSession(found, self.programs)
        try:
            session.view()
        except BaseException:
            session.end()
            raise
        self._open[id] = session
        return session

    def clicked(self, button: str, book: str, window: int) -> dict[str, Any]:
        """A click on the ribbon of a program, in the workbook of this name in this window: what is to be said of it."""
        with self._lock:
            session = self._of_window(book, window)
        return {**ELSEWHERE} if session is None else session.clicked(button)

    def _of_window(self, book: str, window: int) -> LiveSession | None:
        """The workbook in a window, taken up unless it is already; None where it is not found."""
        for session in self._open.values():
            if (
                isinstance(session, LiveSession)
                and (session.found.title, session.found.window) == (book, window)
                and not session.gone
            ):
                return session
        found = [] if self.programs is None else self.programs.found()
        meant = next((each for each in found if (each.title, each.window) == (book, window)), None)
        if meant is None or self.programs is None:
            return None
        self._open[meant.id] = taken = LiveSession(meant, self.programs)
        return taken

    def drop(self, name: str, data: bytes) -> BookSession:
        """A workbook whose bytes came in. Raises WorkbookError where they are no workbook of ours."""
        id = secrets.token_hex(ID // 2)
        return self._begun(id, WorkingCopy(self._folder / "dropped" / id, plain_name(name), None), data)

    def show(self, name: str, data: bytes) -> BookSession:
        """A return of an inbox as a copy like one that was dropped; the oldest of many that nobody changed are left again."""
        made = self.drop(name, data)
        with self._lock:
            self._shown = [*(each for each in self._shown if each.id in self._open), made]
            untouched = [each for each in self._shown if not each.copy.unsaved]
            for each in untouched[:-_SHOWN]:
                self._open.pop(each.id).end()
        return made

    def left(self) -> list[LostDraft]:
        """Work that was not saved and whose file is gone."""
        return lost_drafts(self._folder / "drafts", frozenset(self._open))

    def open_left(self, id: str) -> BookSession:
        """Such work as if it were dropped; it stays where it is until it is thrown away. Raises WorkbookError where there is none."""
        return self.drop(*lost_data(self._folder / "drafts", frozenset(self._open), id))

    def throw_away(self, id: str) -> None:
        """Take such work away for good. Raises WorkbookError where there is none."""
        throw_away(self._folder / "drafts", frozenset(self._open), id)

    def close(self, id: str) -> None:
        """Leave one workbook: a dropped one is forgotten, of a file stays what was not saved. Raises WorkbookError where it is not open."""
        with self._lock:
            self[id].end()
            del self._open[id]

    def end(self) -> None:
        """Leave every workbook; what was not saved stays in the user's own folder."""
        for session in list(self._open.values()):
            session.end()
        self.inboxes.end()

    def _begun(self, id: str, copy: WorkingCopy, data: bytes) -> BookSession:
        """The session, known once its workbook could be shown."""
        session = BookSession(id, copy, resumed=copy.begin(data))
        try:
            session.view()
        except BaseException as error:
            if not session.resumed or not isinstance(error, WorkbookError):
                copy.end()
                raise
            session = _instead(id, copy, data)
        self._open[id] = session
        return session


def _instead(id: str, copy: WorkingCopy, data: bytes) -> BookSession:
    """The file itself, where the work that was left cannot be shown (the power went while it was written, say)."""
    session = BookSession(id, copy, set_aside=copy.set_aside())
    copy.begin(data)
    try:
        session.view()
    except BaseException:
        copy.end()
        raise
    return session
