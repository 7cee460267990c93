"""Damage of every kind, by chance: it ends in rows with reasons, never in an error; and memory stays flat over many mails."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest

from tests.inbox.making import (
    Put,
    attached,
    book,
    mail_of,
    mailbox_of,
    put,
    rows,
    unicode_path,
    workbook_part,
    zip_of,
)
from xltool.errors import WorkbookError
from xltool.inbox import InboxRow, Item, LeftOut, Rejected, items

_NAME = "教育局.xlsx".encode("gbk")
_ARCHIVE = zip_of(
    [
        Put(_NAME, book()),
        Put(b"u.xlsx", book("二"), extra=unicode_path("水利局.xlsx", b"u.xlsx") + b"UT\5\0\1abcd"),
        Put("内.zip".encode("gbk"), zip_of([Put(b"n.xlsx", book("三"))])),
    ]
)
_MAIL = mail_of(
    workbook_part(_NAME),
    workbook_part(b"=?gb2312?B?vczT/b7W?=.xlsx"),
    workbook_part(b"a.zip", _ARCHIVE),
    attached(b"Content-Type: message/rfc822", mail_of(workbook_part())),
    b"Content-Type: message/rfc822\r\n\r\n" + mail_of(workbook_part(b"inner.xlsx")),
    attached(b"Content-Type: application/x; name*0*=gbk''%BD; name*1*=%CC.xlsx", book()),
)
WHOLE = {"包.zip": _ARCHIVE, "信.eml": _MAIL, "箱.mbox": mailbox_of(_MAIL, _MAIL)}


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """A few bytes turned, taken out, doubled, or the end gone."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 60))):
        at = chance.randrange(len(found))
        way = chance.randrange(5)
        if way == 0:
            found[at] = chance.randrange(256)
        elif way == 1:
            found[at : at + chance.randrange(1, 40)] = b""
        elif way == 2:
            found[at:at] = found[at : at + chance.randrange(1, 40)]
        elif way == 3:
            found[at] ^= 1 << chance.randrange(8)
        else:
            found[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"PK\1\2", b'"\r\n\t'))
        found = found or bytearray(b"x")
    return bytes(found[: chance.randrange(1, len(found) + 1)] if chance.random() < 0.15 else found)


def _reasons(found: list[InboxRow]) -> list[str]:
    """Why something is not taken; of workbooks, why they cannot be read."""
    told = []
    for row in found:
        assert row.origin.text and "\n" not in row.origin.text
        if isinstance(row, Rejected):
            told.append(row.reason)
        elif isinstance(row, Item):
            try:
                assert isinstance(row.read(), bytes)
            except WorkbookError as error:
                told.append(str(error))
    return told


@pytest.mark.parametrize("name", WHOLE)
def test_damage_by_chance_ends_in_rows(tmp_path: Path, name: str) -> None:
    path, chance = tmp_path / name, random.Random(name)
    outcomes = set()
    for _ in range(300):
        path.write_bytes(_damaged(WHOLE[name], chance))
        found = rows(path)
        assert found, "nothing was said of a file"
        reasons = _reasons(found)
        assert all("；" in reason and reason.endswith("。") for reason in reasons)
        outcomes |= {reason.partition("”")[2] for reason in reasons}
    assert len(outcomes) > 3


def test_what_is_whole_has_no_reason(tmp_path: Path) -> None:
    for name, data in WHOLE.items():
        assert _reasons(rows(put(tmp_path, name, data))) == []


@pytest.mark.parametrize("field", [b"\0\0\0\0", b"\1\0\0\0", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff"])
def test_every_number_of_a_directory(tmp_path: Path, field: bytes) -> None:
    """Each four bytes of the records at the end of an archive, one after the other: sizes, places, counts."""
    path = tmp_path / "包.zip"
    for at in range(_ARCHIVE.index(b"PK\1\2", _ARCHIVE.index(b"u.xlsx")), len(_ARCHIVE) - 3):
        path.write_bytes(_ARCHIVE[:at] + field + _ARCHIVE[at + 4 :])
        assert all("；" in reason for reason in _reasons(rows(path)))


@pytest.mark.parametrize("length", [1, 3, 22, 60, 400])
def test_noise_under_every_name(tmp_path: Path, length: int) -> None:
    chance = random.Random(length)
    for name in WHOLE:
        for start in (b"", b"PK\3\4", b"From ", b"PK\5\6"):
            found = rows(put(tmp_path, name, start + chance.randbytes(length)))
            assert any(isinstance(row, Rejected) for row in found)
            assert not any(isinstance(row, Item | LeftOut) for row in found) or name != "包.zip"


def _peak(path: Path) -> int:
    """The most memory, in bytes, that going through a source took, rows let go as they come."""
    tracemalloc.start()
    try:
        for row in items([path]):
            if isinstance(row, Item):
                row.read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_flat_over_a_large_mailbox(tmp_path: Path) -> None:
    mail = mail_of(workbook_part(data=book() + random.Random(1).randbytes(100_000)))
    for name, count in (("小.mbox", 5), ("大.mbox", 80)):
        with (tmp_path / name).open("wb") as box:
            for _ in range(count):
                box.write(mailbox_of(mail))
    small, large = _peak(tmp_path / "小.mbox"), _peak(tmp_path / "大.mbox")
    assert large < small + 200_000
    assert (tmp_path / "大.mbox").stat().st_size > 10_000_000


def test_memory_is_flat_over_a_large_archive(tmp_path: Path) -> None:
    data = random.Random(2).randbytes(100_000)
    for name, count in (("小.zip", 10), ("大.zip", 200)):
        put(tmp_path, name, zip_of([Put(f"{number}.xlsx".encode(), data) for number in range(count)]))
    assert _peak(tmp_path / "大.zip") < _peak(tmp_path / "小.zip") + 200_000


def test_memory_grows_little_with_a_folder(tmp_path: Path) -> None:
    """Names are held, no files: some hundred bytes each."""
    for number in range(2000):
        put(tmp_path, f"{'小' if number < 100 else '大'}/{number}.xlsx", b"x" * 5000)
    assert _peak(tmp_path / "大") < _peak(tmp_path / "小") + 1900 * 300
