"""The way from our extension in LibreOffice to the desk: what the desk asks goes into LibreOffice, its answers come back.

The extension starts this process, which speaks to it over its own standard streams and to the desk as the user's own
processes do: by the secret in the user's own folder. Where no desk runs, one is started; where it ends, this ends too.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from contextlib import suppress
from typing import IO, Any, Final

from xltool.addin.beside import live_id
from xltool.addin.beside.calc import LIBREOFFICE
from xltool.addin.beside.starting import open_page, running_desk
from xltool.desk.entry import LINK
from xltool.desk.keyfile import Neighbour, RunningDesk
from xltool.desk.link import WAITING
from xltool.errors import XltoolError

_PATIENCE: Final = WAITING + 15.0


def bridge(document: str, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Be the line between a LibreOffice and the desk until one of them goes; the page opens on this document, if there is one.

    Raises WorkbookError where no desk can be started, as one sentence.
    """
    desk = running_desk()
    neighbour = Neighbour(desk)
    begun = neighbour.ask(LINK, {"program": LIBREOFFICE}, _PATIENCE)
    if begun is None:
        return
    link = str(begun["link"])
    came = _Answers(answers, desk, link)
    if _tell(requests, {"do": "ready", "id": 0, "link": link}):
        came.next()
        if document:
            show(link, document)
        _serve(neighbour, link, requests, came)


def is_known(link: str) -> bool:
    """Whether the desk that runs has this line; one that was started since has not."""
    told = Neighbour(running_desk()).ask(LINK, {"link": link, "known": True})
    return told is not None and not told.get("end")


def show(link: str, document: str) -> None:
    """Open the page on a document of the LibreOffice behind a line."""
    open_page(live_id(LIBREOFFICE, link, document))


def _serve(neighbour: Neighbour, link: str, requests: IO[bytes], came: _Answers) -> None:
    answer: dict[str, Any] | None = None
    while True:
        told = neighbour.ask(LINK, {"link": link, "answer": answer}, _PATIENCE)
        if told is None or told.get("end"):
            return
        request = told.get("request")
        waiting = answer is not None and "waiting" in answer
        if request is None and not waiting:
            answer = None
            continue
        if request is not None and not _tell(requests, request):
            return
        answer = came.next()


def _tell(requests: IO[bytes], request: dict[str, Any]) -> bool:
    """Hand a request over; False where LibreOffice is gone."""
    try:
        requests.write(json.dumps(request).encode("ascii") + b"\n")
        requests.flush()
    except OSError:
        return False
    return True


class _Answers:
    """What LibreOffice answers. With the end of its stream this process ends, whatever it waits for."""

    def __init__(self, stream: IO[bytes], desk: RunningDesk, link: str) -> None:
        self._came: queue.Queue[dict[str, Any]] = queue.Queue()
        self._desk, self._link = desk, link
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def next(self) -> dict[str, Any]:
        """The next one."""
        return self._came.get()

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._came.put(dict(json.loads(line)))
        with suppress(XltoolError):
            Neighbour(self._desk).ask(LINK, {"link": self._link, "gone": True})
        os._exit(0)


def streams() -> tuple[IO[bytes], IO[bytes]]:
    """This process' own streams, in which nothing else is written from here on."""
    requests, answers = sys.stdout.buffer, sys.stdin.buffer
    sys.stdout = sys.stderr
    return requests, answers
