"""A mail with the sealed copy: sealed first, then written as a draft, sent only when that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.file.saving import FilePath, read_file, replace_file
from xltool.errors import DeclinedError, WorkbookError
from xltool.sent import mail as mails
from xltool.sent import smtp
from xltool.sent.mail import Address, Attachment, Mail
from xltool.sent.smtp import MailSettings, Server
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.pair import SEALED_MARK
from xltool.verbs.seal import Sealed, seal
from xltool.verbs.sealing import judged_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Drafted(NamedTuple):
    """What became of a request for a mail: the sealed copy (or what stands in its way), the mail and its file."""

    sealed: Sealed
    mail: Mail | None = None
    path: Path | None = None


def draft_path(book: Path) -> Path:
    """Where the draft is put unless another place is named: ``表.xlsm`` -> ``表-上报件.eml``."""
    return book.with_name(f"{book.stem}{SEALED_MARK}.eml")


def mail(
    book: Path,
    target: Path | None = None,
    *,
    sealed_copy: Path | None = None,
    to: Iterable[str] | None = (),
    template: Path | None = None,
    mail_settings: MailSettings = MailSettings(),  # noqa: B008 (a tuple of defaults)
    pdf: bool = False,
    sending: bool = False,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    key: Ed25519PrivateKey | None = None,
    desk: Desk = UNATTENDED,
) -> Drafted:
    """Seal a workbook, write a draft with the sealed copy, and send it where that is asked for and agreed to.

    Where ``to`` is None the person is asked for the receivers. Raises DeclinedError where they would rather not,
    WorkbookError and ProgramError as :func:`draft` and :func:`send`.
    """
    receivers = _asked(desk) if to is None else to
    drafted = draft(
        book,
        target,
        sealed_copy=sealed_copy,
        to=receivers,
        template=template,
        mail_settings=mail_settings,
        pdf=pdf,
        schemes=schemes,
        settings=settings,
        key=key,
        desk=desk,
    )
    if sending and drafted.mail is not None:
        _sent(desk, drafted.mail, mail_settings)
    return drafted


def _asked(desk: Desk) -> tuple[str]:
    to = desk.ask("收件人的邮箱地址（几个之间用分号隔开；可以空着，发送时再填）：")
    if to is None:
        raise DeclinedError("没有写邮件。")
    return (to,)


def _sent(desk: Desk, mail: Mail, settings: MailSettings) -> None:
    """Say to whom what goes, ask, and send."""
    server, sender = ready(mail, settings)
    receivers = "、".join(one.address for one in mail.to)
    files = "、".join(attachment.name for attachment in mail.attachments)
    shown = [f"发件人 {sender.address}，收件人 {receivers}", f"主题 {mail.subject}", f"附件 {files}"]
    if not desk.agree(f"现在通过 {server.host} 发送吗？", shown):
        desk.say("没有发送，草稿仍在。")
        return
    send(mail, settings)
    desk.say(f"已发送给 {receivers}")


def draft(
    book: Path,
    target: Path | None = None,
    *,
    sealed_copy: Path | None = None,
    to: Iterable[str] = (),
    template: Path | None = None,
    mail_settings: MailSettings = MailSettings(),  # noqa: B008 (a tuple of defaults)
    pdf: bool = False,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    key: Ed25519PrivateKey | None = None,
    desk: Desk = UNATTENDED,
) -> Drafted:
    """Seal a workbook (into ``sealed_copy``) and write a draft (into ``target``) with the sealed copy; nothing is sent.

    Raises WorkbookError where the workbook cannot be sealed, or an address, a name or a size does not do.
    """
    place = draft_path(book) if target is None else target
    _refuse_taken(place)
    sender = mails.addresses([mail_settings.sender])
    if len(sender) > 1:
        raise WorkbookError("邮件设置文件的 from 里有不止一个邮箱地址：发件人只能写一个。")
    receivers = mails.addresses([*(to or mail_settings.to)])
    text = mails.default_template() if template is None else _text(template)
    sealed = seal(book, sealed_copy, schemes=schemes, settings=settings, key=key, pdf=pdf, desk=desk)
    if sealed.path is None or sealed.cover is None:
        return Drafted(sealed)
    attachments = _attachments(sealed.path, sealed)
    mails.refuse_large(attachments, mail_settings.limit_mb)
    said = mails.fields(judged_of(sealed.outcome), sealed.cover, sealed.path.name)
    mails.refuse_controls(said["单位"], "单位名称")
    subject, body = mails.filled(text, said, "自带模板" if template is None else template.name)
    mail = Mail(sender[0] if sender else None, receivers, subject, body, tuple(attachments))
    replace_file(place, mails.draft(mail), like=place if place.exists() else book)
    desk.say(f"已写好草稿 {place}（没有发送）")
    return Drafted(sealed, mail, place)


def _attachments(path: Path, sealed: Sealed) -> list[Attachment]:
    """The sealed copy; the 校验单 of a bureau's own form, and the PDF, where there are any."""
    beside = (each for each in (sealed.slip, sealed.printed) if each is not None)
    return [Attachment(path.name, sealed.data), *(Attachment(each.name, read_file(each)) for each in beside)]


def _refuse_taken(place: Path) -> None:
    if place.suffix.lower() != ".eml":
        raise WorkbookError(f"邮件草稿“{place.name}”的扩展名应为 .eml：请改一下名字。")
    if place.exists() and (place.is_dir() or mails.OURS not in read_file(place)[:400]):
        raise WorkbookError(f"“{place.name}”已经存在，又不是本程序写的草稿，没有覆盖：请换一个文件名。")


def _text(template: Path) -> str:
    data = read_file(template)
    for encoding in ("utf-8-sig", "gb18030"):  # Notepad on Chinese Windows still writes the latter
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise WorkbookError(f"邮件模板“{template.name}”不是文本文件：请用记事本另存为 UTF-8 再试。")


def ready(mail: Mail, settings: MailSettings) -> tuple[Server, Address]:
    """The server and the sender. Raises WorkbookError where something is missing for sending."""
    if settings.server is None:
        raise WorkbookError(
            "没有邮件服务器：请在邮件设置文件里写 [smtp]（host、port、user），用 --mail-settings 给出。"
        )
    if mail.sender is None:
        raise WorkbookError("没有发件人：请在邮件设置文件的 [mail] 里写 from。")
    if not mail.to:
        raise WorkbookError("没有收件人：请用 --to 给出，或在邮件设置文件的 [mail] 里写 to。")
    return settings.server, mail.sender


def send(mail: Mail, settings: MailSettings) -> None:
    """Send a mail. Raises WorkbookError where the server does not take it, ProgramError where the password is missing."""
    server, sender = ready(mail, settings)
    domain = sender.address.rpartition("@")[2]
    data = mails.outgoing(mail, formatdate(localtime=True), make_msgid(domain=domain))
    smtp.send(server, sender.address, tuple(one.address for one in mail.to), data)
