"""Who works on this machine: this process, or a pool of processes on its cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

from xltool.batch.windowed import Crew
from xltool.cycles import search_seldom

Result = TypeVar("Result")

#: Workbooks that go to a process at a time: few enough that a broken one costs little, more than a message costs.
_CHUNK: Final = 20
#: Chunks that are on their way for each worker: one that it works on, and one that waits.
_AHEAD: Final = 2


class SerialExecutor(Executor):
    """An executor that does everything at once, in this process."""

    def submit(self, function: Callable[..., Result], /, *given: Any, **named: Any) -> Future[Result]:
        """The result, which is there already."""
        done: Future[Result] = Future()
        try:
            done.set_result(function(*given, **named))
        except Exception as error:
            done.set_exception(error)
        return done


def cores() -> int:
    """How many workers this machine has room for."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def serial() -> Crew:
    """This process alone, one workbook after the other; nothing of it survives a native abort."""
    return Crew(SerialExecutor, 1, 1)


def pool(workers: int) -> Crew:
    """So many processes of their own on this machine."""

    def start() -> Executor:
        # the same on every system; a fork would copy locks and threads of whoever calls
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)

    return Crew(start, _CHUNK, workers * _AHEAD, broken=(BrokenProcessPool,))


def _begin() -> None:
    """Ctrl-C is for the process that hands out the work; what searches for cycles is as in that process."""
    search_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
