"""绩效自评工作台 as the menu starts it: the browser is opened on a page that leads in, or a box says what is wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlparse

from examples.first_case import AS_FILED
from tests.setup.test_launch import desktop_command
from xltool.setup.launchers import COMMAND_LINE, desk_desktop_text, desk_send_to_text
from xltool.setup.open_desk import open_desk
from xltool.setup.profile import DESK_SEND_TO_FILE

from .profiles import REPOSITORY, windows


def test_the_menu_opens_the_browser_on_a_page_that_leads_in(tmp_path: Path) -> None:
    book = tmp_path / "自评 & 表.xlsx"
    shutil.copy(AS_FILED, book)
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{told}.new" && mv "{told}.new" "{told}"\n')
    browser.chmod(0o755)
    command = desktop_command(desk_desktop_text(Path(sys.executable)).decode(), [book])
    assert command[1:4] == ["-I", "-m", "xltool.setup.open_desk"]
    environment = {**os.environ, "XLTOOL_STATE": str(tmp_path / "own"), "BROWSER": f"{browser} %s"}
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=tmp_path)
    try:
        for _ in range(600):
            if told.exists():
                break
            time.sleep(0.1)
        page = Path(unquote(urlparse(told.read_text()).path))
        assert page == tmp_path / "own" / "desk" / "desk.html"
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/enter\?key=[\w-]+", page.read_text("utf-8"))
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
    finally:
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=60) == 0


def test_what_is_wrong_is_said_in_a_box(tmp_path: Path) -> None:
    said: list[str] = []
    assert open_desk([tmp_path / "没有.xlsx"], said.append) == 2
    assert len(said) == 1 and said[0].startswith("找不到") and said[0].endswith("。")


def test_the_entry_of_the_explorer_hands_over_what_it_was_given(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    text = desk_send_to_text(profile, profile.interpreter(profile.environment)).decode("gbk")
    assert "-I -m xltool.setup.open_desk" in text and f'set "{COMMAND_LINE}=' in text
    script = "import os, sys; from xltool.setup import open_desk as o; o.open_desk = lambda files, tell: print(*files, sep='|'); o.main()"
    line = f'cmd /c ""C:\\a\\SendTo\\{DESK_SEND_TO_FILE}" D:\\a&b.xlsx "D:\\c d.xlsx""'
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, COMMAND_LINE: line, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "D:\\a&b.xlsx|D:\\c d.xlsx"
