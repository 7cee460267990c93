"""发送到 as far as Wine's cmd goes: it lacks the variable %cmdcmdline%, so one of that name takes its place here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from examples.first_case import AS_FILED, CORRECTED
from tests.review.workbook import shown
from tests.windows.wine import Machine
from xltool.setup.profile import SEND_TO_FILE

#: Reads out each box of the launcher and closes it, until as many were shown or nobody shows one any more.
_CLOSES_BOXES: Final = """
import json, sys, time, win32gui, win32con
boxes, until = [], time.time() + 60
while len(boxes) < int(sys.argv[1]) and time.time() < until:
    box = win32gui.FindWindow("#32770", "绩效自评")
    if box:
        time.sleep(0.3)  # it may be half made yet
        texts = []
        win32gui.EnumChildWindows(box, lambda child, _: texts.append(win32gui.GetWindowText(child)), None)
        boxes.append(max(texts, key=len))
        win32gui.SendMessage(box, win32con.WM_COMMAND, win32con.IDOK, 0)
    time.sleep(0.1)
print(json.dumps(boxes))
"""


def sent(machine: Machine, files: list[str], boxes: int) -> list[str]:
    """What the launcher says when the Explorer hands these files over; only a path with a blank is quoted."""
    entry = machine.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "SendTo" / SEND_TO_FILE
    named = " ".join(f'"{file}"' if " " in file else file for file in files)
    line = rf'C:\windows\system32\cmd.exe /c ""{machine.windows(entry)}" {named}"'
    assert machine.start("cmd", "/c", machine.windows(entry), more={"cmdcmdline": line}) == 0
    done = machine.run(
        *(machine.python, "-I", "-X", "utf8", "-c", _CLOSES_BOXES, str(boxes)), encoding="utf-8", patience=90
    )
    told: list[str] = json.loads(done.out)
    return told


@pytest.mark.parametrize(
    "name", ["自评&表.xlsx", "自评 (1)&2.xlsx", "执行率100%^;a=b.xlsx", "a&calc&b.xlsx", "[1]'2'`3`,~.xlsx"]
)
def test_a_workbook_of_any_name_is_recalculated(installed: Machine, name: str) -> None:
    folder = installed.drive / "发送到&测试"
    folder.mkdir(exist_ok=True)
    book = Path(shutil.copy(AS_FILED, folder / name))
    told = sent(installed, [installed.windows(book)], boxes=2)
    assert told[0].startswith(f"{name}\n单位：") and "▲ 必改 XT" in told[0]
    assert told[1] == f"“{name}”已经算好，但没有能打开它的程序：请自己打开。", (
        "there is no Excel and no WPS here"
    )
    assert shown(book, "核算_总分") is not None


def test_several_at_once_and_none(installed: Machine) -> None:
    folder = installed.drive / "发 送 几 份"
    folder.mkdir()
    first, second = (Path(shutil.copy(book, folder)) for book in (AS_FILED, CORRECTED))
    told = sent(installed, [installed.windows(first), installed.windows(second)], boxes=3)
    assert told[0].startswith(first.name) and [first.name in told[1], second.name in told[2]] == [True, True]
    assert shown(first, "核算_总分") is not None and shown(second, "核算_总分") is not None
    assert sent(installed, [], boxes=1) == ["没有选中文件：请在文件上点右键，用“发送到”或“打开方式”。"]
