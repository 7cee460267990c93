"""One LibreOffice with a window for all tests of a process."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from functools import lru_cache

import pytest

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
