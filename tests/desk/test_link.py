"""The line on which a program comes to the desk, without a program: what is asked, answered, waited for and given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from xltool.desk import link as link_room
from xltool.desk.link import Links, ProgramLink, RefusedError
from xltool.errors import WorkbookError

Answering = Callable[[dict[str, Any]], list[dict[str, Any]]]


def coming(link: ProgramLink, answering: Answering) -> threading.Thread:
    """A program that comes, and answers each request with these answers one after the other."""

    def come() -> None:
        answers: list[dict[str, Any]] = []
        while link.there:
            request = link.next(answers.pop(0) if answers else None)
            if request is not None:
                answers = [{"id": request["id"], **each} for each in answering(request)]

    thread = threading.Thread(target=come, daemon=True)
    thread.start()
    return thread


def test_each_question_gets_its_own_answer() -> None:
    link = Links().new("LibreOffice")
    coming(link, lambda request: [{"answer": [request["do"], request.get("sheet")]}])
    assert [link.ask("used", {"sheet": str(number)}) for number in range(20)] == [
        ["used", str(number)] for number in range(20)
    ]
    link.end()


def test_what_takes_long_is_told_and_a_refusal_is_the_programs_own_words() -> None:
    link, told = Links().new("LibreOffice"), list[str]()
    coming(link, lambda _: [{"waiting": "正在等"}, {"waiting": "正在等"}, {"error": "no such sheet"}])
    with pytest.raises(RefusedError, match="no such sheet"):
        link.ask("go", {}, told.append)
    assert told == ["正在等", "正在等"]
    link.end()


def test_a_late_answer_to_another_question_is_nobodys() -> None:
    link = Links().new("LibreOffice")
    coming(link, lambda request: [{"id": request["id"] - 1, "waiting": "x"}, {"answer": request["do"]}])
    link._answers.put({"id": 0, "answer": "of before"})
    assert link.ask("about", {}) == "about"
    link.end()


def test_who_does_not_come_any_more_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    links = Links()
    link = links.new("LibreOffice")
    assert links.there() == [link] and links.get(link.id) is link
    monkeypatch.setattr(link_room, "_GONE", 0.0)
    time.sleep(0.01)
    assert links.there() == [] and links.get(link.id) is None
    with pytest.raises(WorkbookError, match="再点一次"):
        link.ask("about", {})


def test_nobody_waits_beyond_the_end_of_the_desk() -> None:
    links = Links()
    link = links.new("LibreOffice")
    threading.Timer(0.2, links.end).start()
    with pytest.raises(WorkbookError, match="断了"):
        link.ask("about", {})
    assert link.next(None) is None


def test_a_silent_program_is_given_up() -> None:
    with pytest.raises(WorkbookError, match="没有回应"):
        Links().new("LibreOffice").ask("about", {}, patience=0.1)
