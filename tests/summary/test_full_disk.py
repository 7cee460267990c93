"""A disk without room, met at every file that a summary is made of: one sentence in Chinese, and what was there before stays."""

from __future__ import annotations

import errno
import gc
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examples.generator import clean_return, write_return
from tests.summary.county import keep, row
from xltool.errors import ProgramError
from xltool.ledger.parquet import write_parquet
from xltool.ledger.store import opened_ledger
from xltool.summary.target import SummaryFile
from xltool.summary.wanted import Wanted
from xltool.summary.write import csv_files, write

_ROOT = Path(__file__).parents[2]
_FULL = Path("/dev/full")
unix = pytest.mark.skipif(not _FULL.exists(), reason="a file that is always full is Linux's")
_LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
os.execv(sys.executable, [sys.executable, "-m", "xltool", "consolidate", *sys.argv[1:]])
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "1.xlsx"
    write_return(path, clean_return(1))
    return keep(tmp_path / "账本.sqlite", [row(path, 1.0)])


@unix
def test_an_archive_that_is_given_up_says_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", heard.append)
    with pytest.raises(OSError, match="28"), SummaryFile(str(_FULL), "wb") as file:
        zipfile.ZipFile(file, "w").writestr("a", b"x" * 99)
    gc.collect()
    assert not heard


def test_all_of_it_is_written_though_the_system_takes_it_in_pieces(tmp_path: Path) -> None:
    with SummaryFile(str(tmp_path / "a"), "wb") as file:
        assert file.write(b"abc") == 3 and file.tell() == 3
        file.seek(1)
        file.write(b"XY")
    assert (tmp_path / "a").read_bytes() == b"aXY"


@unix
def test_a_summary_that_finds_no_room_leaves_the_one_before(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"before")
    monkeypatch.setattr("xltool.summary.write.SummaryFile", lambda _, mode: SummaryFile(str(_FULL), mode))
    with pytest.raises(ProgramError, match=r"“汇总\.xlsx”写不了（磁盘空间不足）：请检查磁盘"):
        write(Wanted(ledger), target)
    assert target.read_bytes() == b"before"
    assert not list(tmp_path.glob(".xltool-*"))


def test_csv_files_that_find_no_room_leave_those_before(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xltool.summary import write as module

    csv_files(Wanted(ledger), tmp_path / "各表")
    before = {path.name: path.read_bytes() for path in (tmp_path / "各表").iterdir()}
    real: Callable[..., Path] = module.table_csv

    def full(folder: Path, table: Any) -> Path:
        if table.title == "指标对比":
            raise OSError(errno.ENOSPC, "")
        return real(folder, table._replace(rows=()))

    monkeypatch.setattr(module, "table_csv", full)
    with pytest.raises(ProgramError, match="“各表”写不了（磁盘空间不足）"):
        csv_files(Wanted(ledger), tmp_path / "各表")
    assert {path.name: path.read_bytes() for path in (tmp_path / "各表").iterdir()} == before


def test_parquet_files_that_find_no_room_are_said_in_chinese(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    def full(*_: object) -> Path:
        raise duckdb.IOException("Could not write file: No space left on device")

    monkeypatch.setattr("xltool.ledger.parquet._joined", full)
    with pytest.raises(ProgramError, match=r"^“p”里的 Parquet 文件写不了：请检查磁盘空间。$"):
        write_parquet(ledger, tmp_path / "p")


@unix
def test_a_quota_that_the_ledger_meets_is_one_sentence_and_the_next_run_goes_on(tmp_path: Path) -> None:
    (inbox := tmp_path / "收件").mkdir()
    write_return(inbox / "1.xlsx", clean_return(1))
    arguments = (str(inbox), "-o", str(tmp_path / "汇总.xlsx"), "--workers", "1")
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, *arguments], cwd=_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2 and not (tmp_path / "汇总.xlsx").exists()
    assert "账本“汇总.账本.sqlite”读写出错，可能是磁盘满了" in done.stdout + done.stderr
    assert "Error" not in done.stderr and "error" not in done.stderr
    with opened_ledger(tmp_path / "汇总.账本.sqlite", "规则一", []) as opened:
        opened.add([row(inbox / "1.xlsx", 1.0)])
