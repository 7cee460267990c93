"""The line to the desk: a page in the browser beside this LibreOffice, which stays free meanwhile.

The installed program is started once and stays; what it asks is done in LibreOffice's own thread, one short request after
the other. No port listens here: the program reaches the desk by itself.
"""

from __future__ import annotations

import threading
from typing import Any

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.frame import XTerminateListener
from com.sun.star.lang import DisposedException

from xltool_calc.child import Child
from xltool_calc.dialogs import Dialogs
from xltool_calc.documents import Documents

#: The button's verb; and that of a desk that calls for the line alone, without a page.
DESK, LINE = "desk", "line"
#: Seconds between two looks at a LibreOffice that is busy, and at a child that asks nothing.
_PAUSE, _LOOK = 0.3, 3600.0
_BUSY = "正在等 LibreOffice：它在编辑单元格，或者开着对话框。请按回车键结束编辑、关掉对话框，这里会接着做。"
#: What changes nothing and may be asked at any time.
_ALWAYS = frozenset(["documents", "glance", "about", "end"])
#: The one line of this LibreOffice's, while there is one.
_link = None


def open_desk(context: Any, document: Any, dialogs: Dialogs, python: str, verb: str) -> None:
    """Open the page beside a document; the line to the desk is laid where there is none yet."""
    known = _link.id if _link is not None and _link.there else ""
    Link(context, Child(python, DESK, document.RuntimeUID, known, verb), dialogs)


def _is_the_line(link: Link) -> None:
    """From now on it is this one: the desk of the one before has ended."""
    global _link
    _link = link


class Link:
    """The conversation, in a thread of its own."""

    def __init__(self, context: Any, child: Child, dialogs: Dialogs) -> None:
        self.there = True
        self.id = ""
        self._child = child
        self._dialogs = dialogs
        make = context.ServiceManager.createInstanceWithContext
        desktop, toolkit = (
            make("com.sun.star." + name, context) for name in ("frame.Desktop", "awt.Toolkit")
        )
        self._documents = Documents(desktop, toolkit)
        self._main_thread = make("com.sun.star.awt.AsyncCallback", context)
        self._at_the_end = _AtTheEnd(self)
        desktop.addTerminateListener(self._at_the_end)
        threading.Thread(target=self._converse, daemon=True).start()

    def end(self) -> None:
        """Let the child end, which tells the desk: this LibreOffice is being closed."""
        self.there = False
        self._child.wait()

    def _converse(self) -> None:
        while self.there:
            request = self._child.request(_LOOK)
            if request is None:
                break
            if request:
                self._child.answer(self._answer(request))
        self.there = False
        _in_main_thread(self._main_thread, self._documents.close_all)

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        do, number = request.pop("do", ""), request.pop("id", None)
        if do == "ready":
            _is_the_line(self)
            self.id = str(request.get("link", ""))
            return {"id": number, "answer": None}
        while True:
            try:
                found = _in_main_thread(self._main_thread, lambda: self._done(do, request))
            except _BusyError:
                self._child.answer({"id": number, "waiting": _BUSY})
                threading.Event().wait(_PAUSE)
                continue
            except Exception as error:  # what LibreOffice refuses, the program has to hear of
                return {"id": number, "error": type(error).__name__ + ": " + str(error)}
            return {"id": number, "answer": found}

    def _done(self, do: str, request: dict[str, Any]) -> Any:
        if do == "tell":
            return self._dialogs.tell(request["text"])
        if do not in _ALWAYS and self._documents.is_busy(request.get("document", "")):
            raise _BusyError
        return self._documents.ask(do, request)


class _BusyError(Exception):
    """A person is in the middle of something."""


class _Work(unohelper.Base, XCallback):  # type: ignore[misc]
    """A piece of work for LibreOffice's own thread, and what came of it."""

    def __init__(self, work: Any) -> None:
        self._work = work
        self._found: Any = None
        self._error: Exception | None = None
        self._over = threading.Event()

    def notify(self, _data: Any) -> None:
        try:
            self._found = self._work()
        except Exception as error:  # it is raised where it is waited for
            self._error = error
        self._over.set()

    def result(self) -> Any:
        self._over.wait()
        if self._error is not None:
            raise self._error
        return self._found


def _in_main_thread(thread: Any, work: Any) -> Any:
    """What work gives that is done in LibreOffice's own thread."""
    callback = _Work(work)
    try:
        thread.addCallback(callback, None)
    except DisposedException:
        return None
    return callback.result()


class _AtTheEnd(unohelper.Base, XTerminateListener):  # type: ignore[misc]
    """LibreOffice is being closed."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def queryTermination(self, _event: Any) -> None:  # noqa: N802 (the listener's own name)
        """Nothing against it."""

    def notifyTermination(self, _event: Any) -> None:  # noqa: N802
        """The line ends."""
        self._link.end()

    def disposing(self, _event: Any) -> None:
        """Nothing is kept."""
