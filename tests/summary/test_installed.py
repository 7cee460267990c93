"""Whoever lacks what writes the summary is told how to get it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: In a process of its own, into which nothing was loaded before.
_WITHOUT = """
import sys
from pathlib import Path
sys.modules["xlsxwriter"] = None
from xltool.errors import ProgramError
from xltool.summary.installed import write_summary
from xltool.summary.wanted import Wanted
try:
    write_summary(Wanted(Path("账本.sqlite")), Path("汇总"), csv=sys.argv[1] == "csv")
except ProgramError as error:
    print(ascii(str(error)))
"""


@pytest.mark.parametrize("kind", ["csv", "workbook"])
def test_what_is_not_installed_is_one_sentence(tmp_path: Path, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _WITHOUT, kind],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.strip() == ascii("汇总要用的组件没有安装：请运行 pip install 'xltool[bureau]'。")
