"""One workbook on the page: every change of it is one step that can be taken back, whichever page it came from.

One change at a time: while a verb works or asks, every other change is refused with a sentence. A change made on a
page that shows an older state is refused too, and the page gets the state as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.desk.difference import CellDifference, differences
from xltool.desk.errand import Errand
from xltool.desk.errands import ERRANDS, Job
from xltool.desk.news import news
from xltool.desk.view import workbook_view
from xltool.desk.workcopy import WorkingCopy
from xltool.errors import WorkbookError
from xltool.verbs.check import check
from xltool.verbs.examine import opened
from xltool.verbs.explain import explain
from xltool.verbs.fill import fill, insert_row

#: Steps that can be taken back; each is the whole file as it was, some 100 KB.
_STEPS: Final = 200
#: Letters of what was typed that a step is called by.
_SHOWN: Final = 20
#: Seconds that a change waits for another one that is nearly done.
_PATIENCE: Final = 5.0

View = dict[str, Any]


class OldStateError(WorkbookError):
    """A change was asked for on a page that shows an older state of the workbook."""


class UndoStep(NamedTuple):
    """A change, as a person reads it, and the file on its other side."""

    label: str
    data: bytes


class Said(NamedTuple):
    """What a change was, and what the form itself warns of."""

    label: str
    warning: str = ""


class BookSession:
    """A workbook that is open on the page, under an id that only this process gives out."""

    def __init__(self, id: str, copy: WorkingCopy, *, resumed: bool = False) -> None:
        self.id = id
        self.copy = copy
        self.resumed = resumed
        self.revision = 1
        self.errand: Errand | None = None
        self.made: list[Path] = []
        self._undo: list[UndoStep] = []
        self._redo: list[UndoStep] = []
        self._lock = threading.Lock()
        self._viewing = threading.Lock()
        self._view: View = {}

    # What is shown

    def view(self) -> View:
        """The workbook as the page shows it. Raises WorkbookError where it cannot be processed."""
        with self._viewing:
            if self._view.get("revision") != self.revision:
                revision = self.revision
                workbook = opened(self.copy.path)
                self._view = {**workbook_view(check(workbook), workbook), "revision": revision}
            return {**self._view, **self.state()}

    def state(self) -> View:
        """What may change while the page only looks on."""
        errand = self.errand
        return {
            "id": self.id,
            "revision": self.revision,
            "unsaved": self.copy.unsaved,
            "resumed": self.resumed,
            "outside": self.copy.outside(),
            "dropped": self.copy.origin is None,
            "folder": "" if self.copy.origin is None else str(self.copy.origin.parent),
            "undo": self._undo[-1].label if self._undo else "",
            "redo": self._redo[-1].label if self._redo else "",
            "errand": None if errand is None or errand.over else errand.title,
            "made": [path.name for path in self.made],
        }

    # What is changed

    def fill(self, revision: int, name: str, row: int, text: str) -> View:
        """Put a text into a cell that people fill, and review again; the view, with what became of the findings."""

        def work() -> Said:
            filled = fill(self.copy.path, name, row, text)
            what = f"“{filled.text[:_SHOWN]}”" if filled.text else "空白"
            return Said(f"填写{filled.place.label}：{what}", filled.warning)

        return self._change(revision, work)

    def insert_row(self, revision: int, name: str, row: int) -> View:
        """Put a blank row into the table of a name, above that row."""

        def work() -> Said:
            insert_row(self.copy.path, name, row)
            return Said("插入一行")

        return self._change(revision, work)

    def explain(self, revision: int, key: str, text: str) -> View:
        """Write a reason beside a finding."""

        def work() -> Said:
            explain(self.copy.path, key, text)
            return Said("写说明")

        return self._change(revision, work)

    def undo(self, revision: int) -> View:
        """Take the last step back. Raises WorkbookError where there is none."""
        if not self._undo:
            raise WorkbookError("没有可以撤销的操作。")
        return self._back(revision, self._undo, self._redo, "已撤销")

    def redo(self, revision: int) -> View:
        """Do again what was taken back last. Raises WorkbookError where there is none."""
        if not self._redo:
            raise WorkbookError("没有可以重做的操作。")
        return self._back(revision, self._redo, self._undo, "已重做")

    def save(self, revision: int) -> View:
        """Put the copy in the place of the file."""
        with self._held(revision):
            self.copy.save()
        return {**self.view(), "news": {"said": f"已保存到“{self.copy.title}”。"}}

    def settle(self, revision: int, take_file: bool) -> View:
        """What becomes of a file that another program changed: it is taken, or the copy is kept and may be saved over it."""
        if not take_file:
            with self._held(revision):
                self.copy.keep_copy()
            said = "保留页面上的一份：保存时，文件里现在的一份另存为“上次操作前”。"
            return {**self.view(), "news": {"said": said}}

        def work() -> Said:
            self.copy.take_file()
            return Said("改用文件里的一份")

        return self._change(revision, work)

    def differences(self) -> tuple[CellDifference, ...]:
        """What another program changed in the file since it was opened. Raises WorkbookError where it cannot be read."""
        opened_as, now = self.copy.both()
        return differences(opened_as, now, self.copy.title)

    # Verbs that ask

    def start(self, revision: int, verb: str, options: Mapping[str, Any]) -> Errand:
        """Begin a verb in a thread of its own. Raises WorkbookError where there is none of that name, or one is at work."""
        kind = ERRANDS.get(verb)
        if kind is None:
            raise WorkbookError("没有这个按钮：请刷新页面再试。")
        before = self.view()
        self._hold(revision)
        errand = self.errand = Errand(kind.title)

        def step() -> Said:
            kind.work(Job(self.copy, errand, options))
            return Said(kind.title)

        def work() -> None:
            try:
                self._stepping(step)
            finally:
                self.made = list(dict.fromkeys([*self.made, *errand.made]))
                self._lock.release()
            errand.news = news(
                before, self.view(), f"“{kind.title}”{'没有做成' if errand.hindered else '做完了'}。"
            )

        threading.Thread(target=errand.run, args=(work,), daemon=True, name="xltool-errand").start()
        return errand

    def end(self) -> None:
        """Leave the workbook: a verb that is at work is told to stop."""
        if self.errand is not None:
            self.errand.cancel()
        self.copy.end()

    # Within

    def _change(self, revision: int, work: Callable[[], Said]) -> View:
        before = self.view()
        with self._held(revision):
            said = self._stepping(work)
        after = self.view()
        warning = f"{said.warning.rstrip('。')}。" if said.warning else ""
        return {**after, "news": news(before, after, f"{said.label}。{warning}")}

    def _stepping(self, work: Callable[[], Said]) -> Said:
        """Do work as one step: all of it or, where it raises, nothing."""
        before = self.copy.data
        try:
            said = work()
        except BaseException:
            if self.copy.data != before:
                self.copy.put(before)
            raise
        if self.copy.data != before:
            self._undo = [*self._undo, UndoStep(said.label, before)][-_STEPS:]
            self._redo = []
            self.revision += 1
        return said

    def _back(self, revision: int, taken: list[UndoStep], given: list[UndoStep], said: str) -> View:
        before = self.view()
        with self._held(revision):
            step = taken[-1]
            now = self.copy.data
            self.copy.put(step.data)
            taken.pop()
            given.append(step._replace(data=now))
            self.revision += 1
        after = self.view()
        return {**after, "news": news(before, after, f"{said}：{step.label}。")}

    @contextmanager
    def _held(self, revision: int) -> Iterator[None]:
        """Keep every other change waiting. Raises as :meth:`_hold`."""
        self._hold(revision)
        try:
            yield
        finally:
            self._lock.release()

    def _hold(self, revision: int) -> None:
        """Take the lock. Raises WorkbookError where a verb has it, OldStateError where the page's state is old."""
        errand = self.errand
        patience = _PATIENCE if errand is None or errand.over else 0.0
        if not self._lock.acquire(timeout=patience):
            title = "" if self.errand is None else self.errand.title
            raise WorkbookError(f"“{title}”还没有做完：请等它做完，或点“停止”，再改。")
        if revision != self.revision:
            self._lock.release()
            raise OldStateError(
                "这个工作簿刚刚在另一个页面里改过，这里显示的已不是最新的：没有写入，现在显示最新的，请核对后再改。"
            )
