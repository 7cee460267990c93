"""What the doctor says of the page beside a workbook, with desks that really run, hang and were killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.desk.running import Visitor, running
from tests.setup.profiles import SOURCE, assembled, lay_environment, linux, windows
from tests.setup.test_doctor import Table, examine, program
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
