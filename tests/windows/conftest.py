"""Machines for the tests under Wine. Without scripts/test_windows.sh, which says where they lie, nothing is collected here."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.windows.prepare import template_machine
from tests.windows.unpacked import unpacked_kit
from tests.windows.wine import Machine, copied

_WORK: Final = os.environ.get("XLTOOL_WINE_FOLDER", "")

collect_ignore_glob = [] if _WORK or sys.platform == "win32" else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wine)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine on which nothing was installed yet, its user logged on."""
    yield from _logged_on(tmp_path / "prefix")
    shutil.rmtree(tmp_path / "prefix")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which xltool was installed from the kit, without a person at the screen."""
    for machine in _logged_on(tmp_path_factory.mktemp("installed") / "prefix"):
        folder = unpacked_kit(machine, "3.11")
        done = machine.run(folder / "python" / "python.exe", "-I", "install.py", folder=folder)
        assert done.code == 0, done
        yield machine


@pytest.fixture(scope="session")
def scripts(installed: Machine) -> Path:
    """The programs that stand for Excel, on the machine."""
    return Path(shutil.copytree(Path(__file__).with_name("excel"), installed.drive / "仿 Excel"))


def _logged_on(prefix: Path) -> Iterator[Machine]:
    machine = copied(template_machine(Path(_WORK)), prefix)
    machine.log_on()
    try:
        yield machine
    finally:
        machine.log_off()
