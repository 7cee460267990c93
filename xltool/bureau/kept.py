"""A ledger gathered once and kept open: a page of 50,000 units is a query, not a reading of them all.

It is gathered anew where a run ended since, or where something else is asked for; of what was decided since, the units
concerned are renewed alone. While a run goes on that takes up an earlier one, what was gathered before it stays: the new
run has only begun to see the files of the old one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from xltool.bureau.rows import put_rows
from xltool.bureau.sightings import Sightings
from xltool.ledger.decisions import last_decision
from xltool.ledger.layout import follow_layout
from xltool.ledger.one_run import is_going_on
from xltool.ledger.progress import RunProgress, run_progress
from xltool.ledger.reading import read_ledger
from xltool.summary.gathered import Gathered, gathered, renew
from xltool.summary.wanted import Wanted

#: While the first run goes on, what is there is gathered anew after so many seconds, or so many times what it took.
_AFTER: Final = 3.0
_TIMES: Final = 10.0


class KeptLedger:
    """What was gathered of one ledger; used by one thread at a time. ``sightings`` are good while it is used."""

    def __init__(self) -> None:
        self.sightings = Sightings()
        self._lock = threading.Lock()
        self._open: ExitStack | None = None
        self._found: Gathered | None = None
        self._made_of: tuple[object, ...] = ()
        self._decision = 0
        self._ready = self._cost = 0.0
        self._partial = False

    @contextmanager
    def use(self, wanted: Wanted) -> Iterator[Gathered]:
        """The ledger as it is now, with the rows of its units. Raises ProgramError where it cannot be read."""
        with self._lock:
            yield self._current(wanted)

    def revision(self, wanted: Wanted) -> str:
        """What changes whenever anything that is shown may have changed. Raises ProgramError where it cannot be read."""
        with read_ledger(wanted.ledger) as data:
            decision = last_decision(data)
        # without the lock: nobody waits for a gathering to hear of it
        stale = self._is_stale(wanted, run_progress(wanted.ledger))
        return f"{decision}-{hash(self._made_of) & 0xFFFFFFFF:x}{'-' if stale else ''}"

    def close(self) -> None:
        """Let the ledger go."""
        with self._lock:
            self._close()

    def _current(self, wanted: Wanted) -> Gathered:
        run = run_progress(wanted.ledger)
        if self._found is None or self._is_stale(wanted, run):
            return self._gather(wanted, run)
        found = self._found
        follow_layout(found.data)  # the first decision may have made it
        last = last_decision(found.data)
        if last != self._decision:
            renew(found, self._decision)
            found.data.commit()
            self._decision = last
        return found

    def _is_stale(self, wanted: Wanted, run: RunProgress | None) -> bool:
        """Whether what is there is to be gathered anew."""
        if self._found is None or self._made_of[0] != wanted:
            return True
        if self._made_of == _made_of(wanted, run):
            return False
        if run is None or run.ended is not None or not is_going_on(wanted.ledger):
            return True
        return self._partial and time.monotonic() > self._ready + max(_AFTER, _TIMES * self._cost)

    def _gather(self, wanted: Wanted, run: RunProgress | None) -> Gathered:
        self._close()
        begun = time.monotonic()
        with ExitStack() as stack:
            found = stack.enter_context(gathered(wanted))
            self._decision = last_decision(found.data)
            put_rows(found)
            self.sightings.take(found)
            found.data.commit()  # nothing of the ledger is held while nobody asks
            self._open = stack.pop_all()
        self._found, self._made_of = found, _made_of(wanted, run)
        self._partial = run is not None and run.ended is None
        self._ready = time.monotonic()
        self._cost = self._ready - begun
        return found

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._found = None


def _made_of(wanted: Wanted, run: RunProgress | None) -> tuple[object, ...]:
    return (wanted, *(() if run is None else (run.run, run.written, run.ended)))
