"""``python -m benchmarks.passed_click``: a click on the ribbon that the running desk takes over, beside one in a process of its own.

Seconds of CPU, the least of interleaved rounds on the first case: of the process that RunPython starts (all that it loads,
the question to the desk, the answer), and of the desk's thread that recalculates in the open workbook. What lies behind the COM
boundary (here the tests' stand-in, a LibreOffice) is in neither: the number of calls across it is told.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from socket import create_server
from typing import Any, Final

import uvicorn

from examples.first_case import AS_FILED
from tests.excel import dispatch
from tests.excel.bed import bed
from xltool.addin.beside.excel import OpenInExcel
from xltool.addin.beside.programs import AllPrograms
from xltool.desk.entry import new_pass
from xltool.desk.errand import Errand
from xltool.desk.grounds import Grounds
from xltool.desk.guard import Guard
from xltool.desk.keyfile import RunningDesk, write_key_file
from xltool.desk.routes import DeskPlace, application
from xltool.desk.sessions import Sessions
from xltool.resources import addin_path

_ROUNDS: Final = 5
_LIMIT: Final = 0.3
_PASSED: Final = "import xltool.addin.buttons as b; assert b.passed_on('recalculate', 'addin')"
_OWN: Final = (
    "import xltool.addin.buttons as b; b.xlwings_for_a_click(); "
    "import xltool.addin.buttons.desk, xltool.addin.buttons.review"
)


def _process(code: str, book: str, state: Path) -> float:
    """Seconds of CPU that a process of the click takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-B", "-c", code, f"--wb={book}", "--from_xl=1", "--hwnd=1"],
        env={**os.environ, "XLTOOL_STATE": str(state)},
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class _Behind:
    """Seconds of CPU behind the COM boundary, which are not ours."""

    def __init__(self) -> None:
        self.seconds, self._inner, self._inside = 0.0, dispatch._behind, False

    def __call__(self, call: Callable[[], Any]) -> Any:
        """What the call gives."""
        if self._inside:
            return self._inner(call)
        self._inside, began = True, time.thread_time()
        try:
            return self._inner(call)
        finally:
            self.seconds += time.thread_time() - began
            self._inside = False


class _Pressed:
    """Seconds of CPU of the desk's thread that does the work."""

    def __init__(self) -> None:
        self.seconds, self._inner = 0.0, OpenInExcel.press

    @property
    def press(self) -> Any:
        """What stands in for :meth:`OpenInExcel.press`."""

        def press(book: OpenInExcel, button: str, errand: Errand) -> None:
            began = time.thread_time()
            self._inner(book, button, errand)
            self.seconds += time.thread_time() - began

        return press


def _desk(state: Path) -> Sessions:
    """A desk in this process, to be found by its key file."""
    sessions = Sessions(state / "desk", Grounds(), AllPrograms())
    listening = create_server(("127.0.0.1", 0))
    running = RunningDesk(listening.getsockname()[1], "secret of a benchmark")
    place = DeskPlace(sessions, running.port, running.secret, new_pass())
    guarded = Guard(application(place), running.port, place.ours)
    server = uvicorn.Server(uvicorn.Config(guarded, log_level="critical", lifespan="off", ws="none"))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    write_key_file(state / "desk", running)
    return sessions


def main() -> None:
    """Print one line."""
    excel = bed()
    excel.load_addin(addin_path())
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder, "state")
        os.environ["XLTOOL_STATE"] = str(state)
        (state / "undo").mkdir(parents=True)
        (state / "undo" / "asked.txt").write_text(date.today().isoformat())
        book = excel.open(Path(shutil.copy(AS_FILED, Path(folder, "first.xlsx"))))
        _desk(state)
        _process(_PASSED, book.name, state)  # the desk takes the workbook up
        own, passed, desk = [], [], []
        pressed = _Pressed()
        OpenInExcel.press = pressed.press  # type: ignore[method-assign]
        behind = dispatch._behind = _Behind()  # type: ignore[assignment]
        for _ in range(_ROUNDS):
            own.append(_process(_OWN, book.name, state))
            excel.boundary.calls, behind.seconds, pressed.seconds = 0, 0.0, 0.0
            passed.append(_process(_PASSED, book.name, state))
            desk.append(pressed.seconds - behind.seconds)
        whole = min(passed) + min(desk)
        print(
            f"{'✓' if whole <= _LIMIT else '✗'} 功能区的点击由工作台接着做：{whole:.2f} 秒 CPU（要求 ≤ {_LIMIT:g}；"
            f"点击的进程 {min(passed):.3f}，工作台 {min(desk):.3f}，{excel.boundary.calls} 次 COM 调用）；"
            f"自己的进程光载入就要 {min(own):.3f}"
        )
        excel.close_all()
        os._exit(0)


if __name__ == "__main__":
    main()
