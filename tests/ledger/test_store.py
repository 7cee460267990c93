"""The ledger: what it remembers, what it does not judge again, and every way in which its file may be of no use."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from xltool.batch.judgement import FileKind, FindingRow, Judgement
from xltool.errors import ProgramError
from xltool.ledger.layout import LAYOUT
from xltool.ledger.progress import Progress, run_progress
from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.rows import FileRow, LeftOutRow, Stamp
from xltool.ledger.store import opened_ledger, seen_in

_STAMP = Stamp("/收件/甲.xlsx", 30_000, 1_700_000_000_123_456_789)
_FINDING = FindingRow(
    *("XT101", "必改", "合计不符", "填报 5，应为 6。", "支出总额_本年决算", "5", "6", 1.0, "", "改", "XT101|支出总额"),
    *("", "", "", "0011223344556677"),
)  # fmt: skip


def row(number: int, **other: object) -> FileRow:
    said = {key: other.pop(key) for key in Judgement._fields if key in other}
    judgement = Judgement(FileKind.RETURN, unit="甲局", year=2025)._replace(**said)  # type: ignore[arg-type]
    made = FileRow(f"/收件/{number}.xlsx", f"{number}.xlsx", f"{number:064x}", judgement)
    return made._replace(**other)  # type: ignore[arg-type]


def kept(path: Path) -> list[FileRow]:
    data = sqlite3.connect(path)
    (run,) = data.execute("SELECT max(id) FROM runs").fetchone()
    found = list(seen_in(data, run))
    data.close()
    return found


def test_what_was_judged_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    whole = row(1, stamp=_STAMP, sent=1.5, sent_by="邮件", seal="完好", outcome='{"rates": {}}')
    with opened_ledger(path, "规则一", ["收件"]) as ledger:
        findings = (_FINDING, _FINDING._replace(code="XT102"))
        ledger.add([whole._replace(judgement=whole.judgement._replace(findings=findings))])
        ledger.add([row(2, kind=FileKind.BROKEN, reason="是空文件")])
    assert kept(path) == [whole, row(2, kind=FileKind.BROKEN, reason="是空文件")]
    found = sqlite3.connect(path).execute("SELECT code, severity, size, fingerprint FROM findings").fetchall()
    assert found == [("XT101", "必改", 1.0, "0011223344556677"), ("XT102", "必改", 1.0, "0011223344556677")]


def test_what_did_not_change_is_seen_and_not_judged_again(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    with opened_ledger(path, "规则一", []) as ledger:
        ledger.add([row(1, stamp=_STAMP)])
        ledger.add([row(2)])
        ledger.add([row(3)])
    with opened_ledger(path, "规则一", []) as ledger:
        assert ledger.unchanged(_STAMP) and not ledger.unchanged(_STAMP._replace(size=1))
        assert ledger.known(row(2)) and not ledger.known(row(2)._replace(digest="0"))
    assert [each.origin for each in kept(path)] == [row(1).origin, row(2).origin]  # the third is gone


def test_other_rules_judge_again(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    for rules in ("规则一", "规则二"):
        with opened_ledger(path, rules, []) as ledger:
            assert not ledger.unchanged(_STAMP) and not ledger.known(row(1))
            ledger.add([row(1, stamp=_STAMP)])
    assert len(kept(path)) == 1
    assert sqlite3.connect(path).execute("SELECT count(*) FROM files").fetchone() == (2,)


def test_a_version_that_was_changed_is_a_further_row(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    for digest in ("a", "b"):
        with opened_ledger(path, "规则一", []) as ledger:
            ledger.add([row(1, digest=digest)])
    assert [each.digest for each in kept(path)] == ["b"]
    assert sqlite3.connect(path).execute("SELECT digest FROM files").fetchall() == [("a",), ("b",)]


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ledger.test_store import row
from xltool.ledger.store import opened_ledger
with opened_ledger(Path(sys.argv[1]), "规则一", []) as ledger:
    for number in range(1000):
        ledger.add([row(number)])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_that_was_killed_keeps_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path)], cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    with opened_ledger(path, "规则一", []) as ledger:
        known = [ledger.known(row(number)) for number in range(1000)]
    assert sum(known) >= 950 and known == sorted(known, reverse=True)


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    text, other = tmp_path / "笔记.txt", tmp_path / "别的.sqlite"
    text.write_text("不是数据库" * 200, encoding="utf-8")
    with sqlite3.connect(other) as data:
        data.execute("CREATE TABLE t (a)")
    for path, said in ((text, "损坏了"), (other, "不是 xltool 的账本")):
        before = path.read_bytes()
        with pytest.raises(ProgramError, match=said), opened_ledger(path, "规则一", []):
            pass
        assert path.read_bytes() == before or path == other  # SQLite turns WAL on
    assert sqlite3.connect(other).execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]


def test_a_ledger_of_a_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    with sqlite3.connect(path) as data:
        data.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    with pytest.raises(ProgramError, match="较新版本"), opened_ledger(path, "规则一", []):
        pass


def first_layout(path: Path) -> None:
    """A ledger as the first layout had it, with a run, a file of it and an archive that was through."""
    with opened_ledger(path, "规则一", ["收件"]) as ledger:
        ledger.add([row(1, stamp=_STAMP)])
        ledger.close(_STAMP)
    with sqlite3.connect(path) as data:
        for column in ("written", "seen", "judged", "known", "broken", "left_out"):
            data.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        data.executescript("DROP TABLE left_out; DROP TABLE decisions; PRAGMA user_version = 1;")


def test_a_ledger_of_an_earlier_program_is_made_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    first_layout(path)
    with opened_ledger(path, "规则一", []) as ledger:
        assert not ledger.whole(_STAMP)  # it is opened once more, for what is no return in it
        assert ledger.unchanged(_STAMP)
        ledger.close(_STAMP)
        ledger.leave_out(LeftOutRow("/收件/说明.docx", "说明.docx", "不是自评表", _STAMP))
    with opened_ledger(path, "规则一", []) as ledger:
        assert ledger.whole(_STAMP) == 1 and ledger.left_out() == 1


def test_a_ledger_of_an_earlier_program_is_read_and_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    first_layout(path)
    before = path.read_bytes()
    with read_ledger(path) as data:
        assert [each.origin for each in seen_in(data, last_run(data))] == ["/收件/1.xlsx"]
        assert data.execute("SELECT COUNT(*) FROM left_out").fetchone() == (0,)
    told = run_progress(path)
    assert told is not None and told.progress == Progress() and told.ended and told.rate == 0
    assert path.read_bytes() == before


def test_what_is_no_return_is_known_where_its_archive_is_not_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    other = _STAMP._replace(path="/收件/乙.zip")
    for run in range(3):
        with opened_ledger(path, "规则一" if run < 2 else "规则二", []) as ledger:
            if run != 1:
                ledger.add([row(1, stamp=_STAMP)])
                ledger.leave_out(LeftOutRow("甲.zip 里的 图.png", "图.png", f"理由 {run}", _STAMP))
                ledger.leave_out(LeftOutRow("乙.zip 里的 图.png", "图.png", "理由", other))
                ledger.close(_STAMP)
            else:
                assert ledger.whole(_STAMP) and not ledger.whole(other)
            assert ledger.left_out() == (1 if run == 1 else 2)


def test_a_ledger_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "账本.sqlite"
    with opened_ledger(path, "规则一", []):
        pass
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("xltool.ledger.store._PATIENCE", 0.1)
    with pytest.raises(ProgramError, match="正被另一个程序写入"), opened_ledger(path, "规则一", []):
        pass
    other.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with (
        pytest.raises(ProgramError, match="写不了"),
        opened_ledger(tmp_path / "没有" / "账本.sqlite", "规则一", []),
    ):
        pass


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    with opened_ledger(path, "规则一", []) as ledger:
        ledger.add([row(1)])
    with pytest.raises(ProgramError, match="磁盘满了"), opened_ledger(path, "规则一", []) as ledger:
        ledger._data.execute("PRAGMA max_page_count = 20")
        for number in range(2, 5000):
            ledger.add([row(number, outcome="x" * 1000)])
    with opened_ledger(path, "规则一", []) as ledger:
        assert ledger.known(row(1))


def test_a_ledger_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "账本.sqlite"
    with opened_ledger(path, "规则一", []) as ledger:
        for number in range(500):
            ledger.add([row(number, outcome="x" * 500)])
    os.truncate(path, path.stat().st_size // 3)
    with pytest.raises(ProgramError, match="损坏"), opened_ledger(path, "规则一", []) as ledger:
        for number in range(500):
            ledger.known(row(number))
