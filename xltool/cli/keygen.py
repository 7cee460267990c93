"""``xltool keygen``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.terminal import PASSPHRASE
from xltool.console import verb
from xltool.sealed import signing
from xltool.sealed.keyfiles import write_pair


@verb()
@click.argument("name", type=BOOK, metavar="名称")
@click.option("--passphrase", "protected", is_flag=True, help="给私钥加口令（会询问两遍）。")
def keygen(name: Path, protected: bool) -> None:
    """生成签名用的一对密钥：名称.私钥.pem（自己保管）和 名称.公钥.pem（交给核对的人）。"""
    signing.require()
    phrase = os.environ.get(PASSPHRASE, "") if protected else ""
    if protected and not phrase:
        phrase = click.prompt(
            "私钥的口令", hide_input=True, confirmation_prompt="再输一遍", prompt_suffix="："
        )
    private, public = write_pair(name, phrase.encode() or None)
    mark = signing.key_fingerprint(signing.public_key(public.read_bytes(), public.name))
    click.echo(
        f"已生成私钥 {private}（自己保管，不要外传）\n已生成公钥 {public}（交给核对的人）\n密钥指纹 {mark}"
    )
