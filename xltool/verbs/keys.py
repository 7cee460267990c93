"""The private key by which a sealed copy is signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.book.file.saving import read_file
from xltool.errors import DeclinedError
from xltool.sealed import signing
from xltool.verbs.desk import Desk

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def private_key(path: Path | None, desk: Desk) -> Ed25519PrivateKey | None:
    """The key in a file, its passphrase asked for where it has one; None where no file is named.

    Raises WorkbookError where it is no key or the passphrase is another, DeclinedError where none is given.
    """
    if path is None:
        return None
    pem = read_file(path)
    signing.require()
    phrase: str | None = ""
    if signing.is_encrypted(pem):
        phrase = desk.ask("私钥的口令：", secret=True)
    if phrase is None:
        raise DeclinedError
    return signing.private_key(pem, phrase.encode() or None, path.name)
