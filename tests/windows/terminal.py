"""A command on a terminal of its own: Windows' programs take it for a console, and Chinese comes out whole."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

#: What cmd.exe says where it waits for a key (Wine's words for ``pause``).
_WAITING: Final = "请按任意键".encode()
#: A console of no columns hangs Wine, and a narrow one breaks the lines.
_ROWS, _COLUMNS = 60, 300
_DRAWING: Final = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])|\r")


def run(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, patience: int
) -> tuple[int, str]:
    """Exit code and all that stood on the screen. Raises TimeoutError where it hangs."""
    screen, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("4H", _ROWS, _COLUMNS, 0, 0))
    streams = {"stdin": inside, "stdout": inside, "stderr": inside}
    process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True, **streams)  # type: ignore[call-overload]
    os.close(inside)
    try:
        shown = _watched(screen, time.monotonic() + patience)
    except TimeoutError:
        process.kill()
        raise
    finally:
        os.close(screen)
    return process.wait() & 0xFF, _DRAWING.sub("", shown.decode("utf-8", "replace"))


def _watched(screen: int, until: float) -> bytes:
    shown, pressed = b"", 0
    while True:
        ready, _, _ = select.select([screen], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError(shown.decode("utf-8", "replace"))
        try:
            read = os.read(screen, 65536)
        except OSError:  # nobody is left on the other side
            return shown
        if not read:
            return shown
        shown += read
        if shown.count(_WAITING) > pressed:
            pressed += 1
            os.write(screen, b"\r")
