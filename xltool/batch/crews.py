"""Who works: this process, a pool of processes on its cores, or Dask's workers on other machines."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

from xltool.batch.windowed import Crew
from xltool.errors import ProgramError

Result = TypeVar("Result")

#: Workbooks that go to a process at a time: few enough that a broken one costs little, more than a message costs.
_CHUNK: Final = 20
#: Chunks that are on their way for each worker: one that it works on, and one that waits.
_AHEAD: Final = 2

#: The same for Dask: a task costs it 4 to 9 ms, as much as a workbook.
_FAR_CHUNK: Final = 50
_FAR_WINDOW: Final = 64
#: Seconds that a scheduler has to answer; times that a task is tried again where a worker is gone.
_PATIENCE: Final = 15
_RETRIES: Final = 2


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
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)

    return Crew(start, _CHUNK, workers * _AHEAD, broken=(BrokenProcessPool,))


def dask(address: str) -> Crew:
    """The workers of a Dask cluster, each with xltool installed; ``address`` is its scheduler's.

    Raises ProgramError where Dask is not installed. An address at which no scheduler answers is said when the work starts.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise ProgramError("没有安装 Dask：请运行 pip install 'xltool[bureau]'。") from error

    def start() -> Executor:
        try:
            client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ProgramError(
                f"连不上 Dask 调度器“{address}”：请确认地址和端口，以及它是否还在运行；已审核的都在账本里，再运行一次接着做。"
            ) from error
        executor: Executor = client.get_executor(retries=_RETRIES, pure=False)
        return executor

    def stop(executor: Any) -> None:
        executor.shutdown(wait=False)
        executor._client.close()

    workers = distributed.scheduler.KilledWorker
    return Crew(start, _FAR_CHUNK, _FAR_WINDOW, lost=(workers,), stop=stop)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
