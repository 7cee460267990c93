"""The bureau's job on the page, in a real Chromium: from an inbox of files to drafts, summary and CSV."""

from __future__ import annotations

import csv
import email
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.desk.inbox_files import (
    FIRST_MAKER,
    MISSING,
    REASONED,
    SPOILT,
    TWICE,
    UNITS,
    InboxFiles,
    inbox_files,
    list_of,
    unit_name,
)
from tests.desk.on_bureau import REVIEWER, BureauPage
from tests.desk.running import DeskProcess, running
from tests.desk.test_everybody import AXE, serious

pytestmark = pytest.mark.browser

WORDS = "请附上会议纪要的文号，并写明推迟了哪几项。"
BACK = "执行率的计算依据不清楚，请改正后重报。"
SENT_BACK, ACCEPTED = (unit_name(place) for place in REASONED)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> InboxFiles:
    return inbox_files(tmp_path_factory.mktemp("county"))


@pytest.fixture
def inbox(files: InboxFiles, tmp_path: Path) -> InboxFiles:
    """The county in a folder of its own: what is made beside it is seen by one test alone."""
    return files._replace(folder=Path(shutil.copytree(files.folder, tmp_path / "2024收件")))


@pytest.fixture
def at(page: Page, inbox: InboxFiles, tmp_path: Path) -> Iterator[BureauPage]:
    """The page of a desk with that inbox, nothing of it collected yet."""
    with running(inbox.folder, state=tmp_path / "own") as desk, closing(page):
        bureau = BureauPage(page, desk)
        bureau.give_units(inbox.units)
        yield bureau


@pytest.fixture
def judged(at: BureauPage) -> BureauPage:
    """The same after a run."""
    at.collect()
    expect(at.rows).to_have_count(UNITS)
    return at


def test_the_whole_job_by_the_page_alone(at: BureauPage, inbox: InboxFiles) -> None:
    page = at.page
    untouched = {path.name: path.read_bytes() for path in inbox.folder.iterdir()}
    at.collect()
    expect(page.locator("#run-said")).to_contain_text("打不开 1 份")
    expect(at.chip("全部")).to_contain_text(str(UNITS))
    expect(at.chip("未报")).to_contain_text(str(len(MISSING)))
    expect(at.chip("待改")).to_contain_text("1")
    expect(page.locator("#charts figure").first).to_contain_text(f"应报 {UNITS} 个单位")

    # filter, search, group, sort
    at.chip("待改").click()
    expect(at.rows).to_have_count(1)
    expect(at.rows).to_contain_text(unit_name(SPOILT))
    at.chip("待改").click()
    page.get_by_label("查找单位").fill("第1")
    expect(at.rows).to_have_count(5)
    page.get_by_label("查找单位").fill("")
    expect(at.rows).to_have_count(UNITS)
    page.get_by_label("分组", exact=True).select_option("乡镇")
    page.get_by_label("组", exact=True).select_option("梅城镇")
    expect(at.rows).to_have_count(UNITS // 2)
    page.get_by_label("分组", exact=True).select_option("")
    page.get_by_role("button", name="必改").first.click()
    expect(page.get_by_role("columnheader", name="必改")).to_have_attribute("aria-sort", "descending")
    expect(at.rows.first).to_contain_text(unit_name(SPOILT))
    page.get_by_role("button", name="单位", exact=True).click()
    expect(page.get_by_role("columnheader", name="单位")).to_have_attribute("aria-sort", "ascending")
    expect(at.rows.first).not_to_contain_text(unit_name(SPOILT))

    # a reason is sent back, another one accepted
    at.open(SENT_BACK)
    page.get_by_role("button", name="退回说明…").first.click()
    at.say_who()
    page.get_by_label("为什么退回").fill(WORDS)
    page.get_by_label("为什么退回").press("Control+Enter")
    expect(page.locator(".verdict")).to_contain_text(f"已退回{REVIEWER}")
    expect(page.locator("#unit-history")).to_contain_text(WORDS)
    at.back()
    at.open(ACCEPTED)
    accept = page.get_by_role("button", name="接受说明")
    while count := accept.count():
        accept.first.click()
        expect(accept).to_have_count(count - 1)
    expect(page.locator("#unit-state")).to_contain_text("可收")
    at.press("收下")
    expect(page.locator("#unit-state")).to_contain_text("收下")
    expect(page.locator("#unit-history")).to_contain_text(REVIEWER)
    at.back()

    # what a unit changed between its two versions
    at.open(unit_name(TWICE))
    page.get_by_role("button", name="比较").click()
    expect(page.locator("#unit-changes tbody tr")).to_have_count(1)
    expect(page.locator("#unit-changes")).to_contain_text(FIRST_MAKER)
    at.back()

    # decisions on what is chosen
    at.pick(unit_name(SPOILT))
    at.press("退回")
    at.note(BACK)
    expect(at.state_of(unit_name(SPOILT))).to_contain_text("退回")
    expect(at.row(unit_name(SPOILT))).to_contain_text(BACK)
    at.pick(*(unit_name(place) for place in MISSING))
    at.press("已催")
    for place in MISSING:
        expect(at.state_of(unit_name(place))).to_contain_text("已催")
    at.pick(unit_name(MISSING[0]))
    at.press("撤销")
    expect(at.state_of(unit_name(MISSING[0]))).to_contain_text("未报")

    # the drafts say the reviewer's words
    at.pick(unit_name(SPOILT), SENT_BACK)
    at.press("意见")
    at.window.get_by_role("button", name="写", exact=True).click()
    expect(at.window.get_by_role("button", name="关闭")).to_be_visible()
    said = {name: _said(at.fetch(name)) for name in (unit_name(SPOILT), SENT_BACK)}
    assert BACK in said[unit_name(SPOILT)] and WORDS in said[SENT_BACK]
    at.close()

    # the summary, and the data
    page.get_by_role("button", name="生成汇总表").click()
    book = load_workbook(io.BytesIO(at.fetch(r"\.xlsx").read_bytes()), read_only=True)
    shown = " ".join(str(value) for row in book["单位明细"].values for value in row)
    assert unit_name(SPOILT) in shown
    at.close()
    page.get_by_role("button", name="导出数据").click()
    rows = list(csv.reader(at.fetch(r"单位明细.*\.csv").read_text("utf-8-sig").splitlines()))
    assert any(unit_name(SPOILT) in cell for row in rows for cell in row)
    at.close()

    # what came in is as it came
    assert {path.name: path.read_bytes() for path in inbox.folder.iterdir()} == untouched


def _said(draft: Path) -> str:
    message = email.message_from_bytes(draft.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return "".join(body.get_content().split("\n"))


# A form beside its findings, and the ways back


def test_the_form_of_a_unit_and_the_ways_on(judged: BureauPage) -> None:
    page = judged.page
    judged.chip("可收").click()
    expect(judged.rows.first).to_contain_text("可收")
    first, second = judged.names()[:2]
    judged.open(first)
    expect(page.locator("#unit-place")).to_contain_text("1 / ")
    expect(page.locator("#unit-before")).to_be_disabled()
    page.get_by_role("button", name="打开表").click()
    expect(page.locator("#of-unit")).to_contain_text(first)
    expect(page.locator("#desk")).to_be_visible()
    expect(page.get_by_role("tab", name=re.compile("^自评表"))).to_be_visible()
    expect(page.locator("#save")).to_be_hidden()
    page.get_by_role("button", name="下一个单位的表").click()
    expect(page.locator("#of-unit")).to_contain_text(second)
    page.get_by_role("button", name="回到单位").click()
    expect(page.locator("#unit")).to_be_visible()
    expect(page.locator("#title")).to_have_text(second)
    judged.back()
    expect(judged.row(second)).to_be_focused()


def test_the_address_leads_back(judged: BureauPage) -> None:
    page = judged.page
    judged.chip("已说明").click()
    expect(judged.rows).to_have_count(len(REASONED))
    judged.open(SENT_BACK)
    page.reload()
    expect(page.locator("#title")).to_have_text(SENT_BACK)
    expect(page.locator("#unit-place")).to_contain_text(f"/ {len(REASONED)}（已说明）")
    page.go_back()
    expect(page.locator("#inbox")).to_be_visible()
    expect(judged.rows).to_have_count(len(REASONED))
    expect(judged.chip("已说明")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(judged.rows).to_have_count(len(REASONED))
    page.get_by_role("button", name="其他收件箱").click()
    expect(page.get_by_role("heading", name="收件箱")).to_be_visible()


def test_files_that_are_nobodys_are_listed(judged: BureauPage) -> None:
    judged.page.locator("#strangers").get_by_role("button", name="打不开").click()
    expect(judged.window).to_contain_text("坏.xlsx")


def test_what_is_out_of_place_is_refused_and_what_was_typed_stays(judged: BureauPage) -> None:
    page = judged.page
    judged.pick(unit_name(MISSING[0]))
    judged.press("退回")
    judged.say_who()
    note = judged.window.get_by_role("textbox")
    expect(note).to_be_focused()
    judged.window.get_by_role("button", name="退回").click()
    expect(judged.window).to_contain_text("请写明为什么退回")
    note.fill(BACK)
    judged.window.get_by_role("button", name="退回").click()
    expect(judged.window.get_by_role("alert")).to_contain_text(unit_name(MISSING[0]))
    expect(note).to_have_value(BACK)
    page.keyboard.press("Escape")
    expect(judged.window).to_be_hidden()


def test_the_run_is_watched_and_stopped(at: BureauPage) -> None:
    page = at.page
    page.locator("#collect").click()
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#collect")).to_be_visible()
    expect(page.locator("#collect-stop")).to_be_hidden()
    at.collect()
    expect(at.chip("可收")).to_contain_text(re.compile(r"[1-9]"))


# A server that dies


def test_a_server_that_dies_and_comes_back(left_page: Page, inbox: InboxFiles, tmp_path: Path) -> None:
    page = left_page
    first = DeskProcess(str(inbox.folder), state=tmp_path / "own")
    at = BureauPage(page, first)
    at.give_units(inbox.units)
    at.collect()
    at.open(SENT_BACK)
    page.get_by_role("button", name="退回说明…").first.click()
    at.say_who()
    note = page.get_by_label("为什么退回")
    note.fill(WORDS)
    first.kill()
    note.press("Control+Enter")
    expect(page.locator("#lost")).to_contain_text("联系断了")
    expect(note).to_have_value(WORDS)
    with running(inbox.folder, state=tmp_path / "own") as second, closing(page):
        with closing(page.context.new_page()) as entered:
            entered.goto(second.address)
            expect(page.locator("#lost")).to_be_hidden()
        expect(at.status).to_contain_text("又和工作台连上了")
        expect(note).to_have_value(WORDS)
        note.press("Control+Enter")
        expect(page.locator(".verdict")).to_contain_text(WORDS)


# By keyboard alone


def test_the_job_by_keyboard_alone(judged: BureauPage) -> None:
    page, keys = judged.page, judged.page.keyboard
    page.locator("#collect").focus()
    _tab_to(page, "#search")
    keys.type(SENT_BACK)
    expect(judged.rows).to_have_count(1)
    _tab_to(page, "#grid tbody tr")
    keys.press("Enter")
    expect(page.locator("#unit")).to_be_visible()
    _tab_to(page, "#unit-findings")
    keys.press("ArrowDown")
    expect(page.locator("#unit-findings .card").first).to_be_focused()
    _tab_to(page, "[data-part='接受']")
    keys.press("Enter")
    keys.type(REVIEWER)
    keys.press("Enter")
    expect(judged.status).to_contain_text("已接受")
    keys.press("Escape")
    expect(judged.rows.first).to_be_focused()
    page.locator("#search").focus()
    keys.press("Escape")
    expect(judged.rows).to_have_count(UNITS)
    _tab_to(page, "#grid tbody tr")
    keys.press("End")
    expect(judged.rows.last).to_be_focused()
    keys.press("Space")
    keys.press("Shift+ArrowUp")
    expect(page.locator("#picked")).to_have_text("已选 2 个")
    _tab_to(page, "[data-what='已催']", back=True)
    keys.press("Enter")
    expect(judged.status).to_contain_text("2 个单位已记为“已催”")
    for place in MISSING:
        expect(judged.state_of(unit_name(place))).to_contain_text("已催")
    judged.row(SENT_BACK).focus()
    keys.press("Enter")
    expect(page.locator("#title")).to_have_text(SENT_BACK)
    keys.press("Alt+ArrowDown")
    expect(page.locator("#title")).to_have_text(unit_name(REASONED[0] + 1))
    keys.press("Alt+ArrowUp")
    expect(page.locator("#title")).to_have_text(SENT_BACK)


def _tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Go on with Tab until there, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


# Many units


def test_a_long_list_is_gone_along_page_by_page(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "2024收件"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK")
    units = list_of(tmp_path / "名单.xlsx", [f"第{number:03d}中心" for number in range(250)])
    with running(folder, state=tmp_path / "own") as desk, closing(page):
        at, keys = BureauPage(page, desk), page.keyboard
        at.give_units(units)
        at.collect()
        expect(at.rows).to_have_count(100)
        page.get_by_role("button", name="单位", exact=True).click()
        expect(at.rows.first).to_contain_text("第000中心")
        at.rows.nth(98).focus()
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        expect(at.rows.first).to_contain_text("第100中心")
        expect(at.rows.first).to_be_focused()
        keys.press("ArrowUp")
        expect(at.row("第099中心")).to_be_focused()
        keys.press("PageDown")
        expect(at.row("第199中心")).to_be_focused()
        keys.press("End")
        expect(at.row("第249中心")).to_be_focused()
        expect(page.locator("#span")).to_have_text("第 201～250 个，共 250 个")
        keys.press("Home")
        expect(at.row("第000中心")).to_be_focused()
        page.get_by_role("button", name="最后一页").click()
        expect(at.rows).to_have_count(50)
        # what is chosen stays so from page to page; all are chosen at once, but some
        at.pick("第249中心")
        page.get_by_role("button", name="第一页").click()
        expect(at.rows).to_have_count(100)
        at.pick("第000中心")
        expect(page.locator("#picked")).to_have_text("已选 2 个")
        page.get_by_role("button", name="选中全部 250 个").click()
        at.row("第003中心").get_by_role("checkbox").uncheck()
        expect(page.locator("#picked")).to_have_text("已选 249 个")
        at.press("已催")
        at.say_who()
        at.window.get_by_role("button", name="已催").click()
        expect(at.status).to_contain_text("249 个单位已记为“已催”")
        expect(at.chip("已催")).to_contain_text("249")
        expect(at.state_of("第003中心")).to_contain_text("未报")


def test_names_of_units_are_texts_of_the_page(page: Page, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'中心"
    folder = tmp_path / "2024收件"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK")
    units = list_of(tmp_path / "名单.xlsx", [hostile, "第二中心"])
    with running(folder, state=tmp_path / "own") as desk, closing(page):
        at = BureauPage(page, desk)
        at.give_units(units)
        at.collect()
        expect(at.rows.filter(has_text="<img")).to_have_count(1)
        at.pick(hostile)
        at.press("已催")
        at.say_who()
        expect(at.state_of(hostile)).to_contain_text("已催")
        at.open(hostile)
        assert page.locator("main img").count() == 0


# For everybody


def test_axe_finds_nothing_serious(judged: BureauPage) -> None:
    page = judged.page
    if not AXE.is_file():
        pytest.fail("no axe-core: bash scripts/test.sh installs it")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    expect(page.locator("#charts figure").first).to_be_visible()
    judged.pick(unit_name(SPOILT))
    assert serious(page) == [], "inbox"
    judged.press("退回")
    assert serious(page) == [], "name"
    judged.say_who()
    assert serious(page) == [], "note"
    judged.note(BACK)
    judged.page.locator("#strangers").get_by_role("button", name="打不开").click()
    assert serious(page) == [], "strangers"
    judged.close()
    judged.open(SENT_BACK)
    page.get_by_role("button", name="退回说明…").first.click()
    assert serious(page) == [], "unit"
    judged.back()
    judged.open(unit_name(TWICE))
    page.get_by_role("button", name="比较").click()
    expect(page.locator("#unit-changes table")).to_be_visible()
    assert serious(page) == [], "difference"
    page.get_by_role("button", name="打开表").click()
    expect(page.locator("#desk")).to_be_visible()
    assert serious(page) == [], "form"


def test_twice_as_large_nothing_is_cut_off(judged: BureauPage) -> None:
    page = judged.page
    page.set_viewport_size({"width": 512, "height": 384})
    expect(page.locator("#charts figure").first).to_be_visible()
    _fits(page)
    for name in ("再收取一次", "生成汇总表", "写审核意见…", "下一页"):
        expect(page.get_by_role("button", name=name, exact=True).locator("visible=true")).to_be_visible()
    judged.open(SENT_BACK)
    _fits(page)
    for name in ("收下", "打开表", "下一个", "接受说明"):
        expect(
            page.get_by_role("button", name=name, exact=True).locator("visible=true").first
        ).to_be_visible()


def _fits(page: Page) -> None:
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]


def test_on_paper_stand_the_list_and_the_charts_and_a_unit_with_its_history(judged: BureauPage) -> None:
    page = judged.page
    page.emulate_media(media="print")
    for hidden in ("#collect", "#search", "#decisions", "#page-on", ".status", "#make-csv"):
        expect(page.locator(hidden)).to_be_hidden()
    listed, charts = (page.locator(each).bounding_box() for each in (".rows-of", "#charts"))
    assert listed and charts and charts["y"] >= listed["y"] + listed["height"] - 1
    page.emulate_media(media="screen")
    judged.open(SENT_BACK)
    page.emulate_media(media="print")
    for hidden in ("#unit-actions", "#unit-open", "#comparing", "[data-part='接受']"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#unit-files")).to_be_visible()
