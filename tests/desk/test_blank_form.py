"""A bureau's own form that nobody has annotated: shown with what was recognised, annotated on the page, and filled there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.annotate.forms import TITLE, write_form
from tests.desk.on_page import DeskPage
from tests.desk.running import Visitor, running
from tests.desk.test_everybody import AXE, serious
from xltool.book.file.workbook import FileWorkbook

pytestmark = pytest.mark.browser

TARGET = "绩效指标_三级指标"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form of a bureau, partly filled."""
    return write_form(tmp_path / "自评表.xlsx")


@pytest.fixture
def at(page: Page, form: Path, tmp_path: Path) -> Iterator[DeskPage]:
    """The page with it."""
    with running(form, state=tmp_path / "own") as desk, closing(page):
        yield DeskPage(page, desk)


def annotate(at: DeskPage) -> None:
    at.page.get_by_role("button", name="开始标注").click()
    window = at.page.locator("#errand")
    expect(window.locator("h2")).to_have_text("标注表样")
    field = at.page.get_by_label(re.compile("按哪一种评分办法审核得分"))
    expect(field).to_have_value("财政部2020")
    field.press("Enter")
    at.agree("这 1 处是推断的，照此标注吗", "已标注 自评表.xlsx")


def test_a_form_is_shown_with_what_was_recognised_and_nothing_but_annotating_is_offered(at: DeskPage) -> None:
    page = at.page
    expect(page.locator("#summary")).to_contain_text("认出")
    expect(page.locator("#list")).to_contain_text("按哪一种评分办法审核得分？")
    expect(page.locator("#sheets td.c", has_text="全年预算数")).to_contain_text("500")
    expect(page.get_by_role("button", name="标注表样")).to_be_visible()
    for verb in ("重新计算", "生成上报件", "采用建议得分"):
        expect(page.get_by_role("button", name=verb)).to_be_hidden()
    expect(page.locator("#saved")).to_have_text("已保存")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert serious(page) == []


def test_it_is_annotated_in_the_copy_filled_saved_and_all_that_undone(at: DeskPage, form: Path) -> None:
    page, untouched = at.page, form.read_bytes()
    annotate(at)
    expect(page.locator("#saved")).to_have_text("未保存")
    expect(page.get_by_role("button", name="标注表样")).to_be_hidden()
    expect(page.get_by_role("button", name="重新计算")).to_be_visible()
    at.turn_to(TITLE)
    at.fill("全年执行数", 0, "460")
    expect(at.cell(f"{TITLE}!D4")).to_contain_text("460")
    assert form.read_bytes() == untouched
    page.get_by_role("button", name="撤销").click()
    expect(at.status).to_contain_text("已撤销：填写")
    page.get_by_role("button", name="撤销").click()
    expect(at.status).to_contain_text("已撤销：标注表样")
    expect(page.get_by_role("button", name="开始标注")).to_be_visible()
    assert at.copy.read_bytes() == untouched
    page.keyboard.press("Control+y")
    expect(at.status).to_contain_text("已重做：标注表样")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("已保存")
    assert (form.parent / "自评表.原始备份.xlsx").read_bytes() == untouched
    snapshot = FileWorkbook(form).snapshot()
    assert {"表样", "全年执行数", TARGET} <= snapshot.names.keys()


def test_who_says_no_leaves_the_form_as_it_is(at: DeskPage, form: Path) -> None:
    at.page.get_by_role("button", name="标注表样").click()
    at.say("取消")
    expect(at.ended()).to_contain_text("没有标注")
    at.close()
    expect(at.page.get_by_role("button", name="开始标注")).to_be_visible()
    assert at.copy.read_bytes() == form.read_bytes()


def test_rows_go_in_where_the_table_of_the_form_allows_it(page: Page, tmp_path: Path) -> None:
    form = write_form(tmp_path / "自评表.xlsx", rich=False)
    with running(form, state=tmp_path / "own") as desk, closing(page):
        at = DeskPage(page, desk)
        annotate(at)
        at.turn_to(TITLE)
        at.cell(f"{TITLE}!C9").click()  # the second of three
        page.get_by_role("button", name="上方插入一行").click()
        expect(at.status).to_contain_text("插入一行")
        expect(at.cell(f"{TITLE}!C9")).to_have_text("")
        expect(at.cell(f"{TITLE}!C10")).to_contain_text("合格率")
        at.fill(TARGET, 2, "培训场次")
        expect(at.cell(f"{TITLE}!C9")).to_contain_text("培训场次")
        # above the first is the heading, below the last what adds the table up
        at.cell(f"{TITLE}!C8").click()
        expect(page.locator("#row-above")).to_be_disabled()
        expect(page.locator("#row-below")).to_be_enabled()
        at.cell(f"{TITLE}!C11").click()
        expect(page.locator("#row-below")).to_be_disabled()


def test_where_a_row_would_leave_something_behind_a_sentence_says_so(at: DeskPage) -> None:
    annotate(at)
    before = at.copy.read_bytes()
    at.turn_to(TITLE)
    at.cell(f"{TITLE}!C9").click()
    at.page.get_by_role("button", name="上方插入一行").click()
    expect(at.page.locator("#status.hindered")).to_contain_text("批注、图形")
    assert at.copy.read_bytes() == before


def test_a_dropped_form_can_be_annotated_too(page: Page, form: Path, tmp_path: Path) -> None:
    with running(state=tmp_path / "own") as desk, closing(page):
        page.goto(desk.address)
        page.get_by_label("选择文件").set_input_files(form)
        at = DeskPage(page, desk, "-")
        annotate(at)
        at.turn_to(TITLE)
        at.fill("全年执行数", 0, "460")


def test_what_is_neither_is_refused_as_ever(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    with running(tmp_path / "空.xlsx", state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        (book,) = visitor.get("/api/books").json["books"]
        assert "不是本工具的模板" in visitor.post(f"/api/books/{book['id']}/open").json["error"]
