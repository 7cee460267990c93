"""Who has a workbook open, as each program says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.packages import small
from xltool.book.file.locks import lock_files, refuse_if_open
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits
from xltool.errors import WorkbookError


def excel(user: str, codec: str = "gbk", *, counted: bool = True) -> bytes:
    """An owner file as Excel lays it out: the name in the computer's encoding, then in UTF-16."""
    short, wide = user.encode(codec), user.encode("utf-16-le")
    data = bytes((len(user),)) + short + b" " * (54 - len(short))
    data += (bytes((len(user), 0)) if counted else b"") + wide
    return data.ljust(165, b" ")


LIBREOFFICE = "张三,zhang,pc-07,22.11.2026 10:00,file:///home/zhang/.config/libreoffice/4;".encode()


@pytest.mark.parametrize(
    ("lock", "content", "user"),
    [
        ("~$部门自评表.xlsx", excel("李四"), "李四"),
        ("~$部门自评表.xlsx", excel("李四", counted=False), "李四"),
        ("~$部门自评表.xlsx", excel("Wang Wu"), "Wang Wu"),
        ("~$部门自评表.xlsx", b"", ""),
        ("~$部门自评表.xlsx", excel("李四")[:55], "李四"),
        ("~$部门自评表.xlsx", b"\xff" * 165, ""),
        (".~部门自评表.xlsx", excel("王五"), "王五"),
        (".~lock.部门自评表.xlsx#", LIBREOFFICE, "张三（电脑 pc-07）"),
        (".~lock.部门自评表.xlsx#", b",root,host,22.11.2026 10:00,file:///x;", "root（电脑 host）"),
        (".~lock.部门自评表.xlsx#", b"", ""),
    ],
)
def test_each_program_has_its_own_way_to_say_it(tmp_path: Path, lock: str, content: bytes, user: str) -> None:
    path = small(tmp_path / "部门自评表.xlsx")
    refuse_if_open(path)
    (tmp_path / lock).write_bytes(content)
    assert list(lock_files(path)) == [(str(tmp_path / lock), user)]
    with pytest.raises(WorkbookError) as caught:
        refuse_if_open(path)
    said = str(caught.value)
    assert "部门自评表.xlsx" in said and lock in said and "关闭" in said and "删除" in said
    assert (f" {user} " if user else "别的程序") in said


def test_a_long_name_loses_its_first_two_letters(tmp_path: Path) -> None:
    path = small(tmp_path / "部门整体支出绩效自评表.xlsx")
    lock = tmp_path / "~$整体支出绩效自评表.xlsx"
    lock.write_bytes(excel("李四"))
    assert list(lock_files(path)) == [(str(lock), "李四")]
    small(tmp_path / "整体支出绩效自评表.xlsx")  # the lock belongs to this one
    assert list(lock_files(path)) == []


@pytest.mark.parametrize(
    ("name", "lock"),
    [("一二三四五六七八.docx", "~$三四五六七八.docx"), ("一二三四五六七.docx", "~$二三四五六七.docx")],
)
def test_a_name_of_middling_length_loses_what_it_has_too_much(tmp_path: Path, name: str, lock: str) -> None:
    path = small(tmp_path / name)
    (tmp_path / lock).write_bytes(excel("李四"))
    assert list(lock_files(path)) == [(str(tmp_path / lock), "李四")]


def test_a_short_name_loses_nothing(tmp_path: Path) -> None:
    path = small(tmp_path / "某某自评.xlsx")
    (tmp_path / "~$自评.xlsx").write_bytes(excel("李四"))
    assert list(lock_files(path)) == []


@pytest.mark.parametrize("lock", ["~$表.xlsx", ".~表.xlsx", ".~lock.表.xlsx#"])
def test_an_open_workbook_is_read_but_not_written(tmp_path: Path, lock: str) -> None:
    path = small(tmp_path / "表.xlsx")
    before = path.read_bytes()
    (tmp_path / lock).write_bytes(excel("李四"))
    book = FileWorkbook(path)
    assert book.snapshot().value(Cell("表 1", 2, 1)) == "编制数"
    assert book.apply(Edits()) is False
    with pytest.raises(WorkbookError, match="打开着"):
        book.apply(Edits(values={Cell("表 1", 2, 10): "x"}))
    assert path.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"表.xlsx", lock}


def test_the_lock_of_the_output_counts_when_it_is_another_file(tmp_path: Path) -> None:
    path = small(tmp_path / "表.xlsx")
    (tmp_path / "~$表.xlsx").write_bytes(excel("李四"))
    edits = Edits(values={Cell("表 1", 2, 10): "x"})
    assert FileWorkbook(path).apply(edits, tmp_path / "结果.xlsx")
    (tmp_path / "~$结果.xlsx").write_bytes(excel("李四"))
    with pytest.raises(WorkbookError, match=r"“结果.xlsx”正由 李四 打开着"):
        FileWorkbook(path).apply(edits, tmp_path / "结果.xlsx")
