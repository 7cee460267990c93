"""What a reviewer does on the bureau's page, by what she sees and reads there."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.desk.on_page import PATIENCE
from tests.desk.running import DeskProcess

REVIEWER = "王审核"


class BureauPage:
    """The page of a desk with one inbox, opened from the first page."""

    def __init__(self, page: Page, desk: DeskProcess) -> None:
        self.page, self.desk = page, desk
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(desk.address)
        page.locator(".inboxes button").click()
        expect(page.locator("#inbox")).to_be_visible()

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def window(self) -> Locator:
        """The window that asks, or shows what was made."""
        return self.page.locator("#asking")

    @property
    def rows(self) -> Locator:
        return self.page.locator("#grid tbody tr")

    def row(self, name: str) -> Locator:
        return self.rows.filter(has_text=name)

    def state_of(self, name: str) -> Locator:
        return self.row(name).locator(".state-badge")

    def chip(self, state: str) -> Locator:
        return self.page.locator("#states").get_by_role("button", name=re.compile(state))

    def names(self) -> list[str]:
        """The units of the page of the list, in its order."""
        return self.page.locator("#grid .to-unit").all_inner_texts()

    def give_units(self, path: Path) -> None:
        self.page.locator("#units-file").set_input_files(path)
        expect(self.page.locator("#units-name")).to_have_text(path.name)

    def collect(self) -> None:
        """Run over the inbox to its end."""
        self.page.locator("#collect").click()
        expect(self.page.locator("#collect")).to_have_text("再收取一次")
        expect(self.page.locator("#collect")).to_be_visible()

    def pick(self, *names: str) -> None:
        for name in names:
            self.row(name).get_by_role("checkbox").check()

    def press(self, what: str) -> None:
        """A button for what is chosen, or for the unit that is open."""
        self.page.locator(f"main:not([hidden]) [data-what='{what}']").click()

    def say_who(self) -> None:
        self.page.get_by_label("审核人姓名").fill(REVIEWER)
        self.window.get_by_role("button", name="确定").click()

    def note(self, text: str) -> None:
        """Words for what is sent back, given in the window."""
        self.window.get_by_role("textbox").fill(text)
        self.window.get_by_role("button", name="退回").click()
        expect(self.window).to_be_hidden()

    def open(self, name: str) -> None:
        self.row(name).locator(".to-unit").click()
        expect(self.page.locator("#unit")).to_be_visible()
        expect(self.page.locator("#title")).to_have_text(name)

    def back(self) -> None:
        self.page.locator("#unit-back").click()
        expect(self.page.locator("#inbox")).to_be_visible()

    def fetch(self, name: str) -> Path:
        """A file that was made, from the window that shows it."""
        with self.page.expect_download() as download:
            self.window.get_by_role("button", name=re.compile(f"下载 .*{name}")).first.click()
        path: Path = download.value.path()
        return path

    def close(self) -> None:
        self.window.get_by_role("button", name="关闭").click()
        expect(self.window).to_be_hidden()
