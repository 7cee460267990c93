"""Whoever else listens at the port of a desk that was killed, and two desks that would start at once."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.running import REPOSITORY, DeskProcess, Visitor, running
from xltool.addin.passing import ask_desk
from xltool.desk.keyfile import RunningDesk, join, read_key_file, write_key_file
from xltool.desk.proof import asking, is_asking
from xltool.desk.serve import run
from xltool.errors import WorkbookError


@contextmanager
def impostor(port: int, told: dict[str, object]) -> Iterator[list[str]]:
    """Another program at that port, which answers whatever it is asked with that; what it was asked."""
    asked: list[str] = []
    body = json.dumps(told).encode()
    head = f"HTTP/1.1 200 OK\r\nx-xltool-proof: {'0' * 64}\r\ncontent-length: {len(body)}\r\n\r\n".encode()

    def answer() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536).decode("latin-1"))
                connection.sendall(head + body)

    with socket.create_server(("127.0.0.1", port)) as listening:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield asked
        listening.shutdown(socket.SHUT_RDWR)


def key_of(state: Path) -> RunningDesk:
    found = read_key_file(state / "desk")
    assert found is not None
    return found


def test_who_takes_the_port_of_a_killed_desk_learns_no_secret_and_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = DeskProcess(state=tmp_path / "own")
    first.kill()
    left = key_of(tmp_path / "own")
    monkeypatch.setenv("XLTOOL_STATE", str(tmp_path / "own"))
    lies: dict[str, object] = {"enter": "http://evil.example/", "said": "已计算。", "link": "x"}
    with impostor(first.port, lies) as asked:
        assert join(left, ()) is None
        assert ask_desk({"button": "recalculate", "book": "案.xlsx", "window": 1}) is None
        with running(state=tmp_path / "own") as second:
            assert second.port != first.port
            assert Visitor(second).get("/api/books").status == 200
    assert len(asked) >= 3 and not [each for each in asked if left.secret in each]


def test_the_successor_at_the_same_port_has_secrets_of_its_own(tmp_path: Path) -> None:
    first = DeskProcess(state=tmp_path / "own")
    before, visitor = key_of(tmp_path / "own"), Visitor(first)
    first.kill()
    with running(state=tmp_path / "own") as second:
        assert second.port == first.port
        assert visitor.get("/api/books").status == 401
        assert key_of(tmp_path / "own").secret != before.secret
        proof = {"x-xltool-proof": asking(before.secret, "/knock")}
        assert second.send("POST", "/knock", proof, b'{"named":["/"]}').status == 401
        assert set(json.loads((tmp_path / "own" / "desk" / "desk.json").read_text())) == {"port", "secret"}


def test_a_proof_is_for_one_path(tmp_path: Path) -> None:
    shown = asking("secret", "/knock/click")
    assert is_asking("secret", shown, "/knock/click")
    assert not is_asking("secret", shown, "/knock") and not is_asking("other", shown, "/knock/click")
    assert shown != asking("secret", "/knock/click")


def test_two_that_start_at_once_become_one(tmp_path: Path) -> None:
    started: list[DeskProcess] = []
    threads = [
        threading.Thread(target=lambda: started.append(DeskProcess(state=tmp_path / "own"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(started) == 3 and len({desk.port for desk in started}) == 1
    for desk in started:
        desk.stop()


def test_a_desk_that_does_not_answer_is_not_doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(state=tmp_path / "own") as desk:
        monkeypatch.setattr("xltool.desk.serve._STARTING", 0.5)
        write_key_file(tmp_path / "own" / "desk", key_of(tmp_path / "own")._replace(secret="not its own"))
        with pytest.raises(WorkbookError, match="没有回应"):
            run([], tmp_path / "own" / "desk", lambda _: None)
        assert Visitor(desk).get("/api/books").status == 200


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    own = tmp_path / "own" / "desk"
    own.mkdir(parents=True)
    own.chmod(0o777)
    with running(state=tmp_path / "own"):
        assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_a_desk_that_cannot_say_its_address_ends(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "XLTOOL_STATE": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    started = subprocess.Popen(
        [sys.executable, "-m", "xltool", "desk", "--no-browser"],
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    try:
        _, wrong = started.communicate(timeout=60)
    finally:
        started.kill()
    assert b"Traceback" not in wrong
    assert not (tmp_path / "desk" / "desk.json").exists()
