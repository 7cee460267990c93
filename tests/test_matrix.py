"""The matrix of Pythons and packages is the one that pyproject.toml promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.matrix import CHECKOUT, PYTHONS, QUICK, find_python, lowest, main

PROJECT = CHECKOUT / "pyproject.toml"


def test_every_python_that_is_promised_is_tried() -> None:
    promised = re.findall(
        r'"Programming Language :: Python :: (3\.\d+)"', PROJECT.read_text(encoding="utf-8")
    )
    assert tuple(promised) == PYTHONS


def test_the_lowest_packages_are_pinned_each() -> None:
    pins = lowest(PROJECT)
    assert {"click", "python-calamine", "xlwings", "cryptography", "keyring"} <= {
        pin.partition("==")[0] for pin in pins
    }
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", pin) for pin in pins)


def test_the_quick_part_is_there() -> None:
    assert all((CHECKOUT / each).exists() for each in QUICK if each.startswith("tests/"))


def test_an_interpreter_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert find_python("3.12") is None
    assert main(["--python", "3.12", "--packages", "newest"]) == 1
    assert "Python 3.12, newest packages: no interpreter found" in capsys.readouterr().out
