"""What every workbook on the page has, wherever it is open: one change at a time, each told on which state it was made.

While a verb works or asks, every other change is refused with a sentence. A change made on a page that shows an older
state is refused too, and the page gets the state as it is.
"""

from __future__ import annotations

import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.desk.errand import Errand
from xltool.desk.news import news
from xltool.errors import WorkbookError
from xltool.model.compared import CellChange
from xltool.verbs.outcome import Outcome

#: Seconds that a change waits for another one that is nearly done.
_PATIENCE: Final = 5.0

View = dict[str, Any]


class OldStateError(WorkbookError):
    """A change was asked for on a page that shows an older state of the workbook."""


class Said(NamedTuple):
    """What a change was, what the form itself warns of, and the review of the workbook after it where the verb made one."""

    label: str
    warning: str = ""
    outcome: Outcome | None = None


class BookOnPage(ABC):
    """A workbook that is open on the page, under an id that only this process gives out."""

    #: What is said of a change that was asked for on an older state.
    old_state = (
        "这个工作簿刚刚在另一个页面里改过，这里显示的已不是最新的：没有写入，现在显示最新的，请核对后再改。"
    )

    def __init__(self, id: str) -> None:
        self.id = id
        # no page of an earlier process, nor of the same workbook closed and opened again, shows this number
        self.revision = secrets.randbelow(2**40)
        self.errand: Errand | None = None
        self.made: list[Path] = []
        self._lock = threading.Lock()

    # What is shown

    @abstractmethod
    def view(self) -> View:
        """The workbook as the page shows it. Raises WorkbookError where it cannot be processed."""

    @abstractmethod
    def state(self) -> View:
        """What may change while the page only looks on."""

    @abstractmethod
    def listed(self) -> View:
        """The workbook as the first page lists it."""

    # What is changed. Each raises WorkbookError where it cannot be done, OldStateError where the page's state is old.

    @abstractmethod
    def fill(self, revision: int, name: str, row: int, text: str) -> View:
        """Put a text into a cell that people fill, and review again; the view, with what became of the findings."""

    @abstractmethod
    def insert_row(self, revision: int, name: str, row: int) -> View:
        """Put a blank row into the table of a name, above that row."""

    @abstractmethod
    def explain(self, revision: int, key: str, text: str) -> View:
        """Write a reason beside a finding."""

    @abstractmethod
    def undo(self, revision: int) -> View:
        """Take the last step back."""

    @abstractmethod
    def redo(self, revision: int) -> View:
        """Do again what was taken back last."""

    @abstractmethod
    def save(self, revision: int) -> View:
        """Put what the page shows into the file."""

    @abstractmethod
    def settle(self, revision: int, take_file: bool) -> View:
        """What becomes of a file that another program changed: it is taken, or what the page shows is kept."""

    @abstractmethod
    def differences(self) -> tuple[CellChange, ...]:
        """What another program changed in the file since it was opened."""

    @abstractmethod
    def whole(self) -> tuple[bytes, str]:
        """The workbook's bytes as they are on the page, and what it is called."""

    @abstractmethod
    def start(self, revision: int, verb: str, options: Mapping[str, Any]) -> Errand:
        """Begin a verb in a thread of its own."""

    @abstractmethod
    def go(self, address: str) -> View:
        """Show a cell in the program that holds the workbook open."""

    def end(self) -> None:
        """Leave the workbook: a verb that is at work is told to stop."""
        if self.errand is not None:
            self.errand.cancel()

    # Within

    def _begin(self, revision: int, title: str, step: Callable[[Errand], None]) -> Errand:
        """Begin work as an errand of this title, which keeps every other change waiting. Raises as :meth:`_hold`."""
        before = self.view()
        self._hold(revision)
        errand = self.errand = Errand(title)

        def work() -> None:
            try:
                step(errand)
            finally:
                self.made = list(dict.fromkeys([*self.made, *errand.made]))
                self._lock.release()
            ended = "没有做成" if errand.hindered else "做完了"
            errand.news = news(before, self.view(), f"“{title}”{ended}。")

        threading.Thread(target=errand.run, args=(work,), daemon=True, name="xltool-errand").start()
        return errand

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
            raise OldStateError(self.old_state)
