"""The texts of the launchers: an entry of the Explorer's menu 发送到, and a ``.desktop`` file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xltool.setup.profile import Profile

#: The variable in which the 发送到 entry hands over the command line that the Explorer gave it.
COMMAND_LINE: Final = "XLTOOL_COMMAND_LINE"

# The Explorer does not quote a path with an & but without a space, so %1 would be cut off there and the rest run as
# a command. !cmdcmdline! holds the line as it was given, and exit (without /b) leaves before the rest is run. -I: the
# folder of a mailed workbook never comes into Python's search path. All but the message is ASCII: no code page matters.
_SEND_TO: Final = r"""@echo off
setlocal EnableExtensions EnableDelayedExpansion
set "{variable}=!cmdcmdline!"
if not exist "{windowless}" goto missing
start "" "{windowless}" -I -m xltool.setup.{module}
exit 0
:missing
echo xltool 已被移动或删除，请重新安装，或者删除这个“发送到”菜单项。
pause
exit 1
"""

# Python cannot delete the interpreter that it runs in, this file can. Python deletes this very file on the way: so all
# is one block, which cmd.exe reads at once. What somebody else put into the folder stays.
_UNINSTALL: Final = r"""@echo off
setlocal EnableExtensions DisableDelayedExpansion
cd /d "%SystemRoot%"
(
  "{python}" -I -m xltool install --uninstall
  if errorlevel 1 (pause & exit 1)
  rmdir /s /q "{environment}"
  rmdir "{root}" 2>nul
  pause
  exit 0
)
"""

_DESKTOP: Final = """[Desktop Entry]
Type=Application
Name={name}
Comment={comment}
Exec={python} -I -m xltool.setup.{module} %F
Icon=x-office-spreadsheet
Terminal=false
Categories=Office;Spreadsheet;
"""


def send_to_text(profile: Profile, interpreter: Path) -> bytes:
    """The 发送到 entry that runs the launcher in the environment of this interpreter."""
    return _send_to(profile, interpreter, "launch")


def desk_send_to_text(profile: Profile, interpreter: Path) -> bytes:
    """The 发送到 entry that opens the page beside the workbooks."""
    return _send_to(profile, interpreter, "open_desk")


def _send_to(profile: Profile, interpreter: Path, module: str) -> bytes:
    windowless = profile.written(interpreter.with_name("pythonw.exe")).replace("%", "!")
    return _batch(profile, _SEND_TO.format(variable=COMMAND_LINE, windowless=windowless, module=module))


def uninstall_text(profile: Profile, interpreter: Path, environment: Path) -> bytes:
    """The batch file in xltool's own folder that takes everything away, this environment last."""
    return _batch(
        profile,
        _UNINSTALL.format(
            python=profile.written(interpreter),
            environment=profile.written(environment),
            root=profile.written(profile.root),
        ),
    )


def desktop_text(interpreter: Path) -> bytes:
    """The ``.desktop`` file that runs the launcher in the environment of this interpreter."""
    return _desktop(interpreter, "launch", "绩效自评：重新计算", "重新计算、审核并标记自评工作簿，然后打开它")


def desk_desktop_text(interpreter: Path) -> bytes:
    """The ``.desktop`` file that opens the page beside the workbooks."""
    return _desktop(interpreter, "open_desk", "绩效自评工作台", "在浏览器里看表、改数、写说明、生成上报件")


def _desktop(interpreter: Path, module: str, name: str, comment: str) -> bytes:
    python = _desktop_argument(str(interpreter))
    return _DESKTOP.format(python=python, module=module, name=name, comment=comment).encode()


def _batch(profile: Profile, text: str) -> bytes:
    return text.replace("\n", "\r\n").encode(profile.code_page, "replace")


def _desktop_argument(text: str) -> str:
    """Quoted for the key Exec: first for the command line, then as a string of the file."""
    for sign in '\\"`$':
        text = text.replace(sign, f"\\{sign}")
    return '"' + text.replace("%", "%%").replace("\\", "\\\\") + '"'
