"""The accountant's job on the page, in a real Chromium: from the case as it was filed to the sealed copy and the draft."""

from __future__ import annotations

import email
import re
import shutil
import zipfile
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from examples.first_case import AS_FILED, figures
from tests.desk.on_page import DeskPage
from tests.desk.running import DeskProcess, running
from xltool.book.file.workbook import FileWorkbook
from xltool.contract.names import CONTRACT
from xltool.sealed.verify import SealState
from xltool.verbs.check import check
from xltool.verbs.verify import verify

pytestmark = pytest.mark.browser

REASON = "这是按区里的会议纪要调整的，文号和依据都已附在后面。"


def corrections() -> dict[tuple[str, int], str]:
    """What the unit corrected afterwards, by name and row."""
    before, after = figures(), figures(corrected=True)
    found = {}
    for name, value in after.items():
        rows = value if isinstance(value, list) else [value]
        old = before.get(name)
        held = old if isinstance(old, list) else [old]
        held = [*held, *[None] * (len(rows) - len(held))]
        first = 1 if CONTRACT[name].block else 0
        for row, (new, was) in enumerate(zip(rows, held, strict=True), first):
            if new != was:
                found[name, row] = "" if new is None else str(new)
    return found


def test_the_whole_job_by_the_page_alone(at: DeskPage, book: Path) -> None:
    page = at.page
    untouched = book.read_bytes()
    expect(page.locator(".card").first).to_contain_text("项目支出与项目明细之和不符")

    # a row for what was not listed, then every figure that was wrong
    at.turn_to("基础数据表")
    at.cell(at.address("项目明细_名称", 18)).click()
    page.get_by_role("button", name="下方插入一行").click()
    expect(at.status).to_contain_text("插入一行")
    for (name, row), text in corrections().items():
        at.fill(name, row, text)

    # the formulas that were typed over, in one go
    window = at.press("恢复公式")
    expect(window.locator(".listed")).to_contain_text("在职人员控制率")
    at.say("是")
    expect(at.ended()).to_contain_text("已恢复")
    at.close()

    # a reason for everything that needs one
    page.get_by_label("按状态筛选").select_option("待处理的")
    for chip in ("必改", "提示"):
        page.get_by_role("button", name=re.compile(chip)).first.click()
    cards = page.locator(".card")
    while cards.count():
        left = cards.count()
        cards.first.locator(".head").click()
        page.get_by_label("说明", exact=True).fill(REASON)
        page.get_by_role("button", name="写说明").click()
        expect(cards).to_have_count(left - 1)
    expect(page.locator("#summary")).not_to_contain_text("必改 1")

    # nothing of it is in the file until it is saved
    assert book.read_bytes() == untouched
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("已保存")
    assert (book.parent / "案.原始备份.xlsx").read_bytes() == untouched
    outcome = check(book)
    assert not [finding for finding in outcome.standing if finding.severity.value != "提示"]

    # the report, the sealed copy and the draft
    at.press("生成报告")
    expect(at.ended()).to_contain_text("案-自评报告.docx")
    at.close()
    at.press("写邮件")
    page.get_by_label(re.compile("收件人")).fill("jixiao@example.cn")
    page.keyboard.press("Enter")
    expect(at.ended()).to_contain_text("案-上报件.eml")
    with page.expect_download() as download:
        at.page.get_by_role("button", name="下载 案-上报件.xlsx").click()
    at.close()

    sealed = book.parent / "案-上报件.xlsx"
    assert verify(sealed).state is SealState.INTACT
    assert Path(download.value.path()).read_bytes() == sealed.read_bytes()
    draft = email.message_from_bytes((book.parent / "案-上报件.eml").read_bytes(), policy=default)
    assert [part.get_filename() for part in draft.iter_attachments()] == ["案-上报件.xlsx"]


# Findings and cells


def test_a_click_outlines_the_cell_and_its_operands_and_the_arrows_go_on(at: DeskPage) -> None:
    page = at.page
    head = page.locator(".card .head")
    head.first.click()
    accused = at.cell(at.address("项目支出_本年决算"))
    expect(accused).to_have_class(re.compile("stated"))
    expect(accused).to_be_in_viewport()
    expect(at.cell(at.address("项目明细_本年决算", 1))).to_have_class(re.compile("operand"))
    expect(page.locator("#at")).to_contain_text("G10")
    head.first.focus()
    page.keyboard.press("ArrowDown")
    expect(head.nth(1)).to_be_focused()
    expect(accused).not_to_have_class(re.compile("stated"))
    page.keyboard.press("ArrowUp")
    expect(accused).to_have_class(re.compile("stated"))


def test_a_cell_shows_its_finding(at: DeskPage) -> None:
    at.cell(at.address("项目支出_本年决算")).click()
    expect(at.page.locator(".card.chosen")).to_contain_text("项目支出与项目明细之和不符")


def test_filters(at: DeskPage) -> None:
    page = at.page
    everything = page.locator(".card").count()
    page.get_by_label("按工作表筛选").select_option("正文数据")
    narrowed = page.locator(".card").count()
    assert 0 < narrowed < everything
    page.get_by_label("按工作表筛选").select_option("全部工作表")
    page.get_by_role("button", name=re.compile("提示")).first.click()
    expect(page.get_by_role("button", name=re.compile("提示")).first).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(page.locator(".card", has_text="提示")).to_have_count(0)
    page.get_by_label("按状态筛选").select_option("已说明的")
    expect(page.locator("#list")).to_contain_text("没有要看的")


# Editing


def test_what_appeared_and_what_is_gone_is_said_and_can_be_undone(at: DeskPage) -> None:
    page = at.page
    at.fill("基本支出_本年决算", 0, "940")
    expect(at.status).to_contain_text("新出现")
    expect(page.locator("#saved")).to_have_text("未保存")
    page.get_by_role("button", name="撤销").click()
    expect(at.status).to_contain_text("已撤销：填写")
    expect(at.status).to_contain_text("消除")
    expect(page.locator("#saved")).to_have_text("已保存")
    page.keyboard.press("Control+y")
    expect(at.status).to_contain_text("已重做")
    expect(at.cell(at.address("基本支出_本年决算"))).to_contain_text("940")


def test_what_is_refused_keeps_what_was_typed(at: DeskPage) -> None:
    field = at.edit(at.address("基本支出_本年决算"))
    field.fill("九百多")
    field.press("Enter")
    expect(at.page.locator("#status.hindered")).to_contain_text("九百多")
    expect(field).to_have_value("九百多")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(at.cell(at.address("基本支出_本年决算"))).to_be_focused()
    expect(at.cell(at.address("基本支出_本年决算"))).to_contain_text("937.05")


def test_what_is_typed_goes_first_whatever_is_pressed_then(at: DeskPage, book: Path) -> None:
    page = at.page
    at.edit(at.address("基本支出_本年决算")).fill("940")
    page.get_by_role("button", name="重新计算").focus()  # it leaves the field: written as in a spreadsheet
    expect(at.cell(at.address("基本支出_本年决算"))).to_contain_text("940")
    at.edit(at.address("公用经费_本年决算")).fill("80")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("已保存")
    snapshot = FileWorkbook(book).snapshot()
    assert [snapshot.value(snapshot.names[f"{row}_本年决算"].first) for row in ("基本支出", "公用经费")] == [
        940,
        80,
    ]
    at.edit(at.address("公用经费_本年决算")).fill("八十")
    page.get_by_role("button", name="生成报告").click()
    expect(page.locator("#status.hindered")).to_contain_text("八十")
    expect(page.locator(".field")).to_have_value("八十")
    expect(page.locator("#errand")).to_be_hidden()


def test_a_cell_that_is_not_filled_says_so(at: DeskPage) -> None:
    at.turn_to("自评表")
    at.cell(at.address("总分")).dblclick()
    expect(at.status).to_contain_text("不在这里填")
    expect(at.page.locator(".field")).to_have_count(0)


def test_a_cell_with_choices_offers_them(at: DeskPage) -> None:
    field = at.edit(at.address("评分办法"))
    assert field.evaluate("field => field.tagName") == "SELECT"
    assert "湖南2022" in field.locator("option").all_inner_texts()
    field.press("Escape")


# Two pages, other programs, a server that dies


def test_a_long_text_is_written_in_lines(at: DeskPage) -> None:
    page = at.page
    field = at.edit(at.address("预期目标"))
    assert field.evaluate("field => field.tagName") == "TEXTAREA"
    field.fill("目标一：听取专项报告。")
    field.press("Alt+Enter")
    field.press_sequentially("目标二：开展执法检查。")
    field.press("Enter")
    expect(page.locator(".field")).to_have_count(0)
    snapshot = FileWorkbook(at.copy).snapshot()
    assert (
        snapshot.value(snapshot.names["预期目标"].first) == "目标一：听取专项报告。\n目标二：开展执法检查。"
    )


def test_two_pages_on_one_workbook(at: DeskPage) -> None:
    other = DeskPage(at.page.context.new_page(), at.desk, at.page.url)
    at.fill("基本支出_本年决算", 0, "940")
    field = other.edit(at.address("公用经费_本年决算"))
    field.fill("80")
    field.press("Enter")
    # either the news came first, or the edit on the older state is refused with the newest: what was typed stays
    expect(other.cell(at.address("基本支出_本年决算"))).to_contain_text("940")
    if other.page.locator(".field").count():
        expect(other.page.locator(".field")).to_have_value("80")
        other.page.locator(".field").press("Enter")
    expect(other.cell(at.address("公用经费_本年决算"))).to_contain_text("80")
    expect(at.cell(at.address("公用经费_本年决算"))).to_contain_text("80")
    expect(at.status).to_contain_text("另一个页面")


def test_a_file_changed_by_another_program(at: DeskPage, book: Path) -> None:
    page = at.page
    at.fill("基本支出_本年决算", 0, "940")
    workbook = FileWorkbook(book)
    area = workbook.snapshot().names["填表人"]
    from xltool.book.port import Edits

    workbook.apply(Edits(values={area.first: "别人"}))
    theirs = book.read_bytes()
    expect(page.locator("#outside")).to_contain_text("被别的程序改动过")
    page.keyboard.press("Control+s")
    expect(page.locator("#status.hindered")).to_contain_text("没有保存")
    page.get_by_role("button", name="看有哪些不同").click()
    expect(page.locator("#difference")).to_contain_text("别人")
    page.get_by_role("button", name="保留页面上的").click()
    expect(page.locator("#outside")).to_be_hidden()
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("已保存")
    assert (book.parent / "案.上次操作前.xlsx").read_bytes() == theirs


def test_sheets_called_like_the_pages_own_tab_and_with_any_sign(page: Page, tmp_path: Path) -> None:
    book = tmp_path / "案.xlsx"
    with zipfile.ZipFile(AS_FILED) as source, zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            text = source.read(part)
            if part == "xl/workbook.xml" or "worksheets/sheet" in part:
                text = renamed(renamed(text.decode(), "填表说明", "图"), "基础数据表", "表&quot;甲").encode()
            made.writestr(part, text)
    with running(book, state=tmp_path / "own") as desk, closing(page):
        at = DeskPage(page, desk)
        tabs = page.get_by_role("tab", name=re.compile("^图"))
        expect(tabs).to_have_count(2)
        for tab in tabs.all():
            tab.click()
            expect(page.locator("#sheets > :not([hidden])")).to_have_count(1)
        at.fill("公用经费_本年决算", 0, "80")
        expect(page.locator("#saved")).to_have_text("未保存")
        page.keyboard.press("F8")
        page.locator(".card.chosen [data-part^=jump]").first.focus()
        page.keyboard.press("Control+z")  # the list is drawn anew, with the focus where it was
        expect(at.status).to_contain_text("已撤销")
        expect(page.locator(".card").first).to_be_visible()


def renamed(text: str, old: str, new: str) -> str:
    """A part of a workbook in which a sheet has another name."""
    for before, after in (
        (f"'{old}'!", f"'{new}'!"),
        (f"{old}!", f"'{new}'!"),
        (f'name="{old}"', f'name="{new}"'),
    ):
        text = text.replace(before, after)
    return text


def test_a_server_that_dies_and_comes_back(left_page: Page, book: Path, tmp_path: Path) -> None:
    page = left_page
    first = DeskProcess(str(book), state=tmp_path / "own")
    at = DeskPage(page, first)
    at.fill("公用经费_本年决算", 0, "80")
    field = at.edit(at.address("基本支出_本年决算"))
    field.fill("940")
    first.kill()
    field.press("Enter")
    expect(page.locator("#lost")).to_contain_text("联系断了")
    expect(field).to_have_value("940")
    with running(book, state=tmp_path / "own") as second, closing(page):
        assert second.port == first.port
        expect(
            page.locator("#lost")
        ).to_be_visible()  # whoever may have listened there meanwhile: nobody is let in by the old pass
        with closing(page.context.new_page()) as entered:
            entered.goto(second.address)
            expect(page.locator("#lost")).to_be_hidden()
        expect(at.status).to_contain_text(re.compile("重新启动过|现在显示的是最新的"))
        expect(page.locator(".field")).to_have_value("940")
        page.locator(".field").press("Enter")
        expect(page.locator(".field")).to_have_count(0)
        expect(at.cell(at.address("基本支出_本年决算"))).to_contain_text("940")
        expect(at.cell(at.address("公用经费_本年决算"))).to_contain_text("80")


# By keyboard alone


def test_the_job_by_keyboard_alone(at: DeskPage, book: Path) -> None:
    page = at.page
    keys = page.keyboard
    keys.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    keys.press("F8")
    expect(page.locator(".card.chosen")).to_contain_text("项目支出与项目明细之和不符")
    keys.press("F6")
    expect(page.locator(".card.chosen .head")).to_be_focused()
    keys.press("F6")
    accused = at.cell(at.address("项目支出_本年决算"))
    expect(accused).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    keys.press("ArrowDown")
    expect(page.locator("#at")).to_contain_text("G9")
    keys.type("80")
    expect(page.locator(".field")).to_have_value("80")
    keys.press("Enter")
    expect(at.status).to_contain_text("填写")
    expect(at.cell(at.address("公用经费_本年决算"))).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")  # nothing changed: on to the next cell that is filled
    expect(page.locator("#what")).not_to_contain_text("公用经费")
    keys.press("Control+z")
    expect(at.status).to_contain_text("已撤销")
    keys.press("Control+y")
    expect(at.status).to_contain_text("已重做")
    keys.press("Control+s")
    expect(page.locator("#saved")).to_have_text("已保存")
    snapshot = FileWorkbook(book).snapshot()
    assert snapshot.value(snapshot.names["公用经费_本年决算"].first) == 80
    page.get_by_role("button", name="采用建议得分").focus()
    keys.press("Enter")
    expect(page.locator("#errand").get_by_role("button", name="是")).to_be_focused()
    keys.press("Escape")
    expect(at.ended()).to_contain_text("没有改动")
    keys.press("Escape")
    expect(page.locator("#errand")).to_be_hidden()


# Dropped


def test_a_workbook_that_is_chosen_on_the_page_is_a_copy_to_fetch(page: Page, tmp_path: Path) -> None:
    with running(state=tmp_path / "own") as desk, closing(page):
        page.goto(desk.address)
        page.get_by_label("选择文件").set_input_files(AS_FILED)
        at = DeskPage(page, desk, "-")
        at.fill("基本支出_本年决算", 0, "940")
        expect(page.locator("#saved")).to_have_text("下载后才留下")
        expect(page.get_by_role("button", name="保存")).to_be_disabled()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载", exact=True).click()
        assert download.value.suggested_filename == AS_FILED.name
        snapshot = FileWorkbook(download.value.path()).snapshot()
        assert snapshot.value(snapshot.names["基本支出_本年决算"].first) == 940


def test_a_folder_shows_its_workbooks(page: Page, tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        shutil.copy(AS_FILED, tmp_path / name)
    (tmp_path / "丙.xlsx").write_bytes(b"PK")
    with running(tmp_path, state=tmp_path / "own") as desk, closing(page):
        page.goto(desk.address)
        expect(page.get_by_role("listitem")).to_have_count(
            4
        )  # the folder itself as an inbox, and its workbooks
        page.get_by_role("button", name=re.compile("丙")).click()
        expect(page.locator("#status.hindered")).to_be_visible()
        page.get_by_role("button", name=re.compile("乙")).click()
        expect(page.locator("#title")).to_have_text("乙.xlsx")
        page.get_by_role("button", name="其他工作簿").click()
        expect(page.get_by_role("button", name=re.compile("^乙"))).to_contain_text("已打开")


def test_texts_of_a_workbook_are_texts_of_the_page(page: Page, tmp_path: Path) -> None:
    from xltool.book.port import Edits

    book = tmp_path / "案.xlsx"
    shutil.copy(AS_FILED, book)
    workbook = FileWorkbook(book)
    snapshot = workbook.snapshot()
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>&quot;'\""
    names = ("单位名称", "绩效指标_三级指标", "项目明细_名称")
    first = [snapshot.names[name].first for name in names]
    workbook.apply(
        Edits(values={cell._replace(row=cell.row + (cell != first[0])): hostile for cell in first})
    )
    with running(book, state=tmp_path / "own") as desk, closing(page):
        at = DeskPage(page, desk)
        for tab in page.get_by_role("tab").all():
            tab.click()
        for head in page.locator(".card .head").all()[:12]:
            head.click()
        assert page.locator("#desk img, #desk script").count() == 0
        at.turn_to("自评表")
        expect(at.cell(at.address("绩效指标_三级指标", 1))).to_contain_text("<img src=x")
