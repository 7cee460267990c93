"""The small county: made once a module, and with a ledger of its own for a test that writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bureau.cases import copied, small
from tests.summary.county import County


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The county as its run left it."""
    return small(tmp_path_factory.mktemp("county"))


@pytest.fixture
def made(source: County, tmp_path: Path) -> County:
    """The same with a ledger that a test may write into."""
    return copied(source, tmp_path / "own")
