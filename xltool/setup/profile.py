"""Where things go for one user of one machine, as plain data: no step asks the machine again what it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from xltool.errors import ProgramError

WINDOWS: Final = "windows"
LINUX: Final = "linux"

#: Names of what is laid into a user's folders.
RIBBON_ADDIN: Final = "xltool.xlam"
FUNCTIONS_ADDIN: Final = "xltool-functions.xlam"
DESKTOP_FILE: Final = "xltool.desktop"
SEND_TO_FILE: Final = "绩效自评-重新计算.cmd"
DESK_FILE: Final = "xltool-desk.desktop"
DESK_SEND_TO_FILE: Final = "绩效自评-工作台.cmd"
SHORTCUT_FILE: Final = "绩效自评工作台.lnk"
UNINSTALL_FILE: Final = "uninstall.cmd"
EXTENSION_SETTINGS: Final = "libreoffice.json"

_REQUIRED: Final = {WINDOWS: ("USERPROFILE", "APPDATA", "LOCALAPPDATA"), LINUX: ("HOME",)}


class Profile(NamedTuple):
    """A user's folders on a machine.

    ``system`` is ``windows`` or ``linux``; ``variables`` are the environment variables that say where the folders
    are; ``code_page`` is the encoding in which Excel's VBA reads text files (Windows only).
    """

    system: str
    variables: Mapping[str, str]
    code_page: str = "utf-8"

    @property
    def on_windows(self) -> bool:
        """Whether the folders are laid out as on Windows."""
        return self.system == WINDOWS

    @property
    def home(self) -> Path:
        """The user's folder."""
        return Path(self.variables["USERPROFILE" if self.on_windows else "HOME"])

    @property
    def root(self) -> Path:
        """The folder that belongs to xltool alone."""
        if self.on_windows:
            return Path(self.variables["LOCALAPPDATA"]) / "xltool"
        return self.data / "xltool"

    @property
    def data(self) -> Path:
        """Linux: where a user's programs keep their data."""
        return Path(self.variables.get("XDG_DATA_HOME") or self.home / ".local" / "share")

    @property
    def settings(self) -> Path:
        """Linux: where a user's programs keep their settings."""
        return Path(self.variables.get("XDG_CONFIG_HOME") or self.home / ".config")

    @property
    def environment(self) -> Path:
        """The virtual environment that the buttons and the launchers run in."""
        return self.root / "venv"

    @property
    def own_python(self) -> Path:
        """The copy of a Python that came with an offline kit; it takes the place of the virtual environment."""
        return self.root / "python"

    @property
    def record(self) -> Path:
        """The file that says what was installed."""
        return self.root / "installed.json"

    @property
    def start_folder(self) -> Path:
        """Windows: the folder whose workbooks Excel opens at every start."""
        return Path(self.variables["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"

    @property
    def send_to(self) -> Path:
        """Windows: the entry in the Explorer's menu 发送到."""
        return Path(self.variables["APPDATA"]) / "Microsoft" / "Windows" / "SendTo" / SEND_TO_FILE

    @property
    def desk_send_to(self) -> Path:
        """Windows: the entry in the same menu that opens the page beside a workbook."""
        return self.send_to.with_name(DESK_SEND_TO_FILE)

    @property
    def shortcut(self) -> Path:
        """Windows: the entry in the start menu that opens the page beside a workbook."""
        menu = Path(self.variables["APPDATA"]) / "Microsoft" / "Windows" / "Start Menu"
        return menu / "Programs" / SHORTCUT_FILE

    @property
    def desk_file(self) -> Path:
        """Linux: the entry in the menu of programs that opens the page beside a workbook."""
        return self.desktop_file.with_name(DESK_FILE)

    @property
    def desktop_file(self) -> Path:
        """Linux: the entry in a file manager's menu 打开方式."""
        return self.data / "applications" / DESKTOP_FILE

    @property
    def associations(self) -> Path:
        """Linux: the user's own list of which program opens which type of file."""
        return self.settings / "mimeapps.list"

    @property
    def state(self) -> Path:
        """What the program remembers for this user: :func:`xltool.book.live.before_images.state_folder`."""
        own = self.variables.get("XLTOOL_STATE")
        state = Path(self.variables.get("XDG_STATE_HOME") or self.home / ".local" / "state")
        return Path(own) if own else self.root if self.on_windows else state / "xltool"

    @property
    def undo(self) -> Path:
        """The before-images that the buttons keep for 撤销上次操作: figures out of the user's workbooks."""
        return self.state / "undo"

    @property
    def desk(self) -> Path:
        """What the page beside a workbook keeps: copies not saved yet, and the key of a desk that runs."""
        return self.state / "desk"

    @property
    def addin_settings(self) -> Path:
        """Windows: the settings file of our functions add-in (its project is named xltool)."""
        return self.home / ".xltool" / "xltool.conf"

    @property
    def extension_settings(self) -> Path:
        """What our extension in LibreOffice reads: which Python holds the program."""
        return self.root / EXTENSION_SETTINGS

    def interpreter(self, environment: Path) -> Path:
        """The console interpreter inside an environment of ours."""
        if environment == self.own_python:
            return environment / ("python.exe" if self.on_windows else "bin/python3")
        return environment / ("Scripts/python.exe" if self.on_windows else "bin/python")

    def written(self, path: Path) -> str:
        """A path below LOCALAPPDATA as a Windows text with that variable.

        Excel and cmd.exe replace the variable themselves, so the text is ASCII whatever the user's name is: files
        that are read in some code page or other then need no luck.
        """
        inside = path.relative_to(self.variables["LOCALAPPDATA"])
        return "\\".join(["%LOCALAPPDATA%", *inside.parts])


def this_profile() -> Profile:
    """The profile of the user who runs this.

    Raises:
        ProgramError: the machine is neither Windows nor Linux, does not say where the user's folders are, or this is a
            Python out of Microsoft's shop.
    """
    system = {"win32": WINDOWS, "linux": LINUX}.get(sys.platform)
    if system is None:
        raise ProgramError("安装只支持 Windows 和 Linux；在这台机器上请直接用命令行 xltool recalc。")
    missing = [name for name in _REQUIRED[system] if not os.environ.get(name)]
    if missing:
        raise ProgramError(f"环境变量 {'、'.join(missing)} 没有值，不知道该装到哪里；请重新登录后再试。")
    if system == WINDOWS and "windowsapps" in sys.base_prefix.lower():
        # what such a Python writes into AppData, Windows keeps in a place of its own, where Excel does not see it
        raise ProgramError(
            "微软商店版的 Python 装出来的环境 Excel 看不到：请用 python.org 的 Python，或带 Python 的离线安装包。"
        )
    return Profile(system, dict(os.environ), code_page())


def code_page() -> str:
    """The encoding in which programs of this machine write text without saying which, ``cp936`` on a Chinese Windows."""
    if sys.platform != "win32":
        return "utf-8"
    import ctypes

    return f"cp{ctypes.windll.kernel32.GetACP()}"
