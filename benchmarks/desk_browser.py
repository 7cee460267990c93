"""``python -m benchmarks.desk_browser LEDGER UNITS``: the bureau's list of units in a real Chromium, in milliseconds of the clock.

LEDGER is one that ``benchmarks.desk_units --keep FOLDER`` made, UNITS a list of units (a table or CSV) or none. From the click
to the next picture: the next page, the last and the first, an order, a state. It is printed and held against nothing: what else the
computer does is in it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.desk.conftest import launched
from tests.desk.running import running

#: Milliseconds in which a list is gathered or a page comes, whatever else the computer does.
_PATIENCE: Final = 300_000
_TURNS: Final = 10
#: What is clicked, by what is said of it.
_CLICKS: Final = {
    "下一页": ["#page-on"] * _TURNS,
    "最后一页、第一页": ["#page-last", "#page-first"] * (_TURNS // 2),
    "排序": ["[data-sort=must]", "[data-sort=score]", "[data-sort=sent]", "[data-sort=name]"],
    "按状态筛选": ["[data-state='待改']", "[data-state='']", "[data-state='未报']", "[data-state='']"],
}
#: From a click until the rows were drawn anew and a picture was made of them.
_UNTIL_DRAWN: Final = """selector => new Promise(done => {
  const begun = performance.now();
  const drawn = new MutationObserver(() => {
    drawn.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  });
  drawn.observe(document.querySelector("#grid tbody"), { childList: true });
  document.querySelector(selector).click();
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("units", type=Path, nargs="?")
    said = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as own,
        running(said.ledger, state=Path(own)) as desk,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(_PATIENCE)
        page.goto(desk.address)
        page.locator("#grid tbody tr").first.wait_for()
        if said.units is not None:
            before = page.locator("#span").inner_text()
            page.locator("#units-file").set_input_files(said.units)
            page.locator("#span").filter(has_not_text=before).wait_for()
        _measure(page)
        browser.close()


def _measure(page: Page) -> None:
    print(page.locator("#span").inner_text())
    for title, clicks in _CLICKS.items():
        spent = [page.evaluate(_UNTIL_DRAWN, selector) for selector in clicks]
        print(f"  {title}：{statistics.median(spent):.0f} ms（最慢 {max(spent):.0f}）")


if __name__ == "__main__":
    main()
