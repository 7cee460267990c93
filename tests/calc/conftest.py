"""One LibreOffice with a window for all tests of a process."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from examples.first_case import AS_FILED
from tests.calc.extension import built
from tests.calc.window import CalcWindow


@lru_cache(maxsize=1)
def _window() -> CalcWindow:
    made = CalcWindow(built())
    atexit.register(made.close)
    return made


@pytest.fixture
def window() -> Iterator[CalcWindow]:
    """LibreOffice on its screen, with no document open."""
    made = _window()
    yield made
    made.close_all()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The first case as it was filed, under a name with a blank."""
    return Path(shutil.copy(AS_FILED, tmp_path / "案 例.xlsx"))


@pytest.fixture
def filed(path: Path, tmp_path: Path) -> Path:
    """The same workbook as a file, for the verb on files."""
    return Path(shutil.copy(path, tmp_path / "文件.xlsx"))


@pytest.fixture
def document(window: CalcWindow, path: Path) -> Any:
    """The same workbook, open in LibreOffice."""
    return window.open(path)
