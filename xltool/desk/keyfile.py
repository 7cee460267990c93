"""The desk that this user has running, written where that user alone can read it: the next start joins it.

After a process that was killed its successor takes the same port, so that the pages still open find their way back once
somebody has entered anew; its secrets are its own, since anybody may have listened at that port meanwhile.
"""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.desk.entry import KNOCK, LINK
from xltool.desk.proof import PROOF, asking, is_answering
from xltool.errors import WorkbookError

_NAME: Final = "desk.json"
#: Seconds that a running desk may take to answer.
_PATIENCE: Final = 10.0
#: Bytes of an answer that are read: what a page may drop is the most that goes to and fro.
_LONGEST: Final = 64 * 2**20


class RunningDesk(NamedTuple):
    """Where a desk listens, and what other processes of its user's know."""

    port: int
    secret: str


def key_file(folder: Path) -> Path:
    """Where it stands in the user's own folder."""
    return folder / _NAME


def read_key_file(folder: Path) -> RunningDesk | None:
    """What stands there; None where there is nothing, or nothing that can be read."""
    try:
        found = json.loads(key_file(folder).read_text(encoding="utf-8"))
        return RunningDesk(int(found["port"]), str(found["secret"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_key_file(folder: Path, desk: RunningDesk) -> None:
    """Write it, readable by this user alone from its first byte on, in a folder that is this user's alone from now on.

    Raises:
        OSError: it cannot be written, or the folder is somebody else's.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    write_private(key_file(folder), json.dumps(desk._asdict()))


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


def join(desk: RunningDesk, named: Sequence[Path], *, beside: bool = False, front: str = "") -> str | None:
    """Ask a running desk to show these files too, and with ``beside`` what is open in programs: the way in, None where none is running.

    ``front`` is the id of the workbook that the next page shows at once. Raises WorkbookError where it says why it cannot
    show them.
    """
    told = {"named": [str(path.absolute()) for path in named], "beside": beside}
    neighbour = Neighbour(desk)
    try:
        found = neighbour.ask(KNOCK, {**told, "front": front} if front else told)
    finally:
        neighbour.leave()
    return None if found is None or "enter" not in found else str(found["enter"])


def is_answering_us(desk: RunningDesk) -> bool:
    """Whether a desk runs and is this user's; it is asked after a line that nobody has, which changes nothing in it."""
    neighbour = Neighbour(desk)
    try:
        return neighbour.ask(LINK, {"link": "", "known": True}) is not None
    except WorkbookError:
        return True
    finally:
        neighbour.leave()


class Neighbour:
    """The running desk as another process of the same user's asks it, over one connection."""

    def __init__(self, desk: RunningDesk) -> None:
        self._desk = desk
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, path: str, told: Mapping[str, object], patience: float = _PATIENCE
    ) -> dict[str, Any] | None:
        """What it answers; None where it is not running (any more). Raises WorkbookError where it says why it cannot."""
        try:
            try:
                status, found = self._answered(path, told, patience)
            except (
                http.client.BadStatusLine,
                ConnectionError,
            ):  # an old connection, which the desk has closed meanwhile
                self.leave()
                status, found = self._answered(path, told, patience)
        except (OSError, ValueError, http.client.HTTPException):
            self.leave()
            return None
        if status != HTTPStatus.OK:
            return None
        if "error" in found:
            raise WorkbookError(str(found["error"]))
        return found

    def _answered(self, path: str, told: Mapping[str, object], patience: float) -> tuple[int, dict[str, Any]]:
        connection = self._connection
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._desk.port, timeout=patience)
            self._connection = connection
        asked = asking(self._desk.secret, path)
        headers = {PROOF: asked, "content-type": "application/json"}
        connection.request("POST", path, json.dumps(told).encode(), headers)
        answer = connection.getresponse()
        body = answer.read(_LONGEST)
        if not is_answering(self._desk.secret, asked, body, answer.headers.get(PROOF, "")):
            raise ValueError  # another program's answer: the desk is gone, and its port was taken
        return answer.status, dict(json.loads(body))

    def leave(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
