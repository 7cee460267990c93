"""Processes in which damaged files are tried: bounded in memory, ended when they take too long, replaced when they die."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from tests.torture.failure import Failure

#: Bytes that a process may take beyond what it has when it begins.
MEMORY: Final = 1 << 30
#: Seconds of processor time, and by the clock, after which a file that is still being tried is given up.
CPU, CLOCK = 30.0, 300.0
#: Files that one process tries before a fresh one takes over.
BATCH: Final = 400

Trial = Callable[[int, Path], Any]
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class _Worker:
    """One process, and the number it is at work on."""

    def __init__(self, trial: Trial) -> None:
        fork = multiprocessing.get_context("fork")
        self.pipe, theirs = fork.Pipe()
        self.process = fork.Process(target=_serve, args=(theirs, trial), daemon=True)
        self.process.start()
        theirs.close()
        self.number: int | None = None
        self.tried = 0

    def give(self, number: int) -> None:
        self.number, self.begun, self.spent = number, time.monotonic(), self._cpu()
        self.tried += 1
        self.pipe.send(number)

    @property
    def late(self) -> bool:
        return self._cpu() - self.spent > CPU or time.monotonic() - self.begun > CLOCK

    def _cpu(self) -> float:
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def tried(trial: Trial, numbers: Iterable[int], processes: int) -> Iterator[tuple[int, Any]]:
    """(number, what the trial made of it) as they come; a process that dies or hangs gives a list of one Failure."""
    waiting = iter(numbers)
    workers = [_Worker(trial) for _ in range(processes)]
    idle = list(workers)
    while True:
        for worker in idle:
            number = next(waiting, None)
            if number is not None:
                if worker.tried >= BATCH:
                    worker = _replaced(worker, workers, trial)
                worker.give(number)
        busy = {worker.pipe: worker for worker in workers if worker.number is not None}
        if not busy:
            break
        idle = []
        for pipe in wait(list(busy), timeout=1.0):
            worker = busy[pipe]  # type: ignore[index]
            yield _answer(worker)
            idle.append(worker if worker.process.is_alive() else _replaced(worker, workers, trial))
        for worker in [each for each in busy.values() if each.number is not None and each.late]:
            yield worker.number, [Failure("slow", f"given up after {CPU:.0f} s of processor time")]  # type: ignore[misc]
            idle.append(_replaced(worker, workers, trial))
    for worker in workers:
        worker.end()


def _answer(worker: _Worker) -> tuple[int, Any]:
    number, worker.number = worker.number, None
    assert number is not None
    try:
        return number, worker.pipe.recv()
    except EOFError:
        worker.process.join()
        code = worker.process.exitcode or 0
        return number, [Failure("death", signal.Signals(-code).name if code < 0 else f"exit {code}")]


def _replaced(worker: _Worker, workers: list[_Worker], trial: Trial) -> _Worker:
    worker.end()
    fresh = _Worker(trial)
    workers[workers.index(worker)] = fresh
    return fresh


def _serve(pipe: Connection, trial: Trial) -> None:
    """Try what comes down the pipe until it closes. What compiled code shouts when it dies is not shown."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="xltool-torture-") as folder:
        while True:
            try:
                number = pipe.recv()
            except EOFError:
                return
            pipe.send(trial(number, Path(folder)))
