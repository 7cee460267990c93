"""``xltool mail``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, KEY
from xltool.cli.options import FOUND, SCHEMES, SETTINGS
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.sent.smtp import MailSettings, load
from xltool.verbs import mail as work
from xltool.verbs.keys import private_key


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
    desk = Terminal(yes=yes)
    drafted = work.mail(
        book,
        output,
        to=to,
        template=template,
        mail_settings=MailSettings() if mail_file is None else load(mail_file),
        pdf=pdf,
        sending=sending,
        schemes=schemes,
        settings=settings,
        key=private_key(key_file, desk),
        desk=desk,
    )
    return FOUND if drafted.mail is None else 0
