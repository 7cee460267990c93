"""A real desk: ``xltool desk`` in a process of its own, and what a browser or anybody else may send it over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from xltool.desk.proof import PROOF, asking

REPOSITORY = Path(__file__).parents[2]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/enter\?key=([\w-]+)")


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class DeskAddress:
    """A desk by the address that opens it once."""

    def __init__(self, address: str) -> None:
        found = _ADDRESS.search(address)
        assert found, address
        self.address, self.port, self.key = found[0], int(found[1]), found[2]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """A request as it is given; the host and the length are those that belong there unless they are given too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"host": f"127.0.0.1:{self.port}", **given}.items():
                if value:
                    connection.putheader(name, value)
            if body is not None and "content-length" not in given:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


class DeskProcess(DeskAddress):
    """The process, the address that it printed, and all that it said."""

    def __init__(self, *arguments: str, state: Path) -> None:
        self.state = state
        self._process = subprocess.Popen(
            [sys.executable, "-m", "xltool", "desk", "--no-browser", *arguments],
            env={
                **os.environ,
                "XLTOOL_STATE": str(state),
                "PYTHONPATH": str(REPOSITORY),
                "PYTHONIOENCODING": "utf-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self.lines = [self._process.stdout.readline()]
        assert _ADDRESS.search(self.lines[0]), self.lines[0] + self._process.stdout.read()
        super().__init__(self.lines[0])
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.lines += self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self, how: int = signal.SIGINT) -> int:
        if self._process.poll() is None:
            self._process.send_signal(how)
        code = self._process.wait(timeout=60)
        self._reader.join(timeout=10)
        return code

    def wait(self) -> int:
        """The code with which the process ends by itself."""
        return self._process.wait(timeout=60)


def knocking(secret: str, path: str) -> dict[str, str]:
    """The headers by which a process of the user's own asks at a path."""
    return {PROOF: asking(secret, path), "content-type": "application/json"}


class Visitor:
    """A browser that was let in."""

    def __init__(self, desk: DeskAddress, address: str = "") -> None:
        self.desk = desk
        entered = desk.send("GET", (address or desk.address).removeprefix(desk.base))
        assert entered.status == 200, entered.text
        self.cookie = entered.headers["set-cookie"].partition(";")[0]
        half = re.search(r"url=/#([\w-]+)", entered.text)
        assert half is not None
        self.half = half[1]

    @property
    def shown(self) -> dict[str, str]:
        """The headers of a request of the page."""
        return {"cookie": self.cookie, "x-xltool-page": self.half, "sec-fetch-site": "same-origin"}

    @property
    def posting(self) -> dict[str, str]:
        return {**self.shown, "origin": self.desk.base, "content-type": "application/json"}

    def get(self, path: str) -> Answer:
        return self.desk.send("GET", path, self.shown)

    def post(self, path: str, **held: Any) -> Answer:
        return self.desk.send("POST", path, self.posting, json.dumps(held).encode())

    def drop(self, name: str, data: bytes) -> Answer:
        headers = {**self.posting, "content-type": "application/octet-stream"}
        return self.desk.send("POST", f"/api/drop?name={name}", headers, data)

    def open(self, name: str = "") -> dict[str, Any]:
        """The view of the workbook of this name, or of the only one."""
        books = self.get("/api/books").json["books"]
        (id,) = [book["id"] for book in books if not name or book["name"] == name]
        answer = self.post(f"/api/books/{id}/open")
        assert answer.status == 200, answer.text
        view: dict[str, Any] = answer.json
        return view


@contextmanager
def running(*arguments: str | Path, state: Path) -> Iterator[DeskProcess]:
    desk = DeskProcess(*map(str, arguments), state=state)
    try:
        yield desk
    finally:
        desk.stop()
