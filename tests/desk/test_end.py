"""When a desk ends by itself, and when not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from tests.desk.running import REPOSITORY, DeskProcess, Visitor, running
from xltool.desk.serve import run


def test_a_desk_without_a_page_ends(tmp_path: Path) -> None:
    told: list[str] = []
    thread = threading.Thread(target=_run, args=(tmp_path, told, 1.0))
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive() and len(told) == 1
    assert not (tmp_path / "desk.json").exists()


def test_a_page_that_shows_itself_keeps_it(tmp_path: Path) -> None:
    told: list[str] = []
    thread = threading.Thread(target=_run, args=(tmp_path, told, 2.0))
    thread.start()
    while not told:
        time.sleep(0.01)
    desk = DeskProcess.__new__(DeskProcess)
    desk.address = told[0]
    desk.port = int(told[0].split(":")[2].partition("/")[0])
    visitor = Visitor(desk)
    for _ in range(40):
        assert visitor.get("/api/pulse").status == 200
        time.sleep(0.1)
    assert thread.is_alive()
    thread.join(timeout=60)
    assert not thread.is_alive()


def _run(folder: Path, told: list[str], alone: float) -> None:
    run([AS_FILED], folder, told.append, alone=alone)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_and_keeps_what_was_not_saved(tmp_path: Path, how: signal.Signals) -> None:
    book = tmp_path / "案.xlsx"
    book.write_bytes(AS_FILED.read_bytes())
    with running(book, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        fill = {"revision": view["revision"], "name": "基本支出_本年决算", "row": 0, "text": "940"}
        assert visitor.post(f"/api/books/{view['id']}/cell", **fill).json["unsaved"]
        assert desk.stop(how) == 0
    assert book.read_bytes() == AS_FILED.read_bytes()
    with running(book, state=tmp_path / "own") as again:
        view = Visitor(again).open()
        assert view["resumed"] and any(cell["text"] == "940" for cell in view["cells"].values())


def test_without_the_extra_one_sentence_says_so(tmp_path: Path) -> None:
    script = "import sys; sys.modules['uvicorn'] = None; from xltool.cli import main; main(['desk', '--no-browser'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONIOENCODING": "utf-8",
            "XLTOOL_STATE": str(tmp_path),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "工作台要另装：请运行 pip install 'xltool[desk]'。\n"
