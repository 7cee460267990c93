"""The page beside a workbook that is open in Excel: xlwings' own engine over a real spreadsheet program, and WPS by COM alone."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

import xltool
from examples.first_case import AS_FILED
from tests.addin.test_buttons import contents, now
from tests.excel.dispatch import Dispatch
from tests.excel.pywin32 import ComError
from xltool.addin import passing
from xltool.addin.beside.excel import EXCEL, ExcelPrograms
from xltool.addin.beside.programs import AllPrograms
from xltool.addin.beside.wps import WPS
from xltool.addin.buttons.desk import ExcelDesk
from xltool.addin.passing import passed_on
from xltool.book.file.workbook import FileWorkbook
from xltool.contract.names import RESULTS
from xltool.desk.beside import LiveSession
from xltool.desk.entry import new_pass
from xltool.desk.errand import Errand
from xltool.desk.grounds import Grounds
from xltool.desk.guard import Guard
from xltool.desk.keyfile import RunningDesk, write_key_file
from xltool.desk.routes import DeskPlace, application
from xltool.desk.sessions import Sessions
from xltool.desk.turns import OldStateError
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

BUSY = ComError(-2147418111, "Call was rejected by callee.", None, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案 例.xlsx"))


@pytest.fixture
def book(excel: Bed, path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys.modules["xlwings._xlwindows"], "N_COM_ATTEMPTS", 0)
    return excel.open_with_addin(path)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a session hears while Excel makes it wait."""
    heard: list[str] = []
    monkeypatch.setattr(LiveSession, "_waits", lambda _, sentence: heard.append(sentence))
    return heard


@pytest.fixture
def session(book: Any, told: list[str]) -> Iterator[LiveSession]:
    programs = AllPrograms()
    (found,) = programs.found()
    assert found.program == EXCEL and found.title == "案 例.xlsx"
    made = LiveSession(found, programs)
    made.view()
    yield made
    made.end()


def until(look: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def pressed(session: LiveSession, verb: str, *answers: str | bool) -> Errand:
    """A button of the page, its questions answered one after the other."""
    errand = session.start(session.revision, verb, {})
    for answer in answers:
        until(lambda: errand.question is not None or errand.over, "a question")
        assert errand.question is not None, errand.record()
        errand.answer(errand.question.number, answer)
    until(lambda: errand.over, "the end")
    return errand


def test_what_the_ribbon_and_the_page_call_a_workbook_is_the_same(session: LiveSession, book: Any) -> None:
    assert ExcelDesk(book, "addin").page_id() == session.id


def test_findings_without_a_write_and_a_click_that_selects(
    session: LiveSession, book: Any, excel: Bed, path: Path
) -> None:
    before = contents(now(book))
    view = session.view()
    assert view["beside"] == EXCEL and not view["sheets"]
    assert [each["key"] for each in view["findings"]] == [each.key for each in xltool.check(path).findings]
    session.go("自评表!H18")
    active = excel.application.ActiveCell
    assert (active.Worksheet.Name, active.Row, active.Column) == ("自评表", 18, 8)
    assert contents(now(book)) == before and excel.application.StatusBar is False
    with pytest.raises(WorkbookError, match="转不到"):
        session.go("没有这张表!A1")


def test_the_buttons_write_what_they_write_on_a_file(
    session: LiveSession, book: Any, path: Path, tmp_path: Path
) -> None:
    filed = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    said = pressed(session, "recalc").record()["said"]
    assert "在职人员控制率 146.15%" in str(said)
    xltool.recalc(filed)
    assert contents(now(book)) == contents(FileWorkbook(filed).snapshot())
    view = session.explain(session.revision, "XT311|在职人员控制率", "编制尚未核定到位，已报编办")
    assert next(each for each in view["findings"] if each["code"] == "XT311")["state"] == "已说明"
    before = contents(now(book))
    pressed(session, "adopt", True)
    assert session.state()["undo"] and contents(now(book)) != before
    view = session.undo(session.revision)
    assert contents(now(book)) == before and not view["undo"]
    with pytest.raises(WorkbookError, match="没有可以撤销"):
        session.undo(session.revision)


def test_a_figure_is_written_into_the_cell_of_a_finding(session: LiveSession, book: Any) -> None:
    view = session.fill(session.revision, "基本支出_本年决算", 0, "940")
    assert "XT101" in {each["code"] for each in view["findings"]} and "新出现" in view["news"]["said"]
    held = now(book)
    assert held.value(held.names["基本支出_本年决算"].first) == 940
    with pytest.raises(WorkbookError, match="九百多"):
        session.fill(session.revision, "基本支出_本年决算", 0, "九百多")


def test_figures_that_a_person_changes_come_to_the_page(session: LiveSession, book: Any) -> None:
    before = session.revision
    book.sheets["基础数据表"]["E11"].value = 7.5
    until(lambda: session.state()["revision"] != before, "the page to notice")


def test_nothing_is_written_on_what_a_person_has_just_changed(session: LiveSession, book: Any) -> None:
    seen = session.view()["revision"]
    book.sheets["基础数据表"]["E11"].value = 7.5  # no page has had the time to notice
    before = contents(now(book))
    with pytest.raises(OldStateError, match="刚刚有改动"):
        session.fill(seen, "基本支出_本年决算", 0, "940")
    assert contents(now(book)) == before and session.revision != seen
    session.fill(session.view()["revision"], "基本支出_本年决算", 0, "940")
    assert contents(now(book)) != before


def test_the_first_write_of_a_day_is_asked_for(session: LiveSession, book: Any, tmp_path: Path) -> None:
    asked = tmp_path / "state" / "undo" / "asked.txt"
    asked.write_text("2022-12-31")
    before = contents(now(book))
    with pytest.raises(WorkbookError, match="Ctrl"):
        session.explain(session.revision, "XT311|在职人员控制率", "编制尚未核定到位，已报编办")
    errand = pressed(session, "recalc", False)
    assert "没有运行" in str(errand.record()["said"]) and contents(now(book)) == before
    pressed(session, "recalc", True)
    assert contents(now(book)) != before


def test_a_busy_excel_is_waited_for_and_said(session: LiveSession, excel: Bed, told: list[str]) -> None:
    excel.boundary.refuse(BUSY, 3, "Activate")
    session.go("自评表!H18")
    assert excel.application.ActiveCell.Row == 18
    assert told and all("正在等 Excel" in each for each in told)


def test_a_busy_excel_is_listed_another_time(excel: Bed, book: Any) -> None:
    programs = ExcelPrograms()
    excel.boundary.refuse(BUSY, 10_000, "FullName")
    assert programs.found() == [] and "Excel 正忙" in programs.hints()[0]
    excel.boundary._refusals.clear()
    assert len(programs.found()) == 1 and programs.hints() == []


def test_an_excel_that_is_closed_is_said(session: LiveSession, excel: Bed) -> None:
    excel.boundary.refuse(ComError(-2147023174, "The RPC server is unavailable.", None, None), 10_000)
    until(lambda: "已经关闭" in session.state()["gone"], "the page to say so")


def test_a_workbook_that_is_closed_while_excel_goes_on_is_said(session: LiveSession, excel: Bed) -> None:
    excel.boundary.refuse(ComError(-2146827864, "Object required.", None, None), 10_000, "FullName")
    until(lambda: "Excel 里的这个工作簿已经关闭" in session.state()["gone"], "the page to say so")


# WPS


@pytest.fixture
def wps(excel: Bed, path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A running WPS: what answers to its name is no Excel of xlwings'."""
    client: Any = ModuleType("win32com.client")

    def running(name: str) -> Any:
        if name != "Ket.Application":
            raise ComError(-2147221021, "Operation unavailable", None, None)
        return Dispatch(excel.application, excel.boundary)

    client.GetActiveObject = running
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    engine: Any = sys.modules["xlwings._xlwindows"]
    monkeypatch.setattr(engine, "get_excel_hwnds", lambda: iter([]))
    monkeypatch.setattr(engine, "N_COM_ATTEMPTS", 0)
    monkeypatch.setattr(excel.application, "Name", "WPS 表格", raising=False)
    excel.application.Workbooks.Open(str(path))
    return excel.application


def test_wps_is_found_on_trial_and_answers_like_excel(wps: Any, path: Path, tmp_path: Path) -> None:
    programs = AllPrograms()
    (found,) = programs.found()
    assert found.program == WPS and found.title == path.name
    session = LiveSession(found, programs)
    try:
        assert len(session.view()["findings"]) == len(xltool.check(path).findings)
        session.go("自评表!H18")
        assert wps.ActiveCell.Row == 18
        filed = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
        pressed(session, "recalc")
        xltool.recalc(filed)
        wps.ActiveWorkbook.SaveCopyAs(str(tmp_path / "写好.xlsx"))
        wanted = [each["key"] for each in session.view()["findings"]]
        assert wanted == [each.key for each in xltool.check(filed).findings]
    finally:
        session.end()


# A click on the ribbon while a desk runs


@pytest.fixture
def desk(book: Any, tmp_path: Path) -> Iterator[Sessions]:
    """A desk in this process, as the process of a click finds it: by its key file."""
    sessions = Sessions(tmp_path / "state" / "desk", Grounds(), AllPrograms())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        running = RunningDesk(port, "secret-of-this-test")
        place = DeskPlace(sessions, port, running.secret, new_pass())
        guarded = Guard(application(place), port, place.ours)
        server = uvicorn.Server(uvicorn.Config(guarded, log_level="critical", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until(lambda: server.started, "the desk")
        write_key_file(tmp_path / "state" / "desk", running)
        yield sessions
        server.should_exit = True
        thread.join(120)
        sessions.end()


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[tuple[str, int]]:
    """What the process of a click shows, started as RunPython starts it."""
    shown: list[tuple[str, int]] = []
    monkeypatch.setattr(passing, "_show", lambda text, _window, icon: shown.append((text, icon)))
    monkeypatch.setattr("sys.argv", ["-c", f"--wb={path.name}", "--from_xl=1", "--app=x", "--hwnd=1"])
    return shown


def test_the_running_desk_takes_a_click(
    desk: Sessions, boxes: list[tuple[str, int]], book: Any, path: Path, tmp_path: Path, excel: Bed
) -> None:
    filed = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    assert passed_on("recalculate", "addin")
    xltool.recalc(filed)
    assert contents(now(book)) == contents(FileWorkbook(filed).snapshot())
    assert "在职人员控制率 146.15%" in boxes[0][0] and boxes[0][1] == 0x40
    assert passed_on("review", "addin") and excel.application.ActiveSheet.Name == RESULTS
    (session,) = desk._open.values()
    revision = session.revision
    assert passed_on("clear", "addin") and session.revision > revision  # the page is told as well
    assert boxes[-1][0] == "标记、审核结果已清除，说明仍保留。"


def test_what_would_ask_something_is_done_by_a_process_of_its_own(
    desk: Sessions, boxes: list[tuple[str, int]], tmp_path: Path
) -> None:
    assert not passed_on("adopt", "addin") and not passed_on("recalculate", "book")
    (tmp_path / "state" / "undo" / "asked.txt").write_text("2022-12-31")
    assert not passed_on("recalculate", "addin")
    assert boxes == [] and desk._open


def test_without_a_desk_or_with_somebody_elses_key_nothing_is_passed_on(
    boxes: list[tuple[str, int]], book: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = contents(now(book))
    assert not passed_on("recalculate", "addin")
    request.getfixturevalue("desk")
    key = tmp_path / "state" / "desk" / "desk.json"
    key.write_text(key.read_text().replace("secret-of-this-test", "guessed"))
    assert not passed_on("recalculate", "addin")
    assert boxes == [] and contents(now(book)) == before
