"""A pair of keys as two files: the private one for nobody but its owner."""

from __future__ import annotations

import os
from pathlib import Path

from xltool.errors import WorkbookError, reason
from xltool.sealed.signing import new_pair


def write_pair(name: Path, passphrase: bytes | None) -> tuple[Path, Path]:
    """Write ``name.私钥.pem`` (mode 0600) and ``name.公钥.pem``; their paths.

    Raises WorkbookError where one of them is there already or the folder cannot be written.
    """
    private, public = (name.with_name(f"{name.name}.{kind}.pem") for kind in ("私钥", "公钥"))
    for path in (private, public):
        if path.exists():
            raise WorkbookError(
                f"“{path.name}”已经存在，没有覆盖（覆盖了私钥就再也签不出同样的名）：请换一个名称。"
            )
    for path, content, mode in zip((private, public), new_pair(passphrase), (0o600, 0o644), strict=True):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
        except OSError as error:
            raise WorkbookError(
                f"密钥文件“{path.name}”没有写成（{reason(error)}）：请换一个能写的文件夹。"
            ) from error
    return private, public
