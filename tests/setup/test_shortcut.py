"""The entry of Windows' start menu as a file: read back, left to Windows to write into, put back. Windows makes it under Wine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.setup.profiles import SOURCE, assembled, lay_quickly, shortcut, windows
from tests.setup.test_doctor import examine
from xltool.setup import install as installer
from xltool.setup.check import SetupState
from xltool.setup.profile import Profile
from xltool.setup.shortcut import ARGUMENTS, make_shortcut, read_shortcut

SUBJECT = "开始菜单里的“绩效自评工作台”"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = windows(tmp_path)
    install(made)
    return made


def install(profile: Profile) -> list[str]:
    return list(installer.install(profile, SOURCE, lay_quickly, assembled))


def test_its_texts_are_read_and_nothing_else_is_taken_for_one() -> None:
    found = read_shortcut(shortcut())
    assert found is not None and found.ours and found.arguments == ARGUMENTS and not found.folder
    other = read_shortcut(shortcut("/e,C:\\文件"))
    assert other is not None and not other.ours and other.arguments == "/e,C:\\文件"
    for data in (b"", b"MZ", shortcut()[:0x4D], b"[InternetShortcut]\r\nURL=file:///c:/"):
        assert read_shortcut(data) is None


def test_what_windows_writes_into_it_does_not_make_it_anothers(profile: Profile) -> None:
    profile.shortcut.write_bytes(shortcut(more=b"tracked"))
    assert examine(profile, {})[SUBJECT].state is SetupState.GOOD
    assert any(line.startswith("✓ 开始菜单") for line in install(profile))
    profile.shortcut.write_bytes(shortcut(more=b"tracked again"))
    list(installer.uninstall(profile))
    assert not profile.shortcut.exists() and profile.shortcut.parent.is_dir()


def test_another_of_that_name_is_put_back_or_left(tmp_path: Path) -> None:
    profile, theirs = windows(tmp_path), shortcut("theirs")
    profile.shortcut.write_bytes(theirs)
    install(profile)
    profile.shortcut.write_bytes(shortcut(more=b"tracked"))
    install(profile)
    list(installer.uninstall(profile))
    assert profile.shortcut.read_bytes() == theirs
    install(profile)
    profile.shortcut.write_bytes(shortcut("of somebody who liked another one"))
    assert any("没有覆盖" in line for line in install(profile))
    assert examine(profile, {})[SUBJECT].state is SetupState.UNKNOWN
    assert any("没有删除" in line and profile.shortcut.name in line for line in installer.uninstall(profile))


def test_one_of_ours_of_which_no_record_is_left_goes_too(profile: Profile) -> None:
    profile.record.unlink()
    profile.shortcut.write_bytes(shortcut(more=b"tracked"))
    install(profile)
    list(installer.uninstall(profile))
    assert not profile.shortcut.exists()


def test_where_it_is_gone_or_cannot_be_made_it_is_said(profile: Profile, tmp_path: Path) -> None:
    profile.shortcut.unlink()
    check = examine(profile, {})[SUBJECT]
    assert check.state is SetupState.BAD and "安装.cmd" in check.step
    for interpreter in (tmp_path / "none", profile.interpreter(profile.environment)):  # which cannot run
        made = make_shortcut(interpreter)
        assert made.data is None and "发送到" in made.why
