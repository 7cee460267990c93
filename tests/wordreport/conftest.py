from __future__ import annotations

from pathlib import Path

import pytest

from examples.first_case import AS_FILED, CORRECTED

from .word import made


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report of the first case as filed."""
    path = tmp_path / "报告.docx"
    made(path, AS_FILED)
    return path


@pytest.fixture
def corrected() -> Path:
    return CORRECTED
