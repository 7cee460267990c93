"""Whether everybody can use the page: what axe-core finds, old browsers, a page twice as large, paper."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.on_page import DeskPage
from tests.desk.running import DeskProcess
from xltool.desk.pagefiles import page_files

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"

ESLINT = REPOSITORY / "node_modules" / ".bin" / "eslint"

#: What came after Chromium 80, on which 360 and the old Edge of some offices stand, and in which kind of file it is looked for.
TOO_NEW = {
    ".css": r":has\(|:is\(|:where\(|:focus-visible|\binset:|accent-color|aspect-ratio|color-mix|[^-]gap:|\bdvh\b|@layer|@container"
    r"|content-visibility|&:",
    ".html": r"\binert\b|popover|loading=",
}
#: The same of JavaScript, a statement each: eslint finds it (``eslint.config.mjs``; it looks at the page itself in ``scripts/test.sh``).
TOO_NEW_STATEMENTS = (
    "structuredClone({});",
    "[1].at(-1);",
    "'a'.replaceAll('a', 'b');",
    "Object.hasOwn({}, 'a');",
    "[1].findLast((each) => each);",
    "[1].toSorted();",
    "Promise.any([]);",
    "AbortSignal.timeout(5);",
    "crypto.randomUUID();",
    "document.body.replaceChildren();",
    "document.body.inert = true;",
    "document.body.ariaLabel = 'a';",
    "new Set([1]).union(new Set([2]));",
    "new Intl.Segmenter('zh');",
    "notDefined();",
)
TOO_NEW_SYNTAX = (
    "let a; a ??= 1;",
    "export const a = 1_000;",
    "await fetch('/');",
    "export class A { #b = 1; }",
)


def test_no_style_and_no_element_of_the_page_is_newer_than_chromium_80() -> None:
    found = {
        f"{address}: {match[0]}"
        for address, (content, kind) in page_files().items()
        for ending, pattern in TOO_NEW.items()
        if ending.removeprefix(".") in kind
        for match in re.finditer(pattern, content.decode(), re.MULTILINE)
    }
    assert found == set()


@pytest.mark.parametrize("text", ["a { gap: 1px }", "a:focus-visible {}"])
def test_what_is_newer_is_found(text: str) -> None:
    assert re.search(TOO_NEW[".css"], text, re.MULTILINE)


def _lines_that_eslint_refuses(script: str) -> set[int]:
    if not ESLINT.exists():
        pytest.fail("no eslint: bash scripts/test.sh installs it")
    ran = subprocess.run(
        [str(ESLINT), "--stdin", "--stdin-filename", "xltool/desk/page/new.js", "--format", "json"],
        input=script,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        check=False,
    )
    (file,) = json.loads(ran.stdout)
    return {each["line"] for each in file["messages"]}


def test_eslint_finds_what_is_newer() -> None:
    refused = _lines_that_eslint_refuses("\n".join(TOO_NEW_STATEMENTS))
    assert refused == set(range(1, len(TOO_NEW_STATEMENTS) + 1))
    known = "export const a = document.body?.firstChild ?? Object.fromEntries([[1, 2]]);\n"
    assert _lines_that_eslint_refuses(known) == set()


@pytest.mark.parametrize("script", TOO_NEW_SYNTAX)
def test_eslint_finds_newer_syntax(script: str) -> None:
    assert _lines_that_eslint_refuses(script) == {1}


def test_no_style_or_script_stands_within_the_page() -> None:
    page, _ = page_files()["/"]
    assert not re.search(rb"<style|style=|<script(?![^>]*src=)|\bon[a-z]+=|javascript:|https?:", page)
    for content, kind in page_files().values():
        if "javascript" in kind:
            assert not re.search(
                rb"\beval\(|new Function|\.style\b|outerHTML|insertAdjacentHTML|document\.write", content
            )


def test_no_selector_is_made_of_a_text() -> None:
    """The name of a sheet may hold a quotation mark, on which a selector breaks and with it the whole page."""
    for address, (content, _) in page_files().items():
        made = rb"(?:querySelector(?:All)?|matches|closest)\((?:`[^`]*\$\{|[^)]*\+)"
        assert not re.search(made, content), address


@pytest.mark.browser
def test_axe_finds_nothingserious(at: DeskPage) -> None:
    page = at.page
    if not AXE.is_file():
        pytest.fail("no axe-core: bash scripts/test.sh installs it")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for prepare in (_nothing, _finding, _editing, _asking, _home):
        prepare(at)
        assert serious(page) == [], prepare.__name__


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical. The colours of a form are its own."""
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
        if not (each["id"] == "color-contrast" and "data-address" in node["html"])
    ]


def _nothing(_: DeskPage) -> None:
    pass


def _finding(at: DeskPage) -> None:
    at.page.locator(".card", has_text="须说明").first.locator(".head").click()
    expect(at.page.get_by_label("说明", exact=True)).to_be_visible()


def _editing(at: DeskPage) -> None:
    at.edit(at.address("基本支出_本年决算"))


def _asking(at: DeskPage) -> None:
    at.page.keyboard.press("Escape")
    expect(at.press("采用建议得分").get_by_role("button", name="是")).to_be_visible()


def _home(at: DeskPage) -> None:
    at.say("否")
    at.ended()
    at.close()
    at.page.get_by_role("button", name="其他工作簿").click()
    expect(at.page.get_by_role("heading", name="选一个工作簿")).to_be_visible()


@pytest.mark.browser
def test_twice_as_large_nothing_is_cut_off_or_needs_two_ways_of_scrolling(
    page: Page, desk: DeskProcess
) -> None:
    at = DeskPage(page, desk)
    page.set_viewport_size({"width": 740, "height": 450})
    page.locator(".card .head").first.click()
    expect(page.locator(".card.chosen")).to_be_visible()
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
    for name in ("保存", "写邮件", "撤销"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    field = at.edit(at.address("基本支出_本年决算"))
    expect(field).to_be_in_viewport()


@pytest.mark.browser
def test_on_paper_stand_the_sheet_and_the_findings(at: DeskPage) -> None:
    page = at.page
    page.emulate_media(media="print")
    for hidden in ("#tools", "#tabs", "#save", ".status", "#filters"):
        expect(page.locator(hidden)).to_be_hidden()
    sheet, findings = (page.locator(each).bounding_box() for each in ("#sheets", "#findings"))
    assert sheet and findings and findings["y"] >= sheet["y"] + sheet["height"] - 1
    # the list is as long as its findings: nothing scrolls on paper
    assert page.evaluate(
        "(() => { const l = document.getElementById('list'); return l.scrollHeight <= l.clientHeight + 1; })()"
    )
