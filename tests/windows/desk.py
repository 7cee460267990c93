"""A desk on a machine under Wine, visited from Linux as a browser would there: both have the same loopback."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.calc.window import until
from tests.desk.running import DeskAddress
from tests.windows.wine import Machine

_PATIENCE: Final = 90


def desk_folder(machine: Machine) -> Path:
    """Where the user's desk keeps its things."""
    return machine.root / "desk"


def led_to(machine: Machine) -> DeskAddress:
    """The desk to which the page leads that the browser was given."""
    page = desk_folder(machine) / "desk.html"
    until(page.exists, "a way in", _PATIENCE)
    (address,) = re.findall(r"url=(http[^\"]+)", page.read_text(encoding="utf-8"))
    page.unlink()
    return DeskAddress(address)


def desks(machine: Machine) -> list[int]:
    """The processes of Linux' behind the desks that run on this machine."""
    return [int(process.name) for process in Path("/proc").glob("[0-9]*") if _is_desk(process, machine)]


def _is_desk(process: Path, machine: Machine) -> bool:
    with contextlib.suppress(OSError):
        command = (process / "cmdline").read_bytes().split(b"\0")
        if {b"desk", b"xltool.setup.open_desk"} & set(command):
            return f"WINEPREFIX={machine.prefix}".encode() in (process / "environ").read_bytes().split(b"\0")
    return False


def end_desks(machine: Machine) -> None:
    """Kill them, as where the power goes, and wait until they are gone."""
    for process in desks(machine):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lambda: not desks(machine), "the desks to end", _PATIENCE)


class DeskOnWindows(DeskAddress):
    """``xltool desk`` on the machine, by the line that it printed."""

    def __init__(self, machine: Machine, *arguments: str) -> None:
        command = (machine.python, "-I", "-m", "xltool", "desk", "--no-browser", *arguments)
        self._process = subprocess.Popen(
            ["/usr/lib/wine/wine64", *map(str, command)],
            cwd=machine.drive,
            env=machine.environment({}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode("gbk")
        assert "http" in line, line + self._process.stdout.read().decode("gbk", "replace")
        super().__init__(line)

    def kill(self) -> None:
        """End it as the task manager does."""
        self._process.kill()
        self._process.wait()

    def wait(self) -> int:
        """The code with which it ends by itself."""
        return self._process.wait(timeout=_PATIENCE)


@contextmanager
def desk_on(machine: Machine, *arguments: str) -> Iterator[DeskOnWindows]:
    """A desk as long as this lasts."""
    desk = DeskOnWindows(machine, *arguments)
    try:
        yield desk
    finally:
        desk.kill()
