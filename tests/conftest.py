"""What tests of several rooms share."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.excel.bed import Bed

# no test measures time, and a busy machine is no fault of what is tested: as hypothesis itself has it where CI is set
hypothesis.settings.register_profile(
    "unhurried",
    hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
if hypothesis.settings.get_current_profile_name() == "default":
    hypothesis.settings.load_profile("unhurried")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A failure is told where it happens: of a run that is stopped before its summary nothing else would be known."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\nFAILED {report.nodeid} ({report.when})\n{report.longreprtext[-3000:]}", flush=True)


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bed]:
    """The test bed with no workbook open; what the program keeps for its user lies in the test's own folder.

    What is asked before the first write of a day was asked already.
    """
    from tests.excel.bed import bed

    monkeypatch.setenv("XLTOOL_STATE", str(tmp_path / "state"))
    asked = tmp_path / "state" / "undo" / "asked.txt"
    asked.parent.mkdir(parents=True)
    asked.write_text(datetime.date.today().isoformat())
    made = bed()
    yield made
    made.close_all()
