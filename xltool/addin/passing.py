"""A click that the running desk takes over: it is asked before anything else is loaded, so that nothing of it is waited for.

The desk has everything loaded and its way to Excel open. It is asked over this computer's own network address with a
proof of the secret that this user alone can read, and answers with one; where none runs, or it would rather not, the click
is done here as ever. What it answers is shown by this process, which Excel has just let come to the front.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from typing import Any, Final

from xltool.desk.proof import PROOF, asking, is_answering

#: The buttons that ask nothing: what there is to say comes at their end.
PASSED: Final = frozenset({"recalculate", "review", "clear"})
_CLICK: Final = "/knock/click"
#: Seconds until a desk has to be there, and that its work may take.
_THERE, _WORK = 0.5, 120.0
_LONGEST: Final = 2**20
# Win32's numbers of a message box: its icon, in front of all windows.
_WARNING, _INFORMATION, _IN_FRONT = 0x30, 0x40, 0x10000


def passed_on(button: str, host: str) -> bool:
    """Whether the running desk did what a button says, and what it had to say was shown."""
    if button not in PASSED or host != "addin":
        return False
    book, window = _from_excel()
    told = None if not window else ask_desk({"button": button, "book": book, "window": window})
    if told is None or not isinstance(told.get("said"), str):
        return False
    _show(told["said"], window, _WARNING if told.get("warning") else _INFORMATION)
    return True


def _from_excel() -> tuple[str, int]:
    """The workbook's name and Excel's window, as RunPython wrote them on the command line; ("", 0) where it did not."""
    given = dict(each[2:].partition("=")[::2] for each in sys.argv[1:] if each.startswith("--"))
    window = given.get("hwnd", "")
    return given.get("wb", "").strip('"'), int(window) if window.isdecimal() else 0


def ask_desk(told: dict[str, object]) -> dict[str, Any] | None:
    """What the running desk of this user says to a click; None where none runs or it does not answer."""
    try:
        with open(_key_file(), encoding="utf-8") as stream:  # noqa: PTH123 (pathlib takes its time)
            desk = json.load(stream)
        port, secret = int(desk["port"]), str(desk["secret"])
        asked = asking(secret, _CLICK)
        with socket.create_connection(("127.0.0.1", port), _THERE) as connection:
            connection.sendall(_request(port, asked, json.dumps(told).encode()))
            return _answer(_received(connection), secret, asked)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key_file() -> str:
    """Where the desk's key lies: :func:`xltool.desk.keyfile.key_file` in :func:`~xltool.book.live.before_images.state_folder`."""
    own = os.environ.get("XLTOOL_STATE")
    if own:
        return os.path.join(own, "desk", "desk.json")  # noqa: PTH118
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData/Local")  # noqa: PTH118
    else:
        folder = os.environ.get("XDG_STATE_HOME") or os.path.join(home, ".local/state")  # noqa: PTH118
    return os.path.join(folder, "xltool", "desk", "desk.json")  # noqa: PTH118


def _request(port: int, asked: str, body: bytes) -> bytes:
    head = (
        f"POST {_CLICK} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{PROOF}: {asked}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


def _received(connection: socket.socket) -> bytes:
    """All that comes. Raises TimeoutError where it takes longer than the work of a desk may, however it drips in."""
    received, deadline = b"", time.monotonic() + _WORK
    while len(received) < _LONGEST:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return received


def _answer(received: bytes, secret: str, asked: str) -> dict[str, Any] | None:
    """The object in an answer that went well and comes from the desk itself. Raises ValueError where it holds none."""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    shown = dict(line.lower().replace(" ", "").partition(":")[::2] for line in lines)
    if " 200 " not in first or not is_answering(secret, asked, body, shown.get(PROOF, "")):
        return None
    found = json.loads(body)
    return found if isinstance(found, dict) else None


def _show(text: str, window: int, icon: int) -> None:
    """A box of Windows' own in front of Excel; nothing elsewhere."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(window, text, "绩效自评", icon | _IN_FRONT)
