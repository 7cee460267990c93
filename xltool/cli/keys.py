"""The keys by which sealed copies are signed, as several verbs take them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.book.file.saving import read_file
from xltool.cli.files import BOOK
from xltool.sealed import signing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: Where the passphrase of a key may stand instead of being asked for.
PASSPHRASE = "XLTOOL_KEY_PASSPHRASE"

KEY = click.option(
    "--key", "key_file", type=BOOK, metavar="私钥文件", help="用这个私钥签名（xltool keygen 生成）。"
)


def private_key(path: Path | None) -> Ed25519PrivateKey | None:
    """The key in a file, its passphrase asked for where it has one; None where no file is named."""
    if path is None:
        return None
    pem = read_file(path)
    signing.require()
    passphrase = None
    if signing.is_encrypted(pem):
        passphrase = os.environ.get(PASSPHRASE) or click.prompt(
            "私钥的口令", hide_input=True, prompt_suffix="："
        )
    return signing.private_key(pem, passphrase.encode() if passphrase else None, path.name)
