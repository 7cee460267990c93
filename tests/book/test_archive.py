"""The zip container: what does not change is copied as it lies there."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.book.packages import packed, parts, small, streamed
from xltool.book.parts import archive
from xltool.book.parts.archive import Archive, read_archive, write_archive
from xltool.errors import ProgramError, WorkbookError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small(tmp_path / "表.xlsx")


def read(path: Path) -> Archive:
    return read_archive(path.read_bytes(), path.name)


def test_parts_are_read_whatever_case_or_slashes_their_names_have(book: Path) -> None:
    found = read(book)
    for name, content in parts(book).items():
        assert found.part(name) == found.part(name.upper().replace("/", "\\")) == content
    assert "xl/nothing.xml" not in found
    with pytest.raises(WorkbookError, match="缺少 xl/nothing"):
        found.part("xl/nothing.xml")


def test_an_unchanged_entry_keeps_its_compressed_bytes_and_everything_about_it(
    book: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new.xlsx"
    target.write_bytes(write_archive(read(book), {"xl/workbook.xml": b"<new/>"}))
    before, after = packed(book), packed(target)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"xl/workbook.xml"}
    assert parts(target)["xl/workbook.xml"] == b"<new/>"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target) as new:
        assert new.testzip() is None
        for first, second in zip(old.infolist(), new.infolist(), strict=True):
            assert (first.date_time, first.external_attr, first.create_system) == (
                second.date_time, second.external_attr, second.create_system,
            )  # fmt: skip


def test_extra_fields_comments_attributes_and_unpacked_entries_are_kept(tmp_path: Path) -> None:
    source = io.BytesIO()
    with zipfile.ZipFile(source, "w") as made:
        made.comment = "档案".encode()
        for name, method in (("stored.bin", zipfile.ZIP_STORED), ("目录/packed.xml", zipfile.ZIP_DEFLATED)):
            info = zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6))
            info.extra, info.comment, info.external_attr = (
                struct.pack("<2H4s", 0xA220, 4, b"pad!"),
                b"note",
                0o640 << 16,
            )
            made.writestr(info, b"content" * 9, method)
        made.writestr("changes.xml", b"old")
    data = write_archive(read_archive(source.getvalue(), "x"), {"changes.xml": b"new" * 50})
    with zipfile.ZipFile(io.BytesIO(data)) as new:
        assert new.comment == "档案".encode()
        assert [info.filename for info in new.infolist()] == ["stored.bin", "目录/packed.xml", "changes.xml"]
        for info in new.infolist()[:2]:
            assert info.extra == struct.pack("<2H4s", 0xA220, 4, b"pad!")
            assert (info.comment, info.external_attr >> 16) == (b"note", 0o640)
            local = data[info.header_offset + 30 + len(info.filename.encode()) :][: len(info.extra)]
            assert local == info.extra
        assert new.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert (new.read("stored.bin"), new.read("changes.xml")) == (b"content" * 9, b"new" * 50)


def test_the_same_input_gives_the_same_bytes_and_a_dropped_part_is_gone(book: Path) -> None:
    changes = {"xl/workbook.xml": b"<a/>" * 100}
    first, second = (write_archive(read(book), changes, ["xl/theme/theme1.xml"]) for _ in range(2))
    assert first == second
    assert list(parts(first)) == [name for name in parts(book) if name != "xl/theme/theme1.xml"]


def test_only_parts_that_are_there_can_be_replaced(book: Path) -> None:
    with pytest.raises(ProgramError):
        write_archive(read(book), {"xl/new.xml": b""})


def test_sizes_move_into_the_local_header_where_a_streaming_writer_left_them_out(
    book: Path, tmp_path: Path
) -> None:
    source = streamed(book, tmp_path / "streamed.xlsx")
    found = read(source)
    assert {name: found.part(name) for name in parts(book)} == parts(book)
    target = tmp_path / "new.xlsx"
    target.write_bytes(write_archive(found, {"xl/workbook.xml": b"<a/>"}))
    assert {**parts(book), "xl/workbook.xml": b"<a/>"} == parts(target)
    with zipfile.ZipFile(target) as new:
        assert all(not info.flag_bits & 8 for info in new.infolist())
    assert (
        packed(target).items() >= {k: v for k, v in packed(source).items() if k != "xl/workbook.xml"}.items()
    )


def test_zip64_records_are_read(book: Path) -> None:
    source = io.BytesIO()
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open("big.xml", "w", force_zip64=True) as stream:
            stream.write(b"content" * 100)
        made.writestr("other.xml", b"old")
    found = read_archive(_as_zip64(source.getvalue()), "x")
    assert found.part("big.xml") == b"content" * 100
    assert parts(write_archive(found, {"other.xml": b"new"})) == {
        "big.xml": b"content" * 100,
        "other.xml": b"new",
    }


def test_places_beyond_any_file_are_damage(book: Path) -> None:
    """In the records of long archives a place has 64 bits: more than a program can count."""
    whole = _as_zip64(book.read_bytes())
    locator, extra = whole.rindex(b"PK\6\7") + 8, whole.rindex(b"\1\0\x18\0") + 20
    for at in (locator, extra):
        for place in (2**64 - 1, 2**63 - 1, 2**40):
            data = bytearray(whole)
            struct.pack_into("<Q", data, at, place)
            with pytest.raises(WorkbookError, match="不完整或已损坏"):
                read_archive(bytes(data), "表.xlsx")


def _as_zip64(data: bytes) -> bytes:
    """The archive with its directory described by a zip64 record only, and sizes in a zip64 extra field."""
    end = data.rfind(b"PK\5\6")
    count, size, offset = struct.unpack_from("<HLL", data, end + 10)
    central, position, records = data[offset : offset + size], 0, b""
    for _ in range(count):
        names, extra = struct.unpack_from("<2H", central, position + 28)
        packed_size, whole = struct.unpack_from("<2L", central, position + 20)
        (begin,) = struct.unpack_from("<L", central, position + 42)
        field = struct.pack("<2H3Q", 1, 24, whole, packed_size, begin)
        head = bytearray(central[position : position + 46])
        struct.pack_into("<2L", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<H", head, 30, len(field))
        struct.pack_into("<L", head, 42, 0xFFFFFFFF)
        records += bytes(head) + central[position + 46 : position + 46 + names] + field
        position += 46 + names + extra
    at = offset + len(records)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(records), offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:offset] + records + record + locator + tail


def test_bytes_in_front_of_the_archive_do_no_harm(book: Path) -> None:
    found = read_archive(b"#!some loader\n" + book.read_bytes(), "x")
    assert found.part("xl/workbook.xml") == parts(book)["xl/workbook.xml"]


@pytest.mark.parametrize("keep", [30, 400, 0.3, 0.9, 0.99, -1])
def test_a_truncated_archive_is_damaged(book: Path, keep: float) -> None:
    data = book.read_bytes()
    end = int(len(data) * keep) if isinstance(keep, float) else keep
    with pytest.raises(WorkbookError, match="不完整或已损坏"):
        read_archive(data[:end], "表.xlsx")


def test_damaged_content_is_found_by_its_checksum(book: Path) -> None:
    data = bytearray(book.read_bytes())
    entry = read(book).entries["xl/worksheets/sheet1.xml"]
    data[entry.begin + entry.packed // 2] ^= 0x10
    with pytest.raises(WorkbookError, match="不完整或已损坏"):
        read_archive(bytes(data), "表.xlsx").part("xl/worksheets/sheet1.xml")


def made(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            target.writestr(name, content)
    return stream.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["xl/a.xml", "XL/A.xml", "xl\\a.xml"])
def test_two_entries_of_one_name_are_refused(second: str) -> None:
    with pytest.raises(WorkbookError, match="有两份"):
        read_archive(made(("xl/a.xml", b"1"), (second, b"2")), "表.xlsx")


def test_an_entry_without_a_name_is_refused() -> None:
    """Whatever leads to no part would lead to it."""
    stream = io.BytesIO(made(("xl/a.xml", b"1")))
    with zipfile.ZipFile(stream, "a") as target, target.open(zipfile.ZipInfo(""), "w") as entry:
        entry.write(b"2")
    with zipfile.ZipFile(stream) as read_again:
        assert read_again.namelist() == ["xl/a.xml", ""]
    with pytest.raises(WorkbookError):
        read_archive(stream.getvalue(), "表.xlsx")


def test_an_encrypted_entry_is_refused(book: Path) -> None:
    data = bytearray(book.read_bytes())
    data[data.find(b"PK\1\2") + 8] |= 1
    with pytest.raises(WorkbookError, match="加了密"):
        read_archive(bytes(data), "表.xlsx")


def test_an_unknown_compression_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as target:
        target.writestr("a.xml", b"1")
    with pytest.raises(WorkbookError, match="少见的压缩方式"):
        read_archive(stream.getvalue(), "表.xlsx")


def test_a_part_over_200_mb_is_refused_before_it_is_inflated() -> None:
    with pytest.raises(WorkbookError, match="解压后超过 200 MB"):
        read_archive(made(("xl/a.xml", bytes(archive.PART_LIMIT + 1))), "表.xlsx")


def test_a_part_that_inflates_a_thousandfold_is_a_bomb() -> None:
    with pytest.raises(WorkbookError, match="压缩炸弹"):
        read_archive(made(("xl/a.xml", bytes(archive.RATIO_FROM + 1))), "表.xlsx")


def test_many_parts_that_are_small_enough_alone_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    content = made(*((f"{number}.xml", b"\n".join(b"%d" % n for n in range(99))) for number in range(20)))
    read_archive(content, "表.xlsx")
    monkeypatch.setattr(archive, "TOTAL_LIMIT", 4000)
    with pytest.raises(WorkbookError, match="压缩炸弹"):
        read_archive(content, "表.xlsx")


def test_a_part_that_says_less_than_it_holds_is_a_bomb() -> None:
    data = bytearray(made(("xl/a.xml", bytes(5_000_000))))
    struct.pack_into("<L", data, data.find(b"PK\1\2") + 24, 1000)
    found = read_archive(bytes(data), "表.xlsx")
    with pytest.raises(WorkbookError, match="压缩炸弹"):
        found.part("xl/a.xml")


def test_changed_parts_are_deflated_well(book: Path) -> None:
    content = parts(book)["xl/styles.xml"] * 50
    data = write_archive(read(book), {"xl/styles.xml": content})
    entry = read_archive(data, "x").entries["xl/styles.xml"]
    assert entry.packed < 1.7 * len(zlib.compress(content, 9)) + 50
