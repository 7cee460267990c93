"""Workbooks to review: the sound one of the rule pages and the first case as filed and corrected, each built once."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.first_case import figures
from templatebuild.build import build

BASE = Path(__file__).parents[1] / "rules" / "base.toml"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("review")
    build(folder / "sound.xlsx", values=tomllib.loads(BASE.read_text(encoding="utf-8")))
    build(folder / "case.xlsx", values=figures())
    build(folder / "corrected.xlsx", values=figures(corrected=True))
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture
def book(built: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """A fresh copy of one of them."""
    return lambda name: Path(shutil.copy(built[name], tmp_path))
