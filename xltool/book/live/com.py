"""Calls across the COM boundary: waiting while Excel is busy, and telling its refusals apart."""

from __future__ import annotations

import datetime
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final, TypeVar

from xltool.errors import WorkbookError

T = TypeVar("T")

#: Seconds that a call waits for Excel before it gives up, and between two tries.
PATIENCE: Final = 10.0
_PAUSE: Final = 0.2
#: Seconds that putting everything back may wait in all.
RESTORING: Final = 60.0

#: Excel is editing a cell or shows a dialog: VBA_E_IGNORE, RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER.
_BUSY: Final = frozenset({0x800AC472 - 2**32, 0x80010001 - 2**32, 0x8001010A - 2**32})
#: Excel went away: RPC_S_SERVER_UNAVAILABLE, RPC_E_DISCONNECTED, RPC_S_CALL_FAILED.
_GONE: Final = frozenset({0x800706BA - 2**32, 0x80010108 - 2**32, 0x800706BE - 2**32})

_IS_BUSY: Final = "Excel 正忙：请按回车键结束正在编辑的单元格，关闭打开的对话框，然后再点一次。"
_IS_GONE: Final = "Excel 已经关闭或没有响应：请重新打开工作簿再试。"

#: What is said to whom it is told while a call waits.
_WAITS: Final = "正在等 Excel：它在编辑单元格，或者开着对话框。请按回车键结束编辑、关掉对话框，这里会接着做。"

#: What a call answers with that is no object of Excel's.
_PLAIN: Final = (str, int, float, tuple, Decimal, datetime.datetime, type(None))


class _Waiting(threading.local):
    """How the calls of one thread wait: how long (None: as all do), and who is told."""

    patience: float | None = None
    told: Callable[[str], None] = staticmethod(lambda _sentence: None)


_waiting = _Waiting()


def wait_in_this_thread(patience: float, told: Callable[[str], None]) -> None:
    """Let the calls of this thread wait so many seconds for a busy Excel, and say so to ``told`` as soon as one does."""
    _waiting.patience, _waiting.told = patience, told


class Patient:
    """An object of Excel's whose every call waits a while where Excel is busy, as a person would.

    Raises WorkbookError where Excel stays busy for :data:`PATIENCE` seconds (:func:`wait_in_this_thread`) or went away.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: object) -> None:
        object.__setattr__(self, "_inner", inner)

    def __getattr__(self, name: str) -> Any:
        """A property, or a method to be called."""
        return _wrapped(_patiently(lambda: getattr(self._inner, name)))

    def __setattr__(self, name: str, value: object) -> None:
        """Set a property."""
        _patiently(lambda: setattr(self._inner, name, value))

    def __call__(self, *arguments: object) -> Any:
        """The method's answer, or the item of a collection."""
        return _wrapped(_patiently(lambda: self._inner(*arguments)))


def is_refusal(error: Exception) -> bool:
    """True for an error of Excel's own, such as one for a name that it does not know."""
    return hasattr(error, "hresult")


def unless_refused(call: Callable[[], T]) -> T | None:
    """What a call answers, None where Excel itself refuses it."""
    try:
        return call()
    except Exception as error:
        if not is_refusal(error):
            raise
        return None


@contextmanager
def our_own_patience() -> Iterator[None]:
    """While this lasts, xlwings hands a busy Excel's refusal on at once instead of trying for ever."""
    engine: Any = sys.modules.get("xlwings._xlwindows")
    if engine is None:  # not on Windows
        yield
        return
    before, engine.N_COM_ATTEMPTS = engine.N_COM_ATTEMPTS, 1
    try:
        yield
    finally:
        engine.N_COM_ATTEMPTS = before


#: While everything is put back, the moment until which all its calls may wait; 0 otherwise.
_until = 0.0


@contextmanager
def putting_back() -> Iterator[None]:
    """While this lasts, calls wait longer for a busy Excel, but no longer than :data:`RESTORING` all together."""
    global _until
    _until = time.monotonic() + RESTORING
    try:
        yield
    finally:
        _until = 0.0


def _wrapped(answer: Any) -> Any:
    return answer if isinstance(answer, _PLAIN) else Patient(answer)


def _patiently(call: Callable[[], T]) -> T:
    deadline = _until or time.monotonic() + (PATIENCE if _waiting.patience is None else _waiting.patience)
    while True:
        try:
            return call()
        except AttributeError:  # what pywin32 makes of a call that a busy Excel rejected
            if time.monotonic() >= deadline:
                raise
        except Exception as error:
            code = _code(error)
            if code in _GONE:
                raise WorkbookError(_IS_GONE) from error
            if code not in _BUSY:
                raise
            if time.monotonic() >= deadline:
                raise WorkbookError(_IS_BUSY) from error
        _waiting.told(_WAITS)
        time.sleep(_PAUSE)


def _code(error: Exception) -> int | None:
    """The result code of an error of Excel's: the inner one (edit mode comes so), else its own."""
    if type(error).__name__ == "ExcelBusyError":  # xlwings' word for a rejected call
        return 0x80010001 - 2**32
    details = getattr(error, "excepinfo", None)
    inner = details[5] if isinstance(details, tuple) and len(details) > 5 else None
    code: int | None = inner if inner in _BUSY else getattr(error, "hresult", None)
    return code
