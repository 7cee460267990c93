"""One desk a user on Windows: the system's lock, and what is left of one that was killed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.first_case import AS_FILED, CORRECTED
from tests.calc.window import until
from tests.desk.running import Visitor
from tests.windows.desk import DeskOnWindows, desk_folder, desk_on, desks, end_desks
from tests.windows.wine import Machine
from xltool.desk.keyfile import read_key_file


@pytest.fixture(autouse=True)
def ended(installed: Machine) -> Iterator[None]:
    yield
    end_desks(installed)


def books(machine: Machine) -> tuple[str, str]:
    folder = machine.drive / "两 份&一起"
    folder.mkdir(exist_ok=True)
    return tuple(machine.windows(Path(shutil.copy(each, folder))) for each in (AS_FILED, CORRECTED))  # type: ignore[return-value]


def test_two_at_once_are_one(installed: Machine) -> None:
    started: list[DeskOnWindows] = []

    def start(book: str) -> None:
        started.append(DeskOnWindows(installed, book))

    threads = [threading.Thread(target=start, args=(book,)) for book in books(installed)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    first, second = started
    assert first.port == second.port
    until(lambda: len(desks(installed)) == 1, "one of them to hand over and end", 120)
    for each in started:
        listed = Visitor(each).get("/api/books").json["books"]
        assert {book["name"] for book in listed} == {AS_FILED.name, CORRECTED.name}


def test_a_killed_one_leaves_no_lock_and_its_work(installed: Machine) -> None:
    book, _ = books(installed)
    with desk_on(installed, book) as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        changed = visitor.post(
            f"/api/books/{view['id']}/reason",
            revision=view["revision"],
            key="XT311|在职人员控制率",
            text="编制尚未核定到位",
        ).json
        assert "error" not in changed and changed["unsaved"], changed
        desk.kill()
    before = read_key_file(desk_folder(installed))
    assert before is not None and (desk_folder(installed) / "desk.lock").exists()
    with desk_on(installed, book) as desk:
        after = read_key_file(desk_folder(installed))
        assert after is not None and after.port == desk.port == before.port and after.secret != before.secret
        again = Visitor(desk).open()
        assert again["resumed"] and again["unsaved"]
        assert "正在运行" in installed.xltool("doctor").out
    assert "没有正常结束" in installed.xltool("doctor").out
