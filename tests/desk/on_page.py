"""What a person does on the page, by what she sees and reads there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.desk.running import DeskProcess
from xltool.book.file.workbook import FileWorkbook

#: Milliseconds that a busy machine may take.
PATIENCE = 60_000


class DeskPage:
    """The page of a desk with one workbook."""

    def __init__(self, page: Page, desk: DeskProcess, address: str = "") -> None:
        self.page, self.desk = page, desk
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        if address != "-":
            page.goto(address or desk.address)
        expect(page.locator("#title")).to_have_text(re.compile(r"\.xls[xm]$"))

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def copy(self) -> Path:
        """The working copy: where the cells of names stand now."""
        copies = Path("*", "*", "work", "*.xls?")
        (found,) = (
            path
            for path in (self.desk.state / "desk").glob(str(copies))
            if ".原始备份" not in path.name and ".上次操作前" not in path.name
        )
        return found

    def address(self, name: str, row: int = 0) -> str:
        first = FileWorkbook(self.copy).snapshot().names[name].first
        return first._replace(row=first.row + row).address

    def cell(self, address: str) -> Locator:
        written = address.replace('"', '\\"')  # as a selector writes it
        return self.page.locator(f'td[data-address="{written}"]')

    def turn_to(self, sheet: str) -> None:
        self.page.get_by_role("tab", name=re.compile(f"^{re.escape(sheet)}")).click()

    def edit(self, address: str) -> Locator:
        """The field of a cell, opened by a double click."""
        self.turn_to(address.partition("!")[0])
        self.cell(address).dblclick()
        field = self.page.locator(".field")
        expect(field).to_be_focused()
        return field

    def fill(self, name: str, row: int, text: str) -> None:
        before = self.revision
        field = self.edit(self.address(name, row))
        if field.evaluate("field => field.matches('select')"):
            field.select_option(text)
        else:
            field.fill(text)
        field.press("Enter")
        expect(self.page.locator(".field")).to_have_count(0)
        expect(self.status).to_contain_text("填写")
        assert self.revision >= before

    @property
    def revision(self) -> int:
        return int(self.page.locator("body").get_attribute("data-revision") or 0)

    def press(self, verb: str) -> Locator:
        """Press a button; the window in which the verb works."""
        self.page.get_by_role("button", name=verb, exact=True).click()
        window = self.page.locator("#errand")
        expect(window.locator("h2")).to_have_text(verb)
        return window

    def say(self, answer: str) -> None:
        self.page.locator("#errand").get_by_role("button", name=answer, exact=True).click()

    def agree(self, asked: str, done: str) -> None:
        """Say 是 to what a verb asks, and put its window away once it says what it has done."""
        expect(self.page.locator("#errand")).to_contain_text(asked)
        self.say("是")
        expect(self.ended()).to_contain_text(done)
        self.close()

    def ended(self) -> Locator:
        """The window of a verb that has ended, put away."""
        window = self.page.locator("#errand")
        expect(window.get_by_role("button", name="关闭")).to_be_visible()
        return window

    def close(self) -> None:
        self.say("关闭")
        expect(self.page.locator("#errand")).not_to_be_visible()

    def finding(self, title: str) -> Locator:
        return self.page.locator(".card", has_text=title)
