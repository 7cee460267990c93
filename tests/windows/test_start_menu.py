"""绩效自评工作台 in the start menu: what Windows reads in it, a click, and a workbook dropped on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from examples.first_case import AS_FILED
from tests.calc.window import until
from tests.desk.running import Visitor
from tests.windows.desk import desk_folder, desks, end_desks, led_to
from tests.windows.wine import Machine
from xltool.setup.shortcut import ARGUMENTS

#: Tells what stands in the shortcut, found and read by the Shell alone.
_READS: Final = """
import json, os, pythoncom
from win32com.shell import shell, shellcon
path = os.path.join(shell.SHGetFolderPath(0, shellcon.CSIDL_PROGRAMS, 0, 0), "绩效自评工作台.lnk")
link = pythoncom.CoCreateInstance(shell.CLSID_ShellLink, None, 1, shell.IID_IShellLink)
link.QueryInterface(pythoncom.IID_IPersistFile).Load(path)
print(json.dumps([path, link.GetPath(0)[0], link.GetArguments(), link.GetWorkingDirectory(), link.GetIconLocation()]))
"""
#: Opens it as the Explorer does: what was dropped on it comes behind its own arguments.
_OPENS: Final = """
import sys
from win32com.shell.shell import ShellExecuteEx
ShellExecuteEx(lpFile=sys.argv[1], lpParameters=" ".join('"%s"' % each for each in sys.argv[2:]), nShow=1)
"""


@pytest.fixture
def shortcut(installed: Machine) -> Iterator[str]:
    yield installed.windows(
        installed.home.joinpath("AppData/Roaming/Microsoft/Windows/Start Menu/Programs", "绩效自评工作台.lnk")
    )
    end_desks(installed)


def opened(machine: Machine, shortcut: str, *dropped: str) -> Visitor:
    script = machine.drive / "open.py"
    script.write_text(_OPENS, encoding="utf-8")
    # a button pressed before leaves the way into a desk that has ended since
    desk_folder(machine).joinpath("desk.html").unlink(missing_ok=True)
    assert machine.start(machine.python, "-I", script, shortcut, *dropped, more={}) == 0
    return Visitor(led_to(machine))


def test_it_is_where_windows_looks_and_says_what_it_should(installed: Machine, shortcut: str) -> None:
    done = installed.run(installed.python, "-I", "-X", "utf8", "-c", _READS, encoding="utf-8")
    assert done.code == 0, done
    path, target, arguments, folder, icon = json.loads(done.out)
    program = installed.windows(installed.python.with_name("pythonw.exe"))
    assert (path, target.lower(), arguments) == (shortcut, program.lower(), ARGUMENTS)
    assert folder == installed.windows(installed.home) and icon[1] == 0
    assert installed.drive.joinpath(*icon[0].split("\\")[1:]).is_file()


@pytest.mark.parametrize("name", ["自评&表.xlsx", "自评 (1)&2 100%.xlsx", "a&calc&b.xlsx"])
def test_a_workbook_that_is_dropped_on_it_is_opened(installed: Machine, shortcut: str, name: str) -> None:
    folder = installed.drive / "拖 放&(1)"
    folder.mkdir(exist_ok=True)
    book = Path(shutil.copy(AS_FILED, folder / name))
    visitor = opened(installed, shortcut, installed.windows(book))
    view = visitor.open(name)
    assert view["title"] == name and len(view["findings"]) > 10 and view["sheets"]


def test_a_click_lists_what_is_open_and_a_second_one_joins(installed: Machine, shortcut: str) -> None:
    first = opened(installed, shortcut)
    listed = first.get("/api/books").json
    assert listed["books"] == [] and "LibreOffice" in str(listed["hints"])
    second = opened(installed, shortcut)
    assert (second.desk.port, second.cookie) == (first.desk.port, first.cookie)
    until(lambda: len(desks(installed)) == 1, "the second one to have handed over", 120)
