"""``python -m benchmarks.bureau.run CREW INBOX LEDGER [COUNT...]``: one run over an inbox, measured; a line of JSON.

``CREW`` is ``serial``, ``pool:N`` or ``dask:N`` (a LocalCluster, which is up and has xltool loaded before it is
measured: a cluster stands). CPU seconds are of this process and all that it started, over the run alone, ledger
included; ``at`` says what they and the peaks of memory were when so many returns had come back.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bureau import tree
from xltool.batch.crews import pool, serial
from xltool.batch.office import dask
from xltool.batch.windowed import Crew
from xltool.ledger.collect import collect
from xltool.ledger.progress import Progress
from xltool.ledger.ruling import rules_digest, ruling
from xltool.ledger.store import opened_ledger


@contextmanager
def crew(spec: str) -> Iterator[Crew]:
    """The crew that is meant, ready to start."""
    name, _, number = spec.partition(":")
    if name != "dask":
        yield pool(int(number)) if name == "pool" else serial()
        return
    import distributed

    with distributed.LocalCluster(
        n_workers=int(number), threads_per_worker=1, dashboard_address=None
    ) as made:
        with distributed.Client(made, set_as_default=False) as client:
            client.run(_load)
        yield dask(made.scheduler_address)


def _load() -> None:
    import xltool.ledger.collect  # noqa: F401


def measured(spec: str, inbox: Path, ledger: Path, counts: tuple[int, ...] = ()) -> dict[str, Any]:
    """What a run over the inbox took."""
    by, at = ruling([str(inbox)]), []
    with crew(spec) as chosen, opened_ledger(ledger, rules_digest(by), [str(inbox)]) as opened:
        begun = tree.cpu(os.getpid())

        def watch(progress: Progress) -> None:
            if progress.judged in counts and len(at) < len(counts):
                at.append({"judged": progress.judged, **_now(begun)})

        done = collect([str(inbox)], opened, chosen, by, _once(watch))
        return {**done._asdict(), **_now(begun), "at": at}


def _once(watch: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """The same, without the repetition at the end of a run."""
    heard: set[int] = set()

    def again(progress: Progress) -> None:
        if progress.judged not in heard:
            heard.add(progress.judged)
            watch(progress)

    return again


def _now(begun: float) -> dict[str, Any]:
    own = os.getpid()
    return {
        "cpu": round(tree.cpu(own) - begun, 3),
        "main": round(tree.peak(own), 1),
        "workers": [round(tree.peak(each), 1) for each in tree.workers(own)],
    }


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print(
        json.dumps(
            measured(arguments[0], Path(arguments[1]), Path(arguments[2]), tuple(map(int, arguments[3:])))
        )
    )
