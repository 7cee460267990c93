"""The page in a real browser beside a real LibreOffice: what a person sees of both, and a click that leads from one to the other."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from examples.first_case import AS_FILED
from tests.calc.test_beside import way_in
from tests.calc.test_buttons import selected, steps
from tests.calc.window import CalcWindow, until
from tests.desk.conftest import chromium, opened
from tests.desk.running import running

pytestmark = [pytest.mark.libreoffice, pytest.mark.browser]
__all__ = ["chromium"]

#: Where pictures go for somebody to look at; nowhere by default.
PICTURES = os.environ.get("XLTOOL_PICTURES", "")
PATIENCE = 60_000


def test_a_finding_leads_to_its_cell_in_libreoffice(
    window: CalcWindow,
    tmp_path: Path,
    chromium: Browser,
) -> None:
    document = window.open(Path(shutil.copy(AS_FILED, tmp_path / "案 例.xlsx")))
    with running("--live", state=window.state) as desk, opened(chromium) as (page, wrong):
        page.set_viewport_size({"width": 620, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        window.click(document, "desk")
        page.goto(way_in(window))
        expect(page.locator("#title")).to_have_text("案 例.xlsx")
        expect(page.locator("#saved")).to_have_text("开在 LibreOffice 里")
        expect(page.locator("#save")).to_be_hidden()
        expect(page.locator("#sheets")).to_be_hidden()
        card = page.locator(".card").first
        card.locator(".head").click()
        expect(page.locator("#status")).to_contain_text("已在 LibreOffice 里选中")
        jump = page.locator(".card").first.locator(".jump").first
        address = (jump.get_attribute("title") or "").rpartition(" ")[2]
        jump.click()
        until(lambda: selected(document).address == address, "the cell to be selected")
        page.get_by_role("button", name="重新计算").click()
        box = page.locator("#errand")
        expect(box).to_contain_text("在职人员控制率 146.15%")
        box.get_by_role("button", name="关闭").click()
        expect(page.locator("#undo")).to_have_attribute("title", re.compile("撤销：重新计算"))
        # a figure that a finding accuses is written into its cell there
        card = page.locator(".card", has_text="三公经费").first
        card.locator(".head").click()
        field = page.locator(".card.chosen .amend input").first
        field.fill("1.5")
        address = (field.get_attribute("id") or "").removeprefix("amend-")
        field.press("Enter")
        expect(page.locator("#status")).to_contain_text("填写")
        sheet, _, cell = address.rpartition("!")
        assert document.Sheets.getByName(sheet).getCellRangeByName(cell).Value == 1.5
        if PICTURES:
            page.screenshot(path=Path(PICTURES, "beside-page.png"))
            window.picture(Path(PICTURES, "beside-calc.png"))
        page.locator("#undo").click()
        expect(page.locator("#undo")).to_have_attribute("title", re.compile("撤销：重新计算"))
        page.locator("#undo").click()
        until(lambda: steps(document) == [], "the step to be undone")
        assert wrong == []
        desk.stop()
