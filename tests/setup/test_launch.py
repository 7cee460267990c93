"""The launcher behind 发送到 and 打开方式: what it works on, what it says, what it opens, and what it never runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from tests.review.workbook import shown
from tests.setup.profiles import REPOSITORY, SHEET, lay_environment, linux, windows
from xltool.setup.launch import box_command, files_named, launch
from xltool.setup.launchers import COMMAND_LINE, desktop_text, send_to_text, uninstall_text
from xltool.setup.profile import SEND_TO_FILE

ENTRY = rf"D:\profiles\会计 & 张 三\AppData\Roaming\Microsoft\Windows\SendTo\{SEND_TO_FILE}"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "自评 & 表(1).xlsx"))


def no_refusal(_file: Path) -> str:
    return ""


# What it does


def test_it_recalculates_says_what_came_out_and_opens(book: Path) -> None:
    said: list[str] = []
    opened: list[Path] = []
    assert launch([book], said.append, lambda file: opened.append(file) or "") == 0
    assert opened == [book] and shown(book, "核算_总分") is not None
    (text,) = said
    assert text.startswith(f"{book.name}\n单位：益阳市资阳区人大常委会")
    assert "\n1. ▲ 必改 XT" in text and "\n8. ▲ 必改 XT" in text and "\n9. " not in text
    assert "……另有 25 条，见“审核结果”工作表" in text
    assert text.endswith("▲必改 13 条（另有 1 条由此引起），◆须说明 6 条，●提示 13 条")


def test_several_files_at_once_and_a_bad_one(book: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(AS_FILED, tmp_path / "另.xlsx"))
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut off")
    said: list[str] = []
    opened: list[Path] = []
    assert launch([book, broken, other], said.append, lambda file: opened.append(file) or "") == 2
    assert opened == [book, other]
    (text,) = said
    first, sentence, last = text.split("\n\n")
    assert first.startswith(book.name) and last.startswith(other.name)
    assert "坏.xlsx" in sentence and sentence.endswith("。") and "\n" not in sentence


def test_an_error_of_our_own_is_one_sentence(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("小心")

    monkeypatch.setattr("xltool.setup.launch.recalc", broken)
    said: list[str] = []
    assert launch([book], said.append, no_refusal) == 2
    assert said[0].startswith("程序内部出错（ZeroDivisionError: 小心）") and said[0].endswith("。")


def test_what_cannot_be_opened_is_said(book: Path) -> None:
    said: list[str] = []
    assert launch([book], said.append, lambda file: f"“{file.name}”打不开。") == 0
    assert said[1] == f"“{book.name}”打不开。"
    assert launch([], said.append, no_refusal) == 2 and "没有选中文件" in said[2]


# What the Explorer hands over


@pytest.mark.parametrize(
    ("rest", "files"),
    [
        (r'" D:\a&b.xlsx"', [r"D:\a&b.xlsx"]),
        (r'" "D:\资 料\c & d.xlsx""', [r"D:\资 料\c & d.xlsx"]),
        (r'" D:\a&b.xlsx "D:\c d.xlsx" D:\100%!^e.xlsx"', [r"D:\a&b.xlsx", r"D:\c d.xlsx", r"D:\100%!^e.xlsx"]),
        (r'" "\\server\共享 $\x.xlsm" "D:\y (1).xlsx""', [r"\\server\共享 $\x.xlsm", r"D:\y (1).xlsx"]),
        ('" ', []),
    ],
)  # fmt: skip
def test_the_files_in_the_explorers_command_line(rest: str, files: list[str]) -> None:
    line = rf'C:\WINDOWS\system32\cmd.exe /c ""{ENTRY}{rest}'
    assert files_named(["ignored"], {COMMAND_LINE: line}) == [Path(file) for file in files]
    assert files_named(["a.xlsx", "b & c.xlsx"], {}) == [Path("a.xlsx"), Path("b & c.xlsx")]


def test_the_send_to_entry_keeps_the_command_line_whole(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    data = send_to_text(profile, profile.interpreter(profile.environment))
    lines = data.decode("gbk").split("\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert lines[:3] == [
        "@echo off",
        "setlocal EnableExtensions EnableDelayedExpansion",
        f'set "{COMMAND_LINE}=!cmdcmdline!"',
    ]
    python = r'"!LOCALAPPDATA!\xltool\venv\Scripts\pythonw.exe"'
    assert (
        f'start "" {python} -I -m xltool.setup.launch' in lines
        and f"if not exist {python} goto missing" in lines
    )
    assert not any("%" in line for line in lines), "%1 and %* would be cut off at an &"
    assert "exit 0" in lines and "exit 1" in lines and "exit /b" not in data.decode("gbk")
    assert all(line.isascii() for line in lines if not line.startswith("echo "))


def test_the_uninstaller_deletes_what_python_cannot(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    data = uninstall_text(profile, profile.interpreter(profile.environment), profile.environment)
    lines = data.decode("gbk").split("\r\n")
    start, end = lines.index("("), lines.index(")")
    assert [line.strip() for line in lines[start + 1 : end]] == [
        r'"%LOCALAPPDATA%\xltool\venv\Scripts\python.exe" -I -m xltool install --uninstall',
        "if errorlevel 1 (pause & exit 1)",
        r'rmdir /s /q "%LOCALAPPDATA%\xltool\venv"',
        r'rmdir "%LOCALAPPDATA%\xltool" 2>nul',
        "pause",
        "exit 0",
    ], "one block: Python deletes this file while it runs"
    assert not any(lines[end + 1 :])
    assert data.isascii()


# The .desktop file, run as a file manager runs it


def desktop_command(text: str, files: list[Path]) -> list[str]:
    """The command of a .desktop file: first a string of the file, then quoted arguments, then field codes."""
    (value,) = (line.removeprefix("Exec=") for line in text.splitlines() if line.startswith("Exec="))
    command = []
    for quoted, plain in re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', value.replace("\\\\", "\\")):
        argument = re.sub(r"\\(.)", r"\1", quoted) or plain
        command += [str(file) for file in files] if argument == "%F" else [argument.replace("%%", "%")]
    return command


def test_the_desktop_file_names_any_path() -> None:
    python = Path('/home/a "b" $c `d` \\e 100% & 会计/bin/python')
    text = desktop_text(python).decode()
    assert desktop_command(text, [Path("x.xlsx")]) == [
        str(python),
        "-I",
        "-m",
        "xltool.setup.launch",
        "x.xlsx",
    ]
    assert "MimeType=" not in text, "by it, the launcher would become a default program"


@pytest.mark.skipif(shutil.which("gio") is None, reason="the second reader of .desktop files is GLib's")
def test_glib_starts_it_from_any_path(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" $c `d` & 会计'  # (a % there GLib does not find, whatever is written)
    folder.mkdir()
    python, log = folder / "python", tmp_path / "log.txt"
    python.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{log}.new"; mv "{log}.new" "{log}"\n', encoding="utf-8"
    )
    python.chmod(0o755)
    (tmp_path / "xltool.desktop").write_bytes(desktop_text(python))
    books = [tmp_path / "甲 & 乙.xlsx", tmp_path / "丙 100%.xlsm"]
    subprocess.run(["gio", "launch", str(tmp_path / "xltool.desktop"), *map(str, books)], check=True)
    wait_for(log)
    assert log.read_text("utf-8").splitlines() == ["-I", "-m", "xltool.setup.launch", *map(str, books)]


def wait_for(path: Path, text: str = "") -> None:
    """Wait until a program that runs by itself has written its file."""
    for _ in range(100):
        if path.exists() and text in path.read_text("utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing came into {path}")


@pytest.mark.skipif(sys.platform != "linux", reason="a .desktop file")
def test_the_desktop_file_runs_and_nothing_beside_the_workbook_does(book: Path, tmp_path: Path) -> None:
    profile = linux(tmp_path)
    interpreter = profile.interpreter(profile.environment)
    lay_environment(profile.environment, interpreter)
    mailed = tmp_path / "邮件 附件"
    mailed.mkdir()
    moved = Path(shutil.move(book, mailed / book.name))
    for name in ("xltool.py", "xlwings.py", "sitecustomize.py", "re.py"):
        (mailed / name).write_text("raise SystemExit('a stranger ran')\n", encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    log = tmp_path / "log.txt"
    for name in ("zenity", "xdg-open"):
        script = f'#!/bin/sh\nprintf "%s\\n" "{name}" "$@" >> "{log}"\n'
        (tools / name).write_text(script, encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {
        **profile.variables,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "DISPLAY": ":99",
        "PYTHONPATH": str(mailed),
    }
    done = subprocess.run(
        desktop_command(desktop_text(interpreter).decode(), [moved]),
        cwd=mailed,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wait_for(log, "xdg-open")
    wait_for(log, str(moved))
    lines = log.read_text("utf-8").splitlines()
    assert lines[:5] == ["zenity", "--info", "--no-markup", "--no-wrap", "--title=绩效自评"]
    assert lines[5] == f"--text={moved.name}" and any("XT601" in line for line in lines)
    assert lines[-2:] == ["xdg-open", str(moved)]


@pytest.mark.skipif(sys.platform != "linux", reason="a Linux desktop")
def test_without_a_desktop_it_prints_and_a_default_of_itself_does_not_loop(
    book: Path, tmp_path: Path
) -> None:
    profile = linux(tmp_path)
    profile.associations.parent.mkdir()
    profile.associations.write_text(f"[Default Applications]\n{SHEET}=xltool.desktop\n", encoding="utf-8")
    profile.desktop_file.parent.mkdir()
    profile.desktop_file.write_bytes(desktop_text(Path(sys.executable)))
    done = subprocess.run(
        [sys.executable, "-m", "xltool.setup.launch", str(book)],
        env={
            **profile.variables,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONIOENCODING": "utf-8",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0 and "XT601" in done.stdout
    assert "请把默认程序改回 WPS 或 LibreOffice" in done.stdout


def test_the_best_program_of_the_desktop_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert box_command("文") is None
    for name in ("xmessage", "notify-send", "kdialog", "zenity"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        command = box_command("字 & 符")
        assert (
            command is not None
            and Path(command[0]).name == name
            and any("字 & 符" in part for part in command)
        )
