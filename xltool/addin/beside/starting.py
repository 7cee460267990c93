"""The desk of this user: the one that runs, or one that is started now; and a LibreOffice that runs is called to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from typing import Any, Final

from xltool.book.live.before_images import state_folder
from xltool.desk.keyfile import RunningDesk, join, read_key_file
from xltool.desk.wayin import way_in_file
from xltool.errors import ProgramError
from xltool.programs import libreoffice

#: Seconds that a desk may take to start, and between two looks.
_STARTING: Final = 30.0
_LOOK: Final = 0.1
_NOT_STARTED: Final = (
    "工作台没有启动：请在命令行运行 xltool desk --live，看它说什么（可能要重新运行离线安装包里的安装程序）。"
)
#: What LibreOffice's process is called; what our extension in it is told.
_PROCESS: Final = "soffice.bin"
_COMMAND: Final = "service:cn.xltool.calc.Buttons?line"


def running_desk() -> RunningDesk:
    """The desk that runs, started where there is none. Raises ProgramError where none can be started."""
    folder = state_folder() / "desk"
    found = _answering(folder)
    if found is not None:
        return found
    started = _start()
    deadline = time.monotonic() + _STARTING
    while time.monotonic() < deadline and started.poll() is None:
        time.sleep(_LOOK)
        found = _answering(folder)
        if found is not None:
            return found
    raise ProgramError(_NOT_STARTED)


def open_page(front: str) -> None:
    """Open the page of the desk, on the workbook of this id where there is one. Raises ProgramError as :func:`running_desk`."""
    way_in = join(running_desk(), (), beside=True, front=front)
    if way_in is not None:
        webbrowser.open(way_in_file(state_folder() / "desk", way_in).as_uri())


def _answering(folder: Path) -> RunningDesk | None:
    found = read_key_file(folder)
    return None if found is None or join(found, (), beside=True) is None else found


def _start() -> subprocess.Popen[bytes]:
    """A desk that outlives this process and has no window of its own."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "xltool", "desk", "--live", "--no-browser"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **apart,
    )


def call_libreoffice() -> None:
    """Have a LibreOffice that runs come to the desk, as by its button 工作台 but without a page; nothing where none runs.

    A second start of LibreOffice's hands its command to the one that runs, over a line of LibreOffice's own that this user
    alone can reach.
    """
    program = libreoffice()
    if program is None or not _runs():
        return
    subprocess.Popen(
        [program, _COMMAND],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _runs() -> bool:
    """Whether LibreOffice runs as this user: a second start would start it otherwise."""
    if sys.platform == "win32":
        query = ["tasklist", "/FI", f"IMAGENAME eq {_PROCESS}", "/NH"]
        told = subprocess.run(
            query, capture_output=True, check=False, creationflags=subprocess.CREATE_NO_WINDOW
        )
        return _PROCESS.encode() in told.stdout
    return any(_is_ours(each) for each in Path("/proc").glob("[0-9]*"))


def _is_ours(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == _PROCESS and process.stat().st_uid == os.getuid()
    except OSError:
        return False
