"""What is left behind: work that was not saved and whose file is gone, and workbooks that are put away."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from examples.first_case import AS_FILED
from tests.desk.on_page import DeskPage
from tests.desk.running import DeskProcess, Visitor, running
from xltool.book.file.workbook import FileWorkbook

AMOUNT = "基本支出_本年决算"


def left_unsaved(book: Path, state: Path, text: str = "940") -> str:
    """A desk in which a figure was changed and not saved; the id of the workbook there."""
    with running(book, state=state) as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        changed = visitor.post(
            f"/api/books/{view['id']}/cell", revision=view["revision"], name=AMOUNT, row=0, text=text
        ).json
        assert changed["unsaved"]
        return str(view["id"])


def left(visitor: Visitor) -> list[dict[str, object]]:
    found: list[dict[str, object]] = visitor.get("/api/books").json["left"]
    return found


@pytest.mark.browser
def test_work_whose_file_is_gone_is_offered_opened_as_a_copy_and_thrown_away(
    page: Page, book: Path, tmp_path: Path
) -> None:
    left_unsaved(book, tmp_path / "own")
    book.rename(tmp_path / "改了名.xlsx")
    with running(state=tmp_path / "own") as desk, closing(page):
        page.goto(desk.address)
        offered = page.locator(".left-behind li")
        expect(offered).to_contain_text("案.xlsx")
        expect(offered).to_contain_text("最后改动 20")
        page.get_by_role("button", name="打开副本 案.xlsx").click()
        expect(page.locator("#title")).to_have_text("案.xlsx")
        expect(page.locator("#saved")).to_have_text("下载后才留下")
        with page.expect_download() as download:
            page.get_by_role("button", name="下载", exact=True).click()
        snapshot = FileWorkbook(download.value.path()).snapshot()
        assert snapshot.value(snapshot.names[AMOUNT].first) == 940
        # it stays until somebody throws it away
        page.get_by_role("button", name="其他工作簿").click()
        expect(offered).to_have_count(1)
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="删掉 案.xlsx").click()
        expect(offered).to_have_count(1)
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="删掉 案.xlsx").click()
        expect(offered).to_have_count(0)
        assert not list((tmp_path / "own" / "desk" / "drafts").iterdir())


def test_work_whose_file_is_there_is_not_offered(book: Path, tmp_path: Path) -> None:
    left_unsaved(book, tmp_path / "own")
    with running(state=tmp_path / "own") as desk:  # the file is there, though nobody named it this time
        assert left(Visitor(desk)) == []


@pytest.mark.parametrize("id", ["0123456789abcdef", "..", "%2e%2e", "own"])
def test_nothing_else_is_opened_or_thrown_away(book: Path, tmp_path: Path, id: str) -> None:
    own = tmp_path / "own"
    drafted = left_unsaved(book, own)
    outside = Path(shutil.copytree(own / "desk" / "drafts" / drafted, tmp_path / "fedcba9876543210"))
    (own / "desk" / "drafts" / outside.name).symlink_to(outside)
    with running(state=own) as desk:
        visitor = Visitor(desk)
        for what in ("open", "discard"):
            for each in (id, drafted, outside.name):
                assert "error" in visitor.post(f"/api/left/{each}/{what}").json
    assert (own / "desk" / "drafts" / drafted / "work" / book.name).is_file()
    assert (outside / "work" / book.name).is_file()


def test_a_dropped_workbook_is_forgotten_when_it_is_closed(tmp_path: Path) -> None:
    with running(state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        view = visitor.drop("a.xlsx", AS_FILED.read_bytes()).json
        dropped = tmp_path / "own" / "desk" / "dropped"
        assert len(list(dropped.iterdir())) == 1
        assert visitor.post(f"/api/books/{view['id']}/close").json == {}
        assert not list(dropped.iterdir()) and not visitor.get("/api/books").json["books"]
        assert "没有打开" in visitor.post(f"/api/books/{view['id']}/close").json["error"]


def test_of_a_file_stays_what_was_not_saved_when_it_is_closed(desk: DeskProcess, tmp_path: Path) -> None:
    visitor = Visitor(desk)
    view = visitor.open()
    visitor.post(f"/api/books/{view['id']}/cell", revision=view["revision"], name=AMOUNT, row=0, text="940")
    assert visitor.post(f"/api/books/{view['id']}/close").json == {}
    (listed,) = visitor.get("/api/books").json["books"]
    assert not listed["open"]
    assert visitor.open()["resumed"]


@pytest.mark.browser
def test_closing_on_the_page_asks_where_work_would_be_lost(page: Page, tmp_path: Path) -> None:
    with running(state=tmp_path / "own") as desk, closing(page):
        page.goto(desk.address)
        page.get_by_label("选择文件").set_input_files(AS_FILED)
        DeskPage(page, desk, "-").fill(AMOUNT, 0, "940")
        page.get_by_role("button", name="其他工作簿").click()
        asked: list[str] = []
        page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        page.get_by_role("button", name=f"关闭 {AS_FILED.name}").click()
        expect(page.locator(".books")).to_have_count(0)
        assert "没有下载" in asked[0]
