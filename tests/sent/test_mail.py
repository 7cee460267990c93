"""The draft: what mail programs read of it, and what does not get into it."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.sealed.cases import corrected
from xltool.errors import ProgramError, WorkbookError
from xltool.sent import mail as mails
from xltool.sent import smtp
from xltool.sent.mail import Address, Attachment, Mail
from xltool.verbs.mail import draft

ODD = "（定稿）“自评” 表;=#1 %20.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return corrected(tmp_path)


def read(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def simple(**changes: object) -> Mail:
    attachments = (Attachment("自评-上报件.xlsx", b"PK\3\4" + bytes(range(256))),)
    return Mail(None, (), "主题", "正文\n", attachments)._replace(**changes)


def test_the_draft_says_who_what_and_the_code(book: Path) -> None:
    made = draft(book, to=["张三 <name@example.gov.cn>; other@example.cn"])
    assert made.path is not None and made.sealed.path is not None
    message = read(made.path.read_bytes())
    assert message["X-Unsent"] == "1" and message["Date"] is None and message["From"] is None
    assert message["Subject"] == "益阳市资阳区人大常委会2022年度部门整体支出绩效自评上报件"
    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [
        ("张三", "name@example.gov.cn"),
        ("", "other@example.cn"),
    ]
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert made.sealed.code in text and "◆须说明 5 条" in text and "98.75 分" in text and "等级" not in text
    for finding in made.sealed.outcome.findings:
        if finding.severity == "须说明":
            assert made.sealed.outcome.reasons[finding.key].text in text
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "自评-上报件.xlsx"
    assert attachment.get_content() == made.sealed.path.read_bytes()
    assert attachment.get_content_type().endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    "name", ["自评-上报件.xlsx", ODD, "a.xlsx", "长" * 80 + ".xlsx", "长a" * 120 + ".xlsx", "𠮷.xlsx"]
)
def test_file_names_are_read_by_new_and_old_programs(name: str) -> None:
    data = mails.draft(simple(attachments=(Attachment(name, b"x"),)))
    (attachment,) = read(data).iter_attachments()
    assert attachment.get_filename() == name
    assert attachment.get_param("name") == name  # what a program reads that knows nothing of RFC 2231
    old = email.message_from_bytes(data, policy=email.policy.compat32)
    assert [part.get_filename() for part in old.walk()][-1] == name
    assert all(len(line) < 998 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")


def test_the_same_mail_gives_the_same_bytes(book: Path) -> None:
    first = draft(book).path
    assert first is not None
    data = first.read_bytes()
    again = draft(book).path
    assert again == first and first.read_bytes() == data


def test_another_client_reads_it(book: Path, tmp_path: Path) -> None:
    """mblaze, a mail client of Debian's with a parser of its own."""
    program = shutil.which("mshow")
    if program is None:
        pytest.fail(
            "mblaze is not installed (Debian package mblaze): run 'bash scripts/test.sh'", pytrace=False
        )
    named = book.rename(tmp_path / ODD)
    made = draft(named, to=["张三 <name@example.gov.cn>"])
    assert made.path is not None and made.sealed.path is not None
    folder = tmp_path / "取出"
    folder.mkdir()
    taken = subprocess.run(
        [program, "-x", str(made.path)],
        cwd=folder,
        check=True,
        capture_output=True,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert [path.name for path in folder.iterdir()] == [made.sealed.path.name], taken
    assert (folder / made.sealed.path.name).read_bytes() == made.sealed.path.read_bytes()
    shown = subprocess.run(
        [program, str(made.path)],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"LC_ALL": "C.UTF-8"},
    ).stdout
    assert "益阳市资阳区人大常委会2022年度部门整体支出绩效自评上报件" in shown and made.sealed.code in shown
    assert "张三 <name@example.gov.cn>" in shown


# Templates


def test_a_template_of_one_s_own(book: Path, tmp_path: Path) -> None:
    template = tmp_path / "模板.txt"
    text = "主题：${单位} ${年度}\r\n\r\n必改${必改} 须说明${须说明} 提示${提示} 已说明${已说明}，$$5\r\n${校验码}\r\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        template.write_bytes(text.encode(encoding))
        made = draft(book, template=template)
        assert made.mail is not None
        assert made.mail.subject == "益阳市资阳区人大常委会 2022"
        assert made.mail.body == f"必改0 须说明5 提示1 已说明5，$5\n{made.sealed.code}\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("没有主题\n", "第一行应写"),
        ("主题： \n正文", "第一行应写"),
        ("", "第一行应写"),
        ("主题：${没有的}\n", "没有对应的内容：可以写 单位、年度"),
        ("主题：${单位.__class__}\n", "写法不对"),
        ("主题：x\n\n$单位\n", "写法不对"),
        ("主题：x\n\n5$\n", "写法不对"),
    ],
)
def test_a_template_that_does_not_do(text: str, what: str) -> None:
    with pytest.raises(WorkbookError, match=what):
        mails.filled(text, {"单位": "甲", "年度": "2022"}, "模板.txt")


def test_nothing_in_a_text_is_carried_out_or_filled_in_again() -> None:
    said = {"单位": "${年度} {{ 7*7 }} {年度} %(年度)s", "年度": "2022"}
    assert mails.filled("主题：${单位}\n\n{{ 7*7 }} {0} %s ${单位}", said, "") == (
        said["单位"],
        "{{ 7*7 }} {0} %s " + said["单位"],
    )


# Refused


@pytest.mark.parametrize(
    "unit", ["某局\nBcc: other@example.com", "某局\r\n\r\n正文", "某局\u2028甲", "某\x0b局"]
)
def test_a_unit_s_name_cannot_add_headers(book: Path, unit: str) -> None:
    content = openpyxl.load_workbook(book)
    content["填表说明"]["B4"] = unit.replace("\x0b", "_x000B_")
    content.save(book)
    with pytest.raises(WorkbookError, match=r"单位名称.*里有换行或控制字符"):
        draft(book)
    assert not list(book.parent.glob("*.eml"))


@pytest.mark.parametrize("field", ["subject", "name"])
def test_no_header_holds_a_line_break(field: str) -> None:
    bad = "甲\r\nBcc: other@example.com"
    mail = simple(subject=bad) if field == "subject" else simple(attachments=(Attachment(bad, b""),))
    with pytest.raises(WorkbookError, match="换行或控制字符"):
        mails.draft(mail)


@pytest.mark.parametrize(
    "text",
    [
        "没有@", "@没有", "name", "name@", "@example.cn", "a b@example.cn", "name@example", "name@-a.cn", "a@b..cn",
        ".a@b.cn", "a..b@c.cn", "张三 name@example.cn", "张三 <>", "名@例子.中国", "a@b.cn <x", "张三<a@b.cn><c@d.cn>", "a@b.cn\nBcc: c@d.cn",
        "张\n三 <a@b.cn>",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(WorkbookError, match="邮箱地址"):
        mails.addresses([text])


def test_no_line_is_too_long_for_a_server() -> None:
    names = [Address("某某市财政局绩效管理科" * 9, "a@b.cn"), Address("", "c@d.cn")]
    data = mails.draft(simple(subject="主题" * 200, to=tuple(names), sender=names[0]))
    head = data.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 100
    assert all(len(word) <= 75 for word in re.findall(rb"=\?.*?\?=", head))
    found = read(data)["To"].addresses
    assert [one.addr_spec for one in found] == ["a@b.cn", "c@d.cn"]
    assert found[0].display_name.replace(" ", "") == names[0].name  # Python joins encoded words with spaces


def test_addresses() -> None:
    texts = ["a@b.cn；张三 <c.d+e@f-g.gov.cn>，“李四”<h@i.cn>; ", "", 'x "y" <j@k.cn>']
    assert mails.addresses(texts) == (
        Address("", "a@b.cn"),
        Address("张三", "c.d+e@f-g.gov.cn"),
        Address("李四", "h@i.cn"),
        Address('x "y', "j@k.cn"),
    )
    data = mails.draft(simple(to=mails.addresses(texts), sender=Address('甲 "乙", 丙', "z@y.cn")))
    message = read(data)
    assert [a.addr_spec for a in message["To"].addresses] == [
        "a@b.cn",
        "c.d+e@f-g.gov.cn",
        "h@i.cn",
        "j@k.cn",
    ]
    assert [(a.display_name, a.addr_spec) for a in message["From"].addresses] == [('甲 "乙", 丙', "z@y.cn")]


def test_an_attachment_that_is_too_large(book: Path) -> None:
    mails.refuse_large([Attachment("a", bytes(2**20))], 1)
    with pytest.raises(WorkbookError, match=r"附件共 1.0 MB，超过 1 MB 的上限"):
        mails.refuse_large([Attachment("a", bytes(2**20)), Attachment("b", b"x")], 1)
    with pytest.raises(WorkbookError, match="limit_mb"):
        draft(book, mail_settings=smtp.MailSettings(limit_mb=0))


def test_other_files_are_not_overwritten(book: Path, tmp_path: Path) -> None:
    letter = tmp_path / "自评-上报件.eml"
    letter.write_bytes(b"Subject: x\r\n\r\n")
    with pytest.raises(WorkbookError, match="没有覆盖"):
        draft(book)
    with pytest.raises(WorkbookError, match=r"扩展名应为 \.eml"):
        draft(book, tmp_path / "信.txt")


# Settings


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[smtp]\nhost = 'a'\npassword = 'x'", r"不能写密码.*XLTOOL_SMTP_PASSWORD"),
        ("[mail]\n'密码' = 'x'", "不能写密码"),
        ("[smtp]\nuser = 'a'", "缺少 host"),
        ("[smtp]\nhost = 'a'\ntls = false", "没有“tls”这一项"),
        ("[smtp]\nhost = 'a'\nport = '587'", "port 写法不对"),
        ("[mail]\nlimit_mb = true", "limit_mb 写法不对"),
        ("[mail]\nto = [1]", "to 应写成"),
        ("['别的']\n", "没有“别的”这一节"),
        ("mail = 1", "应写成一节"),
        ("[mail", "写法有误"),
        ("[smtp]\nhost = 'a'\nport = 465", "465，那是另一种加密方式.*587"),
        ("[smtp]\nhost = 'a'\nport = 99999", "port 应为 1～65535"),
        ("[smtp]\nhost = 'a'\nport = 0", "port 应为 1～65535"),
        ("[smtp]\nhost = 'a..b'", "host 不是服务器名"),
        ("[smtp]\nhost = 'https://mail.example.gov.cn'", "host 不是服务器名"),
        (f"[smtp]\nhost = '{'a' * 64}.cn'", "host 不是服务器名"),
        ("[smtp]\nhost = 'a'\nuser = '财务'", "user 里有中文"),
        ("[mail]\nlimit_mb = 0", "limit_mb 应为 1 以上"),
    ],
)
def test_settings_that_do_not_do(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "邮件.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProgramError, match=what):
        smtp.load(path)


def test_a_mail_has_one_sender(book: Path) -> None:
    settings = smtp.MailSettings("a@b.cn, c@d.cn")
    with pytest.raises(WorkbookError, match="发件人只能写一个"):
        draft(book, mail_settings=settings)


def test_settings(tmp_path: Path) -> None:
    path = tmp_path / "邮件.toml"
    text = "[mail]\nfrom = 'a@b.cn'\nto = ['c@d.cn']\nlimit_mb = 5\n[smtp]\nhost = 'h'\nuser = 'u'\nca = 'ca.pem'"
    path.write_text(text, encoding="utf-8-sig")
    server = smtp.Server("h", 587, "u", tmp_path / "ca.pem")
    assert smtp.load(path) == smtp.MailSettings("a@b.cn", ("c@d.cn",), 5, server)
    with pytest.raises(ProgramError, match="读不到"):
        smtp.load(tmp_path / "无.toml")
