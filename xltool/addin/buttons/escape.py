"""The key Esc, by which a person in Excel ends a long search.

Excel waits for the macro and takes no keys; so the state of the key is asked of Windows, and counts while a window of
this Excel is in front. The macro keeps Excel from taking the same press for an interruption of itself (XtHost).
"""

from __future__ import annotations

import sys
import time
from typing import Any, Final

#: Windows' number of the key; the bits that say it is down, or was pressed since it was asked for last.
_ESCAPE, _PRESSED = 0x1B, 0x8001
#: Seconds between two looks: a search asks thousands of times a second.
_BETWEEN: Final = 0.05


class EscapeKey:
    """The key as it concerns one window of Excel, a press before the first look left out."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._next = 0.0
        self._seen = False

    def pressed(self) -> bool:
        """Whether it has been pressed since the first time this was asked."""
        now = time.monotonic()
        if now >= self._next:
            first, self._next = not self._next, now + _BETWEEN
            down = _is_down() and _is_in_front(self._window)
            self._seen = self._seen or (down and not first)
        return self._seen


def _engine() -> Any:
    return sys.modules["xlwings._xlwindows"]


def _is_down() -> bool:
    return bool(_engine().win32api.GetAsyncKeyState(_ESCAPE) & _PRESSED)


def _is_in_front(window: int) -> bool:
    """Whether the person works in the program to which a window belongs."""
    process = _engine().win32process.GetWindowThreadProcessId
    return bool(process(_engine().win32gui.GetForegroundWindow())[1] == process(window)[1])
