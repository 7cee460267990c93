"""Archives that are whole, and every way in which one is not: a row with its true reason."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from pathlib import Path

import pytest

from tests.inbox.making import (
    Put,
    book,
    deflated,
    mail_of,
    only,
    put,
    refused,
    rows,
    told,
    workbook_part,
    zip_of,
)
from xltool.inbox import Clock, Item, Rejected, opening, zips
from xltool.inbox.item import InMemory
from xltool.inbox.opening import DEEPEST
from xltool.inbox.places import InArchive
from xltool.inbox.times import BEIJING

ENTRY = datetime.datetime(2026, 11, 10, 9, 30, 2, tzinfo=BEIJING)


def _named(text: str, data: bytes | None = None, **more: object) -> Put:
    return Put(text.encode("gbk"), book() if data is None else data)._replace(**more)


# Whole ones


def test_entries_in_their_order_read_when_they_are_asked_for(tmp_path: Path) -> None:
    books = {f"{name}.xlsx": book(name) for name in "丙甲乙"}
    archive = put(tmp_path, "包.zip", zip_of([_named(name, data) for name, data in books.items()]))
    found = rows(archive)
    assert [each.name for each in found] == list(books)
    assert all(isinstance(each.content, InArchive) for each in found)
    assert [each.read() for each in found] == list(books.values())
    assert [each.size for each in found] == [len(data) for data in books.values()]
    assert found[0].origin.text == f"压缩包 {archive} 里的 丙.xlsx"
    assert found[0].mark.path == str(archive.resolve())
    assert not found[0].plain


def test_stored_entries_folders_comments_and_bytes_in_front(tmp_path: Path) -> None:
    entries = [Put("乡镇/".encode("gbk"), method=0), _named("乡镇/甲.xlsx", method=0)]
    data = zip_of(entries, comment="备注".encode("gbk"), front=b"MZ self-extracting" * 100)
    assert only(put(tmp_path, "包.zip", data)).read() == book()


def test_a_long_archive_in_zip64(tmp_path: Path) -> None:
    path = tmp_path / "大.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(66_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
        with archive.open("最后.xlsx", "w", force_zip64=True) as entry:
            entry.write(book())
    assert path.read_bytes().count(b"PK\6\6") == 1
    assert [each.read() for each in rows(path) if isinstance(each, Item)] == [book()]


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = zip_of([_named("甲.xlsx"), _named("乙.xlsx", book("乙"))])
    outer = put(tmp_path, "县.zip", zip_of([_named("乡镇/各单位.zip", inner), _named("丙.xlsx", book("丙"))]))
    found = rows(outer)
    assert [each.origin.text for each in found] == [
        f"压缩包 {outer} 里的 乡镇/各单位.zip 里的 甲.xlsx",
        f"压缩包 {outer} 里的 乡镇/各单位.zip 里的 乙.xlsx",
        f"压缩包 {outer} 里的 丙.xlsx",
    ]
    assert [each.read() for each in found] == [book(), book("乙"), book("丙")]
    assert [type(each.content) for each in found] == [InMemory, InMemory, InArchive]


def test_entries_of_one_name_are_told_apart(tmp_path: Path) -> None:
    archive = put(tmp_path, "包.zip", zip_of([_named("甲.xlsx", book(each)) for each in "一二三"]))
    found = rows(archive)
    assert [each.read() for each in found] == [book(each) for each in "一二三"]
    assert [each.origin.text.partition("里的 ")[2] for each in found] == [
        "甲.xlsx",
        "甲.xlsx（第 2 个同名文件）",
        "甲.xlsx（第 3 个同名文件）",
    ]


def test_a_workbook_that_is_called_zip_is_one(tmp_path: Path) -> None:
    found = only(put(tmp_path, "甲.zip", book()))
    assert found.read() == book() and found.plain and found.origin.text == str(tmp_path / "甲.zip")
    inside = rows(put(tmp_path, "包.zip", zip_of([_named("内.zip", zip_of([_named("乙.zip", book("乙"))]))])))
    assert [each.read() for each in inside] == [book("乙")]


def test_what_lies_about_is_left_out(tmp_path: Path) -> None:
    quiet = ["__MACOSX/._甲.xlsx", "~$甲.xlsx", ".DS_Store", "Thumbs.db", "乡/.~lock.甲.xlsx#"]
    noted = ["甲.原始备份.xlsx", "甲.上次操作前.xlsx", "说明.docx"]
    entries = [_named(name) for name in quiet + noted]
    assert [line.rpartition("里的 ")[2] for line in told(put(tmp_path, "包.zip", zip_of(entries)))][:3] == [
        "甲.原始备份.xlsx - 本工具留下的备份，不算报送件。",
        "甲.上次操作前.xlsx - 本工具留下的备份，不算报送件。",
        "说明.docx - 不是工作簿，没有看。",
    ]


def test_an_archive_without_a_workbook_is_told(tmp_path: Path) -> None:
    archive = put(tmp_path, "包.zip", zip_of([_named("说明.docx")]))
    assert [line.partition("包.zip")[2] for line in told(tmp_path)] == [
        " 里的 说明.docx - 不是工作簿，没有看。",
        " - 压缩包里没有自评表。",
        "",
    ]
    assert told(tmp_path)[-1].startswith(f"{tmp_path} ! “{tmp_path}”里没有自评表")
    assert told(archive)[-1].startswith(f"{archive} ! ")


# Times


def _time_in(tmp_path: Path, entry: Put) -> tuple[datetime.datetime | None, Clock]:
    found = only(put(tmp_path, "包.zip", zip_of([entry])))
    return found.time


def test_the_time_of_an_entry_is_told(tmp_path: Path) -> None:
    assert _time_in(tmp_path, _named("甲.xlsx")) == (ENTRY, Clock.ENTRY)


def test_extra_fields_hold_the_time_in_utc(tmp_path: Path) -> None:
    seconds = int(ENTRY.timestamp()) + 3600
    unix = struct.pack("<2HBl", 0x5455, 5, 1, seconds)
    ticks = (seconds + 11_644_473_600) * 10_000_000
    ntfs = struct.pack("<2HL2H3Q", 0x000A, 32, 0, 1, 24, ticks, ticks, ticks)
    for extra in (unix, ntfs, b"\0\0\1\0x" + ntfs):
        told = _time_in(tmp_path, _named("甲.xlsx", extra=extra))
        assert told == (ENTRY + datetime.timedelta(hours=1), Clock.ENTRY)


@pytest.mark.parametrize("stamp", [(0, 0), (0, 33), (0, 0xFFFF), (0xFFFF, 46 << 9 | 11 << 5 | 10)])
def test_without_a_time_of_its_own_the_archives_counts(tmp_path: Path, stamp: tuple[int, int]) -> None:
    when, clock = _time_in(tmp_path, _named("甲.xlsx", stamp=stamp))
    assert (when, clock) == (datetime.datetime.fromtimestamp(1_790_000_000, BEIJING), Clock.FILE)


def test_a_mail_in_an_archive_tells_its_own_time(tmp_path: Path) -> None:
    archive = put(tmp_path, "包.zip", zip_of([_named("信.eml", mail_of(workbook_part()))]))
    assert only(archive).time == (datetime.datetime(2026, 11, 10, 10, tzinfo=BEIJING), Clock.MAIL)
    undated = put(tmp_path, "包.zip", zip_of([_named("信.eml", mail_of(workbook_part(), date=b"gestern"))]))
    assert only(undated).time == (ENTRY, Clock.ENTRY)


# Broken ones


BROKEN = {
    "": "是空文件（0 字节）",
    "Rar!": "是 RAR 压缩包，本工具不能解开；请先解压",
    "7z\xbc\xaf": "是 7z 压缩包，本工具不能解开",
    "\x1f\x8b": "是 gzip 压缩包",
    "PK\7\x08PK\3\4": "是分卷压缩包的一卷",
    "PK\3\4": "不完整或已损坏（可能没有下载或复制完）",
    "<html>": "不是 .zip 压缩包",
}


@pytest.mark.parametrize("start", BROKEN)
def test_what_is_no_archive(tmp_path: Path, start: str) -> None:
    archive = put(tmp_path, "包.zip", start.encode("latin-1"))
    assert f"“压缩包 {archive}”{BROKEN[start]}" in refused(archive)


def test_an_empty_archive(tmp_path: Path) -> None:
    assert "是空的，里面没有文件" in refused(put(tmp_path, "包.zip", zip_of([])))


@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_an_archive_that_is_cut_off(tmp_path: Path, part: float) -> None:
    whole = zip_of([_named("甲.xlsx"), _named("乙.xlsx")])
    assert "不完整或已损坏" in refused(put(tmp_path, "包.zip", whole[: int(len(whole) * part)]))


def test_the_last_of_several_volumes(tmp_path: Path) -> None:
    assert "分卷压缩包" in refused(put(tmp_path, "包.zip", zip_of([_named("甲.xlsx")], disk=2)))
    for name in ("包.z01", "包.zip.001", "包.7z.002", "包.part1.rar", "包.r00"):
        assert "请集齐各卷" in refused(put(tmp_path, name, b"x"))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"flags": 1}, "压缩包里的“甲.xlsx”加了密；请用密码解压后"),
        ({"flags": 1, "method": 99}, "加了密"),
        ({"method": 9}, "用了少见的压缩方式；请先解压"),
        ({"method": 14}, "用了少见的压缩方式"),
        ({"attributes": 0o120777 << 16, "made_by": 3 << 8}, "只是一个链接"),
        ({"size": 300 * 2**20}, "解压后大得不正常"),
        ({"size": 201 * 2**20, "packed": bytes(2**20)}, "超过 200 MB"),
    ],
)
def test_an_entry_that_is_not_read(tmp_path: Path, changed: dict[str, object], reason: str) -> None:
    archive = put(tmp_path, "包.zip", zip_of([_named("甲.xlsx", **changed), _named("乙.xlsx")]))
    first, second = rows(archive)
    assert isinstance(first, Rejected) and reason in first.reason
    assert second.read() == book()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"packed": deflated(book())[:-9]}, "不完整或已损坏"),
        ({"packed": b"\xff" * 50}, "不完整或已损坏"),
        ({"packed": deflated(book("另"))}, "不完整或已损坏"),
        ({"size": 10}, "可能是压缩炸弹"),
        ({"size": 10_000}, "不完整或已损坏"),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_an_entry_that_lies(tmp_path: Path, changed: dict[str, object], reason: str, nested: bool) -> None:
    data = zip_of([_named("甲.xlsx", **changed), _named("乙.xlsx")])
    archive = put(tmp_path, "包.zip", zip_of([_named("内.zip", data)]) if nested else data)
    first, second = told(archive) if nested else _read(archive)
    assert reason in first
    assert second.endswith(f"乙.xlsx = {len(book())}")


def _read(archive: Path) -> list[str]:
    """The rows of an archive on the disk, whose entries tell when they are read what is wrong with them."""
    found = []
    for row in rows(archive):
        try:
            found.append(f"{row.origin.text} = {len(row.read())}")
        except Exception as error:
            found.append(str(error))
    return found


def test_a_directory_that_is_damaged_in_the_middle(tmp_path: Path) -> None:
    data = zip_of([_named("甲.xlsx"), _named("乙.xlsx"), _named("丙.xlsx")])
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    archive = put(tmp_path, "包.zip", data[:second] + b"XX" + data[second + 2 :])
    first, last = told(archive)
    assert first.endswith(f"甲.xlsx = {len(book())}")
    assert "目录有一段已损坏，那以后的文件没有读到" in last


# Bombs


def test_wrapped_too_deep(tmp_path: Path) -> None:
    data = book()
    for number in range(DEEPEST + 1):
        data = zip_of([_named("甲.xlsx" if number == 0 else "内.zip", data)])
    reason = refused(put(tmp_path, "包.zip", data))
    assert f"套了 {DEEPEST} 层以上的压缩包或邮件" in reason


def test_an_archive_that_holds_itself(tmp_path: Path) -> None:
    """What a quine does, made by hand: each of its openings gives an archive again."""
    data = zip_of([_named("甲.xlsx")])
    for _ in range(40):
        data = zip_of([_named("r.zip", data)])
    assert "层以上" in refused(put(tmp_path, "r.zip", data))


def test_what_all_entries_come_to_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_AT_LEAST", 20 * len(book()))
    monkeypatch.setattr(opening, "_TIMES", 1)
    archive = put(tmp_path, "包.zip", zip_of([_named(f"{number}.xlsx") for number in range(50)]))
    found = rows(archive)
    taken = [each for each in found if isinstance(each, Item)]
    assert 20 <= len(taken) < 50
    assert all("压缩炸弹" in each.reason for each in found[len(taken) :])


def test_entries_that_share_their_bytes_do_not_pass_as_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many entries over one kernel: the sum of what they say that they are is what counts."""
    monkeypatch.setattr(opening, "_AT_LEAST", 2**20)
    kernel = zip_of([_named("甲.xlsx", b"\0" * 2**19)])
    record = kernel[kernel.index(b"PK\1\2") : kernel.index(b"PK\5\6")]
    begin = kernel.index(b"PK\1\2")
    end = struct.pack("<4H2LH", 0, 0, 60, 60, 60 * len(record), begin, 0)
    found = rows(put(tmp_path, "包.zip", kernel[:begin] + 60 * record + b"PK\5\6" + end))
    assert len(found) == 60
    assert sum(isinstance(each, Item) for each in found) == 2


def test_a_directory_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_LARGEST_DIRECTORY", 100)
    assert "不完整或已损坏" in refused(
        put(tmp_path, "包.zip", zip_of([_named(f"{n}.xlsx") for n in range(9)]))
    )


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    put(
        tmp_path,
        "包.zip",
        zip_of([_named("内.zip", zip_of([_named("甲.xlsx")])), _named("信.eml", mail_of(workbook_part()))]),
    )
    before = sorted(tmp_path.rglob("*"))
    assert len(told(tmp_path)) == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_of_pythons_with_every_method(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            archive.writestr(zipfile.ZipInfo(f"{method}.xlsx", (2026, 11, 10, 9, 30, 2)), book(), method)
    kinds = [type(each) for each in rows(put(tmp_path, "包.zip", packed.getvalue()))]
    assert kinds == [Item, Item, Rejected, Rejected]
