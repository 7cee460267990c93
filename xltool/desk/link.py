"""The line to a program that comes to us by itself: what is asked here, it fetches and answers.

LibreOffice is spoken to by our extension in it, which starts a process of its own (``xltool.addin.beside.bridge``); that one
knocks with a proof of the user's own secret and asks for what is to be asked. No other port listens, here or there.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from xltool.errors import WorkbookError

#: Seconds for which the other side waits for something to be asked, and after which it counts as gone where it does not come back.
WAITING: Final = 15.0
_GONE: Final = 2 * WAITING
#: Seconds between two looks whether it has ended.
_LOOK: Final = 0.5
#: Seconds that an answer is waited for which is not even announced.
_PATIENCE: Final = 60.0
_CLOSED: Final = "{} 已经关闭，或者和工作台的联系断了：请在 {} 里再点一次“工作台”。"
_SILENT: Final = "{} 没有回应：请关闭它里面打开的对话框，再点一次。"


class RefusedError(Exception):
    """The program refused what it was asked; its own words."""


class ProgramLink:
    """The line to one run of a program."""

    def __init__(self, program: str) -> None:
        self.id = secrets.token_hex(8)
        self.program = program
        self._requests: queue.Queue[dict[str, Any]] = queue.Queue()
        self._answers: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._one = threading.Lock()
        self._number = 0
        self._asking = False
        self._seen = time.monotonic()
        self._ended = False

    @property
    def there(self) -> bool:
        """Whether the program still comes to ask."""
        return not self._ended and (self._asking or time.monotonic() - self._seen < _GONE)

    def ask(
        self,
        do: str,
        arguments: Mapping[str, object],
        waits: Callable[[str], None] = lambda _: None,
        patience: float = _PATIENCE,
    ) -> Any:
        """The program's answer within so many seconds of its last sign; ``waits`` is told why it takes long.

        Raises WorkbookError where the program is gone or silent, RefusedError where it refuses.
        """
        with self._one:
            if not self.there:
                raise WorkbookError(_CLOSED.format(self.program, self.program))
            self._number += 1
            self._asking = True
            try:
                self._requests.put({"id": self._number, "do": do, **arguments})
                return self._answer(waits, patience)
            finally:
                self._asking = False

    def _answer(self, waits: Callable[[str], None], patience: float) -> Any:
        deadline = time.monotonic() + patience
        while not self._ended:
            try:
                found = self._answers.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise WorkbookError(_SILENT.format(self.program)) from None
                continue
            if found.get("id") != self._number:  # of a request that nobody waits for any more
                continue
            if "waiting" not in found:
                if "error" in found:
                    raise RefusedError(str(found["error"]))
                return found.get("answer")
            deadline = time.monotonic() + patience
            waits(str(found["waiting"]))
        raise WorkbookError(_CLOSED.format(self.program, self.program))

    def next(self, answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Take the program's answer, and give what it is asked next; None where nothing has come within :data:`WAITING` seconds."""
        self._seen = time.monotonic()
        if answer is not None:
            self._answers.put(answer)
        if answer is not None and "waiting" in answer:
            return None
        try:
            return self._request()
        finally:
            self._seen = time.monotonic()

    def _request(self) -> dict[str, Any] | None:
        deadline = time.monotonic() + WAITING
        while not self._ended and time.monotonic() < deadline:
            with suppress(queue.Empty):
                return self._requests.get(timeout=_LOOK)
        return None

    def end(self) -> None:
        """One of both sides goes: nobody waits any more."""
        self._ended = True


class Links:
    """The lines that there are."""

    def __init__(self) -> None:
        self._all: dict[str, ProgramLink] = {}

    def new(self, program: str) -> ProgramLink:
        """A line to a program that has just come."""
        made = ProgramLink(program)
        self._all = {**{id: link for id, link in self._all.items() if link.there}, made.id: made}
        return made

    def get(self, id: str) -> ProgramLink | None:
        """The line of this id; None where it is gone."""
        found = self._all.get(id)
        return found if found is not None and found.there else None

    def end(self) -> None:
        """This desk ends: nobody waits for an answer any more."""
        for link in self._all.values():
            link.end()

    def there(self) -> list[ProgramLink]:
        """Those whose programs still come."""
        return [link for link in self._all.values() if link.there]
