"""One press of a button: the installed program is started, and what it asks of the open document is done."""

from __future__ import annotations

import time
from typing import Any

import unohelper
from com.sun.star.lang import DisposedException
from com.sun.star.util import CloseVetoException, XCloseListener

from xltool_calc.child import Child
from xltool_calc.dialogs import TITLE, Dialogs
from xltool_calc.link import DESK, LINE, open_desk
from xltool_calc.settings import interpreter
from xltool_calc.texts import LABELS
from xltool_calc.walk import STEPS, hush, walk
from xltool_calc.workbook import ASKED, OpenWorkbook

_NO_WORKBOOK = "没有打开的表格：请先在 LibreOffice 里打开要填报的绩效自评表，再点按钮。"
_NOT_INSTALLED = (
    "没有找到计算程序：请在命令行运行 xltool install（或重新运行离线安装包里的安装程序），再点按钮。"
)
_DIED = (
    "计算程序中途停止了，表格已恢复到点按钮之前的样子：请再点一次；还是这样，请在命令行运行 xltool doctor。"
)
_STOPPED = "已停止，表格已恢复到点按钮之前的样子。"
_NOT_YET = "正在进行的操作还没有做完，请稍等。"
#: Seconds between two looks at the screen; until the small window with 停止 appears; until 停止 is enforced.
_LOOK, _SMALL_WINDOW, _PATIENCE = 0.02, 1.5, 3.0
#: Whether a button is at work: in this process one at a time.
_busy = False


def press(context: Any, verb: str) -> None:
    """Do what a button says in the workbook that is in front. Never raises."""
    global _busy
    if _busy or (verb not in LABELS and verb != LINE):  # a link in a mailed document may say anything
        return
    _busy = True
    try:
        _press(context, verb)
    except DisposedException:
        pass  # LibreOffice is being closed
    finally:
        _busy = False


def _press(context: Any, verb: str) -> None:
    make = context.ServiceManager.createInstanceWithContext
    document = make("com.sun.star.frame.Desktop", context).getCurrentComponent()
    frame = None if document is None else document.CurrentController.Frame
    dialogs = Dialogs(context, None if frame is None else frame.ContainerWindow)
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        if verb != LINE:
            dialogs.tell(_NO_WORKBOOK)
    elif verb in STEPS:
        walk(document, STEPS[verb], dialogs)
    else:
        python = interpreter()
        if python is None:
            dialogs.tell(_NOT_INSTALLED)
        elif verb in (DESK, LINE):
            open_desk(context, document, dialogs, python, verb)
        else:
            _Session(context, document, dialogs, verb, python).run()


class _Session:
    """The conversation with the program, while LibreOffice stays alive."""

    def __init__(self, context: Any, document: Any, dialogs: Dialogs, verb: str, python: str) -> None:
        self._document = document
        self._dialogs = dialogs
        self._frame = document.CurrentController.Frame
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self._workbook = OpenWorkbook(document, verb)
        self._python, self._verb = python, verb
        self._step = "正在启动…"
        self._small: Any = None
        self._started = self._stopping = 0.0
        self._heard = False
        self._status: Any = None

    def run(self) -> None:
        """Until the program is done, gone or stopped."""
        ended = ""
        kept_open = _KeptOpen()
        self._document.addCloseListener(kept_open)
        hush(self._document)
        self._show()
        try:
            ended = self._converse()
        finally:
            try:
                self._workbook.close(failed=bool(ended))
            finally:
                self._hide()
                self._document.removeCloseListener(kept_open)
        if ended:
            self._dialogs.tell(ended)

    def _converse(self) -> str:
        """The sentence of what went wrong; "" where the program has done its work."""
        try:
            child = Child(self._python, self._verb)
        except OSError:
            return _NOT_INSTALLED
        try:
            return self._answering(child)
        finally:
            child.end()

    def _answering(self, child: Child) -> str:
        while True:
            request = child.request(_LOOK)
            self._look()
            if request is None:
                return _STOPPED if self._stopping else _DIED
            if self._to_be_ended():
                return _STOPPED
            if request and request.get("do") == "done":
                child.answer({"id": request.get("id"), "answer": None})
                child.wait()
                return ""
            if request:
                child.answer(self._answer(request))

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        do, number = request.pop("do", ""), request.pop("id", None)
        try:
            if do in ASKED:
                return {"id": number, "answer": getattr(self._workbook, do)(**request)}
            return {"id": number, "answer": _OF_THE_PERSON[do](self, **request)}
        except DisposedException:
            raise
        except Exception as error:  # what LibreOffice refuses, the program has to hear of
            return {"id": number, "error": f"{type(error).__name__}: {error}"}

    # The person

    def _tell(self, text: str) -> None:
        self._hide()
        self._in_front()
        self._dialogs.tell(text)
        self._show()

    def _agrees(self, question: str) -> bool:
        self._hide()
        agreed = self._dialogs.agrees(question)
        self._show()
        return agreed

    def _ask(self, question: str, default: str, about: str) -> str | None:
        self._hide()
        answer = self._dialogs.ask(question, default, about)
        self._show()
        return answer

    def _progress(self, step: str) -> None:
        self._step = step
        self._status.setText(f"{TITLE}：{step}")
        if self._small is not None and not self._small.pressed:
            self._small.say(step)

    def _cancelled(self) -> bool:
        self._heard = bool(self._stopping)
        return self._heard

    def _to_be_ended(self) -> bool:
        """Whether a program that was to stop does not: it never asks, or the person presses once more."""
        if not self._stopping:
            return False
        late = time.monotonic() - self._stopping > _PATIENCE
        return (late and not self._heard) or (self._small is not None and self._small.pressed > 1)

    def _in_front(self) -> None:
        """What is said last is said in the window that was opened last."""
        frame = self._frame.Creator.getCurrentFrame()
        if frame is not None:
            self._dialogs.window = frame.ContainerWindow

    # The screen

    def _show(self) -> None:
        """The window takes no input from here on, and the status bar says why."""
        self._started = time.monotonic()
        self._status = self._frame.createStatusIndicator()
        self._status.start(f"{TITLE}：{self._step}", 0)
        self._frame.ContainerWindow.setEnable(False)

    def _hide(self) -> None:
        if self._small is not None:
            self._small.close()
            self._small = None
        if self._status is not None:
            self._status.end()
            self._status = None
        self._frame.ContainerWindow.setEnable(True)
        if self._frame.isActive():  # and not another document that was opened meanwhile
            self._frame.ComponentWindow.setFocus()

    def _look(self) -> None:
        """Let LibreOffice draw; after a while, offer to stop."""
        self._toolkit.processEventsToIdle()
        if self._small is None and time.monotonic() - self._started > _SMALL_WINDOW:
            self._small = self._dialogs.working(self._step)
        if self._small is not None and self._small.pressed and not self._stopping:
            self._stopping = time.monotonic()


_OF_THE_PERSON: dict[str, Any] = {
    "tell": _Session._tell,
    "agrees": _Session._agrees,
    "ask": _Session._ask,
    "progress": _Session._progress,
    "cancelled": _Session._cancelled,
}


class _KeptOpen(unohelper.Base, XCloseListener):  # type: ignore[misc]
    """A document stays open while a button works on it."""

    def queryClosing(self, _event: Any, _ownership: bool) -> None:  # noqa: N802 (the listener's own name)
        """Refuse."""
        raise CloseVetoException(_NOT_YET, self)

    def notifyClosing(self, _event: Any) -> None:  # noqa: N802
        """Nothing is kept."""

    def disposing(self, _event: Any) -> None:
        """Nothing is kept."""
