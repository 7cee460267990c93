"""A run of an inbox that a page began: in a thread of this process, with a pool of processes that judge."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from xltool.batch.crews import cores, pool
from xltool.batch.targets import refuse_taken
from xltool.bureau.collecting import collected
from xltool.bureau.places import InboxPlaces
from xltool.bureau.runstate import RunState, RunTold, told_of
from xltool.errors import WorkbookError, XltoolError
from xltool.inbox import number_of_files
from xltool.ledger.one_run import is_going_on, only_run
from xltool.ledger.progress import Progress, RunProgress, expected, run_progress
from xltool.ledger.ruling import ruling

#: Seconds that the end of the desk waits for a run to stop.
_LAST: Final = 10.0


class StoppedRunError(Exception):
    """Somebody pressed 停止, or the desk ends."""


class _RunEnd(NamedTuple):
    """How a run of ours ended, and which run was the ledger's last then (:func:`_mark`); None where it could not be read."""

    state: RunState
    sentence: str
    mark: tuple[int, float | None] | None = None


class InboxRun:
    """The runs of one folder into its ledger, one at a time; ``sentence`` says what went wrong inside the program."""

    def __init__(self, folder: Path, places: InboxPlaces, sentence: Callable[[Exception], str]) -> None:
        self._inbox = (str(folder),)
        self._places = places
        self._ledger = places.ledger
        self._sentence = sentence
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._ended: _RunEnd | None = None
        self._begun = 0.0
        self._progress = Progress()
        self._arrived = 0
        self._files: int | None = None

    @property
    def running(self) -> bool:
        """Whether one goes on here."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, folders: Iterable[str]) -> None:
        """Begin one; ``folders`` are all inboxes that are open.

        Raises WorkbookError where one goes on already, or what it writes would lie among returns or over another file.
        """
        if self.running:
            raise WorkbookError("正在收件、审核：请等它做完，或点“停止”。")
        refuse_taken(self._places.summary, (self._ledger,), folders)
        self._stopping, self._ended, self._begun = False, None, time.monotonic()
        self._progress, self._arrived, self._files = Progress(), 0, None
        self._thread = threading.Thread(target=self._run, daemon=True, name="xltool-run")
        self._thread.start()

    def cancel(self) -> None:
        """Stop it soon; what was judged is kept."""
        self._stopping = True

    def end(self) -> None:
        """Stop it, and wait for that a while."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(_LAST)

    def told(self) -> RunTold:
        """How far it is, or how the last one ended, whoever began it. Raises ProgramError where the ledger cannot be read."""
        if self.running:
            return self._now()
        run = run_progress(self._ledger)
        found, ended = told_of(run, going_on=is_going_on(self._ledger)), self._ended
        if ended is None or found.state is RunState.RUNNING:
            return found
        if ended.mark is None:
            self._ended = ended = ended._replace(mark=_mark(run))
        if ended.mark != _mark(run):
            return found  # another run came after it, or came to its end
        return found._replace(state=ended.state, sentence=ended.sentence)

    def _now(self) -> RunTold:
        judged, known, broken, left_out, seen = self._progress
        seconds = max(time.monotonic() - self._begun, 0.001)
        rate = judged / seconds
        all_ = expected(seen, self._arrived, self._files)
        remaining = None if all_ is None or not judged else max(all_ - judged - known, 0) / rate
        stopping = "正在停止…" if self._stopping else ""
        return RunTold(
            RunState.RUNNING, judged, known, broken, left_out, seen, round(rate, 1), remaining, stopping
        )

    # In the thread

    def _run(self) -> None:
        self._ended = ended = _RunEnd(*self._outcome())
        with suppress(XltoolError, OSError):
            self._ended = ended._replace(mark=_mark(run_progress(self._ledger)))

    def _outcome(self) -> tuple[RunState, str]:
        try:
            with only_run(self._ledger):
                by = ruling(self._inbox)
                self._files = number_of_files(self._inbox)
                collected(self._inbox, self._ledger, partial(pool, cores()), by, self._watch, self._arrive)
            return RunState.ENDED, ""
        except StoppedRunError:
            return RunState.STOPPED, "已停止：审核过的都在账本里，再收一次接着做。"
        except XltoolError as error:
            return RunState.FAILED, str(error)
        except Exception as error:
            return RunState.FAILED, self._sentence(error)

    def _watch(self, progress: Progress) -> None:
        self._progress = progress
        self._go_on()

    def _arrive(self) -> None:
        self._arrived += 1
        self._go_on()

    def _go_on(self) -> None:
        if self._stopping:
            raise StoppedRunError


def _mark(run: RunProgress | None) -> tuple[int, float | None]:
    """What tells a ledger's last run, and that it has ended since."""
    return (0, None) if run is None else (run.run, run.ended)
