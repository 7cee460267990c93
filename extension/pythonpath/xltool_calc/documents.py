"""The spreadsheets that are open, for the desk: which there are, and what is asked of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uno

from xltool_calc.workbook import ASKED, STEP, OpenWorkbook

_MODAL = uno.getConstantByName("com.sun.star.accessibility.AccessibleStateType.MODAL")
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class NoDocumentError(Exception):
    """The document that is asked for was closed."""


class Documents:
    """The open spreadsheets by their RuntimeUID, each with what is going on in it for the desk."""

    def __init__(self, desktop: Any, toolkit: Any) -> None:
        self._desktop = desktop
        self._toolkit = toolkit
        self._known: dict[str, OpenWorkbook] = {}
        self._held: set[str] = set()

    def ask(self, do: str, request: dict[str, Any]) -> Any:
        """The answer to one request. Raises NoDocumentError where the document is gone."""
        if do == "documents":
            return [_described(document) for document in self._open()]
        uid = request.pop("document", "")
        own = getattr(self, "_" + do, None) if do in _OWN else None
        if own is not None:
            return own(self._workbook(uid), **request)
        if do not in ASKED:
            raise ValueError(do)
        workbook = self._workbook(uid)
        if do == "hold":
            self._held.add(uid)
            _take_input(workbook.document, False)
        try:
            return getattr(workbook, do)(**request)
        finally:
            if do == "release":
                self._let_go(workbook)

    def is_busy(self, uid: str) -> bool:
        """Whether a person is in the middle of something: a dialog is open, or a button at work. While we write, nobody is."""
        found = next((one for one in self._open() if one.RuntimeUID == uid), None)
        if found is None or uid in self._held:
            return False
        return not found.CurrentController.Frame.ContainerWindow.isEnabled() or self._asked_something()

    def _asked_something(self) -> bool:
        """Whether a dialog waits for its answer. A window that leaves the others free (Find & Replace) does not."""
        windows = (self._toolkit.getTopWindow(index) for index in range(self._toolkit.getTopWindowCount()))
        return any(_is_modal(each) for each in windows)

    def close_all(self) -> None:
        """The desk is gone: what it had begun is taken back, and every window takes input."""
        for workbook in self._known.values():
            self._end(workbook, failed=True)
        self._known = {}

    def _open(self) -> list[Any]:
        found, components = [], self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            one = components.nextElement()
            if one.supportsService(_SPREADSHEET) and one.CurrentController is not None:
                found.append(one)
        return found

    def _workbook(self, uid: str) -> OpenWorkbook:
        document = next((one for one in self._open() if one.RuntimeUID == uid), None)
        if document is None:
            self._known.pop(uid, None)
            raise NoDocumentError(uid)
        if uid not in self._known:
            self._known[uid] = OpenWorkbook(document, "")
        return self._known[uid]

    # What the desk alone asks

    def _glance(self, workbook: OpenWorkbook) -> dict[str, str]:
        """A stamp that changes with every step that a person makes, and our own step where it is the last."""
        steps = workbook.document.getUndoManager()
        undo, redo = steps.getAllUndoActionTitles(), steps.getAllRedoActionTitles()
        return {
            "stamp": repr((len(undo), undo[:3], len(redo), workbook.document.Title)),
            "undo": _ours(undo),
            "redo": _ours(redo),
        }

    def _begin(self, workbook: OpenWorkbook, label: str) -> None:
        """What is written from here on is one step of this name."""
        workbook.begin(label)

    def _end(self, workbook: OpenWorkbook, failed: bool) -> None:
        workbook.close(failed)
        self._let_go(workbook)

    def _let_go(self, workbook: OpenWorkbook) -> None:
        self._held.discard(workbook.document.RuntimeUID)
        _take_input(workbook.document, True)

    def _undo(self, workbook: OpenWorkbook) -> bool:
        """Undo the last step where it is ours."""
        steps = workbook.document.getUndoManager()
        if not _ours(steps.getAllUndoActionTitles()):
            return False
        steps.undo()
        return True

    def _redo(self, workbook: OpenWorkbook) -> bool:
        """Do it again."""
        steps = workbook.document.getUndoManager()
        if not _ours(steps.getAllRedoActionTitles()):
            return False
        steps.redo()
        return True


_OWN = frozenset(["glance", "begin", "end", "undo", "redo"])


def _is_modal(window: Any) -> bool:
    if not hasattr(window, "getAccessibleContext"):
        return False
    states = window.getAccessibleContext().getAccessibleStateSet()
    # a set of numbers, and since LibreOffice 7.6 a number of bits
    return bool(states.contains(_MODAL) if hasattr(states, "contains") else states & _MODAL)


def _take_input(document: Any, whether: bool) -> None:
    if document.CurrentController is not None:
        document.CurrentController.Frame.ContainerWindow.setEnable(whether)


def _ours(titles: Any) -> str:
    """The last step without the words that every step of ours begins with; "" where it is somebody else's."""
    head = STEP.format("")
    return titles[0][len(head) :] if titles and titles[0].startswith(head) else ""


def _described(document: Any) -> dict[str, str]:
    address = document.URL
    path = uno.fileUrlToSystemPath(address) if address.startswith("file:") else ""
    return {
        "document": document.RuntimeUID,
        "title": Path(path).name or document.Title,
        "folder": str(Path(path).parent) if path else address.rpartition("/")[0],
    }
