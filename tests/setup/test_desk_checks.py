"""What the doctor says of the page beside a workbook, with desks that really run, hang and were killed."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from tests.desk.running import Visitor, running
from tests.setup.profiles import SOURCE, assembled, lay_environment, lay_quickly, linux, tree, windows
from tests.setup.test_doctor import Table, examine, program
from xltool.errors import ProgramError
from xltool.setup import install as installer
from xltool.setup.check import Check, SetupState
from xltool.setup.desk_checks import desk_check
from xltool.setup.environment import Probe
from xltool.setup.profile import Profile

THERE = Probe("", "", "3.11.7", 64, None, ())


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return linux(tmp_path)


def of_the_desk(profile: Profile) -> Check:
    return desk_check(profile, THERE)


def test_nothing_runs_and_nothing_is_laid_down_by_looking(profile: Profile) -> None:
    check = of_the_desk(profile)
    assert check.state is SetupState.GOOD and "没有在运行" in check.found
    assert not profile.desk.exists()


def test_a_desk_that_runs_is_named_and_not_disturbed(profile: Profile) -> None:
    with running(state=profile.state) as desk:
        check = of_the_desk(profile)
        assert check.state is SetupState.GOOD and f"端口 {desk.port}" in check.found
        assert Visitor(desk).get("/api/books").status == 200, "its only key still opens"
        desk.stop()
    assert "没有在运行" in of_the_desk(profile).found


def test_one_that_was_killed_and_one_that_hangs(profile: Profile) -> None:
    with running(state=profile.state) as desk:
        os.kill(desk.pid, signal.SIGSTOP)
        try:
            check = of_the_desk(profile)
        finally:
            os.kill(desk.pid, signal.SIGCONT)
        assert check.state is SetupState.BAD and "没有回应" in check.found and "重新登录" in check.step
        desk.kill()
    check = of_the_desk(profile)
    assert check.state is SetupState.GOOD and "没有正常结束" in check.found
    with running(state=profile.state):  # looking left no lock behind
        assert "正在运行" in of_the_desk(profile).found


def test_a_folder_that_cannot_be_written(profile: Profile) -> None:
    (profile.desk / "desk.lock").mkdir(parents=True)
    check = of_the_desk(profile)
    assert check.state is SetupState.BAD and "不能写入" in check.found and check.step


def test_an_installation_without_the_extra(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    list(installer.install(profile, SOURCE, lay_environment, assembled))
    (package,) = profile.environment.rglob("site-packages/starlette")
    package.unlink()
    check = examine(profile, {})["工作台"]
    assert check.state is SetupState.BAD and "starlette" in check.found and "xltool install" in check.step


def test_excel_and_wps(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    assert "接得上打开着的 Excel" in desk_check(profile, THERE).found
    check = desk_check(profile, THERE._replace(live=False))
    assert check.state is SetupState.BAD and "pywin32" in check.found and check.step
    table: Table = {r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe": {"": str(program(tmp_path))}}  # fmt: skip
    assert "工作台接 WPS" not in examine(profile, table)
    check = examine(profile, {**table, r"HKCU\Software\Kingsoft\Office": {"x": "y"}})["工作台接 WPS"]
    assert check.state is SetupState.UNKNOWN and "试行" in check.found and check.step


def test_nothing_is_uninstalled_while_the_page_is_open_and_then_nothing_is_left(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    profile.state.parent.mkdir()
    before = tree(tmp_path)
    list(installer.install(profile, SOURCE, lay_quickly, assembled))
    with running(state=profile.state) as desk:
        with pytest.raises(ProgramError, match="工作台还开着"):
            list(installer.uninstall(profile))
        assert profile.desktop_file.exists() and profile.record.exists()
        desk.kill()
    assert (profile.desk / "desk.json").exists()
    list(installer.uninstall(profile))
    assert tree(tmp_path) == before


def test_a_copy_that_was_not_saved_is_the_persons(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    list(installer.install(profile, SOURCE, lay_quickly, assembled))
    book = Path(shutil.copy(AS_FILED, tmp_path / "自评.xlsx"))
    with running(book, state=profile.state) as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        told = {"key": "XT311|在职人员控制率", "text": "编制尚未核定到位", "revision": view["revision"]}
        assert "error" not in visitor.post(f"/api/books/{view['id']}/reason", **told).json
        desk.stop()
    assert any("没保存" in line for line in installer.uninstall(profile))
    left = {path.name for path in profile.desk.rglob("*") if path.is_file()}
    assert "自评.xlsx" in left and not left & {"desk.lock", "desk.json", "desk.html"}
