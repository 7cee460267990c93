"""A workbook that is open in a program: findings beside it, while its sheets stay where the person sees them.

Nothing of it is drawn on the page, a cell is shown in the program itself. What is asked of the program is asked by one
thread a workbook, which is what COM wants too; a program that is busy is waited for, and the page is told so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from xltool.book.port import Cell, column_number
from xltool.desk.errand import Errand
from xltool.desk.news import news
from xltool.desk.openbooks import FoundBook, Glance, OpenPrograms, listed
from xltool.desk.turns import BookOnPage, OldStateError, View
from xltool.desk.view import workbook_view
from xltool.errors import WorkbookError, XltoolError
from xltool.model.compared import CellChange
from xltool.verbs.check import check
from xltool.verbs.explain import explain
from xltool.verbs.fill import fill

T = TypeVar("T")

#: The buttons of the page -> what they are called, and the button of the ribbon that does the same in an open workbook.
_BUTTONS: Final[Mapping[str, tuple[str, str]]] = {
    "recalc": ("重新计算", "recalculate"),
    "adopt": ("采用建议得分", "adopt"),
    "restore": ("恢复公式", "restore"),
    "locate": ("错误定位", "locate"),
    "clear": ("清除标记", "clear"),
    "report": ("生成报告", "report"),
    "seal": ("生成上报件", "seal"),
    "mail": ("写邮件", "mail"),
    "newyear": ("新建下一年", "newyear"),
}
#: What a click is answered that the desk does not take.
ELSEWHERE: Final[Mapping[str, bool]] = {"elsewhere": True}
#: Seconds between two glances at the program, however many pages ask.
_BETWEEN: Final = 1.5


class LiveSession(BookOnPage):
    """A workbook that is open in a program."""

    old_state = "工作簿里刚刚有改动，这里显示的已不是最新的：没有写入，现在显示最新的，请核对后再点。"

    def __init__(self, found: FoundBook, programs: OpenPrograms) -> None:
        super().__init__(found.id)
        self.found = found
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xltool-beside")
        self._viewing = threading.Lock()
        self._view: View = {}
        self._glance = Glance("")
        self._seen = self._noticed = ""
        self._next_look = 0.0
        self._waiting = self._gone = ""
        self._book = self._do(lambda: programs.open(found.id, self._waits))

    # What is shown

    def view(self) -> View:
        """The findings as the page shows them. Raises WorkbookError where the workbook cannot be processed."""
        with self._viewing:
            if self._view.get("revision") != self.revision:
                revision = self.revision
                self._view = {**self._do(self._looked), "revision": revision}
            return {**self._view, **self.state()}

    def state(self) -> View:
        """What may change while the page only looks on: the person may go on working in the program."""
        self._look()
        errand = self.errand
        return {
            "id": self.id,
            "revision": self.revision,
            "beside": self.found.program,
            "waiting": self._waiting,
            "gone": self._gone,
            "unsaved": False,
            "resumed": False,
            "outside": "",
            "dropped": False,
            "folder": self.found.folder,
            "undo": self._glance.undo,
            "redo": self._glance.redo,
            "errand": None if errand is None or errand.over else errand.title,
            "made": [path.name for path in self.made],
        }

    def listed(self) -> View:
        """The workbook as the first page lists it."""
        return listed(self.found, opened=True)

    # What is changed

    def fill(self, revision: int, name: str, row: int, text: str) -> View:
        """Put a text into a cell that people fill, and review again."""
        return self._change(revision, "填写", lambda: fill(self._book.workbook, name, row, text))

    def insert_row(self, revision: int, name: str, row: int) -> View:  # noqa: ARG002 (of every workbook)
        """Refused: where rows go in, the program knows better. Raises WorkbookError."""
        raise self._not_here("插入行")

    def explain(self, revision: int, key: str, text: str) -> View:
        """Write a reason beside a finding."""
        return self._change(revision, "写说明", lambda: explain(self._book.workbook, key, text))

    def undo(self, revision: int) -> View:
        """Take the last step back, where the program can."""
        return self._change(revision, "", lambda: self._book.undo(), f"已撤销：{self._glance.undo}")

    def redo(self, revision: int) -> View:
        """Do it again."""
        return self._change(revision, "", lambda: self._book.redo(), f"已重做：{self._glance.redo}")

    def start(self, revision: int, verb: str, options: Mapping[str, Any]) -> Errand:  # noqa: ARG002 (of every workbook)
        """Begin a button's work. Raises WorkbookError where there is none of that name, or one is at work."""
        if verb not in _BUTTONS:
            raise WorkbookError("没有这个按钮：请刷新页面再试。")
        title, button = _BUTTONS[verb]

        def step(errand: Errand) -> None:
            try:
                self._do(lambda: self._stepping(title, lambda: self._book.press(button, errand)))
            finally:
                self.revision += 1

        return self._begin(revision, title, step)

    def go(self, address: str) -> View:
        """Show a cell in the program. Raises WorkbookError where a verb is at work, or the program does not answer."""
        cell = _cell(address)
        errand = self.errand
        if errand is not None and not errand.over:
            raise WorkbookError(f"“{errand.title}”还没有做完：做完以后再点。")
        self._do(lambda: self._book.go(cell))
        return {}

    def clicked(self, button: str) -> View:
        """Do what a button of the program's own ribbon says that asks nothing; what is to be said, or that it is to be done elsewhere."""
        if not self._lock.acquire(blocking=False):
            return {**ELSEWHERE}
        errand = Errand(button)
        try:
            self._do(self._book.ready)
            errand.run(lambda: self._do(lambda: self._book.press(button, errand)))
        except XltoolError:  # something is to be asked first, or the program is busy or gone
            return {**ELSEWHERE}
        finally:
            self.revision += 1
            self._lock.release()
        said = "\n".join("\n".join([text, *listed]) for text, listed, _ in errand.said)
        return {"said": said, "warning": errand.hindered}

    # What is the program's own business

    def save(self, revision: int) -> View:  # noqa: ARG002 (of every workbook)
        """Refused: the program saves. Raises WorkbookError."""
        raise self._not_here("保存")

    def settle(self, revision: int, take_file: bool) -> View:  # noqa: ARG002 (of every workbook)
        """Refused: there is no second one. Raises WorkbookError."""
        raise self._not_here("改")

    def differences(self) -> tuple[CellChange, ...]:
        """Refused: there is no second one. Raises WorkbookError."""
        raise self._not_here("看")

    def whole(self) -> tuple[bytes, str]:
        """Refused: the program saves. Raises WorkbookError."""
        raise self._not_here("另存")

    def _not_here(self, what: str) -> WorkbookError:
        return WorkbookError(f"这个工作簿开在 {self.found.program} 里：请在那里{what}。")

    def end(self) -> None:
        """Leave the workbook as it is."""
        super().end()
        self._worker.shutdown(wait=False, cancel_futures=True)

    @property
    def gone(self) -> bool:
        """Whether the program, or the workbook in it, was closed."""
        return bool(self._gone)

    # Within

    def _change(self, revision: int, label: str, work: Callable[[], object], said: str = "") -> View:
        """The view after work; with a label it is a write, one step under it. The program checks by itself what it takes back."""
        before = self.view()
        with self._held(revision):
            if (
                label
            ):  # where something is to be asked first nothing has changed: what the page shows stays good
                self._do(self._book.ready)
            try:
                self._do((lambda: self._writing(label, work)) if label else work)
            finally:
                self.revision += 1
        after = self.view()
        return {**after, "news": news(before, after, f"{said or label}。")}

    def _writing(self, label: str, work: Callable[[], object]) -> None:
        """Do what was asked for on what the page shows. Raises OldStateError where that was changed in the program since: rows may stand elsewhere."""
        if self._book.glance().stamp != self._seen:
            raise OldStateError(self.old_state)
        self._stepping(label, work)

    def _stepping(self, label: str, work: Callable[[], object]) -> None:
        with self._book.step(label):
            work()

    def _looked(self) -> View:
        """The view, and how the workbook stood just before."""
        glance = self._book.glance()
        workbook = self._book.workbook
        view = workbook_view(check(workbook), workbook)
        self._glance, self._seen, self._noticed = glance, glance.stamp, glance.stamp
        return view

    def _look(self) -> None:
        """Notice what was changed in the program, once the person has paused; nothing while a verb is at work."""
        if time.monotonic() < self._next_look or not self._view or not self._lock.acquire(blocking=False):
            return
        try:
            self._glance = self._do(self._book.glance)
            stamp = self._glance.stamp
            if stamp not in (self._seen, self._noticed):
                self._noticed = stamp
            elif stamp != self._seen:
                self._seen = stamp
                self.revision += 1
            self._gone = ""
        except XltoolError as error:
            self._gone = str(error)
        finally:
            self._next_look = time.monotonic() + _BETWEEN
            self._lock.release()

    def _do(self, work: Callable[[], T]) -> T:
        """What work gives that is done in the workbook's own thread."""
        try:
            return self._worker.submit(work).result()
        except RuntimeError as error:
            raise WorkbookError("这个工作簿已经离开工作台：请回到“工作簿”里再打开它。") from error
        finally:
            self._waiting = ""

    def _waits(self, sentence: str) -> None:
        self._waiting = sentence


def _cell(address: str) -> Cell:
    """The cell of ``sheet!A1``. Raises WorkbookError for anything else."""
    sheet, _, place = address.rpartition("!")
    letters = place.rstrip("0123456789")
    digits = place[len(letters) :]
    if not sheet or not digits or not (letters.isascii() and letters.isalpha()):
        raise WorkbookError("没有这个格。")
    return Cell(sheet, int(digits), column_number(letters))
