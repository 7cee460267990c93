"""The accountant's whole job by the page alone: from an empty template to the draft of the mail, in a real Chromium."""

from __future__ import annotations

import email
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from examples.first_case import figures
from tests.desk.on_page import DeskPage
from tests.desk.running import running
from xltool.book.file.workbook import FileWorkbook
from xltool.contract.names import CONTRACT
from xltool.contract.optional import EDGED
from xltool.sealed.verify import SealState
from xltool.verbs.check import check
from xltool.verbs.new import new
from xltool.verbs.verify import verify

pytestmark = pytest.mark.browser

REASON = "这是按区里的会议纪要调整的，文号和依据都已附在后面。"
PROJECTS, SCORES = "项目明细_名称", "绩效指标_得分"
#: Scores that people judge; the others follow from the figures, and 采用建议得分 puts them in.
JUDGED = frozenset({7, 8, 9, 10})

#: A day that was typed is a day; of one score the unit took something off.
OTHERWISE = {("填报日期", 0): "2023-04-18", (SCORES, 4): "6.25"}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A workbook as xltool new gives it."""
    book = tmp_path / "案.xlsx"
    new(book)
    return book


@pytest.fixture
def at(page: Page, empty: Path, tmp_path: Path) -> Iterator[DeskPage]:
    """The page with it."""
    with running(empty, state=tmp_path / "own") as desk, closing(page):
        yield DeskPage(page, desk)


def test_from_an_empty_template_to_the_draft_by_the_page_alone(at: DeskPage, empty: Path) -> None:
    untouched = empty.read_bytes()
    insert_a_row_for_the_last_project(at)
    typed = to_type(at)
    for sheet in dict.fromkeys(address.partition("!")[0] for address in typed):
        fill_sheet(at, sheet, typed)
    assert typed == {}

    adopt_scores(at)
    explain_everything(at)
    assert empty.read_bytes() == untouched
    at.page.keyboard.press("Control+s")
    expect(at.page.locator("#saved")).to_have_text("已保存")
    assert (empty.parent / "案.原始备份.xlsx").read_bytes() == untouched
    assert filed(empty) == {**figures_as_filed(), **OTHERWISE}
    assert not [each for each in check(empty).standing if each.severity.value != "提示"]
    assert_only_sheets_differ(untouched, empty)

    write_mail(at)
    sealed = empty.parent / "案-上报件.xlsx"
    assert verify(sealed).state is SealState.INTACT
    draft = email.message_from_bytes((empty.parent / "案-上报件.eml").read_bytes(), policy=default)
    (attached,) = draft.iter_attachments()
    assert attached.get_filename() == sealed.name
    assert attached.get_content() == sealed.read_bytes()


# What a person has before her, and types


def to_type(at: DeskPage) -> dict[str, str]:
    """What goes into which cell: the first case as it was filed in the end, without the scores that follow from it."""
    areas = FileWorkbook(at.copy).snapshot().names
    return {
        area.first._replace(row=area.first.row + row).address: text
        for (name, row), text in figures_as_filed().items()
        if (area := areas.get(name)) and not (name == SCORES and row not in JUDGED)
    }


def figures_as_filed() -> dict[tuple[str, int], str]:
    """The first case by name and row (from 1 in tables)."""
    found = {}
    for name, value in figures(corrected=True).items():
        rows = value if isinstance(value, list) else [value]
        first = 1 if CONTRACT[name].block in EDGED else 0
        found.update({(name, row): str(each) for row, each in enumerate(rows, first) if each is not None})
    return found


def filed(book: Path) -> dict[tuple[str, int], str]:
    """What a workbook says in the places of the first case."""
    snapshot = FileWorkbook(book).snapshot()
    found = {}
    for name, row in figures_as_filed():
        first = snapshot.names[name].first
        found[name, row] = str(snapshot.value(first._replace(row=first.row + row)))
    return found


# What she does


def insert_a_row_for_the_last_project(at: DeskPage) -> None:
    at.turn_to("基础数据表")
    at.cell(at.address(PROJECTS, 18)).click()
    at.page.get_by_role("button", name="下方插入一行").click()
    expect(at.status).to_contain_text("插入一行")


def fill_sheet(at: DeskPage, sheet: str, typed: dict[str, str]) -> None:
    """From the first cell to the last by Tab, as one fills a form; what was typed is taken out of ``typed``."""
    page = at.page
    at.turn_to(sheet)
    cells = page.locator("#sheets > :not([hidden]) td.fill")
    order = [cell or "" for cell in cells.evaluate_all("all => all.map((td) => td.dataset.address)")]
    at.cell(order[0]).click()
    for address, following in zip(order, [*order[1:], ""], strict=True):
        here = at.cell(address)
        expect(here).to_be_focused()
        page.keyboard.press("Enter")
        field = page.locator(".field")
        expect(field).to_be_focused()
        if address in typed:
            text = typed.pop(address)
            if field.evaluate("field => field.matches('select')"):
                field.select_option(text)
            else:
                field.fill(text)
        page.keyboard.press("Tab" if following else "Enter")
        expect(field).to_have_count(0)


def adopt_scores(at: DeskPage) -> None:
    at.press("采用建议得分")
    at.agree("改为建议得分吗", "已改 7 项得分")


def explain_everything(at: DeskPage) -> None:
    """A reason for everything that needs one; by then nothing has to be put right any more."""
    page = at.page
    expect(page.locator("#summary")).to_contain_text("必改 0 条")
    page.get_by_label("按状态筛选").select_option("待处理的")
    page.get_by_role("button", name=re.compile("提示")).first.click()
    cards = page.locator(".card")
    assert cards.count()
    while left := cards.count():
        cards.first.locator(".head").click()
        page.get_by_label("说明", exact=True).fill(REASON)
        page.get_by_role("button", name="写说明").click()
        expect(cards).to_have_count(left - 1)


def write_mail(at: DeskPage) -> None:
    at.press("写邮件")
    at.page.get_by_label(re.compile("收件人")).fill("jixiao@example.cn")
    at.page.keyboard.press("Enter")
    expect(at.ended()).to_contain_text("案-上报件.eml")
    at.close()


def assert_only_sheets_differ(before: bytes, book: Path) -> None:
    """Figures and a row more are a matter of the sheets, of the names that the row moved, of the order of calculation."""
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(book) as new_one:
        assert old.namelist() == new_one.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new_one.read(name)}
    assert all(
        name.startswith("xl/worksheets/sheet") or name in ("xl/workbook.xml", "xl/calcChain.xml")
        for name in changed
    ), changed
