"""The pipe to our extension in LibreOffice: one JSON object a line, a request out, its answer in. No port listens."""

from __future__ import annotations

import json
import sys
from typing import IO, Any, Final

from xltool.errors import XltoolError

#: A broken line is cut off in what is logged.
_SHOWN: Final = 200


class PipeClosedError(XltoolError):
    """LibreOffice has ended the conversation: nobody is there to be told anything."""


class CalcRefusalError(Exception):
    """LibreOffice refused what it was asked; its own words."""


class Pipe:
    """A conversation in which we ask and the extension answers."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        self._requests = requests
        self._answers = answers
        self._asked = 0

    def ask(self, do: str, **arguments: object) -> Any:
        """The answer to a request, as JSON holds it.

        Raises PipeClosedError where the other side is gone, CalcRefusalError where LibreOffice refuses.
        """
        self._asked += 1
        line = json.dumps({"id": self._asked, "do": do, **arguments}).encode("ascii") + b"\n"
        try:
            self._requests.write(line)
            self._requests.flush()
            answer = self._answers.readline()
        except OSError as error:
            raise PipeClosedError from error
        return self._answer(answer)

    def _answer(self, line: bytes) -> Any:
        if not line.endswith(b"\n"):
            raise PipeClosedError
        found = json.loads(line)
        if found.get("id") != self._asked:
            raise CalcRefusalError(f"no answer to request {self._asked}: {line[:_SHOWN]!r}")
        if "error" in found:
            raise CalcRefusalError(str(found["error"]))
        return found["answer"]


def standard_pipe() -> Pipe:
    """The pipe over this process' own standard streams, in which nothing else is written from here on.

    What some library might print goes to the standard error instead.
    """
    requests, answers = sys.stdout.buffer, sys.stdin.buffer
    sys.stdout = sys.stderr
    return Pipe(requests, answers)
