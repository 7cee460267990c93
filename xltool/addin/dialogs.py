"""The one look of every dialog."""

from __future__ import annotations

import sys
from typing import Any, Final

TITLE: Final = "绩效自评"

# Win32's numbers of the style of a message box: its buttons, its icon, in front of all windows; and of its answer.
_OK, _YES_NO, _WARNING, _INFORMATION, _IN_FRONT = 0x0, 0x4, 0x30, 0x40, 0x10000
_YES = 6


def tell(text: str, window: int = 0, warning: bool = False) -> None:
    """Show a text to the person at the screen, who closes it with one button; ``window`` is Excel's, 0 if unknown."""
    _message_box(window, text, _OK | (_WARNING if warning else _INFORMATION))


def agrees(question: str, window: int) -> bool:
    """Ask the person at the screen; True for 是."""
    return _message_box(window, question, _YES_NO | _INFORMATION) == _YES


def _message_box(window: int, text: str, style: int) -> int:
    """A box of Windows' own: xlwings' would ask Excel for its window, and Excel may be busy or gone."""
    engine: Any = sys.modules["xlwings._xlwindows"]
    answer: int = engine.win32api.MessageBox(window, text, TITLE, style | _IN_FRONT)
    return answer
