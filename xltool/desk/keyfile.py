"""The desk that this user has running, written where that user alone can read it: the next start joins it.

After a process that was killed its successor takes the same port and the same pass, so that the pages still open find
their way back.
"""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

from xltool.desk.entry import Pass
from xltool.desk.guard import KNOCK
from xltool.errors import WorkbookError

#: The header in which another process of the same user's shows that it could read the file.
SECRET: Final = "x-xltool-secret"
_NAME: Final = "desk.json"
#: Seconds that a running desk may take to answer.
_PATIENCE: Final = 10.0


class RunningDesk(NamedTuple):
    """Where a desk listens, what other processes of its user's show it, and the pass of its pages."""

    port: int
    secret: str
    ours: Pass


def key_file(folder: Path) -> Path:
    """Where it stands in the user's own folder."""
    return folder / _NAME


def read_key_file(folder: Path) -> RunningDesk | None:
    """What stands there; None where there is nothing, or nothing that can be read."""
    try:
        found = json.loads(key_file(folder).read_text(encoding="utf-8"))
        return RunningDesk(
            int(found["port"]), str(found["secret"]), Pass(str(found["cookie"]), str(found["half"]))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_key_file(folder: Path, desk: RunningDesk) -> None:
    """Write it, readable by this user alone from its first byte on.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {"port": desk.port, "secret": desk.secret, "cookie": desk.ours.cookie, "half": desk.ours.half}
    write_private(key_file(folder), json.dumps(content))


def write_private(path: Path, text: str) -> None:
    """A file that nobody else may read at any moment.

    Raises:
        OSError: it cannot be written.
    """
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    with os.fdopen(
        os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)
    new.replace(path)


def forget_key_file(folder: Path, desk: RunningDesk) -> None:
    """Take the file away at the end, if it is still this desk's."""
    if read_key_file(folder) == desk:
        key_file(folder).unlink(missing_ok=True)


def join(desk: RunningDesk, named: Sequence[Path]) -> str | None:
    """Ask a running desk to show these files too: the way in, None where none is running.

    Raises WorkbookError where it says why it cannot show them.
    """
    body = json.dumps({"named": [str(path.absolute()) for path in named]}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=_PATIENCE)
    try:
        headers = {SECRET: desk.secret, "content-type": "application/json"}
        connection.request("POST", KNOCK, body, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK:
        return None
    if "error" in found:
        raise WorkbookError(str(found["error"]))
    return str(found["enter"]) if "enter" in found else None
