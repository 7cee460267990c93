"""Every file that cannot be read or written: one clear sentence, nothing changed, nothing left behind."""

from __future__ import annotations

import os
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.book.packages import SHEET, parts, replacing, rezip, small
from tests.support import office
from xltool.book.file.saving import backup_path
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits
from xltool.errors import WorkbookError

ROOT = Path(__file__).resolve().parents[2]
NOTE = Edits(values={Cell("表 1", 2, 10): "字"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small(tmp_path / "好.xlsx")


def refused(path: Path, *words: str) -> str:
    """Try to read and to write it; the one sentence it gives, after a check that nothing happened to the folder."""
    before = listing(path.parent)
    said = set()
    for attempt in (lambda: FileWorkbook(path).snapshot(), lambda: FileWorkbook(path).apply(NOTE)):
        with pytest.raises(WorkbookError) as caught:
            attempt()
        said.add(str(caught.value))
    assert listing(path.parent) == before
    (sentence,) = said
    assert path.name in sentence and sentence.count("\n") == 0
    for word in words:
        assert word in sentence, sentence
    return sentence


def listing(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        entry.name: (
            entry.stat().st_mtime_ns,
            entry.stat().st_mode,
            entry.read_bytes() if entry.is_file() else b"",
        )
        for entry in folder.iterdir()
    }


# ---------------------------------------------------------------- not a workbook

TEXTS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "zero bytes": (b"", ("空文件", "重新取得")),
    "csv": ("编制数,26\r\n在职人数,38\r\n".encode("gb18030"), ("文本文件（如 .csv、.txt）", "另存为")),
    "txt": ("编制数\t26\n".encode(), ("文本文件", "另存为")),
    "utf-16 txt": ("编制数\t26\n".encode("utf-16"), ("文本文件", "另存为")),
    "html": (b"\r\n<html><table><tr><td>1</td></tr></table></html>", ("网页", "另存为")),
    "xml 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        ("XML 文件", "另存为"),
    ),
    "rar": (b"Rar!\x1a\x07\x01\x00", ("RAR 压缩包",)),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", ("PDF 文件",)),
    "png": (b"\x89PNG\r\n\x1a\n\0\0", ("图片",)),
    "noise": (bytes(range(256)) * 9, ("不是 Excel 工作簿", "重新取得")),
    "not a zip": (b"PK\3\4" + b"nothing" * 99, ("不完整或已损坏", "重新取得")),
    "renamed .xls": (OLE + "Workbook".encode("utf-16-le"), (".xls", "另存为")),
    "renamed .et": (OLE + "Book".encode("utf-16-le"), (".et", "另存为")),
    "renamed .doc": (OLE + "WordDocument".encode("utf-16-le"), ("Word 文档", "改选")),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), ("打开密码", "去掉密码")),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_file_of_another_kind_is_named(tmp_path: Path, kind: str) -> None:
    content, words = TEXTS[kind]
    path = tmp_path / "自评.xlsx"
    path.write_bytes(content)
    refused(path, *words)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("extension", "words"), [(".xls", (".xls",)), (".ods", (".ods", "OpenDocument"))])
def test_what_libreoffice_writes_in_other_formats_is_named(
    book: Path, tmp_path: Path, extension: str, words: tuple[str, ...]
) -> None:
    (made,) = office.convert([book], tmp_path / "other", extension)
    refused(made.rename(tmp_path / "other" / "自评.xlsx"), *words, "另存为")


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return path


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("[Content_Types].xml", "_rels/.rels", "word/document.xml"), ("Word 文档", "改选")),
        (("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"), ("演示文稿", "改选")),
        (("[Content_Types].xml", "_rels/.rels", "xl/workbook.bin"), (".xlsb", "另存为")),
        (("mimetype", "content.xml"), (".ods", "另存为")),
        (("自评.xlsx", "说明.txt"), ("普通压缩包", "解压")),
        ((), ("普通压缩包",)),
    ],
)
def test_a_zip_of_another_kind_is_named(
    tmp_path: Path, names: tuple[str, ...], words: tuple[str, ...]
) -> None:
    refused(zipped(tmp_path / "自评.xlsx", *names), *words)


# ---------------------------------------------------------------- damaged or hostile


def no_book_relation(data: bytes) -> bytes:
    return replacing(('/officeDocument"', '/other"'))(data)


DAMAGE: dict[str, tuple[dict[str, Callable[[bytes], bytes] | bytes], tuple[str, ...], tuple[str, ...]]] = {
    "no workbook part": ({}, ("xl/workbook.xml",), ("已损坏",)),
    "no relation to it": ({"_rels/.rels": no_book_relation}, (), ("已损坏",)),
    "malformed workbook": ({"xl/workbook.xml": lambda data: data[:-20]}, (), ("xl/workbook.xml", "已损坏", "另存为")),
    "another root": ({"xl/workbook.xml": b"<a/>"}, (), ("xl/workbook.xml", "已损坏")),
    "malformed relations": ({"xl/_rels/workbook.xml.rels": b"<a>"}, (), ("workbook.xml.rels", "已损坏")),
    "sheet without rows": ({SHEET: replacing(("sheetData", "other"))}, (), ("工作表“表 1”", "已损坏")),
    "half a sheet": ({SHEET: lambda data: data[: len(data) // 2]}, (), ("工作表“表 1”", "已损坏")),
    "not a sheet": ({SHEET: b"binary \0\1\2"}, (), ("工作表“表 1”", "已损坏")),
    "entities": (
        {SHEET: lambda data: data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)}, (), ("实体声明", "另存为"),
    ),
    "external entity": (
        {"xl/workbook.xml": lambda data: data.replace(b"?>", b'?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1)}, (), ("实体声明",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_workbook_is_said(book: Path, tmp_path: Path, kind: str) -> None:
    changes, drop, words = DAMAGE[kind]
    folder = tmp_path / "bad"
    folder.mkdir()
    refused(rezip(book, folder / "自评.xlsx", changes, drop), *words)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.95, 0.999])
def test_a_truncated_workbook_is_said(book: Path, tmp_path: Path, share: float) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    path = folder / "自评.xlsx"
    path.write_bytes(book.read_bytes()[: max(5, int(book.stat().st_size * share))])
    refused(path, "不完整或已损坏", "重新取得")


def test_a_row_without_an_end_is_not_written_into(book: Path, tmp_path: Path) -> None:
    source = rezip(book, tmp_path / "自评.xlsx", {SHEET: replacing(("</row>", ""))})
    with pytest.raises(WorkbookError, match=r"“自评.xlsx”的工作表“表 1” 已损坏"):
        FileWorkbook(source).apply(NOTE)


def test_texts_that_the_reader_cannot_read_are_said(book: Path, tmp_path: Path) -> None:
    source = rezip(book, tmp_path / "自评.xlsx", {"xl/sharedStrings.xml": lambda data: data[:-30]})
    with pytest.raises(WorkbookError, match=r"“自评.xlsx”的 xl/sharedStrings.xml 已损坏.*另存为"):
        FileWorkbook(source).snapshot()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/media/image1.png"])
def test_a_part_over_200_mb_and_a_bomb_are_refused(book: Path, tmp_path: Path, part: str) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    refused(rezip(book, folder / "自评.xlsx", {part: b" " * (200 * 2**20 + 1)}), part, "200 MB", "删去")
    refused(rezip(book, folder / "弹.xlsx", {part: b" " * (100 * 2**20)}), "压缩炸弹")


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", SHEET])
def test_a_bomb_that_hides_its_size_is_refused(book: Path, tmp_path: Path, part: str) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    path = rezip(book, folder / "自评.xlsx", {part: lambda data: data + b" " * (300 * 2**20)})
    data = bytearray(path.read_bytes())
    place = data.rfind(part.encode()) - 46
    assert data[place : place + 4] == b"PK\1\2"
    struct.pack_into("<L", data, place + 24, 5000)
    path.write_bytes(data)
    with pytest.raises(WorkbookError, match="压缩炸弹"):
        FileWorkbook(path).snapshot()


def test_macros_and_external_links_are_kept_and_never_followed(book: Path, tmp_path: Path) -> None:
    link = (
        '<externalReferences><externalReference r:id="rIdX"/></externalReferences><definedNames>'
        '<definedName name="外面">[1]表!$A$1</definedName>'
    )
    relation = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    trap = tmp_path / "陷阱"
    external = f'<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" Target="{trap.as_uri()}" TargetMode="External"/></Relationships>'
    if hasattr(os, "mkfifo"):
        os.mkfifo(trap)  # whoever opens it waits for ever
    source = rezip(
        book,
        tmp_path / "自评.xlsx",
        {
            "xl/workbook.xml": replacing(("<definedNames>", link)),
            "xl/_rels/workbook.xml.rels": replacing(("</Relationships>", relation)),
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": external.encode(),
            "xl/vbaProject.bin": OLE,
        },
    )
    before = parts(source)
    assert "外面" in FileWorkbook(source).snapshot().broken
    assert FileWorkbook(source).apply(NOTE)
    after = parts(source)
    assert {name for name in before if before[name] != after[name]} == {SHEET}


# ---------------------------------------------------------------- not there, not ours to read or write


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    refused(tmp_path / "没有.xlsx", "找不到", "检查")
    with pytest.raises(WorkbookError, match="找不到"):
        FileWorkbook(tmp_path / "没有" / "没有.xlsx").snapshot()


def test_a_folder_is_no_workbook_and_no_output(book: Path, tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    refused(tmp_path / "夹.xlsx", "是文件夹", ".xlsx")
    with pytest.raises(WorkbookError, match=r"“夹.xlsx”是文件夹，不能当作输出文件"):
        FileWorkbook(book).apply(NOTE, tmp_path / "夹.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.xlsx")
    with pytest.raises(WorkbookError, match=r"“管.xlsx”不是普通文件"):
        FileWorkbook(tmp_path / "管.xlsx").snapshot()


def test_an_output_folder_that_is_not_there_is_said(book: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"文件夹“.*没有”不存在，“结果.xlsx”没有写成"):
        FileWorkbook(book).apply(NOTE, tmp_path / "没有" / "结果.xlsx")


def not_written(path: Path, *words: str) -> None:
    before = listing(path.parent)
    with pytest.raises(WorkbookError) as caught:
        FileWorkbook(path).apply(NOTE)
    for word in words:
        assert word in str(caught.value), caught.value
    assert listing(path.parent) == before


def test_a_read_only_file_is_read_but_not_written(book: Path) -> None:
    book.chmod(0o444)
    assert FileWorkbook(book).snapshot().title == "好.xlsx"
    not_written(book, "“好.xlsx”是只读文件，没有改动", "去掉“只读”")
    assert FileWorkbook(book).apply(NOTE, book.with_name("结果.xlsx"))
    assert stat.S_IMODE(book.with_name("结果.xlsx").stat().st_mode) & stat.S_IWUSR


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is a thing of Unix")
def test_a_name_too_long_for_the_backup_is_said(tmp_path: Path) -> None:
    path = small(tmp_path / f"{'长' * 83}.xlsx")
    not_written(path, "太长", "改短")


# Root may write anywhere, so these run in a process of an ordinary user, with the limits that are to be met.
_ATTEMPT = """
import os, resource, sys, tempfile
from pathlib import Path
path, target, limit = Path(sys.argv[1]), sys.argv[2] and Path(sys.argv[2]), int(sys.argv[3])
from tests.book.test_bad_files import NOTE
from xltool.book.file.workbook import FileWorkbook
from xltool.errors import WorkbookError
if os.getuid() == 0:
    FileWorkbook(path).apply(NOTE, Path(tempfile.mkdtemp(), "x.xlsx"))  # loads what the user may not read later
    os.setgid(65534)
    os.setuid(65534)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    book = FileWorkbook(path)
    book.snapshot()
    print(book.apply(NOTE, target or None))
except WorkbookError as error:
    print(error)
"""


def attempt(path: Path, target: str = "", limit: int = 0) -> str:
    command = [sys.executable, "-c", _ATTEMPT, str(path), target, str(limit)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """A folder that an ordinary user reaches and may write to."""
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.name.startswith(
            ("test_", "popen-", "pytest-")
        ):  # pytest's own folders, xdist's among them
            break
        folder.chmod(folder.stat().st_mode | 0o055)
    made = tmp_path / "公用"
    made.mkdir()
    made.chmod(0o777)
    yield made
    made.chmod(0o777)


def ordinary(folder: Path) -> Path:
    path = small(folder / "自评.xlsx")
    path.chmod(0o666)
    return path


unix = pytest.mark.skipif(sys.platform == "win32", reason="users and limits of Unix")


@unix
def test_the_attempt_works_where_nothing_is_in_its_way(shared: Path) -> None:
    path = ordinary(shared)
    assert attempt(path) == "True"
    assert backup_path(path).exists()


@unix
def test_a_read_only_folder_is_said(shared: Path) -> None:
    path = ordinary(shared)
    before = listing(shared)
    shared.chmod(0o555)
    said = attempt(path)
    assert "不能写入文件夹" in said and "自评" in said and "复制到自己能写的文件夹" in said
    shared.chmod(0o777)
    assert listing(shared) == before


@unix
def test_a_file_closed_to_us_is_said(shared: Path) -> None:
    path = ordinary(shared)
    path.chmod(0o600 if os.getuid() == 0 else 0o000)
    assert "没有权限读取“自评.xlsx”" in attempt(path)
    path.chmod(0o644 if os.getuid() == 0 else 0o444)
    assert "“自评.xlsx”是只读文件" in attempt(path)
    assert {entry.name for entry in shared.iterdir()} == {"自评.xlsx"}


@unix
def test_a_folder_closed_to_us_is_said(shared: Path) -> None:
    path = ordinary(shared)
    shared.chmod(0o700 if os.getuid() == 0 else 0o000)
    said = attempt(path)
    shared.chmod(0o777)
    assert "没有权限读取“自评.xlsx”" in said


@unix
def test_a_quota_met_while_writing_changes_nothing(shared: Path) -> None:
    path = ordinary(shared)
    before = listing(shared)
    said = attempt(path, limit=2000)
    assert "磁盘空间不足" in said and "没有写成，原来的文件没有动" in said and "自评" in said
    assert listing(shared) == before
    said = attempt(path, str(shared / "结果.xlsx"), 2000)
    assert "“结果.xlsx”没有写成" in said
    assert listing(shared) == before


@unix
def test_a_full_disk_changes_nothing(shared: Path) -> None:
    disk = shared / "小盘"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12k,mode=777", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk; the quota test meets the same sentence")
    try:
        path = ordinary(disk)
        before = listing(disk)
        said = attempt(path)
        assert "磁盘空间不足" in said and "自评" in said
        assert listing(disk) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)
