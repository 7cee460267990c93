"""Our extension in LibreOffice: registered by its own manager of extensions, ``unopkg``, in the user's own profile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool import __version__
from xltool.errors import ProgramError
from xltool.programs import find_program, libreoffice
from xltool.resources import EXTENSION
from xltool.setup.check import Check, bad, good, unknown
from xltool.setup.environment import probe
from xltool.setup.profile import Profile
from xltool.setup.records import read_records
from xltool.setup.writing import read

#: The name by which LibreOffice knows the extension.
IDENTIFIER: Final = "cn.xltool.calc"

_SUBJECT: Final = "LibreOffice 的工具栏和菜单“绩效自评”"
_CLOSE: Final = "请关闭所有 LibreOffice 窗口，再做一次"
#: Seconds; the first start of a LibreOffice on an old disk is slow.
_PATIENCE: Final = 180


def settings_text(interpreter: Path) -> bytes:
    """What the extension has to know: the Python that holds the program."""
    return json.dumps({"python": str(interpreter)}, ensure_ascii=False).encode() + b"\n"


def register(profile: Profile, extension: Path | None = None) -> Iterator[str]:
    """Register the extension where LibreOffice is present: the one in the installed environment, or another.

    Yields one Chinese line; a refusal is said, never raised.
    """
    unopkg = _unopkg()
    if unopkg is None:
        yield f"－ {_SUBJECT}：没有 LibreOffice（以后装了它，再运行一次 xltool install）"
        return
    path = extension or _installed(profile)
    if path is None:
        yield f"！{_SUBJECT}没有装上：安装来源里没有 {EXTENSION}，请重新下载完整的 xltool"
        return
    yield _line(f"✓ {_SUBJECT}", _answer(unopkg, "add", "--force", str(path)), "没有装上")


def unregister(profile: Profile) -> Iterator[str]:
    """Take the extension out again. Yields one Chinese line where it was there, else none.

    Where nothing was installed, LibreOffice is not even asked: it would lay a profile down for its answer. Raises
    ProgramError while LibreOffice is open: it does not say then what is in it, and nothing has been taken away yet.
    """
    unopkg = _unopkg() if profile.extension_settings.exists() else None
    if unopkg is None:
        return
    there, said = _answer(unopkg, "list", IDENTIFIER)
    if not there and ".lock" in said:
        raise ProgramError(f"没有卸载：LibreOffice 开着，去不掉里面的按钮；{_CLOSE}。")
    if there:
        yield _line(f"✓ 已去掉{_SUBJECT}", _answer(unopkg, "remove", IDENTIFIER), "没有去掉")


def check(profile: Profile) -> Check:
    """Whether the buttons in LibreOffice work: the extension is registered, and knows the installed Python."""
    unopkg = _unopkg()
    if unopkg is None:
        return unknown(_SUBJECT, "没有 LibreOffice")
    if not profile.extension_settings.exists():
        return bad(_SUBJECT, "没有装上", "运行 xltool install")
    done, said = _answer(unopkg, "list", IDENTIFIER)
    if not done and ".lock" in said:
        return unknown(_SUBJECT, "LibreOffice 开着，查不出来", _CLOSE)
    if not done or f"Version: {__version__}" not in said:
        return bad(
            _SUBJECT, "没有装上，或者不是这个版本", "关闭所有 LibreOffice 窗口，再运行一次 xltool install"
        )
    if read(profile.extension_settings) != settings_text(_interpreter(profile)):
        return bad(
            _SUBJECT, f"没有 {profile.extension_settings}，或者不是安装时的内容", "再运行一次 xltool install"
        )
    return good(_SUBJECT, "已装好，工作台也由它接上 LibreOffice 里打开的工作簿")


def _installed(profile: Profile) -> Path | None:
    """The extension in the environment, where it lies beside the add-in for Excel."""
    found = probe(_interpreter(profile))
    path = None if found is None or found.addin is None else found.addin.with_name(EXTENSION)
    return path if path is not None and path.is_file() else None


def _interpreter(profile: Profile) -> Path:
    records = read_records(profile.record)
    return profile.interpreter(Path(records.environment) if records.environment else profile.environment)


def _line(good_line: str, answer: tuple[bool, str], failed: str) -> str:
    done, said = answer
    if done:
        return good_line
    if sys.platform != "win32" and os.geteuid() == 0:
        return f"！{_SUBJECT}{failed}：LibreOffice 不让 root 装扩展，请用平时使用的用户再做一次"
    if ".lock" in said:
        return f"！{_SUBJECT}{failed}：LibreOffice 开着，{_CLOSE}"
    last = [line.strip() for line in said.splitlines() if line.strip()]
    return f"！{_SUBJECT}{failed}：{_CLOSE}；LibreOffice 的回答是：{last[-1] if last else '（没有）'}"


def _unopkg() -> str | None:
    """LibreOffice's manager of extensions: on the search path, else beside LibreOffice itself."""
    found = find_program("unopkg")
    office = libreoffice()
    if found or office is None:
        return found
    beside = Path(office).resolve().with_name("unopkg.com" if sys.platform == "win32" else "unopkg")
    return str(beside) if beside.is_file() else None


def _answer(unopkg: str, *arguments: str) -> tuple[bool, str]:
    """Whether it did what it was asked, and what it said."""
    command = [unopkg, *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, type(error).__name__
    return done.returncode == 0, done.stdout + done.stderr
