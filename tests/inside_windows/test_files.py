"""Windows' own ways with files: who holds one open keeps others out, names are devices, paths end somewhere."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from xltool.book.file.locks import refuse_if_open
from xltool.book.file.saving import backup_path, read_file, replace_file
from xltool.errors import ProgramError, WorkbookError
from xltool.setup.profile import WINDOWS, this_profile
from xltool.setup.writing import delete, put
from xltool.verbs.recalc import recalc

_READ, _WRITE = 0x80000000, 0x40000000
_NOBODY, _READERS, _ALL = 0, 1, 7


@contextmanager
def held(path: Path, others_may: int) -> Iterator[None]:
    """The file is open in a program that lets others do so much with it (Excel: read; a scanner: everything)."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    handle = kernel.CreateFileW(str(path), _READ, others_may, None, 3, 0, None)
    assert handle != wintypes.HANDLE(-1).value, ctypes.get_last_error()
    try:
        yield
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "自 评 (1)&2"
    folder.mkdir()
    return Path(shutil.copy(AS_FILED, folder / "原样 100%.xlsx"))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Who holds a workbook open


@pytest.mark.parametrize("others_may", [_NOBODY, _READERS])
def test_a_workbook_that_a_program_holds_is_left_alone(book: Path, others_may: int) -> None:
    before = book.read_bytes()
    with held(book, others_may), pytest.raises(WorkbookError) as refused:
        recalc(book)
    (sentence,) = str(refused.value).splitlines()
    assert "别的程序" in sentence and "关闭它" in sentence
    assert book.read_bytes() == before and left(book.parent) == [book.name]


def test_a_program_that_only_looks_is_waited_for(book: Path) -> None:
    before = book.read_bytes()
    taken = threading.Event()

    def look() -> None:
        with held(book, _READERS):
            taken.set()
            time.sleep(0.3)

    scanner = threading.Thread(target=look)
    scanner.start()
    taken.wait(10)
    replace_file(book, b"new", like=book, untouched=before)
    scanner.join()
    assert book.read_bytes() == b"new" and backup_path(book).read_bytes() == before
    assert left(book.parent) == sorted([book.name, backup_path(book).name])


def test_the_lock_file_of_excel_is_seen_even_where_it_may_not_be_read(book: Path) -> None:
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"\x04name".ljust(165, b" "))
    with held(lock, _NOBODY), pytest.raises(WorkbookError, match="打开着"):
        refuse_if_open(book)


def test_another_process_that_holds_it_is_the_same(book: Path) -> None:
    code = "import sys; stream = open(sys.argv[1], 'r+b'); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-I", "-c", code, str(book)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout and program.stdout.readline().strip() == b"open"
        with pytest.raises(WorkbookError, match="别的程序"):
            recalc(book)
        program.communicate()
    recalc(book)
    assert left(book.parent) == sorted([book.name, backup_path(book).name])


def test_a_read_only_workbook_is_told_apart(book: Path) -> None:
    book.chmod(stat.S_IREAD)
    with pytest.raises(WorkbookError, match="去掉“只读”"):
        recalc(book)
    book.chmod(stat.S_IWRITE)


# What Excel holds of an installation


def test_an_addin_that_excel_holds_is_one_sentence(tmp_path: Path) -> None:
    addin = tmp_path / "xltool.xlam"
    addin.write_bytes(b"old")
    with held(addin, _READERS):
        for change in (lambda: put(addin, b"new"), lambda: delete(addin)):
            with pytest.raises(ProgramError, match="请关闭所有 Excel 窗口"):
                change()
    assert addin.read_bytes() == b"old" and left(tmp_path) == [addin.name]
    put(addin, b"new")
    assert addin.read_bytes() == b"new"


def test_the_profile_is_that_of_a_chinese_windows() -> None:
    profile = this_profile()
    assert profile.system == WINDOWS and profile.code_page == "cp936"
    assert profile.home.is_dir() and " " in profile.home.name and not profile.home.name.isascii()


# Names and places


@pytest.mark.parametrize(
    "name", ["NUL.xlsx", "CON.xlsx", "自评.xlsx.", "自评.xlsx ", "表:1.xlsx", "第1季度?.xlsx"]
)
def test_a_name_that_is_no_file_writes_nothing(book: Path, name: str) -> None:
    for path in (Path(name), book.with_name(name)):
        with pytest.raises(WorkbookError, match="请换一个名字再试"):
            recalc(book, target=path)
    assert left(book.parent) == [book.name]


def test_a_path_that_is_too_long_is_called_so(book: Path) -> None:
    far = book.parent.joinpath(*["名字很长的文件夹" * 6] * 6, "自评.xlsx")
    assert len(str(far)) > 260
    with pytest.raises(WorkbookError, match="路径太长"):
        recalc(book, target=far)
    with pytest.raises(WorkbookError, match="路径太长"):
        read_file(far)


@pytest.mark.parametrize("place", [r"Q:\没有这个盘\自评.xlsx", r"\\nowhere.invalid\共享\自评.xlsx"])
def test_a_drive_or_a_share_that_is_not_there_is_one_sentence(book: Path, place: str) -> None:
    for told in (lambda: recalc(Path(place)), lambda: recalc(book, target=Path(place))):
        with pytest.raises(WorkbookError) as refused:
            told()
        assert str(refused.value).endswith("。") and "\n" not in str(refused.value)


def test_every_way_to_write_a_path_means_the_same_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book.parent)
    before = book.read_bytes()
    drive, rest = os.path.splitdrive(book)
    spellings = [
        book.name,
        f".\\{book.name}",
        f"{drive}{book.name}",
        str(book).upper(),
        rest,
        f"\\\\?\\{book}",
    ]
    made = set()
    for spelling in spellings:
        book.write_bytes(before)
        backup_path(book).unlink(missing_ok=True)
        recalc(Path(spelling))
        assert len(left(book.parent)) == 2, spelling
        made.add(book.read_bytes())
    assert len(made) == 1 and made != {before}
