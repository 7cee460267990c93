"""One ordered map over any executor: in order, with a window, and with workers that die."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from xltool.batch.crews import pool, serial
from xltool.batch.office import dask
from xltool.batch.windowed import Crew, LostTask, in_order
from xltool.errors import ProgramError

CREWS = [serial(), pool(1), pool(2), pool(2)._replace(chunk=3, window=5)]


def doubled(number: int) -> int:
    return 2 * number


def dying(number: int) -> int:
    """Some tasks kill their worker, as a native abort does."""
    if number % 40 == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def once(task: tuple[str, int]) -> int:
    """The first who comes upon the file dies of it: out of memory for once, not because of the task."""
    path, number = Path(task[0]), task[1]
    if number == 25 and path.exists():
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("crew", CREWS)
@pytest.mark.parametrize("count", [0, 1, 19, 20, 101])
def test_every_task_has_its_result_in_order(crew: Crew, count: int) -> None:
    assert list(in_order(doubled, range(count), crew)) == [(n, 2 * n) for n in range(count)]


@pytest.mark.parametrize("crew", [serial(), pool(2)])
def test_no_more_is_taken_than_the_window_holds(crew: Crew) -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        while True:
            yield taken
            taken += 1

    for number, (task, _) in enumerate(in_order(doubled, tasks(), crew)):
        assert task == number and taken - number <= crew.chunk * (crew.window + 1)
        if number == 500:
            break


def test_a_task_that_kills_its_worker_is_lost_and_no_other() -> None:
    found = dict(in_order(dying, range(100), pool(2)))
    lost = {task for task, result in found.items() if isinstance(result, LostTask)}
    assert lost == {7, 47, 87}
    assert all(result == 2 * task for task, result in found.items() if task not in lost)
    assert list(found) == list(range(100))


def test_a_worker_that_dies_once_costs_no_task(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    mark.touch()
    tasks = [(str(mark), number) for number in range(60)]
    assert [result for _, result in in_order(once, tasks, pool(2))] == list(range(60))
    assert not mark.exists()


def test_what_is_left_is_given_up_where_nobody_asks_for_more() -> None:
    results = in_order(slow, range(1000), pool(2))
    next(results)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 30


def slow(number: int) -> int:
    time.sleep(0.01)
    return number


# Dask's own cluster on this machine: its scheduler and workers are processes


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed: Any = importlib.import_module("distributed")
    dask_itself: Any = importlib.import_module("dask")
    # on a busy machine a worker takes longer to come again than the 15 s after which this kind of cluster gives it up
    dask_itself.config.set({"distributed.deploy.lost-worker-timeout": "10 minutes"})
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def test_dasks_workers_give_the_same(cluster: Any) -> None:
    assert list(in_order(doubled, range(333), dask(cluster.scheduler_address))) == [
        (number, 2 * number) for number in range(333)
    ]


def test_dask_gets_chunks_of_fifty_and_no_more_than_the_window_holds(cluster: Any) -> None:
    crew = dask(cluster.scheduler_address)
    assert crew.chunk >= 50
    tasks = iter(range(10_000))
    results = in_order(doubled, tasks, crew._replace(window=2))
    assert next(results) == (0, 0)
    assert next(tasks) == 2 * crew.chunk
    results.close()


def test_a_worker_of_dasks_that_is_killed_costs_no_task(cluster: Any) -> None:
    results = in_order(slow, range(400), dask(cluster.scheduler_address))
    found = [next(results)]
    os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)
    found.extend(results)
    assert found == [(number, number) for number in range(400)]


def test_a_task_that_kills_dasks_workers_is_lost_and_no_other(cluster: Any) -> None:
    found = dict(in_order(dying, range(60), dask(cluster.scheduler_address)._replace(chunk=10)))
    lost = {task for task, result in found.items() if isinstance(result, LostTask)}
    assert lost == {7, 47} and len(found) == 60


def test_a_scheduler_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ProgramError, match=r"连不上 Dask 调度器“tcp://127\.0\.0\.1:9”"):
        list(in_order(doubled, range(3), dask("tcp://127.0.0.1:9")))


def wait(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.fixture
def office(tmp_path: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """A scheduler and a worker as an office starts them: processes of their own, which a test may kill."""
    file = tmp_path / "scheduler.json"
    parts = {
        "scheduler": ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        "worker": ("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard"),
    }
    made = {
        name: subprocess.Popen(
            [sys.executable, "-m", "dask", *part, "--scheduler-file", str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
        )
        for name, part in parts.items()
    }
    until = time.monotonic() + 120
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    yield made
    for process in made.values():
        process.kill()
        process.wait()


def address_in(folder: Path) -> str:
    return str(json.loads((folder / "scheduler.json").read_text())["address"])


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("scheduler", "与 Dask 调度器“.*”的连接断了"),
        ("worker", "那里没有工作进程：请在各台电脑上启动 dask worker"),
    ],
)
def test_who_is_gone_in_mid_run_is_one_sentence(
    office: dict[str, subprocess.Popen[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gone: str,
    said: str,
) -> None:
    monkeypatch.setattr("xltool.batch.windowed._LOOK", 0.5)
    monkeypatch.setattr("xltool.batch.office._RETURN", 1)
    monkeypatch.setattr("xltool.batch.office._PATIENCE", 120)
    results = in_order(wait, [0.05] * 400, dask(address_in(tmp_path))._replace(chunk=10, window=4))
    assert next(results) == (0.05, 0.05)
    office[gone].kill()
    with pytest.raises(ProgramError, match=said):
        list(results)


def test_a_worker_with_another_xltool_is_not_given_work(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.batch.office.__version__", "99.0")
    with pytest.raises(ProgramError, match=r"的工作进程“tcp://.*”那里是 xltool .*，本机是 xltool 99\.0"):
        list(in_order(doubled, range(3), dask(cluster.scheduler_address)))


def test_an_address_that_asks_for_a_certificate_is_one_sentence() -> None:
    with pytest.raises(ProgramError, match=r"tls:// 地址要有证书"):
        list(in_order(doubled, range(3), dask("tls://127.0.0.1:9")))
