"""Sending through a real server on this machine, with STARTTLS and a password."""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sealed.cases import corrected
from xltool.cli import main

USER, PASSWORD = "caiwu@example.gov.cn", "authorised-1"


class Inbox:
    """Takes every mail; refuses one recipient."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        return "250 OK"


def certificate(folder: Path, host: str) -> Path:
    """A certificate for a host that signed itself, with its key, in one PEM file; and one without the key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    other = x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([other]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(public)
    whole = folder / "server.pem"
    whole.write_bytes(public + private)
    return whole


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Post(NamedTuple):
    """A running server: what arrived, and its port."""

    inbox: Inbox
    port: int


Start = Callable[..., Post]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Controller] = []

    def started(host: str = "127.0.0.1", encrypted: bool = True, password: bool = True) -> Post:
        def judge(_server: object, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (
                USER.encode(),
                PASSWORD.encode(),
            )
            return AuthResult(success=good, handled=False)

        context = None
        if encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate(tmp_path, host))
        inbox = Inbox()
        controller = Controller(
            inbox,
            hostname="127.0.0.1",
            port=free_port(),
            tls_context=context,
            require_starttls=encrypted,
            authenticator=judge if password else None,
            auth_required=encrypted and password,
            auth_exclude_mechanism=None if password else ["LOGIN", "PLAIN"],
        )
        controller.start()
        running.append(controller)
        return Post(inbox, controller.port)

    yield started
    for controller in running:
        controller.stop()


@pytest.fixture
def send(tmp_path: Path) -> Callable[..., Result]:
    """Run ``xltool mail --smtp`` against a port."""
    book = corrected(tmp_path)

    def sent(
        port: int,
        *arguments: str,
        answer: str = "是",
        password: str | None = PASSWORD,
        ca: bool = True,
        before: list[str] | None = None,
    ) -> Result:
        settings = tmp_path / "邮件.toml"
        trusted = 'ca = "ca.pem"\n' if ca else ""
        settings.write_text(
            f'[mail]\nfrom = "财务 <{USER}>"\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nuser = "{USER}"\n{trusted}',
            encoding="utf-8",
        )
        command = [
            *(before or []),
            "mail",
            str(book),
            "--mail-settings",
            str(settings),
            "--smtp",
            *(arguments or ("--to", "a@b.cn")),
        ]
        return CliRunner(env={"XLTOOL_SMTP_PASSWORD": password}).invoke(main, command, input=f"{answer}\n")

    return sent


def test_the_mail_is_delivered(start: Start, send: Callable[..., Result], tmp_path: Path) -> None:
    post = start()
    done = send(post.port, "--to", "张三 <a@b.cn>", "--to", "c@d.cn")
    assert done.exit_code == 0, done.output
    assert "现在通过 127.0.0.1 发送吗？" in done.output and "已发送给 a@b.cn、c@d.cn" in done.output
    (envelope,) = post.inbox.mails
    assert envelope.mail_from == USER and envelope.rcpt_tos == ["a@b.cn", "c@d.cn"]
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert (
        message["X-Unsent"] is None and message["Date"] and message["Message-ID"].endswith("@example.gov.cn>")
    )
    assert message["From"].addresses[0].display_name == "财务"
    assert "2022年度部门整体支出绩效自评上报件" in message["Subject"]
    (attachment,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attachment.get_filename() == "自评-上报件.xlsx"
    assert attachment.get_content() == (tmp_path / "自评-上报件.xlsx").read_bytes()


def test_nothing_is_sent_without_consent(start: Start, send: Callable[..., Result], tmp_path: Path) -> None:
    post = start()
    for answer in ("否", ""):
        done = send(post.port, answer=answer)
        assert done.exit_code == 0 and "没有发送，草稿仍在" in done.output
    assert post.inbox.mails == [] and (tmp_path / "自评-上报件.eml").is_file()
    assert send(post.port, "--to", "a@b.cn", "--yes", answer="").exit_code == 0
    assert len(post.inbox.mails) == 1


@pytest.mark.parametrize(
    ("arguments", "more", "what"),
    [
        (("--to", "a@b.cn"), {"password": "wrong"}, "不接受用户名和密码"),
        (("--to", "a@b.cn"), {"password": "错１"}, "密码里有中文或全角字符"),
        (("--to", "refused@b.cn"), {}, "不接受收件人 refused@b.cn"),
        (("--to", "a@b.cn"), {"ca": False}, "证书不可信"),
        (("--yes",), {}, "没有收件人"),
        (("--to", "a@b.cn\nBcc: c@d.cn"), {}, "邮箱地址"),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_sent(
    start: Start, send: Callable[..., Result], arguments: tuple[str, ...], more: dict[str, Any], what: str
) -> None:
    post = start()
    done = send(post.port, *arguments, **more)
    assert done.exit_code == 2 and what in done.output and post.inbox.mails == []


def test_some_of_several_recipients_are_refused(start: Start, send: Callable[..., Result]) -> None:
    post = start()
    done = send(post.port, "--to", "refused@b.cn", "--to", "a@b.cn")
    assert done.exit_code == 2 and "不接受其中的收件人 refused@b.cn" in done.output
    assert [envelope.rcpt_tos for envelope in post.inbox.mails] == [["a@b.cn"]]


def test_a_server_that_does_not_encrypt_gets_neither_password_nor_mail(
    start: Start, send: Callable[..., Result], tmp_path: Path
) -> None:
    certificate(tmp_path, "127.0.0.1")
    post = start(encrypted=False)
    done = send(post.port)
    assert (
        done.exit_code == 2 and "不支持加密（STARTTLS），没有发送" in done.output and post.inbox.mails == []
    )


def test_a_certificate_for_another_host_is_not_trusted(start: Start, send: Callable[..., Result]) -> None:
    post = start(host="mail.example.gov.cn")
    done = send(post.port)
    assert done.exit_code == 2 and "证书不可信" in done.output and post.inbox.mails == []


def test_a_computer_with_a_chinese_name_can_send(
    start: Start, send: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = start()
    monkeypatch.setattr(socket, "getfqdn", lambda _name="": "财务科-电脑")
    done = send(post.port)
    assert done.exit_code == 0, done.output
    assert len(post.inbox.mails) == 1


class Rude(threading.Thread):
    """A server that says these lines, one an answer, the first at once, and then hangs up."""

    def __init__(self, *lines: str) -> None:
        super().__init__(daemon=True)
        self.lines, self.heard = lines, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])

    def run(self) -> None:
        connection, _ = self.listening.accept()
        with connection, self.listening:
            for line in self.lines:
                connection.sendall(line.replace("\n", "\r\n").encode() + b"\r\n")
                with suppress(ConnectionError):
                    self.heard += connection.recv(4096)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["554 不欢迎"], "没有收下（554"),
        (["220 ready"], "连接中断或超时"),
        ([], "连接中断"),
        (["HTTP/1.1 400 Bad Request"], "没有收下（"),
        (["220 ready", "250-x\n250 STARTTLS", "220 go", "no TLS at all"], "加密连接没有建立"),
        (["220 ready", "250-x\n250 STARTTLS", "454 TLS not available"], "没有收下（454"),
    ],
)
def test_a_server_that_misbehaves(
    send: Callable[..., Result], tmp_path: Path, lines: list[str], what: str
) -> None:
    certificate(tmp_path, "127.0.0.1")
    server = Rude(*lines)
    server.start()
    done = send(server.port)
    assert done.exit_code == 2 and what in done.output and "程序内部出错" not in done.output, done.output
    assert PASSWORD not in done.output and PASSWORD.encode() not in server.heard


def test_a_server_that_asks_for_no_password(start: Start, send: Callable[..., Result]) -> None:
    post = start(password=False)
    done = send(post.port)
    assert done.exit_code == 2 and "不支持用密码登录，没有发送" in done.output and not post.inbox.mails


def test_the_password_is_in_no_traceback_and_no_file(
    start: Start, send: Callable[..., Result], tmp_path: Path
) -> None:
    post = start()
    done = send(post.port, password="wrong-but-secret", before=["--debug"])
    assert "Traceback" in done.output and "不接受用户名和密码" in done.output
    assert "wrong-but-secret" not in done.output
    assert not any(b"wrong-but-secret" in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_no_server_there(send: Callable[..., Result], tmp_path: Path) -> None:
    certificate(tmp_path, "127.0.0.1")
    done = send(9)
    assert done.exit_code == 2 and "连不上邮件服务器 127.0.0.1:9" in done.output


def test_a_password_from_the_keyring_or_a_sentence_where_to_put_it(
    start: Start, send: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1  # type: ignore[assignment]
        held: dict[tuple[str, str], str] = {}  # noqa: RUF012

        def get_password(self, service: str, username: str) -> str | None:
            return self.held.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.held[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.held[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        post = start()
        done = send(post.port, password=None)
        assert done.exit_code == 2 and f"keyring set xltool-smtp {USER}" in done.output
        keyring.set_password("xltool-smtp", USER, PASSWORD)
        assert send(post.port, password=None).exit_code == 0 and len(post.inbox.mails) == 1
    finally:
        keyring.set_keyring(before)
    monkeypatch.setitem(sys.modules, "keyring", None)
    done = send(post.port, password=None)
    assert done.exit_code == 2 and "pip install 'xltool[mail]'" in done.output
