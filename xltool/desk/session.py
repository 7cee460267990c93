"""A workbook of a file on the page: every change of it is one step that can be taken back, whichever page it came from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.book.file.given import GivenWorkbook
from xltool.desk.drawn import DrawnSheets
from xltool.desk.errand import Errand
from xltool.desk.errands import ERRANDS, Job
from xltool.desk.news import news
from xltool.desk.turns import BookOnPage, Said, View
from xltool.desk.view import blank_view, workbook_view
from xltool.desk.workcopy import WorkingCopy
from xltool.errors import WorkbookError
from xltool.model.compared import CellChange, changes
from xltool.verbs.annotate import returns_in
from xltool.verbs.blank_form import blank_form
from xltool.verbs.check import check
from xltool.verbs.examine import form_of, opened
from xltool.verbs.explain import explain
from xltool.verbs.fill import fill, insert_row
from xltool.verbs.outcome import Outcome

#: Steps that can be taken back; each is the whole file as it was, some 100 KB. Of a large one there are fewer: all of them
#: together hold no more than so many bytes, and the last one is always there.
_STEPS: Final = 200
_HELD: Final = 200 * 2**20
#: Letters of what was typed that a step is called by.
_SHOWN: Final = 20


class UndoStep(NamedTuple):
    """A change, as a person reads it, and the file on its other side."""

    label: str
    data: bytes


class BookSession(BookOnPage):
    """A workbook that lies in a file, worked on as a copy."""

    def __init__(self, id: str, copy: WorkingCopy, *, resumed: bool = False, set_aside: str = "") -> None:
        super().__init__(id)
        self.copy = copy
        self.resumed = resumed
        self._set_aside = set_aside
        self._undo: list[UndoStep] = []
        self._redo: list[UndoStep] = []
        self._viewing = threading.Lock()
        self._view: View = {}
        self._drawn = DrawnSheets()
        # the review that a change came with, and of which state it is: nothing is reviewed twice
        self._reviewed: tuple[int, Outcome | None] = 0, None

    # What is shown

    def view(self) -> View:
        """The workbook as the page shows it. Raises WorkbookError where it cannot be processed."""
        with self._viewing:
            if self._view.get("revision") != self.revision:
                revision = self.revision
                self._view = {**self._looked(), "revision": revision}
            return {**self._view, **self.state()}

    def _looked(self) -> View:
        """The workbook anew: reviewed or, where it is a form that nobody has annotated, with what was recognised on it."""
        (revision, outcome), self._reviewed = self._reviewed, (0, None)
        workbook = opened(self.copy.path)
        try:
            known = outcome if outcome is not None and revision == self.revision else check(workbook)
        except WorkbookError as error:
            return _as_blank_form(self.copy.path, error)
        return workbook_view(known, workbook, self._drawn)

    def state(self) -> View:
        """What may change while the page only looks on."""
        errand = self.errand
        return {
            "id": self.id,
            "revision": self.revision,
            "unsaved": self.copy.unsaved,
            "resumed": self.resumed,
            "aside": self._set_aside,
            "outside": self.copy.outside(),
            "dropped": self.copy.origin is None,
            "folder": "" if self.copy.origin is None else str(self.copy.origin.parent),
            "undo": self._undo[-1].label if self._undo else "",
            "redo": self._redo[-1].label if self._redo else "",
            "errand": None if errand is None or errand.over else errand.title,
            "made": [path.name for path in self.made],
        }

    def listed(self) -> View:
        """The workbook as the first page lists it."""
        folder = "" if self.copy.origin is None else str(self.copy.origin.parent)
        return {
            "id": self.id,
            "name": self.copy.title,
            "folder": folder,
            "open": True,
            "unsaved": self.copy.unsaved,
        }

    # What is changed

    def fill(self, revision: int, name: str, row: int, text: str) -> View:
        """Put a text into a cell that people fill, and review again; the view, with what became of the findings."""

        def work() -> Said:
            filled = fill(self.copy.path, name, row, text)
            what = f"“{filled.text[:_SHOWN]}”" if filled.text else "空白"
            return Said(f"填写{filled.place.label}：{what}", filled.warning, filled.outcome)

        return self._change(revision, work)

    def insert_row(self, revision: int, name: str, row: int) -> View:
        """Put a blank row into the table of a name, above that row."""

        def work() -> Said:
            return Said("插入一行", outcome=insert_row(self.copy.path, name, row))

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

    def differences(self) -> tuple[CellChange, ...]:
        """What another program changed in the file since it was opened. Raises WorkbookError where it cannot be read."""
        opened_as, now = (form_of(GivenWorkbook(data, self.copy.title)) for data in self.copy.both())
        return changes(opened_as, now)

    # Verbs that ask

    def start(self, revision: int, verb: str, options: Mapping[str, Any]) -> Errand:
        """Begin a verb in a thread of its own. Raises WorkbookError where there is none of that name, or one is at work."""
        kind = ERRANDS.get(verb)
        if kind is None:
            raise WorkbookError("没有这个按钮：请刷新页面再试。")

        def step(errand: Errand) -> None:
            def work() -> Said:
                kind.work(Job(self.copy, errand, options))
                return Said(kind.title)

            self._stepping(work)

        return self._begin(revision, kind.title, step)

    def go(self, address: str) -> View:
        """Refused: no program holds it. Raises WorkbookError."""
        raise WorkbookError(f"这个工作簿没有开在 Excel 或 LibreOffice 里，不能转到 {address}。")

    def whole(self) -> tuple[bytes, str]:
        """The bytes of the copy, and the name of the file."""
        return self.copy.data, self.copy.title

    def end(self) -> None:
        """Leave the workbook: a verb that is at work is told to stop."""
        super().end()
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
            self._undo = [*_held_steps([*self._undo, UndoStep(said.label, before)])]
            self._redo = []
            self.revision += 1
            self._reviewed = self.revision, said.outcome
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


def _as_blank_form(path: Path, refused: WorkbookError) -> View:
    """A form that can be annotated. Raises what the workbook was refused with where it is none, or holds several returns: that it does."""
    try:
        return blank_view(blank_form(path))
    except WorkbookError as own:
        raise (own if returns_in(path) else refused) from None


def _held_steps(steps: list[UndoStep]) -> Iterator[UndoStep]:
    """The last steps that are kept."""
    held, first = 0, len(steps) - 1
    for number in range(first, max(first - _STEPS, -1), -1):
        held += len(steps[number].data)
        if held > _HELD:
            break
        first = number
    return iter(steps[first:])
