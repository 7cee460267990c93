"""A run over an inbox: judged once, written down, taken up again where it was killed, the same whoever works."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from examples.generator import clean_return, inject, write_return
from tests.annotate.sealing import sealed_pair
from xltool.batch.crews import pool, serial
from xltool.batch.judge import JudgedBy
from xltool.batch.judgement import FileKind
from xltool.batch.windowed import Crew
from xltool.ledger.collect import Collected, collect
from xltool.ledger.returns import Standing, placed
from xltool.ledger.rows import FileRow
from xltool.ledger.store import opened_ledger, seen_in
from xltool.verbs.pair import SLIP_MARK

_BY = JudgedBy()
_RULES = "试验"


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("returns")
    books = []
    for seed in range(1, 13):
        filed = clean_return(seed)
        for number in range(seed % 3):
            filed, _ = inject(filed, 100 * seed + number)
        books.append(folder / f"{seed:02}.xlsx")
        write_return(books[-1], filed)
    return books


@pytest.fixture
def inbox(tmp_path: Path, returns: list[Path]) -> Path:
    """Six files, three in an archive, two in a mail, one of them broken; one file that is none."""
    folder = tmp_path / "收件"
    folder.mkdir()
    for book in returns[:6]:
        shutil.copy(book, folder)
    with zipfile.ZipFile(folder / "乡镇.zip", "w") as archive:
        for book in returns[6:9]:
            archive.write(book, f"乡镇/{book.name}")
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "报送", "Mon, 02 Mar 2026 10:00:00 +0800"
    mail.set_content("请查收")
    for name, data in (("10.xlsx", returns[9].read_bytes()), ("坏.xlsx", b"PK\x03\x04" + bytes(40))):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (folder / "报送.eml").write_bytes(mail.as_bytes())
    (folder / "说明.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(60))
    return folder


def run(inbox: Path, ledger: Path, crew: Crew | None = None, by: JudgedBy = _BY) -> Collected:
    with opened_ledger(ledger, _RULES, [str(inbox)]) as opened:
        return collect([str(inbox)], opened, crew or serial(), by)


def kept(ledger: Path) -> list[FileRow]:
    data = sqlite3.connect(ledger)
    (number,) = data.execute("SELECT max(id) FROM runs").fetchone()
    found = list(seen_in(data, number))
    data.close()
    return found


def told(ledger: Path) -> list[tuple[object, ...]]:
    """What the ledger says of its last run, without times."""
    data = sqlite3.connect(ledger)
    findings = data.execute(
        "SELECT f.origin, g.* FROM findings g JOIN files f ON f.id = g.file"
        " WHERE f.last_run = (SELECT max(id) FROM runs) ORDER BY f.origin, g.number"
    ).fetchall()
    data.close()
    return [(row.origin, row.digest, row.judgement) for row in kept(ledger)] + [
        (origin, *rest) for origin, _, *rest in findings
    ]


def test_everything_that_came_in_is_a_row(inbox: Path, tmp_path: Path) -> None:
    done = run(inbox, tmp_path / "账本.sqlite")
    rows = kept(tmp_path / "账本.sqlite")
    assert (done.progress.judged, done.progress.broken, done.progress.known) == (12, 2, 0)
    assert [row.judgement.kind for row in rows].count(FileKind.RETURN) == 10
    broken = {row.name: row.judgement.reason for row in rows if row.judgement.kind is FileKind.BROKEN}
    assert set(broken) == {"坏.xlsx", "说明.rar"} and all(broken.values())
    by_origin = {row.origin.removeprefix(str(inbox)): row for row in rows}
    assert any(origin.endswith("乡镇.zip 里的 乡镇/07.xlsx") for origin in by_origin)
    mailed = next(row for row in rows if row.name == "10.xlsx")
    assert mailed.sent_by == "邮件日期" and time.gmtime(mailed.sent)[:4] == (2026, 3, 2, 2)


def test_a_second_run_judges_nothing_that_did_not_change(inbox: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "账本.sqlite"
    run(inbox, ledger)
    first = told(ledger)
    again = run(inbox, ledger)
    assert again.progress.judged <= 1  # the .rar, which nothing was read of
    assert told(ledger) == first
    (inbox / "03.xlsx").unlink()
    shutil.copy(inbox / "05.xlsx", inbox / "04.xlsx")
    third = run(inbox, ledger)
    assert third.progress.judged - again.progress.judged == 1
    names = [row.name for row in kept(ledger)]
    assert "03.xlsx" not in names and len(names) == 11


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pool_writes_down_the_same(inbox: Path, tmp_path: Path, workers: int) -> None:
    run(inbox, tmp_path / "一.sqlite")
    run(inbox, tmp_path / "二.sqlite", pool(workers)._replace(chunk=2))
    assert told(tmp_path / "一.sqlite") == told(tmp_path / "二.sqlite")


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ledger.test_collect import _BY, _RULES
from xltool.batch.crews import serial
from xltool.ledger.collect import collect
from xltool.ledger.store import opened_ledger
def watch(progress):
    if progress.judged == int(sys.argv[3]):
        ledger.write()
        os.kill(os.getpid(), signal.SIGKILL)
with opened_ledger(Path(sys.argv[2]), _RULES, []) as ledger:
    collect([sys.argv[1]], ledger, serial(), _BY, watch)
"""


@pytest.mark.parametrize("after", [1, 4, 8, 10, 11])
def test_a_run_that_was_killed_goes_on_and_comes_to_the_same(inbox: Path, tmp_path: Path, after: int) -> None:
    ledger = tmp_path / "账本.sqlite"
    command = [sys.executable, "-c", _KILLED, str(inbox), str(ledger), str(after)]
    assert subprocess.run(command, cwd=Path(__file__).parents[2]).returncode == -signal.SIGKILL
    rest = run(inbox, ledger)
    assert 12 - after <= rest.progress.judged <= 13 - after
    run(inbox, tmp_path / "一次.sqlite")
    assert told(ledger) == told(tmp_path / "一次.sqlite")


def test_a_file_that_vanishes_on_the_way_is_a_row(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xltool.inbox import places

    read = places.OnDisk.read

    def vanishing(self: places.OnDisk, title: str) -> bytes:
        if title.endswith("02.xlsx"):
            (inbox / "02.xlsx").unlink()
        return read(self, title)

    monkeypatch.setattr(places.OnDisk, "read", vanishing)
    run(inbox, tmp_path / "账本.sqlite")
    (row,) = [row for row in kept(tmp_path / "账本.sqlite") if row.name == "02.xlsx"]
    assert row.judgement.kind is FileKind.BROKEN and row.judgement.reason


@pytest.mark.parametrize("name", ["02.xlsx", "07.xlsx"])
def test_what_could_not_be_read_for_once_is_read_by_the_next_run(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A file that is locked, or an entry of an archive at which the disk gave up."""
    from xltool.inbox.item import Item, NotReceivedError

    read = Item.read

    def refusing(self: Item) -> bytes:
        if self.name == name:
            raise NotReceivedError(f"“{name}”正被别的程序打开。")
        return read(self)

    ledger = tmp_path / "账本.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(Item, "read", refusing)
        run(inbox, ledger)
    assert [row.judgement.kind for row in kept(ledger) if row.name == name] == [FileKind.BROKEN]
    run(inbox, ledger)
    assert [row.judgement.kind for row in kept(ledger) if row.name == name] == [FileKind.RETURN]
    run(inbox, tmp_path / "一次.sqlite")
    assert told(ledger) == told(tmp_path / "一次.sqlite")


def test_an_archive_that_is_put_back_as_it_was_has_all_its_returns(
    inbox: Path, tmp_path: Path, returns: list[Path]
) -> None:
    ledger, archive, kept_as = tmp_path / "账本.sqlite", inbox / "乡镇.zip", tmp_path / "原.zip"
    shutil.copy2(archive, kept_as)
    run(inbox, ledger)
    first = told(ledger)
    with zipfile.ZipFile(archive, "w") as changed:
        changed.write(returns[6], "乡镇/07.xlsx")
        changed.write(returns[11], "乡镇/08.xlsx")
    run(inbox, ledger)
    assert told(ledger) != first
    shutil.copy2(kept_as, archive)
    run(inbox, ledger)
    assert told(ledger) == first


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return sealed_pair(tmp_path_factory.mktemp("pair"))


def test_a_slip_and_its_form_are_one_return(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    (inbox / "甲").mkdir(parents=True)
    shutil.copy(form, inbox / "甲" / "改过名.xlsx")
    shutil.copy(slip, inbox / "乙.xlsx")
    for _ in range(2):  # the second run finds it done
        run(inbox, tmp_path / "账本.sqlite")
        kinds = {row.name: (row.judgement.kind, row.judgement.seal) for row in kept(tmp_path / "账本.sqlite")}
        assert kinds == {"改过名.xlsx": (FileKind.SEALED, "完好"), "乙.xlsx": (FileKind.SLIP, "完好")}


def test_a_slip_that_comes_in_later(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    inbox.mkdir()
    shutil.copy(form, inbox)
    run(inbox, tmp_path / "账本.sqlite")
    assert kept(tmp_path / "账本.sqlite")[0].judgement.kind is not FileKind.SEALED
    shutil.copy(slip, inbox)
    run(inbox, tmp_path / "账本.sqlite")
    kinds = {SLIP_MARK in row.name: row.judgement.kind for row in kept(tmp_path / "账本.sqlite")}
    assert kinds == {True: FileKind.SLIP, False: FileKind.SEALED}


def test_forms_and_slips_may_lie_in_any_order_and_number(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    for folder in ("丙", "乙", "甲"):
        (inbox / folder).mkdir(parents=True)
    shutil.copy(slip, inbox / "丙" / "一.xlsx")
    shutil.copy(slip, inbox / "丙" / "二.xlsx")  # the same one twice
    with zipfile.ZipFile(inbox / "乙" / "各单位.zip", "w") as archive:
        archive.write(form, "表.xlsx")
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "报送", "Mon, 02 Mar 2026 10:00:00 +0800"
    mail.set_content("请查收")
    for name, book in ((form.name, form), (slip.name, slip)):
        data = book.read_bytes()
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (inbox / "甲" / "报送.eml").write_bytes(mail.as_bytes())
    run(inbox, tmp_path / "账本.sqlite", pool(2))
    forms = [row for row in kept(tmp_path / "账本.sqlite") if row.judgement.kind is not FileKind.SLIP]
    assert [(row.judgement.kind, row.judgement.seal) for row in forms] == [(FileKind.SEALED, "完好")] * 2
    first, second = (each.standing for each in placed(forms))
    assert {first, second} == {Standing.COUNTS, Standing.SAME}


def test_a_pair_that_kills_its_worker_is_a_row_with_its_reason_and_is_tried_again(
    tmp_path: Path, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    for book in pair:
        shutil.copy(book, inbox)

    def dies(_: object) -> None:
        raise MemoryError("测试")

    with monkeypatch.context() as patched:
        patched.setattr("xltool.ledger.sealed_forms.judged_pair", dies)
        run(inbox, tmp_path / "账本.sqlite", serial()._replace(lost=(MemoryError,)))
    broken = [row for row in kept(tmp_path / "账本.sqlite") if row.judgement.kind is FileKind.BROKEN]
    assert len(broken) == 1 and "中途退出" in broken[0].judgement.reason
    run(inbox, tmp_path / "账本.sqlite")
    kinds = {row.judgement.kind for row in kept(tmp_path / "账本.sqlite")}
    assert kinds == {FileKind.SEALED, FileKind.SLIP}
