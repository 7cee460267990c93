"""The page beside a workbook that is open in a program, as its requests: whichever program that is."""

from __future__ import annotations

from typing import Any

from tests.calc.window import until
from tests.desk.running import Visitor


class BesidePage:
    """A page beside a document, as its requests."""

    def __init__(self, visitor: Visitor, id: str) -> None:
        self.visitor = visitor
        self._books = f"/api/books/{id}"
        opened = visitor.post(f"{self._books}/open")
        assert "error" not in opened.json, opened.text
        self.view: dict[str, Any] = opened.json

    def post(self, what: str, **held: Any) -> dict[str, Any]:
        answer = self.visitor.post(f"{self._books}{what}", **held, revision=self.view["revision"])
        assert answer.status == 200 and "error" not in answer.json, answer.text
        return dict(answer.json)

    def change(self, what: str, **held: Any) -> dict[str, Any]:
        self.view = self.post(what, **held)
        return self.view

    def refused(self, what: str, **held: Any) -> str:
        answer = self.visitor.post(f"{self._books}{what}", **held, revision=self.view["revision"])
        assert answer.status == 200, answer.text
        return str(answer.json["error"])

    def pulse(self) -> dict[str, Any]:
        return dict(self.visitor.get(f"{self._books}/pulse").json)

    def press(self, verb: str, *answers: str | bool | None) -> dict[str, Any]:
        """A button of the page, its questions answered one after the other; how it ended."""
        self.post("/errand", verb=verb)
        given = list(answers)

        def over() -> dict[str, Any] | None:
            record: dict[str, Any] = self.visitor.get(f"{self._books}/errand").json
            if record["question"] is not None:
                assert given, record
                self.post("/errand/answer", question=record["question"]["number"], answer=given.pop(0))
            return record if record["over"] else None

        record = until(over, f"{verb} to end", 120)
        assert not given, record
        self.view = self.visitor.get(self._books).json
        return record


def said(record: dict[str, Any]) -> str:
    return "\n".join(each["text"] for each in record["said"])
