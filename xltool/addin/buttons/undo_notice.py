"""What is asked before the first button of a day writes: Excel forgets its own 撤销 with whatever a program writes."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from xltool.book.live.before_images import state_folder
from xltool.errors import DeclinedError

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.verbs.desk import Desk

_QUESTION: Final = (
    "程序写入单元格以后，Excel 就不再记得此前的手工修改，不能按 Ctrl+Z 退回（所有程序写入都是这样）。"
    "还想退回的，请选“否”，先退回再点按钮。“采用建议得分”“恢复公式”的改动，以后可以点“撤销上次操作”改回。"
    "\n\n现在继续吗？（今天不再提示）"
)


def agree_for_today(desk: Desk) -> None:
    """Ask once a day whether a button may write. Raises DeclinedError where the person would rather not."""
    if agreed_today():
        return
    if not desk.agree(_QUESTION):
        raise DeclinedError("没有运行，工作簿没有改动。")
    with suppress(OSError):  # then it is asked again
        _record().parent.mkdir(parents=True, exist_ok=True)
        _record().write_text(_today(), encoding="ascii")


def agreed_today() -> bool:
    """Whether the person has said today that a button may write."""
    return _asked() == _today()


def _today() -> str:
    return datetime.date.today().isoformat()


def _asked() -> str:
    try:
        return _record().read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _record() -> Path:
    """Beside the records of 撤销上次操作, with which an uninstallation takes it away."""
    return state_folder() / "undo" / "asked.txt"
