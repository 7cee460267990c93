"""A text that says one thing again and again, as a broken converter or a slipped key leaves it, is read to its end."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

#: Characters of a run: a sixth of the longest text that is read. What looked at all of it from each place took an hour.
_LENGTH: Final = 19_000
#: No limit on speed: a run takes two seconds.
_HANGS: Final = 240.0
_READ: Final = """
import sys
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.prose.reading import read_sentences
unit, count = sys.argv[1], int(sys.argv[2])
for front in ("", "资阳市财政局2022年度自评报告\\n"):
    read = read_sentences(read_text(front + unit * count + "。\\n全年总支出1,388.92万元。", "报告"), "2022", "资阳市财政局")
    assert any(figure.text == "1,388.92万元" for sentence in read for figure in sentence.figures)
print("read")
"""


@pytest.mark.parametrize(
    "unit", ["支出", "9", " ", "：", "1,", "养老保险、", "中央", "调整后的", "1\n", "项目 1 2\n"]
)
def test_a_run_is_read_to_its_end(unit: str) -> None:
    command = [sys.executable, "-c", _READ, unit, str(_LENGTH // len(unit))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_HANGS, check=True)
    assert done.stdout.strip() == "read"


@pytest.mark.parametrize("unit", ["：", "(万元)"])
def test_a_label_that_never_ends_is_looked_at_to_its_end(unit: str) -> None:
    code = "import sys; from xltool.intake.forms.labels import key; print(len(key('预算' + sys.argv[1] * 60_000 + '数')))"
    done = subprocess.run(
        [sys.executable, "-c", code, unit], capture_output=True, text=True, timeout=_HANGS, check=True
    )
    assert int(done.stdout) > 60_000
