"""The line on a terminal: how many, how fast, how many broken, how much time is left; nothing anywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from examples.generator import clean_return, write_return
from xltool.inbox import number_of_files
from xltool.ledger.progress import expected

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("seen", "arrived", "files", "all_"),
    [(0, 0, 9, None), (5, 5, None, None), (5, 5, 20, 20), (50, 5, 20, 200), (9, 9, 9, 9), (9, 10, 9, 9)],
)
def test_what_is_still_to_come_is_like_what_came(
    seen: int, arrived: int, files: int | None, all_: int | None
) -> None:
    assert expected(seen, arrived, files) == all_


def test_the_files_of_an_inbox_are_counted_unopened(tmp_path: Path) -> None:
    (tmp_path / "乡镇").mkdir()
    for name in ("甲.xlsx", "乡镇/乙.zip", "乡镇/说明.docx", "~$甲.xlsx"):
        (tmp_path / name).write_bytes(b"")
    assert number_of_files([tmp_path, tmp_path / "甲.xlsx"]) == 3
    assert number_of_files([tmp_path / "没有"]) == 1
    assert number_of_files([tmp_path, "s3://桶/收件"]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
@pytest.mark.parametrize("terminal", [True, False])
def test_the_line_is_drawn_on_a_terminal_alone(tmp_path: Path, terminal: bool) -> None:
    import pty

    (inbox := tmp_path / "收件").mkdir()
    for seed in range(1, 4):
        write_return(inbox / f"{seed}.xlsx", clean_return(seed))
    ours, theirs = pty.openpty() if terminal else os.pipe()
    command = ("consolidate", str(inbox), "-o", str(tmp_path / "汇总.xlsx"), "--workers", "1")
    done = subprocess.run(
        [sys.executable, "-m", "xltool", *command],
        cwd=_ROOT, env={**os.environ, "COLUMNS": "80", "TERM": "xterm", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE, stderr=theirs, check=True,
    )  # fmt: skip
    os.close(theirs)
    said = _all(ours)
    assert "本次审核 3 份" in done.stdout.decode()
    assert ("已审核 3 份（每秒" in said and "处理不了 0 份" in said and "剩余" in said) == terminal
    assert terminal or not said


def _all(end: int) -> str:
    """What was written to the other end, which is closed by now."""
    found = b""
    try:
        while data := os.read(end, 65_536):
            found += data
    except OSError:  # so a terminal of Linux says that it was closed
        pass
    finally:
        os.close(end)
    return found.decode()
