"""Files, folders, wildcards: which are taken, in which order, each once; and those that go away or change meanwhile."""

from __future__ import annotations

import datetime
import errno
import io
import os
import pickle
import sys
import tempfile
from pathlib import Path

import pytest

from tests.inbox.making import (
    Put,
    book,
    mail_of,
    mailbox_of,
    only,
    put,
    refused,
    rows,
    told,
    workbook_part,
    zip_of,
)
from xltool.errors import WorkbookError
from xltool.inbox import Clock, Item, LeftOut, Mark, Rejected, Unchanged, items, places
from xltool.inbox.places import OnDisk
from xltool.inbox.times import BEIJING

unix = pytest.mark.skipif(sys.platform == "win32", reason="links and rights of Unix")


def _names(*sources: Path | str) -> list[str]:
    return [each.name for each in rows(*sources) if isinstance(each, Item)]


# What is taken


def test_a_file_by_itself(tmp_path: Path) -> None:
    path = put(tmp_path, "甲.xlsx", book())
    found = only(path)
    assert (found.name, found.origin.text, found.size, found.plain) == (
        "甲.xlsx",
        str(path),
        len(book()),
        True,
    )
    assert found.time == (datetime.datetime.fromtimestamp(1_790_000_000, BEIJING), Clock.FILE)
    assert found.mark == Mark(str(path.resolve()), len(book()), 1_790_000_000 * 10**9)
    assert found.read() == book()


def test_a_folder_with_all_below_it_in_order(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/2.xlsm", "a/10.XLSX", "a/a/z.xlsx", "c.Xlsx", "乡镇/甲.xlsx", "a/丙．ｘｌｓｘ"):
        put(tmp_path, name, book())
    assert _names(tmp_path) == ["10.XLSX", "2.xlsm", "z.xlsx", "丙．ｘｌｓｘ", "b.xlsx", "c.Xlsx", "甲.xlsx"]
    assert rows(tmp_path) == rows(tmp_path)


def test_the_way_is_said_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "收件/乡镇/甲.xlsx", book())
    monkeypatch.chdir(tmp_path)
    (found,) = rows("收件")
    assert found.origin.text == str(Path("收件", "乡镇", "甲.xlsx"))
    assert Path(found.mark.path).is_absolute()


@pytest.mark.parametrize("pattern", ["收/*.xlsx", "收/**/*.xlsx", "收/甲?.xlsx", "收/甲[12].xlsx", "*/甲*"])
def test_wildcards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    for name in ("收/甲2.xlsx", "收/甲1.xlsx", "丙.xlsx"):
        put(tmp_path, name, book())
    monkeypatch.chdir(tmp_path)
    assert _names(pattern) == _names(tmp_path / pattern) == ["甲1.xlsx", "甲2.xlsx"]


def test_a_name_that_looks_like_wildcards_is_a_name(tmp_path: Path) -> None:
    assert only(put(tmp_path, "甲[1].xlsx", book())).name == "甲[1].xlsx"


def test_a_url_of_a_file_is_that_file(tmp_path: Path) -> None:
    path = put(tmp_path, "甲 乙.xlsx", book())
    assert only(path.as_uri()).mark == only(path).mark


def test_each_file_once(tmp_path: Path) -> None:
    first, second = put(tmp_path, "甲.xlsx", book()), put(tmp_path, "乡/乙.xlsx", book())
    assert _names(first, tmp_path, first, tmp_path / "*.xlsx", tmp_path / "乡") == ["甲.xlsx", "乙.xlsx"]
    assert _names(tmp_path, second) == ["乙.xlsx", "甲.xlsx"]


@unix
def test_links_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, "真/甲.xlsx", book())
    put(tmp_path, "外/乙.xlsx", book())
    inbox = tmp_path / "真"
    (inbox / "回").symlink_to(inbox)
    (inbox / "回上").symlink_to(tmp_path / "真")
    (inbox / "外").symlink_to(tmp_path / "外")
    (inbox / "丁.xlsx").symlink_to(tmp_path / "外" / "乙.xlsx")
    (inbox / "断.xlsx").symlink_to(tmp_path / "没有")
    (inbox / "自.xlsx").symlink_to(inbox / "自.xlsx")
    lines = [line.replace(str(inbox), "") for line in told(inbox)]
    assert lines == [
        f"/丁.xlsx = {len(book())}",
        "/断.xlsx ! “/断.xlsx”是失效的链接，找不到真正的文件；请放入文件本身。",
        f"/甲.xlsx = {len(book())}",
        "/自.xlsx ! “/自.xlsx”是失效的链接，找不到真正的文件；请放入文件本身。",
    ]


# What is left out


def test_what_systems_and_programs_leave_lying_about(tmp_path: Path) -> None:
    quiet = (
        "~$甲.xlsx",
        ".~甲.xlsx",
        ".DS_Store",
        "._甲.xlsx",
        "Thumbs.db",
        "desktop.ini",
        ".xltool-1-2.tmp",
    )
    for name in (*quiet, "__MACOSX/甲.xlsx", "甲.xlsx"):
        put(tmp_path, name, book())
    assert [line.partition(" = ")[0] for line in told(tmp_path)] == [str(tmp_path / "甲.xlsx")]


def test_copies_of_ours_and_other_files_are_notes(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "甲.原始备份.xlsx", "甲.上次操作前.xlsx", "说明.docx", "无"):
        put(tmp_path, name, book())
    notes = {Path(each.origin.text).name: each.why for each in rows(tmp_path) if isinstance(each, LeftOut)}
    assert notes == {
        "甲.原始备份.xlsx": "本工具留下的备份，不算报送件。",
        "甲.上次操作前.xlsx": "本工具留下的备份，不算报送件。",
        "说明.docx": "不是工作簿，没有看。",
        "无": "不是工作簿，没有看。",
    }
    assert _names(tmp_path) == ["甲.xlsx"]


@unix
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "甲.xlsx")
    note, whole = rows(tmp_path)
    assert isinstance(note, LeftOut) and note.why == "不是普通文件，没有看。"
    assert isinstance(whole, Rejected)


# What is refused


KINDS = {
    "旧.xls": "是旧格式的工作簿（.xls），本工具不能读；请用 Excel 或 WPS 打开它，另存为",
    "旧.ET": "是 WPS 表格的工作簿（.et）",
    "表.xlsb": "是二进制工作簿（.xlsb）",
    "表.ods": "是 OpenDocument 表格（.ods）",
    "包.rar": "是 RAR 压缩包，本工具不能解开；请先解压",
    "包.7z": "是 7z 压缩包",
    "包.tar.gz": "是 gzip 压缩包",
    "包.tgz": "是 tar.gz 压缩包",
    "信.msg": "是 Outlook 邮件（.msg），本工具不能读；请在邮件程序里打开它",
    "信.pst": "是 Outlook 数据文件（.pst）",
    "winmail.dat": "是 Outlook 专用格式（TNEF）的附件",
}


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_that_is_not_read(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, b"\xd0\xcf\x11\xe0")
    assert refused(tmp_path).startswith(f"“{name}”{KINDS[name]}")


def test_a_workbook_of_today_under_an_old_name(tmp_path: Path) -> None:
    assert refused(put(tmp_path, "表.xls", book())) == (
        "“表.xls”其实是新格式的工作簿，扩展名写错了；请把扩展名改成 .xlsx 后再放进来。"
    )
    with_macros = book().replace(b"xl/workbook.xml", b"xl/vbaProject.bin", 1)
    assert "改成 .xlsm" in refused(put(tmp_path, "表.et", with_macros))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("没有.xlsx", "找不到“没有.xlsx”；请检查文件名和文件夹是否写对。"),
        ("没有/*.xlsx", "没有文件符合“没有/*.xlsx”；请检查文件名和文件夹是否写对。"),
        ("空", "“空”里没有自评表（.xlsx、.xlsm，以及装着它们的 .zip、.eml、.mbox）；请确认选对了地方。"),
        ("说明.docx", "“说明.docx”不是自评表，也不是装着自评表的压缩包或邮件；请选 .xlsx、.xlsm、.zip、.eml 或 .mbox。"),
    ],
)  # fmt: skip
def test_a_source_that_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "空").mkdir()
    put(tmp_path, "说明.docx", b"x")
    put(tmp_path, "甲.xlsx", book())
    before, row, after = rows("甲.xlsx", source, put(tmp_path, "乙.xlsx", book()))
    assert isinstance(row, Rejected) and (row.reason, row.origin.text) == (reason, source)
    assert isinstance(before, Item) and isinstance(after, Item)


@unix
def test_no_rights() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        closed = [put(folder, "甲.xlsx", book()), put(folder, "关/乙.xlsx", book()).parent]
        folder.chmod(0o755)
        for each in closed:
            each.chmod(0)
        user = os.geteuid()
        if user == 0:  # who may read everything
            os.seteuid(65534)
        try:
            lines = _with_reasons(folder)
        finally:
            os.seteuid(user)
            closed[1].chmod(0o700)
    assert len(lines) == 2 and all("没有权限读取“" in line for line in lines)


def test_no_rights_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests: the system's refusal becomes a row, and the rest goes on."""
    put(tmp_path, "关/丙.xlsx", book())
    for name in ("甲.xlsx", "乙.zip", "丁.eml"):
        put(tmp_path, name, zip_of([Put(b"a.xlsx", book())]))
    closed = ("关", "甲.xlsx", "乙.zip", "丁.eml")
    real_open, real_list = Path.open, os.listdir

    def opened(path: Path, *args: object, **more: object) -> object:
        if path.name in closed:
            raise PermissionError(13, "refused", str(path))
        return real_open(path, *args, **more)

    def listed(folder: str) -> list[str]:
        if Path(folder).name in closed:
            raise PermissionError(13, "refused", folder)
        return real_list(folder)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(os, "listdir", listed)
    lines = _with_reasons(tmp_path)
    assert len(lines) == 4
    assert all("没有权限读取“" in line and "请管理员给予读取权限后重新运行" in line for line in lines)


@pytest.mark.parametrize("name", ["包.zip", "信.eml", "箱.mbox"])
def test_a_disk_that_gives_up_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    class Torn(io.FileIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError(errno.EIO, "torn")

        readline = read

    path = put(tmp_path, name, mail_of(workbook_part()))
    monkeypatch.setattr(Path, "open", lambda self, mode: Torn(self))
    assert refused(path).startswith(f"读取“{rows(path)[0].origin.text}”时出错（读写磁盘出错）")


def _with_reasons(*sources: Path) -> list[str]:
    """The rows, workbooks read: their bytes' number or why there are none."""
    found = []
    for row in rows(*sources):
        try:
            found.append(f"{len(row.read())}" if isinstance(row, Item) else row.reason)
        except WorkbookError as error:
            found.append(str(error))
    return found


# What goes away or changes


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    path = put(tmp_path, "甲.xlsx", book())
    found = only(path)
    path.unlink()
    with pytest.raises(WorkbookError, match="在本次运行中被删除、改名或移走了，没有读到"):
        found.read()


@pytest.mark.parametrize("name", ["信.eml", "箱.mbox", "包.zip"])
def test_a_wrapping_that_vanishes_between_listing_and_opening(tmp_path: Path, name: str) -> None:
    put(tmp_path, "一.xlsx", book())
    path = put(tmp_path, name, mail_of(workbook_part()))
    found = items([tmp_path])
    first = next(found)
    path.unlink()
    rest = list(found)
    assert isinstance(first, Item) and len(rest) == 1
    assert isinstance(rest[0], Rejected) and "被删除、改名或移走了" in rest[0].reason


@pytest.mark.parametrize("change", [b"", book("另一份")])
def test_a_file_that_changes(tmp_path: Path, change: bytes) -> None:
    path = put(tmp_path, "甲.xlsx", book())
    found = only(path)
    path.write_bytes(change)
    with pytest.raises(WorkbookError, match="在本次运行中被改动了（可能正在保存或复制），没有采用"):
        found.read()


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "甲.xlsx", book())
    found, real = only(path), OnDisk.check
    seen = []

    def check(self: OnDisk, stream: object, title: str) -> None:
        if seen:
            with path.open("ab") as more:
                more.write(b"x")
        seen.append(title)
        real(self, stream, title)

    monkeypatch.setattr(OnDisk, "check", check)
    with pytest.raises(WorkbookError, match="被改动了"):
        found.read()
    assert len(seen) == 2


def test_an_archive_that_changes_after_it_was_listed(tmp_path: Path) -> None:
    path = put(tmp_path, "包.zip", zip_of([Put(b"a.xlsx", book())]))
    found = only(path)
    path.write_bytes(zip_of([Put(b"b.xlsx", b"no"), Put(b"a.xlsx", book("另"))]))
    with pytest.raises(WorkbookError, match="被改动了"):
        found.read()


def test_a_file_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LARGEST", 100)
    with pytest.raises(WorkbookError, match="大得不正常"):
        only(put(tmp_path, "甲.xlsx", book())).read()


# What the caller knows


def test_a_wrapping_that_is_known_is_not_opened(tmp_path: Path) -> None:
    archive = put(tmp_path, "包.zip", zip_of([Put(b"a.xlsx", book())]))
    mail, box = (
        put(tmp_path, "信.eml", mail_of(workbook_part())),
        put(tmp_path, "箱.mbox", mailbox_of(mail_of(workbook_part()))),
    )
    put(tmp_path, "甲.xlsx", book())
    known = {each.mark for each in rows(tmp_path)}
    assert len(known) == 4
    again = list(items([tmp_path], known=known.__contains__))
    unchanged = [each for each in again if isinstance(each, Unchanged)]
    assert {each.mark.path for each in unchanged} == {str(path.resolve()) for path in (archive, mail, box)}
    assert [each.name for each in again if isinstance(each, Item)] == ["甲.xlsx"]
    archive.write_bytes(zip_of([Put(b"b.xlsx", book())]))
    changed = list(items([tmp_path], known=known.__contains__))
    assert [each.name for each in changed if isinstance(each, Item)] == ["b.xlsx", "甲.xlsx"]


def test_every_row_goes_to_another_process(tmp_path: Path) -> None:
    inner = zip_of([Put(b"b.xlsx", book())])
    put(tmp_path, "包.zip", zip_of([Put(b"a.xlsx", book()), Put(b"n.zip", inner)]))
    put(tmp_path, "信.eml", mail_of(workbook_part(), workbook_part(b"x.rar")))
    put(tmp_path, "甲.xlsx", book())
    found = rows(tmp_path)
    sent = pickle.loads(pickle.dumps(found))
    assert sent == found and len(found) == 5
    assert [each.read() for each in sent if isinstance(each, Item)] == [book()] * 4
