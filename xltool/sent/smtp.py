"""Sending a mail through a server, encrypted or not at all."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.errors import ProgramError, WorkbookError, reason

#: Where the password may stand, and the service under which a keyring keeps it.
PASSWORD: Final = "XLTOOL_SMTP_PASSWORD"
SERVICE: Final = "xltool-smtp"
#: Seconds to wait for the server, and megabytes that may be attached, where nothing else is set.
_PATIENCE: Final = 30
LIMIT: Final = 20
#: How this computer calls itself to the server: its own name is nobody's business, and on many a computer no ASCII.
_OURSELVES: Final = "[127.0.0.1]"
_HOST: Final = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|[0-9a-fA-F:]+")
#: The port of servers that encrypt from the first byte on, which is not STARTTLS.
_OTHER_WAY: Final = 465

_MAIL_KEYS: Final = {"from": str, "to": list, "limit_mb": int}
_SERVER_KEYS: Final = {"host": str, "port": int, "user": str, "ca": str}


class Server(NamedTuple):
    """A mail server: ``user`` is empty where it asks for none, ``ca`` a file of certificates to trust instead."""

    host: str
    port: int
    user: str = ""
    ca: Path | None = None


class MailSettings(NamedTuple):
    """What is set of mails: sender, recipients, the limit of the attachments, the server."""

    sender: str = ""
    to: tuple[str, ...] = ()
    limit_mb: int = LIMIT
    server: Server | None = None


def load(path: Path) -> MailSettings:
    """The settings in a TOML file with the tables ``mail`` and ``smtp``.

    Raises ProgramError where it is missing, no TOML, says what is unknown, or holds a password.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ProgramError(f"读不到邮件设置文件 {path.name}：{reason(error)}。") from error
    except ValueError as error:
        raise ProgramError(f"邮件设置文件 {path.name} 写法有误：{error}。") from error
    mail, server = _table(data, "mail", _MAIL_KEYS, path.name), _table(data, "smtp", _SERVER_KEYS, path.name)
    if data:
        raise ProgramError(f"邮件设置文件 {path.name} 里没有“{min(data)}”这一节：只有 [mail] 和 [smtp]。")
    if server and not server.get("host"):
        raise ProgramError(f"邮件设置文件 {path.name} 的 [smtp] 缺少 host（服务器名）。")
    if not all(isinstance(one, str) for one in mail.get("to", ())):
        raise ProgramError(f'邮件设置文件 {path.name} 的 to 应写成 ["name@example.gov.cn"] 这样。')
    _refuse_out_of_range(mail, server, path.name)
    ca = path.parent / server["ca"] if server.get("ca") else None
    return MailSettings(
        mail.get("from", ""),
        tuple(mail.get("to", ())),
        mail.get("limit_mb", LIMIT),
        Server(server["host"], server.get("port", 587), server.get("user", ""), ca) if server else None,
    )


def _table(data: dict[str, Any], name: str, keys: dict[str, type], title: str) -> dict[str, Any]:
    """One table, taken out of the data."""
    found = data.pop(name, {})
    if not isinstance(found, dict):
        raise ProgramError(f"邮件设置文件 {title} 的 {name} 应写成一节：[{name}]。")
    for key, value in found.items():
        if "pass" in key.lower() or "密码" in key or "口令" in key:
            raise ProgramError(
                f"邮件设置文件 {title} 里不能写密码（别人看得到）：请删去 {key}，改用环境变量 {PASSWORD} 或系统钥匙串。"
            )
        if key not in keys:
            raise ProgramError(
                f"邮件设置文件 {title} 的 [{name}] 里没有“{key}”这一项（可以写：{'、'.join(keys)}）。"
            )
        if type(value) is not keys[key]:
            raise ProgramError(f"邮件设置文件 {title} 的 {key} 写法不对：{value!r}。")
    return found


def _refuse_out_of_range(mail: dict[str, Any], server: dict[str, Any], title: str) -> None:
    """Raise ProgramError for a value of the right kind that stands for nothing."""
    port = server.get("port", 587)
    if port == _OTHER_WAY:
        raise ProgramError(
            f"邮件设置文件 {title} 的 port 是 {port}，那是另一种加密方式（SSL），本程序用 STARTTLS：请改用 587，或问邮箱的管理员。"
        )
    if not 1 <= port <= 65535:
        raise ProgramError(f"邮件设置文件 {title} 的 port 应为 1～65535：{port}。")
    if mail.get("limit_mb", LIMIT) < 1:
        raise ProgramError(f"邮件设置文件 {title} 的 limit_mb 应为 1 以上的整数（单位 MB）。")
    if server and not _HOST.fullmatch(server["host"]):
        raise ProgramError(
            f"邮件设置文件 {title} 的 host 不是服务器名：应写成 mail.example.gov.cn 这样，不带空格和 https://。"
        )
    if not server.get("user", "").isascii():
        raise ProgramError(f"邮件设置文件 {title} 的 user 里有中文或全角字符：应写登录邮箱用的用户名。")


def password(user: str) -> str:
    """The password of a user: from the environment, or from the keyring of the system.

    Raises ProgramError where there is none, and says where to put it.
    """
    found = os.environ.get(PASSWORD) or _kept(user)
    if not found.isascii():  # the protocol's older ways of saying it know no other characters
        raise WorkbookError("邮箱密码里有中文或全角字符，发不到服务器：请核对密码（有的邮箱要用“授权码”）。")
    return found


def _kept(user: str) -> str:
    """The password that the keyring of the system keeps. Raises ProgramError where there is none."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise ProgramError(
            f"没有邮箱密码：请设环境变量 {PASSWORD}；要用系统钥匙串，先运行 pip install 'xltool[mail]'。"
        ) from error
    try:
        found = keyring.get_password(SERVICE, user)
    except KeyringError:
        found = None
    if not found:
        raise ProgramError(
            f"没有邮箱密码：请设环境变量 {PASSWORD}，或运行 keyring set {SERVICE} {user} 存入系统钥匙串。"
        )
    return found


def send(server: Server, sender: str, to: tuple[str, ...], data: bytes) -> None:
    """Hand a mail to the server, over STARTTLS or not at all. Raises WorkbookError where it was not taken by all."""
    secret = password(server.user) if server.user else ""
    context = _trusted(server)
    try:
        refused = _handed_over(server, context, secret, sender, to, data)
    except OSError as error:  # smtplib's own errors are of this kind too
        raise _not_sent(error, f"{server.host}:{server.port}") from error
    if refused:
        raise WorkbookError(
            f"邮件已发出，但服务器不接受其中的收件人 {'、'.join(refused)}：请核对地址后单独补发。"
        )


def _trusted(server: Server) -> ssl.SSLContext:
    """Whose certificates are trusted."""
    try:
        return ssl.create_default_context(cafile=None if server.ca is None else str(server.ca))
    except OSError as error:
        raise ProgramError(f"邮件设置里的证书文件 {server.ca} 读不出来：请核对 ca 一项。") from error


def _handed_over(
    server: Server, context: ssl.SSLContext, secret: str, sender: str, to: tuple[str, ...], data: bytes
) -> Iterable[str]:
    """Send; the recipients whom the server does not take."""
    client = smtplib.SMTP(server.host, server.port, _OURSELVES, timeout=_PATIENCE)
    try:
        client.ehlo()
        if not client.has_extn("starttls"):
            raise WorkbookError(
                f"邮件服务器 {server.host}:{server.port} 不支持加密（STARTTLS），没有发送：请换一个支持的端口（常用 587）。"
            )
        client.starttls(context=context)
        client.ehlo()
        if secret:
            client.login(server.user, secret)
        return client.sendmail(sender, to, data)
    finally:
        with suppress(OSError):  # however it takes its leave: what it took, it has
            client.quit()


def _not_sent(error: OSError, where: str) -> WorkbookError:
    """What to say of a mail that did not leave."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return WorkbookError(
            f"邮件服务器 {where} 的证书不可信（{error.verify_message}），没有发送：请核对服务器名，或在设置里用 ca 指定单位的证书。"
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return WorkbookError(
            f"邮件服务器 {where} 不接受用户名和密码，没有发送：请核对（有的邮箱要用“授权码”）。"
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        listed = "、".join(error.recipients)
        return WorkbookError(f"邮件服务器不接受收件人 {listed}，没有发送：请核对地址。")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return WorkbookError(
            f"与邮件服务器 {where} 的连接中断或超时，邮件多半没有发出：请先问对方收到没有，没有再重发，或改用草稿发送。"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        return WorkbookError(
            f"邮件服务器 {where} 不支持用密码登录，没有发送：请核对端口（常用 587）；不用登录的服务器，请删去设置里的 user。"
        )
    if isinstance(error, smtplib.SMTPException):
        return WorkbookError(
            f"邮件服务器 {where} 没有收下（{_said(error)}），没有发送：请稍后再试，或改用草稿发送。"
        )
    return WorkbookError(
        f"连不上邮件服务器 {where}（{_cause(error)}），没有发送：请核对服务器名、端口和网络。"
    )


def _cause(error: OSError) -> str:
    """Why there is no connection."""
    causes = {
        ConnectionRefusedError: "对方拒绝连接",
        ConnectionError: "连接中断",
        TimeoutError: f"等了 {_PATIENCE} 秒没有回答",
        socket.gaierror: "找不到这个服务器名",
        ssl.SSLError: "加密连接没有建立",
    }
    return next((text for kind, text in causes.items() if isinstance(error, kind)), reason(error))


def _said(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return str(error)
