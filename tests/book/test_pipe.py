"""The pipe to LibreOffice: requests out, answers in, and nothing else."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from xltool.book.live.pipe import CalcRefusalError, Pipe, PipeClosedError

FAKE = """\
import sys
from xltool.book.live.pipe import standard_pipe
pipe = standard_pipe()
print("something that a library prints")
sys.stdout.write("and something else")
assert pipe.ask("used", sheet="自评表") == [1, 1, 2, 2]
"""


def asked(*answers: object) -> tuple[Pipe, io.BytesIO]:
    sent = io.BytesIO()
    lines = (line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in answers)
    return Pipe(sent, io.BytesIO(b"".join(lines))), sent


def test_a_request_is_one_line_of_ascii() -> None:
    pipe, sent = asked({"id": 1, "answer": "甲\n乙"}, {"id": 2, "answer": None})
    assert pipe.ask("tell", text="丙\n丁") == "甲\n乙"
    assert pipe.ask("release") is None
    first, second, rest = sent.getvalue().split(b"\n")
    assert first.isascii() and json.loads(first) == {"id": 1, "do": "tell", "text": "丙\n丁"}
    assert json.loads(second) == {"id": 2, "do": "release"} and rest == b""


@pytest.mark.parametrize(
    "answer", [{"id": 2, "answer": 1}, {"answer": 1}, {"id": 1, "error": "DisposedException: "}]
)
def test_another_requests_answer_or_a_refusal_is_no_answer(answer: object) -> None:
    with pytest.raises(CalcRefusalError):
        asked(answer)[0].ask("about")


@pytest.mark.parametrize("answer", [b"", b'{"id": 1, "answer": [1, 2'])
def test_an_end_in_the_middle_is_an_end(answer: bytes) -> None:
    with pytest.raises(PipeClosedError):
        asked(answer)[0].ask("about")


def test_what_is_printed_does_not_get_into_the_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", FAKE],
        input=b'{"id": 1, "answer": [1, 1, 2, 2]}\n',
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == {"id": 1, "do": "used", "sheet": "自评表"}
    assert b"a library prints" in done.stderr and b"something else" in done.stderr


def test_the_other_end_gone_ends_the_program_silently() -> None:
    command = [sys.executable, "-I", "-m", "xltool.addin.calc", "recalculate"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"") and json.loads(done.stdout)["do"] == "about"


def test_a_click_loads_nothing_of_excel() -> None:
    script = "import sys, xltool.addin.calc, xltool.addin.buttons.review; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "xltool.verbs.recalc" in loaded
    assert not {"xlwings", "click", "uno", "openpyxl", "xltool.addin.buttons.desk"} & loaded
