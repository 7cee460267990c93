"""The page beside a workbook that is open in a real LibreOffice with its window: the same whole job as on a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from examples.first_case import AS_FILED
from tests.calc.test_buttons import now, same_as_file, selected, steps
from tests.calc.window import CalcWindow, until
from tests.desk.running import DeskAddress, Visitor, running
from xltool import recalc

pytestmark = pytest.mark.libreoffice


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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案 例.xlsx"))


@pytest.fixture
def filed(path: Path, tmp_path: Path) -> Path:
    """The same workbook as a file, for the verb on files."""
    return Path(shutil.copy(path, tmp_path / "文件.xlsx"))


@pytest.fixture
def document(window: CalcWindow, path: Path) -> Any:
    return window.open(path)


@pytest.fixture
def page(window: CalcWindow, document: Any) -> Iterator[BesidePage]:
    """The button 工作台 was pressed while a desk runs; the browser is sent to the page of this workbook."""
    with running("--live", state=window.state) as desk:
        window.click(document, "desk")
        yield entered(window)
        desk.stop()


def entered(window: CalcWindow) -> BesidePage:
    """The page to which the browser was sent, on the workbook that it shows at once."""
    page = until(lambda: window.visited.exists() and window.visited.read_text().split()[-1], "the browser")
    window.visited.unlink()
    led = Path(unquote(urlparse(page).path)).read_text(encoding="utf-8")
    (address,) = re.findall(r"url=(http[^\"]+)", led)
    visitor = Visitor(DeskAddress(address))
    listed = visitor.get("/api/books").json
    assert listed["front"] in [book["id"] for book in listed["books"] if book["program"] == "LibreOffice"]
    return BesidePage(visitor, listed["front"])


def test_the_page_shows_what_is_open_and_a_click_selects_the_cell_there(
    page: BesidePage, document: Any, filed: Path
) -> None:
    view = page.view
    assert view["beside"] == "LibreOffice" and view["sheets"] == [] and view["title"] == "案 例.xlsx"
    assert len(view["findings"]) == len(recalc(filed).findings)
    accused = view["findings"][0]["cells"][0]["address"]
    page.post("/go", address=accused)
    assert selected(document).address == accused
    assert "转不到" in page.refused("/go", address="没有这张表!A1") and "没有这个格" in page.refused(
        "/go", address="A1"
    )
    assert steps(document) == []  # nothing was written


def test_recalculating_is_one_step_and_is_taken_back_from_the_page(
    page: BesidePage, document: Any, filed: Path
) -> None:
    before = now(document)
    record = page.press("recalc")
    assert "在职人员控制率 146.15%" in said(record), record
    recalc(filed)
    same_as_file(document, filed)
    assert steps(document) == ["绩效自评：重新计算"] and page.view["undo"] == "重新计算"
    assert document.CurrentController.Frame.ContainerWindow.isEnabled()
    page.change("/undo")
    assert now(document).grids == before.grids and page.view["redo"] == "重新计算"
    page.change("/redo")
    same_as_file(document, filed)
    document.Sheets.getByName("基础数据表").getCellRangeByName("E11").setValue(7.5)
    assert "不能从这里撤销" in page.refused("/undo")
