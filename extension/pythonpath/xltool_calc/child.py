"""The installed program as a child: requests come out of it, answers go in, one JSON object a line. No port listens."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from typing import IO, Any

#: What Python inside LibreOffice has for itself, and another Python must not have.
_OURS_ALONE = ("PYTHONHOME", "PYTHONPATH")
_NO_CONSOLE = 0x08000000  # CREATE_NO_WINDOW


class Child:
    """A run of the program, for one button or beside the page of the desk. Neither reading from it nor writing to it ever waits."""

    def __init__(self, python: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [python, "-I", "-X", "utf8", "-m", "xltool.addin.calc", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: value for key, value in os.environ.items() if key not in _OURS_ALONE},
            creationflags=_NO_CONSOLE if sys.platform == "win32" else 0,
        )
        self._requests: queue.Queue[Any] = queue.Queue()
        self._answers: queue.Queue[Any] = queue.Queue()
        for work, pipe in ((self._read, self._process.stdout), (self._write, self._process.stdin)):
            threading.Thread(target=work, args=(pipe,), daemon=True).start()

    def request(self, patience: float) -> dict[str, Any] | None:
        """The next request; ``{}`` where none has come within ``patience`` seconds, None where the child is gone."""
        try:
            found: dict[str, Any] | None = self._requests.get(timeout=patience)
        except queue.Empty:
            return {}
        return found

    def answer(self, answer: dict[str, Any]) -> None:
        """Send an answer."""
        self._answers.put(answer)

    def end(self) -> None:
        """End it, whatever it does."""
        self._answers.put(None)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def wait(self) -> None:
        """Give it the time to end by itself, its pipe closed."""
        self._answers.put(None)
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self.end()

    def _read(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            try:
                self._requests.put(dict(json.loads(line.decode("ascii"))))
            except (ValueError, TypeError):
                break
        self._requests.put(None)

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            with pipe:
                for answer in iter(self._answers.get, None):
                    pipe.write(json.dumps(answer).encode("ascii") + b"\n")
                    pipe.flush()
        except OSError:
            pass  # the child is gone, which reading from it says
