"""``xltool mail``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.keys import KEY, private_key
from xltool.cli.options import SCHEMES, SETTINGS, agreed
from xltool.cli.seal import refused
from xltool.console import verb
from xltool.sent import smtp
from xltool.sent.mail import Mail
from xltool.sent.smtp import MailSettings
from xltool.verbs import mail as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--to", multiple=True, metavar="地址", help="收件人，可多次给出。")
@click.option("-o", "--output", type=BOOK, metavar="文件", help="草稿的文件名（默认“工作簿名-上报件.eml”）。")
@click.option("--template", type=BOOK, metavar="文件", help="自己的邮件模板（文本文件，第一行“主题：……”）。")
@click.option(
    "--mail-settings",
    "mail_file",
    type=BOOK,
    metavar="文件",
    help="邮件设置（TOML）：发件人、收件人、服务器。",
)
@click.option("--pdf", is_flag=True, help="附上 PDF（要装有 LibreOffice）。")
@click.option("--smtp", "sending", is_flag=True, help="写好草稿后直接发送（先询问）。")
@click.option("-y", "--yes", is_flag=True, help="发送前不再询问。")
@KEY
@SCHEMES
@SETTINGS
def mail(
    book: Path,
    to: tuple[str, ...],
    output: Path | None,
    template: Path | None,
    mail_file: Path | None,
    pdf: bool,
    sending: bool,
    yes: bool,
    key_file: Path | None,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """写邮件：先生成上报件，再写成附有上报件的邮件草稿（.eml）。

    草稿用 Outlook、Foxmail 等打开，看过再发。不加 --smtp 什么都不会发出去。
    """
    mail_settings = smtp.MailSettings() if mail_file is None else smtp.load(mail_file)
    drafted = work.draft(
        book,
        output,
        to=to,
        template=template,
        mail_settings=mail_settings,
        pdf=pdf,
        schemes=schemes,
        settings=settings,
        key=private_key(key_file),
    )
    if drafted.mail is None:
        return refused(drafted.sealed)
    click.echo(f"已生成上报件 {drafted.sealed.path}\n已写好草稿 {drafted.path}（没有发送）")
    if sending:
        _send(drafted.mail, mail_settings, asking=not yes)
    return 0


def _send(mail: Mail, mail_settings: MailSettings, asking: bool) -> None:
    """Say to whom what goes, ask, and send."""
    server, sender = work.ready(mail, mail_settings)
    receivers = "、".join(one.address for one in mail.to)
    files = "、".join(attachment.name for attachment in mail.attachments)
    click.echo(f"发件人 {sender.address}，收件人 {receivers}\n主题 {mail.subject}\n附件 {files}")
    if asking and not agreed(f"现在通过 {server.host} 发送吗？（是/否）"):
        click.echo("没有发送，草稿仍在。")
        return
    work.send(mail, mail_settings)
    click.echo(f"已发送给 {receivers}")
