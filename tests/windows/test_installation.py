"""From the kit to an installed tool and back, by every way that there is, with every Python that IT may supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from scripts.kit_texts import INSTALL, UNINSTALL
from tests.windows.prepare import PYTHONS
from tests.windows.unpacked import unpacked_kit
from tests.windows.wine import USER, Done, Machine
from xltool.setup.profile import SEND_TO_FILE, SHORTCUT_FILE

#: The one thing that is wrong on these machines.
NO_EXCEL: Final = "Excel：没有找到 Excel"
_ENTER: Final = "\r\n" * 3
#: Keys of the registry that Wine's own programs write while they run.
_OF_WINE: Final = re.compile(
    r"Volatile Environment|\\Wine\b|\\Windows\\CurrentVersion\\Explorer\\(Shell|User) "
)


def on_a_terminal(machine: Machine, kit: Path) -> tuple[Done, Done]:
    """A double click on 安装, and one on 卸载."""
    first = machine.on_terminal("cmd", "/c", INSTALL, folder=kit)
    assert_works(machine, first)
    return first, machine.on_terminal("cmd", "/c", UNINSTALL, folder=kit)


def redirected(machine: Machine, kit: Path) -> tuple[Done, Done]:
    """The batch files with their output redirected, as an IT department's script calls them: a pipe in GBK."""
    first = machine.run("cmd", "/c", INSTALL, folder=kit, answers=_ENTER)
    assert_works(machine, first)
    uninstaller = machine.windows(machine.root / "uninstall.cmd")
    last = machine.run("cmd", "/c", uninstaller, folder=kit, answers=_ENTER)
    machine.root.rmdir()  # empty: Wine's cmd still holds the batch file, which was deleted, while it takes the folder away
    return first, last


def silently(machine: Machine, kit: Path) -> tuple[Done, Done]:
    """The installer itself, with nobody to ask and nobody to read."""
    python = kit / "python" / "python.exe"
    first = machine.run(python, "-I", "install.py", folder=kit)
    assert_works(machine, first)
    return first, machine.run(python, "-I", "install.py", "--uninstall", folder=kit)


WAYS: Final = (("3.11", on_a_terminal), ("3.12", redirected), ("3.13", silently))


def test_every_python_has_its_way() -> None:
    assert [version for version, _ in WAYS] == list(PYTHONS)


@pytest.mark.parametrize(("version", "way"), WAYS)
def test_it_installs_works_and_leaves_nothing_behind(machine: Machine, version: str, way: object) -> None:
    kit = unpacked_kit(machine, version)
    files, registry = laid(machine), exported(machine)
    assert callable(way)
    installing, removing = way(machine, kit)
    assert f"Python 环境（Python {version}." in installing.out and "\ufffd" not in installing.out
    assert crosses(installing.out) == [NO_EXCEL]
    assert removing.code == 0 and not removing.errors, removing
    assert laid(machine) == files
    assert exported(machine) == registry


def assert_works(machine: Machine, installing: Done) -> None:
    """What an installed tool is: every file in its place, an examination without fault, a demonstration that runs."""
    assert installing.code == 0 and not installing.errors, installing
    roaming = machine.home / "AppData" / "Roaming" / "Microsoft"
    for path in (
        roaming / "Excel" / "XLSTART" / "xltool.xlam",
        roaming / "Excel" / "XLSTART" / "xltool-functions.xlam",
        roaming / "Windows" / "SendTo" / SEND_TO_FILE,
        roaming / "Windows" / "Start Menu" / "Programs" / SHORTCUT_FILE,
        machine.home / ".xltool" / "xltool.conf",
        machine.root / "uninstall.cmd",
    ):
        assert path.is_file(), path
    done = machine.xltool("doctor")
    assert done.code == 1 and not done.errors and crosses(done.out) == [NO_EXCEL], done
    assert USER in done.out
    folder = machine.drive / "演 示 (1)&2"
    done = machine.xltool("demo", machine.windows(folder))
    assert done.code == 0 and not done.errors, done
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def crosses(text: str) -> list[str]:
    """What an examination calls wrong, on a terminal (✗) or in GBK, which has another sign for it."""
    return [line[2:].strip() for line in text.splitlines() if line[:2] in ("✗ ", "× ")]


def laid(machine: Machine) -> set[str]:
    """Every file and folder of the user, of all users and beside them; the tests' own kit left out."""
    return set(_names(machine.drive / "users")) | {path.name for path in machine.drive.iterdir()}


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        yield str(path)


def exported(machine: Machine) -> list[str]:
    """The user's registry, key by key and value by value."""
    file = machine.drive / "windows" / "temp" / "registry.txt"
    machine.run("reg", "export", "HKCU", machine.windows(file), "/y")
    text = file.read_bytes().decode("utf-16")
    file.unlink()
    keys = text.split("\r\n\r\n")
    return [key for key in keys if not _OF_WINE.search(key.partition("\r\n")[0])]


def test_a_kit_that_was_not_copied_whole_says_so(machine: Machine) -> None:
    kit = unpacked_kit(machine, "3.11")
    next((kit / "wheels").glob("click-*")).unlink()
    done = machine.run("cmd", "/c", INSTALL, folder=kit, answers=_ENTER)
    assert done.code == 1 and "安装包不完整" in done.out + done.errors and "没有装好" in done.out
    assert not machine.root.exists()


def test_without_a_python_it_says_what_to_ask_for(machine: Machine) -> None:
    kit = unpacked_kit(machine, "3.11")
    (kit / "python").rename(kit / "away")
    done = machine.run("cmd", "/c", INSTALL, folder=kit, answers=_ENTER)
    assert done.code == 1 and "没有找到 64 位的 Python" in done.out and "请 IT" in done.out
    assert not machine.root.exists()


def test_without_an_installation_the_uninstaller_says_so(machine: Machine) -> None:
    kit = unpacked_kit(machine, "3.11")
    done = machine.run("cmd", "/c", UNINSTALL, folder=kit, answers=_ENTER)
    assert done.code == 1 and "没有安装 xltool" in done.out
