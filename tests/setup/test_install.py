"""``xltool install`` for a simulated user: laid down, repeated, interrupted, changed by others, and taken away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings
from oletools.olevba import VBA_Parser

from tests.setup.profiles import (
    CALC,
    REPOSITORY,
    SHEET,
    SOURCE,
    assembled,
    lay_environment,
    lay_quickly,
    linux,
    refused,
    tree,
    windows,
)
from xltool import __version__
from xltool.book.file.saving import take_place
from xltool.errors import ProgramError
from xltool.resources import addin_path
from xltool.setup import environment as environments
from xltool.setup import install as installer
from xltool.setup.associations import default_program
from xltool.setup.plan import FileContent
from xltool.setup.profile import Profile
from xltool.setup.records import read_records
from xltool.setup.settings import read_settings, with_settings, without_settings

Lay = Callable[[Path], Profile]
PYTHON = r"%LOCALAPPDATA%\xltool\venv\Scripts\python.exe"


def install(profile: Profile) -> list[str]:
    return list(installer.install(profile, SOURCE, lay_quickly, assembled))


def uninstall(profile: Profile) -> list[str]:
    return list(installer.uninstall(profile))


def laid(profile: Profile, folder: Path) -> set[str]:
    """What was laid down, without the inside of the environment."""
    inside = str(profile.environment.relative_to(folder))
    return {name for name in tree(folder) if not name.startswith(f"{inside}/")}


# Where things go


def test_windows_gets_addins_settings_and_a_send_to_entry(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    before = laid(profile, tmp_path)
    said = install(profile)
    home = "Users/会计 & 张 三"
    excel = f"{home}/AppData/Roaming/Microsoft/Excel/XLSTART"
    assert laid(profile, tmp_path) - before == {
        f"{home}/.xltool",
        f"{home}/.xltool/xltool.conf",
        excel,
        f"{excel}/xltool.xlam",
        f"{excel}/xltool-functions.xlam",
        f"{home}/AppData/Roaming/Microsoft/Windows/SendTo/绩效自评-重新计算.cmd",
        f"{home}/AppData/Roaming/Microsoft/Windows/SendTo/绩效自评-工作台.cmd",
        f"{home}/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/绩效自评工作台.lnk",
        f"{home}/AppData/Local/xltool",
        f"{home}/AppData/Local/xltool/venv",
        f"{home}/AppData/Local/xltool/libreoffice.json",
        f"{home}/AppData/Local/xltool/uninstall.cmd",
        f"{home}/AppData/Local/xltool/installed.json",
    }
    assert (profile.start_folder / "xltool.xlam").read_bytes() == addin_path().read_bytes()
    assert all(line.startswith(("✓", "－")) for line in said)


def test_the_settings_are_what_xlwings_reads(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    install(profile)
    assert profile.addin_settings.read_bytes() == (
        f'"INTERPRETER_WIN","{PYTHON}"\r\n'
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
        '"UDF MODULES","xltool.addin.functions"\r\n'
    ).encode("ascii")
    assert Path(expanded(profile, PYTHON)) == profile.interpreter(profile.environment)


def expanded(profile: Profile, text: str) -> str:
    """A Windows text with its ``%NAME%`` variables replaced by this profile's, as Excel does."""
    for name, value in profile.variables.items():
        text = text.replace(f"%{name}%", value)
    return text if os.sep == "\\" else text.replace("\\", "/")


def test_the_interpreter_in_the_settings_runs(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    list(installer.install(profile, SOURCE, lay_environment, assembled))
    found = environments.probe(Path(expanded(profile, PYTHON)))
    assert found is not None and found.xltool == __version__


def test_linux_gets_an_entry_in_open_with(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    before = laid(profile, tmp_path)
    install(profile)
    home = "home/会计 & 张 三"
    assert {name for name in laid(profile, tmp_path) - before if (tmp_path / name).is_file()} == {
        f"{home}/.config/mimeapps.list",
        f"{home}/.local/share/applications/xltool.desktop",
        f"{home}/.local/share/applications/xltool-desk.desktop",
        f"{home}/.local/share/xltool/installed.json",
        f"{home}/.local/share/xltool/libreoffice.json",
    }
    assert (
        profile.associations.read_text("utf-8") == f"[Added Associations]\n{SHEET}={CALC};xltool.desktop;\n"
    )


def test_what_the_environment_needs_is_all_that_is_asked_for(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    found = lay_environment(profile.environment, profile.interpreter(profile.environment))
    assert found.large == () and found.xlwings and found.addin == addin_path()


def test_a_system_that_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltool.setup.profile import this_profile

    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ProgramError, match="只支持 Windows 和 Linux"):
        this_profile()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("HOME")
    with pytest.raises(ProgramError, match="HOME"):
        this_profile()


def test_a_python_from_the_shop_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from xltool.setup.profile import this_profile

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        sys, "base_prefix", r"D:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12"
    )
    for name in ("USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "D:")
    with pytest.raises(ProgramError, match="微软商店版"):
        this_profile()


# Again, and away


@pytest.mark.parametrize("lay", [windows, linux])
def test_twice_is_as_once(tmp_path: Path, lay: Lay) -> None:
    profile = lay(tmp_path)
    install(profile)
    before = tree(tmp_path)
    said = install(profile)
    assert tree(tmp_path) == before
    assert all("已是最新" in line or line.startswith("－") for line in said[1:])


@pytest.mark.parametrize("lay", [windows, linux])
def test_uninstall_leaves_no_trace(tmp_path: Path, lay: Lay) -> None:
    profile = lay(tmp_path)
    before = tree(tmp_path)
    install(profile)
    install(profile)
    uninstall(profile)
    assert tree(tmp_path) == before
    assert uninstall(profile) == ["没有安装记录，没有什么要卸载的。"]


@pytest.mark.parametrize("lay", [windows, linux])
def test_a_dry_run_changes_nothing(tmp_path: Path, lay: Lay) -> None:
    profile = lay(tmp_path)
    before = tree(tmp_path)
    said = list(installer.planned(profile, SOURCE))
    assert tree(tmp_path) == before
    install(profile)
    files = [name for name in read_records(profile.record).files if not name.endswith("installed.json")]
    assert files and all(any(name in line for line in said) for name in files)
    before = tree(tmp_path)
    said = list(installer.planned_removal(profile))
    assert tree(tmp_path) == before
    assert all(any(name in line for line in said) for name in files)


class InterruptedRunError(Exception):
    """The power went."""


def interrupt(monkeypatch: pytest.MonkeyPatch, number: int, afterwards: bool) -> None:
    """Let the process die at the n-th file that is put into its place."""
    replace, count = take_place, iter(range(1, 1000))

    def dying(new: Path, target: Path) -> None:
        last = next(count) == number
        if last and not afterwards:
            raise InterruptedRunError
        replace(new, target)
        if last:
            raise InterruptedRunError

    monkeypatch.setattr("xltool.setup.writing.take_place", dying)


@pytest.mark.parametrize("lay", [windows, linux])
def test_it_may_be_interrupted_anywhere(tmp_path: Path, lay: Lay) -> None:
    number, interruptions = 0, 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        profile = lay(folder)
        before = tree(folder)
        finished = False
        for afterwards in (False, True):
            with pytest.MonkeyPatch.context() as patch:
                interrupt(patch, number, afterwards)
                try:
                    install(profile)
                    finished = True
                except InterruptedRunError:
                    interruptions += 1
            uninstall(profile)
            assert tree(folder) == before
            with pytest.MonkeyPatch.context() as patch:
                interrupt(patch, number, afterwards)
                try:
                    install(profile)
                except InterruptedRunError:
                    install(profile)
            uninstall(profile)
            assert tree(folder) == before
        if finished:
            break
    assert interruptions >= 8


def test_a_half_made_environment_is_made_anew(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    before = tree(tmp_path)

    def dying(
        environment: Path, interpreter: Path, source: environments.EnvironmentSource
    ) -> environments.Probe:
        interpreter.parent.mkdir(parents=True)
        interpreter.write_text("half")
        raise InterruptedRunError

    with pytest.raises(InterruptedRunError):
        list(installer.install(profile, SOURCE, dying, assembled))
    assert environments.probe(profile.interpreter(profile.environment)) is None
    uninstall(profile)
    assert tree(tmp_path) == before


def test_both_kinds_of_environment_are_taken_away(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    before = tree(tmp_path)
    install(profile)
    with_python = SOURCE._replace(python=tmp_path)
    list(installer.install(profile, with_python, lay_quickly, assembled))
    assert rb"xltool\python\python.exe" in profile.addin_settings.read_bytes()
    assert rb"xltool\venv" not in profile.addin_settings.read_bytes() + profile.send_to.read_bytes()
    uninstall(profile)
    assert tree(tmp_path) == before


def test_without_its_records_it_is_still_taken_away(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    install(profile)
    profile.record.unlink()
    install(profile)
    uninstall(profile)
    left = {name for name, data in tree(tmp_path).items() if data is not None}
    assert not left


def test_damaged_records_are_one_sentence(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    install(profile)
    for text in ("{", "[]", '{"files": {"a": {}}}', '{"files": 1}'):
        profile.record.write_text(text)
        with pytest.raises(ProgramError, match=r"安装记录.*已损坏.*。$"):
            uninstall(profile)


@pytest.mark.parametrize("lay", [windows, linux])
def test_figures_kept_for_undo_go_too_and_a_log_stays(tmp_path: Path, lay: Lay) -> None:
    profile = lay(tmp_path)
    install(profile)
    profile.undo.mkdir(parents=True)
    (profile.undo / "0123abcd.json").write_text("{}")
    log = profile.undo.parent / "xltool.绩效自评出错记录.txt"
    log.write_text("x")
    assert any(str(profile.undo) in line for line in installer.planned_removal(profile))
    uninstall(profile)
    assert log.is_file() and not profile.undo.exists()


def test_the_before_images_lie_where_the_profile_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from xltool.book.live.before_images import state_folder
    from xltool.setup.profile import this_profile

    for name, value in (
        ("XLTOOL_STATE", tmp_path / "a"),
        ("XLTOOL_STATE", ""),
        ("XDG_STATE_HOME", tmp_path / "b"),
    ):
        monkeypatch.setenv(name, str(value))
        assert this_profile().undo == state_folder() / "undo"


# What belongs to others


def test_a_users_own_files_are_put_back(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    profile.start_folder.mkdir()
    (profile.start_folder / "xltool.xlam").write_bytes(b"put there by IT")
    (profile.start_folder / "PERSONAL.XLSB").write_bytes(b"macros of their own")
    before = tree(tmp_path)
    install(profile)
    assert (profile.start_folder / "xltool.xlam").read_bytes() == addin_path().read_bytes()
    uninstall(profile)
    assert tree(tmp_path) == before


def test_a_file_of_ours_that_somebody_changed_stays(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    install(profile)
    signed = profile.start_folder / "xltool.xlam"
    signed.write_bytes(b"signed by IT")
    said = uninstall(profile)
    assert signed.read_bytes() == b"signed by IT"
    assert any(str(signed) in line and "有人改过" in line for line in said)
    assert {path.name for path in profile.start_folder.iterdir()} == {"xltool.xlam"}


def test_what_somebody_signed_is_not_overwritten(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    install(profile)
    for name in ("xltool.xlam", "xltool-functions.xlam"):
        signed = profile.start_folder / name
        signed.write_bytes(b"signed by IT")
        said = install(profile)
        assert signed.read_bytes() == b"signed by IT"
        (line,) = [line for line in said if str(signed) in line]
        assert line.startswith("！") and "没有覆盖" in line and "请删除它再安装一次" in line
        assert sum(line.startswith("！") for line in said) == 1
        signed.unlink()
        install(profile)
        assert signed.read_bytes() != b"signed by IT", "as the line says"


def upgraded(data: bytes) -> Callable[[Path, str], FileContent]:
    """An assembler whose functions are those of another version."""
    return lambda _interpreter, _name: FileContent(data)


@pytest.mark.parametrize("afterwards", [False, True])
def test_an_interrupted_upgrade_is_nobodys_change(tmp_path: Path, afterwards: bool) -> None:
    """What then stands there is ours of the last time: the next install replaces it, the removal takes it away."""
    profile = windows(tmp_path)
    before = tree(tmp_path)
    functions = profile.start_folder / "xltool-functions.xlam"
    for finish in (install, uninstall):
        list(installer.install(profile, SOURCE, lay_quickly, upgraded(b"1")))

        def dying(new: Path, target: Path) -> None:
            if target.name != functions.name:
                take_place(new, target)
                return
            if afterwards:
                take_place(new, target)
            raise InterruptedRunError

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("xltool.setup.writing.take_place", dying)
            with pytest.raises(InterruptedRunError):
                list(installer.install(profile, SOURCE, lay_quickly, upgraded(b"2")))
        assert functions.read_bytes() == (b"2" if afterwards else b"1")
        assert not any(line.startswith("！") for line in finish(profile))
    assert tree(tmp_path) == before


def test_the_ordinary_xlwings_addin_is_left_alone(tmp_path: Path) -> None:
    """Our buttons never use it, so neither its settings nor the folder they lie in are touched."""
    profile = windows(tmp_path)
    folder = profile.home / ".xlwings"
    folder.mkdir()
    (folder / "xlwings.conf").write_bytes(b'"INTERPRETER","C:\\python.exe"\r\n')
    before = tree(folder)
    install(profile)
    assert tree(folder) == before
    assert not any(".xlwings" in name for name in read_records(profile.record).files)


def test_settings_written_since_stay(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    install(profile)
    with profile.addin_settings.open("ab") as stream:
        stream.write(b'"SHOW CONSOLE","True"\r\n')
    install(profile)
    assert b'"SHOW CONSOLE","True"' in profile.addin_settings.read_bytes()
    uninstall(profile)
    assert profile.addin_settings.read_bytes() == b'"SHOW CONSOLE","True"\r\n'


def test_only_ours_is_taken_out_of_a_settings_file() -> None:
    data = with_settings(None, {"A": "1", "B": "2"}, "gbk")
    assert read_settings(data, "gbk") == {"A": "1", "B": "2"}
    assert with_settings(data, {"A": "3"}, "gbk") == b'"B","2"\r\n"A","3"\r\n'
    assert without_settings(data, [("A", "1"), ("B", "other")], "gbk") == b'"B","2"\r\n'
    odd = b'"\xff\xfe","\x81"\r\n'
    assert with_settings(odd, {"A": "1"}, "gbk") == odd + b'"A","1"\r\n'


def test_the_default_program_stays_the_default(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    profile.associations.parent.mkdir()
    own = f"[Default Applications]\ntext/plain=gedit.desktop\n\n[Added Associations]\n{SHEET}=et.desktop;\nx/y=z.desktop;\n"
    profile.associations.write_text(own, encoding="utf-8")
    (tmp_path / "usr/share/applications/et.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=WPS\nExec=true\n"
    )
    assert default_program(profile, SHEET) == "et.desktop"
    install(profile)
    assert default_program(profile, SHEET) == "et.desktop"
    assert profile.associations.read_text("utf-8") == own.replace("et.desktop;", "et.desktop;xltool.desktop;")
    with profile.associations.open("a", encoding="utf-8") as stream:
        stream.write("a/b=c.desktop;\n")
    uninstall(profile)
    assert profile.associations.read_text("utf-8") == own + "a/b=c.desktop;\n"


@pytest.mark.skipif(shutil.which("gio") is None, reason="the second reader of associations is GLib's")
def test_glib_sees_the_same(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    install(profile)
    done = subprocess.run(
        ["gio", "mime", SHEET],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", **profile.variables},
        capture_output=True,
        text=True,
    )
    first, rest = done.stdout.split("\n", 1)
    assert first.endswith(CALC) and "xltool.desktop" not in first
    assert "\txltool.desktop" in rest, "offered as another program"


def test_where_nothing_opens_a_workbook_nothing_is_associated(tmp_path: Path) -> None:
    profile = linux(tmp_path, opener=None)
    said = install(profile)
    assert not profile.associations.exists() and any("请先安装 WPS 或 LibreOffice" in line for line in said)


# What may go wrong


def test_a_running_excel_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = windows(tmp_path)

    def held(new: Path, target: Path) -> None:
        if target.suffix == ".xlam":
            raise PermissionError(13, "sharing violation")
        take_place(new, target)

    before = tree(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("xltool.setup.writing.take_place", held)
        with pytest.raises(ProgramError, match=r"xltool\.xlam.*请关闭所有 Excel 窗口.*。$"):
            install(profile)
    assert not [path for path in profile.start_folder.iterdir() if path.suffix == ".tmp"]
    install(profile)
    uninstall(profile)
    assert tree(tmp_path) == before


def test_where_the_functions_cannot_be_assembled_it_says_so_last(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    before = tree(tmp_path)
    said = []
    with pytest.raises(ProgramError, match="只能在装有 xlwings 的 Windows 上生成"):
        for line in installer.install(profile, SOURCE, lay_quickly, refused):
            said.append(line)
    assert profile.send_to.is_file() and len(said) == 7, "everything else is there"
    uninstall(profile)
    assert tree(tmp_path) == before


def test_on_linux_the_real_assembler_refuses(tmp_path: Path) -> None:
    from xltool.setup.functions_file import assemble

    profile = windows(tmp_path)
    interpreter = profile.interpreter(profile.environment)
    lay_environment(profile.environment, interpreter)
    with pytest.raises(ProgramError, match=r"Windows.*。$"):
        assemble(interpreter, "xltool-functions.xlam")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the interpreter")
def test_the_real_assembler_lays_the_functions_down(tmp_path: Path) -> None:
    """With xlwings' Windows branch on the stand-in for pywin32, started as the installer starts it."""
    profile = windows(tmp_path)
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.addin.windows import windows_xlwings\n"
        "with windows_xlwings():\n"
        "    from xltool.setup.functions_file import main\n"
        "    sys.exit(main(Path(sys.argv[-1])))\n"
    )

    def lay(
        environment: Path, interpreter: Path, source: environments.EnvironmentSource
    ) -> environments.Probe:
        found = lay_quickly(environment, interpreter, source)
        interpreter.write_text(
            f"#!/bin/sh\ncd '{REPOSITORY}' && exec '{sys.executable}' -c '{code}' \"$@\"\n"
        )
        return found

    list(installer.install(profile, SOURCE, lay))
    parser = VBA_Parser(str(profile.start_folder / "xltool-functions.xlam"))
    text = "".join(source for _, _, _, source in parser.extract_macros())
    parser.close()
    assert "EXECUTION_RATE" in text and xlwings.__version__ in text


def test_a_source_that_is_not_known_is_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(
        REPOSITORY / "xltool", tmp_path / "xltool", ignore=shutil.ignore_patterns("__pycache__", "data")
    )
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from importlib import metadata\n"
        "from xltool.setup import environment\n"
        "from xltool.errors import ProgramError\n"
        "def absent(name): raise metadata.PackageNotFoundError(name)\n"
        "class Moved:\n"
        '    def read_text(self, name): return \'{"url": "file:///gone/%E8%B5%84%E6%96%99/x.whl"}\'\n'
        "class Cloned:\n"
        '    def read_text(self, name): return \'{"url": "https://h.example/x", "vcs_info": {"vcs": "git", "commit_id": "abc"}}\'\n'
        "for one in (absent, lambda name: Moved(), lambda name: Cloned()):\n"
        "    environment.distribution = one\n"
        "    try: print(environment.from_here().requirement)\n"
        "    except ProgramError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, encoding="utf-8"
    )
    unknown, moved, cloned = done.stdout.splitlines()
    assert "查不出 xltool 是从哪里安装的" in unknown and "--wheels" in unknown
    assert "/gone/资料/x.whl”已经不在了" in moved
    assert cloned == "xltool[excel,desk] @ git+https://h.example/x@abc"


def test_from_a_checkout_the_checkout_is_the_source() -> None:
    assert environments.from_here().requirement == f"xltool[excel,desk] @ {REPOSITORY.as_uri()}"


# The command line, as a real process


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xltool", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=home,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the home of this process is a Linux one")
def test_the_commands(tmp_path: Path) -> None:
    said = run(tmp_path, "install", "--dry-run")
    assert said.returncode == 0 and "现在什么都没有改动" in said.stdout and str(tmp_path) in said.stdout
    assert run(tmp_path, "install", "--uninstall").stdout == "没有安装记录，没有什么要卸载的。\n"
    refusal = run(tmp_path, "install", "--wheels", str(tmp_path))
    assert refusal.returncode == 2 and "没有 xltool" in refusal.stderr and refusal.stderr.count("\n") == 1
    examined = run(tmp_path, "doctor")
    assert examined.returncode == 1 and "✗ xltool 自己的 Python" in examined.stdout
    assert tree(tmp_path) == {}
