"""How far a run is, read by somebody else while it goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.generator import clean_return, write_quickly
from xltool.errors import ProgramError
from xltool.ledger.progress import Progress, RunProgress, run_progress

_RUN = """
import sys, time
from pathlib import Path
import xltool.ledger.store as store
from xltool.batch.crews import serial
from xltool.batch.judge import JudgedBy
from xltool.ledger.collect import collect
store._OFTEN = 0.0  # written with every file
with store.opened_ledger(Path(sys.argv[2]), "规则", []) as ledger:
    def watch(progress):
        print(progress.judged, flush=True)
        sys.stdin.readline()
    collect([sys.argv[1]], ledger, serial(), JudgedBy(), watch)
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (folder := tmp_path / "收件").mkdir()
    for seed in range(1, 5):
        write_quickly(folder / f"{seed}.xlsx", clean_return(seed))
    (folder / "坏.xlsx").write_bytes(b"PK")
    (folder / "说明.docx").write_bytes(b"PK")
    return folder


def test_a_live_run_is_read_step_by_step(inbox: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "账本.sqlite"
    command = [sys.executable, "-c", _RUN, str(inbox), str(ledger)]
    seen = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as live:
        assert live.stdin is not None and live.stdout is not None
        for line in live.stdout:
            told = run_progress(ledger)
            assert told is not None and (told.progress.judged == int(line) or told.ended is None)
            seen.append(told)
            live.stdin.write("go on\n")
            live.stdin.flush()
    assert live.returncode == 0
    assert [each.done for each in seen[:5]] == [1, 2, 3, 4, 5] and all(each.ended is None for each in seen)
    assert [each.progress.seen for each in seen[:5]] == sorted(each.progress.seen for each in seen[:5])
    assert all(each.progress.seen >= each.done and each.rate > 0 for each in seen)
    last = run_progress(ledger)
    assert last is not None and last.ended is not None and last.begun < last.ended
    assert last.progress == Progress(judged=5, known=0, broken=1, left_out=1, seen=5)


def test_a_run_that_was_killed_has_no_end(inbox: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "账本.sqlite"
    command = [sys.executable, "-c", _RUN, str(inbox), str(ledger)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as live:
        assert live.stdout is not None
        assert live.stdout.readline()
        live.kill()
    told = run_progress(ledger)
    assert told is not None and told.ended is None and told.done == 1
    assert told.written is not None and told.begun <= told.written <= time.time()


def test_the_rate_is_of_files_judged_a_second() -> None:
    told = RunProgress(1, 100.0, 104.0, None, Progress(judged=20, known=1000, seen=1020))
    assert (told.rate, told.done) == (5.0, 1020)
    assert told._replace(ended=110.0).rate == 2.0
    assert told._replace(written=None).rate == told._replace(written=100.0).rate == 0.0


def test_where_there_is_nothing_yet(tmp_path: Path) -> None:
    ledger = tmp_path / "账本.sqlite"
    assert run_progress(ledger) is None
    ledger.touch()
    assert run_progress(ledger) is None
    ledger.write_bytes(b"no ledger at all, but some words" * 100)
    with pytest.raises(ProgramError, match="账本"):
        run_progress(ledger)
