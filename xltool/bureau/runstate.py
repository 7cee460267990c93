"""How far the last run of a ledger is, whoever began it: as the ledger tells, and whether anybody holds the ledger's guard."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from xltool.ledger.one_run import is_going_on
from xltool.ledger.progress import RunProgress, run_progress


class RunState(StrEnum):
    """What became of a run."""

    NONE = "none"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    STOPPED = "stopped"


class RunTold(NamedTuple):
    """A run as the page shows it: ``rate`` files a second, ``remaining`` seconds or None where nobody can tell."""

    state: RunState = RunState.NONE
    judged: int = 0
    known: int = 0
    broken: int = 0
    left_out: int = 0
    seen: int = 0
    rate: float = 0.0
    remaining: float | None = None
    sentence: str = ""


def last_run_told(ledger: Path) -> RunTold:
    """The last run of a ledger. Raises ProgramError where the file is no ledger that can be read."""
    return told_of(run_progress(ledger), going_on=is_going_on(ledger))


def told_of(run: RunProgress | None, *, going_on: bool) -> RunTold:
    """A ledger's last run (None: there was none), where somebody holds the ledger's guard or nobody does."""
    if run is None:
        return RunTold(RunState.RUNNING if going_on else RunState.NONE)
    if run.ended is None:
        state = RunState.RUNNING if going_on else RunState.STOPPED
    else:
        state = RunState.ENDED
    judged, known, broken, left_out, seen = run.progress
    return RunTold(state, judged, known, broken, left_out, seen, round(run.rate, 1))
