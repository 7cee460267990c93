"""Mails and mailboxes as programs write them, and as they break."""

from __future__ import annotations

import base64
import binascii
import datetime
import email.policy
import mailbox
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.inbox.making import (
    Put,
    attached,
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
from xltool.inbox import Clock, Item, LeftOut, Rejected, mailboxes, opening
from xltool.inbox.times import BEIJING

SENT = datetime.datetime(2026, 11, 10, 10, tzinfo=BEIJING)


def _message(
    name: str = "自评表.xlsx", data: bytes | None = None, subject: str = "报送", text: str = "见附件。"
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", subject
    message["Date"] = "Tue, 10 Nov 2026 02:00:00 +0000"
    message.set_content(text)
    message.add_attachment(data or book(), maintype="application", subtype="octet-stream", filename=name)
    return message


def _lines(path: Path) -> list[str]:
    """The rows without the way to the mail itself."""
    return [line.replace(str(path), "信", 1) for line in told(path)]


# Mails


@pytest.mark.parametrize("policy", [email.policy.SMTP, email.policy.default, email.policy.SMTPUTF8])
def test_a_mail_of_pythons(tmp_path: Path, policy: email.policy.EmailPolicy) -> None:
    path = put(tmp_path, "信.eml", _message().as_bytes(policy=policy))
    found = only(path)
    assert (found.name, found.read(), found.size) == ("自评表.xlsx", book(), len(book()))
    assert found.origin.text == f"邮件 {path} 的附件 自评表.xlsx"
    assert found.time == (SENT, Clock.MAIL)
    assert found.mark.path == str(path.resolve()) and not found.plain


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "binary", "8bit"])
def test_every_transfer_encoding(tmp_path: Path, encoding: str) -> None:
    written = {
        "base64": base64.encodebytes(book()),
        "quoted-printable": quopri.encodestring(book()),
        "x-uuencode": b"begin 644 a.xlsx\n"
        + b"".join(binascii.b2a_uu(book()[at : at + 45]) for at in range(0, len(book()), 45))
        + b"`\nend\n",
    }.get(encoding, book())
    part = b"Content-Type: application/octet-stream; name=a.xlsx\nContent-Transfer-Encoding: "
    mail = mail_of(part + encoding.encode() + b"\n\n" + written)
    assert only(put(tmp_path, "信.eml", mail)).read() == book()


def test_several_attachments_and_an_archive_among_them(tmp_path: Path) -> None:
    packed = zip_of([Put("教育局.xlsx".encode("gbk"), book("教"))])
    mail = mail_of(
        workbook_part("水利局.xlsx".encode("gbk")), workbook_part("各单位.zip".encode("gbk"), packed)
    )
    path = put(tmp_path, "信.eml", mail)
    assert _lines(path) == [
        f"邮件 信 的附件 水利局.xlsx = {len(book())}",
        f"邮件 信 的附件 各单位.zip 里的 教育局.xlsx = {len(book('教'))}",
    ]
    assert {each.time for each in rows(path)} == {(SENT, Clock.MAIL)}


def test_a_mail_in_a_mail(tmp_path: Path) -> None:
    inner, outer = _message(subject="水利局 报送"), _message("汇总.xlsx", subject="转发")
    outer.replace_header("Date", "Thu, 12 Nov 2026 10:00:00 +0800")
    outer.add_attachment(inner)
    path = put(tmp_path, "信.eml", outer.as_bytes())
    assert _lines(path) == [
        f"邮件 信 的附件 汇总.xlsx = {len(book())}",
        f"邮件 信 的附件 水利局 报送.eml 的附件 自评表.xlsx = {len(book())}",
    ]
    assert [each.time.when.day for each in rows(path)] == [12, 10]


@pytest.mark.parametrize("kind", ["application/octet-stream", "message/rfc822"])
def test_a_mail_that_was_attached_as_a_file(tmp_path: Path, kind: str) -> None:
    """Some programs encode a mail within, which no standard allows."""
    head = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="内.eml"'.encode("gbk")
    path = put(tmp_path, "信.eml", mail_of(attached(head, mail_of(workbook_part()))))
    assert _lines(path) == [f"邮件 信 的附件 内.eml 的附件 a.xlsx = {len(book())}"]


def test_a_mail_that_is_nothing_but_an_attachment(tmp_path: Path) -> None:
    mail = b"From: a@example.org\r\nSubject: x\r\n" + workbook_part()
    assert only(put(tmp_path, "信.eml", mail)).read() == book()


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            b"Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "没有名字的附件 2.xlsx",
        ),
        (b"Content-Type: application/octet-stream", "没有名字的附件 2.xlsx"),
        (b'Content-Type: application/octet-stream; name="ATT00001.bin"', "ATT00001.bin.xlsx"),
    ],
)
def test_a_workbook_without_its_name(tmp_path: Path, head: bytes, name: str) -> None:
    assert only(put(tmp_path, "信.eml", mail_of(attached(head, book())))).name == name


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: application/octet-stream",
        b"Content-Type: application/octet-stream; name=ATT00001.bin",
        b"Content-Type: application/zip; name=packed",
        b"Content-Type: application/x-zip-compressed; name=a.pkg",
    ],
)
def test_an_archive_without_its_name(tmp_path: Path, head: bytes) -> None:
    packed = zip_of([Put("甲.xlsx".encode("gbk"), book())])
    assert only(put(tmp_path, "信.eml", mail_of(attached(head, packed)))).name == "甲.xlsx"


def test_what_is_attached_besides_is_a_note(tmp_path: Path) -> None:
    png = b'Content-Type: image/png; name="logo.png"\r\nContent-Disposition: inline'
    path = put(tmp_path, "信.eml", mail_of(attached(png, b"\x89PNG"), workbook_part()))
    assert [type(each) for each in rows(path)] == [LeftOut, Item]


def test_attachments_of_one_name_have_an_origin_each(tmp_path: Path) -> None:
    inner = attached(b'Content-Type: application/octet-stream; name="x.eml"', mail_of(workbook_part()))
    mail = mail_of(workbook_part(), workbook_part(), inner, inner)
    found = [each.origin.text for each in rows(put(tmp_path, "信.eml", mail))]
    assert len(set(found)) == len(found) == 4
    first, second, *_ = found
    assert second == f"{first}（第 2 个同名文件）" and not first.endswith("）")


def test_a_mail_without_a_workbook(tmp_path: Path) -> None:
    note, whole = rows(put(tmp_path, "信.eml", mail_of()))
    assert isinstance(note, LeftOut) and "“超大附件”链接，请下载后把文件放进来" in note.why
    assert isinstance(whole, Rejected)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (attached(b"Content-Type: application/ms-tnef; name=winmail.dat", b"x"), "“winmail.dat”是 Outlook 专用格式（TNEF）"),
        (attached(b'Content-Type: application/octet-stream; name="winmail.dat"', b"x"), "改用“HTML”或“纯文本”格式重发"),
        (attached(b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"x"), "加密或签名封装的邮件"),
        (b"Content-Type: message/partial; id=a; number=1\r\n\r\nx", "分段发送的邮件的一段"),
        (workbook_part("表.rar".encode("gbk"), b"Rar!"), "“表.rar”是 RAR 压缩包"),
        (workbook_part("表.xls".encode("gbk"), b"\xd0\xcf\x11\xe0"), "另存为“Excel 工作簿（.xlsx）”"),
        (workbook_part("信.msg".encode("gbk"), b"\xd0\xcf\x11\xe0"), "“信.msg”是 Outlook 邮件（.msg），本工具不能读"),
        (workbook_part(b"a.zip", b"PK\3\4"), "不完整或已损坏"),
    ],
)  # fmt: skip
def test_an_attachment_that_is_not_read(tmp_path: Path, part: bytes, reason: str) -> None:
    first, second = rows(put(tmp_path, "信.eml", mail_of(part, workbook_part())))
    assert isinstance(first, Rejected) and reason in first.reason
    assert first.time == (SENT, Clock.MAIL)
    assert second.read() == book()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "是空文件（0 字节）"),
        (b"\r\n\r\n", "是空文件（0 字节）"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是邮件，或者文件已损坏"),
        ("一段文字，没有邮件的头。".encode(), "不是邮件，或者文件已损坏"),
    ],
)
def test_what_is_no_mail(tmp_path: Path, data: bytes, reason: str) -> None:
    assert reason in refused(put(tmp_path, "信.eml", data))


# Mails that break off


def test_cut_within_the_last_attachment(tmp_path: Path) -> None:
    mail = mail_of(workbook_part(b"first.xlsx"), workbook_part(b"last.xlsx"))
    first, last = rows(put(tmp_path, "信.eml", mail[:-150]))
    assert first.read() == book()
    assert isinstance(last, Rejected) and "附件“last.xlsx”不完整：邮件在它中间就断了" in last.reason


def test_cut_before_the_attachments(tmp_path: Path) -> None:
    mail = mail_of(workbook_part())
    assert "邮件在结束以前就断了" in refused(
        put(tmp_path, "信.eml", mail[: mail.index("见附".encode("gbk"))])
    )
    assert "邮件在结束以前就断了" in refused(put(tmp_path, "信.eml", mail[: mail.index(b"\r\n\r\n") + 4]))


def test_a_program_that_forgets_the_end_is_forgiven(tmp_path: Path) -> None:
    assert only(put(tmp_path, "信.eml", mail_of(workbook_part(), end=b""))).read() == book()


def test_attachments_that_a_damaged_header_hides(tmp_path: Path) -> None:
    mail = mail_of(workbook_part()).replace(b"multipart/mixed", b"multipart mixed")
    assert "的结构已损坏，读不出附件；请在邮件程序里打开它" in refused(put(tmp_path, "信.eml", mail))


def test_parts_within_parts_without_end(tmp_path: Path) -> None:
    mail = b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    for number in range(3000):
        mail += b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (number, number + 1)
    (row,) = rows(put(tmp_path, "信.eml", mail))
    assert isinstance(row, Rejected)


def test_a_mail_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (opening, mailboxes):
        monkeypatch.setattr(room, "LARGEST_MAIL", 2000)
    large = mail_of(workbook_part(data=b"x" * 3000))
    assert "大得不正常（超过" in refused(put(tmp_path, "信.eml", large))
    second, third = rows(put(tmp_path, "箱.mbox", mailbox_of(large, mail_of(workbook_part()))))
    assert isinstance(second, Rejected) and "“第 1 封邮件”大得不正常" in second.reason
    assert third.read() == book()


# Dates


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        (b"Tue, 10 Nov 2026 10:00:00 +0800", 10),
        (b"Tue, 10 Nov 2026 10:00:00 +0800 (CST)", 10),
        (b"Tue, 10 Nov 2026 02:00:00 GMT", 10),
        (b"Tue, 10 Nov 2026 02:00:00 -0000", 10),
        (b"10 Nov 2026 11:00 +0900", 10),
        (b"Tue,\r\n 10 Nov 2026 10:00:00\r\n +0800", 10),
    ],
)
def test_the_date_of_a_mail(tmp_path: Path, date: bytes, hour: int) -> None:
    found = only(put(tmp_path, "信.eml", mail_of(workbook_part(), date=date)))
    assert found.time == (datetime.datetime(2026, 11, 10, hour, tzinfo=BEIJING), Clock.MAIL)


@pytest.mark.parametrize("date", [b"", b"2026\xc4\xea11\xd4\xc210\xc8\xd5", b"Tue, 99 Foo 2026 10:00:00 +0800", b"Fri, 31 Dec 9999 23:00:00 -1200"])  # fmt: skip
def test_a_mail_without_a_date_has_that_of_its_file(tmp_path: Path, date: bytes) -> None:
    found = only(put(tmp_path, "信.eml", mail_of(workbook_part(), date=date)))
    assert found.time == (datetime.datetime.fromtimestamp(1_790_000_000, BEIJING), Clock.FILE)


# Mailboxes


def test_a_mailbox_of_pythons(tmp_path: Path) -> None:
    box = mailbox.mbox(str(tmp_path / "箱.mbox"))
    for name in ("甲", "乙"):
        message = _message(f"{name}.xlsx", book(name), f"{name}报送", "\nFrom here 10:00\n>From there\n")
        box.add(message)
    box.close()
    path = tmp_path / "箱.mbox"
    assert [line.replace(str(path), "箱") for line in told(path)] == [
        f"邮箱 箱 第 1 封邮件“甲报送” 的附件 甲.xlsx = {len(book('甲'))}",
        f"邮箱 箱 第 2 封邮件“乙报送” 的附件 乙.xlsx = {len(book('乙'))}",
    ]
    assert {each.time for each in rows(path)} == {(SENT, Clock.MAIL)}


def test_lines_that_begin_as_a_mail_does(tmp_path: Path) -> None:
    """Marked ones are unmarked; unmarked ones within a text begin no mail unless they tell a time behind an empty line."""
    csv = b"From a\nFrom b\n\nFrom here on it is text\n>From c\n"
    part = b'Content-Type: text/csv; name="a.xlsx"\r\nContent-Disposition: attachment\r\n\r\n' + csv.replace(
        b"\n", b"\r\n"
    )
    path = put(tmp_path, "箱.mbox", mailbox_of(mail_of(part), mail_of(workbook_part())))
    first, second = rows(path)
    assert first.read().replace(b"\r\n", b"\n").strip() == csv.strip()
    assert second.read() == book()
    unmarked = put(
        tmp_path,
        "旧.mbox",
        mailbox_of(mail_of(part), mail_of(workbook_part())).replace(b"\n>From", b"\nFrom"),
    )
    assert [type(each) for each in rows(unmarked)] == [Item, Item]


def test_the_mails_of_one_that_is_none_go_on(tmp_path: Path) -> None:
    box = mailbox_of(mail_of(workbook_part()), b"\x00\x01 nothing of a mail\n", mail_of(workbook_part()))
    first, second, third = rows(put(tmp_path, "箱.mbox", box))
    assert isinstance(second, Rejected) and second.origin.text.endswith("第 2 封邮件")
    assert first.read() == third.read() == book()


def test_a_mail_without_a_date_in_a_mailbox_has_that_of_its_first_line(tmp_path: Path) -> None:
    found = only(put(tmp_path, "箱.mbox", mailbox_of(mail_of(workbook_part(), date=b""))))
    assert found.time == (SENT + datetime.timedelta(hours=8), Clock.MAIL)


def test_a_mailbox_of_apples(tmp_path: Path) -> None:
    put(tmp_path, "收件.mbox/mbox", mailbox_of(mail_of(workbook_part())))
    put(tmp_path, "收件.mbox/table_of_contents", b"x")
    assert [type(each) for each in rows(tmp_path)] == [Item, LeftOut]


def test_what_is_no_mailbox(tmp_path: Path) -> None:
    assert "是空文件" in refused(put(tmp_path, "箱.mbox", b""))
    assert "不是 mbox 邮箱文件" in refused(put(tmp_path, "箱.mbox", mail_of()))


def test_a_mailbox_that_breaks_off(tmp_path: Path) -> None:
    box = mailbox_of(mail_of(workbook_part()), mail_of(workbook_part(b"last.xlsx")))
    first, second = rows(put(tmp_path, "箱.mbox", box[:-200]))
    assert first.read() == book()
    assert isinstance(second, Rejected) and "“last.xlsx”不完整" in second.reason
