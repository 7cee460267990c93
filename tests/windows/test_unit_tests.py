"""The unit tests of files, encodings, locks and streams once more, in a Python for Windows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.windows.wine import Machine

_CHECKOUT: Final = Path(__file__).parents[2]
#: What concerns paths, code pages, locks, replaced files and other processes, and can be run without a Linux desktop.
CONCERNED: Final = (
    ("tests/inside_windows",),
    ("tests/book/test_file.py", "tests/book/test_locks.py", "tests/book/test_windows_names.py", "tests/book/test_archive.py"),
    ("tests/book/test_encodings.py", "tests/book/test_bad_files.py", "tests/book/test_before_images.py"),
    ("tests/test_streams.py", "tests/test_programs.py", "tests/sent"),
    ("tests/review/test_undo_copy.py", "tests/sent/test_mail.py"),
)  # fmt: skip
#: What needs another program of Linux'.
_NOT_HERE: Final = "not libreoffice and not ooxml"
_MAIL_PROGRAM: Final = "--deselect=tests/sent/test_mail.py::test_another_client_reads_it"


@pytest.mark.parametrize("files", CONCERNED, ids=lambda files: files[0])
def test_they_pass_in_a_python_for_windows(machine: Machine, files: tuple[str, ...]) -> None:
    options = ("-q", "-p", "no:cacheprovider", "--tb=short", "-W", "ignore", _MAIL_PROGRAM, "-m", _NOT_HERE)
    command = (machine.testing, "-X", "utf8", "-m", "pytest", *options, *files)
    done = machine.run(*command, folder=_CHECKOUT, encoding="utf-8", patience=600)
    assert done.code == 0, done.out[-6000:] + done.errors[-2000:]
    (passed,) = re.findall(r"(\d+) passed", done.out)
    assert int(passed) >= 5
