"""The page beside a workbook that is open in a real LibreOffice with its window: the same whole job as on a file."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from examples.first_case import CORRECTED
from tests.calc.extension import built
from tests.calc.test_buttons import now, same_as_file, selected, steps
from tests.calc.window import CalcWindow, program, until
from tests.desk.beside import BesidePage, said
from tests.desk.running import DeskAddress, Visitor, running
from xltool import recalc
from xltool.desk.keyfile import key_file
from xltool.verbs.adopt import adopt
from xltool.verbs.explain import explain
from xltool.verbs.restore import restore
from xltool.verbs.verify import verify

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def page(window: CalcWindow, document: Any) -> Iterator[BesidePage]:
    """The button 工作台 was pressed while a desk runs; the browser is sent to the page of this workbook."""
    with running("--live", state=window.state) as desk:
        window.click(document, "desk")
        yield entered(window)
        desk.stop()


def way_in(window: CalcWindow) -> str:
    """The address to which the browser was sent."""
    page = until(lambda: window.visited.exists() and window.visited.read_text().split()[-1], "the browser")
    window.visited.unlink()
    led = Path(unquote(urlparse(page).path)).read_text(encoding="utf-8")
    (address,) = re.findall(r"url=(http[^\"]+)", led)
    return str(address)


def entered(window: CalcWindow) -> BesidePage:
    """The page to which the browser was sent, on the workbook that it shows at once."""
    visitor = Visitor(DeskAddress(way_in(window)))
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


def test_what_is_typed_in_the_program_comes_to_the_page(page: BesidePage, document: Any) -> None:
    before = page.view["findings"]
    document.Sheets.getByName("基础数据表").getCellRangeByName("E11").setValue(7.5)

    def noticed() -> bool:
        return bool(page.pulse()["revision"] != page.view["revision"])

    until(noticed, "the page to notice")
    page.view = page.visitor.get(f"/api/books/{page.view['id']}").json
    assert page.view["findings"] != before and not steps(document)[0].startswith("绩效自评")


def test_nothing_is_written_on_what_was_just_typed_in_the_program(page: BesidePage, document: Any) -> None:
    document.Sheets.getByName("基础数据表").getCellRangeByName("E11").setValue(7.5)
    before = now(document)
    figure = {"name": "基本支出_本年决算", "row": 0, "text": "940"}
    assert "刚刚有改动" in page.refused("/cell", **figure)
    assert now(document).grids == before.grids and len(steps(document)) == 1
    page.view = page.visitor.get(f"/api/books/{page.view['id']}").json
    page.change("/cell", **figure)
    assert steps(document)[0] == "绩效自评：填写"


def test_a_reason_a_score_and_formulas_from_the_page(page: BesidePage, document: Any, filed: Path) -> None:
    page.press("recalc")
    page.change("/reason", key="XT311|在职人员控制率", text="编制尚未核定到位，已报编办")
    assert steps(document)[0] == "绩效自评：写说明"
    record = page.press("adopt", True)
    assert "已改 2 项得分" in said(record), record
    record = page.press("restore", False)
    assert "没有" in said(record) and steps(document)[0] == "绩效自评：采用建议得分"
    page.press("restore", True)
    recalc(filed)
    explain(filed, "XT311|在职人员控制率", "编制尚未核定到位，已报编办")
    adopt(filed)
    restore(filed)
    recalc(filed)
    same_as_file(document, filed)
    assert "请在那里保存" in page.refused("/save")
    page.press("clear")
    page.change("/undo")
    same_as_file(document, filed)


def test_the_sealed_copy_and_the_draft_from_the_page(window: CalcWindow, tmp_path: Path) -> None:
    path = Path(shutil.copy(CORRECTED, tmp_path / "改正.xlsx"))
    document = window.open(path)
    with running("--live", state=window.state) as desk:
        window.click(document, "desk")
        page = entered(window)
        assert "上报件" in said(page.press("seal"))
        assert verify(path.with_name("改正-上报件.xlsx")).good
        page.press("mail", "jixiao@example.gov.cn")
        assert list(tmp_path.glob("*.eml"))
        desk.stop()


def test_a_dialog_is_waited_for_and_said(page: BesidePage, window: CalcWindow, document: Any) -> None:
    window.click(document, "help")
    window.dialog()
    answers: list[dict[str, Any]] = []
    waiting = threading.Thread(
        target=lambda: answers.append(page.post("/go", address="自评表!H18")), daemon=True
    )
    waiting.start()
    until(lambda: "正在等 LibreOffice" in page.pulse()["waiting"], "the page to say that it waits")
    assert not answers
    window.answer("确定")
    waiting.join(120)
    assert answers and selected(document).address == "自评表!H18" and not page.pulse()["waiting"]


def test_a_cell_that_is_being_typed_in_is_not_disturbed(
    page: BesidePage, window: CalcWindow, document: Any
) -> None:
    sheet = document.Sheets.getByName("基础数据表")
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByName("E11"))
    document.CurrentController.Frame.ComponentWindow.setFocus()
    window.xdotool("key", "Right", "Left")
    time.sleep(0.5)
    window.type("7.5")
    page.press("recalc")
    window.xdotool("key", "Return")
    until(lambda: sheet.getCellRangeByName("E11").Value == 7.5, "what was typed to be in its cell")


def test_a_document_that_is_closed_and_a_desk_that_ends(
    page: BesidePage, window: CalcWindow, document: Any, path: Path
) -> None:
    document.close(True)
    assert "已经关闭" in page.refused("/go", address="自评表!H18")
    until(lambda: "已经关闭" in page.pulse()["gone"], "the page to say that it is gone")
    again = window.open(path)
    until(lambda: page.visitor.get("/api/books").json["books"], "the other one to be listed")
    (listed,) = page.visitor.get("/api/books").json["books"]
    assert listed["name"] == path.name and not listed["open"]
    other = BesidePage(page.visitor, listed["id"])
    other.post("/go", address="自评表!H18")
    assert selected(again).address == "自评表!H18"


def test_without_a_desk_the_button_starts_one_and_a_second_click_opens_the_page_again(
    window: CalcWindow, document: Any
) -> None:
    window.click(document, "desk")
    first = entered(window)
    window.click(document, "desk")
    second = entered(window)
    assert first.view["id"] == second.view["id"] and first.visitor.cookie == second.visitor.cookie
    stop_desk(window.state)
    until(lambda: not key_file(window.state / "desk").exists(), "the desk to end")
    window.click(document, "desk")  # the line has ended with it, and is laid anew
    assert entered(window).view["title"] == first.view["title"]
    stop_desk(window.state)


def stop_desk(state: Path) -> None:
    """End the desk that keeps its things there."""
    own = f"XLTOOL_STATE={state}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().split(b"\0")
            if b"desk" in command and b"--live" in command and own in (process / "environ").read_bytes():
                os.kill(int(process.name), signal.SIGINT)


def test_live_calls_a_libreoffice_that_runs(
    window: CalcWindow, document: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start of LibreOffice's finds the first by its profile, which a person has but one of."""
    starter = tmp_path / "bin" / "soffice"
    starter.parent.mkdir()
    starter.write_text(f'#!/bin/sh\nexec {program("soffice", "libreoffice-calc")} "{window._profile}" "$@"\n')
    starter.chmod(0o755)
    for name, value in {**window._environment, "PATH": f"{starter.parent}:{os.defpath}"}.items():
        monkeypatch.setenv(name, value)
    with running("--live", state=window.state) as desk:
        visitor = Visitor(desk)
        (listed,) = until(lambda: visitor.get("/api/books").json["books"], "the open document to be listed")
        assert listed["name"] == document.Title and not window.visited.exists()
        page = BesidePage(visitor, listed["id"])
        page.post("/go", address="自评表!H18")
        assert selected(document).address == "自评表!H18"
        desk.stop()


def test_libreoffice_can_be_closed_while_the_page_is_open(path: Path) -> None:
    window = CalcWindow(built())
    try:
        document = window.open(path)
        with running("--live", state=window.state) as desk:
            window.click(document, "desk")
            page = entered(window)
            document.close(True)
            with contextlib.suppress(Exception):  # the answer is cut off
                window.desktop.terminate()
            assert window._process.wait(60) == 0
            until(lambda: page.visitor.get("/api/books").json["books"] == [], "LibreOffice to be gone")
            assert "工具栏" in page.visitor.get("/api/books").json["hints"][0]
            desk.stop()
    finally:
        window.close()
