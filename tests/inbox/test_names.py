"""Chinese names in every encoding in which archives and mails bring them."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.inbox.making import (
    UTF8_FLAG,
    Put,
    attached,
    book,
    mail_of,
    only,
    put,
    refused,
    rows,
    told,
    unicode_path,
    workbook_part,
    zip_of,
)
from xltool.inbox import Item, LeftOut, Rejected
from xltool.inbox.mailheaders import file_name, parameters, subject_of
from xltool.inbox.texts import encoding_of, header_text, shown, text_of, unescaped

NAME = "资阳区教育局（自评表）.xlsx"
#: Signs of both parts of GBK: some whose second byte is a backslash, a bar, a letter; some that only GB18030 has.
SIGNS = "县镇乡水利局财政教育卫生公安交通誠彞乗縗峔傾珅乣喆堃镕㑇𠮷·《》①"
NAMES = st.text(st.sampled_from(SIGNS + "aB2（）-_ "), min_size=1, max_size=40).map(str.strip).filter(bool)


# Archives


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(
            Put(NAME.encode("gbk")), id="Explorer, 7-Zip and WinRAR of a Chinese Windows: GBK, no flag"
        ),
        pytest.param(Put(NAME.encode("utf-8")), id="macOS, unflagged UTF-8"),
        pytest.param(Put(NAME.encode("utf-8"), flags=UTF8_FLAG), id="flagged UTF-8"),
        pytest.param(Put(NAME.encode("gbk"), flags=UTF8_FLAG), id="GBK under the flag of UTF-8"),
        pytest.param(
            Put(b"????.xlsx", extra=unicode_path(NAME, b"????.xlsx")),
            id="Unicode Path behind a name in ASCII",
        ),
        pytest.param(
            Put("旧.xlsx".encode("gbk"), extra=unicode_path(NAME, "旧.xlsx".encode("gbk"))),
            id="Unicode Path behind another name",
        ),
        pytest.param(
            Put(NAME.encode("gbk"), extra=unicode_path("旧.xlsx", b"a name before.xlsx")),
            id="a Unicode Path of a name that was changed since does not count",
        ),
        pytest.param(Put(NAME.encode("gbk"), extra=b"\x75\x70\x40\x00\x01"), id="a broken extra field"),
    ],
)
def test_the_name_of_an_entry(tmp_path: Path, entry: Put) -> None:
    archive = put(tmp_path, "包.zip", zip_of([entry._replace(data=book())]))
    assert only(archive).name == NAME
    assert only(archive).read() == book()


def test_zipfile_writes_what_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"乡镇/{NAME}", book())
    assert only(tmp_path / "a.zip").name == NAME


def test_one_name_tells_the_encoding_of_all_in_the_archive(tmp_path: Path) -> None:
    """模 in GBK is a sign of UTF-8 as well; so is 聺膩."""
    for names in (["模.xlsx"], ["模.xlsx", "水利局.xlsx"], ["聺膩.xlsx", "教育局.xlsx"]):
        archive = put(tmp_path, "包.zip", zip_of([Put(name.encode("gbk"), book()) for name in names]))
        assert [each.name for each in rows(archive)] == names


def test_an_archive_that_two_programs_filled(tmp_path: Path) -> None:
    entries = [
        Put("教育局.xlsx".encode("gbk"), book()),
        Put("水利局.xlsx".encode(), book()),
        Put("模.xlsx".encode("gbk"), book()),
    ]
    found = rows(put(tmp_path, "包.zip", zip_of(entries)))
    assert [each.name for each in found] == ["教育局.xlsx", "水利局.xlsx", "模.xlsx"]


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=3, unique=True), st.sampled_from(["gb18030", "utf-8"]))
@example(["模"], "gb18030")
def test_names_come_back(tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str) -> None:
    archive = tmp_path_factory.getbasetemp() / "回.zip"
    archive.write_bytes(zip_of([Put(f"{name}局.xlsx".encode(encoding), book()) for name in names]))
    assert [each.name for each in rows(archive)] == [" ".join(f"{name}局.xlsx".split()) for name in names]


# Mails


def _b(charset: str, raw: bytes, size: int = 10_000) -> bytes:
    """Encoded words in base64 of so many bytes each."""
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    return b"\r\n ".join(f"=?{charset}?B?{base64.b64encode(each).decode()}?=".encode() for each in pieces)


def _q(charset: str, raw: bytes, size: int = 10_000) -> bytes:
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    coded = ("".join(f"={byte:02X}" for byte in each) for each in pieces)
    return b"\r\n ".join(f"=?{charset}?Q?{each}?=".encode() for each in coded)


def _cut_base64(charset: str, raw: bytes) -> bytes:
    """What programs write that cut the base64 text where a line is full."""
    text = base64.b64encode(raw).decode()
    return b"\r\n\t".join(f"=?{charset}?b?{text[at : at + 30]}?=".encode() for at in range(0, len(text), 30))


GBK, UTF8 = NAME.encode("gbk"), NAME.encode()
WAYS: dict[str, bytes] = {
    "gb2312 words": _b("gb2312", GBK),
    "GBK words": _b("GBK", GBK),
    "gb18030 words, lower case b": _b("gb18030", GBK).replace(b"?B?", b"?b?"),
    "utf-8 words": _b("utf-8", UTF8),
    "cp936 words": _b("cp936", GBK),
    "signs broken across words": _b("gb2312", GBK, 9),
    "utf-8 signs broken across words": _b("UTF-8", UTF8, 10),
    "base64 broken anywhere": _cut_base64("gb18030", GBK),
    "quoted": _q("gb2312", GBK),
    "quoted, signs broken": _q("utf-8", UTF8, 7),
    "with a language": _b("utf-8*zh-CN", UTF8),
    "raw GBK": GBK,
    "raw UTF-8": UTF8,
    "a wrong encoding named": _b("utf-8", GBK),
    "an unknown encoding named": _b("x-unknown", UTF8),
    "latin-1 named by a program that does not know": _b("iso-8859-1", GBK),
    "windows-1252 named by one that does not either": _q("Windows-1252", GBK),
    "words and text": _b("gb2312", "资阳区教育局（自评表）".encode("gbk")) + b".xlsx",
    "as in a URL": quote(NAME).encode(),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(
    "header",
    [
        b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="%s"',
        b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; FileName=%s; size=20",
        b'Content-Type: application/octet-stream; name="%s"\r\nContent-Disposition: attachment',
        b'Content-Type: application/vnd.ms-excel;\r\n\tname="%s"',
    ],
)
def test_the_name_of_an_attachment(tmp_path: Path, way: str, header: bytes) -> None:
    mail = put(tmp_path, "信.eml", mail_of(attached(header % WAYS[way], book())))
    assert only(mail).name == NAME


def _rfc2231(charset: str, raw: bytes, size: int) -> bytes:
    coded = "".join(f"%{byte:02X}" for byte in raw)
    pieces = [coded[at : at + 3 * size] for at in range(0, len(coded), 3 * size)]
    return "".join(
        f";\r\n filename*{number}*={charset + chr(39) * 2 if not number else ''}{piece}"
        for number, piece in enumerate(pieces)
    ).encode()


@pytest.mark.parametrize(
    "named",
    [
        b"; filename*=UTF-8''" + quote(NAME).encode(),
        b"; filename*=gb2312'zh-cn'" + quote(NAME, encoding="gbk").encode(),
        b"; filename=\"=?x?B?AAAA?=.xlsx\"; filename*=GB18030''" + quote(NAME, encoding="gb18030").encode(),
        _rfc2231("utf-8", UTF8, 11),
        _rfc2231("GBK", GBK, 7),
        b';\r\n filename*0="' + GBK[:8] + b'";\r\n filename*1="' + GBK[8:] + b'"',
        b';\r\n filename*1="' + _b("utf-8", UTF8)[9:] + b'";\r\n filename*0="' + _b("utf-8", UTF8)[:9] + b'"',
    ],
)
def test_parameters_in_the_way_of_rfc_2231(tmp_path: Path, named: bytes) -> None:
    head = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment" + named
    assert only(put(tmp_path, "信.eml", mail_of(attached(head, book())))).name == NAME


def test_a_name_that_is_known_is_preferred(tmp_path: Path) -> None:
    """A program that cuts file names off, and keeps them whole as names."""
    head = b'Content-Type: application/octet-stream; name="' + GBK + b'"\r\n'
    head += b'Content-Disposition: attachment; filename="' + GBK[:8] + b'"'
    assert only(put(tmp_path, "信.eml", mail_of(attached(head, book())))).name == NAME


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from(["utf-8", "gb18030"]), st.integers(1, 60), st.sampled_from([_b, _q]))
def test_any_name_in_encoded_words(name: str, charset: str, size: int, write: Callable[..., bytes]) -> None:
    assert header_text(write(charset, name.encode(charset), size)) == name


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from(["gb18030", "utf-8"]))
@example("誠\\", "gb18030")
@example("傾", "gb18030")
def test_any_name_in_raw_bytes_between_quotes(name: str, charset: str) -> None:
    raw = b'attachment; filename="' + f"{name}局.xlsx".encode(charset) + b'"; size=3'
    found = parameters(raw)
    assert found["size"] == b"3"
    assert text_of(found["filename"]) in (f"{name}局.xlsx", f"{name}局.xlsx".replace("\\\\", "\\"))


@settings(max_examples=100, deadline=None)
@given(NAMES)
def test_what_pythons_own_mails_say(name: str) -> None:
    """The standard library writes RFC 2231 and RFC 2047 in the ways that they are meant."""
    message = EmailMessage()
    message["Subject"] = name
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"{name}.xlsx")
    read = message_from_bytes(message.as_bytes())
    assert subject_of(read).split() == name.split()
    assert file_name(list(read.walk())[-1]) == f"{name}.xlsx"


@pytest.mark.parametrize(
    "raw", [GBK * 2000, UTF8 * 2000, b"\\" * 20_001, b"=?gb2312?B?" * 5000, b"; a=" * 20_000]
)
def test_a_quote_that_never_ends_is_read_in_one_go(raw: bytes) -> None:
    """Tried in every way there is, this would take longer than the world stands."""
    found = parameters(b'attachment; filename="' + raw)
    assert isinstance(header_text(found["filename"]), str)


# Showing


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\r\n伪造一行.xlsx", "a 伪造一行.xlsx"),
        ("报\x1b[31m表.xlsx", "报�[31m表.xlsx"),
        ("表\u202excslx.exe", "表�xcslx.exe"),
        ("零\u200b宽.xlsx", "零�宽.xlsx"),
        ("../../etc/表.xlsx", "../../etc/表.xlsx"),
        ("长" * 500 + ".xlsx", "长" * 80 + "…" + "长" * 75 + ".xlsx"),
        (GBK.decode("utf-8", "surrogateescape"), NAME),
    ],
)
def test_how_a_name_is_shown(name: str, safe: str) -> None:
    assert shown(name) == safe


def test_a_file_whose_name_was_unpacked_in_gbk(tmp_path: Path) -> None:
    (Path(tmp_path) / GBK.decode("utf-8", "surrogateescape")).write_bytes(book())
    (line,) = told(tmp_path)
    assert line.endswith(f"{NAME} = {len(book())}")


def test_what_is_no_name_in_a_url() -> None:
    assert unescaped("完成 100%25 的表.xlsx") == "完成 100%25 的表.xlsx"
    assert unescaped("a%20b%20c.xlsx") == "a%20b%20c.xlsx"


def test_what_is_neither_is_still_told_apart() -> None:
    assert encoding_of("😀.xlsx".encode()) == "utf-8"
    assert text_of(b"\xff\xfe\x81.xlsx").endswith(".xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", ""])
def test_of_a_name_that_was_cut_as_much_as_can_be_read(encoding: str) -> None:
    raw = "资阳区水利局".encode(encoding or "utf-8")[:-1]
    assert text_of(raw, encoding).startswith("资阳区水利")
    assert header_text(b"=?utf-8?B?" + base64.b64encode("报送表".encode()[:-1]) + b"?=").startswith("报送")


def test_codecs_that_read_no_text() -> None:
    for name in (
        b"zlib",
        b"base64",
        b"rot13",
        b"undefined",
        b"punycode",
        b"unicode_escape",
        b"a.b",
        b"x" * 9999,
    ):
        assert isinstance(header_text(b"=?" + name + b"?B?" + base64.b64encode(GBK) + b"?="), str)


OUTSIDE = (
    "../../out.xlsx",
    "..\\..\\win.xlsx",
    "a/../../b.xlsx",
    "./../c.xlsx",
    "/../d.xlsx",
    ".. /e.xlsx",
    "C:\\f.xlsx",
    "c:g.xlsx",
    "/D:/h.xlsx",
    "//server/share/i.xlsx",
    "\\\\server\\share\\j.xlsx",
    "\\\\?\\C:\\k.xlsx",
)
INSIDE = (
    "./甲.xlsx",
    "/乡镇/乙.xlsx",
    "\\丙.xlsx",
    "//丁.xlsx",
    "乡镇/../戊.xlsx",
    "乡镇\\己.xlsx",
    "..庚.xlsx",
    "辛...xlsx",
    "壬/.../癸.xlsx",
)


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_of_its_archive_is_refused(tmp_path: Path, name: str, nested: bool) -> None:
    inside = tmp_path / "收件"
    data = zip_of([Put(name.encode(), book()), Put("好.xlsx".encode(), book("好"))])
    archive = put(inside, "包.zip", zip_of([Put("内.zip".encode(), data)]) if nested else data)
    before = sorted(tmp_path.rglob("*"))
    bad, good = rows(archive)
    assert isinstance(bad, Rejected) and "要解到压缩包以外的地方" in bad.reason and "重新打包" in bad.reason
    assert bad.origin.text.endswith(name.replace("\\", "/"))
    assert isinstance(good, Item) and good.read() == book("好")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", INSIDE)
def test_a_name_that_stays_in_its_archive_is_read(tmp_path: Path, name: str) -> None:
    """Harmless programs write a slash or ``./`` in front."""
    found = only(put(tmp_path, "包.zip", zip_of([Put(name.encode(), book())])))
    assert (found.name, found.read()) == (name.replace("\\", "/").rpartition("/")[2], book())


@pytest.mark.parametrize("raw", ["../甲.xlsx".encode("gbk"), b"x" * 3 + b".xlsx"])
def test_what_a_name_says_in_any_encoding_is_what_leads_out(tmp_path: Path, raw: bytes) -> None:
    extra = b"" if raw.startswith(b"..") else unicode_path("../甲.xlsx", raw)
    assert "压缩包以外" in refused(put(tmp_path, "包.zip", zip_of([Put(raw, book(), extra=extra)])))


def test_what_leads_out_and_is_no_workbook_is_a_note(tmp_path: Path) -> None:
    (row,) = [
        each
        for each in rows(put(tmp_path, "包.zip", zip_of([Put(b"../../x.sh", b"x")])))
        if "x.sh" in each.origin.text
    ]
    assert isinstance(row, LeftOut)


def test_a_mail_names_a_folder(tmp_path: Path) -> None:
    assert only(put(tmp_path, "信.eml", mail_of(workbook_part(b"C:\\\\temp\\\\a.xlsx")))).name == "a.xlsx"


def test_zipfile_agrees_on_the_bytes(tmp_path: Path) -> None:
    """What the helper of these tests writes is a zip file to Python too."""
    data = zip_of([Put(GBK, b"abc"), Put("乙.txt".encode(), b"", method=0)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [archive.read(each) for each in archive.infolist()] == [b"abc", b""]
