"""One ordered map over more tasks than fit into memory, on any executor of the standard library's kind.

``Executor.map`` takes all of its tasks at once. Here so many chunks are on their way as the window holds, and the next
is handed out when the first has come back. Where a worker dies (killed, out of memory, a native abort), its task is found
by doing again, one at a time, what was on its way: all chunks of a pool, which breaks as a whole, or the one chunk of
which Dask says so; then the tasks of the chunk that does it again. The one that does so by itself is :class:`LostTask`.
Every other task has its result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as NotYet
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

from xltool.errors import ProgramError

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Seconds after which it is asked whether anybody works still.
_LOOK: Final = 30.0


class LostTask(NamedTuple):
    """Instead of a result: the worker did not come back from this task, for this reason."""

    reason: str


class Crew(NamedTuple):
    """Who works: how an executor is started and ended, what it raises where workers die, and how much is on its way.

    ``broken`` are raised of every chunk when the executor is of no more use, ``lost`` of the one chunk that is to blame;
    ``ended`` where there will be nobody to work any more: ``farewell`` makes an error of it that says what to do. While a
    result is waited for, ``look`` is asked now and then; it raises such an error where waiting is in vain.
    """

    start: Callable[[], Executor]
    chunk: int
    window: int
    broken: tuple[type[BaseException], ...] = ()
    lost: tuple[type[BaseException], ...] = ()
    ended: tuple[type[BaseException], ...] = ()
    farewell: Callable[[BaseException], Exception] = lambda error: ProgramError(
        f"审核的进程都退出了（{error}）；已审核的都在账本里，再运行一次接着做。"
    )
    look: Callable[[Executor], None] = lambda _: None
    stop: Callable[[Executor], None] = lambda executor: executor.shutdown(wait=False, cancel_futures=True)


def in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], crew: Crew
) -> Generator[tuple[Task, Result | LostTask]]:
    """Each task with its result, in the order of the tasks; ``work`` raises nothing of its own.

    Raises what ``crew.start``, ``crew.look`` and ``crew.farewell`` make of it where no worker can be had any more.
    """
    run = _Run(work, crew)
    remaining = iter(tasks)
    try:
        while chunk := list(islice(remaining, crew.chunk)):
            run.hand_out(chunk)
            if len(run.waiting) >= crew.window:
                yield from run.first()
        while run.waiting:
            yield from run.first()
    finally:
        crew.stop(run.executor)


class _Run(Generic[Task, Result]):
    """The executor as it is now, and the chunks that are on their way."""

    def __init__(self, work: Callable[[Task], Result], crew: Crew) -> None:
        self._work = work
        self._crew = crew
        self.executor = crew.start()
        self.waiting: deque[tuple[list[Task], Future[list[Result]]]] = deque()

    def hand_out(self, chunk: list[Task]) -> None:
        """Put a chunk on its way."""
        self.waiting.append((chunk, self._submitted(chunk)))

    def _submitted(self, chunk: Sequence[Task]) -> Future[list[Result]]:
        try:
            return self.executor.submit(_each, self._work, chunk)
        except (*self._crew.broken, *self._crew.ended) as error:  # they died since the last one
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def _come_back(self, future: Future[list[Result]]) -> list[Result]:
        """What a chunk came to, however long it takes, while there is somebody who works."""
        while True:
            try:
                return future.result(_LOOK)
            except self._crew.ended as error:
                raise self._crew.farewell(error) from error
            except NotYet as error:
                if future.done():  # it is the work's own, and stays
                    raise self._crew.farewell(error) from error
                self._crew.look(self.executor)

    def first(self) -> Iterator[tuple[Task, Result | LostTask]]:
        """The tasks of the chunk that is longest on its way; of all that are, where the workers are gone."""
        chunk, future = self.waiting.popleft()
        try:
            results = self._come_back(future)
        except self._crew.broken:
            again = [chunk, *(other for other, _ in self.waiting)]
            self.waiting.clear()
            self._start_again()
            for each in again:
                yield from self._by_itself(each)
        except self._crew.lost as error:
            yield from self._taken_apart(chunk, error)
        else:
            yield from zip(chunk, results, strict=True)

    def _by_itself(self, chunk: Sequence[Task]) -> Iterator[tuple[Task, Result | LostTask]]:
        """The tasks of a chunk while nothing else is on its way."""
        try:
            results = self._come_back(self._submitted(chunk))
        except (*self._crew.broken, *self._crew.lost) as error:
            if isinstance(error, self._crew.broken):
                self._start_again()
            yield from self._taken_apart(chunk, error)
        else:
            yield from zip(chunk, results, strict=True)

    def _taken_apart(
        self, chunk: Sequence[Task], error: BaseException
    ) -> Iterator[tuple[Task, Result | LostTask]]:
        """The tasks of a chunk in which a worker died, each by itself."""
        if len(chunk) == 1:
            yield chunk[0], LostTask(f"{type(error).__name__}: {error}")
            return
        for task in chunk:
            yield from self._by_itself([task])

    def _start_again(self) -> None:
        self._crew.stop(self.executor)
        self.executor = self._crew.start()


def _each(work: Callable[[Task], Result], chunk: Sequence[Task]) -> list[Result]:
    return [work(task) for task in chunk]
