"""One Chromium for all tests of a process, a page of its own for each, and what went wrong on it."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from examples.first_case import AS_FILED
from tests.desk.on_page import DeskPage
from tests.desk.running import DeskProcess, running

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def launched(playwright: Playwright) -> Browser:
    """The distribution's browser, without a window."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail("no Chromium: bash scripts/test.sh installs one")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--lang=zh-CN"])


@cache
def _browser() -> Browser:
    """One for the process: a second one cannot be started beside it, and tests of other folders use it too."""
    playwright = sync_playwright().start()
    browser = launched(playwright)
    atexit.register(playwright.stop)
    atexit.register(browser.close)  # the last one registered comes first
    return browser


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """The distribution's browser; without one the test fails, since nothing else can judge a page."""
    return _browser()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which nothing may be said in the console and no request may leave this computer."""
    with opened(chromium) as (made, wrong):
        yield made
    assert wrong == []


@pytest.fixture
def left_page(chromium: Browser) -> Iterator[Page]:
    """A page whose server goes away, of which the browser itself speaks in the console."""
    with opened(chromium) as (made, wrong):
        yield made
    # 401: the next server at the same address asks that somebody enters anew
    assert [line for line in wrong if "ERR_CONNECTION" not in line and "401" not in line] == []


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The first case as it was filed, in a folder of its own."""
    return Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))


@pytest.fixture
def desk(book: Path, tmp_path: Path) -> Iterator[DeskProcess]:
    """A desk with that workbook."""
    with running(book, state=tmp_path / "own") as started:
        yield started


@pytest.fixture
def at(page: Page, desk: DeskProcess) -> Iterator[DeskPage]:
    """The page of that desk, closed before the desk ends."""
    with closing(page):
        yield DeskPage(page, desk)


@contextmanager
def opened(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what is wrong with it so far."""
    context = chromium.new_context(
        viewport={"width": 1480, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    made = context.new_page()
    wrong = watched(made)
    context.on("page", lambda another: wrong.extend(watched(another)))
    yield made, wrong
    context.close()


def watched(page: Page) -> list[str]:
    """Whatever a page says in its console, asks of another computer, or fails at; filled while it lives."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on(
        "response",
        lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("http://127.0.0.1:", "blob:")) else wrong.append(request.url)
        ),
    )
    return wrong
