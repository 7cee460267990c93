"""The ways in which one inbox is run: each a process of its own, as a bureau starts it, some of them killed on the way."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, NamedTuple

from examples.county.truth import Truth
from tests.support.s3 import store

_ROOT: Final = Path(__file__).parents[2]
_SUMMARY, LEDGER = "汇总.xlsx", "汇总.账本.sqlite"
#: A run by which a thing is to be killed has begun by then, in seconds.
_PATIENCE: Final = 600.0
_BUCKET: Final = "county"


class Ran(NamedTuple):
    """A run that is through: its ledger and summary, where the inbox lay for it, what it said, and of what it took how much."""

    ledger: Path
    summary: Path
    inbox: str
    said: dict[str, Any]
    seconds: float
    remark: str = ""


class Task(NamedTuple):
    """An inbox, the list of its units, the year and deadline to ask for, and a folder for what becomes of it."""

    inbox: Path
    units: Path
    truth: Truth
    folder: Path

    def command(self, name: str, inbox: str, *more: str) -> list[str]:
        """The command line of a run whose files go to a folder of this name."""
        until = datetime.fromtimestamp(self.truth.deadline, timezone(timedelta(hours=8)))
        (self.folder / name).mkdir(parents=True, exist_ok=True)
        return [
            *(*_without_privileges(), sys.executable, "-m", "xltool", "consolidate", inbox, "--json"),
            *("-o", str(self.folder / name / _SUMMARY), "--units", str(self.units), *more),
            *("--year", str(self.truth.year), "--deadline", f"{until:%Y-%m-%d %H:%M}"),
        ]

    def start(self, command: list[str], env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """A run on its way, at the head of a group of processes."""
        own = {"XDG_CONFIG_HOME": str(self.folder / "设置"), **(env or {})}
        return subprocess.Popen(
            command, cwd=_ROOT, env={**os.environ, **own}, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def ran(
        self, name: str, begun: float, process: subprocess.Popen[str], inbox: str = "", remark: str = ""
    ) -> Ran:
        """What a run came to, once it is through."""
        said, errors = process.communicate()
        assert process.returncode == 0, errors
        place = self.folder / name
        told: dict[str, Any] = json.loads(said)
        return Ran(
            place / LEDGER, place / _SUMMARY, inbox or str(self.inbox), told, time.monotonic() - begun, remark
        )


def _without_privileges() -> tuple[str, ...]:
    """Root reads what nobody may read, unless it gives that up."""
    if os.geteuid() or not shutil.which("setpriv"):
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def plain(task: Task, name: str, *more: str) -> Ran:
    """The usual run, with options."""
    begun = time.monotonic()
    return task.ran(name, begun, task.start(task.command(name, str(task.inbox), *more)))


def resumed(task: Task, name: str, share: float) -> Ran:
    """A run that is killed with -9, all its processes at once, when so much is written down; and run again."""
    begun, command = time.monotonic(), task.command(name, str(task.inbox), "--workers", "2")
    process = task.start(command)
    wanted = int(share * len(task.truth.rows))
    _wait(lambda: _written(task.folder / name / LEDGER) >= wanted, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = _written(task.folder / name / LEDGER)
    done = task.ran(name, begun, task.start(command))
    return done._replace(remark=f"杀死时已写下 {kept} 行，第二次审核 {done.said['judged']} 份")


def _written(ledger: Path) -> int:
    """Files in a ledger that another process writes; none before it is there."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as data:
        return int(data.execute("SELECT count(*) FROM files").fetchone()[0])
    return 0


def _wait(until: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _PATIENCE
    while not until():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


# Dask


def on_cluster(task: Task, name: str, share: float) -> Ran:
    """A run on a cluster of two workers, one of which is killed with -9 while it works."""
    distributed: Any = importlib.import_module("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        begun = time.monotonic()
        process = task.start(task.command(name, str(task.inbox), "--dask", cluster.scheduler_address))
        wanted = int(share * len(task.truth.rows))
        _wait(lambda: _written(task.folder / name / LEDGER) >= wanted and bool(_busy(cluster)), process)
        killed = _busy(cluster) or [next(iter(cluster.workers.values()))]
        pid = killed[0].process.pid
        os.kill(pid, signal.SIGKILL)
        at = _written(task.folder / name / LEDGER)
        return task.ran(
            name, begun, process, remark=f"写下 {at} 行后用 -9 杀死一个正在工作的 worker（{pid}）"
        )


def _busy(cluster: Any) -> list[Any]:
    """The workers that have something to do."""
    states = list(cluster.scheduler.workers.values())
    busy = {state.name for state in states if state.processing}
    return [worker for name, worker in cluster.workers.items() if name in busy]


# S3


class Objects(MutableMapping[str, bytes]):
    """The files of a folder as a store's objects, read when they are asked for; links and what may not be read are none."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._paths = {
            f"{prefix}/{path.relative_to(folder).as_posix()}": path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and path.stat().st_mode & 0o400
        }

    def __getitem__(self, key: str) -> bytes:
        return self._paths[key].read_bytes()

    def __contains__(self, key: object) -> bool:
        return key in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __setitem__(self, key: str, data: bytes) -> None:
        raise NotImplementedError

    def __delitem__(self, key: str) -> None:
        raise NotImplementedError

    def changed(self, key: str) -> datetime:
        """When a file was last changed."""
        return datetime.fromtimestamp(self._paths[key].stat().st_mtime, UTC)


def from_store(task: Task, name: str) -> Ran:
    """A run whose inbox is s3:// on a server of this machine."""
    objects = Objects(task.inbox, "inbox")
    with store(_BUCKET, objects, page=1000, changed=objects.changed) as server:
        account = {
            "AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1",
            "FSSPEC_S3_ENDPOINT_URL": server,
        }  # fmt: skip
        inbox, begun = f"s3://{_BUCKET}/inbox", time.monotonic()
        process = task.start(task.command(name, inbox, "--workers", "2"), account)
        return task.ran(name, begun, process, inbox)
