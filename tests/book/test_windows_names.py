"""Names that Windows takes for something else: known on any system, refused on Windows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltool.book.file.names import what_windows_makes_of
from xltool.book.file.saving import read_file, replace_file
from xltool.errors import WorkbookError

DEVICES = [
    "CON",
    "con.xlsx",
    "NUL.xlsx",
    "Aux.txt.xlsx",
    "COM1.xlsx",
    "lpt9",
    "com¹.xlsx",
    "PRN .xlsx",
    "CONIN$",
]
CHANGED = ["自评.xlsx.", "自评.xlsx ", "自评."]
FORBIDDEN = ["表:1.xlsx", "a*.xlsx", "谁?.xlsx", 'a"b.xlsx', "<a>.xlsx", "a|b.xlsx"]
GOOD = [
    "自评.xlsx",
    "CONSOLE.xlsx",
    "COM10.xlsx",
    "com.xlsx",
    "我的 NUL.xlsx",
    "a.b.xlsx",
    ".",
    "..",
    "𠮷 (1)&2%.xlsx",
]


@pytest.mark.parametrize(
    ("name", "what"),
    [(name, "设备") for name in DEVICES]
    + [(name, "末尾") for name in CHANGED]
    + [(name, "符号") for name in FORBIDDEN],
)
def test_what_windows_makes_of_a_name_is_known(name: str, what: str) -> None:
    assert what in what_windows_makes_of(name)


@pytest.mark.parametrize("name", GOOD)
def test_other_names_are_left_alone(name: str) -> None:
    assert what_windows_makes_of(name) == ""


@pytest.mark.parametrize("name", [*DEVICES, *CHANGED, *FORBIDDEN])
def test_such_a_name_is_neither_read_nor_written_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("xltool.book.file.names.WINDOWS", True)
    monkeypatch.chdir(tmp_path)
    for path in (name, f"{tmp_path}{os.sep}{name}"):
        with pytest.raises(WorkbookError, match="请换一个名字再试"):
            read_file(path)
        with pytest.raises(WorkbookError, match="请换一个名字再试"):
            replace_file(path, b"x", like=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_long_path_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.book.file.names.WINDOWS", True)
    long = tmp_path.joinpath(*["很长的文件夹名" * 5] * 8, "自评.xlsx")
    with pytest.raises(WorkbookError, match=r"路径太长（连同文件夹 \d+ 个字符）"):
        read_file(long)
    with pytest.raises(WorkbookError, match="路径太长"):
        replace_file(long, b"x", like=tmp_path)
    with pytest.raises(WorkbookError, match="找不到"):
        read_file(Path("/没有这个.xlsx"))
