"""An inbox at a URL: in a store of memory, over S3's interface, and where something is missing or refused."""

from __future__ import annotations

import builtins
import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

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
from tests.support.s3 import connected, store
from xltool.errors import WorkbookError
from xltool.inbox import Clock, Item, Rejected, Unchanged, items, remote
from xltool.inbox.times import BEIJING

FILES = {
    "收件/甲.xlsx": book(),
    "收件/乡镇/乙.xlsm": book("乙"),
    "收件/包.zip": zip_of([Put("丙.xlsx".encode("gbk"), book("丙")), Put(b"x.docx", b"x")]),
    "收件/信.eml": mail_of(workbook_part("丁.xlsx".encode("gbk"), book("丁"))),
    "收件/箱.mbox": mailbox_of(mail_of(workbook_part("戊.xlsx".encode("gbk"), book("戊")))),
    "收件/~$甲.xlsx": b"x",
    "收件/旧.xls": b"x",
    "外/己.xlsx": book("己"),
}
BOOKS = {"甲.xlsx": "一", "乙.xlsm": "乙", "丙.xlsx": "丙", "丁.xlsx": "丁", "戊.xlsx": "戊"}


@pytest.fixture
def memory() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    for name, data in FILES.items():
        system.pipe_file(f"/{name}", data)
    yield "memory://"
    system.store.clear()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    objects = dict(FILES)
    with connected(monkeypatch, "bureau", objects):
        yield objects


def _read(*sources: str) -> dict[str, bytes]:
    return {each.name: each.read() for each in rows(*sources) if isinstance(each, Item)}


def test_a_folder_of_a_store(memory: str) -> None:
    assert _read(f"{memory}收件") == {name: book(text) for name, text in BOOKS.items()}
    assert [each.origin.text for each in rows(f"{memory}收件")] == [
        "memory:///收件/乡镇/乙.xlsm",
        "邮件 memory:///收件/信.eml 的附件 丁.xlsx",
        "压缩包 memory:///收件/包.zip 里的 丙.xlsx",
        "压缩包 memory:///收件/包.zip 里的 x.docx",
        "memory:///收件/旧.xls",
        "memory:///收件/甲.xlsx",
        "邮箱 memory:///收件/箱.mbox 第 1 封邮件“报送” 的附件 戊.xlsx",
    ]


def test_over_the_interface_of_s3(s3: dict[str, bytes]) -> None:
    assert _read("s3://bureau/收件") == {name: book(text) for name, text in BOOKS.items()}
    found = {each.name: each for each in rows("s3://bureau/收件/甲.xlsx", "s3://bureau/外/*.xlsx")}
    assert found.keys() == {"甲.xlsx", "己.xlsx"}
    assert found["甲.xlsx"].time == (datetime.datetime(2026, 11, 10, 10, tzinfo=BEIJING), Clock.FILE)
    assert found["甲.xlsx"].mark == ("s3://bureau/收件/甲.xlsx", len(book()), 1_794_276_000 * 10**9)
    assert found["甲.xlsx"].plain


def test_a_listing_is_never_an_old_one(s3: dict[str, bytes]) -> None:
    assert len(_read("s3://bureau/收件")) == len(BOOKS)
    s3["收件/新.xlsx"] = book("新")
    assert len(_read("s3://bureau/收件")) == len(BOOKS) + 1


def test_a_large_archive_of_a_store_is_looked_into(
    s3: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_WHOLE", 0)
    assert _read("s3://bureau/收件/包.zip", "s3://bureau/收件/箱.mbox") == {
        "丙.xlsx": book("丙"),
        "戊.xlsx": book("戊"),
    }


def test_what_a_store_refuses(s3: dict[str, bytes]) -> None:
    assert "没有权限读取“s3://bureau/closed/a.xlsx”" in refused("s3://bureau/closed/a.xlsx")
    assert refused("s3://bureau/没有.xlsx").startswith("找不到“s3://bureau/没有.xlsx”")
    assert refused("s3://other/收件").startswith("找不到“s3://other/收件”")


def test_a_server_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with store("bureau", dict(FILES)) as address:
        pass
    settings = {"anon": True, "endpoint_url": address, "config_kwargs": {"retries": {"max_attempts": 0}}}
    monkeypatch.setitem(fsspec.config.conf, "s3", settings)
    assert "时对方出错（连不上）；请检查地址、账号和网络后再试" in refused("s3://bureau/收件")


def test_an_object_that_vanishes_or_changes(s3: dict[str, bytes]) -> None:
    first, second = (only(f"s3://bureau/{name}") for name in ("收件/甲.xlsx", "外/己.xlsx"))
    del s3["收件/甲.xlsx"]
    s3["外/己.xlsx"] += b"more"
    for found, reason in ((first, "被删除、改名或移走了"), (second, "被改动了")):
        with pytest.raises(WorkbookError, match=reason):
            found.read()


def test_what_is_known_is_not_opened(s3: dict[str, bytes]) -> None:
    known = {each.mark for each in rows("s3://bureau/收件") if isinstance(each, Item)}
    again = list(items(["s3://bureau/收件"], known=known.__contains__))
    assert sum(isinstance(each, Unchanged) for each in again) == 3


def test_each_url_once(memory: str) -> None:
    url = f"{memory}收件/甲.xlsx"
    assert len(rows(url, url, f"{memory}收件/甲*")) == 1


def test_a_file_system_by_a_url_of_its_own(tmp_path: Path) -> None:
    path = put(tmp_path, "甲.xlsx", book())
    found = only(f"local://{path}")
    assert found.read() == book() and found.time == only(path).time
    packed = put(tmp_path, "包.zip", zip_of([Put(b"a.xlsx", book("a"), method=0)]))
    assert only(f"zip://a.xlsx::file://{packed}").read() == book("a")


class _Desk(MemoryFileSystem):
    """A store whose paths do not name its server, as those of ftp and sftp do not; reached with an account."""

    protocol = "desk"
    store: ClassVar[dict[str, object]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    cachable = False

    def __init__(self, host: str, password: str, **more: object) -> None:
        super().__init__(**more)
        assert (host, password) == ("server", "secret")

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(re.sub("^desk://[^/]*/", "/", path))

    @staticmethod
    def _get_kwargs_from_urls(url: str) -> dict[str, str]:
        found = urlsplit(url)
        return {"host": found.hostname or "", "password": found.password or ""}


@pytest.fixture
def desk() -> _Desk:
    fsspec.register_implementation("desk", _Desk, clobber=True)
    made = _Desk("server", "secret")
    made.store.clear()
    for name, data in FILES.items():
        made.pipe_file(f"/{name}", data)
    return made


def test_a_server_is_named_and_the_account_is_not(desk: _Desk) -> None:
    found = rows("desk://clerk:secret@server/收件")
    assert {each.name: each.read() for each in found if isinstance(each, Item)}.keys() == BOOKS.keys()
    assert found[0].origin.text == "desk://server/收件/乡镇/乙.xlsm"
    assert "secret" not in "".join(each.origin.text + str(getattr(each, "mark", "")) for each in found)
    assert "secret" not in refused("desk://clerk:secret@server/没有.xlsx")


def test_a_name_with_signs_of_wildcards(memory: str) -> None:
    fsspec.filesystem("memory").pipe_file("/外/甲[1].xlsx", book("1"))
    assert only(f"{memory}外/甲[1].xlsx").read() == book("1")


def test_a_store_that_gives_up_in_the_middle(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionLostError("so far and no further")

    class ConnectionLostError(Exception):
        """A driver's own."""

    monkeypatch.setattr(remote, "_WHOLE", 0)
    monkeypatch.setattr(MemoryFileSystem, "open", lambda *_, **__: Gone())
    for name in ("包.zip", "箱.mbox"):
        assert "时对方出错（连不上）" in refused(f"{memory}收件/{name}")


def test_a_kind_of_url_that_nobody_knows() -> None:
    assert (
        refused("nowhere://x")
        == "“nowhere://x”的开头不是认识的存储类型（如 s3://、http://）；请检查地址是否写对。"
    )


def test_without_the_driver_of_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "gcsfs")
    assert refused("gs://bureau/x") == "读取“gs://bureau/x”还要安装组件（gcsfs）；请用 pip 安装后再试。"


def test_without_fsspec(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _without(monkeypatch, "fsspec")
    put(tmp_path, "甲.xlsx", book())
    first, second = rows("s3://bureau/x", tmp_path)
    assert isinstance(first, Rejected) and "请运行 pip install 'xltool[bureau]' 后再试" in first.reason
    assert isinstance(second, Item)
    assert len(told((tmp_path / "甲.xlsx").as_uri())) == 1


def _without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    real = builtins.__import__

    def without(name: str, *more: object, **named: object) -> object:
        if name.partition(".")[0] == package:
            raise ImportError(f"No module named {package!r}", name=package)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
