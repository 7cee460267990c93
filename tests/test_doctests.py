"""The examples of the public API say what happens: they are run, and every public name has one."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import xltool


def _examples() -> doctest.DocTest:
    (found,) = (test for test in doctest.DocTestFinder().find(xltool, "xltool") if test.examples)
    return found


def test_every_example_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = _examples()
    examples.globs = {"xltool": xltool}
    said: list[str] = []
    result = doctest.DocTestRunner().run(examples, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)


def test_every_public_name_has_an_example() -> None:
    shown = "".join(example.source for example in _examples().examples)
    assert [name for name in xltool.__all__ if f"xltool.{name}" not in shown] == []
