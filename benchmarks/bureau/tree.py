"""A process and all that it started, as Linux's /proc tells it: CPU time, and the most memory each has held."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu(process: int) -> float:
    """CPU seconds of a process and of all that it started, those that ended included."""
    # utime, stime, and of the children that ended cutime, cstime
    return sum(sum(map(int, _stat(each)[11:15])) for each in (process, *below(process))) / _TICK


def peak(process: int) -> float:
    """The most memory a process has held so far, in MB; 0 where it ended."""
    return _status(process, "VmHWM")


def held(process: int) -> float:
    """The memory that a process holds now, in MB; 0 where it ended."""
    return _status(process, "VmRSS")


def below(process: int) -> Iterator[int]:
    """The processes that it started and that run still, theirs included."""
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from below(int(child))


def workers(process: int) -> list[int]:
    """Those of them that judge: a pool's, or Dask's; not what only watches over them."""
    return [each for each in below(process) if "spawn_main" in _command(each)]


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 15


def _status(process: int, what: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)
